//! The configuration a run used, in words.

use crate::format;
use domain::{Arrivals, DistributeBy, Method, MultiTargetConfig};
use leptos::prelude::*;

/// Every setting; secrets are not among them.
#[component]
pub fn Configuration(config: MultiTargetConfig) -> impl IntoView {
    let enabled = config.enabled_targets().count();
    let range = |low: String, high: String| if low == high { low } else { format!("{low} to {high}") };
    let or_off = |off: bool, text: String| if off { "off".to_owned() } else { text };
    let request = &config.request;
    let facts = [
        (
            "Targets",
            format!("{} enabled of {}", format::count(enabled as u64), format::count(config.targets.len() as u64)),
        ),
        ("Strategy", config.distribution_strategy.to_string()),
        (
            "Split by",
            match config.distribute_by {
                DistributeBy::Visit => "visit",
                DistributeBy::Hit => "hit",
            }
            .to_owned(),
        ),
        ("Seed", config.seed.map_or_else(|| "drawn at start".into(), |seed| seed.to_string())),
        ("Visits per day", format::amount(config.target_visits_per_day)),
        (
            "Arrivals",
            match config.arrivals {
                Arrivals::Constant => "constant",
                Arrivals::Poisson => "Poisson",
            }
            .to_owned(),
        ),
        ("Page views per visit", range(config.pageviews_min.to_string(), config.pageviews_max.to_string())),
        (
            "Pause between them",
            format!(
                "{} s",
                range(format::amount(config.pause_between_pvs_min), format::amount(config.pause_between_pvs_max)),
            ),
        ),
        ("Visits at once per target", format::count(config.concurrency.into())),
        (
            "Stops after",
            or_off(config.auto_stop_after_hours <= 0.0, format!("{} h", format::amount(config.auto_stop_after_hours))),
        ),
        ("Most visits", or_off(config.max_total_visits == 0, format::count(config.max_total_visits))),
        (
            "Request",
            format!(
                "{}, {} s time-out",
                match request.method {
                    Method::Post => "POST",
                    Method::Get => "GET",
                },
                format::amount(request.timeout_seconds)
            ),
        ),
        ("Unanswered per target", format::count(request.max_in_flight_per_target.into())),
        ("Hits per request", format::count(request.bulk_size.into())),
    ];
    view! {
        <section class="card" aria-label="Configuration used" data-testid="configuration">
            <h2>"Configuration used"</h2>
            <dl class="facts">
                {facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}
            </dl>
        </section>
    }
    .into_any()
}
