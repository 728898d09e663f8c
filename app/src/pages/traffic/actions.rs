//! What the editor asks of the server: saving.

use super::state::Editor;
use crate::{
    api::traffic::{edited, get_traffic, save_traffic},
    components::save_conflict::Conflict,
    revision::Stored,
};
use domain::MultiTargetConfig;
use leptos::prelude::*;
use std::sync::Arc;

impl Editor {
    /// The configuration as it is typed, to be sent: the server adds the targets, which it knows.
    pub fn to_send(self) -> MultiTargetConfig {
        self.assessed.with_untracked(|assessed| MultiTargetConfig { targets: Vec::new(), ..assessed.config.clone() })
    }

    /// Saves, then does `then`; with errors in the draft shows them instead. Without changes there is
    /// nothing to save and `then` happens at once.
    pub fn save_then(self, then: impl FnOnce() + 'static) {
        let form = self.form;
        if !form.is_right() {
            return;
        }
        if !form.dirty.get_untracked() {
            then();
            return;
        }
        let submitted = self.draft.get_untracked();
        let save = save_traffic(self.to_send(), Some(self.revision.get_untracked()));
        let base = self.stored.with_untracked(|stored| edited((**stored).clone()));
        let theirs = async move {
            let Stored { value, revision } = get_traffic().await?;
            Ok(Conflict::between(&base, Stored { value: edited(value), revision }))
        };
        form.send(save, theirs, move |Stored { value: config, revision }| {
            self.revision.set(revision);
            self.active.update(|run| run.follow(&config));
            self.drafts.take_over(&submitted, &config);
            self.stored.set(Arc::new(config));
            form.saved();
            then();
        });
    }

    /// Saves over what somebody else saved, which has this revision.
    pub fn save_over(self, revision: String) {
        self.revision.set(revision);
        self.save_then(|| {});
    }
}
