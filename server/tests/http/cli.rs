//! `trackstorm run` and `trackstorm validate`: exit statuses, reports, signals.

use crate::support::{binary, brisk, short, signal, sim, sim_with_token, until, write};
use matomo_sim::{Faults, SimHandle};
use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Command, Output},
    time::Duration,
};

async fn trackstorm(arguments: &[&str], config: &Path) -> Output {
    let mut command = binary();
    command.arg(arguments[0]).arg(config).args(&arguments[1..]);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test]
async fn a_run_reports_on_stdout_what_the_targets_counted() {
    let folder = tempfile::tempdir().unwrap();
    let one = sim().await;
    let two = sim().await;
    let mut config = short(&[&one, &two], 200);
    config["distribution_strategy"] = json!("weighted");
    config["targets"][0]["weight"] = json!(3);
    let config = write(folder.path(), "config.json", config.to_string());
    let output = trackstorm(&["run", "--no-preflight", "--seed", "5"], &config).await;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&report["state"], &report["run"]["seed"], &report["run"]["name"]),
        (&json!("finished"), &json!(5), &json!("config"))
    );
    for (index, (sim, visits)) in [(&one, 150), (&two, 50)].into_iter().enumerate() {
        let counted = sim.stats().totals;
        assert_eq!(counted.visits, visits);
        assert_eq!(report["targets"][index]["hits"]["delivered"], json!(counted.hits_received));
    }
    assert!(stderr(&output).contains("delivered"), "progress goes to stderr");
}

#[tokio::test]
async fn as_fast_as_possible_makes_no_returning_visitors() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let mut config = short(&[&sim], 300);
    // Three hundred visits are ten days' worth, and everybody would come again.
    config["target_visits_per_day"] = json!(30);
    config["returning_visitors_probability"] = json!(1);
    let config = write(folder.path(), "config.json", config.to_string());
    let output = trackstorm(&["run", "--as-fast-as-possible", "--seed", "3"], &config).await;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let totals = sim.stats().totals;
    assert_eq!((totals.visits, totals.visitors), (300, 300));
}

#[tokio::test]
async fn limits_of_the_command_line_win_and_json_goes_to_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let config = write(folder.path(), "config.json", brisk(&[&sim]).to_string());
    let out = folder.path().join("out.json");
    let out_text = out.to_str().unwrap();
    let output = trackstorm(&["run", "--max-visits", "7", "--as-fast-as-possible", "--json", out_text], &config).await;
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!(report["totals"]["visits"]["assigned"], 7);
    let output = trackstorm(&["run", "--duration", "300ms"], &config).await;
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &report["state"]), (Some(0), &json!("finished")));
    let planned = report["totals"]["visits"]["assigned"].as_u64().unwrap();
    assert!((20..=40).contains(&planned), "100 visits per second for 0.3 s, not {planned}");
}

#[tokio::test]
async fn a_signal_ends_a_run_gracefully_with_its_report_but_it_has_not_finished() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let config = write(folder.path(), "config.json", brisk(&[&sim]).to_string());
    let mut command = binary();
    command.arg("run").arg("--no-preflight").arg(&config);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
    let child = command.spawn().unwrap();
    until("the first hits", async || (sim.stats().totals.hits_received > 10).then_some(())).await;
    signal("INT", child.id());
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &report["state"]), (Some(1), &json!("stopped")));
    assert_eq!(report["totals"]["hits"]["delivered"], json!(sim.stats().totals.hits_received));
}

