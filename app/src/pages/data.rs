//! The data that visits are made from: what is built in, and what replaces it.

mod counts;
mod editor;
mod findings;
mod set;
mod state;
pub(crate) mod words;

pub use set::DataSetPage;

use crate::{
    api::data_sets::list_data_sets,
    base::at,
    components::{Load, PageHeader, load_undo::use_loads},
    format,
};
use domain::{DataSetSource, DataSetSummary};
use leptos::prelude::*;
use words::{purpose, title};

/// All sets.
#[component]
pub fn DataPage() -> impl IntoView {
    let loads = use_loads();
    let sets = Resource::new(move || loads.version(), |_| list_data_sets());
    view! {
        <PageHeader title="Data" meta=|| "What visits are made from: built in, or yours"/>
        <Load from=sets what="the data sets" let:sets>
            <ul class="card-grid data-grid" data-testid="data-sets">
                {sets.into_iter().map(|set| view! { <Card set=set/> }).collect_view()}
            </ul>
        </Load>
    }
    .into_any()
}

#[component]
fn Card(set: DataSetSummary) -> impl IntoView {
    let DataSetSummary { kind, source, entries } = set;
    view! {
        <li class="card pick-card" data-testid="data-card" data-kind=kind.as_str()>
            <header class="card-head">
                <h2><a class="card-link" href=at(format_args!("/data/{}", kind.as_str()))>{title(kind)}</a></h2>
                <SourceBadge source=source/>
            </header>
            <p class="data-entries"><b>{format::count(entries as u64)}</b>{if entries == 1 { " entry" } else { " entries" }}</p>
            <p class="muted">{purpose(kind)}</p>
        </li>
    }
    .into_any()
}

/// Whether a set is replaced.
#[component]
fn SourceBadge(#[prop(into)] source: Signal<DataSetSource>) -> impl IntoView {
    let own = move || source.get() == DataSetSource::Custom;
    view! {
        <span class="badge" class:badge-own=own data-testid="data-source">{move || if own() { "Yours" } else { "Built in" }}</span>
    }
}
