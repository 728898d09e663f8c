//! `/api/funnels`: kept with ids that stay, checked field by field, previewed without being stored.

use crate::support::Server;
use serde_json::{Value, json};

fn funnel(name: &str) -> Value {
    json!({
        "name": name, "description": "From the shop to the order", "probability": 0.35, "priority": 2,
        "steps": [
            { "type": "pageview", "url": "https://shop.example/tents", "title": "Tents", "delay_seconds_min": 1, "delay_seconds_max": 3 },
            { "type": "site_search", "search_keyword": "tent", "search_results": 7 },
            { "type": "event", "event_category": "Shop", "event_action": "Filter", "event_name": "price", "event_value": 2.5 },
            { "type": "outlink", "target_url": "https://maker.example/" },
            { "type": "download", "target_url": "https://shop.example/manual.pdf" },
            { "type": "ecommerce", "ecommerce_revenue": 120, "ecommerce_shipping": 5, "ecommerce_items": 2, "ecommerce_currency": "EUR" }
        ]
    })
}

#[tokio::test]
async fn they_are_added_read_changed_copied_and_deleted() {
    let server = Server::start().await;
    assert_eq!(server.get("/api/funnels").await.expect(200), json!([]));
    let reply = server.send("POST", "/api/funnels", funnel("Purchase")).await;
    let added = reply.expect(201);
    let address = format!("/api/funnels/{}", added["id"]);
    assert_eq!(reply.headers["location"].to_str().unwrap(), address);
    assert_eq!(
        (&added["enabled"], &added["exit_after_completion"], &added["step_count"]),
        (&json!(true), &json!(true), &json!(6))
    );
    assert_eq!(added["steps"][0]["delay_seconds_max"], 3.0);
    assert_eq!(server.get(&address).await.expect(200), added);
    assert_eq!(server.get("/api/funnels").await.expect(200), json!([added]));

    // A part changes a part; what was read can be sent back.
    let paused = server.send("PUT", &address, json!({ "enabled": false })).await.expect(200);
    assert_eq!((&paused["enabled"], &paused["steps"], &paused["id"]), (&json!(false), &added["steps"], &added["id"]));
    assert_eq!(paused["created_at"], added["created_at"]);
    let mut sent_back = paused.clone();
    sent_back["name"] = json!(" Order ");
    assert_eq!(server.send("PUT", &address, sent_back).await.expect(200)["name"], "Order");

    let copy = server.send("POST", &format!("{address}/duplicate"), Value::Null).await.expect(201);
    assert_eq!((&copy["name"], &copy["steps"]), (&json!("Order (copy)"), &added["steps"]));
    let list = server.get("/api/funnels").await.expect(200);
    let names: Vec<_> = list.as_array().unwrap().iter().map(|funnel| funnel["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Order", "Order (copy)"]);

    assert_eq!(server.send("DELETE", &address, Value::Null).await.status.as_u16(), 204);
    for (method, path) in [("GET", ""), ("DELETE", ""), ("PUT", ""), ("POST", "/duplicate")] {
        server.send(method, &format!("{address}{path}"), json!({ "nonsense": 1 })).await.expect(404);
    }
    let next = server.send("POST", "/api/funnels", funnel("Purchase")).await.expect(201);
    assert!(next["id"].as_i64() > copy["id"].as_i64(), "an id is never given again");
}

