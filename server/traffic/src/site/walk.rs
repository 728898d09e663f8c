//! How a visitor gets from page to page: mostly down the hierarchy and sideways, sometimes back up.

use super::{Page, Site};
use crate::draw::Draw;

impl Site {
    /// The first page of a visit: the home page, a section or category, or (what search engines and
    /// links from elsewhere lead to) any page.
    pub(crate) fn landing(&self, draw: &mut Draw) -> &Page {
        match draw.below(100) {
            0..30 => &self.home,
            30..50 => self.child(&self.home, draw).and_then(|section| self.child(section, draw)).unwrap_or(&self.home),
            _ => draw.pick(&self.below_home).unwrap_or(&self.home),
        }
    }

    /// Where a visitor goes from `page`; never the same page again.
    ///
    /// Down to a child 65%, to a sibling 20%, up 10%, to the menu that every page has 5%; where there
    /// is no child the shares of down and sideways fall to the siblings.
    pub(crate) fn next(&self, page: &Page, draw: &mut Draw) -> &Page {
        let next = match draw.below(100) {
            0..65 => self.child(page, draw).or_else(|| self.sibling(page, draw)),
            65..85 => self.sibling(page, draw),
            85..95 => Some(page.parent.and_then(|parent| self.below_home.get(parent)).unwrap_or(&self.home)),
            _ => self.child(&self.home, draw),
        };
        match next {
            Some(next) if next.url != page.url => next,
            // A page without siblings, the home page's parent, the menu entry of the page itself: go elsewhere.
            _ => self.child(page, draw).unwrap_or(&self.home),
        }
    }

    fn child(&self, page: &Page, draw: &mut Draw) -> Option<&Page> {
        draw.pick(self.below_home.get(page.children.clone())?)
    }

    /// Another page with the same parent: any but the page itself, each with the same probability.
    fn sibling(&self, page: &Page, draw: &mut Draw) -> Option<&Page> {
        let siblings = self.below_home.get(page.siblings.clone())?;
        let own = siblings.iter().position(|sibling| std::ptr::eq(sibling, page))?;
        let (before, after) = siblings.split_at_checked(own)?;
        let others = siblings.len().checked_sub(1)?;
        let position = usize::try_from(draw.below(others as u64)).ok()?;
        before.get(position).or_else(|| after.get(position + 1 - before.len()))
    }
}
