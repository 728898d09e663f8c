//! The kinds of hit and what each kind adds to the parameters that all hits share.
//!
//! Numbers are no larger than they have to be: a hundred thousand visits may be in progress, and what they
//! hold most of is hits.

use crate::{draw::Draw, form::push_number, session::Session, site::Page, world::World};

/// `number` as hits hold it: a place in a list, or milliseconds (49 days at most).
pub(crate) fn small(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}

/// One tracking request of a visit.
#[derive(Debug)]
pub(crate) struct Hit {
    /// When it is due: milliseconds since the visit's arrival. Whole ones, so that every hit's planned time
    /// leads back to the same arrival.
    pub(crate) at_ms: u32,
    /// Its time in the visit as reported to Matomo, milliseconds since the first hit.
    pub(crate) reported_ms: u32,
    /// The page the visitor is on.
    pub(crate) page: Place,
    /// Where they came to that page from.
    pub(crate) referrer: Referrer,
    /// Of the page view that the hit is or belongs to.
    pub(crate) page_view_id: [u8; 6],
    /// Keeps caches from answering in Matomo's place.
    pub(crate) nonce: u32,
    /// What happened.
    pub(crate) kind: Kind,
}

/// Where to find a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the site.
    Site(u32),
    /// Among the pages of the visit's funnel.
    Funnel(u32),
}

/// Where a visitor came to a page from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Referrer {
    /// What brought the visit.
    Outside,
    /// A page seen before.
    Page(Place),
}

/// What a hit reports. Numbers are places in the visit or in the data.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A page was opened.
    PageView(Timings),
    /// The page of the first product of an order was opened.
    ProductView { timings: Timings, order: u32 },
    /// The site was searched.
    Search { term: u32, category: Option<u32>, results: u8 },
    /// A link to another site was followed.
    Outlink(u32),
    /// A file was downloaded.
    Download(u32),
    /// Something was clicked.
    ClickEvent(u32),
    /// Something else happened.
    RandomEvent(u32),
    /// The first products of an order were put into the cart.
    Cart { order: u32, products: u32 },
    /// An order was placed.
    Order(u32),
    /// A goal was reached.
    Goal(u32),
    /// A content was seen, or used.
    Content { content: u32, is_used: bool },
    /// A step of the funnel that is none of the above: its place.
    Step(u32),
    /// The page is still open: lengthens the time spent on it, is no action of its own.
    Ping,
}

impl Kind {
    /// Whether Matomo counts it as an action, which dimensions may describe.
    pub(crate) fn is_action(&self) -> bool {
        match self {
            Self::PageView(_)
            | Self::ProductView { .. }
            | Self::Search { .. }
            | Self::Outlink(_)
            | Self::Download(_)
            | Self::ClickEvent(_)
            | Self::RandomEvent(_)
            | Self::Step(_) => true,
            Self::Cart { .. } | Self::Order(_) | Self::Goal(_) | Self::Content { .. } | Self::Ping => false,
        }
    }
}

/// How long the phases of loading a page took, milliseconds, named after Matomo's `pf_*` parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timings {
    network: u16,
    server: u16,
    transfer: u16,
    dom_processing: u16,
    dom_completion: u16,
    on_load: u16,
}

impl Timings {
    /// Plausible timings of a site that works.
    pub(crate) fn new(draw: &mut Draw) -> Self {
        Self {
            network: phase(draw, 2, 180),
            server: phase(draw, 30, 900),
            transfer: phase(draw, 1, 150),
            dom_processing: phase(draw, 40, 1_200),
            dom_completion: phase(draw, 20, 1_500),
            on_load: phase(draw, 0, 60),
        }
    }

    fn write(&self, out: &mut String) {
        let phases = [
            ("&pf_net=", self.network),
            ("&pf_srv=", self.server),
            ("&pf_tfr=", self.transfer),
            ("&pf_dm1=", self.dom_processing),
            ("&pf_dm2=", self.dom_completion),
            ("&pf_onl=", self.on_load),
        ];
        for (name, milliseconds) in phases {
            out.push_str(name);
            push_number(out, milliseconds);
        }
    }
}

