//! Every figure of every side, with its difference from the first.

use super::text::{difference, value};
use crate::{api::compare::Side, format};
use domain::comparison::FIGURES;
use leptos::prelude::*;

/// The table.
#[component]
pub fn FigureTable(sides: Vec<Side>) -> impl IntoView {
    let mut sides = sides.into_iter();
    let base = sides.next().map(|side| (side.name, side.status)).unwrap_or_default();
    let others: Vec<_> = sides.collect();
    let heads = others.iter().map(|side| {
        view! { <th scope="col">{side.name.clone()}</th><th scope="col">"Difference"</th> }
    });
    let rows = FIGURES.iter().map(|figure| {
        let cells = others.iter().map(|side| {
            let by = figure.difference(&base.1, &side.status);
            view! {
                <td>{value(figure, figure.of(&side.status))}</td>
                <td class="compare-difference" class:quiet=by.is_none_or(|by| by.absolute == 0.0)>
                    {by.map_or_else(|| format::NOTHING.to_owned(), |by| difference(figure, by))}</td>
            }
        });
        view! {
            <tr data-testid="compare-row" data-figure=figure.label>
                <th scope="row">{figure.label}</th>
                <td>{value(figure, figure.of(&base.1))}</td>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <section class="card table-card" aria-label="Figures and their differences">
            <div class="table-scroll" tabindex="0" role="region" aria-label="Table of figures">
                <table class="data-table compare-table" data-testid="compare-table">
                    <thead><tr><th scope="col">"Figure"</th><th scope="col">{base.0.clone()}</th>{heads.collect_view()}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
