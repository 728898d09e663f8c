//! Lets the targets of one check that share a Matomo find out about tokens together: one target tries
//! a token first, the others wait for its result, and only as many tokens are on trial at once as may
//! all be refused without a lock-out.

use super::refusals::Refusals;
use domain::TokenAuth;
use parking_lot::Mutex;
use std::{collections::HashMap, sync::Arc};
use tokio::sync::{OnceCell, Semaphore};

/// By tracker address and token: whether the token was accepted, once somebody knows.
type Verdicts = HashMap<(String, TokenAuth), Arc<OnceCell<bool>>>;

/// The token trials of one check.
#[derive(Debug, Default)]
pub(super) struct Trials {
    verdicts: Mutex<Verdicts>,
    slots: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Trials {
    /// Where the first to try `token` at `tracker` says whether it was accepted.
    pub(super) fn verdict(&self, tracker: &str, token: &TokenAuth) -> Arc<OnceCell<bool>> {
        let key = (tracker.to_owned(), token.clone());
        Arc::clone(self.verdicts.lock().entry(key).or_default())
    }

    /// What a trial at `tracker` takes a permit of; a refusal forgets its permit.
    pub(super) fn slots(&self, tracker: &str, refusals: &Refusals) -> Arc<Semaphore> {
        let mut slots = self.slots.lock();
        let free = || Arc::new(Semaphore::new(refusals.allowance(tracker)));
        Arc::clone(slots.entry(tracker.to_owned()).or_insert_with(free))
    }
}
