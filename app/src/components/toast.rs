//! Short messages about what has just been done; polite to screen readers, gone after a while.

use crate::error::AppError;
use leptos::prelude::*;
use std::time::Duration;

/// How long a message stays; errors stay until dismissed.
const STAY: Duration = Duration::from_secs(6);
/// How long one stays that offers to take back what was done.
const STAY_WITH_UNDO: Duration = Duration::from_secs(30);

/// What kind of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Done,
    Error,
}

#[derive(Clone)]
struct Toast {
    id: u64,
    kind: Kind,
    text: String,
    undo: Option<Callback<()>>,
}

/// Where pages put messages. Call its methods from event handlers and effects only.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toasts {
    /// An empty region, put into context by the application's frame.
    pub fn provide() {
        provide_context(Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
    }

    /// Something went well.
    pub fn done(self, text: impl Into<String>) {
        let id = self.push(Kind::Done, text.into(), None);
        set_timeout(move || self.dismiss(id), STAY);
    }

    /// Something went well that `undo` takes back. The callback must outlive the page that calls this.
    pub fn done_with_undo(self, text: impl Into<String>, undo: Callback<()>) {
        // Only the latest of them can be taken back.
        self.list.update(|list| list.retain(|toast| toast.undo.is_none()));
        let id = self.push(Kind::Done, text.into(), Some(undo));
        set_timeout(move || self.dismiss(id), STAY_WITH_UNDO);
    }

    /// Something failed; the sentence says what to do next.
    pub fn error(self, error: &AppError) {
        self.push(Kind::Error, error.message.clone(), None);
    }

    fn push(self, kind: Kind, text: String, undo: Option<Callback<()>>) -> u64 {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| list.push(Toast { id, kind, text, undo }));
        id
    }

    fn dismiss(self, id: u64) {
        // The frame that owns the list may be gone by the time a message's time is up.
        let _ = self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}

/// The region of this application.
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// Where the messages appear.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite" data-testid="toasts">
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                <div class="toast" class:toast-bad=toast.kind == Kind::Error data-testid="toast">
                    <span>{toast.text}</span>
                    {toast.undo.map(|undo| view! {
                        <button type="button" class="btn btn-small" data-testid="toast-undo" on:click=move |_| {
                            toasts.dismiss(toast.id);
                            undo.run(());
                        }>"Undo"</button>
                    })}
                    <button type="button" class="btn btn-quiet btn-icon btn-small" aria-label="Dismiss"
                        on:click=move |_| toasts.dismiss(toast.id)>"×"</button>
                </div>
            </For>
        </div>
    }
    .into_any()
}
