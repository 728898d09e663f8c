//! A network and visits made up in memory, so that the laws can be tried in paused time.

use domain::{
    MultiTargetConfig, RequestSettings, Target, TokenAuth,
    messages::{NetworkDetail, NotDelivered},
};
use engine::{Engine, EngineSettings, Published, RunPlan};
use std::{
    collections::{HashMap, HashSet},
    fmt::Write,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep};
use transport::{Answer, BulkAnswer, Cause, Connector, OutgoingBulk, OutgoingHit, Shortage, Transport, TransportError};
use visit::{FunnelPart, Recipient, Visit, VisitSource};

/// How a made-up target behaves.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Behaviour {
    /// Accepts after this long.
    Accept(Duration),
    /// Refuses after this long.
    Reject(Duration),
    /// Fails after this long.
    Fail(Duration),
    /// Never answers.
    Hang,
    /// Breaks the connection after this long; refuses it, if that is no time.
    Break(Duration),
    /// Finds so many hits of a bulk invalid and leaves so many out of its counts; refuses single hits.
    Partly(u64, u64),
    /// Answers with some page.
    Garbage,
    /// Refuses with 429, and asks to be left alone for so long.
    Rest(Duration),
    /// Fails after this long, but says to probes that it is well.
    Deceive(Duration),
    /// Cannot be sent to, for lack of this.
    Short(Shortage),
    /// Accepts, and the whole machine stands still for so long meanwhile.
    Stall(Duration),
}

/// One hit that arrived at a made-up target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub target: String,
    pub parameters: String,
    pub at: Instant,
    /// Number of the bulk it came in, counted over all targets from 1; 0 if it came alone.
    pub bulk: usize,
}

/// The made-up network: targets by name, everything they got, and how they behave.
#[derive(Clone, Default)]
pub(crate) struct Network {
    pub behaviours: Arc<Mutex<HashMap<String, Behaviour>>>,
    pub sent: Arc<Mutex<Vec<Sent>>>,
    pub bulks: Arc<Mutex<usize>>,
    /// Who was probed, and when.
    pub probes: Arc<Mutex<Vec<(String, Instant)>>>,
    /// Tokens that are refused when they are asked about.
    pub refused_tokens: Arc<Mutex<HashSet<String>>>,
    /// Tokens that were asked about.
    pub token_probes: Arc<Mutex<Vec<String>>>,
}

impl Network {
    pub(crate) fn behaves(self, name: &str, behaviour: Behaviour) -> Self {
        self.behaviours.lock().unwrap().insert(name.into(), behaviour);
        self
    }

    /// What came, without what a hit says of itself in a bulk, in the order of the text.
    pub(crate) fn contents(&self) -> Vec<(String, String)> {
        let sent = self.sent.lock().unwrap();
        let mut contents: Vec<_> = sent
            .iter()
            .map(|sent| {
                let parameters = sent.parameters.split("&ua=").next().unwrap();
                (sent.target.clone(), parameters.to_owned())
            })
            .collect();
        contents.sort();
        contents
    }

    /// The bulks, each with the hits in it, in the order they came.
    pub(crate) fn bulks(&self) -> Vec<Vec<Sent>> {
        let mut bulks: Vec<Vec<Sent>> = Vec::new();
        for sent in self.sent.lock().unwrap().iter().filter(|sent| sent.bulk > 0) {
            bulks.resize(bulks.len().max(sent.bulk), Vec::new());
            bulks[sent.bulk - 1].push(sent.clone());
        }
        bulks
    }

    /// When the target was probed.
    pub(crate) fn probes_of(&self, name: &str) -> Vec<Instant> {
        self.probes.lock().unwrap().iter().filter(|(target, _)| target == name).map(|(_, at)| *at).collect()
    }

    pub(crate) fn sent_to(&self, name: &str) -> Vec<Sent> {
        self.sent.lock().unwrap().iter().filter(|sent| sent.target == name).cloned().collect()
    }
}

impl Connector for Network {
    type Transport = Wire;

    fn connect(&self, target: &Target, _: &RequestSettings) -> Result<Wire, TransportError> {
        Ok(Wire { network: self.clone(), name: target.name.clone() })
    }
}

pub(crate) struct Wire {
    network: Network,
    name: String,
}

impl Wire {
    fn behaviour(&self) -> Behaviour {
        let behaviour = self.network.behaviours.lock().unwrap().get(&self.name).copied();
        behaviour.unwrap_or(Behaviour::Accept(Duration::from_millis(5)))
    }

    /// What it does with a single hit; a whole bulk fares the same.
    async fn answer(&self, behaviour: Behaviour) -> Answer {
        match behaviour {
            Behaviour::Accept(after) => {
                sleep(after).await;
                Answer::delivered(204)
            }
            Behaviour::Reject(after) => {
                sleep(after).await;
                Answer::rejected(Cause::Http4xx, 400, NotDelivered::Refused)
            }
            Behaviour::Fail(after) => {
                sleep(after).await;
                Answer::failed(Cause::Http5xx, Some(500), NotDelivered::ServerError { status: 500 })
            }
            Behaviour::Hang => std::future::pending().await,
            Behaviour::Break(after) => {
                sleep(after).await;
                Answer::unknown(
                    Cause::Connect,
                    None,
                    NotDelivered::BrokenBeforeAnswer { detail: NetworkDetail::Closed },
                )
            }
            Behaviour::Partly(..) => Answer::rejected(Cause::Http4xx, 400, NotDelivered::Refused),
            Behaviour::Rest(length) => {
                Answer::rejected(Cause::Http4xx, 429, NotDelivered::TooManyRequests).retry_after(Some(length))
            }
            Behaviour::Deceive(after) => {
                sleep(after).await;
                Answer::failed(Cause::Http5xx, Some(500), NotDelivered::ServerError { status: 500 })
            }
            Behaviour::Garbage => {
                Answer::rejected(Cause::InvalidResponse, 200, NotDelivered::UnexpectedPage { status: 200 })
            }
            Behaviour::Short(shortage) => Answer::not_sent(shortage, NotDelivered::OutOfFiles),
            Behaviour::Stall(still) => {
                tokio::time::advance(still).await;
                Answer::delivered(204)
            }
        }
    }
}

