//! What the editor asks of the server: saving and testing.

use super::state::{Editor, Probe};
use crate::{
    api::config::{get_config, save_config, validate_config},
    components::save_conflict::Conflict,
    revision::Stored,
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

impl Editor {
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
        let (config, tokens) =
            self.assessed.with_untracked(|assessed| (assessed.config.clone(), assessed.tokens.clone()));
        let base = self.base.get_untracked();
        let save = save_config(config, tokens, Some(base.revision.clone()));
        let theirs = async move { Ok(Conflict::between(&base.value, get_config().await?)) };
        form.send(save, theirs, move |stored| {
            self.active.update(|run| run.follow(&stored.value));
            self.drafts.take_over(&submitted, &stored.value);
            self.base.set(Arc::new(stored));
            form.saved();
            then();
        });
    }

    /// Saves over what somebody else saved, which has this revision.
    pub fn save_over(self, revision: String) {
        self.base.update(|base| *base = Arc::new(Stored { revision, value: base.value.clone() }));
        self.save_then(|| {});
    }

    /// Has the server ask these targets, all at once. Rows with errors say so instead.
    pub fn test_rows(self, keys: Vec<u32>) {
        let request = self
            .draft
            .with_untracked(|draft| self.assessed.with_untracked(|assessed| assessed.probe_request(draft, &keys)));
        let asked = request.keys.clone();
        self.probes.update(|probes| {
            for key in keys {
                let state = if asked.contains(&key) {
                    Probe::Running
                } else {
                    Probe::Failed("Put the errors in this row right, then test again.".into())
                };
                probes.insert(key, state);
            }
        });
        if asked.is_empty() {
            return;
        }
        spawn_local(async move {
            let outcome = validate_config(request.config.clone(), request.tokens, true).await;
            let outcomes = asked.iter().zip(&request.config.targets).map(|(&key, target)| {
                let state = match &outcome {
                    Err(error) => Probe::Failed(error.message.clone()),
                    Ok(report) => match report.targets.iter().find(|probe| probe.name == target.name) {
                        Some(probe) => Probe::Done(probe.clone()),
                        None => Probe::Failed(report.errors.first().map_or_else(
                            || "The server gave no answer about this target. Test it again.".to_owned(),
                            |error| error.message.clone(),
                        )),
                    },
                };
                (key, state)
            });
            let outcomes: Vec<_> = outcomes.collect();
            let good = outcomes.iter().filter(|(_, probe)| probe.is_good()).count();
            let all = outcomes.len();
            let updated = self.probes.try_update(|probes| {
                for (key, state) in outcomes {
                    // A row that was changed meanwhile waits for its next test.
                    if probes.contains_key(&key) {
                        probes.insert(key, state);
                    }
                }
            });
            if updated.is_some() {
                self.form.announcement.set(format!("{good} of {all} tested targets can be used."));
            }
        });
    }
}

impl Probe {
    /// Reached, and not known to be refused.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Done(probe) if probe.reachable && probe.authorized != Some(false))
    }
}
