//! What a test of the targets says where a Matomo's yes or no is not the last word: new tokens, lock-outs, statistics
//! that are off, queues, sites that leave hits out.

use crate::support::{DEADLINE, Server, sim_with_token};
use matomo_sim::{FaultMode, Faults, SimConfig, SimHandle, SiteSettings};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    time::{SystemTime, UNIX_EPOCH},
};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const NEW: &str = "abcdefabcdefabcdefabcdefabcdefab";

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

fn target(sim: &SimHandle, site: u32, token: Option<&str>) -> Value {
    json!({ "name": format!("t{site}"), "url": sim.url(), "site_id": site, "token_auth": token })
}

async fn report(server: &Server, mut config: Value) -> Value {
    config["request"] = json!({ "timeout_seconds": DEADLINE.as_secs() });
    server.send("POST", "/api/validate", config).await.expect(200)
}

async fn report_of(server: &Server, sim: &SimHandle, token: Option<&str>) -> Value {
    report(server, json!({ "targets": [target(sim, 1, token)] })).await
}

fn message(report: &Value) -> &str {
    report["targets"][0]["message"].as_str().unwrap()
}

/// The warnings about a field.
fn warnings<'a>(report: &'a Value, field: &str) -> Vec<&'a str> {
    let warnings = report["warnings"].as_array().unwrap();
    let about = warnings.iter().filter(|warning| warning["field"] == field);
    about.map(|warning| warning["message"].as_str().unwrap()).collect()
}

fn set(sim: &SimHandle, mode: FaultMode) {
    sim.set_faults(Faults { mode, ..Default::default() }).unwrap();
}

#[tokio::test]
async fn a_new_token_is_pending_and_never_remembered_as_wrong() {
    let new_tokens = BTreeMap::from([(NEW.to_owned(), vec![1, 2])]);
    let sim = matomo_sim::start(SimConfig { new_tokens, ..Default::default() }).await.unwrap();
    let server = Server::start().await;
    let targets = json!({ "targets": [target(&sim, 1, Some(NEW)), target(&sim, 2, Some(NEW))] });
    for _ in 0..10 {
        let pending = report(&server, targets.clone()).await;
        for probe in pending["targets"].as_array().unwrap() {
            let message = probe["message"].as_str().unwrap();
            assert!(
                message.contains("token is right") && message.contains("5 minutes") && message.contains("UTC"),
                "{message}"
            );
            assert_eq!(probe["authorized"], false, "a run would fail now");
        }
    }
    let refused = sim.stats().requests.by_path["/matomo.php"]["400"];
    assert!(refused <= 10 + 2, "besides sites that cannot exist it was tried once: {refused}");
    sim.set_clock(Some(now() + 400));
    // Another server, as its memory goes by a clock that no test should wait for.
    let later = report(&Server::start().await, targets).await;
    assert_eq!(later["valid"], true, "{later}");
}

#[tokio::test]
async fn a_lock_out_is_named_and_nothing_is_held_against_the_token() {
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
    // It needs one, also where it does not encrypt. Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();
    for _ in 0..21 {
        let form = "idsite=1&rec=0&cip=192.0.2.1&token_auth=wrong&send_image=0";
        let request = http.post(format!("{}/matomo.php", sim.url())).body(form);
        request.header("content-type", "application/x-www-form-urlencoded").send().await.unwrap();
    }
    for _ in 0..12 {
        let locked = report_of(&server, &sim, Some(TOKEN)).await;
        let message = message(&locked);
        assert!(message.contains("locked out") && message.contains("nothing of this token"), "{message}");
        let probe = &locked["targets"][0];
        assert_eq!((&probe["authorized"], &probe["unchecked"][0]), (&json!(null), &json!("token")));
    }
    sim.set_clock(Some(now() + 3_700));
    let later = report_of(&server, &sim, Some(TOKEN)).await;
    assert_eq!(later["targets"][0]["authorized"], true, "{later}");
}

