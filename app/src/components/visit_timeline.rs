//! A visit before it is sent: who comes, when each hit is due, what it is and what it says.

use crate::format;
use domain::{PreviewHit, PreviewVisit, country::country};
use leptos::prelude::*;

/// Where the visit comes from and what sort of visit it is, in a line.
pub fn visit_facts(visit: &PreviewVisit) -> String {
    let facts = [
        Some(visit.source.clone()).filter(|source| !source.is_empty()),
        visit.country.as_deref().map(|code| country(code).map_or(code, |known| known.name).to_owned()),
        Some(visit.journey.clone()).filter(|journey| !journey.is_empty()),
        visit.funnel.as_ref().map(|funnel| format!("funnel {funnel}")),
        visit.is_returning.then(|| "returning".to_owned()),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What the visitor's browser says of itself, and the hits in order, each with its parameters folded away.
#[component]
pub fn VisitTimeline(
    /// The visit.
    visit: PreviewVisit,
) -> impl IntoView {
    view! {
        <dl class="preview-headers">
            <div><dt>"User-Agent"</dt><dd><code>{visit.user_agent}</code></dd></div>
            <div><dt>"Accept-Language"</dt><dd><code>{visit.accept_language}</code></dd></div>
        </dl>
        <ol class="timeline" data-testid="timeline">
            {visit.hits.into_iter().map(|hit| view! { <Hit hit=hit/> }).collect_view()}
        </ol>
    }
    .into_any()
}

#[component]
fn Hit(hit: PreviewHit) -> impl IntoView {
    let parameters = format!("{} parameters", hit.parameters.len());
    view! {
        <li class="timeline-hit" data-testid="preview-hit">
            <span class="preview-at">{format!("+{}", seconds(hit.at_seconds))}</span>
            <span class="kind" data-kind=hit.kind.clone()>{kind(&hit.kind)}</span>
            <span class="timeline-label">{hit.label}</span>
            <details>
                <summary>{parameters}</summary>
                <table class="plain-table parameters">
                    <caption class="visually-hidden">"Parameters as they are sent"</caption>
                    <tbody>
                        {hit.parameters.into_iter().map(|(name, value)| view! {
                            <tr data-testid="preview-parameter"><th scope="row"><code>{name}</code></th><td><code>{value}</code></td></tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </details>
        </li>
    }
    .into_any()
}

/// A kind of hit in words.
fn kind(kind: &str) -> String {
    match kind {
        "pageview" => "page".to_owned(),
        "site_search" => "search".to_owned(),
        other => other.replace('_', " "),
    }
}

/// Seconds within a visit: tenths below a minute, then as on a stopwatch.
fn seconds(value: f64) -> String {
    if value < 60.0 { format!("{value:.1} s") } else { format::offset(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_tenths_while_they_matter() {
        assert_eq!([0.0, 12.34, 125.0].map(seconds), ["0.0 s", "12.3 s", "2:05"]);
    }

    #[test]
    fn a_visit_is_summed_up_in_a_line() {
        let visit = PreviewVisit {
            source: "search".into(),
            country: Some("SE".into()),
            journey: "buyer".into(),
            is_returning: true,
            ..Default::default()
        };
        assert_eq!(visit_facts(&visit), "search · Sweden · buyer · returning");
    }
}
