//! Puts a visit together, hit by hit: the funnel, if it takes one, then the browsing, then the closing ping.

mod actions;
mod reported_times;

use crate::{
    draw::{Draw, Part},
    hit::{Hit, Kind, Place, Referrer, Timings, small},
    order::Order,
    path::{Action, Path},
    plan::Plan,
    profile::Profile,
    world::World,
};
use actions::Purchase;

/// A visit's hits and the orders in them.
#[derive(Debug)]
pub(crate) struct Content {
    /// In the order they are due.
    pub(crate) hits: Vec<Hit>,
    pub(crate) orders: Vec<Order>,
}

/// Everything that happens in the visit of a plan.
pub(crate) fn compose(world: &World, plan: &Plan) -> Content {
    let hits = Vec::with_capacity(plan.hit_count(world));
    let mut composer = Composer {
        world,
        key: plan.key,
        path: plan.funnel.and_then(|funnel| world.paths.get(funnel)),
        content: Content { hits, orders: Vec::new() },
        at_ms: 0,
        page: Place::Site(0),
        referrer: Referrer::Outside,
        page_view_id: [b'0'; 6],
    };
    if let Some(path) = composer.path {
        composer.take(path);
    }
    let profile = world.profile(plan.journey);
    if let Some(profile) = profile {
        composer.browse(plan, profile);
    }
    let nonce = Draw::of(plan.key, Part::Ping).nonce();
    composer.push(Kind::Ping, nonce);
    let mut content = composer.content;
    if let Some(profile) = profile {
        reported_times::spread(&mut content.hits, profile, &mut Draw::of(plan.key, Part::Length));
    }
    content
}

struct Composer<'a> {
    world: &'a World,
    key: u64,
    path: Option<&'a Path>,
    content: Content,
    /// When the next hit is due, milliseconds since the visit's arrival.
    at_ms: u64,
    page: Place,
    referrer: Referrer,
    page_view_id: [u8; 6],
}

impl Composer<'_> {
    /// A hit on the page the visitor is on.
    fn push(&mut self, kind: Kind, nonce: u32) {
        self.content.hits.push(Hit {
            at_ms: small(self.at_ms),
            reported_ms: small(self.at_ms),
            page: self.page,
            referrer: self.referrer,
            page_view_id: self.page_view_id,
            nonce,
            kind,
        });
    }

    /// The visitor opens a page.
    fn open(&mut self, page: Place, view: impl FnOnce(Timings) -> Kind, draw: &mut Draw) {
        if !self.content.hits.is_empty() {
            self.referrer = Referrer::Page(self.page);
        }
        self.page = page;
        self.page_view_id = draw.page_view_id();
        let timings = Timings::new(draw);
        let nonce = draw.nonce();
        self.push(view(timings), nonce);
    }

    /// The steps of a funnel, each with the wait after it.
    fn take(&mut self, path: &Path) {
        let draw = &mut Draw::of(self.key, Part::Steps);
        for (place, step) in path.steps.iter().enumerate() {
            let page = Place::Funnel(small(step.page));
            match &step.action {
                Action::PageView => self.open(page, Kind::PageView, draw),
                Action::Order(order) => {
                    self.page = page;
                    let order = self.world.shop.step_order(order, &self.world.data, draw);
                    self.content.orders.push(order);
                    let nonce = draw.nonce();
                    self.push(Kind::Order(small(self.content.orders.len() - 1)), nonce);
                }
                Action::Other(_) => {
                    self.page = page;
                    let nonce = draw.nonce();
                    self.push(Kind::Step(small(place)), nonce);
                }
            }
            self.at_ms += draw.between(step.delay.0, step.delay.1);
        }
    }

    /// The planned number of page views, and what else happens on them.
    fn browse(&mut self, plan: &Plan, profile: &Profile) {
        let mut pages = self.walk(plan.page_views);
        let purchase = Purchase::new(self.world, plan, self.content.orders.len());
        if let Some(purchase) = &purchase {
            purchase.lead_to_product(self.world, &mut pages);
        }
        let doings = actions::draw(self.world, plan, purchase.as_ref());
        let mut doings = doings.as_slice();
        let viewed = purchase.as_ref().map(|purchase| (purchase.viewed, purchase.place));
        self.content.orders.extend(purchase.map(|purchase| purchase.order));
        let mut views = Draw::of(self.key, Part::Views);
        let mut pauses = Draw::of(self.key, Part::Pauses);
        for (number, page) in pages.into_iter().enumerate() {
            let order = viewed.filter(|(viewed, _)| *viewed == number).map(|(_, order)| order);
            self.open(
                Place::Site(small(page)),
                |timings| match order {
                    Some(order) => Kind::ProductView { timings, order },
                    None => Kind::PageView(timings),
                },
                &mut views,
            );
            let opened = self.at_ms;
            let pause = profile.pause(&mut pauses);
            let (here, later) = doings.split_at(doings.partition_point(|doing| doing.page <= number));
            doings = later;
            for (place, doing) in here.iter().enumerate() {
                // Each in its own part of the pause, so that they stay in order.
                let part = (place as f64 + doing.moment) / here.len() as f64;
                self.at_ms = opened + (pause as f64 * part) as u64;
                self.push(doing.kind, doing.nonce);
            }
            self.at_ms = opened + pause;
        }
    }

    /// The pages that are viewed: on from the funnel's last page, or from where visits begin.
    fn walk(&self, views: usize) -> Vec<usize> {
        let draw = &mut Draw::of(self.key, Part::Walk);
        let site = &self.world.site;
        let mut page = match (self.page, self.path) {
            (Place::Funnel(page), Some(path)) => path.pages.get(page as usize).and_then(|page| page.twin),
            _ => None,
        };
        let mut pages = Vec::with_capacity(views);
        for _ in 0..views {
            let next = match page {
                Some(page) => site.next(page, draw),
                None => site.landing(draw),
            };
            pages.push(next);
            page = Some(next);
        }
        pages
    }
}
