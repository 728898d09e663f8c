//! From start to end of the process: nothing saved is lost, nothing hangs.

use crate::support::{Server, binary, brisk, signal, sim, until, write};
use serde_json::json;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

#[tokio::test]
async fn a_kill_loses_no_preset_and_shows_the_run_as_interrupted() {
    let server = Server::start().await;
    let sim = sim().await;
    server.send("PUT", "/api/config", brisk(&[&sim])).await.expect(200);
    server.send("POST", "/api/presets", json!({ "name": "Kept" })).await.expect(201);
    let run = server.send("POST", "/api/start", json!({})).await.expect(200)["run"]["id"].clone();
    let live = until("figures worth saving", async || {
        let report = server.get(&format!("/api/runs/{run}")).await.expect(200);
        (report["snapshot"]["run"]["elapsed_seconds"].as_f64() > Some(1.5)).then_some(report)
    });
    let live = live.await;
    let config = server.get("/api/config").await.expect(200);
    let folder = server.kill();

    let server = Server::start_in(folder, &[]).await;
    assert_eq!(server.get("/api/presets").await.expect(200)[0]["name"], "Kept");
    assert_eq!(server.get("/api/config").await.expect(200), config);
    assert_eq!(server.status().await["state"], "idle");
    let report = server.get(&format!("/api/runs/{run}")).await.expect(200);
    assert_eq!((&report["outcome"], &report["seed"]), (&json!("interrupted"), &live["seed"]));
    assert!(report["planned"].as_u64() > Some(0), "figures were saved while it ran");
    // What was saved is no more than what had happened.
    let delivered = report["snapshot"]["totals"]["hits"]["delivered"].as_u64();
    assert!(delivered > Some(0) && delivered <= Some(sim.stats().totals.hits_received), "{delivered:?}");
    assert_eq!(server.get("/api/runs").await.expect(200)[0]["outcome"], "interrupted");
}

#[tokio::test]
async fn a_signal_drains_the_run_and_saves_it() {
    let mut server = Server::start().await;
    let sim = sim().await;
    let run =
        server.send("POST", "/api/start", json!({ "config": brisk(&[&sim]) })).await.expect(200)["run"]["id"].clone();
    server.status_when("hits", |status| status["totals"]["hits"]["delivered"].as_u64() > Some(20)).await;
    assert_eq!(server.terminate().await.code(), Some(0));
    let folder = std::mem::replace(&mut server.folder, tempfile::tempdir().unwrap());
    let server = Server::start_in(folder, &[]).await;
    let report = server.get(&format!("/api/runs/{run}")).await.expect(200);
    assert_eq!(report["outcome"], "stopped");
    let hits = &report["snapshot"]["totals"]["hits"];
    assert_eq!((&hits["in_flight"], &hits["waiting"]), (&json!(0), &json!(0)));
    assert_eq!(
        hits["delivered"],
        json!(sim.stats().totals.hits_received),
        "what the report says is what the target counted"
    );
}

