//! The targets editor: the dashboard's table made editable, with the split it leads to and the load
//! beside it. Rendered with its values by the server; editing starts once the page is alive.

mod actions;
mod bulk;
mod cell;
mod certificate;
mod connection;
mod details;
mod filter;
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
mod table;
mod token;
mod toolbar;

use crate::{
    api::config::get_config,
    components::{Load, focus::focus_soon, live_change::LiveChangeNotice, load_undo::use_loads},
    editors::Column,
    form::{ErrorSummary, FormFrame, NeedsJavaScript, Place},
    revision::Stored,
};
use domain::MultiTargetConfig;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use state::Editor;

/// Where the target with this place in the configuration is edited, as it is stored: an address, and the id of an input.
pub fn targets_address(place: usize) -> (String, String) {
    let page = place / state::PAGE_ROWS + 1;
    // A list that was not edited has the keys 1, 2, 3.
    (format!("/targets?page={page}"), Column::Name.id(u32::try_from(place + 1).unwrap_or_default()))
}

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
    let query = use_query_map();
    let page = move || {
        let page = query.with(|query| query.get("page").and_then(|page| page.parse::<usize>().ok()));
        page.unwrap_or(1).saturating_sub(1)
    };
    let editor = Editor::provide(config, untrack(page));
    Effect::new(move |before: Option<()>| {
        let page = page();
        if before.is_some() {
            editor.page.set(page);
        }
    });
    view! {
        <FormFrame legend="Configuration" here="/targets" on_discard=move |()| editor.discard()
            on_mine=move |revision| editor.save_over(revision)>
            <header::EditorHeader/>
            <NeedsJavaScript text="Editing targets needs JavaScript. Starting and stopping, presets and the status of a run work without it."/>
            <LiveChangeNotice active=editor.active dirty=editor.form.dirty change=editor.change/>
            <ErrorSummary go_to=move |place| go_to(editor, &place)/>
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
        </FormFrame>
    }
    .into_any()
}

/// Goes to the input of a finding, also when it stands on another page of the table or is folded up.
fn go_to(editor: Editor, place: &Place) {
    let Place::Input(id) = place else { return };
    let key = id.strip_prefix('t').and_then(|rest| rest.split_once('-')).and_then(|(key, _)| key.parse().ok());
    if let Some(key) = key {
        editor.follow(key);
        if details::shows(id, key, editor.draft.with_untracked(|draft| draft.strategy)) {
            editor.show_details(key, true);
        }
    }
    focus_soon(id);
}
