//! `/api/data-sets`, `/api/urls` and `/api/tracking-events`: uploaded, checked, downloaded, reset.

use crate::support::Server;
use serde_json::{Value, json};

const KINDS: [&str; 8] =
    ["urls", "search_terms", "referrers", "user_agents", "products", "outlinks", "downloads", "events"];

/// A text of each kind with two entries, and one with a mistake on line 2.
fn texts(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "urls" => ("https://a.example/x/1\tOne\n# two\nhttps://b.example/y | Two\n", "https://a.example\nnonsense"),
        "search_terms" => ("tent\nboots | Shoes", "tent\n | Shoes"),
        "referrers" => {
            ("social | https://s.example\nsearch | https://f.example/?q={keyword}", "social | https://s.example\nx | y")
        }
        "user_agents" => ("Mozilla/5.0 (X11) | 1920x1080\nOther/1", "Other/1\nGooglebot/2.1"),
        "products" => {
            ("A | Tent | Camping | 199.99\nB | Pan | Cooking | 9", "A | Tent | Camping | 1\nB | Pan | Cooking | free")
        }
        "outlinks" | "downloads" => ("https://a.example\nhttps://b.example/f.zip", "https://a.example\n/f.zip"),
        _ => (
            r#"{ "click_events": [{ "category": "a", "action": "b" }], "random_events": [{ "category": "c", "action": "d", "name": "e", "value": 2 }] }"#,
            "{ \"click_events\": [],\n nonsense }",
        ),
    }
}

#[tokio::test]
async fn every_kind_is_replaced_checked_downloaded_and_reset() {
    let server = Server::start().await;
    let list = server.get("/api/data-sets").await.expect(200);
    assert_eq!(list.as_array().unwrap().iter().map(|set| set["kind"].as_str().unwrap()).collect::<Vec<_>>(), KINDS);
    for (index, kind) in KINDS.into_iter().enumerate() {
        let address = format!("/api/data-sets/{kind}");
        let builtin = server.get(&address).await.expect(200);
        assert_eq!((&builtin["source"], &builtin["report"]["valid"]), (&json!("default"), &json!(true)), "{kind}");
        assert_eq!(list[index]["entries"], builtin["report"]["entries"], "{kind}");
        assert!(builtin["report"]["entries"].as_u64() > Some(5), "{kind}");

        let (good, bad) = texts(kind);
        let report = server.send("POST", &format!("{address}/validate"), json!({ "content": bad })).await.expect(200);
        assert_eq!((&report["valid"], &report["errors"][0]["field"]), (&json!(false), &json!("line 2")), "{report}");
        assert_eq!(server.send("PUT", &address, json!({ "content": bad })).await.fields(422), ["line 2"], "{kind}");
        assert_eq!(server.get(&address).await.expect(200), builtin, "nothing is stored of what is wrong");

        let saved = server.send("PUT", &address, json!({ "content": good })).await.expect(200);
        assert_eq!((&saved["source"], &saved["report"]["entries"]), (&json!("custom"), &json!(2)), "{kind}");
        assert_eq!(server.get(&address).await.expect(200), saved);
        if kind != "events" {
            assert_eq!(saved["content"], good);
        }
        assert_eq!(
            server.get("/api/data-sets").await.expect(200)[index],
            json!({ "kind": kind, "source": "custom", "entries": 2 })
        );

        let file = server.get(&format!("{address}/download")).await;
        assert_eq!(file.text, saved["content"].as_str().unwrap());
        let (media, name) = if kind == "events" {
            ("application/json", "events.json".to_owned())
        } else {
            ("text/plain; charset=utf-8", format!("{kind}.txt"))
        };
        assert_eq!(file.headers["content-type"], media);
        assert_eq!(file.headers["content-disposition"].to_str().unwrap(), format!("attachment; filename=\"{name}\""));

        assert_eq!(server.send("DELETE", &address, Value::Null).await.expect(200), builtin);
        assert_eq!(server.get(&address).await.expect(200), builtin);
        // What is downloaded can be sent back.
        let again = server.send("PUT", &address, json!({ "content": builtin["content"] })).await.expect(200);
        assert_eq!(again["report"]["entries"], builtin["report"]["entries"], "{kind}");
    }
}

