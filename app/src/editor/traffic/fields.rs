//! The fields of a configuration that are typed as text, in the groups of the form. The form shows
//! exactly these, so a field that is listed has its control.

use super::spec::{Slot, Spec};
use domain::MultiTargetConfig;

/// A field of the configuration itself.
pub type Scalar = Spec<MultiTargetConfig>;

const fn field(
    path: &'static str,
    label: &'static str,
    unit: &'static str,
    hint: &'static str,
    slot: Slot<MultiTargetConfig>,
) -> Scalar {
    Spec { path, label, unit, hint, slot }
}

/// How many visits.
pub static VOLUME: [Scalar; 1] = [field(
    "target_visits_per_day",
    "Visits per day",
    "visits/day",
    "Of the whole run; the strategy says how they are split.",
    Slot::Number(|c| &mut c.target_visits_per_day),
)];

/// How much is in progress at once, and what makes a run repeatable.
pub static CAPACITY: [Scalar; 2] = [
    field(
        "concurrency",
        "Visits at once per target",
        "visits",
        "A visit that arrives when a target has this many is dropped and counted.",
        Slot::Whole(|c| &mut c.concurrency),
    ),
    field(
        "seed",
        "Seed",
        "",
        "Empty draws one at start. The same seed gives the same visits.",
        Slot::OptionalLarge(|c| &mut c.seed),
    ),
];

/// What bounds a run.
pub static LIMITS: [Scalar; 3] = [
    field(
        "auto_stop_after_hours",
        "Longest duration",
        "hours",
        "Then no more visits start; 0 sets no limit.",
        Slot::Number(|c| &mut c.auto_stop_after_hours),
    ),
    field(
        "max_total_visits",
        "Most visits",
        "visits",
        "Then no more visits start; 0 sets no limit.",
        Slot::Large(|c| &mut c.max_total_visits),
    ),
    field(
        "max_visits_per_day",
        "Most visits per day",
        "visits",
        "Then none start until midnight in the site's time zone; 0 sets no limit.",
        Slot::Large(|c| &mut c.max_visits_per_day),
    ),
];

/// When a target counts as failing.
pub static HEALTH_DETECTION: [Scalar; 4] = [
    field(
        "health.failures_in_a_row",
        "Failures in a row",
        "hits",
        "So many hits not delivered one after the other.",
        Slot::Whole(|c| &mut c.health.failures_in_a_row),
    ),
    field(
        "health.failure_rate",
        "Failure rate",
        "",
        "Or this part of the hits in the window; 0.5 is half of them.",
        Slot::Number(|c| &mut c.health.failure_rate),
    ),
    field(
        "health.window_seconds",
        "Window",
        "seconds",
        "The latest hits that the rate is taken from.",
        Slot::Number(|c| &mut c.health.window_seconds),
    ),
    field(
        "health.window_min_hits",
        "Fewest hits in the window",
        "hits",
        "With fewer the rate says nothing.",
        Slot::Whole(|c| &mut c.health.window_min_hits),
    ),
];

/// How often targets are asked how they are.
pub static HEALTH_PROBING: [Scalar; 1] = [field(
    "health.probe_interval_seconds",
    "Probe every",
    "seconds",
    "Probes are in none of the figures.",
    Slot::Number(|c| &mut c.health.probe_interval_seconds),
)];

/// When a target counts as well again.
pub static HEALTH_RECOVERY: [Scalar; 2] = [
    field(
        "health.recover_after_probes",
        "Good probes in a row",
        "probes",
        "Then the target has its load back on trial.",
        Slot::Whole(|c| &mut c.health.recover_after_probes),
    ),
    field(
        "health.trial_hits",
        "Hits on trial",
        "hits",
        "So many delivered make it healthy; one that is not takes the load away again.",
        Slot::Whole(|c| &mut c.health.trial_hits),
    ),
];

/// The ramp.
pub static RAMP: [Scalar; 3] = [
    field("load_shape.ramp.from", "Level at the start", "×", "", Slot::Number(|c| &mut c.load_shape.ramp.from)),
    field("load_shape.ramp.to", "Level at the end", "×", "", Slot::Number(|c| &mut c.load_shape.ramp.to)),
    field("load_shape.ramp.seconds", "Length", "seconds", "", Slot::Number(|c| &mut c.load_shape.ramp.seconds)),
];

