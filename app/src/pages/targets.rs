//! The targets editor: the dashboard's table made editable, with the split it leads to and the load
//! beside it. Rendered with its values by the server; editing starts once the page is alive.

mod actions;
mod cell;
mod certificate;
mod connection;
mod details;
mod header;
mod load;
mod number;
mod pager;
mod paste;
mod probe;
mod row;
mod rows;
mod split;
mod state;
mod strategy;
mod summary;
mod table;
mod token;
mod toolbar;

use crate::revision::Stored;
use crate::{
    api::config::get_config,
    components::{LeaveGuard, Load, live_change::LiveChangeNotice, load_undo::use_loads, save_conflict::SaveConflict},
};
use domain::MultiTargetConfig;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use state::Editor;

/// The targets editor.
#[component]
pub fn TargetsPage() -> impl IntoView {
    let loads = use_loads();
    let config = Resource::new(move || loads.version(), |_| get_config());
    view! {
        <Load from=config what="the configuration" heading="Targets" let:config>
            <EditorView config/>
        </Load>
    }
    .into_any()
}

#[component]
fn EditorView(config: Stored<MultiTargetConfig>) -> impl IntoView {
    let page = use_query_map().with_untracked(|query| query.get("page").and_then(|page| page.parse::<usize>().ok()));
    let editor = Editor::provide(config, page.unwrap_or(1).saturating_sub(1));
    // Typing before the page is alive would be lost; until then the fields can be read only.
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    view! {
        <fieldset class="editor" disabled=move || !alive.get() data-testid="editor" data-ready=move || alive.get().to_string()>
            <legend class="visually-hidden">"Configuration"</legend>
            <header::EditorHeader/>
            <p class="notice no-js-only" data-testid="editor-nojs">
                "Editing targets needs JavaScript. Starting and stopping, presets and the status of a run work without it."
            </p>
            <LiveChangeNotice active=editor.active dirty=editor.dirty change=editor.change/>
            <summary::ErrorSummary/>
            <section class="card editor-targets" aria-label="Targets">
                <toolbar::Toolbar/>
                <table::TargetTable/>
                <pager::Pager/>
            </section>
            <div class="editor-columns">
                <section class="card" aria-labelledby="split-title">
                    <h2 id="split-title">"How the load is split"</h2>
                    <strategy::StrategyPicker/>
                    <split::SplitPreview/>
                </section>
                <load::LoadFields/>
            </div>
            <p class="visually-hidden" role="status" data-testid="editor-said">{move || editor.said.get()}</p>
        </fieldset>
        <SaveConflict conflict=editor.conflict on_theirs=move |()| editor.discard()
            on_mine=move |revision| editor.save_over(revision)/>
        <LeaveGuard here="/targets" dirty=editor.dirty on_discard=move |()| editor.discard()/>
    }
    .into_any()
}