#[tokio::test]
async fn pages_have_their_own_address() {
    let server = Server::start().await;
    let builtin = server.get("/api/urls").await.expect(200);
    assert_eq!(
        (&builtin["source"], &builtin["validation"]["valid"], &builtin["editable"]),
        (&json!("default"), &json!(true), &json!(true))
    );
    assert_eq!(builtin["line_count"], builtin["content"].as_str().unwrap().lines().count());

    let text = "# Pages\nhttps://a.example/shop/x\tTent\nhttps://a.example/shop/y\n\nhttps://b.example/z";
    let checked = server.send("POST", "/api/urls/validate", json!({ "content": text })).await.expect(200);
    assert_eq!((&checked["valid"], &checked["url_count"]), (&json!(true), &json!(3)));
    assert_eq!(
        checked["structure"]["domains"],
        json!([{ "name": "a.example", "count": 2 }, { "name": "b.example", "count": 1 }])
    );
    assert_eq!(checked["structure"]["categories"][0], json!({ "name": "shop", "count": 2 }));
    assert_eq!(checked["warnings"].as_array().unwrap().len(), 1, "three pages are few");
    assert_eq!(server.get("/api/urls").await.expect(200), builtin);

    let saved = server.send("POST", "/api/urls", json!({ "content": text })).await.expect(200);
    assert_eq!(
        (&saved["source"], &saved["content"], &saved["line_count"]),
        (&json!("custom"), &json!(text), &json!(5))
    );
    assert_eq!(server.get("/api/urls").await.expect(200), saved);
    assert_eq!(server.get("/api/config").await.expect(200)["data_sets"]["urls"], text);
    assert_eq!(server.send("DELETE", "/api/urls", Value::Null).await.expect(200), builtin);

    let marked = server.send("POST", "/api/urls/validate", json!({ "content": format!("\u{feff}{text}") })).await;
    assert_eq!(marked.expect(200), checked, "editors on Windows begin files with a byte order mark");
    let bad = "https://a.example\n\nftp://x.example\n# fine\nhttps://a b\n";
    let reply = server.send("POST", "/api/urls", json!({ "content": bad })).await;
    assert_eq!(reply.fields(422), ["line 3", "line 5"]);
    for empty in ["", "# none"] {
        let body = json!({ "content": empty });
        assert_eq!(server.send("POST", "/api/urls", body.clone()).await.fields(422), ["content"]);
        assert_eq!(server.send("PUT", "/api/data-sets/urls", body.clone()).await.fields(422), ["content"]);
        for path in ["/api/urls/validate", "/api/data-sets/urls/validate"] {
            let checked = server.send("POST", path, body.clone()).await.expect(200);
            assert_eq!((&checked["valid"], &checked["errors"][0]["field"]), (&json!(false), &json!("content")));
        }
    }
    for (body, field) in [
        (json!({}), "content"),
        (json!({ "content": null }), "content"),
        (json!({ "content": ["https://a.example"] }), "content"),
        (json!({ "content": { "click_events": [] } }), "content"),
        (json!({ "content": "https://a.example", "conten": 1 }), "conten"),
    ] {
        assert_eq!(server.send("POST", "/api/urls", body.clone()).await.fields(422), [field], "{body}");
        let checked = server.send("POST", "/api/urls/validate", body.clone()).await.expect(200);
        assert_eq!((&checked["valid"], &checked["errors"][0]["field"]), (&json!(false), &json!(field)), "{body}");
    }
    let missing = server.get("/api/data-sets/pages").await;
    missing.expect(404);
    assert!(missing.text.contains("search_terms"), "{}", missing.text);
}

#[tokio::test]
async fn events_are_read_as_text_or_object_in_both_programs_forms() {
    let server = Server::start().await;
    let event = json!({ "category": "Video", "action": "Play", "name": "intro", "value": 3 });
    let object = json!({ "click_events": [event], "random_events": [] });
    let path = "/api/tracking-events";
    let saved = server.send("POST", path, json!({ "content": object })).await.expect(200);
    assert_eq!(server.send("POST", path, json!({ "content": object.to_string() })).await.expect(200), saved);
    assert_eq!((&saved["source"], &saved["structure"]["entries"]), (&json!("custom"), &json!(1)));
    let content: Value = serde_json::from_str(saved["content"].as_str().unwrap()).unwrap();
    assert_eq!(content["click_events"][0]["value"], 3.0);
    let config = server.get("/api/config").await.expect(200);
    assert_eq!(config["data_sets"]["events"]["click_events"][0]["category"], "Video");

    let theirs = json!({
        "click_events_probability": 0.5, "random_events_probability": 0.1,
        "click_events": [event], "random_events": [{ "category": "Scroll", "action": "50%", "name": "depth", "value": null }]
    });
    let checked = server.send("POST", &format!("{path}/validate"), json!({ "content": theirs })).await.expect(200);
    assert_eq!((&checked["valid"], &checked["event_count"]), (&json!(true), &json!(2)));
    let warnings = checked["warnings"].to_string();
    assert!(
        warnings.contains("click_events_probability") && warnings.contains("random_events_probability"),
        "{warnings}"
    );
    server.send("POST", path, json!({ "content": theirs })).await.expect(200);
    assert_eq!(
        server.get("/api/config").await.expect(200)["click_events_probability"],
        config["click_events_probability"]
    );

    for (content, field) in [
        (json!("{\n\"click_events\": [\n}"), "line 3"),
        (json!(""), "line 1"),
        (json!({ "click_events": [{ "category": " ", "action": "x" }] }), "click_events[0].category"),
        (json!({ "click_events": [{ "category": "x", "action": "x", "value": -1 }] }), "click_events[0].value"),
        (json!({ "click_events": [{ "category": "x", "acton": "x" }] }), "click_events[0].acton"),
        (json!({ "clicks": [] }), "clicks"),
        (json!([1]), "content"),
    ] {
        let reply = server.send("POST", path, json!({ "content": content })).await;
        assert!(reply.fields(422).contains(&field.to_owned()), "{content}: {}", reply.text);
    }
    let columns = server.send("POST", path, json!({ "content": "{\n\"click_events\": [\n}" })).await;
    assert!(columns.text.contains("column 1"), "{}", columns.text);
    assert_eq!(server.send("DELETE", path, Value::Null).await.expect(200)["source"], "default");
}

