//! "Reporting": checking a connection and counting a run back.

use matomo_sim::FaultMode;
use serde_json::json;

use crate::support::{DAY, Matomo, NOW, SUPER, VIEW, WRITER, cid};

#[tokio::test]
async fn the_version_needs_some_access() {
    let matomo = Matomo::start().await;
    for token in [SUPER, VIEW, WRITER] {
        let reply = matomo.api(token, "API.getMatomoVersion", "").await;
        assert_eq!((reply.status, reply.json()), (200, json!({ "value": "5.2.0-b5" })));
    }
    for token in ["wrong", ""] {
        let reply = matomo.api(token, "API.getMatomoVersion", "").await;
        assert_eq!(reply.status, 401, "{token}");
        assert_eq!(reply.json()["result"], "error");
        assert!(reply.json()["message"].is_string());
    }
}

#[tokio::test]
async fn the_token_may_stand_in_the_query_too() {
    let matomo = Matomo::start().await;
    let target = format!("/analytics/index.php?module=API&method=API.getMatomoVersion&format=JSON&token_auth={SUPER}");
    assert_eq!(matomo.get(&target).await.json(), json!({ "value": "5.2.0-b5" }));
}

#[tokio::test]
async fn a_site_is_shown_to_who_may_see_it() {
    let matomo = Matomo::start().await;
    for (token, site, status) in [(SUPER, 1, 200), (VIEW, 1, 200), (WRITER, 2, 200), (WRITER, 1, 401), (VIEW, 99, 401)]
    {
        let reply = matomo.api(token, "SitesManager.getSiteFromId", &format!("idSite={site}")).await;
        assert_eq!(reply.status, status, "{token} {site}");
        if status == 200 {
            assert_eq!(reply.json()["idsite"], site);
            assert_eq!(reply.json()["timezone"], "UTC");
        } else {
            assert_eq!(reply.json()["result"], "error");
        }
    }
    let unknown = matomo.api(SUPER, "SitesManager.getSiteFromId", "idSite=99").await;
    assert_eq!((unknown.status, &unknown.json()["result"]), (200, &json!("error")));
}

#[tokio::test]
async fn rights_to_write_can_be_asked_for() {
    let matomo = Matomo::start().await;
    for (token, write, admin, superuser) in [
        (SUPER, json!([]), json!([1, 2]), true),
        (WRITER, json!([2]), json!([]), false),
        (VIEW, json!([]), json!([]), false),
    ] {
        assert_eq!(matomo.api(token, "SitesManager.getSitesIdWithWriteAccess", "").await.json(), write);
        assert_eq!(matomo.api(token, "SitesManager.getSitesIdWithAdminAccess", "").await.json(), admin);
        let is_super = matomo.api(token, "UsersManager.hasSuperUserAccess", "").await.json();
        assert_eq!(is_super, json!({ "value": superuser }));
    }
}

#[tokio::test]
async fn many_errors_are_answered_with_200() {
    let matomo = Matomo::start().await;
    for (method, params) in [
        ("Nothing.getNothing", ""),
        ("Live.getCounters", "lastMinutes=5"),
        ("Live.getCounters", "idSite=1"),
        ("Live.getCounters", "idSite=1&lastMinutes=5&segment=nonsense"),
        ("VisitsSummary.get", "idSite=1&period=eon&date=today"),
        ("VisitsSummary.get", "idSite=1&period=day&date=soon"),
    ] {
        let reply = matomo.api(SUPER, method, params).await;
        assert_eq!((reply.status, &reply.json()["result"]), (200, &json!("error")), "{method} {params}");
    }
}

#[tokio::test]
async fn without_module_there_is_the_login_page() {
    let matomo = Matomo::start().await;
    let reply = matomo.get("/index.php").await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
}

#[tokio::test]
async fn a_broken_matomo_answers_with_html() {
    let matomo = Matomo::start().await;
    for (mode, status) in [(FaultMode::Maintenance, 503), (FaultMode::DatabaseDown, 500)] {
        matomo.mode(mode);
        let reply = matomo.api(SUPER, "API.getMatomoVersion", "").await;
        assert_eq!(reply.status, status);
        assert!(reply.text().starts_with('<'));
    }
    matomo.mode(FaultMode::RecordStatisticsOff);
    assert_eq!(matomo.api(SUPER, "API.getMatomoVersion", "").await.status, 200);
}

/// Three visits of a run, with two hits each and an order in the first, and one visit that is not part of it.
async fn after_a_run(marker: &str) -> Matomo {
    let matomo = Matomo::start().await;
    let url = format!("https://a.example/%3Fmtm_campaign%3D{marker}");
    for visit in 0..3 {
        matomo.hit(&format!("cid={}&url={url}", cid(visit))).await;
        matomo.hit(&format!("cid={}&url={url}&search=shoes", cid(visit))).await;
    }
    matomo.hit(&format!("cid={}&url={url}&idgoal=0&ec_id=A1&revenue=12.5", cid(0))).await;
    matomo.hit(&format!("cid={}&url=https://a.example/", cid(9))).await;
    matomo
}

