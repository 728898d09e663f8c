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
mod rules;
mod sections;
mod shape;
mod sources;
mod state;
mod steps;
mod volume;

use crate::{
    api::traffic::get_traffic,
    base::at,
    components::{Load, live_change::LiveChangeNotice, load_undo::use_loads},
    form::{ErrorSummary, FormFrame, NeedsJavaScript},
    revision::Stored,
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
    let no_targets = Memo::new(move |_| editor.stored.with(|stored| stored.targets.is_empty()));
    view! {
        <FormFrame legend="Traffic" here="/traffic" class="traffic" on_discard=move |()| editor.discard()
            on_mine=move |revision| editor.save_over(revision)>
            <header::TrafficHeader/>
            <NeedsJavaScript text="Editing needs JavaScript. Starting and stopping, presets and the status of a run work without it."/>
            <div class="traffic-columns">
                <sections::SectionList/>
                <div class="traffic-body">
                    <LiveChangeNotice active=editor.active dirty=editor.form.dirty change=editor.change/>
                    {move || no_targets.get().then(|| view! {
                        <p class="notice notice-warn" data-testid="traffic-no-targets">
                            "There is no target yet. "<a href=at("/targets")>"Add one first"</a>
                            ": a configuration without targets cannot be saved. The preview works all the same."
                        </p>
                    })}
                    <ErrorSummary/>
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
        </FormFrame>
    }
    .into_any()
}