/// The spike.
pub static SPIKE: [Scalar; 6] = [
    field("load_shape.spike.base", "Level before and after", "×", "", Slot::Number(|c| &mut c.load_shape.spike.base)),
    field("load_shape.spike.peak", "Level of the peak", "×", "", Slot::Number(|c| &mut c.load_shape.spike.peak)),
    field(
        "load_shape.spike.after_seconds",
        "Begins after",
        "seconds",
        "",
        Slot::Number(|c| &mut c.load_shape.spike.after_seconds),
    ),
    field(
        "load_shape.spike.rise_seconds",
        "Rises for",
        "seconds",
        "",
        Slot::Number(|c| &mut c.load_shape.spike.rise_seconds),
    ),
    field(
        "load_shape.spike.hold_seconds",
        "Holds for",
        "seconds",
        "",
        Slot::Number(|c| &mut c.load_shape.spike.hold_seconds),
    ),
    field(
        "load_shape.spike.fall_seconds",
        "Falls for",
        "seconds",
        "",
        Slot::Number(|c| &mut c.load_shape.spike.fall_seconds),
    ),
];

/// The site's clock.
pub static CLOCK: [Scalar; 1] = [field(
    "timezone",
    "Time zone of the site",
    "",
    "An IANA name. Its midnights end a visit, its hours make the day curve.",
    Slot::Text(|c| &mut c.timezone),
)];

/// How long and deep visits are.
pub static VISITS: [Scalar; 6] = [
    field("pageviews_min", "Page views, fewest", "pages", "", Slot::Whole(|c| &mut c.pageviews_min)),
    field("pageviews_max", "Page views, most", "pages", "", Slot::Whole(|c| &mut c.pageviews_max)),
    field(
        "pause_between_pvs_min",
        "Pause between pages, shortest",
        "seconds",
        "How long this visit really waits.",
        Slot::Number(|c| &mut c.pause_between_pvs_min),
    ),
    field(
        "pause_between_pvs_max",
        "Pause between pages, longest",
        "seconds",
        "",
        Slot::Number(|c| &mut c.pause_between_pvs_max),
    ),
    field(
        "visit_duration_min",
        "Recorded length, shortest",
        "minutes",
        "What Matomo records. It is told with past times, so it needs a token; without one a visit is as long as its pauses.",
        Slot::Number(|c| &mut c.visit_duration_min),
    ),
    field("visit_duration_max", "Recorded length, longest", "minutes", "", Slot::Number(|c| &mut c.visit_duration_max)),
];

/// Visitors who come back.
pub static RETURNING: [Scalar; 1] = [field(
    "returning_visitors_probability",
    "Returning visitors",
    "",
    "Visits by somebody who was here on an earlier day of the run.",
    Slot::Share(|c| &mut c.returning_visitors_probability),
)];

/// Where visits come from.
pub static SOURCES: [Scalar; 2] = [
    field(
        "direct_traffic_probability",
        "Direct",
        "",
        "Typed or bookmarked: no referrer.",
        Slot::Share(|c| &mut c.direct_traffic_probability),
    ),
    field(
        "campaigns_probability",
        "Campaigns",
        "",
        "Through a link with mtm_campaign.",
        Slot::Share(|c| &mut c.campaigns_probability),
    ),
];

/// What visits do besides looking at pages.
pub static ACTIONS: [Scalar; 5] = [
    field("sitesearch_probability", "Site search", "", "", Slot::Share(|c| &mut c.sitesearch_probability)),
    field("outlinks_probability", "Links to other sites", "", "", Slot::Share(|c| &mut c.outlinks_probability)),
    field("downloads_probability", "Downloads", "", "", Slot::Share(|c| &mut c.downloads_probability)),
    field("click_events_probability", "Click events", "", "", Slot::Share(|c| &mut c.click_events_probability)),
    field(
        "random_events_probability",
        "Behaviour events",
        "",
        "Scrolling, watching, and the like.",
        Slot::Share(|c| &mut c.random_events_probability),
    ),
];

