//! Goals, user ids, custom dimensions and contents, as a simulated Matomo counts them.

use crate::fake::{assert_conserved, plan};
use domain::{
    MultiTargetConfig, RequestSettings, Target, TokenAuth,
    config::{Content, CustomDimension, DimensionScope, Goal},
};
use engine::{Engine, EngineSettings, Pacing};
use matomo_sim::{SimConfig, SiteSettings, SiteStats};
use std::collections::{BTreeMap, BTreeSet};
use traffic::Traffic;

const TOKEN: &str = "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";
const VISITS: u64 = 400;

/// What site 1 has after a run of what `change` makes of an ordinary configuration.
async fn recorded(change: impl Fn(&mut MultiTargetConfig)) -> SiteStats {
    let settings =
        SiteSettings { goals: BTreeSet::from([3, 4]), dimensions: BTreeSet::from([1, 2]), ..SiteSettings::default() };
    let site_settings = BTreeMap::from([(1, settings)]);
    let token = Some(TOKEN.to_owned());
    let config = SimConfig { token, site_settings, new_visit_after_midnight: false, ..Default::default() };
    let sim = matomo_sim::start(config).await.unwrap();
    let target = Target { token_auth: Some(TokenAuth::new(TOKEN)), ..Target::new(sim.url(), 1) };
    let mut config = MultiTargetConfig {
        targets: vec![target],
        max_total_visits: VISITS,
        request: RequestSettings { bulk_size: 50, timeout_seconds: 60.0, ..Default::default() },
        ..Default::default()
    };
    change(&mut config);
    let source = Traffic::live(&config, 42);
    let mut plan = plan(config, source);
    plan.pacing = Pacing::Closed;
    let engine = Engine::new(EngineSettings::default()).unwrap();
    engine.start(plan).unwrap();
    let last = engine.settled().await;
    assert_conserved(&last);
    let hits = last.status.totals.hits;
    assert_eq!(hits.delivered, hits.planned);
    let site = sim.stats().by_site[&1].clone();
    assert_eq!(site.hits_recorded, hits.planned, "{:?}", site.hits_not_recorded);
    site
}

/// Whether a count is what chance makes of a share: within five standard deviations.
fn is_share(count: u64, of: u64, share: f64) -> bool {
    let mean = of as f64 * share;
    let deviation = (of as f64 * share * (1.0 - share)).sqrt();
    (count as f64 - mean).abs() <= 5.0 * deviation
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_off_changes_nothing_and_what_is_on_only_adds() {
    let before = recorded(|_| {}).await;
    let after = recorded(|config| {
        config.goals = vec![Goal { id: 3, probability: 0.5, revenue: 2.5 }];
        config.contents = vec![Content { name: "Banner".into(), probability: 0.5, ..Content::default() }];
        config.custom_dimensions = vec![CustomDimension { values: vec!["a".into()], ..CustomDimension::default() }];
    })
    .await;
    assert_eq!((before.goals.len(), before.contents.len(), before.dimensions.len(), before.users.len()), (0, 0, 0, 0));
    let actions =
        |site: &SiteStats| (site.visits, site.visitors, site.actions, site.kinds.orders, site.revenue.round());
    assert_eq!(actions(&before), actions(&after));
}

#[tokio::test(flavor = "multi_thread")]
async fn goals_are_reached_as_often_as_they_should_be_once_a_visit() {
    let goals = vec![Goal { id: 3, probability: 0.25, revenue: 12.5 }, Goal { id: 4, ..Goal::default() }];
    let site = recorded(|config| config.goals = goals.clone()).await;
    let some = site.goals[&3];
    let all = site.goals[&4];
    assert!(is_share(some.conversions, VISITS, 0.25), "{some:?}");
    assert_eq!(some.revenue, 12.5 * some.conversions as f64);
    assert_eq!((all.conversions, all.revenue), (VISITS, 0.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn dimensions_tell_one_value_a_visit_or_one_an_action() {
    let values = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let site = recorded(|config| {
        config.custom_dimensions = vec![
            CustomDimension { id: 1, scope: DimensionScope::Visit, values: values(&["gold", "dark blue"]) },
            CustomDimension { id: 2, scope: DimensionScope::Action, values: values(&["a", "b", "c"]) },
        ];
    })
    .await;
    let of_visits: u64 = site.dimensions[&1].values().sum();
    assert_eq!(of_visits, site.hits_recorded - site.kinds.pings);
    let of_actions = &site.dimensions[&2];
    assert_eq!(of_actions.values().sum::<u64>(), site.actions);
    assert_eq!(of_actions.len(), 3);
    assert!(of_actions.values().all(|hits| is_share(*hits, site.actions, 1.0 / 3.0)), "{of_actions:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn contents_are_seen_and_then_used() {
    let content = Content {
        name: "Banner".into(),
        piece: "sale.jpg".into(),
        target: "https://a.example/?x=1&y".into(),
        probability: 0.5,
        interaction_probability: 0.5,
    };
    let site = recorded(|config| config.contents = vec![content.clone()]).await;
    let banner = site.contents["Banner"];
    assert!(is_share(banner.impressions, VISITS, 0.5), "{banner:?}");
    assert!(is_share(banner.interactions, banner.impressions, 0.5), "{banner:?}");
    assert_eq!(site.kinds.contents, banner.impressions + banner.interactions);
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_with_user_ids_keep_them_and_the_others_have_none() {
    let site = recorded(|config| config.user_id_probability = 0.5).await;
    assert!(is_share(site.users.len() as u64, VISITS, 0.5), "{}", site.users.len());
    let all = recorded(|config| config.user_id_probability = 1.0).await;
    assert_eq!(all.users.len() as u64, VISITS);
}
