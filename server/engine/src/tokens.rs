//! Keeps one wrong token from locking a Matomo for everybody.
//!
//! Some twenty wrong tokens within an hour, and a Matomo locks out the address they came from: people, reports, and
//! right tokens of other targets (measured on 5.2). So a token is asked about once before its first hit, with a question
//! that records nothing, and hits with one that was only ever refused are not sent. Targets with the same Matomo, token
//! and site share what is known; all runs of a process share what a Matomo has refused.

use crate::{
    bulkhead::Bulkhead,
    run::state::Run,
    transport::{Answer, Cause, Outcome, Transport},
};
use domain::{EventKind, Target, TokenAuth};
use parking_lot::Mutex;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

/// How long a Matomo counts a wrong token.
const REMEMBERED: Duration = Duration::from_secs(3_600);
/// Refusals by one host within that time, of whatever token. With those that tests of targets cause it stays below the
/// 21 that lock.
const PER_HOST: usize = 8;
/// So often a token is refused, never having been taken, until it is not sent any more.
const TRIES: u32 = 3;
/// A refused token is tried again after this long, which is what a tracker may take to learn of a new one.
const AGAIN_AFTER: Duration = Duration::from_secs(300);
/// A token about which nothing could be found out is asked about again after this long.
const UNSURE_FOR: Duration = Duration::from_secs(5);
/// The longest that a token is asked about, if hits may not take less.
const LONGEST: Duration = Duration::from_secs(10);
/// A run without a schedule would otherwise race through its visits when nothing is sent.
const PAUSE: Duration = Duration::from_millis(100);
/// Trials that are remembered; a bound on memory only.
const MOST: usize = 10_000;

/// What is known of tokens, for all runs of a process.
#[derive(Debug, Default)]
pub(crate) struct TokenBook {
    trials: Mutex<HashMap<(String, u32, TokenAuth), Arc<Trial>>>,
    /// When each host refused a token.
    refusals: Mutex<HashMap<String, Vec<Instant>>>,
}

/// What is known of one token for one site of one Matomo.
#[derive(Debug, Default)]
pub(crate) struct Trial {
    known: AtomicU8,
    /// Held by who asks.
    asked: tokio::sync::Mutex<Asked>,
}

#[derive(Debug, Default)]
struct Asked {
    /// When it was asked about last.
    at: Option<Instant>,
    /// How often it was refused.
    refused: u32,
    /// What is told of hits that are not sent.
    why: String,
}

/// Nobody has asked.
const NEW: u8 = 0;
/// It could not be found out.
const UNSURE: u8 = 1;
/// It was refused, and hits with it are not sent.
const REFUSED: u8 = 2;
/// It was taken once, so whatever is wrong later is another matter.
const GOOD: u8 = 3;

impl TokenBook {
    fn trial(&self, target: &Target) -> Option<Arc<Trial>> {
        let key = (target.tracker(), target.site_id, target.token()?.clone());
        let mut trials = self.trials.lock();
        if trials.len() >= MOST {
            trials.retain(|_, trial| Arc::strong_count(trial) > 1 || trial.known.load(Ordering::Relaxed) == REFUSED);
        }
        Some(Arc::clone(trials.entry(key).or_default()))
    }

    /// Whether another token may be refused by the host of `target`.
    fn may_try(&self, target: &Target) -> bool {
        let mut refusals = self.refusals.lock();
        let times = refusals.entry(host(target)).or_default();
        times.retain(|at| at.elapsed() < REMEMBERED);
        times.len() < PER_HOST
    }

    fn note_refusal(&self, target: &Target) {
        self.refusals.lock().entry(host(target)).or_default().push(Instant::now());
    }
}

/// Scheme, host and port.
fn host(target: &Target) -> String {
    Url::parse(&target.url).map_or_else(|_| target.url.clone(), |url| url.origin().ascii_serialization())
}

/// What to tell of hits that must not be sent to the target of `bulkhead` now; `None` if they may be. Whoever comes
/// first asks, and the others wait for that, but for no more than a question may take.
pub(crate) async fn refusal<T: Transport>(run: &Run<T>, bulkhead: &Bulkhead<T>) -> Option<Answer> {
    // A backfill has asked before it began: its days would be lost if its hits were not sent.
    if run.plan.backfill.is_some() || !run.plan.config.request.check_tokens {
        return None;
    }
    let trial = bulkhead.trial(|| run.tokens.trial(&bulkhead.target))?;
    if trial.known.load(Ordering::Relaxed) == GOOD {
        return None;
    }
    let message = trial.find_out(run, bulkhead).await?;
    if !run.plan.is_open() {
        sleep(PAUSE).await;
    }
    Some(Answer { outcome: Outcome::Rejected(Cause::Http4xx), status: None, message: Some(message), retry_after: None })
}

