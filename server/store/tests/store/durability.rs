//! `kill -9` at any moment: whatever was confirmed is there afterwards, and nothing is half there.
//! What a backfill reserved is confirmed before it sends, so it is among that.

use crate::support::{TOKEN, config, folder, key, target, url, with_token};
use domain::{PageRequest, RunFilter, RunOutcome, StatusSnapshot};
use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};
use store::{NewBackfill, NewRun, Store};

/// Set in the process that will be killed: where its database is.
const VICTIM: &str = "TRACKSTORM_TEST_VICTIM_FOLDER";
const THIS_TEST: &str = "durability::a_killed_process_loses_no_confirmed_preset";

#[tokio::test]
async fn a_killed_process_loses_no_confirmed_preset() {
    if let Some(folder) = env::var_os(VICTIM) {
        return save_for_ever(Path::new(&folder)).await;
    }
    let folder = folder();
    let mut confirmed = Vec::new();
    for round in 1..=5 {
        // Killed after ever more saves, so that it happens at different places of the log.
        confirmed.extend(run_and_kill(folder.path(), round * 7));
        let store = Store::open(&url(folder.path()), key()).await.unwrap();
        for (name, description) in &confirmed {
            let preset = store.preset_by_slug(name).await.unwrap();
            assert_eq!((&preset.name, &preset.description), (name, description));
            assert_eq!(preset.config, config([target("plain"), with_token(name, TOKEN)]));
        }
        let unconfirmed =
            usize::try_from(store.presets(PageRequest::default()).await.unwrap().total).unwrap() - confirmed.len();
        assert!(unconfirmed <= round, "at most the save in progress is there beyond the confirmed ones");
        let runs = store.runs(PageRequest::default(), &RunFilter::default()).await.unwrap().entries;
        assert_eq!(runs.len(), round);
        assert!(runs.iter().all(|run| run.outcome == RunOutcome::Interrupted && run.can_continue));
        let begun = store.begun(runs[0].id).await.unwrap();
        let number = confirmed.last().and_then(|(name, _)| name.split_once("-n")).unwrap().1.parse::<u64>().unwrap();
        // The save in progress may have come as far as the next reservation.
        assert!(begun.iter().all(|(id, _, below)| *id == 1 && [number, number + 1].contains(below)), "{begun:?}");
        assert_eq!(begun.len(), 1);
        store.close().await.unwrap();
    }
}

/// Starts this very test as another process, kills it once it has confirmed `saves` presets, and gives
/// all it confirmed up to its end.
fn run_and_kill(folder: &Path, saves: usize) -> Vec<(String, String)> {
    let mut victim = Command::new(env::current_exe().unwrap())
        .args(["--exact", THIS_TEST, "--nocapture"])
        .env(VICTIM, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(victim.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut confirmed = Vec::new();
    // What it confirmed before the kill is read to the end.
    for line in lines {
        let Some((name, description)) = line.strip_prefix("saved ").and_then(|saved| saved.split_once(' ')) else {
            continue;
        };
        confirmed.push((name.to_owned(), description.to_owned()));
        if confirmed.len() == saves {
            victim.kill().unwrap();
        }
    }
    assert!(confirmed.len() >= saves, "the victim saves until it is killed");
    assert!(!victim.wait().unwrap().success());
    confirmed
}

async fn save_for_ever(folder: &Path) {
    let store = Store::open(&url(folder), key()).await.unwrap();
    let run = NewRun {
        name: "a run".into(),
        preset: None,
        started_by: None,
        seed: 1,
        config: &config([target("plain")]),
        started_at: "2026-01-01T00:00:00Z".into(),
        backfill: Some(NewBackfill { visits: 1_000_000, targets: 1, continues: None }),
    };
    let run = store.begin_run(run).await.unwrap();
    for number in 0_u64.. {
        let name = format!("r{run}-n{number}");
        let plan = config([target("plain"), with_token(&name, TOKEN)]);
        let created = store.create_preset(&name, "created", &config([target("plain")])).await.unwrap();
        store.update_preset(created.id, &name, "updated", Some(&plan)).await.unwrap();
        store.save_run(run, RunOutcome::Running, &StatusSnapshot::default(), &[]).await.unwrap();
        store.reserve(run, 1, "plain", number).await.unwrap();
        println!("\nsaved {name} updated");
    }
}