/// How often visits end with an order.
pub static ORDER_RATE: [Scalar; 1] = [field(
    "ecommerce_probability",
    "Visits that end with an order",
    "",
    "0 turns e-commerce off.",
    Slot::Share(|c| &mut c.ecommerce_probability),
)];

/// What orders are like.
pub static ORDERS: [Scalar; 7] = [
    field(
        "ecommerce_order_value_min",
        "Order value, least",
        "",
        "Tax and shipping included.",
        Slot::Number(|c| &mut c.ecommerce_order_value_min),
    ),
    field("ecommerce_order_value_max", "Order value, most", "", "", Slot::Number(|c| &mut c.ecommerce_order_value_max)),
    field("ecommerce_items_min", "Products, fewest", "products", "", Slot::Whole(|c| &mut c.ecommerce_items_min)),
    field("ecommerce_items_max", "Products, most", "products", "", Slot::Whole(|c| &mut c.ecommerce_items_max)),
    field(
        "ecommerce_currency",
        "Currency",
        "",
        "ISO 4217. Matomo reports revenue in the site's own currency.",
        Slot::Text(|c| &mut c.ecommerce_currency),
    ),
    field(
        "ecommerce_tax_rate",
        "Tax",
        "",
        "As a part of the subtotal: 0.1 is 10 %.",
        Slot::Number(|c| &mut c.ecommerce_tax_rate),
    ),
    field(
        "ecommerce_shipping_rates",
        "Shipping rates",
        "",
        "With commas between them; one is drawn for each order. Empty: shipping is free.",
        Slot::Numbers(|c| &mut c.ecommerce_shipping_rates),
    ),
];

/// How hits are sent.
pub static SENDING: [Scalar; 3] = [
    field(
        "request.timeout_seconds",
        "Time-out",
        "seconds",
        "Also the longest a hit waits for a free connection.",
        Slot::Number(|c| &mut c.request.timeout_seconds),
    ),
    field(
        "request.max_in_flight_per_target",
        "Unanswered requests per target",
        "requests",
        "A request is a hit, or a bulk of them.",
        Slot::Whole(|c| &mut c.request.max_in_flight_per_target),
    ),
    field(
        "request.bulk_size",
        "Hits per request",
        "hits",
        "1 sends each hit on its own.",
        Slot::Whole(|c| &mut c.request.bulk_size),
    ),
];

/// A backfill's days by date.
pub static BACKFILL_DATES: [Scalar; 2] = [
    field("backfill_start_date", "First day", "", "", Slot::Day(|c| &mut c.backfill_start_date)),
    field("backfill_end_date", "Last day", "", "Today at the latest.", Slot::Day(|c| &mut c.backfill_end_date)),
];

/// A backfill's days counted from today.
pub static BACKFILL_DAYS: [Scalar; 2] = [
    field(
        "backfill_days_back",
        "Begins",
        "days ago",
        "1 is yesterday.",
        Slot::OptionalWhole(|c| &mut c.backfill_days_back),
    ),
    field("backfill_duration_days", "Lasts", "days", "", Slot::OptionalWhole(|c| &mut c.backfill_duration_days)),
];

/// What bounds a backfill.
pub static BACKFILL_LIMITS: [Scalar; 4] = [
    field(
        "backfill_max_visits_per_day",
        "Most visits per day",
        "visits",
        "Empty: as many as visits per day says.",
        Slot::OptionalLarge(|c| &mut c.backfill_max_visits_per_day),
    ),
    field(
        "backfill_max_visits_total",
        "Most visits in all",
        "visits",
        "Empty: no limit.",
        Slot::OptionalLarge(|c| &mut c.backfill_max_visits_total),
    ),
    field(
        "backfill_rps_limit",
        "Rate limit",
        "visits/s",
        "Empty: as fast as the targets answer.",
        Slot::OptionalNumber(|c| &mut c.backfill_rps_limit),
    ),
    field(
        "backfill_seed",
        "Seed of the backfill",
        "",
        "Empty: the seed above.",
        Slot::OptionalLarge(|c| &mut c.backfill_seed),
    ),
];

/// The fields about the health of targets.
pub fn health() -> impl Iterator<Item = &'static Scalar> {
    HEALTH_DETECTION.iter().chain(&HEALTH_PROBING).chain(&HEALTH_RECOVERY)
}

