//! What people write is shown and never obeyed: by browsers, by Prometheus, by terminals, in logs.

use crate::{
    hostile_text::{HIDDEN, MARKUP, tags},
    support::{Server, binary, short, sim, write},
};
use serde_json::{Value, json};

fn funnel(text: &str) -> Value {
    let steps = ["pageview", "event", "site_search"].map(|kind| {
        json!({
            "type": kind, "title": text, "url": "https://a.example/?q=%3Cxq7%3E", "action_name": text,
            "event_category": text, "event_action": text, "event_name": text,
            "search_keyword": text, "search_category": text
        })
    });
    json!({ "name": text, "description": text, "probability": 0.5, "steps": steps })
}

fn is_clean(text: &str) -> bool {
    !text.chars().any(|c| c != '\n' && HIDDEN.contains(&c))
}

#[tokio::test]
async fn markup_in_every_field_is_text_on_every_page() {
    let server = Server::start().await;
    let sim = sim().await;
    let mut config = short(&[&sim], 20);
    config["targets"][0]["name"] = json!(MARKUP);
    config["journeys"] = json!([{ "name": MARKUP, "weight": 1 }]);
    config["funnels"] = json!([funnel(MARKUP)]);
    server.send("PUT", "/api/config", config).await.expect(200);
    let sets = [
        ("urls", format!("https://a.example/{}\t{MARKUP}", "%3Cxq7%3E")),
        ("search_terms", format!("{MARKUP}\t{MARKUP}")),
        ("products", format!("{MARKUP}\t{MARKUP}\t{MARKUP}\t9.99")),
        (
            "events",
            json!({ "click_events": [{ "category": MARKUP, "action": MARKUP, "name": MARKUP }], "random_events": [] })
                .to_string(),
        ),
    ];
    for (kind, content) in &sets {
        server.send("PUT", &format!("/api/data-sets/{kind}"), json!({ "content": content })).await.expect(200);
    }
    let preset =
        server.send("POST", "/api/presets", json!({ "name": MARKUP, "description": MARKUP })).await.expect(201);
    let funnel = server.get("/api/funnels").await.expect(200)[0]["id"].clone();
    // The run has the preset's name.
    server.send("POST", "/api/start", json!({ "preset_id": preset["id"] })).await.expect(200);
    let status = server.status_when("the end of the run", |status| status["state"] == "finished").await;
    let run = status["run"]["id"].clone();
    let slug = preset["slug"].as_str().unwrap();
    let mut paths: Vec<String> =
        ["/", "/targets", "/traffic", "/funnels", "/data", "/presets", "/runs"].map(str::to_owned).into();
    paths.extend([format!("/p/{slug}"), format!("/funnels/{funnel}"), format!("/runs/{run}")]);
    paths.extend(
        ["urls", "search_terms", "referrers", "user_agents", "products", "outlinks", "downloads", "events"]
            .map(|kind| format!("/data/{kind}")),
    );
    let encoded = "%3C%2Ftitle%3E%3Cxq7%20onxq7%3D1%3E%22%20onxq7%3D1";
    let nowhere =
        ["/", "/p/", "/runs/", "/funnels/", "/data/", "/presets?", "/?a=", "/presets?__path=%2Frpc%2Fstart&__err="];
    paths.extend(nowhere.map(|path| format!("{path}{encoded}")));
    for path in &paths {
        let page = server.get(path).await;
        assert!(page.status.as_u16() < 500, "{path}");
        for (name, attributes) in tags(&page.text) {
            assert!(
                !name.contains("xq7") && !attributes.iter().any(|name| name.contains("xq7")),
                "{path}: <{name} {attributes:?}>"
            );
        }
    }
    let title = server.get(&format!("/p/{slug}")).await.text;
    let title = title.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
    assert!(title.contains("&lt;/title&gt;&lt;/script&gt;") && title.ends_with("Trackstorm"), "{title}");
    let metrics = server.get("/metrics").await.text;
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let value = line.rsplit(' ').next().unwrap();
        assert!(line.starts_with("trackstorm_") && value.parse::<f64>().is_ok(), "{line}");
    }
    assert!(metrics.contains("<xq7 onxq7=1>\\\" onxq7="), "quotes in labels are escaped");
}

