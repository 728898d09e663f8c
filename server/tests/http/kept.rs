//! What was acknowledged is kept, and what was refused has no effect: with a database that cannot be written, that
//! another server has, whose key is lost, or that is put back from a backup.

use crate::support::{Server, binary, brisk, signal, sim, until, write};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Output, Stdio},
};

const TOKEN: &str = "cafe0123deadbeef4567babe89abfeed";

/// Another program with the server's database open, over one connection.
async fn intruder(server: &Server) -> DatabaseConnection {
    let file = server.folder.path().join("data/trackstorm.db");
    let mut options = sea_orm::ConnectOptions::new(format!("sqlite://{}", file.display()));
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

fn trackstorm(folder: &Path, arguments: &[&str]) -> Output {
    binary().args(arguments).current_dir(folder).env("TRACKSTORM_ADDR", "127.0.0.1:0").output().unwrap()
}

fn with_token() -> Value {
    let target = |name| json!({ "name": name, "url": "https://m.example.org", "site_id": 1, "token_auth": TOKEN });
    json!({ "targets": [target("a"), target("b")] })
}

#[tokio::test]
async fn a_second_server_refuses_and_leaves_the_run_of_the_first_alone() {
    let server = Server::start().await;
    let sim = sim().await;
    server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200);
    let second = trackstorm(server.folder.path(), &["serve"]);
    let problem = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1), "{problem}");
    assert!(problem.contains(&format!("process {} on ", server.process())), "{problem}");
    assert_eq!(server.get("/api/runs/1").await.expect(200)["outcome"], "running");
    let database = intruder(&server).await;
    let row = database.query_one_raw(sea_orm::Statement::from_string(
        sea_orm::DbBackend::Sqlite,
        "SELECT outcome FROM runs WHERE id = 1",
    ));
    assert_eq!(row.await.unwrap().unwrap().try_get::<String>("", "outcome").unwrap(), "running");
    database.close().await.unwrap();
    // A kill frees the database at once.
    let server = Server::start_in(server.kill(), &[]).await;
    assert_eq!(server.get("/api/runs/1").await.expect(200)["outcome"], "interrupted");
}

#[tokio::test]
async fn a_change_that_cannot_be_stored_does_not_reach_the_run() {
    let server = Server::start().await;
    let one = sim().await;
    let other = sim().await;
    server.send("PUT", "/api/config", brisk(&[&one])).await.expect(200);
    server.send("POST", "/api/start", json!({})).await.expect(200);
    server.status_when("hits", |status| status["totals"]["hits"]["delivered"].as_u64() > Some(5)).await;
    let before = server.get("/api/config").await.expect(200);
    let database = intruder(&server).await;
    // Fails at the very end, when all has been written: at the commit.
    for statement in [
        "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        "CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
        "CREATE TRIGGER orphan AFTER UPDATE ON working_config BEGIN INSERT INTO child VALUES (1); END",
    ] {
        database.execute_unprepared(statement).await.unwrap();
    }
    let refused = server.send("PUT", "/api/config", brisk(&[&one, &other])).await;
    assert!(refused.status.is_server_error(), "{refused:?}");
    database.execute_unprepared("DROP TRIGGER orphan").await.unwrap();
    let planned = server.status().await["totals"]["hits"]["planned"].as_u64().unwrap();
    let status = server
        .status_when("more hits", |status| status["totals"]["hits"]["planned"].as_u64() > Some(planned + 50))
        .await;
    assert_eq!(status["targets"].as_array().unwrap().len(), 1, "the run goes on as it was");
    assert_eq!(server.get("/api/config").await.expect(200), before);

    // Nor does one that meets another program's lock; and whoever reads does not wait for that.
    database.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let refused = server.send("PUT", "/api/config", brisk(&[&one, &other])).await;
    assert_eq!(refused.expect(503)["error"]["code"], "unavailable");
    assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(server.get("/api/config").await.expect(200), before);
    assert_eq!(server.status().await["targets"].as_array().unwrap().len(), 1);
    database.execute_unprepared("ROLLBACK").await.unwrap();
    server.send("PUT", "/api/config", brisk(&[&one, &other])).await.expect(200);
    server.status_when("the change", |status| status["targets"].as_array().unwrap().len() == 2).await;
}

