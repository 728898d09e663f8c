//! Taking over Trafficinator's files, over REST and from the command line; and the built-in presets.

use crate::support::{Server, binary, write};
use serde_json::{Value, json};

const TOKEN: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

fn env() -> String {
    format!(
        "# staging\nMATOMO_URL=https://stats.example.org/matomo.php\nMATOMO_SITE_ID=7\nMATOMO_TOKEN_AUTH={TOKEN}\n\
         TARGET_VISITS_PER_DAY=1000\nPAGEVIEWS_MAX=500\nURLS_FILE=/app/data/urls.txt\nCONTROL_UI_API_KEY={TOKEN}x\n"
    )
}

fn fields(findings: &Value) -> Vec<&str> {
    findings.as_array().unwrap().iter().map(|finding| finding["field"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_file_is_read_without_giving_its_token_back_or_changing_anything() {
    let server = Server::start().await;
    let read = server.request("POST", "/api/import", env(), &[]).await.expect(200);
    assert_eq!(read["taken"], json!(["MATOMO_URL", "MATOMO_SITE_ID", "MATOMO_TOKEN_AUTH", "TARGET_VISITS_PER_DAY"]));
    let mut left_out = fields(&read["left_out"]);
    left_out.sort_unstable();
    assert_eq!(left_out, ["CONTROL_UI_API_KEY", "PAGEVIEWS_MAX", "URLS_FILE"]);
    let target = &read["config"]["targets"][0];
    assert_eq!(
        (&target["site_id"], &target["token_auth"], &target["has_token"]),
        (&json!(7), &json!(null), &json!(true))
    );
    assert_eq!(read["config"]["target_visits_per_day"], 1000.0);
    let wrapped = server.send("POST", "/api/import", json!({ "content": env() })).await.expect(200);
    assert_eq!(wrapped, read);
    assert_eq!(server.get("/api/config").await.expect(200)["targets"], json!([]), "nothing is stored");
    let preset = json!({ "name": "p", "config": { "pageviews_min": "2", "matomo_token_auth": TOKEN } });
    let read = server.send("POST", "/api/import", preset).await.expect(200);
    assert_eq!((&read["taken"], read["config"]["pageviews_min"].clone()), (&json!(["pageviews_min"]), json!(2)));
    for received in server.received.lock().iter() {
        assert!(!received.contains(TOKEN), "{received}");
    }
    assert!(!server.log().contains(TOKEN));
}

#[tokio::test]
async fn applied_it_becomes_the_working_configuration_and_the_rest_stays() {
    let server = Server::start().await;
    let url = "https://here.example/";
    let funnel = json!({ "name": "mine", "probability": 0.2, "steps": [{ "type": "pageview", "url": url }] });
    let before = json!({
        "targets": [{ "url": "https://old.example", "site_id": 1 }], "funnels": [funnel],
        "data_sets": { "urls": url }
    });
    server.send("PUT", "/api/config", before).await.expect(200);
    let applied = server.request("POST", "/api/import?apply=true", env(), &[]).await.expect(200);
    let config = server.get("/api/config").await.expect(200);
    assert_eq!(applied["config"], config);
    assert_eq!((&config["targets"][0]["site_id"], &config["targets"][0]["has_token"]), (&json!(7), &json!(true)));
    assert_eq!((&config["funnels"][0]["name"], &config["data_sets"]["urls"]), (&json!("mine"), &json!(url)));
    let funnels = json!({ "funnels": [{ "id": 1, "name": "theirs", "probability": 0.3, "steps": [{ "type": "pageview", "url": url }] }] });
    let applied = server.send("POST", "/api/import?apply=true", funnels).await.expect(200);
    assert_eq!(applied["taken"], json!(["funnels[0]"]));
    let after = server.get("/api/config").await.expect(200);
    assert_eq!(after["funnels"][0]["name"], "theirs");
    assert_eq!((&after["targets"], &after["target_visits_per_day"]), (&config["targets"], &json!(1000.0)));
}

#[tokio::test]
async fn what_cannot_be_imported_is_told() {
    let server = Server::start().await;
    for body in ["", "hello", "{\"a\": ", "[]", "{\"content\": \"\"}", "3"] {
        assert_eq!(server.request("POST", "/api/import", body, &[]).await.fields(422), ["content"], "{body}");
    }
    server.request("POST", "/api/import", vec![0xff, 0xfe, 0x00], &[]).await.fields(400);
    assert_eq!(server.request("POST", "/api/import?apply=perhaps", env(), &[]).await.fields(422), ["apply"]);
    // Settings alone make no working configuration while there is no target.
    assert_eq!(server.request("POST", "/api/import?apply=true", "CONCURRENCY=3", &[]).await.fields(422), ["targets"]);
}

#[test]
fn the_command_line_prints_a_configuration_without_the_token() {
    let folder = tempfile::tempdir().unwrap();
    let run = |file: &std::path::Path| binary().arg("import").arg(file).output().unwrap();
    let output = run(&write(folder.path(), ".env", env()));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    let config: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&config["targets"][0]["url"], &config["targets"][0]["token_auth"]),
        (&json!("https://stats.example.org/matomo.php"), &json!(null))
    );
    for part in ["taken over: MATOMO_URL", "left out: PAGEVIEWS_MAX", "left out: URLS_FILE", "token_auth"] {
        assert!(stderr.contains(part), "{part} is missing in {stderr}");
    }
    assert!(!stderr.contains(TOKEN) && !String::from_utf8_lossy(&output.stdout).contains(TOKEN));
    // With the token written in, it is a configuration that can be run.
    let mut complete = config;
    complete["targets"][0]["token_auth"] = json!("t");
    let file = write(folder.path(), "config.json", complete.to_string());
    let checked = binary().arg("validate").arg(file).arg("--no-connect").output().unwrap();
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
    for (file, part) in
        [(write(folder.path(), "x", "hello"), "neither"), (folder.path().join("missing"), "cannot be read")]
    {
        let output = run(&file);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8(output.stderr).unwrap().contains(part), "{part}");
    }
}

#[tokio::test]
async fn built_in_presets_are_listed_and_applied() {
    let server = Server::start().await;
    let presets = server.get("/api/builtin-presets").await.expect(200);
    let volumes: Vec<_> = presets
        .as_array()
        .unwrap()
        .iter()
        .map(|preset| (preset["id"].as_str().unwrap(), preset["config"]["target_visits_per_day"].as_f64().unwrap()))
        .collect();
    assert_eq!(volumes, [("light", 1e3), ("medium", 1e4), ("heavy", 5e4), ("extreme", 1e5)]);
    let apply = async |word: &str| server.send("POST", &format!("/api/builtin-presets/{word}/apply"), json!({})).await;
    apply("enormous").await.expect(404);
    assert_eq!(apply("heavy").await.fields(422), ["targets"]);
    let target = json!({ "name": "a", "url": "https://m.example", "site_id": 3, "token_auth": TOKEN });
    server
        .send("PUT", "/api/config", json!({ "targets": [target], "data_sets": { "urls": "https://here.example/" } }))
        .await
        .expect(200);
    apply("heavy").await.expect(200);
    let config = server.get("/api/config").await.expect(200);
    assert_eq!((&config["concurrency"], &config["visit_duration_max"]), (&json!(150), &json!(12.0)));
    assert_eq!((&config["targets"][0]["site_id"], &config["targets"][0]["has_token"]), (&json!(3), &json!(true)));
    assert_eq!(config["data_sets"]["urls"], "https://here.example/");
}