impl Transport for Wire {
    async fn send(&self, hit: OutgoingHit<'_>) -> Answer {
        let sent = Sent { target: self.name.clone(), parameters: hit.parameters, at: Instant::now(), bulk: 0 };
        self.network.sent.lock().unwrap().push(sent);
        self.answer(self.behaviour()).await
    }

    async fn send_bulk(&self, bulk: OutgoingBulk) -> BulkAnswer {
        let body: serde_json::Value = serde_json::from_str(&bulk.body).unwrap();
        let requests = body["requests"].as_array().unwrap();
        assert_eq!(requests.len() as u64, bulk.hits);
        assert!(body.as_object().unwrap().keys().all(|key| matches!(key.as_str(), "requests" | "token_auth")));
        let number = {
            let mut bulks = self.network.bulks.lock().unwrap();
            *bulks += 1;
            *bulks
        };
        for request in requests {
            let parameters = request.as_str().unwrap().strip_prefix('?').unwrap().to_owned();
            let sent = Sent { target: self.name.clone(), parameters, at: Instant::now(), bulk: number };
            self.network.sent.lock().unwrap().push(sent);
        }
        match self.behaviour() {
            Behaviour::Partly(invalid, missing) => {
                let invalid = invalid.min(bulk.hits);
                let missing = missing.min(bulk.hits - invalid);
                BulkAnswer::counted(200, bulk.hits - invalid - missing, invalid, bulk.hits)
            }
            Behaviour::Garbage => BulkAnswer::counted(200, bulk.hits + 1, 0, bulk.hits),
            Behaviour::Accept(after) => {
                sleep(after).await;
                BulkAnswer::counted(200, bulk.hits, 0, bulk.hits)
            }
            behaviour => BulkAnswer::whole(self.answer(behaviour).await, bulk.hits),
        }
    }

    async fn probe_token(&self, token: &TokenAuth) -> Answer {
        self.network.token_probes.lock().unwrap().push(token.expose().to_owned());
        match self.network.refused_tokens.lock().unwrap().contains(token.expose()) {
            true => Answer::rejected(Cause::Http4xx, 400, NotDelivered::Refused),
            false => Answer::delivered(204),
        }
    }

    async fn probe(&self) -> Answer {
        self.network.probes.lock().unwrap().push((self.name.clone(), Instant::now()));
        match self.behaviour() {
            Behaviour::Deceive(_) => Answer::delivered(200),
            behaviour => self.answer(behaviour).await,
        }
    }
}

/// Visits with `1 + index % most` hits, `pause` apart. Every fourth begins with a funnel of up to two
/// hits, funnel 1 of the configuration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
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
        if recipient.in_bulk {
            write!(out, "&ua={}&lang=en&cdt={}", self.user_agent(), recipient.planned_unix_ms).unwrap();
        }
    }

    fn user_agent(&self) -> &'static str {
        "Mozilla/5.0 (test)"
    }

    fn accept_language(&self) -> &'static str {
        "en"
    }

    fn funnel(&self) -> Option<FunnelPart> {
        self.index.is_multiple_of(4).then_some(FunnelPart { funnel: 1, hits: self.hits.min(2) })
    }
}

/// Targets called t0, t1, … with these weights.
pub(crate) fn targets(weights: &[u32]) -> Vec<Target> {
    let targets = weights.iter().enumerate().map(|(place, &weight)| Target {
        name: format!("t{place}"),
        weight,
        ..Target::new(format!("http://t{place}.example"), 1)
    });
    targets.collect()
}

pub(crate) fn plan(config: MultiTargetConfig, source: impl VisitSource) -> RunPlan {
    RunPlan::new(1, config, 42, Arc::new(source))
}

/// Runs `plan` over `network` to its end, checking law 1 in everything that is published on the way.
pub(crate) async fn run(network: &Network, plan: RunPlan) -> Arc<Published> {
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
pub(crate) fn assert_conserved(published: &Published) {
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
        assert_eq!(visits.assigned, visits.whole + visits.torn + visits.not_begun + visits.active, "{visits:?}");
    }
    assert!(status.totals.hits.is_conserved(), "{:?}", status.totals.hits);
    let sum = |figure: fn(&domain::TargetStatus) -> u64| status.targets.iter().map(figure).sum::<u64>();
    assert_eq!(status.totals.hits.planned, sum(|t| t.hits.planned));
    assert_eq!(status.totals.hits.delivered, sum(|t| t.hits.delivered));
    assert_eq!(status.totals.visits.assigned, sum(|t| t.visits.assigned));
}