/// Every field, in the order of the page.
pub fn all() -> impl Iterator<Item = &'static Scalar> {
    let groups: [&'static [Scalar]; 19] = [
        &VOLUME,
        &RAMP,
        &SPIKE,
        &CLOCK,
        &CAPACITY,
        &VISITS,
        &RETURNING,
        &SOURCES,
        &ACTIONS,
        &ORDER_RATE,
        &ORDERS,
        &SENDING,
        &HEALTH_DETECTION,
        &HEALTH_PROBING,
        &HEALTH_RECOVERY,
        &LIMITS,
        &BACKFILL_DATES,
        &BACKFILL_DAYS,
        &BACKFILL_LIMITS,
    ];
    groups.into_iter().flatten()
}

/// The field with this path.
pub fn find(path: &str) -> Option<&'static Scalar> {
    all().find(|spec| spec.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fields of the configuration that are no typed text of this page: choices, lists, and what belongs
    /// to other pages.
    const ELSEWHERE: [&str; 19] = [
        "targets",
        "distribution_strategy",
        "distribute_by",
        "arrivals",
        "load_shape.shape",
        "load_shape.steps",
        "load_shape.day_curve",
        "randomize_visitor_countries",
        "countries",
        "journeys",
        "funnels",
        "data_sets",
        "backfill_enabled",
        "request.method",
        "thresholds",
        "abort_when",
        "health.on_unhealthy",
        "health.probe",
        "health.respect_retry_after",
    ];

    #[test]
    fn every_field_of_a_configuration_is_on_the_page_or_known_to_be_elsewhere() {
        fn leaves(prefix: &str, value: &serde_json::Value, paths: &mut Vec<String>) {
            match value {
                serde_json::Value::Object(fields) if !ELSEWHERE.contains(&prefix) => {
                    for (name, value) in fields {
                        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                        leaves(&path, value, paths);
                    }
                }
                _ => paths.push(prefix.to_owned()),
            }
        }
        let mut paths = Vec::new();
        leaves("", &serde_json::to_value(MultiTargetConfig::default()).unwrap(), &mut paths);
        assert!(paths.len() > 60);
        for path in &paths {
            let typed = find(path).is_some();
            let elsewhere = ELSEWHERE.contains(&path.as_str());
            assert!(typed != elsewhere, "{path}: typed {typed}, elsewhere {elsewhere}");
        }
        for spec in all() {
            assert!(paths.iter().any(|path| path == spec.path), "{} is no field", spec.path);
        }
    }

    #[test]
    fn a_text_goes_into_its_own_field_and_comes_back() {
        for spec in all() {
            let mut config = MultiTargetConfig::default();
            spec.read(" 7 ", &mut config).unwrap();
            assert_eq!(spec.text(&config), "7", "{}", spec.path);
            let value = serde_json::to_value(&config).unwrap();
            let pointer = format!("/{}", spec.path.replace('.', "/"));
            let text = value.pointer(&pointer).unwrap().to_string().replace(['"', '[', ']'], "");
            assert_eq!(text.trim_end_matches(".0"), "7", "{}", spec.path);
        }
    }

    #[test]
    fn what_may_be_left_out_may_be_empty_and_nothing_else() {
        for spec in all() {
            let mut config = MultiTargetConfig::default();
            let taken = spec.read("  ", &mut config).is_ok();
            let free = matches!(spec.slot, Slot::Text(_) | Slot::Numbers(_));
            assert_eq!(taken, free || spec.is_optional(), "{}", spec.path);
        }
    }

    #[test]
    fn a_list_of_numbers_is_read_between_commas() {
        let spec = find("ecommerce_shipping_rates").unwrap();
        let mut config = MultiTargetConfig::default();
        spec.read("0, 4.90 ,9", &mut config).unwrap();
        assert_eq!(config.ecommerce_shipping_rates, [0.0, 4.9, 9.0]);
        assert!(spec.read("1; 2", &mut config).is_err());
        spec.read("", &mut config).unwrap();
        assert_eq!(config.ecommerce_shipping_rates, [0.0; 0]);
    }
}
