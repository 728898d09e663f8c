//! `GET /metrics` says what `/api/status` says (law 6).

use crate::support::{Server, short, sim};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Samples by name and labels, as they stand on the page.
fn samples(page: &str) -> HashMap<&str, f64> {
    page.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.rsplit_once(' ').map(|(name, value)| (name, value.parse().unwrap())).unwrap())
        .collect()
}

#[tokio::test]
async fn the_figures_are_those_of_the_status() {
    let server = Server::start().await;
    let sim = sim().await;
    let mut config = short(&[&sim, &sim], 40);
    config["targets"][0]["name"] = json!("qu\"o\\te");
    config["targets"][1]["site_id"] = json!(99);
    config["funnels"] = json!([
        { "name": "Some", "probability": 0.5, "steps": [{ "type": "pageview", "url": "https://shop.example/" }] }
    ]);
    config["thresholds"] = json!(["error_rate<=100%"]);
    server.send("POST", "/api/start", json!({ "config": config })).await.expect(200);
    let status = server.status_when("the end", |status| status["state"] == "finished").await;
    let reply = server.get("/metrics").await;
    assert!(reply.headers["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    let found = samples(&reply.text);
    let get = |name: &str| *found.get(name).unwrap_or_else(|| panic!("{name} is missing in {}", reply.text));
    let number = |path: &str| status.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path}"));
    assert_eq!(get("trackstorm_run_state{state=\"finished\"}"), 1.0);
    for (index, label) in [(0, r#"qu\"o\\te"#), (1, "t1")] {
        for outcome in ["delivered", "rejected", "failed", "dropped", "cancelled"] {
            assert_eq!(
                get(&format!("trackstorm_hits_total{{target=\"{label}\",outcome=\"{outcome}\"}}")),
                number(&format!("/targets/{index}/hits/{outcome}"))
            );
        }
        let planned = get(&format!("trackstorm_hits_planned_total{{target=\"{label}\"}}"));
        assert_eq!(planned, number(&format!("/targets/{index}/hits/planned")));
        let p99 =
            get(&format!("trackstorm_latency_milliseconds{{target=\"{label}\",from=\"send\",quantile=\"0.99\"}}"));
        assert_eq!(p99, number(&format!("/targets/{index}/latency_ms/from_send/p99")));
    }
    assert!(number("/targets/1/hits/rejected") > 0.0, "an unknown site is refused");
    assert_eq!(get("trackstorm_responses_total{target=\"t1\",code=\"400\"}"), number("/targets/1/status_codes/400"));
    assert!(number("/funnels/0/started") > 0.0);
    for part in ["started", "completed"] {
        let found = get(&format!("trackstorm_funnel_visits_total{{funnel=\"Some\",part=\"{part}\"}}"));
        assert_eq!(found, number(&format!("/funnels/0/{part}")));
    }
    // What refuses everything is unhealthy; nothing is held or short, and is named all the same.
    assert_eq!(get("trackstorm_epoch"), number("/epochs/0/number"));
    assert_eq!(get("trackstorm_outages_total"), number("/outages/0/number"));
    assert_eq!(get("trackstorm_target_health{target=\"t1\",health=\"half-open\"}"), 0.0);
    assert_eq!(get("trackstorm_threshold_passed{threshold=\"error_rate<=100%\"}"), 1.0);
    for reason in ["held", "capped", "no_capacity"] {
        get(&format!("trackstorm_visits_not_begun_total{{target=\"t1\",reason=\"{reason}\"}}"));
    }
    for kind in ["cpu", "sockets", "in-flight", "concurrency"] {
        get(&format!("trackstorm_bottleneck{{kind=\"{kind}\"}}"));
    }
    let names: Vec<&str> = reply.text.lines().filter_map(|line| line.strip_prefix("# TYPE ")).collect();
    assert!(!names.is_empty() && names.iter().all(|name| name.ends_with(" counter") || name.ends_with(" gauge")));
}