#[tokio::test]
async fn every_mistake_is_named_by_its_field() {
    let server = Server::start().await;
    let added = server.send("POST", "/api/funnels", funnel("a")).await.expect(201);
    assert_eq!(server.send("POST", "/api/funnels", funnel("a")).await.fields(409), ["name"]);
    server.send("POST", "/api/funnels", funnel("b")).await.expect(201);
    let address = format!("/api/funnels/{}", added["id"]);
    assert_eq!(server.send("PUT", &address, json!({ "name": "b" })).await.fields(409), ["name"]);

    let wrong = json!({
        "name": "", "probability": 1.5,
        "steps": [
            { "type": "event", "event_category": "x" },
            { "type": "pageview", "url": "/relative", "delay_seconds_min": 5, "delay_seconds_max": 4 },
            { "type": "outlink" },
            { "type": "site_search" },
            { "type": "ecommerce", "ecommerce_items": 0, "ecommerce_currency": "euro", "ecommerce_tax": -1 }
        ]
    });
    let reply = server.send("POST", "/api/funnels", wrong).await;
    let mut fields = reply.fields(422);
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "name",
            "probability",
            "steps[0].event_action",
            "steps[0].event_name",
            "steps[0].type",
            "steps[1].delay_seconds_max",
            "steps[1].url",
            "steps[2].target_url",
            "steps[3].search_keyword",
            "steps[4].ecommerce_currency",
            "steps[4].ecommerce_items",
            "steps[4].ecommerce_tax",
        ]
    );
    for (body, missing) in [
        (json!({ "name": "c", "probability": 0.5, "steps": [] }), vec!["steps"]),
        (json!({ "name": "c", "probability": 0.5 }), vec!["steps"]),
        (json!({ "name": "c", "steps": funnel("c")["steps"] }), vec!["probability"]),
        (json!({ "name": "c" }), vec!["steps", "probability"]),
    ] {
        assert_eq!(server.send("POST", "/api/funnels", body).await.fields(422), missing);
    }
    let kept = server.send("PUT", &address, json!({ "description": "more" })).await.expect(200);
    assert_eq!(kept["probability"], added["probability"], "a change may leave it out");
    server.send("PUT", &address, json!({ "description": added["description"] })).await.expect(200);
    let unknown = json!({ "propability": 1, "steps": [{ "type": "page", "delay_min": 1 }] });
    let reply = server.send("PUT", &address, unknown).await;
    let mut fields = reply.fields(422);
    fields.sort_unstable();
    assert_eq!(fields, ["propability", "steps[0].delay_min", "steps[0].type"]);
    assert!(reply.text.contains("did you mean probability?") && reply.text.contains("pageview"), "{}", reply.text);
    let mut unchanged = server.get(&address).await.expect(200);
    unchanged["updated_at"] = added["updated_at"].clone();
    assert_eq!(unchanged, added);
}

#[tokio::test]
async fn ids_stay_when_the_configuration_is_put_and_what_is_left_out_goes() {
    let server = Server::start().await;
    let config =
        |funnels: Value| json!({ "targets": [{ "url": "https://m.example", "site_id": 1 }], "funnels": funnels });
    let put = server.send("PUT", "/api/config", config(json!([funnel("a"), funnel("b")]))).await.expect(200);
    assert_eq!(put["funnels"][1]["name"], "b");
    let ids = async || {
        let list = server.get("/api/funnels").await.expect(200);
        list.as_array().unwrap().iter().map(|funnel| (funnel["name"].clone(), funnel["id"].clone())).collect::<Vec<_>>()
    };
    let before = ids().await;
    server.send("PUT", "/api/config", config(json!([funnel("b"), funnel("new"), funnel("a")]))).await.expect(200);
    let after = ids().await;
    assert_eq!([&after[0], &after[2]], [&before[1], &before[0]]);
    let config_with_one = server.get("/api/config").await.expect(200);
    assert_eq!(config_with_one["funnels"].as_array().unwrap().len(), 3);

    let twice = server.send("PUT", "/api/config", config(json!([funnel("x"), funnel("x")]))).await;
    assert_eq!(twice.fields(422), ["funnels[1].name"]);
    let mistake = server.send("PUT", "/api/config", config(json!([{ "name": "x", "stepz": [] }]))).await;
    assert!(mistake.fields(422).contains(&"funnels[0].stepz".to_owned()), "{}", mistake.text);
    assert_eq!(ids().await, after);
    let none = json!({ "targets": [{ "url": "https://m.example", "site_id": 1 }] });
    server.send("PUT", "/api/config", none).await.expect(200);
    assert_eq!(ids().await, []);
}

