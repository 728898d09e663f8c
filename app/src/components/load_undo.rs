//! After a preset or a file has replaced the working configuration: says so, and offers to take it back.

use super::use_toasts;
use crate::{
    api::config::undo_load,
    app::{OverviewResource, use_overview},
};
use leptos::{prelude::*, task::spawn_local};

/// Counts the times that the working configuration was replaced while an editor may be showing it. Belongs to the
/// application's frame, so it outlives every page.
#[derive(Clone, Copy)]
pub struct Loads {
    replaced: RwSignal<usize>,
    undo: Callback<()>,
    overview: OverviewResource,
}

impl Loads {
    /// Put into context by the application's frame, after messages and overview.
    pub fn provide() {
        let (toasts, overview, replaced) = (use_toasts(), use_overview(), RwSignal::new(0));
        let undo = Callback::new(move |()| {
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
        });
        provide_context(Self { replaced, undo, overview });
    }

    /// Says what was loaded.
    pub fn loaded(self, text: impl Into<String>) {
        self.overview.refetch();
        use_toasts().done_with_undo(text, self.undo);
    }

    /// Changes whenever an editor has to read the working configuration again.
    pub fn version(self) -> usize {
        self.replaced.get()
    }
}

/// The loads of this application.
pub fn use_loads() -> Loads {
    expect_context()
}
