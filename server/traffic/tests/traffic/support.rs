//! What the tests share: configurations, and a visit's hits as parsed parameters.

use domain::MultiTargetConfig;
use std::collections::BTreeMap;
use traffic::Traffic;
use visit::{Recipient, Visit, VisitSource};

pub(crate) const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// 2025-11-22 09:05:07.250 UTC.
pub(crate) const PLANNED_MS: i64 = 1_763_802_307_250;

/// A hit's parameters by name.
pub(crate) type Parameters = BTreeMap<String, String>;

pub(crate) fn config(pageviews: (u32, u32), pause: (f64, f64)) -> MultiTargetConfig {
    MultiTargetConfig {
        pageviews_min: pageviews.0,
        pageviews_max: pageviews.1,
        pause_between_pvs_min: pause.0,
        pause_between_pvs_max: pause.1,
        ..MultiTargetConfig::default()
    }
}

/// Visits that do nothing but view pages.
pub(crate) fn plain(config: MultiTargetConfig) -> MultiTargetConfig {
    MultiTargetConfig {
        sitesearch_probability: 0.0,
        outlinks_probability: 0.0,
        downloads_probability: 0.0,
        click_events_probability: 0.0,
        random_events_probability: 0.0,
        ecommerce_probability: 0.0,
        campaigns_probability: 0.0,
        ..config
    }
}

/// Visits that do everything.
pub(crate) fn busy(config: MultiTargetConfig) -> MultiTargetConfig {
    MultiTargetConfig {
        sitesearch_probability: 1.0,
        outlinks_probability: 1.0,
        downloads_probability: 1.0,
        click_events_probability: 1.0,
        random_events_probability: 1.0,
        ecommerce_probability: 1.0,
        ..config
    }
}

pub(crate) fn traffic(seed: u64) -> Traffic {
    Traffic::live(&MultiTargetConfig::default(), seed)
}

/// A target with or without a token that gets its hits one by one.
pub(crate) fn single(token_auth: Option<&str>, planned_unix_ms: i64) -> Recipient<'_> {
    Recipient { site_id: 7, token_auth, planned_unix_ms, in_bulk: false }
}

/// When hit `hit` of a visit that arrives at this time is due.
pub(crate) fn due(visit: &dyn Visit, hit: usize, arrival_unix_ms: i64) -> i64 {
    arrival_unix_ms + visit.offset(hit).as_millis() as i64
}

pub(crate) fn written(visit: &dyn Visit, hit: usize, recipient: Recipient<'_>) -> String {
    let mut out = String::new();
    visit.write_parameters(hit, &recipient, &mut out);
    out
}

/// Everything the engine can learn about a visit.
pub(crate) fn everything(source: &dyn VisitSource, index: u64) -> Vec<String> {
    let visit = source.visit(index);
    let headers = [visit.user_agent().to_owned(), visit.accept_language().to_owned(), format!("{:?}", visit.funnel())];
    let hits = (0..visit.hit_count())
        .map(|hit| format!("{:?} {}", visit.offset(hit), written(&*visit, hit, single(Some(TOKEN), PLANNED_MS))));
    headers.into_iter().chain(hits).collect()
}

/// Fails if a parameter comes twice.
pub(crate) fn parse(text: &str) -> Parameters {
    let mut parameters = Parameters::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let before = parameters.insert(name.clone().into_owned(), value.into_owned());
        assert_eq!(before, None, "{name} is there twice in {text}");
    }
    parameters
}

/// All hits of a visit, written for a target without a token.
pub(crate) fn hits(visit: &dyn Visit) -> Vec<Parameters> {
    (0..visit.hit_count()).map(|hit| parse(&written(visit, hit, single(None, PLANNED_MS)))).collect()
}

/// All hits of a visit that arrives at this time, written for a target with a token.
pub(crate) fn authorized(visit: &dyn Visit, arrival_unix_ms: i64) -> Vec<Parameters> {
    (0..visit.hit_count())
        .map(|hit| parse(&written(visit, hit, single(Some(TOKEN), due(visit, hit, arrival_unix_ms)))))
        .collect()
}

/// What a hit is, by the parameters that Matomo tells it by.
pub(crate) fn kind(hit: &Parameters) -> &'static str {
    let names = [
        ("ping", "ping"),
        ("ec_id", "order"),
        ("idgoal", "cart"),
        ("e_c", "event"),
        ("search", "search"),
        ("download", "download"),
        ("link", "outlink"),
        ("action_name", "view"),
    ];
    names.iter().find(|(name, _)| hit.contains_key(*name)).map(|(_, kind)| *kind).unwrap_or("nothing")
}

/// Fails unless `count` of `draws` lies in the 99.9 % interval around `share`.
pub(crate) fn assert_share(what: &str, count: u64, draws: u64, share: f64) {
    let row = domain::RateRow::new(what, share, count, draws);
    assert!(row.is_within(), "{row:?}");
}
