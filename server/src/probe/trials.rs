//! Shares findings between the targets of one check that use the same Matomo: one target tries a token first, the
//! others wait for its result, and only as many tokens are tried at once as may all be refused without a lock-out.

use super::{refusals::Refusals, taking::Taking};
use domain::{TokenAuth, messages::ProbeResult};
use parking_lot::Mutex;
use std::{collections::HashMap, sync::Arc};
use tokio::sync::{OnceCell, Semaphore};

/// What the first to try a token found out.
#[derive(Clone, Debug)]
pub(super) enum Tried {
    /// It may be tried for other sites.
    Good,
    /// It is right, and the tracker does not know it yet.
    Pending(ProbeResult),
    /// Whoever tries it again risks a lock-out.
    Refused,
}

/// By tracker address and token.
type Verdicts = HashMap<(String, TokenAuth), Arc<OnceCell<Tried>>>;

/// What one check has found out of trackers and tokens.
#[derive(Debug, Default)]
pub(super) struct Trials {
    verdicts: Mutex<Verdicts>,
    slots: Mutex<HashMap<String, Arc<Semaphore>>>,
    takings: Mutex<HashMap<String, Arc<OnceCell<Taking>>>>,
}

impl Trials {
    /// Where the first to try `token` at `tracker` says what came of it.
    pub(super) fn verdict(&self, tracker: &str, token: &TokenAuth) -> Arc<OnceCell<Tried>> {
        let key = (tracker.to_owned(), token.clone());
        Arc::clone(self.verdicts.lock().entry(key).or_default())
    }

    /// What a trial at `tracker` takes a permit of; a refusal forgets its permit.
    pub(super) fn slots(&self, tracker: &str, refusals: &Refusals) -> Arc<Semaphore> {
        let mut slots = self.slots.lock();
        Arc::clone(
            slots.entry(tracker.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(refusals.allowance(tracker)))),
        )
    }

    /// Where the first to ask says what the tracker takes.
    pub(super) fn taking(&self, tracker: &str) -> Arc<OnceCell<Taking>> {
        Arc::clone(self.takings.lock().entry(tracker.to_owned()).or_default())
    }
}
