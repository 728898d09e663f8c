//! One wrong token must not lock a Matomo for everybody: what is sent with tokens, and what is not.

use crate::fake::{Network, Source, assert_conserved, plan, run as run_fake, targets};
use domain::{MultiTargetConfig, RequestSettings, Target, TokenAuth};
use engine::{Engine, EngineSettings, Published};
use matomo_sim::{FaultMode, Faults, SimConfig, SimHandle};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use traffic::Traffic;

const SUPER: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
const WRITER: &str = "6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b";

async fn matomo() -> SimHandle {
    let site_tokens = BTreeMap::from([(WRITER.to_owned(), vec![2])]);
    let config = SimConfig { token: Some(SUPER.to_owned()), site_tokens, ..Default::default() };
    matomo_sim::start(config).await.unwrap()
}

fn target(sim: &SimHandle, name: &str, site_id: u32, token: &str) -> Target {
    Target { name: name.to_owned(), token_auth: Some(TokenAuth::new(token)), ..Target::new(sim.url(), site_id) }
}

fn config(targets: Vec<Target>, visits: u64, bulk_size: u32) -> MultiTargetConfig {
    MultiTargetConfig {
        targets,
        target_visits_per_day: 100.0 * 86_400.0,
        max_total_visits: visits,
        pause_between_pvs_min: 0.0,
        pause_between_pvs_max: 0.02,
        concurrency: 500,
        request: RequestSettings { timeout_seconds: 30.0, bulk_size, ..Default::default() },
        ..Default::default()
    }
}