#[tokio::test]
async fn running_out_of_open_files_is_no_fault_of_the_target() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    // Answers so slow that every hit in flight needs a connection of its own.
    sim.set_faults(Faults { latency: Duration::from_millis(500), ..Default::default() }).unwrap();
    let mut config = short(&[&sim], 200);
    config["concurrency"] = json!(200);
    config["request"]["timeout_seconds"] = json!(10);
    let config = write(folder.path(), "config.json", config.to_string());
    let mut command = Command::new("bash");
    command.args(["-c", "ulimit -n 40; exec \"$0\" run --no-preflight \"$1\""]).arg(binary().get_program()).arg(config);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let totals = &report["totals"];
    assert_eq!((&totals["hits"]["failed"], &totals["errors"]["connect"]), (&json!(0), &json!(0)), "{totals}");
    assert!(totals["hits"]["dropped"].as_u64().unwrap() > 0, "{totals}");
    assert!(totals["last_error"]["message"].as_str().unwrap().contains("ulimit -n"), "{totals}");
    let events = report["events"].as_array().unwrap();
    let mut bottlenecks = events.iter().filter(|event| event["kind"] == "bottleneck");
    assert!(bottlenecks.any(|event| event["message"].as_str().unwrap().contains("open files")), "{events:?}");
    assert_eq!(totals["hits"]["delivered"], json!(sim.stats().totals.hits_received));
    assert_ne!(totals["health"], "failing");
}

#[tokio::test]
async fn bad_configurations_are_2_with_every_field_and_nothing_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let mut wrong = short(&[&sim], 1);
    wrong["concurrency"] = json!(0);
    wrong["targets"][0]["wieght"] = json!(3);
    wrong["targets"][0]["has_token"] = json!(true);
    let wrong = write(folder.path(), "wrong.json", wrong.to_string());
    let output = trackstorm(&["run"], &wrong).await;
    assert_eq!(output.status.code(), Some(2));
    for field in ["concurrency", "targets[0].wieght", "did you mean weight?", "targets[0].token_auth"] {
        assert!(stderr(&output).contains(field), "{field} is missing in {}", stderr(&output));
    }
    let good = write(folder.path(), "good.json", short(&[&sim], 1).to_string());
    let broken = write(folder.path(), "broken.json", "{\"targets\": [");
    let missing = folder.path().join("missing.json");
    for (arguments, config) in [
        (vec!["run"], &broken),
        (vec!["run"], &missing),
        (vec!["run", "--seed", "9007199254740992"], &good),
        (vec!["run", "--max-visits", "0"], &good),
        (vec!["run", "--duration", "soon"], &good),
        (vec!["run", "--duration", "0s"], &good),
        (vec!["run", "--nonsense"], &good),
        (vec!["validate"], &broken),
        (vec!["validate", "--no-connect"], &wrong),
    ] {
        let output = trackstorm(&arguments, config).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {}", stderr(&output));
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
    assert_eq!(sim.stats().requests.received, 0);
}

#[tokio::test]
async fn what_cannot_be_done_is_1() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let config = write(folder.path(), "config.json", short(&[&sim], 1).to_string());
    let output = trackstorm(&["run", "--json", "/nonexistent/out.json"], &config).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("/nonexistent/out.json"));
    assert_eq!(sim.stats().requests.received, 0);
}

#[tokio::test]
async fn validate_says_whether_it_would_work() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim_with_token("right").await;
    let with_token = |token: &str| {
        let mut config = short(&[&sim], 1);
        config["targets"][0]["token_auth"] = json!(token);
        write(folder.path(), &format!("{token}.json"), config.to_string())
    };
    let output = trackstorm(&["validate"], &with_token("right")).await;
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &report["valid"]), (Some(0), &json!(true)), "{report}");
    let output = trackstorm(&["validate"], &with_token("wrong")).await;
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &report["targets"][0]["authorized"]), (Some(2), &json!(false)));
    let before = sim.stats().requests.received;
    let output = trackstorm(&["validate", "--no-connect"], &with_token("wrong")).await;
    assert_eq!((output.status.code(), sim.stats().requests.received), (Some(0), before));
    assert!(!stderr(&output).contains("wrong.json") && !String::from_utf8_lossy(&output.stdout).contains("\"wrong\""));
}

/// Fifty short visits, with thresholds and abort rules.
fn strict(sim: &SimHandle, thresholds: Value, abort_when: Value) -> Value {
    let mut config = short(&[sim], 50);
    config["thresholds"] = thresholds;
    config["abort_when"] = abort_when;
    config
}

