//! After a preset or a file has replaced the working configuration: says so, and offers to take it back.

use super::{Confirm, HistorySteps, Toasts, use_toasts};
use crate::{
    api::config::undo_load,
    app::{OverviewResource, use_overview},
};
use leptos::{prelude::*, task::spawn_local};

/// Belongs to the application's frame, so it outlives every page.
#[derive(Clone, Copy)]
pub struct Loads {
    /// Counts the times that the working configuration was replaced while an editor may be showing it.
    replaced: RwSignal<usize>,
    /// Whether it is being asked what becomes of unsaved edits.
    asking: RwSignal<bool>,
    /// Takes the last load back, or asks first. Made by the frame: its message outlives the page that loaded.
    undo: Callback<()>,
    overview: OverviewResource,
    toasts: Toasts,
}

impl Loads {
    /// Put into context by the application's frame, after messages, history steps and overview.
    pub fn provide() {
        let asking = RwSignal::new(false);
        let steps = expect_context::<HistorySteps>();
        let replaced = RwSignal::new(0);
        let overview = use_overview();
        let toasts = use_toasts();
        let undo = Callback::new(move |()| {
            if steps.is_dirty() {
                asking.set(true);
            } else {
                take_back(replaced, overview, toasts);
            }
        });
        provide_context(Self { replaced, asking, undo, overview, toasts });
    }

    /// Says what was loaded, and offers to take it back.
    pub fn loaded(self, text: impl Into<String>) {
        self.overview.refetch();
        self.toasts.done_with_undo(text, self.undo);
    }

    /// Changes whenever an editor has to read the working configuration again.
    pub fn version(self) -> usize {
        self.replaced.get()
    }
}

fn take_back(replaced: RwSignal<usize>, overview: OverviewResource, toasts: Toasts) {
    spawn_local(async move {
        match undo_load().await {
            Ok(()) => {
                overview.refetch();
                replaced.update(|times| *times += 1);
                toasts.done("The earlier configuration is back.");
            }
            Err(error) => toasts.error(&error),
        }
    });
}

/// The loads of this application.
pub fn use_loads() -> Loads {
    expect_context()
}

/// Asks before taking a load back loses what an editor has not saved.
#[component]
pub fn UndoQuestion() -> impl IntoView {
    let Loads { replaced, asking, overview, toasts, .. } = use_loads();
    view! {
        <Confirm open=asking title="Undo the load and lose the unsaved changes?" confirm_label="Undo and lose them"
            message="The editor on this page has changes that are not saved. It goes back to the earlier configuration."
            on_confirm=move |()| take_back(replaced, overview, toasts)/>
    }
    .into_any()
}
