//! The most frequent domains and categories of a set, as bars.

use crate::format;
use domain::data_sets::Count;
use leptos::prelude::*;

/// Nothing when there are none.
#[component]
pub(super) fn Counts(title: &'static str, counts: Vec<Count>, testid: &'static str) -> impl IntoView {
    let most = counts.iter().map(|count| count.count).max().unwrap_or(1).max(1);
    (!counts.is_empty()).then(|| {
        view! {
            <h3 class="counts-title">{title}</h3>
            <table class="counts" data-testid=testid>
                <caption class="visually-hidden">{title}</caption>
                <tbody>
                    {counts.into_iter().map(|count| view! {
                        <tr>
                            <th scope="row" title=count.name.clone()>{count.name.clone()}</th>
                            <td class="counts-bar" aria-hidden="true">
                                <span class="split-bar"><i style:width=format!("{:.2}%", count.count as f64 / most as f64 * 100.0)></i></span>
                            </td>
                            <td>{format::count(count.count as u64)}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
        }
    })
}
