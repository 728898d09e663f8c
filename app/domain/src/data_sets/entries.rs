//! Reading the lines of a set.

use super::DataSetKind;
use crate::{
    error::FieldError,
    messages::{Columns, DataSetFinding as Finding},
    plain_text, web_address,
};

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UrlEntry<'a> {
    /// Absolute address.
    pub url: &'a str,
    /// Its title; `None`: made from the address.
    pub title: Option<&'a str>,
}

/// Something to search for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchTerm<'a> {
    /// The keyword.
    pub keyword: &'a str,
    /// The category it is searched in; `None`: none, or one of the others' now and then.
    pub category: Option<&'a str>,
}

/// What kind of site a visit comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferrerKind {
    /// A search engine.
    Search,
    /// A social network.
    Social,
    /// Any other site.
    Referral,
}

/// A site that visits come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Referrer<'a> {
    /// Its kind.
    pub kind: ReferrerKind,
    /// Absolute address; `{keyword}` in it stands for a search term.
    pub url: &'a str,
}

/// A browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserAgentEntry<'a> {
    /// The `User-Agent` header.
    pub user_agent: &'a str,
    /// Screen width and height, pixels.
    pub resolution: Option<(u32, u32)>,
}

/// Something to buy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Product<'a> {
    /// Stock keeping unit.
    pub sku: &'a str,
    /// Name.
    pub name: &'a str,
    /// Category.
    pub category: &'a str,
    /// Price in the configuration's currency, above 0.
    pub price: f64,
}

/// Entries with the numbers of their lines, from 1; or what is wrong with the line.
type Lines<'a, T> = Box<dyn Iterator<Item = (usize, Result<T, Finding>)> + 'a>;

/// The lines that count, split into at most `columns` columns.
fn lines<'a, T: 'a>(text: &'a str, read: impl Fn(&[&'a str]) -> Result<T, Finding> + 'a) -> Lines<'a, T> {
    // Not from the front: a line may begin with an empty column.
    let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim_end()));
    let counting = lines.filter(|(_, line)| !line.is_empty() && !line.trim_start().starts_with('#'));
    Box::new(counting.map(move |(number, line)| {
        let columns: Vec<&str> = if line.contains('\t') {
            line.split('\t').map(str::trim).collect()
        } else {
            line.split(" | ").map(str::trim).collect()
        };
        let objection = columns.iter().find_map(|column| plain_text::objection(column));
        (number, objection.map_or_else(|| read(&columns), |objection| Err(objection.into())))
    }))
}

fn address(text: &str) -> Result<&str, Finding> {
    web_address::host(text)?;
    Ok(text)
}

/// Reads [`DataSetKind::Urls`].
pub fn urls(text: &str) -> Lines<'_, UrlEntry<'_>> {
    lines(text, |columns| match columns {
        [url] => Ok(UrlEntry { url: address(url)?, title: None }),
        [url, title] => Ok(UrlEntry { url: address(url)?, title: Some(*title).filter(|title| !title.is_empty()) }),
        _ => Err(Finding::TooManyColumns { expected: Columns::AddressAndTitle }),
    })
}

/// Reads [`DataSetKind::SearchTerms`].
pub fn search_terms(text: &str) -> Lines<'_, SearchTerm<'_>> {
    lines(text, |columns| match columns {
        ["", ..] => Err(Finding::KeywordMissing),
        [keyword] => Ok(SearchTerm { keyword, category: None }),
        [keyword, category] => Ok(SearchTerm { keyword, category: Some(*category).filter(|text| !text.is_empty()) }),
        _ => Err(Finding::TooManyColumns { expected: Columns::KeywordAndCategory }),
    })
}

/// Reads [`DataSetKind::Referrers`].
pub fn referrers(text: &str) -> Lines<'_, Referrer<'_>> {
    lines(text, |columns| match columns {
        [kind, url] => {
            let kind = match *kind {
                "search" => ReferrerKind::Search,
                "social" => ReferrerKind::Social,
                "referral" => ReferrerKind::Referral,
                _ => return Err(Finding::NotAKindOfReferrer),
            };
            Ok(Referrer { kind, url: address(url)? })
        }
        _ => Err(Finding::NotAReferrer),
    })
}

/// The longest `User-Agent`, characters.
const LONGEST_AGENT: usize = 500;

