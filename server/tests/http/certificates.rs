//! A certificate that only looks like one is refused wherever a configuration is accepted, before it is stored.

use crate::support::{Server, authority, binary, brisk, sim, write};
use serde_json::{Value, json};

/// In PEM form, with nothing in it that decodes to a certificate.
const BROKEN: &str = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";

fn trusting(config: &Value, pem: &str) -> Value {
    let mut config = config.clone();
    config["targets"][0]["ca_certificate"] = json!(pem);
    config
}

#[tokio::test]
async fn it_is_refused_at_its_field_before_it_is_stored_or_sent_to() {
    let server = Server::start().await;
    let sim = sim().await;
    let good = trusting(&brisk(&[&sim]), &authority());
    let stored = server.send("PUT", "/api/config", good.clone()).await.expect(200);
    let preset = server.send("POST", "/api/presets", json!({ "name": "kept" })).await.expect(201);
    let broken = trusting(&good, &[&authority(), BROKEN].concat());
    let target = &broken["targets"][0];
    let another = json!({ "url": "https://b.example.org", "site_id": 1, "ca_certificate": BROKEN });
    let preset_path = format!("/api/presets/{}", preset["id"]);
    let refuses = async |method: &str, path: &str, body: Value, field: &str| {
        let reply = server.send(method, path, body).await;
        assert_eq!(reply.fields(422), [field], "{method} {path}: {}", reply.text);
        assert!(reply.text.contains("cannot be used: "), "{method} {path}: {}", reply.text);
    };
    let of_config = "targets[0].ca_certificate";
    refuses("PUT", "/api/config", broken.clone(), of_config).await;
    refuses("POST", "/api/targets", another, "ca_certificate").await;
    refuses("PUT", "/api/targets/1", target.clone(), "ca_certificate").await;
    refuses("PATCH", "/api/targets/1", json!({ "ca_certificate": BROKEN }), "ca_certificate").await;
    let draft = json!({ "name": "broken", "config": broken });
    refuses("POST", "/api/presets", draft.clone(), "config.targets[0].ca_certificate").await;
    refuses("PUT", &preset_path, draft, "config.targets[0].ca_certificate").await;
    refuses("POST", "/api/start", json!({ "config": broken }), "config.targets[0].ca_certificate").await;
    assert_eq!(server.status().await["state"], "idle");

    for start in [json!({}), json!({ "config": good })] {
        server.send("POST", "/api/start", start).await.expect(200);
        let followed = server.get("/api/run").await.expect(200);
        refuses("PATCH", "/api/run", json!({ "targets": [target] }), of_config).await;
        assert_eq!(server.get("/api/run").await.expect(200), followed);
        server.send("POST", "/api/stop", json!({})).await.expect(200);
    }
    assert_eq!(server.get("/api/config").await.expect(200), stored);
    assert_eq!(server.get(&preset_path).await.expect(200), preset);
}

#[tokio::test]
async fn the_command_line_refuses_it_as_a_bad_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let path = write(folder.path(), "broken.json", trusting(&brisk(&[&sim]), BROKEN).to_string());
    for command in ["validate", "run"] {
        let mut binary = binary();
        binary.arg(command).arg(&path);
        let output = tokio::task::spawn_blocking(move || binary.output().unwrap()).await.unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{command}: {stderr}");
        assert!(stderr.contains("targets[0].ca_certificate: cannot be used: "), "{command}: {stderr}");
    }
    assert_eq!(sim.stats().requests.received, 0);
}