#[tokio::test]
async fn a_stop_is_acknowledged_when_the_last_figures_are_stored() {
    let server = Server::start().await;
    let sim = sim().await;
    server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200);
    server.status_when("hits", |status| status["totals"]["hits"]["delivered"].as_u64() > Some(5)).await;
    let database = intruder(&server).await;
    database.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let release = async {
        // The load ends, whatever the database does.
        server.status_when("the end of the load", |status| status["state"] == "stopped").await;
        // The first of these may have begun before the end.
        let failures = || server.log().matches("could not be saved").count();
        let enough = failures() + 2;
        until("saves that fail", async || (failures() >= enough).then_some(())).await;
        assert!(server.get("/").await.text.contains("figures-unsaved"), "the page says nothing");
        database.execute_unprepared("ROLLBACK").await.unwrap();
    };
    let (stopped, ()) = tokio::join!(server.send("POST", "/api/stop", json!({})), release);
    // On a very busy machine it may have said before that the figures are not stored yet.
    assert!([200, 503].contains(&stopped.status.as_u16()), "{stopped:?}");
    let stopped = until("the figures", async || {
        Some(server.send("POST", "/api/stop", json!({})).await).filter(|reply| reply.status == 200)
    });
    let stopped = stopped.await;
    assert!(!server.get("/").await.text.contains("figures-unsaved"));
    let delivered = stopped.expect(200)["totals"]["hits"]["delivered"].clone();
    database.close().await.unwrap();
    // A kill right after the answer loses nothing.
    let server = Server::start_in(server.kill(), &[]).await;
    let report = server.get("/api/runs/1").await.expect(200);
    assert_eq!((&report["outcome"], &report["delivered"]), (&json!("stopped"), &delivered));
}

#[tokio::test]
async fn with_a_lost_key_tokens_are_entered_again_or_deleted() {
    let mut server = Server::start().await;
    server.send("PUT", "/api/config", with_token()).await.expect(200);
    server.send("POST", "/api/presets", json!({ "name": "p" })).await.expect(201);
    let mut disabled = with_token();
    disabled["targets"][0]["token_auth"] = json!(null);
    disabled["targets"][1]["enabled"] = json!(false);
    server.send("POST", "/api/presets", json!({ "name": "disabled", "config": disabled })).await.expect(201);
    server.terminate().await;
    std::fs::remove_file(server.folder.path().join("data/trackstorm.key")).unwrap();
    let folder = std::mem::replace(&mut server.folder, tempfile::tempdir().unwrap());
    let server = Server::start_in(folder, &[]).await;
    let log = server.log();
    assert!(log.contains("stored tokens cannot be read") && log.contains("tokens=5"), "{log}");

    for path in ["/api/config", "/api/targets", "/api/targets/1", "/api/presets", "/api/presets/1", "/", "/p/p"] {
        assert!(server.get(path).await.status.is_success(), "{path}");
    }
    assert_eq!(server.get("/api/targets/1").await.expect(200)["has_token"], true);
    let start = server.send("POST", "/api/start", json!({})).await;
    assert_eq!(start.fields(422), ["targets[0].token_auth", "targets[1].token_auth"]);
    assert!(start.text.contains("enter it again"), "{}", start.text);
    assert_eq!(server.send("POST", "/api/start", json!({ "preset_id": 1 })).await.status.as_u16(), 422);
    assert_eq!(server.send("POST", "/api/presets/1/duplicate", json!({})).await.status.as_u16(), 422);
    // Nor would it if nothing were sent to them: the copy would have lost their tokens for good.
    let disabled = server.send("POST", "/api/presets/2/duplicate", json!({})).await;
    assert_eq!(disabled.fields(422), ["targets[1].token_auth"]);
    server.send("PUT", "/api/presets/1", json!({ "name": "renamed" })).await.expect(200);

    server.send("PATCH", "/api/targets/1", json!({ "token_auth": TOKEN })).await.expect(200);
    server.send("DELETE", "/api/targets/2", json!({})).await;
    assert_eq!(server.get("/api/targets").await.expect(200).as_array().unwrap().len(), 1);
    server.send("PUT", "/api/config", with_token()).await.expect(200);
    server.send("PUT", "/api/presets/1", json!({ "name": "p", "config": with_token() })).await.expect(200);
    server.send("POST", "/api/presets/1/duplicate", json!({})).await.expect(201);
    server.send("DELETE", "/api/presets/2", json!({})).await.expect(204);
    let server = Server::start_in(server.kill(), &[]).await;
    assert_eq!(server.log().matches("stored tokens cannot be read").count(), 1, "not at the last start");
}

