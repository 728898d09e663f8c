//! `/api/targets`: one by one, stable ids, live during a run.

use crate::support::{Server, brisk, sim, until};
use serde_json::{Value, json};

fn target(name: &str) -> Value {
    json!({ "name": name, "url": "https://m.example.org", "site_id": 1, "weight": 7, "token_auth": "secret" })
}

#[tokio::test]
async fn they_are_created_read_replaced_changed_and_deleted() {
    let server = Server::start().await;
    let reply = server.send("POST", "/api/targets", target("a")).await;
    let added = reply.expect(201);
    let address = format!("/api/targets/{}", added["id"]);
    assert_eq!(reply.headers["location"].to_str().unwrap(), address);
    assert_eq!((&added["has_token"], &added["token_auth"]), (&json!(true), &json!(null)));
    assert_eq!(server.get(&address).await.expect(200), added);
    assert_eq!(server.get("/api/targets").await.expect(200), json!([added]));

    let changed = server.send("PATCH", &address, json!({ "enabled": false })).await.expect(200);
    assert_eq!(
        (&changed["enabled"], &changed["weight"], &changed["has_token"]),
        (&json!(false), &json!(7), &json!(true))
    );
    let cleared = server.send("PATCH", &address, json!({ "token_auth": "" })).await.expect(200);
    assert_eq!((&cleared["has_token"], &cleared["enabled"]), (&json!(false), &json!(false)));
    server.send("PATCH", &address, json!({ "token_auth": "again" })).await.expect(200);

    let renamed = json!({ "name": "b", "url": "https://n.example.org", "site_id": 2, "has_token": true });
    let replaced = server.send("PUT", &address, renamed).await.expect(200);
    assert_eq!((&replaced["id"], &replaced["name"], &replaced["weight"]), (&added["id"], &json!("b"), &json!(1)));
    assert_eq!((&replaced["has_token"], &replaced["enabled"]), (&json!(true), &json!(true)));
    assert_eq!(server.send("PUT", &address, replaced.clone()).await.expect(200), replaced);

    let reply = server.send("DELETE", &address, Value::Null).await;
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (204, ""));
    for (method, body) in [("GET", json!({})), ("PUT", target("a")), ("PATCH", json!({})), ("DELETE", json!({}))] {
        assert_eq!(server.send(method, &address, body).await.expect(404)["error"]["code"], "not_found");
    }
    let next = server.send("POST", "/api/targets", target("a")).await.expect(201);
    assert_ne!(next["id"], added["id"], "an id is never used again");
}

#[tokio::test]
async fn wrong_ones_are_refused_with_their_own_field_names() {
    let server = Server::start().await;
    server.send("POST", "/api/targets", target("a")).await.expect(201);
    assert_eq!(server.send("POST", "/api/targets", target("a")).await.fields(409), ["name"]);
    let wrong = json!({ "url": "ftp://m", "site_id": 0, "weight": 0, "nmae": "x" });
    assert_eq!(server.send("POST", "/api/targets", wrong).await.fields(422), ["nmae"]);
    let wrong = json!({ "url": "ftp://m", "site_id": 0, "weight": 0 });
    assert_eq!(server.send("POST", "/api/targets", wrong).await.fields(422), ["url", "site_id", "weight"]);
    let wrong = json!({ "name": "b", "url": "https://m.example.org", "site_id": 1, "has_token": true });
    assert_eq!(server.send("POST", "/api/targets", wrong).await.fields(422), ["token_auth"]);
    let second = server.send("POST", "/api/targets", target("b")).await.expect(201);
    let address = format!("/api/targets/{}", second["id"]);
    assert_eq!(server.send("PATCH", &address, json!({ "name": "a" })).await.fields(409), ["name"]);
    assert_eq!(server.send("PATCH", &address, json!({ "weight": "much" })).await.fields(422), ["weight"]);
    assert_eq!(server.send("PATCH", &address, json!([1])).await.fields(422), ["body"]);
    assert_eq!(server.get(&address).await.expect(200), second);
}

