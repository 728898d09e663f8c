//! Without a schedule, too, `concurrency` is a number of visits, and nobody overtakes themselves.

use crate::fake::{Behaviour, Network, Sent, plan, run, targets};
use domain::{MultiTargetConfig, RequestSettings};
use engine::Pacing;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    time::Duration,
};
use visit::{Recipient, Visit, VisitSource};

/// Longer than everything else that happens here.
const ANSWERED_AFTER: Duration = Duration::from_millis(400);

/// Visits of three hits by so many visitors in turns.
struct Regulars(u64);

struct Regular {
    index: u64,
    visitor: u64,
}

impl VisitSource for Regulars {
    fn visit(&self, index: u64) -> Box<dyn Visit> {
        Box::new(Regular { index, visitor: index % self.0 })
    }

    fn hit_count(&self, _: u64) -> usize {
        3
    }
}

impl Visit for Regular {
    fn hit_count(&self) -> usize {
        3
    }

    fn offset(&self, _: usize) -> Duration {
        Duration::ZERO
    }

    fn write_parameters(&self, hit: usize, _: &Recipient<'_>, out: &mut String) {
        write!(out, "visitor={}&visit={}&hit={hit}", self.visitor, self.index).unwrap();
    }

    fn user_agent(&self) -> &'static str {
        "Mozilla/5.0 (test)"
    }

    fn accept_language(&self) -> &'static str {
        "en"
    }

    fn visitor(&self) -> Option<u64> {
        Some(self.visitor)
    }

    fn funnel(&self) -> Option<visit::FunnelPart> {
        None
    }
}

async fn sent(visitors: u64, concurrency: u32, bulk_size: u32) -> Vec<Sent> {
    let network = Network::default().behaves("t0", Behaviour::Accept(ANSWERED_AFTER));
    let config = MultiTargetConfig {
        targets: targets(&[1]),
        concurrency,
        max_total_visits: 300,
        request: RequestSettings { bulk_size, ..Default::default() },
        ..Default::default()
    };
    let mut plan = plan(config, Regulars(visitors));
    plan.pacing = Pacing::Closed;
    let last = run(&network, plan).await;
    assert_eq!(last.status.totals.hits.delivered, 900);
    network.sent_to("t0")
}

fn number(sent: &Sent, name: &str) -> u64 {
    let mut pairs = sent.parameters.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).unwrap().1.parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn no_visitor_is_in_two_requests_at_once_and_each_comes_in_order() {
    for bulk_size in [1, 12] {
        let mut latest: BTreeMap<u64, Sent> = BTreeMap::new();
        for hit in sent(7, 20, bulk_size).await {
            if let Some(before) = latest.get(&number(&hit, "visitor")) {
                assert!(number(before, "visit") <= number(&hit, "visit"), "{before:?} {hit:?}");
                let together = before.bulk > 0 && before.bulk == hit.bulk;
                assert!(together || hit.at >= before.at + ANSWERED_AFTER, "{before:?} {hit:?}");
            }
            latest.insert(number(&hit, "visitor"), hit);
        }
        assert_eq!(latest.len(), 7);
    }
}

#[tokio::test(start_paused = true)]
async fn concurrency_is_a_number_of_visits_in_bulks_as_well() {
    for (concurrency, bulk_size, bulks_at_once) in [(20, 1, 20), (20, 12, 5), (20, 30, 2), (3, 300, 1), (30, 6, 15)] {
        let sent = sent(1_000_000, concurrency, bulk_size).await;
        let mut most = (0, 0);
        for hit in &sent {
            let together = sent.iter().filter(|other| other.at <= hit.at && hit.at < other.at + ANSWERED_AFTER);
            let flying: Vec<&Sent> = together.collect();
            let visits: BTreeSet<u64> = flying.iter().map(|hit| number(hit, "visit")).collect();
            let bulks: BTreeSet<usize> = flying.iter().map(|hit| hit.bulk).collect();
            most = (most.0.max(visits.len()), most.1.max(bulks.len()));
        }
        assert_eq!(most.0, concurrency as usize, "bulks of {bulk_size}");
        assert!(bulk_size == 1 || most.1 == bulks_at_once, "bulks of {bulk_size}: {most:?}");
    }
}