#[tokio::test]
async fn the_demo_comes_with_targets_a_preset_and_a_working_configuration() {
    let server = Server::start_in(tempfile::tempdir().unwrap(), &["--demo"]).await;
    let config = server.get("/api/config").await.expect(200);
    let weights: Vec<_> =
        config["targets"].as_array().unwrap().iter().map(|target| target["weight"].as_u64().unwrap()).collect();
    assert_eq!((weights, &config["distribution_strategy"]), (vec![5, 3, 2], &json!("weighted")));
    let listed = server.get("/api/presets").await.expect(200);
    let preset = server.get(&format!("/api/presets/{}", listed[0]["id"])).await.expect(200);
    assert_eq!((&preset["name"], &preset["config"]["targets"]), (&json!("Demo fleet"), &config["targets"]));
    let failover = server.get(&format!("/api/presets/{}", listed[1]["id"])).await.expect(200);
    assert_eq!(
        (&failover["name"], &failover["config"]["distribution_strategy"], &failover["config"]["targets"]),
        (&json!("Demo failover"), &json!("failover"), &config["targets"])
    );
    let first = config["targets"][0]["url"].as_str().unwrap().trim_end_matches('/');
    assert!(failover["description"].as_str().unwrap().contains(&format!("{first}/__sim/faults ")), "{failover}");
    let report = server.send("POST", "/api/validate", config).await.expect(200);
    assert_eq!(report["valid"], true, "{report}");
    // The ports may be others the next time; preset and working configuration follow.
    let server = Server::start_in(server.kill(), &["--demo"]).await;
    let presets = server.get("/api/presets").await.expect(200);
    assert_eq!(presets.as_array().unwrap().len(), 2);
    let again = server.get("/api/config").await.expect(200);
    assert_eq!(server.send("POST", "/api/validate", again).await.expect(200)["valid"], true);
}

/// The exit code and the output of a server that does not start with these settings.
fn start(folder: &Path, settings: &str, variable: (&str, &str)) -> (Option<i32>, String) {
    let file = write(folder, "x.toml", settings);
    let mut command = binary();
    command.args(["serve", "--config"]).arg(file).env(variable.0, variable.1).current_dir(folder);
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn settings_that_cannot_be_used_stop_the_start_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let (code, problem) = start(folder.path(), "[server]\nlgo = \"info\"", ("X", "x"));
    assert_eq!(code, Some(2));
    assert!(problem.contains("server.lgo") && problem.contains("\"log\"") && problem.contains("x.toml"), "{problem}");
    let (code, problem) = start(folder.path(), "", ("TRACKSTORM_ADDR", "nowhere"));
    assert_eq!(code, Some(2));
    assert!(problem.contains("TRACKSTORM_ADDR"), "{problem}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (code, problem) = start(folder.path(), "", ("TRACKSTORM_ADDR", &taken.local_addr().unwrap().to_string()));
    assert_eq!(code, Some(1));
    assert!(problem.contains("cannot listen on"), "{problem}");
    assert!(!folder.path().join("data").exists(), "whoever has the address may be using the database");
    let (code, problem) =
        start(folder.path(), "[leptos]\nsite-addr = \"127.0.0.1:0\"", ("TRACKSTORM_DATABASE_URL", "nonsense"));
    assert_eq!(code, Some(1));
    assert!(problem.contains("database"), "{problem}");
}

/// Ends with the test, however that ends.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_simulator_runs_until_it_is_told_to_stop() {
    let mut command = binary();
    command.args([
        "sim",
        "--listen",
        "127.0.0.1:0",
        "--latency",
        "1ms",
        "--jitter",
        "0ms",
        "--token",
        "t",
        "--sites",
        "4,5",
    ]);
    let mut process = Process(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(process.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().rsplit(' ').next().unwrap().to_owned();
    let client = crate::support::client();
    let hit =
        format!("{url}/matomo.php?idsite=4&rec=1&send_image=0&cid=0123456789abcdef&url=https%3A%2F%2Fa.example%2F");
    let answer = client.get(hit).header("user-agent", "Mozilla/5.0").send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 204);
    let stats = client.get(format!("{url}/__sim/stats")).send().await.unwrap().text().await.unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(&stats).unwrap()["by_site"]["4"]["hits_recorded"], 1);
    signal("TERM", process.0.id());
    let status = until("the simulator to end", async || process.0.try_wait().unwrap()).await;
    assert_eq!(status.code(), Some(0));
}

#[test]
fn help_and_version_need_nothing() {
    for argument in ["--help", "--version"] {
        let output = Command::new(env!("CARGO_BIN_EXE_trackstorm")).arg(argument).output().unwrap();
        assert!(output.status.success());
        assert!(String::from_utf8(output.stdout).unwrap().contains("trackstorm") || argument == "--help");
    }
}
