//! Keeps one wrong token from locking a whole Matomo.
//!
//! Some twenty wrong tokens within an hour, and a Matomo locks out the address they came from: people, reports, and
//! right tokens of other targets (measured on 5.2). So a token is asked about once before its first hit, with a question
//! that records nothing, and hits with one that was only ever refused are not sent. Targets with the same Matomo, token
//! and site share what is known; all runs of a process share what a Matomo has refused.

use domain::{
    Target, TokenAuth,
    messages::{TokenRefusal, TokenRefusalReason},
};
use parking_lot::Mutex;
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};
use transport::{Answer, Outcome, Transport};
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
/// What answers with 400 may be answering again, and is asked about a token once in so long at the most.
const NEWS: Duration = Duration::from_millis(200);
/// A token about which nothing could be found out is asked about again after this long.
const UNSURE_FOR: Duration = Duration::from_secs(5);
/// The longest that a token is asked about, if hits may not take less.
const LONGEST: Duration = Duration::from_secs(10);
/// Trials that are remembered; a bound on memory only.
const MOST: usize = 10_000;

/// What is known of tokens, for all runs of a process.
#[derive(Debug, Default)]
pub(crate) struct TokenRegistry {
    trials: Mutex<HashMap<(String, u32, TokenAuth), Arc<Trial>>>,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

/// A host that may refuse tokens, but only so many.
#[derive(Debug)]
struct Host {
    /// A place for each refusal it may still give, taken by a question that may be refused; and one if it may give
    /// none, so that the next question finds that out.
    places: Semaphore,
    /// When it refused a token.
    refusals: Mutex<Vec<Instant>>,
}

/// What is known of one token for one site of one Matomo.
#[derive(Debug, Default)]
pub(crate) struct Trial {
    known: AtomicU8,
    /// Held while it is checked.
    asked: tokio::sync::Mutex<Asked>,
}

/// What a token is asked about with.
#[derive(Debug)]
pub(crate) struct Question<'a, T> {
    /// The target with the token.
    pub target: &'a Target,
    /// Its connections.
    pub transport: &'a T,
    /// The longest that hits may take.
    pub timeout: Duration,
    /// What is known of tokens there.
    pub registry: &'a TokenRegistry,
}

#[derive(Debug, Default)]
struct Asked {
    /// When it was known what had been asked last.
    at: Option<Instant>,
    /// How often it was refused.
    refused: u32,
}

/// Not checked yet.
const NEW: u8 = 0;
/// It could not be found out.
const UNSURE: u8 = 1;
/// It was refused, and hits with it are not sent.
const REFUSED: u8 = 2;
/// It was accepted once, so a later error has another cause.
const GOOD: u8 = 3;

impl TokenRegistry {
    /// What is known of the token of `target`, if it has one.
    pub(crate) fn trial(&self, target: &Target) -> Option<Arc<Trial>> {
        let key = (target.tracker(), target.site_id, target.token()?.clone());
        let mut trials = self.trials.lock();
        if trials.len() >= MOST {
            trials.retain(|_, trial| Arc::strong_count(trial) > 1 || trial.known.load(Ordering::Relaxed) == REFUSED);
        }
        let trial = trials.entry(key).or_default();
        if Arc::strong_count(trial) == 1 {
            // No run has it any more, and what was taken then may have been revoked since.
            trial.become_instead(GOOD, NEW);
        }
        Some(Arc::clone(trial))
    }

    /// The host of `target`.
    fn host(&self, target: &Target) -> Arc<Host> {
        Arc::clone(self.hosts.lock().entry(host(target)).or_default())
    }
}

impl Default for Host {
    fn default() -> Self {
        Self { places: Semaphore::new(places(0)), refusals: Mutex::default() }
    }
}

impl Host {
    /// Whether another token may be refused. Waits while as many are asked about as may be.
    async fn may_refuse(&self) -> Option<SemaphorePermit<'_>> {
        let place = self.places.acquire().await.ok()?;
        let mut refusals = self.refusals.lock();
        let before = refusals.len();
        refusals.retain(|at| at.elapsed() < REMEMBERED);
        self.places.add_permits(places(refusals.len()) - places(before));
        (refusals.len() < PER_HOST).then_some(place)
    }

    /// It refused the token that was asked about in this place.
    fn note_refusal(&self, place: SemaphorePermit<'_>) {
        let mut refusals = self.refusals.lock();
        refusals.push(Instant::now());
        if refusals.len() < PER_HOST {
            place.forget();
        }
    }
}