#[tokio::test]
async fn rules_go_by_another_name_with_their_target_and_keep_it_from_being_deleted() {
    let server = Server::start().await;
    let config = json!({
        "targets": [target("eu"), target("us")],
        "thresholds": ["p95<1s", " eu : p95 < 500 ms", "us: p95<1s"], "abort_when": ["eu: error_rate>50% for 30s"]
    });
    server.send("PUT", "/api/config", config).await.expect(200);
    let targets = server.get("/api/targets").await.expect(200);
    let address = format!("/api/targets/{}", targets[0]["id"]);
    let renamed = server.send("PATCH", &address, json!({ "name": "eu: 1" })).await.expect(200);
    assert_eq!((&renamed["id"], &renamed["name"]), (&targets[0]["id"], &json!("eu: 1")));
    let stored = server.get("/api/config").await.expect(200);
    assert_eq!(stored["thresholds"], json!(["p95<1s", " eu: 1 : p95 < 500 ms", "us: p95<1s"]));
    assert_eq!(stored["abort_when"], json!(["eu: 1: error_rate>50% for 30s"]));

    let kept = server.send("DELETE", &address, Value::Null).await;
    assert_eq!(kept.fields(409), ["thresholds[1]", "abort_when[0]"]);
    assert!(kept.json()["error"]["message"].as_str().unwrap().contains("eu: 1 : p95 < 500 ms"), "{kept:?}");
    assert_eq!(server.get(&address).await.expect(200), renamed);
    let mut free = stored;
    (free["thresholds"], free["abort_when"]) = (json!(["p95<1s"]), json!([]));
    server.send("PUT", "/api/config", free).await.expect(200);
    assert_eq!(server.send("DELETE", &address, Value::Null).await.status.as_u16(), 204);
}

#[tokio::test]
async fn a_change_during_a_run_applies_to_it() {
    let server = Server::start().await;
    let one = sim().await;
    let two = sim().await;
    server.send("PUT", "/api/config", brisk(&[&one])).await.expect(200);
    let id = server.get("/api/targets").await.expect(200)[0]["id"].clone();
    server.send("POST", "/api/start", json!({})).await.expect(200);
    server.status_when("the first hits", |status| status["totals"]["hits"]["delivered"].as_u64() > Some(0)).await;

    let added = server
        .send("POST", "/api/targets", json!({ "name": "late", "url": two.url(), "site_id": 1 }))
        .await
        .expect(201);
    let status = server
        .status_when("hits at the new target", |status| status["targets"][1]["hits"]["delivered"].as_u64() > Some(0))
        .await;
    assert_eq!((&status["targets"][0]["id"], &status["targets"][1]["id"]), (&id, &added["id"]));

    server.send("PATCH", &format!("/api/targets/{id}"), json!({ "enabled": false })).await.expect(200);
    server.status_when("the first target to rest", |status| status["targets"][0]["enabled"] == json!(false)).await;
    let resting = until("its last hits", async || {
        let status = server.status().await;
        let rest = &status["targets"][0]["visits"];
        (rest["active"] == json!(0)).then(|| rest["assigned"].clone())
    });
    let resting = resting.await;
    let at = server.status().await["targets"][1]["visits"]["assigned"].as_u64().unwrap();
    let later = server
        .status_when("more visits", |status| status["targets"][1]["visits"]["assigned"].as_u64() > Some(at + 20))
        .await;
    assert_eq!(later["targets"][0]["visits"]["assigned"], resting);

    let last = format!("/api/targets/{}", added["id"]);
    let refused = server.send("PATCH", &last, json!({ "enabled": false })).await.expect(409);
    assert_eq!(refused["error"]["code"], "conflict");
    assert_eq!(server.send("DELETE", &last, Value::Null).await.expect(409)["error"]["code"], "conflict");
    server.send("POST", "/api/stop", json!({})).await.expect(200);
    server.send("PATCH", &last, json!({ "enabled": false })).await.expect(200);
}

#[tokio::test]
async fn changes_of_the_same_target_at_once_do_not_undo_each_other() {
    let server = Server::start().await;
    let added = server.send("POST", "/api/targets", target("a")).await.expect(201);
    let address = &format!("/api/targets/{}", added["id"]);
    for round in 1..=10 {
        let change = async |change: Value| server.send("PATCH", address, change).await.expect(200);
        tokio::join!(
            change(json!({ "weight": round })),
            change(json!({ "site_id": round })),
            change(json!({ "enabled": round % 2 == 0 })),
            change(json!({ "name": format!("n{round}") })),
        );
        let now = server.get(address).await.expect(200);
        assert_eq!((&now["weight"], &now["site_id"]), (&json!(round), &json!(round)));
        assert_eq!((&now["enabled"], &now["name"]), (&json!(round % 2 == 0), &json!(format!("n{round}"))));
        assert_eq!(now["has_token"], true);
    }
}
