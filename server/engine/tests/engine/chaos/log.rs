//! What a run did, as visits and targets saw it: the other side of the books.

use crate::fake::{Network, Source, Wire};
use domain::{RequestSettings, Target};
use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;
use transport::{Answer, BulkAnswer, Connector, Outcome, OutgoingBulk, OutgoingHit, Transport, TransportError};
use visit::{FunnelPart, Recipient, Visit, VisitSource};

/// One hit that came to be written, which it is when it is sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    /// Id of the target: its site.
    pub target: i64,
    pub index: u64,
    pub hit: usize,
    /// When it was due, milliseconds since the Unix epoch.
    pub due: i64,
    pub at: Instant,
}

/// Time that requests took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    pub hits: u64,
    /// Of all these hits together, seconds.
    pub seconds: f64,
}

/// Everything that was seen.
#[derive(Default)]
pub(super) struct Log {
    /// Each visit that was asked for, and when.
    pub asked: Mutex<Vec<(u64, Instant)>>,
    pub written: Mutex<Vec<Written>>,
    /// By the target's name: hits that were answered, or given up without an answer.
    pub spent: Mutex<BTreeMap<String, Spent>>,
}

/// Visits that write down what becomes of them.
pub(super) struct Logged {
    pub source: Source,
    pub log: Arc<Log>,
}

struct LoggedVisit {
    visit: Box<dyn Visit>,
    index: u64,
    log: Arc<Log>,
}

impl VisitSource for Logged {
    fn visit(&self, index: u64) -> Box<dyn Visit> {
        self.log.asked.lock().unwrap().push((index, Instant::now()));
        Box::new(LoggedVisit { visit: self.source.visit(index), index, log: Arc::clone(&self.log) })
    }

    fn hit_count(&self, index: u64) -> usize {
        self.source.hit_count(index)
    }
}

impl Visit for LoggedVisit {
    fn hit_count(&self) -> usize {
        self.visit.hit_count()
    }

    fn offset(&self, hit: usize) -> Duration {
        self.visit.offset(hit)
    }

    fn write_parameters(&self, hit: usize, recipient: &Recipient<'_>, out: &mut String) {
        let target = recipient.site_id.into();
        let due = recipient.planned_unix_ms;
        let written = Written { target, index: self.index, hit, due, at: Instant::now() };
        self.log.written.lock().unwrap().push(written);
        self.visit.write_parameters(hit, recipient, out);
    }

    fn user_agent(&self) -> &str {
        self.visit.user_agent()
    }

    fn accept_language(&self) -> &str {
        self.visit.accept_language()
    }

    fn funnel(&self) -> Option<FunnelPart> {
        self.visit.funnel()
    }
}

/// The made-up network with a stop watch.
#[derive(Clone)]
pub(super) struct Timed {
    pub network: Network,
    pub log: Arc<Log>,
}

impl Connector for Timed {
    type Transport = TimedWire;

    fn connect(&self, target: &Target, settings: &RequestSettings) -> Result<TimedWire, TransportError> {
        let wire = self.network.connect(target, settings)?;
        Ok(TimedWire { wire, name: target.name.clone(), timed: self.clone() })
    }
}

pub(super) struct TimedWire {
    wire: Wire,
    name: String,
    timed: Timed,
}

/// A request on its way.
struct Watch<'a> {
    wire: &'a TimedWire,
    hits: u64,
    since: Instant,
}

impl Watch<'_> {
    fn add(&self) {
        let mut spent = self.wire.timed.log.spent.lock().unwrap();
        let spent = spent.entry(self.wire.name.clone()).or_default();
        spent.hits += self.hits;
        spent.seconds += self.hits as f64 * self.since.elapsed().as_secs_f64();
    }
}

impl Drop for Watch<'_> {
    /// Given up: because it took too long, or because the run ended.
    fn drop(&mut self) {
        self.add();
    }
}

impl TimedWire {
    async fn watch<A>(&self, hits: u64, request: impl Future<Output = A>, is_sent: impl Fn(&A) -> bool) -> A {
        let watch = Watch { wire: self, hits, since: Instant::now() };
        let answer = request.await;
        if is_sent(&answer) {
            watch.add();
        }
        std::mem::forget(watch);
        answer
    }
}

fn is_sent(answer: &Answer) -> bool {
    !matches!(answer.outcome, Outcome::NotSent(_))
}

impl Transport for TimedWire {
    async fn send(&self, hit: OutgoingHit<'_>) -> Answer {
        self.watch(1, self.wire.send(hit), is_sent).await
    }

    async fn send_bulk(&self, bulk: OutgoingBulk) -> BulkAnswer {
        let hits = bulk.hits;
        self.watch(hits, self.wire.send_bulk(bulk), |answer| answer.parts().iter().all(|(answer, _)| is_sent(answer)))
            .await
    }

    async fn probe(&self) -> Answer {
        self.wire.probe().await
    }
}
