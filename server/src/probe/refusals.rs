//! Remembers refused tokens, so that none is sent twice.
//!
//! Twenty-one wrong tokens from one address within an hour lock that address out of the whole Matomo,
//! right tokens included (measured on 5.2). Hence three limits within an hour: never the same token for
//! the same site, few attempts with a token that was refused elsewhere, and an allowance per Matomo.

use domain::TokenAuth;
use parking_lot::Mutex;
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

/// How long Matomo counts a wrong token.
const REMEMBERED: Duration = Duration::from_secs(3_600);
/// Refusals of one token on one Matomo: it may be right for another site.
const PER_TOKEN: usize = 5;
/// Refusals on one Matomo, below the 21 that lock.
pub(super) const PER_TRACKER: usize = 15;

/// Refused tokens by tracker address. Kept in memory only.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<HashMap<String, Vec<Refusal>>>);

#[derive(Debug)]
struct Refusal {
    token: TokenAuth,
    site_id: u32,
    at: Instant,
}

impl Refusals {
    /// How many more may be refused by `tracker` now.
    pub(super) fn allowance(&self, tracker: &str) -> usize {
        PER_TRACKER.saturating_sub(self.recent(tracker, |_| true))
    }

    /// Why `token` must not be tried for `site_id` now; `None` if it may be.
    pub(super) fn objection(&self, tracker: &str, token: &TokenAuth, site_id: u32) -> Option<&'static str> {
        if self.recent(tracker, |refusal| refusal.token == *token && refusal.site_id == site_id) > 0 {
            return Some(
                "This token was refused for this site within the last hour and is not sent again, because Matomo locks \
                 out whoever tries wrong tokens. Enter another token.",
            );
        }
        if self.recent(tracker, |refusal| refusal.token == *token) >= PER_TOKEN || self.allowance(tracker) == 0 {
            return Some(
                "Tokens were refused here too often within the last hour; another attempt could make Matomo lock this \
                 server out. Check the tokens, and test again in an hour.",
            );
        }
        None
    }

    /// Notes that `tracker` refused `token` for `site_id`.
    pub(super) fn note(&self, tracker: &str, token: &TokenAuth, site_id: u32) {
        let refusal = Refusal { token: token.clone(), site_id, at: Instant::now() };
        self.0.lock().entry(tracker.to_owned()).or_default().push(refusal);
    }

    fn recent(&self, tracker: &str, which: impl Fn(&Refusal) -> bool) -> usize {
        let mut known = self.0.lock();
        let Some(refusals) = known.get_mut(tracker) else { return 0 };
        refusals.retain(|refusal| refusal.at.elapsed() < REMEMBERED);
        refusals.iter().filter(|refusal| which(refusal)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_runs_out_per_token_and_per_matomo() {
        let refusals = Refusals::default();
        let token = |number: usize| TokenAuth::new(format!("token{number}"));
        refusals.note("a", &token(0), 1);
        assert!(refusals.objection("a", &token(0), 1).is_some());
        assert!(refusals.objection("a", &token(0), 2).is_none(), "it may be right for another site");
        assert!(refusals.objection("b", &token(0), 1).is_none(), "or on another Matomo");
        (2..6).for_each(|site| refusals.note("a", &token(0), site));
        assert!(refusals.objection("a", &token(0), 9).is_some());
        assert!(refusals.objection("a", &token(1), 9).is_none());
        (1..=10).for_each(|number| refusals.note("a", &token(number), 1));
        assert!(refusals.objection("a", &token(11), 1).is_some());
        assert_eq!(refusals.allowance("a"), 0);
        assert_eq!(refusals.allowance("b"), PER_TRACKER);
    }
}
