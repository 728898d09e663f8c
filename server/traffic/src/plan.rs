//! What happens in a visit, before it is written: drawn in full whatever comes of it, so that every
//! probability is what it says, and cheap, because `hit_count` needs it for every visit.

use crate::{
    draw::{Draw, Part},
    measured::Reached,
    origin::Source,
    world::World,
};

/// What happens in a visit.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The visit's own number.
    pub(crate) key: u64,
    /// Place of the journey in [`World::profiles`].
    pub(crate) journey: usize,
    /// How the visit came.
    pub(crate) source: Source,
    /// Place of the funnel it takes in [`World::paths`].
    pub(crate) funnel: Option<usize>,
    /// Page views of the browsing, after the funnel if there is one; 0 if the visit ends with the funnel.
    pub(crate) page_views: usize,
    /// What else happens while browsing; nothing without page views.
    pub(crate) actions: Actions,
    /// What else of it is measured; nothing without page views.
    pub(crate) reached: Option<Box<Reached>>,
}

/// What a visit does besides viewing pages; named like the fields of the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Actions {
    pub(crate) search: bool,
    pub(crate) outlink: bool,
    pub(crate) download: bool,
    pub(crate) click_event: bool,
    pub(crate) random_event: bool,
    /// Number of different products ordered; 0 without an order.
    pub(crate) products: usize,
}

impl Actions {
    /// How often the cart is updated before the order: with the first product, and with the others.
    pub(crate) fn cart_updates(self) -> usize {
        self.products.min(2)
    }

    /// Number of hits.
    pub(crate) fn hits(self) -> usize {
        let single = [self.search, self.outlink, self.download, self.click_event, self.random_event];
        let order = usize::from(self.products > 0) + self.cart_updates();
        single.into_iter().filter(|happens| *happens).count() + order
    }
}

impl Plan {
    /// The plan of the visit with this key. Every number is drawn whether it is needed or not, so that
    /// each decision has its own.
    pub(crate) fn new(world: &World, key: u64) -> Self {
        let draw = &mut Draw::of(key, Part::Plan);
        let journey = world.profiles.pick(draw);
        let source = world.sources.draw(draw);
        let profile = world.profile(journey);
        let page_views = profile.map_or(1, |profile| profile.page_views(draw));
        let mut happens = |rate: fn(&crate::profile::Rates) -> f64| {
            let roll = draw.fraction();
            profile.is_some_and(|profile| roll < rate(&profile.rates))
        };
        let data = &world.data;
        let search = happens(|rates| rates.sitesearch) && !data.search_terms.is_empty();
        let outlink = happens(|rates| rates.outlinks) && !data.outlinks.is_empty();
        let download = happens(|rates| rates.downloads) && !data.downloads.is_empty();
        let click_event = happens(|rates| rates.click_events) && !data.click_events.is_empty();
        let random_event = happens(|rates| rates.random_events) && !data.random_events.is_empty();
        let order = happens(|rates| rates.ecommerce);
        let products = world.shop.product_count(draw).min(data.products.len());
        let actions = Actions {
            search,
            outlink,
            download,
            click_event,
            random_event,
            products: if order { products } else { 0 },
        };
        let funnel = world.funnel(key);
        if funnel.and_then(|funnel| world.paths.get(funnel)).is_some_and(|path| path.exits) {
            return Self { key, journey, source, funnel, page_views: 0, actions: Actions::default(), reached: None };
        }
        let reached = world.measures.reached(key);
        Self { key, journey, source, funnel, page_views, actions, reached }
    }

    /// Number of hits, the closing ping included.
    pub(crate) fn hit_count(&self, world: &World) -> usize {
        let funnel = self.funnel.and_then(|funnel| world.paths.get(funnel)).map_or(0, |path| path.steps.len());
        let reached = self.reached.as_ref().map_or(0, |reached| reached.hits());
        funnel + self.page_views + self.actions.hits() + reached + 1
    }
}