#[tokio::test]
async fn thresholds_of_file_and_command_line_decide_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let config = strict(&sim, json!(["error_rate <= 0%"]), json!([]));
    let config = write(folder.path(), "config.json", config.to_string());
    let output = trackstorm(&["run", "--threshold", "p95<1000s", "--threshold", "drop_rate<100%"], &config).await;
    let output_text = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{output_text}");
    for line in ["thresholds:", "✓ error_rate <= 0%  0 %", "✓ p95<1000s", "✓ drop_rate<100%"] {
        assert!(output_text.contains(line), "{line}: {output_text}");
    }
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["thresholds"].as_array().unwrap().len(), 3);

    let output = trackstorm(&["run", "--threshold", "send.p50 < 0us", "--threshold", "p99>0"], &config).await;
    let output_text = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{output_text}");
    assert!(
        output_text.contains("✗ send.p50 < 0us") && output_text.contains("1 of 3 threshold(s) do not hold"),
        "{output_text}"
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["state"], &report["thresholds"][1]["passed"]), (&json!("finished"), &json!(false)));
}

#[tokio::test]
async fn a_threshold_that_cannot_be_read_is_2_and_nothing_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let config = write(folder.path(), "config.json", strict(&sim, json!([]), json!([])).to_string());
    for (threshold, problem) in [
        ("p97<5ms", "did you mean p9"),
        ("p95", "none of the comparisons"),
        ("nowhere: p95<5ms", "no target is called \"nowhere\""),
    ] {
        let output = trackstorm(&["run", "--threshold", threshold], &config).await;
        let output_text = stderr(&output);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{output_text}");
        assert!(output_text.contains(problem), "{output_text}");
    }
    let wrong = strict(&sim, json!(["p95<5ms", "p95=5ms"]), json!(["error_rate>5%"]));
    let wrong = write(folder.path(), "wrong.json", wrong.to_string());
    let output = trackstorm(&["run"], &wrong).await;
    let output_text = stderr(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(output_text.contains("thresholds[1]: ") && output_text.contains("abort_when[0]: "), "{output_text}");
    assert_eq!(sim.stats().totals.hits_received, 0);
}

#[tokio::test]
async fn a_run_that_a_rule_ends_is_3_and_its_report_names_the_rule() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    sim.set_faults(Faults { error_rate: 1.0, ..Default::default() }).unwrap();
    let mut config = brisk(&[&sim]);
    config["abort_when"] = json!(["error_rate > 50% for 1s"]);
    let config = write(folder.path(), "config.json", config.to_string());
    let output = trackstorm(&["run", "--no-preflight", "--duration", "10m"], &config).await;
    let output_text = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{output_text}");
    assert!(output_text.contains("Aborted: \"error_rate > 50% for 1s\" was true"), "{output_text}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&report["state"], &report["run"]["aborted_by"]), (&json!("failed"), &json!("error_rate > 50% for 1s")));
}

#[tokio::test]
async fn nothing_that_can_be_used_and_nothing_that_was_delivered_is_1() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let mut config = short(&[&sim], 5);
    config["targets"][0]["site_id"] = json!(99);
    let config = write(folder.path(), "config.json", config.to_string());
    let output = trackstorm(&["run"], &config).await;
    let output_text = stderr(&output);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{output_text}");
    assert!(output_text.contains("targets[0].site_id") && output_text.contains("--no-preflight"), "{output_text}");
    assert_eq!(sim.stats().totals.hits_recorded, 0);
    let output = trackstorm(&["run", "--no-preflight", "--json", "-"], &config).await;
    let output_text = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{output_text}");
    assert!(output_text.contains("planned hits was delivered"), "{output_text}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["totals"]["hits"]["delivered"], 0);
}

#[tokio::test]
async fn duration_and_grace_bound_the_time_of_a_run_and_no_warning_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let mut config = brisk(&[&sim]);
    (config["pageviews_min"], config["pageviews_max"]) = (json!(3), json!(3));
    (config["pause_between_pvs_min"], config["pause_between_pvs_max"]) = (json!(60), json!(60));
    let config = write(folder.path(), "config.json", config.to_string());
    let output = trackstorm(&["run", "--duration", "500ms", "--grace", "500ms"], &config).await;
    let output_text = stderr(&output);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &report["state"]), (Some(0), &json!("finished")), "{output_text}");
    let seconds = report["run"]["elapsed_seconds"].as_f64().unwrap();
    assert!(seconds < 60.0, "{seconds}");
    assert!(report["totals"]["hits"]["cancelled"].as_u64().unwrap() > 0, "{report}");
    assert!(
        output_text.contains("hits were given up when the run ended")
            && !output_text.contains("until somebody stops it"),
        "{output_text}"
    );
}

