//! Everything that keeps a configuration from being saved, in one place that takes the focus; and when a
//! save goes ahead at all.

use super::focus::focus_soon;
use leptos::prelude::*;

/// Id of the summary's element.
const ID: &str = "error-summary";
/// Findings listed; more than these are counted.
const LISTED: usize = 20;

/// Brings the summary to the person's attention.
pub fn focus_error_summary() {
    focus_soon(ID);
}

/// A heading, the findings below it, and how many more there are; empty while there is no content.
#[component]
pub fn ErrorSummary<T>(
    /// Heading and findings.
    #[prop(into)]
    content: Signal<Option<(String, Vec<T>)>>,
    /// Draws a finding: a link to its input if it has one, and its message.
    entry: fn(T) -> AnyView,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <div id=ID tabindex="-1" role="alert" data-testid=ID class="editor-summary">
            {move || content.get().map(|(title, findings)| {
                let more = findings.len().saturating_sub(LISTED);
                let entries = findings.into_iter().take(LISTED);
                view! {
                    <div class="notice notice-bad">
                        <p>{title}</p>
                        <ul>{entries.map(|finding| view! {
                            <li data-testid="error-summary-entry">{entry(finding)}</li>
                        }).collect_view()}</ul>
                        {(more > 0).then(|| view! { <p>{format!("and {more} more")}</p> })}
                    </div>
                }
            })}
        </div>
    }
    .into_any()
}

/// The heading of so many errors that the editor itself found.
pub fn needs_attention(errors: usize) -> String {
    match errors {
        1 => "One field needs attention before this can be saved:".to_owned(),
        many => format!("{many} fields need attention before this can be saved:"),
    }
}

/// What an editor that saves as a whole knows about saving.
#[derive(Clone, Copy)]
pub struct Saving {
    /// Whether there is something to save.
    pub dirty: Memo<bool>,
    /// Whether saving was tried with errors.
    pub attempted: RwSignal<bool>,
    /// Whether a save is under way.
    pub under_way: RwSignal<bool>,
}

impl Saving {
    /// Marks a save as under way and gives `then` back, to be done after it. With errors shows them
    /// instead; without changes there is nothing to save and `then` happens at once.
    pub fn begin<F: FnOnce()>(self, has_errors: bool, then: F) -> Option<F> {
        if self.under_way.get_untracked() {
            return None;
        }
        if has_errors {
            self.attempted.set(true);
            focus_error_summary();
            return None;
        }
        if !self.dirty.get_untracked() {
            then();
            return None;
        }
        self.under_way.set(true);
        Some(then)
    }
}