#[tokio::test]
async fn a_backup_of_a_running_server_comes_back_with_its_tokens() {
    let mut server = Server::start().await;
    server.send("PUT", "/api/config", with_token()).await.expect(200);
    server.send("POST", "/api/presets", json!({ "name": "kept" })).await.expect(201);
    let backup = trackstorm(server.folder.path(), &["backup", "copy.db"]);
    assert_eq!(backup.status.code(), Some(0), "{backup:?}");
    server.send("DELETE", "/api/presets/1", json!({})).await;
    let refused = trackstorm(server.folder.path(), &["restore", "copy.db"]);
    let problem = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{problem}");
    assert!(problem.contains(&format!("process {} on ", server.process())), "{problem}");

    server.terminate().await;
    let folder = std::mem::replace(&mut server.folder, tempfile::tempdir().unwrap());
    std::fs::remove_file(folder.path().join("data/trackstorm.key")).unwrap();
    let restored = trackstorm(folder.path(), &["restore", "copy.db"]);
    assert_eq!(restored.status.code(), Some(0), "{restored:?}");
    let old = std::fs::read_dir(folder.path().join("data")).unwrap();
    assert!(old.flatten().any(|file| file.file_name().to_string_lossy().starts_with("trackstorm.db.before-")));
    let server = Server::start_in(folder, &[]).await;
    assert_eq!(server.get("/api/presets").await.expect(200)[0]["name"], "kept");
    // The token is readable, or it could not be kept.
    let config = server.get("/api/config").await.expect(200);
    server.send("PUT", "/api/config", config).await.expect(200);

    for arguments in [["backup", "no/where.db"], ["restore", "missing.db"], ["backup", "data/trackstorm.db"]] {
        assert_eq!(trackstorm(server.folder.path(), &arguments).status.code(), Some(1), "{arguments:?}");
    }
    let without = trackstorm(server.folder.path(), &["backup", "other.db", "--without-key"]);
    assert_eq!(without.status.code(), Some(0), "{without:?}");
    assert!(!server.folder.path().join("other.db.key").exists());
}

#[tokio::test]
async fn a_report_replaces_the_old_one_only_when_it_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let config = write(folder.path(), "config.json", brisk(&[&sim]).to_string());
    let report = write(folder.path(), "report.json", "old");
    let run = |out: &Path| {
        let mut command = binary();
        command.arg("run").arg(&config).arg("--json").arg(out).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let mut child = run(&report).spawn().unwrap();
    until("the first hits", async || (sim.stats().totals.hits_received > 10).then_some(())).await;
    assert_eq!(std::fs::read(&report).unwrap(), b"old");
    // As when the terminal goes away.
    signal("HUP", child.id());
    let ended = until("the end of the run", async || child.try_wait().unwrap()).await;
    assert_eq!(ended.code(), Some(1));
    let text = std::fs::read(&report).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&text).unwrap()["state"], "stopped");

    let received = sim.stats().totals.hits_received;
    let nowhere = run(&folder.path().join("no/where.json")).status().unwrap();
    assert_eq!((nowhere.code(), sim.stats().totals.hits_received), (Some(1), received), "noticed before the run");
}

#[tokio::test]
async fn copies_made_at_once_get_names_of_their_own() {
    let server = Server::start().await;
    server.send("POST", "/api/presets", json!({ "name": "p", "config": with_token() })).await.expect(201);
    let copies = (0..12).map(|_| server.send("POST", "/api/presets/1/duplicate", json!({})));
    for copy in futures::future::join_all(copies).await {
        copy.expect(201);
    }
    assert_eq!(server.get("/api/presets").await.expect(200).as_array().unwrap().len(), 13);
}

#[tokio::test]
async fn the_password_of_a_database_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = binary();
    command.arg("serve").current_dir(folder.path()).env("TRACKSTORM_ADDR", "127.0.0.1:0");
    let output = command.env("TRACKSTORM_DATABASE_URL", "postgres://someone:geheim@127.0.0.1/x").output().unwrap();
    let problem = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{problem}");
    assert!(problem.contains("SQLite") && !problem.contains("geheim"), "{problem}");
}
