//! What the people who run a Matomo set: sites that leave hits out, tokens just made, statistics that are off, a queue.

use std::collections::{BTreeMap, BTreeSet};

use matomo_sim::{ContentStats, FaultMode, GoalStats, Kinds, Reason, SimConfig, SiteSettings};
use serde_json::json;

use crate::support::{BROWSER, DAY, Matomo, NOW, SUPER, VIEW, WRITER, batch, cid, config};

const NEW: &str = "token-made-just-now";

async fn with_site(settings: SiteSettings) -> Matomo {
    Matomo::with(SimConfig { site_settings: BTreeMap::from([(1, settings)]), ..config() }).await
}

#[tokio::test]
async fn a_site_leaves_out_what_its_settings_say_without_a_word() {
    let matomo = with_site(SiteSettings {
        urls: vec!["https://shop.example/en".to_owned(), "https://alias.example".to_owned()],
        exclude_unknown_urls: true,
        excluded_ips: vec!["192.0.2.*".to_owned(), "198.51.100.0/25".to_owned()],
        excluded_user_agents: vec!["chrome".to_owned()],
        ..SiteSettings::default()
    })
    .await;
    let chrome =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    let good = "url=https://shop.example/en/a";
    let cases = [
        (good.to_owned(), BROWSER, None),
        ("url=https://SHOP.example/en?q".to_owned(), BROWSER, None),
        ("url=https://alias.example".to_owned(), BROWSER, None),
        ("url=https://shop.example/english".to_owned(), BROWSER, Some(Reason::UnknownUrl)),
        ("url=https://other.example/en".to_owned(), BROWSER, Some(Reason::UnknownUrl)),
        (String::new(), BROWSER, Some(Reason::UnknownUrl)),
        (good.to_owned(), chrome, Some(Reason::ExcludedUserAgent)),
        (format!("{good}&cip=192.0.2.200&token_auth={SUPER}"), BROWSER, Some(Reason::ExcludedIp)),
        (format!("{good}&cip=198.51.100.127&token_auth={SUPER}"), BROWSER, Some(Reason::ExcludedIp)),
        (format!("{good}&cip=198.51.100.128&token_auth={SUPER}"), BROWSER, None),
    ];
    for (params, user_agent, reason) in cases {
        matomo.sim.reset();
        assert_eq!(matomo.hit_with(&params, &[("user-agent", user_agent)]).await.status, 204, "{params}");
        match reason {
            None => matomo.assert_hits(1, &[]),
            Some(reason) => matomo.assert_hits(0, &[(reason, 1)]),
        }
    }
}

#[tokio::test]
async fn a_site_s_settings_can_be_asked_for() {
    let settings = SiteSettings {
        urls: vec!["https://a.example".to_owned(), "https://b.example".to_owned()],
        exclude_unknown_urls: true,
        excluded_ips: vec!["192.0.2.1".to_owned(), "10.0.*.*".to_owned()],
        excluded_user_agents: vec!["Chrome".to_owned()],
        excluded_referrers: vec!["r.example".to_owned()],
        timezone: "Asia/Tokyo".to_owned(),
        currency: "JPY".to_owned(),
        site_search: false,
        ..SiteSettings::default()
    };
    let matomo = with_site(settings).await;
    let site = matomo.api(VIEW, "SitesManager.getSiteFromId", "idSite=1").await.json();
    for (field, value) in [
        ("main_url", json!("https://a.example")),
        ("exclude_unknown_urls", json!(1)),
        ("excluded_ips", json!("192.0.2.1,10.0.*.*")),
        ("excluded_user_agents", json!("Chrome")),
        ("excluded_referrers", json!("r.example")),
        ("ecommerce", json!(0)),
        ("sitesearch", json!(0)),
        ("timezone", json!("Asia/Tokyo")),
        ("currency", json!("JPY")),
    ] {
        assert_eq!(site[field], value, "{field}");
    }
    let urls = matomo.api(VIEW, "SitesManager.getSiteUrlsFromId", "idSite=1").await.json();
    assert_eq!(urls, json!(["https://a.example", "https://b.example"]));
}

