//! Hits in flight, by when they were sent: each takes at least as long as it has been in flight.
//!
//! Without them a target that stops answering would look as quick as before until its first time-outs (right-censored
//! values).

use std::time::Duration;

/// Hits sent more recently say nothing about a target that does not answer.
const NOTABLE: Duration = Duration::from_secs(1);

/// The hits of one target that are in flight, by the second of the run in which they were sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct InFlight {
    /// In order: one or two while answers come, and no more than a time-out has seconds. Only the latest may be without
    /// hits: it is likely to have some again at once.
    by_second: Vec<(u32, u64)>,
}

impl InFlight {
    /// So many hits are sent in `second`.
    pub(crate) fn begin(&mut self, second: u32, hits: u64) {
        if let Some((latest, count)) = self.by_second.last_mut()
            && (*latest == second || *latest < second && *count == 0)
        {
            *latest = second;
            *count += hits;
            return;
        }
        match self.by_second.binary_search_by_key(&second, |(known, _)| *known) {
            Ok(place) => self.by_second.get_mut(place).into_iter().for_each(|(_, count)| *count += hits),
            Err(place) => self.by_second.insert(place, (second, hits)),
        }
    }

    /// So many hits that were sent in `second` are no longer in flight.
    pub(crate) fn end(&mut self, second: u32, hits: u64) {
        let Some(place) = self.by_second.iter().rposition(|(known, _)| *known == second) else { return };
        let Some((_, count)) = self.by_second.get_mut(place) else { return };
        *count = count.saturating_sub(hits);
        if *count == 0 && place + 1 < self.by_second.len() {
            self.by_second.remove(place);
        }
    }

    /// Adds what another shard counted.
    pub(crate) fn add(&mut self, other: &Self) {
        other.by_second.iter().filter(|(_, hits)| *hits > 0).for_each(|&(second, hits)| self.begin(second, hits));
    }

    /// For how long hits have been without an answer at least when the run has lasted for `elapsed`, and how many; those
    /// of the latest second are left out.
    pub(crate) fn ages(&self, elapsed: Duration) -> Vec<(Duration, u64)> {
        self.by_second
            .iter()
            .map_while(|&(second, hits)| {
                // Sent at the very end of that second, maybe.
                let age = elapsed.checked_sub(Duration::from_secs(u64::from(second) + 1))?;
                (age >= NOTABLE).then_some((age, hits))
            })
            .filter(|(_, hits)| *hits > 0)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_without_an_answer_grows_old() {
        let mut shard = InFlight::default();
        let mut other = InFlight::default();
        let mut all = InFlight::default();
        shard.begin(3, 2);
        shard.begin(1, 1);
        shard.begin(3, 5);
        other.begin(3, 1);
        other.begin(7, 9);
        shard.end(1, 1);
        shard.end(3, 4);
        all.add(&shard);
        all.add(&other);
        let ages = |millis| all.ages(Duration::from_millis(millis));
        assert_eq!(ages(4_900), []);
        assert_eq!(ages(5_500), [(Duration::from_millis(1_500), 4)]);
        assert_eq!(ages(9_000), [(Duration::from_secs(5), 4), (Duration::from_secs(1), 9)]);
    }

    #[test]
    fn seconds_without_hits_leave_no_trace() {
        let mut flying = InFlight::default();
        for second in 0..100 {
            flying.begin(second, 1);
            flying.end(second, 1);
        }
        assert_eq!(flying.by_second.len(), 1);
        // An earlier answer may come late, and two readings of the clock may be used in either order.
        flying.begin(98, 2);
        flying.begin(100, 1);
        flying.end(98, 2);
        flying.end(100, 1);
        assert_eq!(flying.ages(Duration::from_secs(200)), []);
        let mut sum = InFlight::default();
        sum.begin(7, 1);
        sum.add(&flying);
        assert_eq!(sum.by_second, [(7, 1)]);
    }
}
