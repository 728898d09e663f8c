//! The counters of one target on one shard, and their sum.

use super::{bottleneck::strain::Strain, in_flight::InFlight};
use domain::{ErrorCounts, HitCounts, VisitCounts, messages::NotDelivered};
use std::time::SystemTime;
use transport::{Answer, Cause, Outcome};

/// Everything counted for one target.
#[derive(Clone, Debug, Default)]
pub(crate) struct TargetCounts {
    /// Visits by state.
    pub visits: VisitCounts,
    /// Hits by state.
    pub hits: HitCounts,
    /// Those in flight, by when they were sent.
    pub in_flight: InFlight,
    /// Undelivered hits by cause.
    pub errors: ErrorCounts,
    /// Answers by status; few different ones, so a list beats a map.
    pub status_codes: Vec<(u16, u64)>,
    /// The latest undelivered hit.
    pub last_error: Option<(SystemTime, NotDelivered)>,
    /// What this machine was short of.
    pub strain: Strain,
}

impl TargetCounts {
    /// Counts an answer to so many hits that were in flight.
    pub(crate) fn answer(&mut self, answer: Answer, hits: u64) {
        self.hits.in_flight -= hits;
        match answer.outcome {
            Outcome::Delivered => self.hits.delivered += hits,
            Outcome::Rejected(cause) => {
                self.hits.rejected += hits;
                *cause_counter(&mut self.errors, cause) += hits;
            }
            Outcome::Failed(cause) => {
                self.hits.failed += hits;
                *cause_counter(&mut self.errors, cause) += hits;
            }
            Outcome::Unknown(cause) => {
                self.hits.unknown += hits;
                *cause_counter(&mut self.errors, cause) += hits;
            }
            Outcome::NotSent(shortage) => {
                self.hits.dropped += hits;
                self.strain.lack(shortage, hits);
            }
        }
        if let Some(status) = answer.status {
            self.count_status(status, hits);
        }
        if let Some(reason) = answer.reason {
            self.last_error = Some((SystemTime::now(), *reason));
        }
    }

    fn count_status(&mut self, status: u16, times: u64) {
        match self.status_codes.iter_mut().find(|(code, _)| *code == status) {
            Some((_, count)) => *count += times,
            None => self.status_codes.push((status, times)),
        }
    }

    /// Adds what another shard counted for the same target, or another target for the totals.
    pub(crate) fn add(&mut self, other: &Self) {
        add_visits(&mut self.visits, &other.visits);
        add_hits(&mut self.hits, &other.hits);
        self.in_flight.add(&other.in_flight);
        add_errors(&mut self.errors, &other.errors);
        self.strain.add(&other.strain);
        for &(status, count) in &other.status_codes {
            self.count_status(status, count);
        }
        let newer = match (&self.last_error, &other.last_error) {
            (Some((mine, _)), Some((theirs, _))) => theirs > mine,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if newer {
            self.last_error.clone_from(&other.last_error);
        }
    }
}

fn cause_counter(errors: &mut ErrorCounts, cause: Cause) -> &mut u64 {
    match cause {
        Cause::Timeout => &mut errors.timeout,
        Cause::Connect => &mut errors.connect,
        Cause::Tls => &mut errors.tls,
        Cause::Http4xx => &mut errors.http_4xx,
        Cause::Http5xx => &mut errors.http_5xx,
        Cause::InvalidResponse => &mut errors.invalid_response,
    }
}

// Destructured without `..`, so that a counter added to the snapshot cannot be forgotten here.

fn add_visits(sum: &mut VisitCounts, other: &VisitCounts) {
    let VisitCounts { assigned, completed, active, dropped, cancelled, held, capped, whole, torn, not_begun } = *other;
    sum.assigned += assigned;
    sum.completed += completed;
    sum.active += active;
    sum.dropped += dropped;
    sum.cancelled += cancelled;
    sum.held += held;
    sum.capped += capped;
    sum.whole += whole;
    sum.torn += torn;
    sum.not_begun += not_begun;
}

fn add_hits(sum: &mut HitCounts, other: &HitCounts) {
    let HitCounts { planned, delivered, rejected, failed, unknown, dropped, cancelled, in_flight, waiting } = *other;
    sum.planned += planned;
    sum.delivered += delivered;
    sum.rejected += rejected;
    sum.failed += failed;
    sum.unknown += unknown;
    sum.dropped += dropped;
    sum.cancelled += cancelled;
    sum.in_flight += in_flight;
    sum.waiting += waiting;
}

fn add_errors(sum: &mut ErrorCounts, other: &ErrorCounts) {
    let ErrorCounts { timeout, connect, tls, http_4xx, http_5xx, invalid_response } = *other;
    sum.timeout += timeout;
    sum.connect += connect;
    sum.tls += tls;
    sum.http_4xx += http_4xx;
    sum.http_5xx += http_5xx;
    sum.invalid_response += invalid_response;
}