#[tokio::test]
async fn the_tracker_learns_of_a_new_token_after_five_minutes_and_reports_take_it_at_once() {
    let new_tokens = BTreeMap::from([(NEW.to_owned(), vec![1])]);
    let matomo = Matomo::with(SimConfig { new_tokens, ..config() }).await;
    // The simulator's start, on the clock of this machine, is when the token was made.
    matomo.sim.set_clock(None);
    let hit = format!("cip=198.51.100.7&token_auth={NEW}");
    assert_eq!(matomo.hit(&hit).await.status, 400);
    let sites = matomo.api(NEW, "SitesManager.getSitesIdWithWriteAccess", "").await.json();
    assert_eq!(sites, json!([1]));
    let started = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock").as_secs() as i64;
    matomo.sim.set_clock(Some(started + 200));
    assert_eq!(matomo.hit(&hit).await.status, 400);
    matomo.sim.set_clock(Some(started + 301));
    assert_eq!(matomo.hit(&hit).await.status, 204);
}

#[tokio::test]
async fn a_lock_spares_the_tokens_that_the_tracker_keeps_with_its_sites() {
    let matomo = Matomo::start().await;
    for _ in 0..21 {
        matomo.hit("cip=198.51.100.7&token_auth=wrong").await;
    }
    let of_site_2 =
        |token: &str| format!("/matomo.php?idsite=2&rec=1&send_image=0&cip=198.51.100.7&token_auth={token}");
    assert_eq!(matomo.get(&of_site_2(WRITER)).await.status, 204);
    assert_eq!(matomo.get(&of_site_2(SUPER)).await.status, 400);
    assert_eq!(matomo.api(WRITER, "API.getMatomoVersion", "").await.status, 500, "reports know no such memory");
}

#[tokio::test]
async fn maintenance_does_not_stop_the_tracker() {
    let matomo = Matomo::start().await;
    matomo.mode(FaultMode::Maintenance);
    assert_eq!(matomo.hit("url=https://a.example/").await.status, 204);
    let reply = matomo.bulk(&batch(&["?idsite=1&rec=1&url=https://a.example/b", "?idsite=99&rec=1"])).await.json();
    assert_eq!((&reply["tracked"], &reply["invalid"]), (&json!(1), &json!(1)));
    matomo.assert_hits(2, &[(Reason::BadSite, 1)]);
    assert_eq!(matomo.api(SUPER, "API.getMatomoVersion", "").await.status, 503);
}

#[tokio::test]
async fn with_statistics_off_everything_is_taken_and_only_the_bare_tracker_says_so() {
    let matomo = Matomo::start().await;
    assert_eq!(matomo.get("/matomo.php").await.status, 200);
    matomo.mode(FaultMode::RecordStatisticsOff);
    let anything = format!("/matomo.php?idsite=9999&rec=1&send_image=0&token_auth=invented&cdt={}", NOW - 9 * DAY);
    assert_eq!(matomo.get(&anything).await.status, 204);
    let bare = matomo.get("/matomo.php").await;
    assert_eq!((bare.status, bare.header("content-type").as_deref()), (503, Some("image/gif")));
    assert_eq!(matomo.totals().hits_recorded, 0);
}

#[tokio::test]
async fn a_queue_says_yes_to_everything_and_records_what_is_fit() {
    let matomo = Matomo::start().await;
    matomo.mode(FaultMode::QueuedTracking);
    assert_eq!(matomo.get("/matomo.php?idsite=99&rec=1&send_image=0&cip=192.0.2.1&token_auth=wrong").await.status, 204);
    assert_eq!(matomo.hit("url=https://a.example/").await.status, 204);
    let reply = matomo.bulk(&batch(&["?idsite=1&rec=1&url=https://a.example/b", "?idsite=99&rec=1"])).await;
    assert_eq!((reply.status, reply.header("content-type").as_deref()), (200, Some("image/gif")));
    assert_eq!(reply.body.len(), 43);
    matomo.assert_hits(2, &[(Reason::BadSite, 2)]);
}

#[tokio::test]
async fn where_bulks_need_a_token_only_that_at_the_top_counts() {
    let matomo = Matomo::with(SimConfig { bulk_needs_token: true, ..config() }).await;
    let inside = format!("?idsite=2&rec=1&url=https://a.example/&token_auth={WRITER}");
    for (token, status, recorded) in
        [(None, 500, 0), (Some(VIEW), 500, 0), (Some("wrong"), 500, 0), (Some(WRITER), 200, 1), (Some(SUPER), 200, 2)]
    {
        let bulk = json!({ "requests": [inside.clone()], "token_auth": token });
        assert_eq!(matomo.bulk(&bulk).await.status, status, "{token:?}");
        assert_eq!(matomo.totals().hits_recorded, recorded, "{token:?}");
    }
}

