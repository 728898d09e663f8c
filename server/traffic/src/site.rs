//! The web site that visitors walk through: the built-in one with a few thousand pages in a hierarchy, or
//! the one that a list of addresses describes.

mod expand;
mod list;
mod outline;
mod tree;
mod walk;

pub(crate) use list::title;

use crate::{data::PageEntry, form::encoded};
use expand::Draft;
use outline::Outline;
use std::{
    ops::Range,
    sync::{Arc, LazyLock},
};

/// Where the pages live: a name kept for documentation (RFC 2606), the same for every target, since
/// Matomo takes page addresses of any host unless told otherwise.
pub const BASE_URL: &str = "https://www.example.org";

const NAME: &str = "Example Outfitters";

static SITE: LazyLock<Arc<Site>> =
    LazyLock::new(|| Arc::new(Site::build(&Outline::read(include_str!("../data/site.txt")))));

/// The built-in site, built at first use.
pub fn site() -> &'static Arc<Site> {
    &SITE
}

/// A page, its address and title ready for a form.
#[derive(Debug)]
pub struct Page {
    url: Box<str>,
    title: Box<str>,
    /// Place of the page above; none for those at the top.
    parent: Option<usize>,
    /// The pages a visitor finds beside it, itself among them.
    siblings: Range<usize>,
    children: Range<usize>,
}

impl Page {
    /// A page that belongs to no site; address and title are not encoded.
    pub(crate) fn alone(url: &str, title: &str) -> Self {
        Self { url: encoded(url), title: encoded(title), parent: None, siblings: 0..0, children: 0..0 }
    }

    /// The absolute address, form-encoded.
    pub fn encoded_url(&self) -> &str {
        &self.url
    }

    /// The title, form-encoded.
    pub fn encoded_title(&self) -> &str {
        &self.title
    }
}

/// All pages, level by level. Children of one page stand side by side.
#[derive(Debug)]
pub struct Site {
    pages: Vec<Page>,
    /// How many pages are at the top; they come first.
    roots: usize,
}

impl Site {
    /// The site of a list of pages, in which the longest address that another one continues is the page
    /// above it; without entries the built-in site. O(n log n).
    pub(crate) fn of(entries: Option<&[PageEntry]>) -> Arc<Self> {
        match entries {
            Some(entries) if !entries.is_empty() => Arc::new(list::build(entries)),
            _ => Arc::clone(site()),
        }
    }

    fn build(outline: &Outline) -> Self {
        let (sections, drafts) = expand::expand(outline);
        let home = Page {
            url: encoded(&format!("{BASE_URL}/")),
            title: encoded(&format!("{NAME} - Clothing and equipment for the outdoors")),
            parent: None,
            siblings: 0..1,
            children: below(&sections),
        };
        let pages = std::iter::once(home).chain(drafts.iter().map(|draft| page(draft, &drafts))).collect();
        Self { pages, roots: 1 }
    }

    /// Every page, level by level; of the built-in site the home page is the first.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter()
    }

    /// The page at a place.
    pub(crate) fn page(&self, place: usize) -> Option<&Page> {
        self.pages.get(place)
    }
}

/// Places below the home page, which stands before all drafts.
fn below(drafts: &Range<usize>) -> Range<usize> {
    drafts.start + 1..drafts.end + 1
}

fn page(draft: &Draft, drafts: &[Draft]) -> Page {
    // Only what has pages below it is a directory.
    let slash = if draft.children.is_empty() { "" } else { "/" };
    let title = match draft.parent.and_then(|parent| drafts.get(parent)) {
        Some(parent) => format!("{} - {} - {NAME}", draft.title, parent.title),
        None => format!("{} - {NAME}", draft.title),
    };
    Page {
        url: encoded(&format!("{BASE_URL}{}{slash}", draft.path)),
        title: encoded(&title),
        parent: Some(draft.parent.map_or(0, |parent| parent + 1)),
        siblings: below(&draft.siblings),
        children: below(&draft.children),
    }
}
