//! The laws over real sockets, with simulated Matomos that count for themselves. When hits leave is
//! held to the plan in paused time (`isolation`); a wall clock on a busy machine proves nothing.

use crate::fake::{assert_conserved, plan};
use domain::{DistributionStrategy, MultiTargetConfig, RequestSettings, Target, TargetStatus};
use engine::{Engine, EngineSettings, Pacing, Published, RunPlan};
use matomo_sim::{FaultMode, Faults, SimConfig, SimHandle, Stats};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use traffic::Traffic;

/// Visits may go on past midnight: the plan's clock is not this machine's.
async fn sim(mode: FaultMode) -> SimHandle {
    let faults = Faults { mode, trickle_interval: Duration::from_millis(500), ..Default::default() };
    matomo_sim::start(SimConfig { faults, new_visit_after_midnight: false, ..Default::default() }).await.unwrap()
}

fn config(sims: &[&SimHandle], weights: &[u32]) -> MultiTargetConfig {
    let targets = sims.iter().zip(weights);
    let mut config = MultiTargetConfig {
        targets: targets.map(|(sim, &weight)| Target { weight, ..Target::new(sim.url(), 1) }).collect(),
        distribution_strategy: DistributionStrategy::Weighted,
        pause_between_pvs_min: 0.0,
        pause_between_pvs_max: 0.05,
        concurrency: 500,
        // Whatever answers at all does so in time, however busy the machine is.
        request: RequestSettings { timeout_seconds: 30.0, ..Default::default() },
        ..Default::default()
    };
    config.normalise();
    config
}

/// The same with visits of two hits, so that those at a target that never answers end before long.
fn brief(config: MultiTargetConfig) -> MultiTargetConfig {
    MultiTargetConfig {
        pageviews_min: 1,
        pageviews_max: 1,
        sitesearch_probability: 0.0,
        outlinks_probability: 0.0,
        downloads_probability: 0.0,
        click_events_probability: 0.0,
        random_events_probability: 0.0,
        ecommerce_probability: 0.0,
        ..config
    }
}

fn planned(config: MultiTargetConfig) -> RunPlan {
    let source = Traffic::live(&config, 42);
    plan(config, source)
}

async fn run(plan: RunPlan) -> Arc<Published> {
    let settings = EngineSettings { tick: Duration::from_millis(100), ..Default::default() };
    let engine = Engine::new(settings).unwrap();
    engine.start(plan).unwrap();
    let last = engine.settled().await;
    assert_conserved(&last);
    last
}

