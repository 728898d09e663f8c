//! A sample of the visits that a configuration makes, to see what a site's own settings would do with them. Whatever
//! decides what visits say (data sets, funnels, journeys, countries) has its say here as in a run.

use super::site::Site;
use domain::{MultiTargetConfig, messages::SiteCollision};
use std::{collections::HashMap, net::IpAddr};
use traffic::Traffic;
use visit::{Recipient, VisitSource};

/// Visits in a sample: what one in a hundred does is missed once in fifty.
const VISITS: u64 = 400;

/// What the site would make of the visits of a sample.
#[derive(Debug, Default)]
pub(super) struct Sample(Vec<Seen>);

/// What one visit says.
#[derive(Debug, Default)]
struct Seen {
    user_agent: String,
    /// The visitor's, if it is told.
    ip: Option<IpAddr>,
    pages: Vec<String>,
    referrer: Option<String>,
    orders: bool,
    searches: bool,
}

impl Sample {
    /// The first visits of `config`. Reads whole data sets: not for a thread that others wait for.
    pub(super) fn of(config: &MultiTargetConfig, now_unix: i64) -> Self {
        let source = Traffic::live(config, config.seed.unwrap_or_default());
        // What stands in a hit with a token; the token itself is of no interest.
        let recipient = Recipient {
            site_id: 1,
            token_auth: Some("-"),
            planned_unix_ms: now_unix.saturating_mul(1_000),
            in_bulk: false,
        };
        let visits = (0..VISITS).map(|index| {
            let visit = source.visit(index);
            let mut seen = Seen { user_agent: visit.user_agent().to_owned(), ..Seen::default() };
            let mut text = String::new();
            for hit in 0..visit.hit_count() {
                text.clear();
                visit.write_parameters(hit, &recipient, &mut text);
                seen.add(&form_urlencoded::parse(text.as_bytes()).into_owned().collect(), hit == 0);
            }
            seen
        });
        Self(visits.collect())
    }

    /// The collisions to report for a target whose site is set up like `site`; with a token its hits tell the visitors'
    /// addresses.
    pub(super) fn collisions(&self, site: &Site, config: &MultiTargetConfig, has_token: bool) -> Vec<SiteCollision> {
        let pages: Vec<&str> = self.0.iter().flat_map(|seen| &seen.pages).map(String::as_str).collect();
        let strangers: Vec<&&str> = pages.iter().filter(|page| site.only_own_urls && !site.has_page(page)).collect();
        let share = |which: &dyn Fn(&Seen) -> bool| {
            let part = self.0.iter().filter(|seen| which(seen)).count();
            (part > 0).then(|| percent(part, self.0.len()))
        };
        let mut found = Vec::new();
        if let Some(page) = strangers.first() {
            let percent = percent(strangers.len(), pages.len());
            found.push(SiteCollision::PagesOfOthers { percent, page: (**page).to_owned() });
        }
        if let Some(percent) = share(&|seen| site.excludes_user_agent(&seen.user_agent)) {
            found.push(SiteCollision::UserAgentsExcluded { percent });
        }
        if let Some(percent) = share(&|seen| has_token && seen.ip.is_some_and(|ip| site.excludes_ip(ip))) {
            found.push(SiteCollision::AddressesExcluded { percent });
        } else if !site.excluded_ips.is_empty() && !self.0.iter().any(|seen| has_token && seen.ip.is_some()) {
            found.push(SiteCollision::OwnAddressMayBeExcluded);
        }
        if let Some(percent) = share(&|seen| seen.referrer.as_ref().is_some_and(|url| site.excludes_referrer(url))) {
            found.push(SiteCollision::ReferrersExcluded { percent });
        }
        let has_orders = share(&|seen| seen.orders).is_some();
        if has_orders && !site.has_shop {
            found.push(SiteCollision::NoShop);
        }
        let foreign = site.currency.as_ref().filter(|currency| **currency != config.ecommerce_currency);
        if let Some(theirs) = foreign.filter(|_| has_orders).cloned() {
            found.push(SiteCollision::OtherCurrency { theirs, ours: config.ecommerce_currency.clone() });
        }
        if !site.has_search && share(&|seen| seen.searches).is_some() {
            found.push(SiteCollision::NoSiteSearch);
        }
        found
    }
}

impl Seen {
    fn add(&mut self, said: &HashMap<String, String>, is_first: bool) {
        let get = |name: &str| said.get(name).cloned();
        self.pages.extend(get("url"));
        if is_first {
            self.ip = get("cip").and_then(|ip| ip.parse().ok());
            self.referrer = get("urlref");
        }
        self.orders |= said.contains_key("ec_id");
        self.searches |= said.contains_key("search");
    }
}

/// What part of a whole something is, in percent, at least 1.
fn percent(part: usize, whole: usize) -> u32 {
    (100.0 * part as f64 / whole.max(1) as f64).round().max(1.0) as u32
}
