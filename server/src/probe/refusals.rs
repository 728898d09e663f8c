//! Remembers refused tokens, so that none is sent twice.
//!
//! Twenty-one wrong tokens from one address within an hour lock that address out of the whole Matomo,
//! right tokens included (measured on 5.2). Hence three limits within an hour: never the same token for
//! the same site, few attempts with a token that was refused elsewhere, and an allowance per Matomo.
//!
//! A token that is right, but new to the tracker, is remembered as that and tried again soon.

use domain::{TokenAuth, messages::ProbeResult};
use parking_lot::Mutex;
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

/// How long Matomo counts a wrong token.
const REMEMBERED: Duration = Duration::from_secs(3_600);
/// Refusals of one token on one Matomo: it may be right for another site.
const PER_TOKEN: usize = 5;
/// Attempts on one Matomo that may fail. With those that the engine allows itself it stays below the 21 that lock.
pub(super) const PER_TRACKER: usize = 10;
/// What a wrong token costs: the tracker refuses it, and so does the reporting API when it is asked why.
const PER_TRIAL: usize = 2;
/// A pending token, or one that was refused for an unknown reason, is not tried again before this.
const SOON: Duration = Duration::from_secs(60);

/// Refused tokens by tracker address. Kept in memory only.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<HashMap<String, Vec<Refusal>>>);

#[derive(Debug)]
struct Refusal {
    token: TokenAuth,
    site_id: u32,
    at: Instant,
    /// Failed attempts that Matomo counts.
    attempts: usize,
    /// The result to repeat while the token is not known to be wrong.
    pending: Option<ProbeResult>,
}

/// Why a token must not be tried.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Objection {
    /// It is wrong, or more attempts are too dangerous.
    Refused(ProbeResult),
    /// It was tried a moment ago and may be right soon.
    Pending(ProbeResult),
}

impl Refusals {
    /// How many more may be refused by `tracker` now.
    pub(super) fn allowance(&self, tracker: &str) -> usize {
        let failed: usize = self.recent(tracker, |refusals| refusals.iter().map(|refusal| refusal.attempts).sum());
        PER_TRACKER.saturating_sub(failed) / PER_TRIAL
    }

    /// Why `token` must not be tried for `site_id` now; `None` if it may be.
    pub(super) fn objection(&self, tracker: &str, token: &TokenAuth, site_id: u32) -> Option<Objection> {
        let same = |refusal: &&Refusal| refusal.token == *token;
        let objection = self.recent(tracker, |refusals| {
            let latest = refusals.iter().rev().find(|refusal| same(refusal) && refusal.site_id == site_id)?;
            match &latest.pending {
                Some(said) => (latest.at.elapsed() < SOON).then(|| Objection::Pending(said.clone())),
                None => Some(Objection::Refused(ProbeResult::TokenRefusedLately)),
            }
        });
        if objection.is_some() {
            return objection;
        }
        let of_token = self.recent(tracker, |refusals| refusals.iter().filter(same).count());
        if of_token >= PER_TOKEN || self.allowance(tracker) == 0 {
            return Some(Objection::Refused(ProbeResult::TooManyTokensRefused));
        }
        None
    }

    /// Notes that `tracker` refused `token` for `site_id`, which Matomo counted as so many failed attempts.
    pub(super) fn note(&self, tracker: &str, token: &TokenAuth, site_id: u32, attempts: usize) {
        self.add(tracker, Refusal { token: token.clone(), site_id, at: Instant::now(), attempts, pending: None });
    }

    /// Notes the refusal of a token that may be right; `result` is repeated until that is known.
    pub(super) fn note_pending(&self, tracker: &str, token: &TokenAuth, site_id: u32, result: ProbeResult) {
        let pending = Some(result);
        self.add(tracker, Refusal { token: token.clone(), site_id, at: Instant::now(), attempts: 1, pending });
    }

    fn add(&self, tracker: &str, refusal: Refusal) {
        let mut known = self.0.lock();
        // Expired refusals go for every tracker, or those that are never probed again would stay.
        known.retain(|_, refusals| {
            refusals.retain(|refusal| refusal.at.elapsed() < REMEMBERED);
            !refusals.is_empty()
        });
        known.entry(tracker.to_owned()).or_default().push(refusal);
    }

    fn recent<A: Default>(&self, tracker: &str, read: impl FnOnce(&[Refusal]) -> A) -> A {
        let mut known = self.0.lock();
        let Some(refusals) = known.get_mut(tracker) else { return A::default() };
        refusals.retain(|refusal| refusal.at.elapsed() < REMEMBERED);
        read(refusals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_runs_out_per_token_and_per_matomo() {
        let refusals = Refusals::default();
        let token = |number: usize| TokenAuth::new(format!("token{number}"));
        refusals.note("a", &token(0), 1, 1);
        assert!(refusals.objection("a", &token(0), 1).is_some());
        assert!(refusals.objection("a", &token(0), 2).is_none(), "it may be right for another site");
        assert!(refusals.objection("b", &token(0), 1).is_none(), "or on another Matomo");
        (2..6).for_each(|site| refusals.note("a", &token(0), site, 1));
        assert!(refusals.objection("a", &token(0), 9).is_some());
        assert!(refusals.objection("a", &token(1), 9).is_none());
        (1..=2).for_each(|number| refusals.note("a", &token(number), 1, 2));
        assert_eq!(refusals.objection("a", &token(11), 1), Some(Objection::Refused(ProbeResult::TooManyTokensRefused)));
        assert_eq!(refusals.allowance("a"), 0);
        assert_eq!(refusals.allowance("b"), PER_TRACKER / PER_TRIAL);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pending_token_is_tried_again_soon_and_a_refused_one_is_not() {
        let refusals = Refusals::default();
        let token = TokenAuth::new("new");
        refusals.note_pending("a", &token, 1, ProbeResult::LockedOut);
        assert_eq!(refusals.objection("a", &token, 1), Some(Objection::Pending(ProbeResult::LockedOut)));
        tokio::time::advance(SOON).await;
        assert_eq!(refusals.objection("a", &token, 1), None);
        refusals.note("a", &token, 1, 2);
        tokio::time::advance(SOON).await;
        assert_eq!(refusals.objection("a", &token, 1), Some(Objection::Refused(ProbeResult::TokenRefusedLately)));
    }

    #[tokio::test(start_paused = true)]
    async fn trackers_are_forgotten_after_an_hour() {
        let refusals = Refusals::default();
        let token = TokenAuth::new("token");
        (0..100).for_each(|number| refusals.note(&number.to_string(), &token, 1, 1));
        tokio::time::advance(REMEMBERED).await;
        refusals.note("a", &token, 1, 1);
        assert_eq!(refusals.0.lock().len(), 1);
    }
}
