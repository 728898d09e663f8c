//! The run in one line that stays in sight: what it is, how far it is, what is wrong, and what can be done about it.

mod bottleneck;
mod facts;
mod progress;
mod share;
mod worst;

use super::{
    run_control::{RunActions, RunControl},
    state_badge::StateBadge,
};
use crate::live::{is_lost, use_live};
use facts::RunFacts;
use leptos::prelude::*;
use leptos_meta::Title;
use share::ShareRun;
pub use worst::is_failing;

/// The bar; it holds the page's heading. Children are further actions.
#[component]
pub fn RunBar(
    /// Name of the run.
    #[prop(into)]
    title: Signal<String>,
    /// The document's title.
    document_title: &'static str,
    /// What the buttons do.
    actions: RunActions,
    children: Children,
) -> impl IntoView {
    let live = use_live();
    let lost = is_lost(live);
    let run_id = Memo::new(move |_| live.run.with(|run| run.as_ref().map(|run| run.id)));
    view! {
        <Title text=document_title/>
        <header class="run-bar" data-testid="run-bar">
            <div class="run-bar-line">
                <h1 title=title>{title}</h1>
                <StateBadge state=live.state lost=lost/>
                <div class="run-bar-actions">
                    {children()}
                    <RunControl actions=actions/>
                    {move || run_id.get().map(|id| view! { <ShareRun id=id/> })}
                </div>
            </div>
            <RunFacts/>
        </header>
    }
    .into_any()
}
