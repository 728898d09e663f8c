//! Past days instead of visits now: which days, how many visits, and what that comes to today.

mod plan;
mod today;

use super::{
    input::{Fields, SpecField},
    sections::SectionFrame,
    state::Editor,
};
use crate::{
    base::at,
    components::choices::{Choices, Offer},
    editors::traffic::{Section, WindowForm, fields},
    form::{Input, Switch},
};
use leptos::prelude::*;

const FORMS: [Offer<WindowForm>; 2] = [
    Offer { choice: WindowForm::Days, value: "days", title: "Days back from today", text: "Moves on with every day." },
    Offer { choice: WindowForm::Dates, value: "dates", title: "By dates", text: "The same days whenever it runs." },
];

#[component]
pub(super) fn BackfillSection() -> impl IntoView {
    let editor = Editor::get();
    let on = Memo::new(move |_| editor.draft.with(|draft| draft.backfill));
    let window = Memo::new(move |_| editor.draft.with(|draft| draft.window));
    view! {
        <SectionFrame section=Section::Backfill>
            <Switch input=Input::of_path("backfill_enabled") label="Fill past days" on
                on_change=move |on| editor.draft.update(|draft| draft.backfill = on)
                hint="A run then sends the visits of past days, each within its day in the site's time zone, instead of visits now."/>
            <TokenWarning on/>
            <div class:traffic-quiet=move || !on.get()>
                <Choices group="backfill-window" legend="Days" offers=FORMS columns="choices-row" testid="backfill-window-form"
                    chosen=window on_choose=move |form| editor.draft.update(|draft| draft.window = form)/>
                <div class="editor-fields">
                    {move || match window.get() {
                        WindowForm::Days => fields::BACKFILL_DAYS.iter().map(|spec| view! { <SpecField spec/> }).collect_view(),
                        WindowForm::Dates => fields::BACKFILL_DATES.iter().map(|spec| view! { <SpecField spec/> }).collect_view(),
                    }}
                </div>
                <h3>"Limits"</h3>
                <Fields specs=fields::BACKFILL_LIMITS/>
                <plan::BackfillPlan/>
            </div>
        </SectionFrame>
    }
    .into_any()
}

/// A backfill sends past times, which Matomo takes with a token only.
#[component]
fn TokenWarning(on: Memo<bool>) -> impl IntoView {
    let editor = Editor::get();
    let without = Memo::new(move |_| {
        editor.stored.with(|stored| {
            let without = stored.enabled_targets().filter(|(_, target)| !target.has_token);
            without.map(|(_, target)| target.name.clone()).collect::<Vec<_>>()
        })
    });
    move || {
        let names = without.get();
        (on.get() && !names.is_empty()).then(|| {
            let listed = names.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
            let more = names.len().saturating_sub(3);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            view! {
                <p class="notice notice-warn" data-testid="backfill-tokens">
                    {format!("No token yet: {listed}{more}. A backfill needs one with write access on every enabled target; ")}
                    <a href=at("/targets")>"enter it under Targets"</a>"."
                </p>
            }
        })
    }
}
