//! Runs the shell blocks of a page one after the other, as somebody who reads it would: in one folder, against one
//! server and simulated Matomos.

use super::blocks::{Block, Mark, indented};
use crate::support::{DEADLINE, Server, sim_with_token, without_settings, write};
use matomo_sim::SimHandle;
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
};
use tempfile::TempDir;
use tokio::process::Command;

const TOKEN: &str = "0cc175b9c0f1b6a831c399e269772661";

/// What stands for what a test cannot have: addresses and folders, hours, and a quiet machine. In this order.
const STAND_INS: [(&str, &str); 22] = [
    ("--listen 127.0.0.1:9101", "--listen 127.0.0.1:0"),
    ("127.0.0.1:9101", "{first}"),
    ("127.0.0.1:9103", "{second}"),
    ("TRACKSTORM_ADDR=127.0.0.1:3000", "TRACKSTORM_ADDR=127.0.0.1:0"),
    ("127.0.0.1:3000", "{server}"),
    ("127.0.0.1:9182", "{server}"),
    ("127.0.0.1:9183", "{server}"),
    ("/etc/trackstorm", "{folder}"),
    ("/srv/trackstorm", "{folder}"),
    ("/backups", "{folder}"),
    (" server/bench/", " {repository}/server/bench/"),
    ("target/release/trackstorm", "trackstorm"),
    ("trackstorm serve", "until_it_writes trackstorm serve"),
    ("trackstorm sim", "until_it_writes trackstorm sim"),
    ("curl -N", "until_it_writes curl -N"),
    ("run CONFIG ", "run fleet.json "),
    ("--duration 60s", "--duration 1s --grace 1s"),
    ("--duration 8s", "--duration 1s --grace 1s"),
    ("--max-visits 10000", "--max-visits 20 --as-fast-as-possible"),
    // Dashboards, and for how many seconds.
    (" 500 22", " 2 1"),
    // Other tests run beside this one.
    ("<500ms", "<500s"),
    ("<20ms", "<20s"),
];

/// What blocks find around them. A command that fails ends its block; make and cargo only say whether they could.
const SURROUNDINGS: &str = r#"
set -euo pipefail

make() {
  command make --dry-run --directory "$REPOSITORY" "$@" > /dev/null
}

cargo() {
  local package target
  while [ $# -gt 0 ]; do
    case $1 in
      -p | --package) package=$2 ;;
      --bench | --test) target=$2 ;;
    esac
    shift
  done
  command cargo metadata --no-deps --offline --format-version 1 --manifest-path "$REPOSITORY/Cargo.toml" |
    jq -e --arg package "$package" --arg target "$target" \
      'any(.packages[]; .name == $package and any(.targets[]; .name == $target))'
}

# Stops what does not end by itself as soon as it has written something. The kill fails if it has ended.
until_it_writes() {
  exec 3< <(exec "$@")
  local process=$!
  [ "$(head -c 1 <&3 | wc -c)" = 1 ]
  kill "$process"
  cat <&3 > /dev/null
}

set -x
"#;

/// Where the blocks of a page are run.
pub(super) struct Place {
    folder: TempDir,
    server: Server,
    sims: [SimHandle; 3],
    files: Vec<(String, String)>,
}

