//! A list of thresholds or of abort rules: texts, each with what it means, and one line to add another.

use super::{input::Cell, limits::TARGET_NAMES, state::Editor};
use crate::{
    components::focus::focus_soon,
    editors::traffic::{
        At, List,
        rules::{means, suggestion},
    },
    form::{RemoveButton, UndoBar},
};
use domain::rules::{Metric, Statistic, TimeFrom};
use leptos::prelude::*;

#[component]
pub(super) fn RuleList(list: List) -> impl IntoView {
    let editor = Editor::get();
    let rows = editor.rows(list);
    let keys = rows.keys();
    let none = match list {
        List::AbortRules => "There is none: a run goes on however badly it goes.",
        _ => "There is none: a run that comes to its end has passed.",
    };
    view! {
        <ul class="rules" aria-labelledby=format!("{}-title", list.path()) data-testid=list.path()>
            <For each=move || keys.get() key=|key| *key let:key>
                <Rule list row_key=key/>
            </For>
        </ul>
        {move || keys.with(Vec::is_empty).then(|| view! { <p class="rules-none">{none}</p> })}
        <UndoBar rows class="card-line"/>
        <AddRule list/>
    }
    .into_any()
}

#[component]
fn Rule(list: List, row_key: u32) -> impl IntoView {
    let editor = Editor::get();
    let at = At::Cell(list, row_key, "");
    let name = Signal::derive(move || editor.draft.with(|draft| draft.name_of(list, row_key)));
    let rows = editor.rows(list);
    let meaning = Memo::new(move |_| {
        editor.draft.with(|draft| {
            let right = editor.assessed.with(|assessed| assessed.findings.error_at(&draft.path(at)).is_none());
            means(list, draft.text(at)).filter(|_| right)
        })
    });
    view! {
        <li class="rule" data-testid="rule-row">
            <Cell at label=name mode="text" bare=true placeholder=suggestion(list, Metric::ErrorRate, "")/>
            <RemoveButton name on_remove=move |()| rows.remove(row_key)/>
            {move || meaning.get().map(|text| view! { <p class="rule-meaning" data-testid="rule-meaning">{text}</p> })}
        </li>
    }
    .into_any()
}

fn add_id(list: List) -> String {
    format!("add-{}", list.path())
}

/// Metrics in the groups of the picker.
fn groups() -> [(&'static str, Vec<Metric>); 4] {
    let from = |wanted: TimeFrom| {
        Metric::all().filter(|metric| matches!(metric, Metric::Latency(from, _) if *from == wanted)).collect()
    };
    [
        ("Rates", Metric::all().filter(|metric| !matches!(metric, Metric::Latency(..))).collect()),
        ("Latency from the planned time", from(TimeFrom::Planned)),
        ("Latency from the send time", from(TimeFrom::Sent)),
        ("Lag of sending behind the plan", from(TimeFrom::Lag)),
    ]
}

/// Adds a rule about a metric, of one target or of all, ready to be changed.
#[component]
fn AddRule(list: List) -> impl IntoView {
    let editor = Editor::get();
    let first = match list {
        List::AbortRules => Metric::ErrorRate,
        _ => Metric::Latency(TimeFrom::Planned, Statistic::P95),
    };
    let target = RwSignal::new(String::new());
    let metric = RwSignal::new(first.to_string());
    let full = move || editor.draft.with(|draft| draft.rows(list).len() >= list.most());
    let word = if list == List::AbortRules { "Add rule" } else { "Add threshold" };
    let id = move |what: &str| format!("{}-{what}", add_id(list));
    view! {
        <div class="add-line add-rule js-only">
            <div class="field">
                <label for=id("target")>"Target"</label>
                <input type="text" class="input" id=id("target") data-testid=id("target") list=TARGET_NAMES placeholder="all targets"
                    autocomplete="off" spellcheck="false" prop:value=move || target.get()
                    on:input:target=move |ev| target.set(ev.target().value())/>
            </div>
            <div class="field">
                <label for=id("metric")>"Metric"</label>
                <select class="input" id=id("metric") data-testid=id("metric") prop:value=move || metric.get()
                    on:change:target=move |ev| metric.set(ev.target().value())>
                    {groups().map(|(label, metrics)| view! {
                        <optgroup label=label>
                            {metrics.into_iter().map(|metric| view! {
                                <option value=metric.to_string() selected=metric == first>{metric.to_string()}</option>
                            }).collect_view()}
                        </optgroup>
                    }).into_iter().collect_view()}
                </select>
            </div>
            <button type="button" class="btn" id=add_id(list) data-testid=add_id(list) aria-disabled=move || full().to_string()
                on:click=move |_| {
                    if untrack(full) {
                        return;
                    }
                    let chosen = metric.with_untracked(|name| Metric::all().find(|metric| metric.to_string() == *name));
                    let text = target.with_untracked(|target| suggestion(list, chosen.unwrap_or(first), target));
                    if let Some(key) = editor.draft.try_update(|draft| draft.add_rule(list, &text)) {
                        target.set(String::new());
                        focus_soon(&At::Cell(list, key, "").id());
                    }
                }>{word}</button>
        </div>
    }
    .into_any()
}
