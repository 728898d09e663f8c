//! What the editor asks of the server: saving.

use super::state::Editor;
use crate::{
    api::traffic::{edited, get_traffic, save_traffic},
    components::{
        error_summary::{Saving, focus_error_summary},
        save_conflict::Conflict,
    },
    error::{AppError, ErrorCode},
    revision::Stored,
};
use domain::MultiTargetConfig;
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

impl Editor {
    /// The configuration as it is typed, to be sent: the server adds the targets, which it knows.
    pub fn to_send(self) -> MultiTargetConfig {
        self.assessed.with_untracked(|assessed| MultiTargetConfig { targets: Vec::new(), ..assessed.config.clone() })
    }

    /// Saves, then does `then`; with errors in the draft shows them instead. Without changes there is
    /// nothing to save and `then` happens at once.
    pub fn save_then(self, then: impl FnOnce() + 'static) {
        let saving = Saving { dirty: self.dirty, attempted: self.attempted, under_way: self.saving };
        let has_errors = self.assessed.with_untracked(|assessed| !assessed.errors.is_empty());
        let Some(then) = saving.begin(has_errors, then) else { return };
        self.rejected.set(None);
        let submitted = self.draft.get_untracked();
        let config = self.to_send();
        let base = self.revision.get_untracked();
        spawn_local(async move {
            let outcome = save_traffic(config, Some(base)).await;
            // The person may have left the page meanwhile, and its state with it.
            let Some(draft) = self.draft.try_get_untracked() else { return };
            self.saving.set(false);
            match outcome {
                Ok(Stored { value: config, revision }) => {
                    self.revision.set(revision);
                    let saved = submitted.after_saving(&config);
                    self.active.update(|run| run.follow(&config));
                    self.stored.set(Arc::new(config));
                    if draft == submitted {
                        self.draft.set(saved.clone());
                        self.attempted.set(false);
                    }
                    self.saved.set(saved);
                    then();
                }
                Err(error) if error.code == ErrorCode::Changed => {
                    let base = self.stored.with_untracked(|stored| edited((**stored).clone()));
                    let stored = async {
                        let Stored { value, revision } = get_traffic().await?;
                        Ok(Stored { value: edited(value), revision })
                    };
                    Conflict::show(self.conflict, base, stored, move |error| self.reject(error));
                }
                Err(error) => self.reject(error),
            }
        });
    }

    /// Saves over what somebody else saved, which has this revision.
    pub fn save_over(self, revision: String) {
        self.revision.set(revision);
        self.save_then(|| {});
    }

    /// Shows what the server did not accept; every text stays as it is.
    fn reject(self, error: AppError) {
        self.rejected.set(Some(error));
        focus_error_summary();
    }
}
