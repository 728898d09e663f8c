//! Past days instead of visits now: which days, how many visits, and what that comes to today.

mod plan;
mod today;

use super::{
    input::{Field, Fields},
    sections::SectionFrame,
    state::Editor,
};
use crate::{
    editor::traffic::{Section, WindowForm, fields},
    pages::targets::strategy::Choice,
};
use leptos::prelude::*;

#[component]
pub(super) fn BackfillSection() -> impl IntoView {
    let editor = Editor::get();
    let on = Memo::new(move |_| editor.draft.with(|draft| draft.backfill));
    let window = Memo::new(move |_| editor.draft.with(|draft| draft.window));
    let forms = [
        (WindowForm::Days, "days", "Days back from today", "Moves on with every day."),
        (WindowForm::Dates, "dates", "By dates", "The same days whenever it runs."),
    ]
    .map(|(form, value, title, text)| {
        view! {
            <Choice group="backfill-window" value=value title=title text=text chosen=Signal::derive(move || window.get() == form)
                on_choose=move |()| editor.draft.update(|draft| draft.window = form)/>
        }
    });
    view! {
        <SectionFrame section=Section::Backfill>
            <div class="switch-line">
                <input type="checkbox" role="switch" class="switch" id="f-backfill_enabled" data-testid="field-backfill_enabled"
                    aria-describedby="f-backfill-hint"
                    checked=on.get_untracked() prop:checked=move || on.get()
                    on:change:target=move |ev| {
                        let on = ev.target().checked();
                        editor.draft.update(|draft| draft.backfill = on);
                    }/>
                <label for="f-backfill_enabled">"Fill past days"</label>
            </div>
            <p class="field-hint" id="f-backfill-hint">
                "A run then sends the visits of past days, each within its day in the site's time zone, instead of visits now."
            </p>
            <TokenWarning on/>
            <div class:traffic-quiet=move || !on.get()>
                <fieldset class="choices choices-row" data-testid="backfill-window-form">
                    <legend>"Days"</legend>
                    {forms.into_iter().collect_view()}
                </fieldset>
                <div class="editor-fields">
                    {move || match window.get() {
                        WindowForm::Days => fields::BACKFILL_DAYS.iter().map(|spec| view! { <Field spec/> }).collect_view(),
                        WindowForm::Dates => fields::BACKFILL_DATES.iter().map(|spec| view! { <Field spec/> }).collect_view(),
                    }}
                </div>
                <h3>"Limits"</h3>
                <Fields specs=&fields::BACKFILL_LIMITS/>
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
                    <a href="/targets">"enter it under Targets"</a>"."
                </p>
            }
        })
    }
}
