//! The built-in web site: a few thousand pages in a hierarchy, and how visitors move between them.

mod expand;
mod outline;
mod walk;

use crate::form::encoded;
use expand::Draft;
use outline::Outline;
use std::ops::Range;
use std::sync::LazyLock;

/// Where the pages live: a name kept for documentation (RFC 2606), the same for every target, since
/// Matomo takes page addresses of any host unless told otherwise.
pub const BASE_URL: &str = "https://www.example.org";

const NAME: &str = "Example Outfitters";

static SITE: LazyLock<Site> = LazyLock::new(|| Site::build(&Outline::read(include_str!("../data/site.txt"))));

/// The built-in site, built at first use.
pub fn site() -> &'static Site {
    &SITE
}

/// A page, its address and title ready for a form.
#[derive(Debug)]
pub struct Page {
    url: Box<str>,
    title: Box<str>,
    /// Position in [`Site::below_home`]; none for the home page and the sections right below it.
    parent: Option<usize>,
    /// The pages with the same parent, itself among them.
    siblings: Range<usize>,
    children: Range<usize>,
}

impl Page {
    /// The absolute address, form-encoded.
    pub fn encoded_url(&self) -> &str {
        &self.url
    }

    /// The title, form-encoded.
    pub fn encoded_title(&self) -> &str {
        &self.title
    }
}

/// All pages. Children of one page stand side by side.
#[derive(Debug)]
pub struct Site {
    home: Page,
    below_home: Vec<Page>,
}

impl Site {
    fn build(outline: &Outline) -> Self {
        let (sections, drafts) = expand::expand(outline);
        let home = Page {
            url: encoded(&format!("{BASE_URL}/")),
            title: encoded(&format!("{NAME} - Clothing and equipment for the outdoors")),
            parent: None,
            siblings: 0..0,
            children: sections,
        };
        let below_home = drafts.iter().map(|draft| page(draft, &drafts)).collect();
        Self { home, below_home }
    }

    /// The page at the root.
    pub fn home(&self) -> &Page {
        &self.home
    }

    /// Every page, home first, then level by level.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        std::iter::once(&self.home).chain(&self.below_home)
    }
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
        parent: draft.parent,
        siblings: draft.siblings.clone(),
        children: draft.children.clone(),
    }
}
