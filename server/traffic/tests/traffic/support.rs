//! What the tests share: configurations, and a visit's hits as parsed parameters.

use domain::MultiTargetConfig;
use engine::{Recipient, Visit, VisitSource};
use std::collections::BTreeMap;
use traffic::PlainTraffic;

pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// 2025-11-22 09:05:07.250 UTC.
pub const PLANNED_MS: i64 = 1_763_802_307_250;

/// A hit's parameters by name.
pub type Parameters = BTreeMap<String, String>;

pub fn config(pageviews: (u32, u32), pause: (f64, f64)) -> MultiTargetConfig {
    MultiTargetConfig {
        pageviews_min: pageviews.0,
        pageviews_max: pageviews.1,
        pause_between_pvs_min: pause.0,
        pause_between_pvs_max: pause.1,
        ..MultiTargetConfig::default()
    }
}

pub fn traffic(seed: u64) -> PlainTraffic {
    PlainTraffic::new(&MultiTargetConfig::default(), seed)
}

pub fn written(visit: &dyn Visit, hit: usize, token_auth: Option<&str>, planned_unix_ms: i64) -> String {
    let mut out = String::new();
    visit.write_parameters(hit, &Recipient { site_id: 7, token_auth, planned_unix_ms }, &mut out);
    out
}

/// Everything the engine can learn about a visit.
pub fn everything(source: &dyn VisitSource, index: u64) -> Vec<String> {
    let visit = source.visit(index);
    let headers = [visit.user_agent().to_owned(), visit.accept_language().to_owned()];
    let hits = (0..visit.hit_count())
        .map(|hit| format!("{:?} {}", visit.offset(hit), written(&*visit, hit, Some(TOKEN), PLANNED_MS)));
    headers.into_iter().chain(hits).collect()
}

/// Fails if a parameter comes twice.
pub fn parse(text: &str) -> Parameters {
    let mut parameters = Parameters::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let before = parameters.insert(name.clone().into_owned(), value.into_owned());
        assert_eq!(before, None, "{name} is there twice in {text}");
    }
    parameters
}

/// All hits of a visit, written for a target without a token.
pub fn hits(visit: &dyn Visit) -> Vec<Parameters> {
    (0..visit.hit_count()).map(|hit| parse(&written(visit, hit, None, PLANNED_MS))).collect()
}
