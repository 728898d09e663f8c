//! Removing a run from the history, with a while to take it back.

use super::{Toasts, use_toasts};
use crate::{
    api::runs::{DeleteRun, RestoreRun, restore_run},
    components::FunctionForm,
};
use leptos::{prelude::*, task::spawn_local};

/// Belongs to the application's frame: the message that offers to take a deletion back outlives the page it was made on.
#[derive(Clone, Copy)]
pub struct RunDeletions {
    /// Counts what has changed which runs there are.
    changes: RwSignal<usize>,
    latest: StoredValue<Option<i64>>,
    undo: Callback<()>,
    toasts: Toasts,
}

impl RunDeletions {
    /// Put into context by the application's frame, after messages.
    pub fn provide() {
        let changes = RwSignal::new(0);
        let latest = StoredValue::new(None);
        let toasts = use_toasts();
        let undo = Callback::new(move |()| {
            if let Some(id) = latest.get_value() {
                take_back(id, changes, toasts);
            }
        });
        provide_context(Self { changes, latest, undo, toasts });
    }

    /// Says that run `id` is gone, and offers to bring it back.
    fn deleted(self, id: i64) {
        self.latest.set_value(Some(id));
        self.changes.update(|changes| *changes += 1);
        self.toasts.done_with_undo(format!("Run {id} is deleted."), self.undo);
    }

    /// Changes whenever the history has to be read again.
    pub fn version(self) -> usize {
        self.changes.get()
    }
}

fn take_back(id: i64, changes: RwSignal<usize>, toasts: Toasts) {
    spawn_local(async move {
        match restore_run(id).await {
            Ok(()) => {
                changes.update(|changes| *changes += 1);
                toasts.done(format!("Run {id} is back."));
            }
            Err(error) => toasts.error(&error),
        }
    });
}

/// The deletions of this application.
pub fn use_run_deletions() -> RunDeletions {
    expect_context()
}

/// The action; once a run is deleted, `then` is called.
pub fn delete_action(then: impl Fn() + 'static) -> ServerAction<DeleteRun> {
    let action = ServerAction::<DeleteRun>::new();
    let deletions = use_run_deletions();
    Effect::new(move |_| {
        if let Some(Ok(id)) = action.value().get() {
            deletions.deleted(id);
            then();
        }
    });
    action
}

/// The button, a plain form without JavaScript. It asks nothing, because it can be taken back.
#[component]
pub fn DeleteRunButton(
    /// The run.
    id: i64,
    /// From [`delete_action`]; its failure is shown where the page wants it.
    action: ServerAction<DeleteRun>,
    /// Class of the button.
    #[prop(default = "btn")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <FunctionForm action=action>
            <input type="hidden" name="id" value=id.to_string()/>
            <button type="submit" class=class disabled=move || action.pending().get() data-testid="run-delete"
                aria-label=format!("Delete run {id}")>"Delete"</button>
        </FunctionForm>
    }
    .into_any()
}

/// After a deletion without JavaScript: offers to bring run `id` back.
#[component]
pub fn DeletedNotice(
    /// The run.
    id: i64,
) -> impl IntoView {
    let action = ServerAction::<RestoreRun>::new();
    view! {
        <div class="notice no-js-only" data-testid="run-deleted">
            <p>{format!("Run {id} is deleted.")}</p>
            <FunctionForm action=action>
                <input type="hidden" name="id" value=id.to_string()/>
                <button type="submit" class="btn btn-small">"Undo"</button>
            </FunctionForm>
        </div>
    }
    .into_any()
}