/// Reads [`DataSetKind::UserAgents`].
pub fn user_agents(text: &str) -> Lines<'_, UserAgentEntry<'_>> {
    lines(text, |columns| {
        let (user_agent, resolution) = match columns {
            [user_agent] => (*user_agent, None),
            [user_agent, size] => (*user_agent, Some(resolution(size)?)),
            _ => return Err(Finding::TooManyColumns { expected: Columns::UserAgentAndScreenSize }),
        };
        if !user_agent.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || user_agent.len() > LONGEST_AGENT {
            return Err(Finding::UserAgentInvalid { most: LONGEST_AGENT });
        }
        match excluded(user_agent) {
            Some(word) => Err(Finding::UserAgentExcluded { word }),
            None => Ok(UserAgentEntry { user_agent, resolution }),
        }
    })
}

/// Reads [`DataSetKind::Products`].
pub fn products(text: &str) -> Lines<'_, Product<'_>> {
    lines(text, |columns| match columns {
        [sku, name, category, price] => {
            let price = price.parse::<f64>().ok().filter(|price| (0.01..=1e9).contains(price));
            let price = price.ok_or(Finding::NotAPrice)?;
            if sku.is_empty() || name.is_empty() {
                return Err(Finding::ProductWithoutName);
            }
            Ok(Product { sku, name, category, price })
        }
        _ => Err(Finding::NotAProduct),
    })
}

/// Reads [`DataSetKind::Outlinks`] and [`DataSetKind::Downloads`].
pub fn addresses(text: &str) -> Lines<'_, &str> {
    lines(text, |columns| match columns {
        [url] => address(url),
        _ => Err(Finding::TooManyColumns { expected: Columns::Address }),
    })
}

/// What Matomo takes for a robot or a monitor and drops without a word (measured on 5.2).
const EXCLUDED_AGENTS: [&str; 5] = ["bot", "facebookexternalhit", "uptimerobot", "apachebench", "k6/"];

fn excluded(user_agent: &str) -> Option<&'static str> {
    let lower = user_agent.to_ascii_lowercase();
    EXCLUDED_AGENTS.into_iter().find(|word| lower.contains(word))
}

fn resolution(text: &str) -> Result<(u32, u32), Finding> {
    let side = |side: &str| side.parse::<u32>().ok().filter(|side| (1..=100_000).contains(side));
    let size = text.split_once('x').and_then(|(width, height)| Some((side(width)?, side(height)?)));
    size.ok_or(Finding::NotAScreenSize)
}

/// Each entry's line and what it is about, or what is wrong with it.
pub(super) fn subjects(kind: DataSetKind, text: &str) -> Vec<(usize, Result<Subject<'_>, Finding>)> {
    fn each<'a, T: 'a>(
        entries: Lines<'a, T>,
        subject: impl Fn(T) -> Subject<'a>,
    ) -> Vec<(usize, Result<Subject<'a>, Finding>)> {
        entries.map(|(line, entry)| (line, entry.map(&subject))).collect()
    }
    let of_address =
        |url| Subject { key: url, domain: web_address::host(url).ok(), category: Some(web_address::section(url)) };
    match kind {
        DataSetKind::Urls => each(urls(text), |entry| of_address(entry.url)),
        DataSetKind::SearchTerms => {
            each(search_terms(text), |term| Subject { key: term.keyword, domain: None, category: term.category })
        }
        DataSetKind::Referrers => each(referrers(text), |referrer| Subject {
            key: referrer.url,
            domain: web_address::host(referrer.url).ok(),
            category: Some(referrer.kind.as_str()),
        }),
        DataSetKind::UserAgents => {
            each(user_agents(text), |entry| Subject { key: entry.user_agent, domain: None, category: None })
        }
        DataSetKind::Products => {
            each(products(text), |product| Subject { key: product.sku, domain: None, category: Some(product.category) })
        }
        DataSetKind::Outlinks | DataSetKind::Downloads => each(addresses(text), of_address),
        DataSetKind::Events => Vec::new(),
    }
}

/// What an entry is counted by.
pub(super) struct Subject<'a> {
    /// Two entries with the same key are duplicates.
    pub(super) key: &'a str,
    pub(super) domain: Option<&'a str>,
    pub(super) category: Option<&'a str>,
}

impl ReferrerKind {
    /// The word used in the lines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Social => "social",
            Self::Referral => "referral",
        }
    }
}

/// A finding about a line.
pub(super) fn finding(line: usize, finding: Finding) -> FieldError {
    FieldError::new(format!("line {line}"), finding)
}
