//! The traffic editor: how many visits, when, what they do and how they are sent, everything of the
//! working configuration but targets, funnels and data sets. Rendered with its values by the server;
//! editing starts once the page is alive.

mod actions;
mod backfill;
mod builtins;
mod countries;
mod curve_chart;
mod day_curve;
mod header;
mod health;
mod input;
mod journeys;
mod limits;
mod preview;
mod rows;
mod rules;
mod sections;
mod shape;
mod sources;
mod state;
mod steps;
mod summary;
mod volume;

use crate::revision::Stored;
use crate::{
    api::traffic::get_traffic,
    components::{LeaveGuard, Load, live_change::LiveChangeNotice, load_undo::use_loads, save_conflict::SaveConflict},
};
use domain::MultiTargetConfig;
use leptos::prelude::*;
use state::Editor;

/// The traffic editor.
#[component]
pub fn TrafficPage() -> impl IntoView {
    let loads = use_loads();
    let config = Resource::new(move || loads.version(), |_| get_traffic());
    view! {
        <Load from=config what="the configuration" heading="Traffic" let:config>
            <EditorView config/>
        </Load>
    }
    .into_any()
}

#[component]
fn EditorView(config: Stored<MultiTargetConfig>) -> impl IntoView {
    let editor = Editor::provide(config);
    // Typing before the page is alive would be lost; until then the fields can be read only.
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    view! {
        <fieldset class="editor traffic" disabled=move || !alive.get() data-testid="traffic-editor"
            data-ready=move || alive.get().to_string()>
            <legend class="visually-hidden">"Traffic"</legend>
            <header::TrafficHeader/>
            <p class="notice no-js-only" data-testid="traffic-nojs">
                "Editing needs JavaScript. Starting and stopping, presets and the status of a run work without it."
            </p>
            <div class="traffic-columns">
                <sections::SectionList/>
                <div class="traffic-body">
                    <LiveChangeNotice active=editor.active dirty=editor.dirty change=editor.change/>
                    <summary::ErrorSummary/>
                    <builtins::Builtins/>
                    <volume::VolumeSection/>
                    <sections::VisitsSection/>
                    <sources::SourcesSection/>
                    <sections::ActionsSection/>
                    <sections::OrdersSection/>
                    <sections::MeasuredSection/>
                    <journeys::JourneysSection/>
                    <sections::SendingSection/>
                    <health::HealthSection/>
                    <limits::LimitsSection/>
                    <backfill::BackfillSection/>
                    <preview::PreviewPanel/>
                </div>
            </div>
            <p class="visually-hidden" role="status" data-testid="traffic-said">{move || editor.said.get()}</p>
        </fieldset>
        <SaveConflict conflict=editor.conflict on_theirs=move |()| editor.discard()
            on_mine=move |revision| editor.save_over(revision)/>
        <LeaveGuard here="/traffic" dirty=editor.dirty on_discard=move |()| editor.discard()/>
    }
    .into_any()
}