/// Takes note of what became of hits that were sent with the token.
pub(crate) fn learn<T>(bulkhead: &Bulkhead<T>, answers: &[(Answer, u64)]) {
    let Some(trial) = bulkhead.known_trial() else { return };
    let known = trial.known.load(Ordering::Relaxed);
    if known == GOOD {
        return;
    }
    if answers.iter().any(|(answer, _)| answer.outcome == Outcome::Delivered) {
        trial.known.store(GOOD, Ordering::Relaxed);
    } else if known == UNSURE && answers.iter().any(|(answer, _)| answer.status == Some(400)) {
        // It answers again: the next hit asks, and waits for that.
        let _ = trial.known.compare_exchange(UNSURE, NEW, Ordering::Relaxed, Ordering::Relaxed);
    }
}

impl Trial {
    /// What to tell of hits that are not sent; `None` if they may be.
    async fn find_out<T: Transport>(&self, run: &Run<T>, bulkhead: &Bulkhead<T>) -> Option<String> {
        let known = self.known.load(Ordering::Relaxed);
        // Only where nothing is known at all is it worth waiting.
        let mut asked = match known {
            UNSURE => self.asked.try_lock().ok()?,
            _ => self.asked.lock().await,
        };
        let since = asked.at.map_or(Duration::MAX, |at| at.elapsed());
        let is_due = match self.known.load(Ordering::Relaxed) {
            NEW => true,
            UNSURE => since >= UNSURE_FOR,
            REFUSED => since >= AGAIN_AFTER && asked.refused < TRIES,
            _ => false,
        };
        if is_due {
            asked.at = Some(Instant::now());
            self.ask(run, bulkhead, &mut asked).await;
        }
        (self.known.load(Ordering::Relaxed) == REFUSED).then(|| asked.why.clone())
    }

    async fn ask<T: Transport>(&self, run: &Run<T>, bulkhead: &Bulkhead<T>, asked: &mut Asked) {
        let (target, transport) = (&bulkhead.target, &bulkhead.transport);
        let Some(token) = target.token() else { return };
        let deadline = Instant::now() + run.timeout.min(LONGEST);
        // Without the site, or without its database, a Matomo refuses everything: that says nothing of the token.
        let site = timeout_at(deadline, transport.probe()).await;
        if !site.is_ok_and(|answer| answer.outcome == Outcome::Delivered) {
            self.set_unless_refused(UNSURE);
            return;
        }
        if !run.tokens.may_try(target) {
            self.stop(run, bulkhead, asked);
            return;
        }
        match timeout_at(deadline, transport.probe_token(token)).await {
            Ok(answer) if answer.outcome == Outcome::Delivered => self.known.store(GOOD, Ordering::Relaxed),
            Ok(answer) if answer.status == Some(400) => {
                run.tokens.note_refusal(target);
                asked.refused += 1;
                self.stop(run, bulkhead, asked);
            }
            _ => self.set_unless_refused(UNSURE),
        }
    }

    fn set_unless_refused(&self, known: u8) {
        // It may have been refused before, and nothing better is known now.
        let _ = self.known.compare_exchange(NEW, known, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Sends no more hits with it, and says so when that is news.
    fn stop<T: Transport>(&self, run: &Run<T>, bulkhead: &Bulkhead<T>, asked: &mut Asked) {
        let site = bulkhead.target.site_id;
        let next = if asked.refused >= TRIES {
            "It is not tried any more. Enter another token, or none; that counts at once.".to_owned()
        } else {
            format!(
                "It is tried again after {} minutes, as long as a tracker may take to learn of a new token. If it is an \
                 old one, enter another; that counts at once.",
                AGAIN_AFTER.as_secs() / 60
            )
        };
        let reason = match asked.refused {
            0 => "too many tokens were refused there within the last hour, and one more could lock this machine out"
                .to_owned(),
            _ => format!(
                "the token was refused for site {site}, and Matomo locks out whoever goes on sending wrong ones"
            ),
        };
        asked.why = format!("not sent: {reason}. {next}");
        if self.known.swap(REFUSED, Ordering::Relaxed) != REFUSED || asked.refused == TRIES {
            let message = format!("Its hits are not sent, and count as rejected: {reason}. {next}");
            run.note(EventKind::Health, true, Some(&bulkhead.name()), message);
        }
    }
}