async fn run(config: MultiTargetConfig) -> Arc<Published> {
    let engine = Engine::new(EngineSettings::default()).unwrap();
    let source = Traffic::live(&config, 42);
    engine.start(plan(config, source)).unwrap();
    let last = engine.settled().await;
    assert_conserved(&last);
    last
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_on_one_target_locks_nobody_out() {
    for bulk_size in [1, 20] {
        let sim = matomo().await;
        let targets = vec![
            target(&sim, "wrong", 1, "0123456789abcdef0123456789abcdef"),
            target(&sim, "super", 1, SUPER),
            target(&sim, "writer", 2, WRITER),
        ];
        let last = run(config(targets, 60, bulk_size)).await;
        let [wrong, by_super, by_writer] = last.status.targets.as_slice() else { panic!() };
        assert!(wrong.hits.planned > 50);
        assert_eq!((wrong.hits.rejected, wrong.hits.delivered), (wrong.hits.planned, 0), "bulk size {bulk_size}");
        for good in [by_super, by_writer] {
            assert_eq!(good.hits.delivered, good.hits.planned, "{}, bulk size {bulk_size}", good.name);
        }
        // The question, and nothing after it.
        assert_eq!(sim.stats().requests.by_path["/matomo.php"]["400"], 1);
        let message = &wrong.last_error.as_ref().unwrap().message;
        assert!(message.contains("not sent") && message.contains("site 1") && message.contains("another"), "{message}");
        let warnings = last.status.events.iter().filter(|event| event.message.contains("count as rejected")).count();
        assert_eq!(warnings, 1, "{:?}", last.status.events);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_tokens_are_wrong_the_matomo_stays_open() {
    let sim = matomo().await;
    let mut targets: Vec<Target> = (0..40)
        .map(|number| target(&sim, &format!("t{number}"), 1 + number % 2, &format!("wrong{number:027}")))
        .collect();
    targets.push(target(&sim, "super", 1, SUPER));
    let config = config(targets, 41, 1);
    // One engine, so one memory, for two runs in a row.
    let engine = Engine::new(EngineSettings::default()).unwrap();
    for _ in 0..2 {
        engine.start(plan(config.clone(), Traffic::live(&config, 42))).unwrap();
        engine.settled().await;
    }
    assert!(sim.stats().requests.by_path["/matomo.php"]["400"] < 12, "{:?}", sim.stats().requests);
    let later = run(self::config(vec![target(&sim, "super", 1, SUPER)], 5, 1)).await;
    assert_eq!(later.status.totals.hits.delivered, later.status.totals.hits.planned, "it is not locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_that_are_asked_about_at_the_same_time_lock_nobody_out() {
    let sites = (1..=30).collect();
    let sim =
        matomo_sim::start(SimConfig { sites, token: Some(SUPER.to_owned()), ..Default::default() }).await.unwrap();
    sim.set_faults(Faults { latency: Duration::from_millis(100), ..Default::default() }).unwrap();
    let targets = (1..=30).map(|site| target(&sim, &format!("t{site}"), site, &format!("wrong{site:027}"))).collect();
    let config = MultiTargetConfig { target_visits_per_day: 1_000.0 * 86_400.0, ..config(targets, 90, 1) };
    let last = run(config).await;
    let hits = last.status.totals.hits;
    assert_eq!((hits.rejected, hits.planned), (hits.planned, hits.rejected));
    let refused = sim.stats().requests.by_path["/matomo.php"]["400"];
    assert!(refused < 12, "{refused} wrong tokens");
}

#[tokio::test(start_paused = true)]
async fn what_is_known_of_a_token_is_forgotten_in_time_and_reported_in_every_run() {
    let network = Network::default();
    network.refused_tokens.lock().unwrap().insert("new".to_owned());
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let asked = |token: &str| network.token_probes.lock().unwrap().iter().filter(|asked| *asked == token).count();
    let mut config = fake_config();
    config.max_total_visits = 4;
    for run in 1..=2 {
        engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
        let last = engine.settled().await;
        let warnings = last.status.events.iter().filter(|event| event.message.contains("count as rejected"));
        assert_eq!((last.status.targets[0].hits.rejected, warnings.count()), (2, 1), "run {run}");
        // What was taken in an earlier run may have been revoked since; what was refused is not sent again at once.
        assert_eq!((asked("new"), asked("old")), (1, run), "run {run}");
    }
    config.max_total_visits = 10_000;
    engine.start(plan(config, Source { most: 1, pause: Duration::ZERO })).unwrap();
    tokio::time::sleep(Duration::from_secs(700)).await;
    assert_eq!(asked("new"), 3);
    tokio::time::sleep(Duration::from_secs(2_800)).await;
    assert_eq!(asked("new"), 3, "it is not tried any more");
    // A Matomo counts a wrong token for an hour.
    network.refused_tokens.lock().unwrap().clear();
    tokio::time::sleep(Duration::from_secs(1_000)).await;
    let delivered = engine.published().status.targets[0].hits.delivered;
    assert!(asked("new") == 4 && delivered > 100, "{delivered}");
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_down_is_no_wrong_token() {
    let sim = matomo().await;
    sim.set_faults(Faults { mode: FaultMode::DatabaseDown, ..Default::default() }).unwrap();
    let config =
        MultiTargetConfig { target_visits_per_day: 20.0 * 86_400.0, ..config(vec![target(&sim, "t", 1, SUPER)], 0, 1) };
    let engine = Engine::new(EngineSettings { tick: Duration::from_millis(20), ..Default::default() }).unwrap();
    engine.start(plan(config.clone(), Traffic::live(&config, 42))).unwrap();
    let mut watch = engine.watch();
    let hits = |published: &Arc<Published>| published.status.totals.hits;
    let deadline = Duration::from_secs(60);
    let refused = tokio::time::timeout(deadline, watch.wait_for(|published| hits(published).rejected > 5)).await;
    let message = refused.unwrap().unwrap().status.targets[0].last_error.clone().unwrap().message;
    assert!(message.contains("database"), "{message}");
    sim.set_faults(Faults::default()).unwrap();
    tokio::time::timeout(deadline, watch.wait_for(|published| hits(published).delivered > 5)).await.unwrap().unwrap();
    // What it had delivered makes the same answer mean something else.
    sim.set_faults(Faults { mode: FaultMode::DatabaseDown, ..Default::default() }).unwrap();
    let before = hits(&engine.published()).rejected;
    let again = tokio::time::timeout(deadline, watch.wait_for(|published| hits(published).rejected > before + 5)).await;
    let message = again.unwrap().unwrap().status.targets[0].last_error.clone().unwrap().message;
    assert!(message.starts_with("answered 400, having taken hits before: its database is down"), "{message}");
    engine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bulks_reach_a_matomo_that_wants_the_token_at_their_top_level() {
    // The hits say when they happened, and the plan's clock is not this machine's: visits may go on past midnight.
    let config = SimConfig {
        token: Some(SUPER.to_owned()),
        bulk_needs_token: true,
        new_visit_after_midnight: false,
        ..Default::default()
    };
    let sim = matomo_sim::start(config).await.unwrap();
    let last = run(self::config(vec![target(&sim, "t", 1, SUPER)], 20, 20)).await;
    assert_eq!(last.status.totals.hits.delivered, last.status.totals.hits.planned);
    assert_eq!(sim.stats().totals.visits, 20);
}

/// Two targets that differ in their tokens only, for a made-up network.
fn fake_config() -> MultiTargetConfig {
    let mut targets = targets(&[1, 1]);
    targets[0].token_auth = Some(TokenAuth::new("new"));
    targets[1].token_auth = Some(TokenAuth::new("old"));
    MultiTargetConfig { targets, target_visits_per_day: 86_400.0, max_total_visits: 1_200, ..Default::default() }
}

#[tokio::test(start_paused = true)]
async fn a_token_the_tracker_learns_of_later_is_tried_again_after_five_minutes() {
    let network = Network::default();
    network.refused_tokens.lock().unwrap().insert("new".to_owned());
    let forget = network.clone();
    let began = tokio::time::Instant::now();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(200)).await;
        forget.refused_tokens.lock().unwrap().clear();
    });
    let last = run_fake(&network, plan(fake_config(), Source { most: 1, pause: Duration::ZERO })).await;
    let first = network.sent_to("t0").iter().map(|sent| sent.at - began).min().unwrap();
    assert!((Duration::from_secs(299)..Duration::from_secs(303)).contains(&first), "{first:?}");
    let target = &last.status.targets[0].hits;
    assert_eq!(target.delivered, network.sent_to("t0").len() as u64);
    assert_eq!(last.status.targets[1].hits.delivered, 600, "the other one is as ever");
    assert_eq!(network.token_probes.lock().unwrap().iter().filter(|token| *token == "new").count(), 2);
}

#[tokio::test(start_paused = true)]
async fn hits_that_are_not_sent_make_no_target_quick() {
    for bulk_size in [1, 20] {
        let network = Network::default();
        network.refused_tokens.lock().unwrap().insert("new".to_owned());
        let forget = network.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(200)).await;
            forget.refused_tokens.lock().unwrap().clear();
        });
        let mut config = fake_config();
        config.request.bulk_size = bulk_size;
        let last = run_fake(&network, plan(config, Source { most: 1, pause: Duration::ZERO })).await;
        let status = &last.status.targets[0];
        assert!(status.hits.rejected > 100 && status.hits.delivered > 100, "{:?}", status.hits);
        // It takes 5 ms.
        for latency in [&status.latency_ms.from_send, &status.latency_ms.from_planned] {
            assert!(latency.mean >= 5.0 && latency.p50 >= 5.0, "bulk size {bulk_size}: {latency:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_only_ever_refused_is_tried_three_times_and_another_counts_at_once() {
    let network = Network::default();
    network.refused_tokens.lock().unwrap().insert("new".to_owned());
    let engine = Engine::with_connector(EngineSettings::default(), network.clone());
    let config = fake_config();
    engine.start(plan(config.clone(), Source { most: 1, pause: Duration::ZERO })).unwrap();
    tokio::time::sleep(Duration::from_secs(1_000)).await;
    assert!(network.sent_to("t0").is_empty());
    assert_eq!(network.token_probes.lock().unwrap().iter().filter(|token| *token == "new").count(), 3);
    let mut changed = config;
    changed.targets[0].token_auth = Some(TokenAuth::new("right"));
    engine.change(&changed, &[1, 2]).unwrap();
    let last = engine.settled().await;
    assert_eq!(last.status.targets[0].hits.delivered, 100, "{:?}", last.status.targets[0].hits);
}

#[tokio::test(start_paused = true)]
async fn tokens_are_sent_unasked_where_that_is_wanted() {
    let network = Network::default();
    network.refused_tokens.lock().unwrap().insert("new".to_owned());
    let mut config = fake_config();
    config.request.check_tokens = false;
    let last = run_fake(&network, plan(config, Source { most: 1, pause: Duration::ZERO })).await;
    assert_eq!(last.status.totals.hits.delivered, 1_200);
    assert!(network.token_probes.lock().unwrap().is_empty());
}
