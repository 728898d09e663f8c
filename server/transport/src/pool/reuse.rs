//! Whether connections of one target are worth using again: not where the server closes them without a word and hits
//! are lost by it, as some do after every answer. A server that is restarted breaks many at once, too; so it is found
//! out again and again, less and less often.

use parking_lot::Mutex;
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tokio::time::Instant;

/// So many requests lost on used connections, and they are not used again for a while …
const ENOUGH: u32 = 3;
/// … unless so many were answered on used ones meanwhile for each that was lost.
const ANSWERS: u32 = 100;
/// The first while; each further one is twice as long …
const FIRST: Duration = Duration::from_secs(10);
/// … up to this.
const LONGEST: Duration = Duration::from_secs(640);

/// What was found out so far.
#[derive(Debug, Default)]
pub(super) struct Reuse {
    /// Losses that count, times [`ANSWERS`], less one for each answer since. Nearly always 0, so that asking costs
    /// nothing.
    weight: AtomicU32,
    resting: Mutex<Resting>,
}

#[derive(Debug, Default)]
struct Resting {
    until: Option<Instant>,
    /// How long the latest rest was.
    length: Duration,
}

impl Reuse {
    /// A request was lost because a connection that had been used before was closed.
    pub(super) fn note_loss(&self, now: Instant) {
        let mut resting = self.resting.lock();
        let is_over = resting.until.is_some_and(|until| now >= until);
        // A request lost during a rest used a connection from before it.
        if resting.until.is_some() && !is_over {
            return;
        }
        let before = self.weight.fetch_add(ANSWERS, Ordering::Relaxed);
        let losses = before.saturating_add(ANSWERS).div_ceil(ANSWERS);
        if losses >= ENOUGH || is_over {
            resting.length = (resting.length * 2).clamp(FIRST, LONGEST);
            resting.until = Some(now + resting.length);
        }
    }

    /// Whether to keep a connection that has just had an answer.
    pub(super) fn is_worthwhile(&self, now: Instant) -> bool {
        if self.weight.load(Ordering::Relaxed) == 0 {
            return true;
        }
        let mut resting = self.resting.lock();
        if resting.until.is_some_and(|until| now < until) {
            return false;
        }
        let left = self.weight.load(Ordering::Relaxed).saturating_sub(1);
        self.weight.store(left, Ordering::Relaxed);
        if left == 0 {
            *resting = Resting::default();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_closes_without_a_word_is_tried_again_less_and_less_often() {
        let reuse = Reuse::default();
        let start = Instant::now();
        for _ in 0..ENOUGH {
            assert!(reuse.is_worthwhile(start));
            reuse.note_loss(start);
        }
        let mut now = start;
        for seconds in [10, 20, 40, 80, 160, 320, 640, 640] {
            assert!(!reuse.is_worthwhile(now));
            now += Duration::from_secs(seconds);
            assert!(!reuse.is_worthwhile(now - Duration::from_millis(1)), "{seconds}");
            assert!(reuse.is_worthwhile(now), "{seconds}");
            reuse.note_loss(now);
        }
    }

    #[test]
    fn a_restart_is_forgotten() {
        let reuse = Reuse::default();
        let start = Instant::now();
        // All connections break at once.
        (0..64).for_each(|_| reuse.note_loss(start));
        assert!(!reuse.is_worthwhile(start));
        let later = start + FIRST;
        (0..=ENOUGH * ANSWERS).for_each(|_| assert!(reuse.is_worthwhile(later)));
        assert_eq!(reuse.weight.load(Ordering::Relaxed), 0);
        // Now and then one is lost: no reason.
        for _ in 0..10 {
            reuse.note_loss(later);
            (0..=ANSWERS).for_each(|_| assert!(reuse.is_worthwhile(later)));
        }
    }
}
