//! What visits plan to do, read from the hits they would send.

use domain::MultiTargetConfig;
use matomo_sim::{Kinds, SiteStats};
use std::collections::{BTreeMap, BTreeSet};
use visit::{Recipient, Visit, VisitSource};

pub(super) const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// A hit's parameters by name.
pub(super) type Parameters = BTreeMap<String, String>;

/// Decoded parameters; fails if one comes twice.
pub(super) fn parse(text: &str) -> Parameters {
    let mut parameters = Parameters::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let before = parameters.insert(name.clone().into_owned(), value.into_owned());
        assert_eq!(before, None, "{name} is there twice in {text}");
    }
    parameters
}

/// One hit, ready to be sent.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    pub visit: usize,
    pub planned_unix_ms: i64,
    pub form: String,
    pub user_agent: String,
    pub accept_language: String,
}

/// Every hit of a visit that arrives at `arrival_unix_ms`.
pub(super) fn hits_of(
    number: usize,
    visit: &dyn Visit,
    arrival_unix_ms: i64,
    token: Option<&str>,
    in_bulk: bool,
) -> Vec<Ready> {
    let hits = (0..visit.hit_count()).map(|hit| {
        let planned_unix_ms = arrival_unix_ms + visit.offset(hit).as_millis() as i64;
        let recipient = Recipient { site_id: 1, token_auth: token, planned_unix_ms, in_bulk };
        let mut form = String::new();
        visit.write_parameters(hit, &recipient, &mut form);
        let user_agent = visit.user_agent().to_owned();
        let accept_language = visit.accept_language().to_owned();
        Ready { visit: number, planned_unix_ms, form, user_agent, accept_language }
    });
    hits.collect()
}

/// The hits of the first visits of a source, which arrive `gap_ms` apart.
pub(super) fn hits(
    source: &dyn VisitSource,
    visits: u64,
    first_unix_ms: i64,
    gap_ms: i64,
    token: Option<&str>,
    in_bulk: bool,
) -> Vec<Ready> {
    let visits = (0..visits).map(|index| {
        hits_of(index as usize, &*source.visit(index), first_unix_ms + index as i64 * gap_ms, token, in_bulk)
    });
    visits.flatten().collect()
}

/// What Matomo is to make of the hits.
#[derive(Debug, Default)]
pub(super) struct Planned {
    pub hits: u64,
    pub kinds: Kinds,
    /// In hundredths, so that sums are exact.
    pub revenue_cents: u64,
    pub order_ids: BTreeSet<String>,
    pub cids: BTreeSet<String>,
}

impl Planned {
    /// Reads the hits the way Matomo's documentation tells the kinds apart.
    pub(super) fn of<'a>(hits: impl IntoIterator<Item = &'a Ready>) -> Self {
        let mut planned = Self::default();
        for hit in hits {
            planned.add(&parse(&hit.form));
        }
        planned
    }

    fn add(&mut self, hit: &Parameters) {
        self.hits += 1;
        self.cids.insert(hit["cid"].clone());
        let has = |name: &str| hit.contains_key(name);
        let kind = if has("ping") {
            &mut self.kinds.pings
        } else if has("ec_id") {
            &mut self.kinds.orders
        } else if has("idgoal") {
            &mut self.kinds.carts
        } else if has("e_c") {
            &mut self.kinds.events
        } else if has("search") {
            &mut self.kinds.searches
        } else if has("download") {
            &mut self.kinds.downloads
        } else if has("link") {
            &mut self.kinds.outlinks
        } else {
            assert!(has("action_name"), "{hit:?} is nothing that is known");
            &mut self.kinds.page_views
        };
        *kind += 1;
        if let Some(order) = hit.get("ec_id") {
            assert!(self.order_ids.insert(order.clone()), "order {order} is there twice");
            self.revenue_cents += (hit["revenue"].parse::<f64>().unwrap() * 100.0).round() as u64;
        }
    }

    /// Every hit is recorded, as what it was meant to be.
    #[track_caller]
    pub(super) fn assert_recorded(&self, counted: &SiteStats, visits: u64) {
        assert_eq!(counted.hits_not_recorded, BTreeMap::new());
        assert_eq!((counted.hits_received, counted.hits_recorded), (self.hits, self.hits));
        assert_eq!(counted.visits, visits, "visits");
        assert_eq!(counted.visitors, self.cids.len() as u64, "visitors");
        assert_eq!(counted.kinds, self.kinds);
        assert_eq!(counted.actions, self.kinds.actions());
        assert_eq!((counted.revenue * 100.0).round() as u64, self.revenue_cents);
        if self.order_ids.len() < 1_000 {
            assert_eq!(counted.order_ids.iter().cloned().collect::<BTreeSet<_>>(), self.order_ids);
        }
    }
}

/// A configuration in which everything happens, quickly.
pub(super) fn eventful() -> MultiTargetConfig {
    MultiTargetConfig {
        pageviews_min: 1,
        pageviews_max: 5,
        sitesearch_probability: 0.4,
        outlinks_probability: 0.3,
        downloads_probability: 0.3,
        click_events_probability: 0.4,
        random_events_probability: 0.4,
        ecommerce_probability: 0.4,
        campaigns_probability: 0.2,
        timezone: "UTC".to_owned(),
        funnels: domain::Funnel::templates().into(),
        journeys: domain::Journey::templates().into(),
        ..MultiTargetConfig::default()
    }
}
