//! Everything a configuration says about visits, made ready once and shared by all of them.

use crate::{
    countries::CountrySampler,
    data::{Data, Table},
    draw::{Draw, Part},
    measured::Measures,
    order::Shop,
    origin::Sources,
    path::{self, Path},
    profile::Profile,
    site::{Page, Site},
    zone::ZoneClock,
};
use domain::MultiTargetConfig;
use std::sync::Arc;

/// What all visits of a run have in common.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) data: Data,
    pub(crate) site: Arc<Site>,
    /// The site's clock.
    pub(crate) clock: ZoneClock,
    /// The types of visitors.
    pub(crate) profiles: Table<Profile>,
    /// The enabled funnels, in the order they are tried.
    pub(crate) paths: Vec<Path>,
    /// How visits come.
    pub(crate) sources: Sources,
    /// None: countries are off.
    pub(crate) countries: Option<CountrySampler>,
    pub(crate) shop: Shop,
    /// What else is measured.
    pub(crate) measures: Measures,
    /// Of a visit being that of someone who was here before, where that is possible.
    pub(crate) returning: f64,
    /// By place of a product: the page of the built-in site that sells it.
    product_pages: Vec<Option<usize>>,
}

impl World {
    /// Expects a validated configuration. Of another one it makes the nearest sense.
    pub(crate) fn new(config: &MultiTargetConfig) -> Self {
        let data = Data::new(&config.data_sets);
        let site = Site::of(data.urls.as_deref());
        let funnels = config.enabled_funnels();
        let places = if funnels.is_empty() { Default::default() } else { path::places(&site) };
        let paths = funnels.into_iter().map(|(place, funnel)| Path::new(place, funnel, &places)).collect();
        Self {
            clock: ZoneClock::new(&config.timezone),
            profiles: Profile::all(config),
            paths,
            sources: Sources::new(config, &data),
            countries: config.randomize_visitor_countries.then(|| CountrySampler::new(&config.countries)),
            shop: Shop::new(config),
            measures: Measures::new(config),
            returning: config.returning_visitors_probability,
            product_pages: if data.urls.is_none() { product_pages(&data, &site) } else { Vec::new() },
            data,
            site,
        }
    }

    /// The type of visitor at a place.
    pub(crate) fn profile(&self, journey: usize) -> Option<&Profile> {
        self.profiles.get(journey)
    }

    /// Which funnel the visit with this key takes: the first whose probability comes up.
    pub(crate) fn funnel(&self, key: u64) -> Option<usize> {
        if self.paths.is_empty() {
            return None;
        }
        let mut draw = Draw::of(key, Part::Funnel);
        self.paths.iter().position(|path| draw.chance(path.probability) && !path.steps.is_empty())
    }

    /// The page of the site where a product is sold, if it has one.
    pub(crate) fn product_page(&self, product: usize) -> Option<usize> {
        self.product_pages.get(product).copied().flatten()
    }
}

/// The first page, in the order of titles, whose title begins with the product's name.
fn product_pages(data: &Data, site: &Site) -> Vec<Option<usize>> {
    let mut titles: Vec<(&str, usize)> = site.pages().map(Page::encoded_title).zip(0..).collect();
    titles.sort_unstable();
    let pages = data.products.iter().map(|product| {
        let name: &str = &product.name;
        let place = titles.partition_point(|(title, _)| *title < name);
        titles.get(place).filter(|(title, _)| title.starts_with(name)).map(|(_, page)| *page)
    });
    pages.collect()
}