#[tokio::test]
async fn a_tracker_that_takes_everything_is_found_out() {
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
    for token in [None, Some(TOKEN), Some("an-invented-token")] {
        set(&sim, FaultMode::RecordStatisticsOff);
        let off = report_of(&server, &sim, token).await;
        assert!(message(&off).contains("statistics") && message(&off).contains("record_statistics"), "{off}");
        assert_eq!(off["targets"][0]["authorized"], Value::Null);
        assert_eq!(warnings(&off, "targets[0].url").len(), 1, "{off}");
        set(&sim, FaultMode::QueuedTracking);
        let queued = report_of(&server, &sim, token).await;
        let doubts = warnings(&queued, "targets[0].url");
        assert!(doubts.iter().any(|message| message.contains("takes everything")), "{queued}");
        assert_eq!(queued["targets"][0]["unchecked"][0], "record");
        let authorized = match token {
            // Reports know.
            Some(TOKEN) => json!(true),
            Some(_) => json!(false),
            None => json!(null),
        };
        assert_eq!(queued["targets"][0]["authorized"], authorized, "{queued}");
    }
    assert_eq!(sim.stats().totals.hits_recorded, 0);
    set(&sim, FaultMode::None);
    let good = report_of(&server, &sim, None).await;
    assert_eq!(
        (&good["targets"][0]["authorized"], warnings(&good, "targets[0].url").len()),
        (&json!(true), 0),
        "{good}"
    );
}

async fn with_site(settings: SiteSettings) -> SimHandle {
    let site_settings = BTreeMap::from([(1, settings)]);
    let config = SimConfig { token: Some(TOKEN.to_owned()), site_settings, ..Default::default() };
    matomo_sim::start(config).await.unwrap()
}

/// A configuration that does everything, in the simulator's time and currency.
fn busy(sim: &SimHandle) -> Value {
    json!({
        "targets": [target(sim, 1, Some(TOKEN))],
        "timezone": "UTC", "ecommerce_currency": "USD", "ecommerce_probability": 0.5, "sitesearch_probability": 0.5,
    })
}

#[tokio::test]
async fn a_site_s_settings_are_compared_with_what_the_visits_do() {
    let server = Server::start().await;
    let fine = SiteSettings { ecommerce: true, ..Default::default() };
    let all = vec!["10.0.0.0/8".to_owned(), "*.*.*.*".to_owned()];
    let cases: [(SiteSettings, &[&str]); 8] = [
        (fine.clone(), &[]),
        (SiteSettings { exclude_unknown_urls: true, ..fine.clone() }, &["100 %", "data_sets.urls"]),
        (SiteSettings { excluded_user_agents: vec!["Mozilla".to_owned()], ..fine.clone() }, &["100 %", "user_agents"]),
        (SiteSettings { excluded_ips: all, ..fine.clone() }, &["addresses of 100 %", "countries"]),
        (
            SiteSettings { excluded_referrers: vec![".com".to_owned()], ..fine.clone() },
            &["direct", "data_sets.referrers"],
        ),
        (SiteSettings { ecommerce: false, ..fine.clone() }, &["e-commerce", "ecommerce_probability"]),
        (SiteSettings { currency: "EUR".to_owned(), ..fine.clone() }, &["EUR", "USD", "ecommerce_currency"]),
        (SiteSettings { site_search: false, ..fine }, &["search", "sitesearch_probability"]),
    ];
    for (settings, parts) in cases {
        let sim = with_site(settings.clone()).await;
        let report = report(&server, busy(&sim)).await;
        let message = warnings(&report, "targets[0].site_id");
        assert_eq!(message.len(), usize::from(!parts.is_empty()), "{settings:?}: {report}");
        assert!(parts.iter().all(|part| message[0].contains(part)), "{parts:?}: {message:?}");
        assert_eq!((&report["valid"], &report["targets"][0]["unchecked"]), (&json!(true), &json!([])), "{report}");
    }
}

#[tokio::test]
async fn what_does_not_happen_collides_with_nothing() {
    let settings = SiteSettings {
        ecommerce: false,
        site_search: false,
        currency: "EUR".to_owned(),
        urls: vec!["https://pages.example".to_owned()],
        exclude_unknown_urls: true,
        ..Default::default()
    };
    let server = Server::start().await;
    let sim = with_site(settings).await;
    let mut config = busy(&sim);
    config["ecommerce_probability"] = json!(0);
    config["sitesearch_probability"] = json!(0);
    config["data_sets"] = json!({ "urls": "https://pages.example/a\nhttps://pages.example/b" });
    let report = report(&server, config).await;
    assert_eq!(warnings(&report, "targets[0].site_id"), Vec::<&str>::new(), "{report}");
}

#[tokio::test]
async fn what_could_not_be_asked_is_named() {
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
    set(&sim, FaultMode::Maintenance);
    let report = report_of(&server, &sim, Some(TOKEN)).await;
    assert_eq!(report["targets"][0]["authorized"], true);
    assert_eq!(report["targets"][0]["unchecked"], json!(["matomo-version", "site-settings"]));
    let message = message(&report);
    assert!(message.contains("time zone could not be asked for") && message.contains("503"), "{message}");
}
