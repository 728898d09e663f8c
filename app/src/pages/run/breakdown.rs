//! Where the hits went, and why some did not arrive.

use crate::format;
use domain::TargetStatus;
use leptos::prelude::*;

/// Hits by outcome, failures by cause, answers by status code. Rows of nothing are left out, except
/// the outcomes, which add up to what was planned.
#[component]
pub fn Breakdown(totals: TargetStatus) -> impl IntoView {
    let TargetStatus { hits, errors, status_codes, .. } = totals;
    let outcomes = [
        ("Delivered", hits.delivered),
        ("Rejected", hits.rejected),
        ("Failed", hits.failed),
        ("Unknown", hits.unknown),
        ("Dropped", hits.dropped),
        ("Cancelled", hits.cancelled),
        ("In flight", hits.in_flight),
        ("Waiting", hits.waiting),
    ];
    let causes = [
        ("Time-out (the target may have recorded it)", errors.timeout),
        ("No connection, or it broke", errors.connect),
        ("TLS", errors.tls),
        ("Status 4xx", errors.http_4xx),
        ("Status 5xx", errors.http_5xx),
        ("Not a tracker's answer", errors.invalid_response),
    ];
    let line = move |(name, count): (String, u64)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{format::count(count)}</td>
                <td class="quiet">{format::percent(count, hits.planned)}</td>
            </tr>
        }
    };
    let named = |lines: &[(&str, u64)]| lines.iter().map(|&(name, count)| (name.to_owned(), count)).collect::<Vec<_>>();
    let mut why: Vec<_> = named(&causes).into_iter().filter(|(_, count)| *count > 0).collect();
    why.extend(status_codes.into_iter().map(|(code, count)| (format!("Answer {code}"), count)));
    view! {
        <section class="card" aria-label="Hits by outcome" data-testid="breakdown">
            <h2>"Hits by outcome "<em>{format!("{} planned", format::count(hits.planned))}</em></h2>
            <table class="plain-table">
                <tbody>{named(&outcomes).into_iter().map(line).collect_view()}</tbody>
            </table>
            {(!why.is_empty()).then(|| view! {
                <h2>"Causes and answers"</h2>
                <table class="plain-table">
                    <tbody>{why.into_iter().map(line).collect_view()}</tbody>
                </table>
            })}
        </section>
    }
    .into_any()
}
