//! A server process with a database of its own, and a client that remembers every answer.

use http::{HeaderMap, StatusCode};
use matomo_sim::{SimConfig, SimHandle};
use parking_lot::Mutex;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    net::Ipv4Addr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
};
use tempfile::TempDir;
use tokio::net::TcpSocket;

pub(crate) use test_support::polling::{DEADLINE, until};

/// The time-out in seconds of hits that must be answered, however long that takes on a busy machine.
pub(crate) const PATIENCE: u64 = 60;

/// 2026-03-10 12:00:00 UTC.
const NOON: i64 = 1_773_144_000;

/// A running `trackstorm serve`; killed when dropped.
pub(crate) struct Server {
    pub url: String,
    pub folder: TempDir,
    child: Child,
    client: reqwest::Client,
    /// The text of every answer so far.
    pub received: Mutex<Vec<String>>,
}

/// A complete answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The body, after checking the status.
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// The fields an error names, after checking status and shape.
    pub(crate) fn fields(&self, status: u16) -> Vec<String> {
        let body = self.expect(status);
        assert!(body["error"]["code"].is_string() && body["error"]["message"].is_string(), "{body}");
        let fields = body["error"]["fields"].as_array().unwrap();
        fields.iter().map(|finding| finding["field"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn binary() -> Command {
    without_settings(Command::new(env!("CARGO_BIN_EXE_trackstorm")))
}

/// Without the settings of whoever runs the tests.
pub(crate) fn without_settings(mut command: Command) -> Command {
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TRACKSTORM_") || name.starts_with("LEPTOS_"))
    {
        command.env_remove(name);
    }
    command
}

impl Server {
    /// A server with an empty database.
    pub(crate) async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), &[]).await
    }

    /// A server over what is in `folder`, with further arguments.
    pub(crate) async fn start_in(folder: TempDir, arguments: &[&str]) -> Self {
        Self::start_by(binary(), folder, arguments).await
    }

    /// A server with an empty database and these lines in its Leptos.toml.
    pub(crate) async fn start_with(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "Leptos.toml", settings);
        Self::start_in(folder, &[]).await
    }

    /// A server with an empty database, started by a shell after these commands, for example a `ulimit`.
    pub(crate) async fn start_after(commands: &str) -> Self {
        let mut command = without_settings(Command::new("sh"));
        let script = format!("set -e; {commands}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_trackstorm")]);
        Self::start_by(command, tempfile::tempdir().unwrap(), &[]).await
    }

    async fn start_by(mut command: Command, folder: TempDir, arguments: &[&str]) -> Self {
        let log = std::fs::File::options().create(true).append(true).open(folder.path().join("log")).unwrap();
        let mut child = command
            .arg("serve")
            .args(arguments)
            .current_dir(folder.path())
            // Whatever was built for the browser before, beside the binary.
            .env("LEPTOS_HASH_FILES", "false")
            .env("TRACKSTORM_ADDR", "127.0.0.1:0")
            .env("TRACKSTORM_SERVER_LOG", "debug,hyper=info,h2=info")
            .env("TRACKSTORM_ENGINE_TICK_SECONDS", "0.1")
            // Long enough that no answer on its way is given up on a busy machine.
            .env("TRACKSTORM_ENGINE_STOP_GRACE_SECONDS", "8")
            .env("TRACKSTORM_ENGINE_SAVE_EVERY_SECONDS", "1")
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("Trackstorm listens on ").unwrap_or_else(|| {
            panic!("{line}{}", std::fs::read_to_string(folder.path().join("log")).unwrap());
        });
        Self { url: url.to_owned(), folder, child, client: client(), received: Mutex::default() }
    }

    pub(crate) async fn request(
        &self,
        method: &str,
        path: &str,
        body: impl Into<reqwest::Body>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let mut request = self.client.request(method.parse().unwrap(), format!("{}{path}", self.url)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let headers = response.headers().clone();
        let text = response.text().await.unwrap();
        self.received.lock().push(format!("{headers:?} {text}"));
        Reply { status, headers, text }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.request("GET", path, "", &[]).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Reply {
        self.request(method, path, body.to_string(), &[]).await
    }

    pub(crate) async fn status(&self) -> Value {
        self.get("/api/status").await.expect(200)
    }

    /// Waits until the status satisfies `wanted` and returns it.
    pub(crate) async fn status_when(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        until(what, async || Some(self.status().await).filter(&wanted)).await
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`; what is left on disk is what the next server starts from.
    pub(crate) fn kill(mut self) -> TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap())
    }

    /// Sends SIGTERM and waits for the end of the process.
    pub(crate) async fn terminate(&mut self) -> ExitStatus {
        signal("TERM", self.process());
        until("the server to end", async || self.child.try_wait().unwrap()).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn signal(name: &str, process: u32) {
    let status = Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status().unwrap();
    assert!(status.success());
}

pub(crate) fn client() -> reqwest::Client {
    let tls = transport::tls_config().unwrap();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

/// A simulated Matomo where it is always noon: at midnight it would make two visits of one.
pub(crate) async fn sim() -> SimHandle {
    let sim = matomo_sim::start(SimConfig::default()).await.unwrap();
    sim.set_clock(Some(NOON));
    sim
}

/// A simulated Matomo that keeps the time, because hits with a token say when they happened; such visits end
/// before midnight of their own accord.
pub(crate) async fn sim_with_token(token: &str) -> SimHandle {
    matomo_sim::start(SimConfig { token: Some(token.to_owned()), ..Default::default() }).await.unwrap()
}

/// A configuration that sends briskly to `sims`, for as long as it is let. However busy the machine is, it has
/// room and time for every visit, so that none is dropped.
pub(crate) fn brisk(sims: &[&SimHandle]) -> Value {
    let targets = sims.iter().enumerate();
    let targets = targets.map(|(index, sim)| json!({ "name": format!("t{index}"), "url": sim.url(), "site_id": 1 }));
    json!({
        "targets": targets.collect::<Vec<_>>(),
        "target_visits_per_day": 8_640_000, "concurrency": 500, "request": { "timeout_seconds": PATIENCE },
        "pageviews_min": 1, "pageviews_max": 2, "pause_between_pvs_min": 0, "pause_between_pvs_max": 0.1
    })
}

/// The certificate of an authority that nobody knows.
pub(crate) fn authority() -> String {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.self_signed(&KeyPair::generate().unwrap()).unwrap().pem()
}

/// `brisk`, ended after `visits`.
pub(crate) fn short(sims: &[&SimHandle], visits: u64) -> Value {
    let mut config = brisk(sims);
    config["max_total_visits"] = json!(visits);
    config
}

/// A port where nothing listens, for as long as the socket lives: nobody else can get it.
pub(crate) fn closed_port() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (socket, url)
}

pub(crate) fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}
