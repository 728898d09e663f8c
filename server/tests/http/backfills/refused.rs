//! A backfill that cannot come to a good end does not begin: what it lacks is named, and nothing is sent.

use super::{PER_DAY, TOKEN, start, visits_by_day, week};
use crate::support::{Server, closed_port, sim_with_token};
use matomo_sim::{SimConfig, SimHandle};
use serde_json::json;

#[tokio::test]
async fn without_write_access_nothing_is_sent() {
    let server = Server::start().await;
    let view = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";
    let sim = matomo_sim::start(SimConfig {
        token: Some(TOKEN.to_owned()),
        view_token: Some(view.to_owned()),
        ..Default::default()
    })
    .await
    .unwrap();
    let good = sim_with_token(TOKEN).await;
    let (_closed, nobody) = closed_port();
    let mut config = week(&[&good, &sim, &sim, &sim, &sim]);
    config["targets"][1]["token_auth"] = json!(view);
    config["targets"][2]["site_id"] = json!(99);
    config["targets"][3]["url"] = json!(nobody);
    config["targets"][4]["token_auth"] = json!("wrong");
    let refused = start(&server, config.clone()).await;
    let fields = [
        "config.targets[1].token_auth",
        "config.targets[2].site_id",
        "config.targets[3].url",
        "config.targets[4].token_auth",
    ];
    assert_eq!(refused.fields(422), fields);
    for part in ["write access", "site 99", "refused: nothing listens"] {
        assert!(refused.text.contains(part), "{part} is missing in {}", refused.text);
    }
    let tries = |sim: &SimHandle| sim.stats().requests.by_path["/matomo.php"].get("400").copied();
    let tried = tries(&sim);
    assert_eq!(start(&server, config.clone()).await.fields(422), fields);
    // Site 99 and one that cannot exist are asked for again, without a token; refused tokens are not.
    assert_eq!(tries(&sim), tried.map(|tried| tried + 2));
    for sim in [&sim, &good] {
        let totals = sim.stats().totals;
        assert_eq!((totals.hits_recorded, totals.visits), (0, 0));
    }
    assert_eq!(
        (server.status().await["state"].clone(), server.get("/api/runs").await.expect(200)),
        (json!("idle"), json!([]))
    );
    // What is disabled need not work.
    for target in 1..5 {
        config["targets"][target]["enabled"] = json!(false);
    }
    start(&server, config).await.expect(200);
    server.status_when("the end", |status| status["state"] == "finished").await;
    assert_eq!(visits_by_day(&[&good]).await, [PER_DAY; 7]);
}

#[tokio::test]
async fn what_a_backfill_must_have_is_named() {
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
    let tomorrow = json!({
        "backfill_start_date": null, "backfill_end_date": null, "backfill_days_back": 1, "backfill_duration_days": 3
    });
    let future = json!({ "backfill_end_date": "2999-01-01", "backfill_start_date": "2998-12-30" });
    let no_token = json!({ "targets": [{ "name": "t", "url": sim.url(), "site_id": 1 }] });
    for (change, field) in [
        (tomorrow, "config.backfill_duration_days"),
        (future, "config.backfill_end_date"),
        (no_token, "config.targets[0].token_auth"),
    ] {
        let mut config = week(&[&sim]);
        for (field, value) in change.as_object().unwrap() {
            config[field] = value.clone();
        }
        let validated = server.send("POST", "/api/validate?connect=false", config.clone()).await.expect(200);
        let errors = validated["errors"].as_array().unwrap().iter();
        let found: Vec<String> = errors.map(|error| format!("config.{}", error["field"].as_str().unwrap())).collect();
        assert_eq!(found, [field]);
        assert_eq!(start(&server, config).await.fields(422), found, "validation and start agree");
    }
    assert_eq!(sim.stats().requests.received, 0);
}