/// A previewed visit without what the clock decides: the visitor's time of day and the moment a hit is told to
/// have happened. Two previews are made at two moments, so only these may differ.
fn timeless(mut visit: Value) -> Value {
    for hit in visit["hits"].as_array_mut().unwrap() {
        let parameters = hit["parameters"].as_array_mut().unwrap();
        let before = parameters.len();
        parameters.retain(|pair| !["h", "m", "s", "cdt"].contains(&pair[0].as_str().unwrap()));
        assert_eq!(before - parameters.len(), 4, "every hit says when it was: {parameters:?}");
    }
    visit
}

#[tokio::test]
async fn a_preview_shows_every_step_and_stores_nothing() {
    let server = Server::start().await;
    let secret = "0123456789abcdef0123456789abcdef";
    let target = json!({ "url": "https://m.example", "site_id": 1, "token_auth": secret });
    server.send("PUT", "/api/config", json!({ "targets": [target], "seed": 7 })).await.expect(200);
    let visit = server.send("POST", "/api/funnels/preview", funnel("Purchase")).await.expect(200);
    assert_eq!(visit["funnel"], "Purchase");
    let kinds: Vec<_> = visit["hits"].as_array().unwrap().iter().map(|hit| hit["kind"].as_str().unwrap()).collect();
    let steps = ["pageview", "site_search", "event", "outlink", "download", "order"];
    assert_eq!(kinds[..steps.len()], steps);
    let parameter = |hit: usize, name: &str| {
        let pairs = visit["hits"][hit]["parameters"].as_array().unwrap();
        pairs.iter().find(|pair| pair[0] == name).map(|pair| pair[1].as_str().unwrap().to_owned())
    };
    assert_eq!(parameter(0, "url").as_deref(), Some("https://shop.example/tents"));
    assert_eq!(parameter(1, "search").as_deref(), Some("tent"));
    assert_eq!(parameter(3, "link").as_deref(), Some("https://maker.example/"));
    let wait = visit["hits"][1]["at_seconds"].as_f64().unwrap() - visit["hits"][0]["at_seconds"].as_f64().unwrap();
    assert!((1.0..=3.0).contains(&wait), "{wait}");
    let again = server.send("POST", "/api/funnels/preview", funnel("Purchase")).await.expect(200);
    assert_eq!(timeless(again), timeless(visit.clone()), "the same seed shows the same visit");

    assert_eq!(server.get("/api/funnels").await.expect(200), json!([]));
    assert_eq!(server.send("POST", "/api/funnels/preview", json!({ "name": "x" })).await.fields(422), ["steps"]);
    assert!(server.received.lock().iter().all(|text| !text.contains(secret)));
}

#[tokio::test]
async fn templates_can_be_stored_as_they_are() {
    let server = Server::start().await;
    let templates = server.get("/api/funnels/templates").await.expect(200);
    assert_eq!(templates.as_array().unwrap().len(), 3);
    for template in templates.as_array().unwrap() {
        server.send("POST", "/api/funnels/preview", template.clone()).await.expect(200);
        server.send("POST", "/api/funnels", template.clone()).await.expect(201);
    }
}

#[tokio::test]
async fn a_hundred_funnels_fit_and_one_more_does_not() {
    let server = Server::start().await;
    let funnels: Vec<Value> = (0..100).map(|number| funnel(&number.to_string())).collect();
    let config = json!({ "targets": [{ "url": "https://m.example", "site_id": 1 }], "funnels": funnels });
    server.send("PUT", "/api/config", config).await.expect(200);
    assert_eq!(server.send("POST", "/api/funnels", funnel("more")).await.fields(422), ["funnels"]);
    let first = server.get("/api/funnels").await.expect(200)[0]["id"].clone();
    let copy = server.send("POST", &format!("/api/funnels/{first}/duplicate"), Value::Null).await;
    assert_eq!(copy.fields(422), ["funnels"]);
}