/// Places of a host that has refused so many tokens.
fn places(refused: usize) -> usize {
    PER_HOST.saturating_sub(refused).max(1)
}

/// Scheme, host and port.
fn host(target: &Target) -> String {
    Url::parse(&target.url).map_or_else(|_| target.url.clone(), |url| url.origin().ascii_serialization())
}

impl Trial {
    /// Whether it is known to have been taken: asked for every hit, and answered at once.
    pub(crate) fn is_good(&self) -> bool {
        self.known.load(Ordering::Relaxed) == GOOD
    }

    /// Takes note of what became of hits that were sent with the token.
    pub(crate) fn learn(&self, answers: &[(Answer, u64)]) {
        let known = self.known.load(Ordering::Relaxed);
        if known == GOOD {
            return;
        }
        if answers.iter().any(|(answer, _)| answer.outcome == Outcome::Delivered) {
            self.known.store(GOOD, Ordering::Relaxed);
        } else if known == UNSURE && answers.iter().any(|(answer, _)| answer.status == Some(400)) {
            // It answers again: the next hit checks the token, and waits for the result.
            if self.asked.try_lock().is_ok_and(|asked| asked.at.is_none_or(|at| at.elapsed() >= NEWS)) {
                self.become_instead(UNSURE, NEW);
            }
        }
    }

    /// Why hits must not be sent; `None` if they may be. The first caller checks, and the others wait for its result,
    /// but no longer than a check may take.
    pub(crate) async fn find_out<T: Transport>(&self, question: Question<'_, T>) -> Option<TokenRefusal> {
        let known = self.known.load(Ordering::Relaxed);
        // Waiting is worth it only where nothing is known.
        let mut asked = match known {
            UNSURE => self.asked.try_lock().ok()?,
            _ => self.asked.lock().await,
        };
        let since = asked.at.map_or(Duration::MAX, |at| at.elapsed());
        let is_due = match self.known.load(Ordering::Relaxed) {
            NEW => true,
            UNSURE => since >= UNSURE_FOR,
            REFUSED => since >= REMEMBERED || since >= AGAIN_AFTER && asked.refused < TRIES,
            _ => false,
        };
        if is_due {
            if since >= REMEMBERED {
                asked.refused = 0;
            }
            self.ask(&question, &mut asked).await;
            // Set after the check: one that took long without a result would otherwise be repeated at once.
            asked.at = Some(Instant::now());
        }
        if self.known.load(Ordering::Relaxed) != REFUSED {
            return None;
        }
        Some(refusal(question.target, asked.refused))
    }

    async fn ask<T: Transport>(&self, question: &Question<'_, T>, asked: &mut Asked) {
        let Question { target, transport, timeout, registry } = *question;
        let Some(token) = target.token() else { return };
        let deadline = Instant::now() + timeout.min(LONGEST);
        // Without the site, or without its database, a Matomo refuses everything: that says nothing of the token.
        let site = timeout_at(deadline, transport.probe()).await;
        if !site.is_ok_and(|answer| answer.outcome == Outcome::Delivered) {
            // It may have been refused before, and nothing better is known now.
            self.become_instead(NEW, UNSURE);
            return;
        }
        let host = registry.host(target);
        let place = match timeout_at(deadline, host.may_refuse()).await {
            Ok(Some(place)) => place,
            Ok(None) => return self.known.store(REFUSED, Ordering::Relaxed),
            Err(_) => return self.become_instead(NEW, UNSURE),
        };
        match timeout_at(deadline, transport.probe_token(token)).await {
            Ok(answer) if answer.outcome == Outcome::Delivered => self.known.store(GOOD, Ordering::Relaxed),
            Ok(answer) if answer.status == Some(400) => {
                host.note_refusal(place);
                asked.refused += 1;
                self.known.store(REFUSED, Ordering::Relaxed);
            }
            _ => self.become_instead(NEW, UNSURE),
        }
    }

    /// What was `known` so far is `next` from now on.
    fn become_instead(&self, known: u8, next: u8) {
        let _ = self.known.compare_exchange(known, next, Ordering::Relaxed, Ordering::Relaxed);
    }
}

/// Why no hits are sent with the token of `target`, which was refused so often.
fn refusal(target: &Target, refused: u32) -> TokenRefusal {
    let is_given_up = refused >= TRIES;
    TokenRefusal {
        reason: match refused {
            0 => TokenRefusalReason::TooManyRefusals,
            _ => TokenRefusalReason::Refused { site_id: target.site_id },
        },
        is_given_up,
        again_after_minutes: if is_given_up { REMEMBERED } else { AGAIN_AFTER }.as_secs() / 60,
    }
}
