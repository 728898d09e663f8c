//! The configuration a run began with, in words.

mod facts;
mod shape;
mod targets;

use crate::{format, pages::data::words::title};
use domain::{DataSetKind, MultiTargetConfig};
use leptos::prelude::*;

/// Every setting; secrets are not among them.
#[component]
pub fn Configuration(
    /// The configuration without data sets.
    config: MultiTargetConfig,
    /// The data sets that were not the built-in ones, with their entries.
    own_data: Vec<(DataSetKind, usize)>,
) -> impl IntoView {
    let data = if own_data.is_empty() {
        vec![("All data sets".to_owned(), "built in".to_owned())]
    } else {
        own_data
            .into_iter()
            .map(|(kind, entries)| (title(kind).to_owned(), format!("own, {} entries", format::count(entries as u64))))
            .collect()
    };
    let mut groups = facts::groups(&config);
    groups.push(("Data", data));
    view! {
        <section class="card" aria-label="Configuration at the start" data-testid="configuration">
            <h2>"Configuration at the start"</h2>
            <div class="facts-groups">
                {groups.into_iter().filter(|(_, facts)| !facts.is_empty()).map(|(title, facts)| view! {
                    <section>
                        <h3 class="facts-title">{title}</h3>
                        <dl class="facts">
                            {facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}
                        </dl>
                    </section>
                }).collect_view()}
            </div>
        </section>
    }
    .into_any()
}
