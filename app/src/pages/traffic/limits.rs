//! What ends a run, and what decides whether it passed.

use super::{input::Fields, rules::RuleList, sections::SectionFrame, state::Editor};
use crate::{
    editors::traffic::{List, Section, fields, rules::about},
    form::GroupNote,
};
use domain::rules::Metric;
use leptos::prelude::*;

/// Id of the names to choose from.
pub(super) const TARGET_NAMES: &str = "rule-targets";

#[component]
pub(super) fn LimitsSection() -> impl IntoView {
    let editor = Editor::get();
    let names = Memo::new(move |_| {
        editor.stored.with(|stored| stored.targets.iter().map(|target| target.name.clone()).collect::<Vec<_>>())
    });
    view! {
        <SectionFrame section=Section::Limits>
            <Fields specs=fields::LIMITS/>
            <datalist id=TARGET_NAMES>
                {move || names.get().into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
            </datalist>
            <h3 id="thresholds-title">"Thresholds"</h3>
            <p class="field-hint">
                "What must hold at the end of a run. The report shows which did, and they decide the exit code of the command line."
            </p>
            <RuleList list=List::Thresholds/>
            <GroupNote path="thresholds"/>
            <h3 id="abort_when-title">"Abort rules"</h3>
            <p class="field-hint">
                "What ends a run as failed once it has been true for a time. They look at the latest hits, not at the whole run."
            </p>
            <RuleList list=List::AbortRules/>
            <GroupNote path="abort_when"/>
            <Help/>
        </SectionFrame>
    }
    .into_any()
}

/// How rules are written, and all that can be measured.
#[component]
fn Help() -> impl IntoView {
    view! {
        <details class="fold" data-testid="rules-help">
            <summary><b>"How rules are written"</b><span>"With examples and all metrics."</span></summary>
            <ul class="rule-examples">
                <li><code>"p95<500ms"</code><span>"a threshold over all targets; also with <=, > and >="</span></li>
                <li><code>"eu-1: error_rate<1%"</code><span>"the same of one target, by its name and a colon"</span></li>
                <li><code>"error_rate>50% for 30s"</code><span>"an abort rule: a condition, and for how long it is true"</span></li>
            </ul>
            <table class="row-table metric-table">
                <caption class="visually-hidden">"What can be measured"</caption>
                <thead><tr><th scope="col">"Metric"</th><th scope="col">"What it is"</th><th scope="col">"Units"</th></tr></thead>
                <tbody>
                    {Metric::all().map(|metric| {
                        let units = metric.units().iter().map(|unit| unit.as_str()).filter(|unit| !unit.is_empty());
                        let units = units.collect::<Vec<_>>().join(", ");
                        view! {
                            <tr>
                                <th scope="row"><code>{metric.to_string()}</code></th>
                                <td>{about(metric)}</td>
                                <td>{if units.is_empty() { "per second".to_owned() } else { units }}</td>
                            </tr>
                        }
                    }).collect_view()}
                </tbody>
            </table>
        </details>
    }
    .into_any()
}
