//! The simulator's own pages: statistics, faults and reset.

use matomo_sim::{FaultMode, Faults, Reason, SimConfig, SimError, Stats, start};
use serde_json::json;
use std::time::Duration;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::{Matomo, batch, cid, config, eventually};

#[tokio::test]
async fn the_page_and_the_handle_tell_the_same() {
    let matomo = Matomo::start().await;
    matomo.hit(&format!("cid={}&url=https://a.example/", cid(1))).await;
    matomo.hit("idgoal=0&ec_id=A1&revenue=2.5").await;
    matomo.get("/analytics/matomo.php?idsite=99&rec=1").await;
    matomo.bulk(&batch(&["?idsite=2&rec=1", "x"])).await;
    let page: Stats = serde_json::from_value(matomo.get("/__sim/stats").await.json()).expect("the same shape");
    let handle = matomo.sim.stats();
    assert_eq!(page, handle);

    assert_eq!(page.requests.received, 4);
    assert_eq!(page.requests.answered, 4);
    assert_eq!(page.requests.by_path["/matomo.php"]["204"], 2);
    assert_eq!(page.requests.by_path["/matomo.php"]["200"], 1);
    assert_eq!(page.requests.by_path["/analytics/matomo.php"]["400"], 1);
    assert_eq!(page.totals.hits_received, 4);
    assert_eq!(page.totals.hits_not_recorded[&Reason::BadSite], 1);
    assert_eq!((page.by_site[&1].hits_recorded, page.by_site[&2].hits_recorded), (2, 1));
}

#[tokio::test]
async fn the_json_is_what_scripts_rely_on() {
    let matomo = Matomo::start().await;
    matomo.hit(&format!("cid={}&url=https://a.example/", cid(1))).await;
    let stats = matomo.get("/__sim/stats").await.json();
    assert_eq!(stats["by_site"]["1"]["kinds"]["page_views"], 1);
    assert_eq!(stats["by_site"]["2"]["hits_received"], 0);
    let visitor = json!({
        "cid": cid(1), "site": 1, "first_seen": 0, "hits": 1, "visits": 1, "actions": 1, "revenue": 0.0,
        "urls": ["https://a.example/"],
    });
    assert_eq!(stats["by_visitor"], json!([visitor]));
    let short = matomo.get("/__sim/stats?visitors=false").await.json();
    assert!(short.get("by_visitor").is_none());
    assert_eq!(short["totals"], stats["totals"]);
}

#[tokio::test]
async fn visitors_beyond_the_limit_are_only_in_the_sums() {
    let matomo = Matomo::with(SimConfig { max_visitors: 2, ..config() }).await;
    for n in [1, 2, 3, 4, 1] {
        matomo.hit(&format!("cid={}", cid(n))).await;
    }
    let stats = matomo.sim.stats();
    assert!(stats.visitors_truncated);
    assert_eq!(stats.by_visitor.iter().map(|visitor| visitor.hits).collect::<Vec<_>>(), [2, 1]);
    assert_eq!((stats.totals.visitors, stats.totals.visits, stats.totals.hits_recorded), (4, 4, 5));
}