#[tokio::test]
async fn a_run_is_counted_back_by_its_marker() {
    let matomo = after_a_run("Run+7").await;
    // The value is encoded for the segment and the segment for the request.
    let segment = "segment=referrerName%3D%3DRun%25207";
    let live = matomo.api(SUPER, "Live.getCounters", &format!("idSite=1&lastMinutes=2880&{segment}")).await;
    let expected = json!([{ "visits": 3, "actions": 6, "visitors": 3, "visitsConverted": 1 }]);
    assert_eq!(live.json(), expected);

    let today = format!("idSite=1&period=day&date=today&{segment}");
    let actions = matomo.api(SUPER, "Actions.get", &today).await.json();
    assert_eq!((&actions["nb_pageviews"], &actions["nb_searches"]), (&json!(3), &json!(3)));
    let orders = matomo.api(SUPER, "Goals.get", &format!("{today}&idGoal=ecommerceOrder")).await.json();
    assert_eq!((&orders["nb_conversions"], &orders["revenue"]), (&json!(1), &json!(12.5)));

    let all = matomo.api(SUPER, "Live.getCounters", "idSite=1&lastMinutes=2880").await.json();
    assert_eq!(all[0]["visits"], 4);
    let other = matomo.api(SUPER, "Live.getCounters", "idSite=1&lastMinutes=9&segment=referrerName==other").await;
    assert_eq!(other.json()[0]["visits"], 0);
}

#[tokio::test]
async fn counters_look_back_only_so_far() {
    let matomo = Matomo::start().await;
    for hours in [0, 1, 30] {
        matomo.hit(&format!("cid={}&cdt={}&token_auth={SUPER}", cid(hours), NOW - hours as i64 * 3_600)).await;
    }
    for (minutes, visits) in [(1, 1), (61, 2), (2_880, 3)] {
        let reply = matomo.api(SUPER, "Live.getCounters", &format!("idSite=1&lastMinutes={minutes}")).await;
        assert_eq!(reply.json()[0]["visits"], visits, "{minutes}");
    }
}

#[tokio::test]
async fn backdated_visits_are_found_on_their_dates() {
    let matomo = Matomo::start().await;
    for (visit, days) in [(1, 10), (2, 10), (3, 9)] {
        matomo.hit(&format!("cid={}&cdt={}&token_auth={SUPER}", cid(visit), NOW - days * DAY)).await;
    }
    for (when, visits) in [
        ("period=day&date=2026-11-12", 2),
        ("period=day&date=2026-11-13", 1),
        ("period=range&date=2026-11-12,2026-11-13", 3),
        ("period=week&date=2026-11-09", 3),
        ("period=month&date=2026-11-30", 3),
        ("period=year&date=2026-01-01", 3),
        ("period=day&date=yesterday", 0),
        ("period=day&date=today", 0),
    ] {
        let report = matomo.api(SUPER, "VisitsSummary.get", &format!("idSite=1&{when}")).await.json();
        assert_eq!(report["nb_visits"], visits, "{when}");
        assert_eq!(report.get("nb_uniq_visitors").is_some(), !when.contains("range") && !when.contains("year"));
    }
}

#[tokio::test]
async fn the_summary_adds_up() {
    let matomo = after_a_run("run7").await;
    let report = matomo.api(SUPER, "VisitsSummary.get", "idSite=1&period=day&date=today").await.json();
    for (field, value) in [
        ("nb_visits", json!(4)),
        ("nb_uniq_visitors", json!(4)),
        ("nb_actions", json!(7)),
        ("nb_visits_converted", json!(1)),
        ("bounce_count", json!(1)),
        ("bounce_rate", json!("25%")),
        ("max_actions", json!(2)),
        ("nb_actions_per_visit", json!(1.8)),
    ] {
        assert_eq!(report[field], value, "{field}");
    }
}

#[tokio::test]
async fn a_report_of_today_is_15_minutes_old_at_most_and_live_is_immediate() {
    let matomo = after_a_run("run7").await;
    let archived = async |segment: &str| {
        let params = format!("idSite=1&period=day&date=today&{segment}");
        matomo.api(SUPER, "VisitsSummary.get", &params).await.json()["nb_visits"].clone()
    };
    let segment = "segment=referrerName==run7";
    assert_eq!(archived(segment).await, 3);
    matomo.hit(&format!("cid={}&url=https://a.example/%3Fmtm_campaign%3Drun7", cid(77))).await;

    assert_eq!(archived(segment).await, 3, "kept");
    assert_eq!(archived("").await, 5, "the first use of another segment is fresh");
    let live = matomo.api(SUPER, "Live.getCounters", &format!("idSite=1&lastMinutes=60&{segment}")).await;
    assert_eq!(live.json()[0]["visits"], 4, "Live is never kept");
    matomo.sim.set_clock(Some(NOW + 899));
    assert_eq!(archived(segment).await, 3);
    matomo.sim.set_clock(Some(NOW + 900));
    assert_eq!(archived(segment).await, 4);
}