#[tokio::test]
async fn a_reader_that_goes_away_changes_no_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let sim = sim().await;
    let config = write(folder.path(), "config.json", short(&[&sim], 3).to_string());
    let mut command = Command::new("bash");
    let script = r#"exec 3>&1; { "$0" run - --threshold 'send.p50 < 0us' < "$1" 2>&3; echo "exit $?" >&3; } | true"#;
    command.args(["-c", script]).arg(binary().get_program()).arg(config);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let output_text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output_text.contains("thresholds:") && output_text.contains("exit 3"), "{output_text}");
}

/// The jq line of the guide, run as it stands there over two reports.
#[tokio::test]
async fn the_check_of_the_guide_can_fail() {
    let guide = include_str!("../../../docs/guide/headless.md");
    let line = guide.lines().find(|line| line.starts_with("jq -e ")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let report = |delivered: u64, dropped: u64, bottleneck: Value| {
        let hits = json!({ "planned": 100, "delivered": delivered, "rejected": 0, "failed": 0, "unknown": 0, "dropped": dropped });
        json!({ "totals": { "hits": hits }, "bottleneck": bottleneck }).to_string()
    };
    for (report, passes) in [
        (report(100, 0, Value::Null), true),
        (report(36, 64, Value::Null), false),
        (report(0, 0, Value::Null), false),
        (report(100, 0, json!({ "kind": "cpu" })), false),
    ] {
        write(folder.path(), "report.json", report);
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir(folder.path());
        let status = tokio::task::spawn_blocking(move || command.output().unwrap().status).await.unwrap();
        assert_eq!(status.code(), Some(i32::from(!passes)));
    }
}

#[tokio::test]
async fn help_says_what_the_exit_codes_mean() {
    let mut command = binary();
    command.args(["run", "--help"]);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for words in ["--threshold <TEXT>", "Exit codes:", "3  finished, but a threshold does not hold"] {
        assert!(help.contains(words), "{words}: {help}");
    }
}

#[tokio::test]
async fn secrets_may_stand_in_a_file_or_in_the_environment() {
    const TOKEN: &str = "abcdef0123456789abcdef0123456789";
    let folder = tempfile::tempdir().unwrap();
    let sim = sim_with_token(TOKEN).await;
    let token = write(folder.path(), "token", format!("{TOKEN}\n"));
    let mut config = short(&[&sim], 3);
    // As editors on Windows save it, and with what says which fields there are.
    config["$schema"] = json!("https://trackstorm.example/config.schema.json");
    config["targets"][0]["token_auth"] = json!(format!("file:{}", token.display()));
    let path = write(folder.path(), "config.json", format!("\u{feff}{config}"));
    let output = trackstorm(&["run"], &path).await;
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(sim.stats().totals.visits, 3);

    let before = sim.stats().requests.received;
    for (placeholder, said) in [
        ("env:TRACKSTORM_TEST_OF_NOTHING", "no variable TRACKSTORM_TEST_OF_NOTHING"),
        ("file:/does/not/exist", "/does/not/exist cannot be read"),
        ("${MATOMO_TOKEN}", "placeholder"),
    ] {
        config["targets"][0]["token_auth"] = json!(placeholder);
        let path = write(folder.path(), "wrong.json", config.to_string());
        for command in ["run", "validate"] {
            let output = trackstorm(&[command], &path).await;
            assert_eq!(output.status.code(), Some(2), "{command} {placeholder}");
            let text = stderr(&output);
            assert!(text.contains("targets[0].token_auth: ") && text.contains(said), "{text}");
        }
    }
    assert_eq!(sim.stats().requests.received, before);
}