#[tokio::test]
async fn reset_clears_the_books_and_keeps_the_sites() {
    let matomo = Matomo::start().await;
    matomo.hit("idgoal=0&ec_id=A1").await;
    assert_eq!(matomo.request("POST", "/__sim/reset", &[], "").await.status, 204);
    let stats = matomo.sim.stats();
    assert_eq!((stats.totals.hits_received, stats.requests.received, stats.by_visitor.len()), (0, 0, 0));
    assert_eq!(stats.by_site.keys().copied().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(matomo.hit("idgoal=0&ec_id=A1").await.status, 204, "the order is forgotten");
}

#[tokio::test]
async fn faults_are_changed_field_by_field() {
    let matomo = Matomo::start().await;
    let reply = matomo.change_faults(json!({ "latency_ms": 1, "mode": "bad-gateway" })).await;
    let expected = json!({
        "latency_ms": 1, "jitter_ms": 0, "error_rate": 0.0, "hang_rate": 0.0, "mode": "bad-gateway",
        "mode_for_ms": null, "trickle_interval_ms": 100,
    });
    assert_eq!((reply.status, reply.json()), (200, expected));
    assert_eq!(matomo.hit("").await.status, 502);
    matomo.change_faults(json!({ "mode": "none" })).await;
    let faults = Faults { latency: Duration::from_millis(1), ..Faults::default() };
    assert_eq!(matomo.sim.faults(), faults, "what was not named stays");
    let page: Faults = serde_json::from_value(matomo.get("/__sim/faults").await.json()).expect("the same shape");
    assert_eq!(page, faults);
}

#[tokio::test]
async fn bad_faults_are_refused_by_name_and_change_nothing() {
    let matomo = Matomo::start().await;
    for (patch, field) in [
        (json!({ "error_rate": 1.5 }), "error_rate"),
        (json!({ "hang_rate": -0.1 }), "hang_rate"),
        (json!({ "hang_rate": "much" }), "hang_rate"),
        (json!({ "latency_ms": -5 }), "latency_ms"),
        (json!({ "latency_ms": 0.5 }), "latency_ms"),
        (json!({ "jitter_ms": 3_600_001 }), "jitter_ms"),
        (json!({ "trickle_interval_ms": 0 }), "trickle_interval_ms"),
        (json!({ "mode": "explode" }), "mode"),
        (json!({ "mode": "refuse" }), "mode_for_ms"),
        (json!({ "latency": 5, "error_rate": 0.5 }), "latency"),
        (json!([]), "body"),
    ] {
        let reply = matomo.change_faults(patch.clone()).await;
        assert_eq!(reply.status, 422, "{patch}");
        let error = &reply.json()["error"];
        assert_eq!(error["fields"][0]["field"], field, "{patch}");
        assert!(error["message"].as_str().is_some_and(|message| message.contains(field)), "{error}");
    }
    assert_eq!(matomo.request("POST", "/__sim/faults", &[], "{").await.status, 400);
    assert_eq!(matomo.sim.faults(), Faults::default());
    let wrong = Faults { error_rate: f64::NAN, ..Faults::default() };
    assert!(matches!(matomo.sim.set_faults(wrong), Err(SimError::InvalidField { field, .. }) if field == "error_rate"));
}

#[tokio::test]
async fn faults_spare_the_control_pages() {
    let matomo = Matomo::start().await;
    for mode in [FaultMode::Hang, FaultMode::ServerError, FaultMode::Garbage, FaultMode::Reset] {
        matomo.mode(mode);
        let health = matomo.get("/health").await;
        assert_eq!((health.status, &health.json()["status"]), (200, &json!("ok")));
        assert_eq!(matomo.get("/__sim/stats").await.status, 200);
    }
    assert_eq!(matomo.sim.stats().requests.received, 0);
    assert_eq!(matomo.get("/__sim/nothing").await.status, 404);
    assert_eq!(matomo.get("/__sim/reset").await.status, 405);
}

#[tokio::test]
async fn settings_that_make_no_sense_do_not_start() {
    for (config, wrong) in [
        (SimConfig { sites: vec![], ..config() }, "sites"),
        (SimConfig { sites: vec![1, 0], ..config() }, "sites"),
        (SimConfig { token: Some(String::new()), ..config() }, "token"),
        (SimConfig { faults: Faults { hang_rate: 2.0, ..Faults::default() }, ..config() }, "hang_rate"),
    ] {
        let error = start(config).await.expect_err("must not start");
        assert!(matches!(error, SimError::InvalidField { field, .. } if field == wrong));
    }
    let matomo = Matomo::start().await;
    let taken = start(SimConfig { listen: matomo.sim.addr(), ..config() }).await;
    assert!(matches!(taken, Err(SimError::Bind { addr, .. }) if addr == matomo.sim.addr()));
}

#[tokio::test]
async fn shutdown_frees_the_port_even_with_requests_under_way() {
    let matomo = Matomo::start().await;
    let addr = matomo.sim.addr();
    assert_eq!(matomo.sim.url(), format!("http://{addr}"));
    matomo.mode(FaultMode::Hang);
    let mut hanging = TcpStream::connect(addr).await.expect("a connection");
    hanging.write_all(b"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\r\nhost: sim\r\n\r\n").await.expect("sent");
    matomo.sim.shutdown().await;
    // Somebody else on this machine may have been given the port in the meantime.
    eventually(async || start(SimConfig { listen: addr, ..config() }).await.is_ok()).await;
}
