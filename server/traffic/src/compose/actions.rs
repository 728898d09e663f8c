//! What a visitor does while browsing, and on which page. Every kind of action has random numbers of its
//! own, and no action takes another one's place.

use crate::{
    draw::{Draw, Part},
    hit::{Kind, small},
    measured::{Reached, places},
    order::Order,
    plan::Plan,
    world::World,
};

/// The most results that a search reports.
const MOST_RESULTS: u64 = 25;

/// How often a search is limited to a category, if the keyword has none of its own.
const CATEGORY_CHANCE: f64 = 0.3;

/// An action on one of the pages that are viewed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doing {
    /// Which of the page views it follows, from 0.
    pub(super) page: usize,
    /// When, as a part of what it may take of the time on the page, from 0 to below 1.
    pub(super) moment: f64,
    pub(super) nonce: u32,
    pub(super) kind: Kind,
}

impl Doing {
    fn new(page: usize, kind: Kind, draw: &mut Draw) -> Self {
        Self { page, moment: draw.fraction(), nonce: draw.nonce(), kind }
    }

    /// On any of the pages.
    fn drawn(plan: &Plan, part: Part, kind: &dyn Fn(&mut Draw) -> Kind) -> Self {
        let draw = &mut Draw::of(plan.key, part);
        let page = draw.position(plan.page_views);
        let kind = kind(draw);
        Self::new(page, kind, draw)
    }
}

/// An order, and where it is prepared. It is placed on the last page.
#[derive(Debug)]
pub(super) struct Purchase {
    pub(super) order: Order,
    /// The order's place among those of the visit.
    pub(super) place: u32,
    /// Which page view is that of the first product.
    pub(super) viewed: usize,
    /// After which page view the other products are put into the cart.
    filled: usize,
    /// For moments and nonces.
    draw: Draw,
}

impl Purchase {
    /// The order of a plan, if it has one.
    pub(super) fn new(world: &World, plan: &Plan, place: usize) -> Option<Self> {
        if plan.actions.products == 0 {
            return None;
        }
        let mut draw = Draw::of(plan.key, Part::Order);
        let viewed = draw.position(plan.page_views);
        let filled = viewed + draw.position(plan.page_views - viewed);
        let order = world.shop.order(plan.actions.products, &world.data, &mut draw);
        Some(Self { order, place: small(place), viewed, filled, draw })
    }

    /// Makes the page view of the first product one of the product's own page, if the site has it and the
    /// visitor does not come from there or go there anyway.
    pub(super) fn lead_to_product(&self, world: &World, pages: &mut [usize]) {
        let product = self.order.lines.first().and_then(|line| world.product_page(line.product));
        let around = self.viewed.saturating_sub(1)..=self.viewed + 1;
        if let Some(own) = product
            && !around.into_iter().any(|place| pages.get(place) == Some(&own))
            && let Some(page) = pages.get_mut(self.viewed)
        {
            *page = own;
        }
    }
}

/// All actions of a visit in order of pages; on one page in the order of the list below: who follows a link
/// to another site does it last.
pub(super) fn draw(world: &World, plan: &Plan, purchase: Option<&Purchase>) -> Vec<Doing> {
    let data = &world.data;
    let actions = plan.actions;
    let one =
        |happens: bool, part: Part, kind: &dyn Fn(&mut Draw) -> Kind| happens.then(|| Doing::drawn(plan, part, kind));
    let mut doings = Vec::with_capacity(actions.hits() + plan.reached.as_ref().map_or(0, |reached| reached.hits()));
    doings.extend(one(actions.random_event, Part::RandomEvent, &|draw| {
        Kind::RandomEvent(small(data.random_events.pick(draw)))
    }));
    doings.extend(one(actions.click_event, Part::ClickEvent, &|draw| {
        Kind::ClickEvent(small(data.click_events.pick(draw)))
    }));
    doings.extend(one(actions.search, Part::Search, &|draw| {
        let term = small(data.search_terms.pick(draw));
        let category = draw.chance(CATEGORY_CHANCE).then(|| small(data.search_categories.pick(draw)));
        Kind::Search { term, category, results: draw.between(0, MOST_RESULTS) as u8 }
    }));
    doings.extend(one(actions.download, Part::Download, &|draw| Kind::Download(small(data.downloads.pick(draw)))));
    if let Some(purchase) = purchase {
        let draw = &mut purchase.draw.clone();
        let order = purchase.place;
        let all = small(actions.products);
        doings.push(Doing::new(purchase.viewed, Kind::Cart { order, products: 1 }, draw));
        if actions.cart_updates() > 1 {
            doings.push(Doing::new(purchase.filled, Kind::Cart { order, products: all }, draw));
        }
        doings.push(Doing::new(plan.page_views - 1, Kind::Order(order), draw));
    }
    if let Some(reached) = &plan.reached {
        doings.extend(measured(plan, **reached));
    }
    doings.extend(one(actions.outlink, Part::Outlink, &|draw| Kind::Outlink(small(data.outlinks.pick(draw)))));
    doings.sort_by_key(|doing| doing.page);
    doings
}

/// Contents that are seen and, on the same page, used; goals that are reached.
fn measured(plan: &Plan, reached: Reached) -> Vec<Doing> {
    // Other numbers than those that decide what happens, which stand at the beginning.
    let draw = &mut Draw::of(plan.key, Part::Moments);
    let mut doings = Vec::with_capacity(reached.hits());
    for content in places(reached.seen) {
        let page = draw.position(plan.page_views);
        doings.push(Doing::new(page, Kind::Content { content, is_used: false }, draw));
        if reached.used >> content & 1 == 1 {
            doings.push(Doing::new(page, Kind::Content { content, is_used: true }, draw));
        }
    }
    for goal in places(reached.goals) {
        let page = draw.position(plan.page_views);
        doings.push(Doing::new(page, Kind::Goal(goal), draw));
    }
    doings
}
