//! Testing one target, and what came back, below its row.

use super::state::{Editor, Probe};
use domain::TargetProbe;
use leptos::prelude::*;

#[component]
pub(super) fn ProbeCell(row_key: u32, name: Memo<String>) -> impl IntoView {
    let editor = Editor::get();
    let probe = Memo::new(move |_| editor.probes.with(|probes| probes.get(&row_key).cloned()));
    let running = move || probe.with(|probe| *probe == Some(Probe::Running));
    view! {
        <td class="editor-test" data-label="Test">
            <button type="button" class="btn btn-small" data-testid="target-test"
                aria-label=move || format!("Test {}", name.get())
                aria-disabled=move || running().to_string()
                on:click=move |_| if !untrack(running) {
                    editor.test_rows(vec![row_key]);
                }>
                {move || if running() { "Testing…" } else { "Test" }}
            </button>
        </td>
    }
    .into_any()
}

/// What a test of the target found: a line of the table of its own, with room for a sentence.
#[component]
pub(super) fn AnswerLine(row_key: u32) -> impl IntoView {
    let editor = Editor::get();
    let probe = Memo::new(move |_| editor.probes.with(|probes| probes.get(&row_key).cloned()));
    move || {
        let answer = match probe.get()? {
            Probe::Running => return None,
            Probe::Done(probe) => view! { <Answer probe=probe/> }.into_any(),
            Probe::Failed(message) => view! {
                <p class="editor-answer editor-answer-bad" data-testid="target-test-result" data-result="failed">{message}</p>
            }
            .into_any(),
        };
        Some(view! { <tr class="editor-answer-row"><td></td><td colspan="9">{answer}</td></tr> })
    }
}

#[component]
fn Answer(probe: TargetProbe) -> impl IntoView {
    let (class, result, words) = match (probe.reachable, probe.authorized) {
        (false, _) => ("editor-answer editor-answer-bad", "unreachable", "Not reachable"),
        (true, Some(false)) => ("editor-answer editor-answer-bad", "unauthorized", "Reachable, not authorised"),
        (true, Some(true)) => ("editor-answer editor-answer-good", "ok", "Reachable, authorised"),
        (true, None) => ("editor-answer editor-answer-good", "ok", "Reachable"),
    };
    let facts = [
        probe.matomo_version.map(|version| format!("Matomo {version}")),
        probe.latency_ms.map(|latency| format!("{latency:.0} ms")),
        probe.status_code.map(|code| format!("HTTP {code}")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    view! {
        <div class=class data-testid="target-test-result" data-result=result>
            <strong>{words}</strong>
            {(!facts.is_empty()).then(|| view! { <span class="muted">" · "{facts.join(" · ")}</span> })}
            {(!probe.message.is_empty()).then(|| view! { <span>" · "{probe.message}</span> })}
        </div>
    }
    .into_any()
}