#[tokio::test]
async fn a_hundred_thousand_pages_fit_and_one_more_does_not() {
    let server = Server::start().await;
    let pages = |count: usize| -> String {
        (0..count)
            .map(|page| format!("https://www.shop.example/section-{}/page-{page}\tPage number {page}\n", page % 50))
            .collect()
    };
    let saved = server.send("POST", "/api/urls", json!({ "content": pages(100_000) })).await.expect(200);
    assert_eq!(saved["structure"]["entries"], 100_000);
    let refused = server.send("POST", "/api/urls", json!({ "content": pages(100_001) })).await;
    assert_eq!(refused.fields(422), ["content"]);
    assert!(refused.text.contains("100,001 entries; at most 100,000"), "{}", refused.text);

    // They travel with the configuration, there and back.
    let config = json!({ "targets": [{ "url": "https://m.example", "site_id": 1 }] });
    let mut full = config.clone();
    full["data_sets"] = json!({ "urls": pages(100_000) });
    server.send("PUT", "/api/config", full).await.expect(200);
    assert_eq!(server.get("/api/data-sets").await.expect(200)[0]["entries"], 100_000);
    let mut too_many = config.clone();
    too_many["data_sets"] = json!({ "urls": pages(100_001) });
    assert_eq!(server.send("PUT", "/api/config", too_many).await.fields(422), ["data_sets.urls"]);
    // What is left out is built in.
    server.send("PUT", "/api/config", config).await.expect(200);
    assert_eq!(server.get("/api/urls").await.expect(200)["source"], "default");
}

#[tokio::test]
async fn presets_carry_funnels_and_data_sets_and_loading_restores_them() {
    let server = Server::start().await;
    let step = json!({ "type": "pageview", "url": "https://shop.example/x" });
    let secret = "0123456789abcdef0123456789abcdef";
    let full = json!({
        "targets": [{ "name": "a", "url": "https://m.example", "site_id": 1, "token_auth": secret }],
        "funnels": [{ "name": "f", "steps": [step] }],
        "data_sets": { "urls": "https://a.example/one\nhttps://a.example/two", "events": { "click_events": [{ "category": "a", "action": "b" }] } }
    });
    let stored = server.send("PUT", "/api/config", full).await.expect(200);
    let preset = server.send("POST", "/api/presets", json!({ "name": "All of it" })).await.expect(201);
    assert_eq!(preset["config"], stored);
    let plain = json!({ "targets": [{ "name": "b", "url": "https://n.example", "site_id": 1 }] });
    server.send("PUT", "/api/config", plain).await.expect(200);
    assert_eq!(server.get("/api/funnels").await.expect(200), json!([]));

    let loaded = server.send("POST", &format!("/api/presets/{}/load", preset["id"]), json!({})).await.expect(200);
    assert_eq!(loaded, stored);
    assert_eq!(server.get("/api/config").await.expect(200), stored);
    assert_eq!(server.get("/api/funnels").await.expect(200)[0]["name"], "f");
    assert_eq!(server.get("/api/tracking-events").await.expect(200)["source"], "custom");

    // They outlive a restart.
    let again = Server::start_in(server.kill(), &[]).await;
    assert_eq!(again.get("/api/config").await.expect(200), stored);
    assert_eq!(again.get("/api/urls").await.expect(200)["structure"]["entries"], 2);
    assert!(again.received.lock().iter().all(|text| !text.contains(secret)));
}