#[tokio::test]
async fn an_order_that_its_open_visit_has_had_updates_it() {
    let matomo = Matomo::start().await;
    let order = |visitor: u64, revenue: &str| format!("idgoal=0&ec_id=A1&revenue={revenue}&cid={}", cid(visitor));
    assert_eq!(matomo.hit(&order(1, "10")).await.status, 204);
    assert_eq!(matomo.hit(&order(1, "12.5")).await.status, 204, "the same visit, which is open");
    assert_eq!(matomo.hit(&order(2, "10")).await.status, 400, "another visit");
    let totals = matomo.totals();
    assert_eq!(totals.kinds, Kinds { orders: 1, order_updates: 1, ..Kinds::default() });
    assert_eq!((totals.revenue, totals.visits), (12.5, 1));
    assert_eq!(matomo.sim.stats().by_visitor[0].revenue, 12.5);
    matomo.sim.set_clock(Some(NOW + 1_800));
    assert_eq!(matomo.hit(&order(1, "12.5")).await.status, 400, "the same visitor, whose visit is over");
}

#[tokio::test]
async fn reports_of_past_days_follow_hits_that_come_for_them_later() {
    let matomo = Matomo::start().await;
    let day = "idSite=1&period=day&date=2026-11-19";
    for visits in 1..=2 {
        let at = NOW - 3 * DAY;
        matomo.hit(&format!("cid={}&cdt={at}&token_auth={SUPER}", cid(visits))).await;
        let report = matomo.api(SUPER, "VisitsSummary.get", day).await.json();
        assert_eq!(report["nb_visits"], json!(visits), "5.2 makes reports of such days anew by itself");
    }
}

#[tokio::test]
async fn a_goal_must_exist_counts_once_a_visit_and_is_no_action() {
    let matomo = with_site(SiteSettings { goals: BTreeSet::from([3]), ..SiteSettings::default() }).await;
    let goal = |goal: u32, visitor: u64| format!("idgoal={goal}&revenue=2.5&cid={}", cid(visitor));
    assert_eq!(matomo.hit(&goal(4, 1)).await.status, 400);
    for visitor in [1, 1, 2] {
        assert_eq!(matomo.hit(&goal(3, visitor)).await.status, 204);
    }
    matomo.assert_hits(2, &[(Reason::UnknownGoal, 1), (Reason::RepeatedGoal, 1)]);
    let totals = matomo.totals();
    assert_eq!(totals.goals, BTreeMap::from([(3, GoalStats { conversions: 2, revenue: 5.0 })]));
    assert_eq!((totals.actions, totals.visits, totals.revenue), (0, 2, 0.0));
}

#[tokio::test]
async fn dimensions_count_where_they_are_set_up_and_contents_by_name() {
    let matomo = with_site(SiteSettings { dimensions: BTreeSet::from([1, 2]), ..SiteSettings::default() }).await;
    matomo.hit("dimension1=red&dimension2=a&dimension7=lost").await;
    matomo.hit("dimension1=red").await;
    matomo.hit("c_n=Banner&c_p=ad.jpg&c_t=https://a.example/").await;
    matomo.hit("c_n=Banner&c_p=ad.jpg&c_i=click").await;
    let totals = matomo.totals();
    let values = |value: &str, hits| BTreeMap::from([(value.to_owned(), hits)]);
    assert_eq!(totals.dimensions, BTreeMap::from([(1, values("red", 2)), (2, values("a", 1))]));
    let banner = ContentStats { impressions: 1, interactions: 1 };
    assert_eq!(totals.contents, BTreeMap::from([("Banner".to_owned(), banner)]));
}

#[tokio::test]
async fn a_user_id_takes_the_place_of_the_cid_and_one_browser_s_users_are_one_visit() {
    let matomo = Matomo::start().await;
    matomo.hit(&format!("uid=anna&cid={}", cid(1))).await;
    matomo.hit(&format!("uid=bela&cid={}", cid(2))).await;
    matomo.hit_with(&format!("uid=carl&cid={}", cid(3)), &[("user-agent", "Mozilla/5.0 (another)")]).await;
    let stats = matomo.sim.stats();
    assert_eq!((stats.totals.visits, stats.totals.users.len()), (2, 3));
    let known: Vec<String> = (1..=3).map(cid).collect();
    assert!(stats.by_visitor.iter().all(|visitor| !known.contains(&visitor.cid)), "{:?}", stats.by_visitor);
}