impl Place {
    /// A server with the configuration `fleet.json`, one of the `files` that the docs show.
    pub(super) async fn new(files: &[&Block]) -> Self {
        let sims = [sim_with_token(TOKEN).await, sim_with_token(TOKEN).await, sim_with_token(TOKEN).await];
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), ".curlrc", "fail-with-body\nsilent\nshow-error\nnoproxy = *\n");
        std::fs::copy(repository().join("Leptos.toml"), folder.path().join("Leptos.toml")).unwrap();
        let mut place = Self { folder, server: Server::start().await, sims, files: Vec::new() };
        for block in files {
            let Mark::File(name) = &block.mark else { continue };
            place.files.push((name.clone(), place.translated(&block.text)));
        }
        let fleet = place.files.iter().find(|(name, _)| name == "fleet.json").expect("a block is fleet.json");
        let fleet: Value = serde_json::from_str(&fleet.1).unwrap();
        place.server.send("PUT", "/api/config", fleet).await.expect(200);
        place
    }

    /// The text with everything replaced that has a stand-in. Every Matomo of an example is a simulated one.
    fn translated(&self, text: &str) -> String {
        let mut parts = text.split("https://");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric() && !".-".contains(c)).unwrap_or(part.len());
            let (host, rest) = part.split_at(end);
            match host.ends_with(".example") || host.ends_with(".example.org") {
                true => text.push_str(&format!("http://{{sim}}{rest}")),
                false => text.push_str(&format!("https://{part}")),
            }
        }
        for (documented, here) in STAND_INS {
            text = text.replace(documented, here);
        }
        let [first, second, sim] = self.sims.each_ref().map(|sim| sim.addr().to_string());
        for (name, value) in [
            ("{server}", self.server.url.trim_start_matches("http://").to_owned()),
            ("{first}", first),
            ("{second}", second),
            ("{sim}", sim),
            ("{folder}", self.folder.path().display().to_string()),
            ("{repository}", repository().display().to_string()),
        ] {
            text = text.replace(name, &value);
        }
        text
    }

    /// What is wrong with a block, after running it. What it started has ended then.
    pub(super) async fn problem(&self, block: &Block) -> Option<String> {
        for (name, text) in &self.files {
            write(self.folder.path(), name, text);
        }
        let script = self.translated(&block.text);
        let output = self.folder.path().join("output");
        let ended = self.run(&format!("{SURROUNDINGS}{script}"), &output).await;
        let how = match ended {
            Some(status) if status.success() => return None,
            Some(status) => status.to_string(),
            None => format!("not done after {DEADLINE:?}"),
        };
        let text = String::from_utf8_lossy(&std::fs::read(&output).unwrap()).into_owned();
        Some(format!("{}  was run as\n{}  {how}:\n{}", block.problem("fails"), indented(&script), indented(&text)))
    }

    /// How bash ended, or `None` if it was ended.
    async fn run(&self, script: &str, output: &Path) -> Option<ExitStatus> {
        let output = File::create(output).unwrap();
        let binaries = Path::new(env!("CARGO_BIN_EXE_trackstorm")).parent().unwrap();
        let mut command = Command::from(without_settings(std::process::Command::new("bash")));
        let mut bash = command
            .args(["-c", script])
            .current_dir(self.folder.path())
            .env("PATH", format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap()))
            .env("CURL_HOME", self.folder.path())
            .env("REPOSITORY", repository())
            .env("BASE", &self.server.url)
            .env("MATOMO_TOKEN", TOKEN)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let _group = Group(Pid::from_raw(bash.id().unwrap().cast_signed()).unwrap());
        tokio::time::timeout(DEADLINE, bash.wait()).await.ok().map(Result::unwrap)
    }
}

/// What a block started; ended when dropped.
struct Group(Pid);

impl Drop for Group {
    fn drop(&mut self) {
        // Mostly all of it has ended.
        let _ = kill_process_group(self.0, Signal::KILL);
    }
}

/// What can be said against a block that is not run: its syntax, and files of this repository that are not there.
pub(super) async fn problem_unrun(block: &Block) -> Option<String> {
    let output = Command::new("bash").args(["-n", "-c", &block.text]).output().await.unwrap();
    if !output.status.success() {
        return Some(block.problem(&String::from_utf8_lossy(&output.stderr)));
    }
    let missing =
        block.text.split_whitespace().find(|word| word.starts_with("server/") && !repository().join(word).exists());
    missing.map(|file| block.problem(&format!("there is no {file}")))
}

pub(super) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}
