//! What ends a run before its planned end or holds its load back: abort rules and rate caps.

pub mod cap;
pub mod guard;

use crate::run::state::Run;
use domain::EventKind;
use transport::Transport;

impl<T: Transport> Run<T> {
    /// Ends the run as failed because a rule says so.
    pub fn abort(&self, reason: String) {
        self.note(EventKind::Limit, true, None, reason.clone());
        self.failure.get_or_init(|| reason);
        self.stop.cancel();
    }
}
