//! What the configuration asks for beside what was drawn, and whether chance explains the difference.

use crate::{editors::traffic::fields, format};
use domain::{RateRow, country::country};
use leptos::prelude::*;

#[component]
pub(super) fn RateTable(rates: Vec<RateRow>) -> impl IntoView {
    let outside = rates.iter().filter(|rate| !rate.is_within()).count();
    let verdict = match outside {
        0 => "Every rate lies where chance would put it.".to_owned(),
        1 => "One rate lies outside of its interval.".to_owned(),
        many => format!("{many} rates lie outside of their intervals."),
    };
    let rows = rates.into_iter().map(|rate| {
        let within = rate.is_within();
        view! {
            <tr data-testid="rate-row" data-within=within.to_string() data-what=rate.what.clone() class:rate-outside=!within>
                <th scope="row">{words(&rate.what)}</th>
                <td>{format::share(rate.expected)}</td>
                <td>{format::share(rate.drawn)}</td>
                <td class="quiet">{format!("{} – {}", format::share(rate.low), format::share(rate.high))}</td>
                <td class="text">
                    {if within {
                        view! { <span class="state good"><i aria-hidden="true"></i>"within"</span> }
                    } else {
                        view! { <span class="state bad"><i aria-hidden="true"></i>"outside"</span> }
                    }}
                </td>
            </tr>
        }
    });
    view! {
        <p class="field-hint" data-testid="rate-verdict">{verdict}" The interval holds 99.9 % of what chance brings."</p>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Table of rates">
            <table class="data-table rate-table">
                <caption class="visually-hidden">"Expected and drawn rates"</caption>
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col">"Expected"</th>
                        <th scope="col">"Drawn"</th>
                        <th scope="col">"Interval"</th>
                        <th scope="col" class="text">"Verdict"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What is counted, as the page calls it: a field by its label, a country by its name.
fn words(what: &str) -> String {
    if let Some(spec) = fields::find(what) {
        return spec.label.to_owned();
    }
    match what.strip_prefix("country: ").and_then(country) {
        Some(known) => format!("country: {}", known.name),
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn fields_and_countries_are_called_by_their_names() {
        assert_eq!(words("outlinks_probability"), "Links to other sites");
        assert_eq!(words("country: DE"), "country: Germany");
        assert_eq!(words("country: other"), "country: other");
        assert_eq!(words("journey: buyer"), "journey: buyer");
    }
}