/// The smaller of two uniform draws: mostly quick, now and then slow, as loading times are.
fn phase(draw: &mut Draw, min: u16, max: u16) -> u16 {
    let (min, max) = (u64::from(min), u64::from(max));
    draw.between(min, max).min(draw.between(min, max)) as u16
}

/// Says that a hit is no page view, whatever plugins the Matomo has (its tracking API, `ca`).
const CUSTOM_ACTION: &str = "&ca=1";

impl Hit {
    /// Appends what the hit says besides who sends it and when. `is_first`: of the visit.
    pub(crate) fn write(&self, visit: &Session, is_first: bool, out: &mut String) {
        let world = visit.world();
        self.write_kind(visit, world, out);
        out.push_str("&url=");
        let url = visit.page(self.page).map_or("", Page::encoded_url);
        match visit.origin().campaign().filter(|_| is_first) {
            Some(campaign) => campaign.write(url, out),
            None => out.push_str(url),
        }
        match self.referrer {
            Referrer::Outside => visit.origin().write(&world.data, out),
            Referrer::Page(place) => {
                out.push_str("&urlref=");
                out.push_str(visit.page(place).map_or("", Page::encoded_url));
            }
        }
        world.measures.write_dimensions(visit.key(), self.nonce, &self.kind, out);
        out.push_str("&pv_id=");
        out.extend(self.page_view_id.map(char::from));
        out.push_str("&rand=");
        push_number(out, self.nonce);
    }

    fn write_kind(&self, visit: &Session, world: &World, out: &mut String) {
        let data = &world.data;
        match &self.kind {
            Kind::PageView(timings) => self.write_view(timings, visit, out),
            Kind::ProductView { timings, order } => {
                self.write_view(timings, visit, out);
                if let Some(order) = visit.order(*order) {
                    order.write_product_view(data, out);
                }
            }
            Kind::Search { term, category, results } => {
                let Some(term) = data.search_terms.get(*term as usize) else { return };
                out.push_str("&search=");
                out.push_str(&term.keyword);
                let drawn = category.and_then(|category| data.search_categories.get(category as usize));
                if let Some(category) = term.category.as_ref().or(drawn) {
                    out.push_str("&search_cat=");
                    out.push_str(category);
                }
                out.push_str("&search_count=");
                push_number(out, *results);
                out.push_str(CUSTOM_ACTION);
            }
            Kind::Outlink(link) => {
                write_custom("&link=", data.outlinks.get(*link as usize).map_or("", |link| link), out)
            }
            Kind::Download(file) => {
                write_custom("&download=", data.downloads.get(*file as usize).map_or("", |file| file), out)
            }
            Kind::ClickEvent(event) => {
                write_custom(data.click_events.get(*event as usize).map_or("", |e| &e.parameters), "", out)
            }
            Kind::RandomEvent(event) => {
                write_custom(data.random_events.get(*event as usize).map_or("", |event| &event.parameters), "", out);
            }
            Kind::Cart { order, products } => {
                if let Some(order) = visit.order(*order) {
                    world.shop.write_cart(order, *products as usize, data, out);
                }
            }
            Kind::Order(place) => {
                if let Some(order) = visit.order(*place) {
                    world.shop.write_order(order, visit.order_number(), *place as usize, data, out);
                }
            }
            Kind::Goal(goal) => out.push_str(world.measures.goal(*goal)),
            Kind::Content { content, is_used } => {
                write_custom(world.measures.content(*content), if *is_used { "&c_i=click" } else { "" }, out);
            }
            Kind::Step(step) => {
                if let Some(parameters) = visit.step(*step) {
                    write_custom(parameters, "", out);
                }
            }
            Kind::Ping => out.push_str("&ping=1"),
        }
    }

    fn write_view(&self, timings: &Timings, visit: &Session, out: &mut String) {
        out.push_str("&action_name=");
        out.push_str(visit.page(self.page).map_or("", Page::encoded_title));
        timings.write(out);
    }
}

fn write_custom(name: &str, value: &str, out: &mut String) {
    out.push_str(name);
    out.push_str(value);
    out.push_str(CUSTOM_ACTION);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_that_waits_is_small() {
        // A hundred thousand may be in progress, each with some six hits.
        assert!(size_of::<Hit>() <= 56, "{}", size_of::<Hit>());
        assert!(size_of::<Session>() <= 280, "{}", size_of::<Session>());
    }
}
