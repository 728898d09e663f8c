//! How a visitor gets from page to page: mostly down the hierarchy and sideways, sometimes back up.

use super::Site;
use crate::draw::Draw;
use std::ops::Range;

impl Site {
    /// Where a visit begins: at the top, at a page two levels below it (a category), or (what search
    /// engines and links from elsewhere lead to) anywhere.
    pub(crate) fn landing(&self, draw: &mut Draw) -> usize {
        match draw.below(100) {
            0..30 => self.top(draw),
            30..50 => {
                let top = self.top(draw);
                self.child(top, draw).and_then(|section| self.child(section, draw)).unwrap_or(top)
            }
            _ => draw.position(self.pages.len()),
        }
    }

    /// Where a visitor goes from `page`; never the same page again, unless it is the only one.
    ///
    /// Down to a child 65%, to a sibling 20%, up 10%, to the menu that every page has 5%; where there
    /// is no child the shares of down and sideways fall to the siblings.
    pub(crate) fn next(&self, page: usize, draw: &mut Draw) -> usize {
        let next = match draw.below(100) {
            0..65 => self.child(page, draw).or_else(|| self.sibling(page, draw)),
            65..85 => self.sibling(page, draw),
            85..95 => Some(self.parent(page).unwrap_or_else(|| self.top(draw))),
            _ => {
                let top = self.top(draw);
                self.child(top, draw).or(Some(top))
            }
        };
        match next {
            Some(next) if next != page => next,
            // A page without siblings, a page at the top, the menu entry of the page itself: go elsewhere.
            _ => self.child(page, draw).unwrap_or_else(|| self.elsewhere(page, draw)),
        }
    }

    fn top(&self, draw: &mut Draw) -> usize {
        draw.position(self.roots)
    }

    fn parent(&self, page: usize) -> Option<usize> {
        self.pages.get(page)?.parent
    }

    fn child(&self, page: usize, draw: &mut Draw) -> Option<usize> {
        let children = self.pages.get(page)?.children.clone();
        (!children.is_empty()).then(|| children.start + draw.position(children.len()))
    }

    fn sibling(&self, page: usize, draw: &mut Draw) -> Option<usize> {
        other_than(page, self.pages.get(page)?.siblings.clone(), draw)
    }

    /// The top of the site, and from there any page.
    fn elsewhere(&self, page: usize, draw: &mut Draw) -> usize {
        let top = self.top(draw);
        if top == page { other_than(page, 0..self.pages.len(), draw).unwrap_or(page) } else { top }
    }
}

/// Any place of a range but one in it, each with the same probability; none if there is no other.
fn other_than(place: usize, range: Range<usize>, draw: &mut Draw) -> Option<usize> {
    let others = range.len().checked_sub(1).filter(|others| *others > 0)?;
    let drawn = range.start + draw.position(others);
    Some(if drawn < place { drawn } else { drawn + 1 })
}