#[tokio::test]
async fn what_does_not_show_is_refused_in_every_name() {
    let server = Server::start().await;
    for c in HIDDEN {
        let text = format!("a{c}b");
        let target = json!({ "name": text, "url": "https://m.example", "site_id": 1 });
        let journeys = json!([{ "name": text, "weight": 1 }]);
        let config = json!({ "targets": [target], "journeys": journeys, "funnels": [funnel(&text)] });
        let refused = server.send("PUT", "/api/config", config).await.fields(422);
        for field in ["targets[0].name", "journeys[0].name", "funnels[0].name", "funnels[0].steps[1].event_name"] {
            assert!(refused.iter().any(|name| name == field), "{c:?} {field}: {refused:?}");
        }
        let refused = server.send("POST", "/api/funnels", funnel(&text)).await.fields(422);
        for field in [
            "name",
            "description",
            "steps[0].title",
            "steps[0].action_name",
            "steps[1].event_category",
            "steps[1].event_action",
            "steps[1].event_name",
            "steps[2].search_keyword",
            "steps[2].search_category",
        ] {
            assert!(refused.iter().any(|name| name == field), "{c:?} {field}: {refused:?}");
        }
        let preset = json!({ "name": text, "description": text, "config": { "targets": [{ "url": "https://m.example", "site_id": 1 }] } });
        assert_eq!(server.send("POST", "/api/presets", preset).await.fields(422), ["name", "description"], "{c:?}");
        let events = json!({ "click_events": [{ "category": text, "action": text, "name": text }] }).to_string();
        let refused = server.send("PUT", "/api/data-sets/events", json!({ "content": events })).await.fields(422);
        assert_eq!(refused.len(), 3, "{c:?}: {refused:?}");
    }
    for reply in [server.get("/metrics").await, server.get("/api/logs?lines=10000").await, server.get("/presets").await]
    {
        assert!(is_clean(&reply.text));
    }
    assert!(is_clean(&server.log()));
}

#[tokio::test]
async fn the_command_line_shows_what_a_file_holds_and_obeys_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let hidden: String = HIDDEN.iter().filter(|c| **c != '\0').collect();
    let target =
        json!({ "name": hidden, "url": "https://m.example", "site_id": 1, (format!("\u{1b}]0;pwned{hidden}")): 1 });
    let config = json!({ "targets": [target], (hidden.clone()): 1 });
    let file = write(folder.path(), &format!("a{hidden}.json"), config.to_string());
    let missing = folder.path().join(format!("no{hidden}"));
    for (command, path) in
        [("validate", &file), ("validate", &missing), ("run", &file), ("run", &missing), ("import", &missing)]
    {
        let output = binary().arg(command).arg(path).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        for text in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(text);
            assert!(is_clean(&text), "{command}: {text:?}");
        }
        assert!(String::from_utf8_lossy(&output.stderr).contains("<U+202E>"), "{output:?}");
    }
}

#[tokio::test]
async fn a_number_is_whole_however_it_is_written_and_what_the_server_decides_has_its_type() {
    let server = Server::start().await;
    let config =
        |seed: &str| format!(r#"{{"targets": [{{"url": "https://m.example", "site_id": 1.0}}], "seed": {seed}}}"#);
    let stored = server.request("PUT", "/api/config", config("46.0"), &[]).await.expect(200);
    assert_eq!((&stored["seed"], &stored["targets"][0]["site_id"]), (&json!(46), &json!(1)));
    for seed in ["46.5", "1e300", "-1.0"] {
        assert_eq!(server.request("PUT", "/api/config", config(seed), &[]).await.fields(422), ["seed"], "{seed}");
    }
    let preset = server.send("POST", "/api/presets", json!({ "name": "p" })).await.expect(201);
    let address = format!("/api/presets/{}", preset["id"]);
    for (field, value) in [("id", json!({})), ("id", json!("1")), ("updated_at", json!({})), ("slug", json!(7))] {
        let mut wrong = preset.clone();
        wrong[field] = value;
        assert_eq!(server.send("PUT", &address, wrong).await.fields(422), [field]);
    }
    server.send("PUT", &address, preset).await.expect(200);
    let mut target = server.get("/api/targets/1").await.expect(200);
    target["id"] = json!([]);
    assert_eq!(server.send("PUT", "/api/targets/1", target).await.fields(422), ["id"]);
    for query in ["lines=", "lines=%20"] {
        assert_eq!(server.get(&format!("/api/logs?{query}")).await.fields(422), ["lines"]);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_leaves_no_core_dump_and_a_simulator_needs_no_token_on_its_command_line() {
    let server = Server::start().await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.process())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    let missing = binary().args(["sim", "--token", "@/no/such/file"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2), "{missing:?}");
    assert!(String::from_utf8_lossy(&missing.stderr).contains("--token: /no/such/file cannot be read"));
}