/// cid → (target, urls in order): what the simulators say was visited.
fn visits(sims: &[SimHandle]) -> BTreeMap<String, (usize, Vec<String>)> {
    let mut found = BTreeMap::new();
    for (place, sim) in sims.iter().enumerate() {
        for visitor in sim.stats().by_visitor {
            assert!(found.insert(visitor.cid, (place, visitor.urls)).is_none(), "a visitor on two targets");
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn weighted_is_exact_by_the_simulators_own_count() {
    let [a, b, c] = [FaultMode::None; 3].map(sim);
    let sims = [a.await, b.await, c.await];
    let mut config = config(&sims.each_ref(), &[5, 3, 2]);
    config.target_visits_per_day = 250.0 * 86_400.0;
    config.max_total_visits = 1_000;
    let last = run(planned(config)).await;
    let counted: Vec<_> = sims.iter().map(|sim| sim.stats().totals.visits).collect();
    assert_eq!(counted, [500, 300, 200]);
    for (sim, target) in sims.iter().zip(&last.status.targets) {
        let stats = sim.stats().totals;
        assert_eq!((stats.hits_received, stats.hits_recorded), (target.hits.planned, target.hits.delivered));
        assert_eq!(stats.visits, target.visits.completed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_visits_whatever_the_concurrency() {
    let mut seen = Vec::new();
    for concurrency in [1, 500] {
        let sims = [sim(FaultMode::None).await, sim(FaultMode::None).await, sim(FaultMode::None).await];
        let mut config = config(&sims.each_ref(), &[5, 3, 2]);
        config.concurrency = concurrency;
        config.max_total_visits = 200;
        let mut plan = planned(config);
        plan.pacing = Pacing::Closed;
        run(plan).await;
        seen.push(visits(&sims));
    }
    assert_eq!(seen[0].len(), 200);
    assert_eq!(seen[0], seen[1]);
}

/// Whether a hit has to run into its time-out.
fn never_ends(mode: FaultMode) -> bool {
    matches!(mode, FaultMode::Hang | FaultMode::Trickle)
}

/// Runs a well target beside one in `mode` and returns what the report and the simulators say.
async fn run_beside_well_target(mode: FaultMode) -> (TargetStatus, Stats) {
    let well = sim(FaultMode::None).await;
    let ill = sim(mode).await;
    let mut config = config(&[&well, &ill], &[1, 1]);
    config.target_visits_per_day = 100.0 * 86_400.0;
    config.max_total_visits = 60;
    config.pageviews_max = 3;
    if never_ends(mode) {
        // Still long for the one that is well.
        config = brief(config);
        config.request.timeout_seconds = 10.0;
    }
    let last = run(planned(config)).await;
    let [target, trouble] = last.status.targets.as_slice() else { panic!("two targets") };
    let stats = well.stats().totals;
    assert_eq!(target.visits.completed, 30, "{mode:?}");
    assert_eq!(target.hits.delivered, target.hits.planned, "{mode:?}: {:?}", target.hits);
    assert_eq!((stats.hits_recorded, stats.visits), (target.hits.delivered, 30), "{mode:?}");
    assert_eq!(trouble.visits.assigned, 30, "{mode:?}");
    (trouble.clone(), ill.stats())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_trouble_is_distinguished_and_stays_where_it_is() {
    use FaultMode::*;
    type Count = fn(&TargetStatus) -> u64;
    let cases: [(FaultMode, Count, &str); 12] = [
        (Refuse, |t| t.errors.connect, "refused"),
        (Reset, |t| t.errors.connect, "broke"),
        (Hang, |t| t.errors.timeout, "may have recorded"),
        (Trickle, |t| t.errors.timeout, "may have recorded"),
        (Garbage, |t| t.errors.invalid_response, "not HTTP"),
        (Endless, |t| t.errors.invalid_response, "no tracker sends"),
        (Redirect, |t| t.errors.invalid_response, "redirect"),
        (ServerError, |t| t.errors.http_5xx, "500"),
        (BadGateway, |t| t.errors.http_5xx, "502"),
        (ServiceUnavailable, |t| t.errors.http_5xx, "503"),
        (GatewayTimeout, |t| t.errors.http_5xx, "may have been recorded"),
        (DatabaseDown, |t| t.errors.http_4xx, "400"),
    ];
    // Those with a shorter time-out by themselves, when the machine has not so much to do.
    let (long, short): (Vec<_>, Vec<_>) = cases.into_iter().partition(|(mode, ..)| !never_ends(*mode));
    for group in [long, short] {
        futures::future::join_all(group.into_iter().map(|(mode, count, words)| assert_counted(mode, count, words)))
            .await;
    }
}

/// All hits of a target in this mode are counted by `count`, and its last error contains `words`.
async fn assert_counted(mode: FaultMode, count: fn(&TargetStatus) -> u64, words: &str) {
    let (trouble, _) = run_beside_well_target(mode).await;
    let hits = trouble.hits;
    assert_eq!(hits.delivered, 0, "{mode:?}: {hits:?}");
    assert_eq!(count(&trouble), hits.planned, "{mode:?}: {:?} {:?}", trouble.errors, trouble.last_error);
    let message = trouble.last_error.unwrap().message;
    assert!(message.contains(words), "{mode:?}: {message}");
    assert_eq!(trouble.health, domain::Health::Failing, "{mode:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_fleet_in_trouble_leaves_the_well_one_alone_and_the_books_equal_the_counts() {
    let modes = [FaultMode::None, FaultMode::Hang, FaultMode::Refuse, FaultMode::ServerError];
    let sims = futures::future::join_all(modes.map(sim)).await;
    // Whatever answers at all has ten seconds for it, and the visits that hang still end in twenty.
    let mut config = brief(config(&sims.iter().collect::<Vec<_>>(), &[1, 1, 1, 1]));
    config.request.timeout_seconds = 10.0;
    config.target_visits_per_day = 200.0 * 86_400.0;
    config.max_total_visits = 240;
    let last = run(planned(config)).await;
    let well = &last.status.targets[0];
    assert_eq!((well.visits.completed, well.hits.delivered), (60, well.hits.planned));
    assert_eq!(well.hits.planned, 120);
    for (place, sim) in sims.iter().enumerate() {
        let stats = sim.stats().totals;
        let target = &last.status.targets[place];
        assert_eq!(stats.hits_recorded, target.hits.delivered, "{:?}", modes[place]);
        let arrived = if modes[place] == FaultMode::Refuse { 0 } else { target.hits.planned };
        assert_eq!(stats.hits_received, arrived, "{:?}", modes[place]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn get_and_post_deliver_the_same() {
    for method in [domain::Method::Get, domain::Method::Post] {
        let sims = [sim(FaultMode::None).await];
        let mut config = config(&sims.each_ref(), &[1]);
        config.request.method = method;
        config.max_total_visits = 20;
        config.target_visits_per_day = 100.0 * 86_400.0;
        let last = run(planned(config)).await;
        assert_eq!(sims[0].stats().totals.hits_recorded, last.status.totals.hits.planned, "{method:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tls_error_is_named() {
    // A plain HTTP server where TLS is expected.
    let plain = sim(FaultMode::None).await;
    let mut config = config(&[&plain], &[1]);
    config.targets[0].url = plain.url().replace("http://", "https://");
    config.max_total_visits = 3;
    config.target_visits_per_day = 100.0 * 86_400.0;
    let last = run(planned(config)).await;
    let target = &last.status.targets[0];
    assert_eq!(target.errors.tls, target.hits.planned, "{:?} {:?}", target.errors, target.last_error);
}

#[tokio::test(flavor = "multi_thread")]
async fn bulks_are_recorded_visit_by_visit_as_single_hits_are() {
    let mut seen = Vec::new();
    for (bulk_size, pacing) in [(1, Pacing::Open), (40, Pacing::Open), (40, Pacing::Closed)] {
        let sims = [sim(FaultMode::None).await, sim(FaultMode::None).await];
        let mut config = config(&sims.each_ref(), &[2, 1]);
        config.request.bulk_size = bulk_size;
        config.target_visits_per_day = 200.0 * 86_400.0;
        config.max_total_visits = 300;
        let mut plan = planned(config);
        plan.pacing = pacing;
        let last = run(plan).await;
        for (sim, target) in sims.iter().zip(&last.status.targets) {
            let stats = sim.stats().totals;
            let bulk = sim.stats().bulk;
            assert_eq!((stats.hits_received, stats.hits_recorded), (target.hits.planned, target.hits.delivered));
            assert_eq!((stats.visits, target.hits.delivered), (target.visits.completed, target.hits.planned));
            let in_bulks = if bulk_size > 1 { target.hits.planned } else { 0 };
            assert_eq!((bulk.tracked, bulk.invalid, bulk.dropped), (in_bulks, 0, 0));
            // Most bulks are full: far fewer requests than hits.
            assert!(bulk.batches <= target.hits.planned / 20, "{bulk:?}");
        }
        let (visits, [a, b]) = (visits(&sims), sims.each_ref().map(|sim| sim.stats().totals));
        // In whole cents: sums of floats depend on the order of their parts in the last digits.
        let cents = |revenue: f64| (revenue * 100.0).round() as i64;
        seen.push((visits, a.kinds, b.kinds, cents(a.revenue), cents(b.revenue)));
    }
    assert_eq!(seen[0].0.len(), 300);
    assert!(seen[0] == seen[1] && seen[1] == seen[2], "the same visits, however they are sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_with_bulks_is_distinguished_hit_by_hit() {
    use FaultMode::*;
    type Count = fn(&TargetStatus) -> u64;
    let cases: [(FaultMode, Count, &str); 7] = [
        (Refuse, |t| t.errors.connect, "refused"),
        (Reset, |t| t.errors.connect, "broke"),
        (Hang, |t| t.errors.timeout, "may have recorded"),
        (Garbage, |t| t.errors.invalid_response, "not HTTP"),
        (Redirect, |t| t.errors.invalid_response, "redirect"),
        (BadGateway, |t| t.errors.http_5xx, "502"),
        (DatabaseDown, |t| t.errors.http_5xx, "500"),
    ];
    for (mode, count, words) in cases {
        let ill = sim(mode).await;
        let mut config = config(&[&ill], &[1]);
        config.request.bulk_size = 20;
        if never_ends(mode) {
            config.request.timeout_seconds = 1.0;
        }
        config.target_visits_per_day = 200.0 * 86_400.0;
        config.max_total_visits = 20;
        let last = run(planned(config)).await;
        let target = &last.status.targets[0];
        assert_eq!(count(target), target.hits.planned, "{mode:?}: {:?} {:?}", target.errors, target.last_error);
        let message = &target.last_error.as_ref().unwrap().message;
        assert!(message.contains(words), "{mode:?}: {message}");
    }
    // A site the target does not know: refused by its own answer.
    let well = sim(FaultMode::None).await;
    let mut config = config(&[&well], &[1]);
    config.targets[0].site_id = 99;
    config.request.bulk_size = 20;
    config.target_visits_per_day = 200.0 * 86_400.0;
    config.max_total_visits = 20;
    let target = run(planned(config)).await.status.targets[0].clone();
    assert_eq!((target.hits.rejected, target.errors.http_4xx), (target.hits.planned, target.hits.planned));
    assert_eq!(target.status_codes, BTreeMap::from([(200, target.hits.planned)]));
}
