//! A network and visits made up in memory, so that the laws can be tried in paused time.

use domain::{MultiTargetConfig, RequestSettings, Target};
use engine::{
    Engine, EngineError, EngineSettings, Pacing, Published, Recipient, RunPlan, Visit, VisitSource,
    transport::{Answer, Cause, Connector, OutgoingHit, Transport},
};
use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// How a made-up target behaves.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    /// Accepts after this long.
    Accept(Duration),
    /// Refuses after this long.
    Reject(Duration),
    /// Fails after this long.
    Fail(Duration),
    /// Never answers.
    Hang,
}

/// One hit that arrived at a made-up target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub target: String,
    pub parameters: String,
    pub at: Instant,
}

/// The made-up network: targets by name, everything they got, and how they behave.
#[derive(Clone, Default)]
pub struct Network {
    pub manners: Arc<Mutex<HashMap<String, Manner>>>,
    pub sent: Arc<Mutex<Vec<Sent>>>,
}

impl Network {
    pub fn behaves(self, name: &str, manner: Manner) -> Self {
        self.manners.lock().unwrap().insert(name.into(), manner);
        self
    }

    pub fn sent_to(&self, name: &str) -> Vec<Sent> {
        self.sent.lock().unwrap().iter().filter(|sent| sent.target == name).cloned().collect()
    }
}

impl Connector for Network {
    type Transport = Wire;

    fn connect(&self, target: &Target, _: &RequestSettings) -> Result<Wire, EngineError> {
        Ok(Wire { network: self.clone(), name: target.name.clone() })
    }
}

pub struct Wire {
    network: Network,
    name: String,
}

impl Transport for Wire {
    async fn send(&self, hit: OutgoingHit<'_>) -> Answer {
        let sent = Sent { target: self.name.clone(), parameters: hit.parameters, at: Instant::now() };
        self.network.sent.lock().unwrap().push(sent);
        let manner = self.network.manners.lock().unwrap().get(&self.name).copied();
        match manner.unwrap_or(Manner::Accept(Duration::from_millis(5))) {
            Manner::Accept(after) => {
                sleep(after).await;
                Answer::delivered(204)
            }
            Manner::Reject(after) => {
                sleep(after).await;
                Answer::rejected(Cause::Http4xx, 400, "refused")
            }
            Manner::Fail(after) => {
                sleep(after).await;
                Answer::failed(Cause::Http5xx, Some(500), "broken")
            }
            Manner::Hang => std::future::pending().await,
        }
    }
}

/// Visits with `1 + index % most` hits, `pause` apart.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    pub most: u64,
    pub pause: Duration,
}

struct Plain {
    index: u64,
    hits: usize,
    pause: Duration,
}

impl VisitSource for Source {
    fn visit(&self, index: u64) -> Box<dyn Visit> {
        Box::new(Plain { index, hits: self.hit_count(index), pause: self.pause })
    }

    fn hit_count(&self, index: u64) -> usize {
        1 + (index % self.most) as usize
    }
}

impl Visit for Plain {
    fn hit_count(&self) -> usize {
        self.hits
    }

    fn offset(&self, hit: usize) -> Duration {
        self.pause * hit as u32
    }

    fn write_parameters(&self, hit: usize, recipient: &Recipient<'_>, out: &mut String) {
        write!(out, "idsite={}&visit={}&hit={hit}", recipient.site_id, self.index).unwrap();
    }

    fn user_agent(&self) -> &'static str {
        "Mozilla/5.0 (test)"
    }

    fn accept_language(&self) -> &'static str {
        "en"
    }
}

/// Targets called t0, t1, … with these weights.
pub fn targets(weights: &[u32]) -> Vec<Target> {
    let target = |(place, &weight): (usize, &u32)| Target {
        name: format!("t{place}"),
        weight,
        ..Target::new(format!("http://t{place}.example"), 1)
    };
    weights.iter().enumerate().map(target).collect()
}

pub fn plan(config: MultiTargetConfig, source: impl VisitSource) -> RunPlan {
    RunPlan {
        id: 1,
        name: None,
        config,
        target_ids: Vec::new(),
        seed: 42,
        duration: None,
        pacing: Pacing::Open,
        source: Arc::new(source),
    }
}

/// Runs `plan` over `network` to its end, checking law 1 in everything that is published on the way.
pub async fn run(network: &Network, plan: RunPlan) -> Arc<Published> {
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    engine.start(plan).unwrap();
    let mut watch = engine.watch();
    loop {
        let published = watch.borrow_and_update().clone();
        assert_conserved(&published);
        if !published.status.state.is_active() {
            return published;
        }
        watch.changed().await.unwrap();
    }
}

/// Law 1, per target and in total.
pub fn assert_conserved(published: &Published) {
    let status = &published.status;
    for target in &status.targets {
        assert!(target.hits.is_conserved(), "{}: {:?}", target.name, target.hits);
        let visits = target.visits;
        assert_eq!(
            visits.assigned,
            visits.completed + visits.active + visits.dropped + visits.cancelled,
            "{}: {visits:?}",
            target.name
        );
    }
    assert!(status.totals.hits.is_conserved(), "{:?}", status.totals.hits);
    let sum = |figure: fn(&domain::TargetStatus) -> u64| status.targets.iter().map(figure).sum::<u64>();
    assert_eq!(status.totals.hits.planned, sum(|t| t.hits.planned));
    assert_eq!(status.totals.hits.delivered, sum(|t| t.hits.delivered));
    assert_eq!(status.totals.visits.assigned, sum(|t| t.visits.assigned));
}
