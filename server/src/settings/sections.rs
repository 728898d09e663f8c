//! The sections of Leptos.toml with their defaults and ranges.

use super::{address, base_path};
use crate::{listen::Limits, open_files};
use serde::{Deserialize, Serialize};
use std::{
    fmt::Display,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

/// The whole file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sections {
    pub leptos: LeptosSettings,
    pub server: ServerSettings,
    pub database: DatabaseSettings,
    pub engine: EngineSettings,
    pub security: SecuritySettings,
}

/// `[leptos]`: what cargo-leptos and the server must agree on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct LeptosSettings {
    pub output_name: String,
    pub site_root: String,
    pub site_pkg_dir: String,
    #[serde(deserialize_with = "address::read")]
    pub site_addr: SocketAddr,
    pub reload_port: u32,
    pub reload_external_port: Option<u32>,
    pub reload_ws_protocol: ReloadProtocol,
    pub env: Environment,
    pub hash_files: bool,
    pub hash_file_name: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum Environment {
    #[serde(rename = "PROD", alias = "prod", alias = "production")]
    Prod,
    #[serde(rename = "DEV", alias = "dev", alias = "development")]
    Dev,
}

impl From<Environment> for leptos_config::Env {
    fn from(environment: Environment) -> Self {
        match environment {
            Environment::Prod => Self::PROD,
            Environment::Dev => Self::DEV,
        }
    }
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ReloadProtocol {
    Ws,
    Wss,
}

impl From<ReloadProtocol> for leptos_config::ReloadWSProtocol {
    fn from(protocol: ReloadProtocol) -> Self {
        match protocol {
            ReloadProtocol::Ws => Self::WS,
            ReloadProtocol::Wss => Self::WSS,
        }
    }
}

impl Default for LeptosSettings {
    fn default() -> Self {
        Self {
            output_name: "trackstorm".into(),
            site_root: "target/site".into(),
            site_pkg_dir: "pkg".into(),
            site_addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)),
            reload_port: 3001,
            reload_external_port: None,
            reload_ws_protocol: ReloadProtocol::Ws,
            env: Environment::Prod,
            hash_files: true,
            hash_file_name: "hash.txt".into(),
        }
    }
}

/// How log lines look on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For log collectors.
    Json,
}

/// `[server]`: what the server tells, and what its clients may take.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ServerSettings {
    /// Levels, as in `RUST_LOG`.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Lines kept for `GET /api/logs`.
    pub log_lines: usize,
    /// Connections of browsers and programs at once.
    pub max_connections: usize,
    idle_timeout_seconds: f64,
    body_timeout_seconds: f64,
    /// Memory of all request bodies together, bytes.
    pub max_bodies_bytes: usize,
    /// Below which path of its host a proxy serves this server: empty, or like `/load`.
    pub base_path: String,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            log: "info,sea_orm_migration=warn".into(),
            log_format: LogFormat::Text,
            log_lines: 10_000,
            max_connections: 10_000,
            idle_timeout_seconds: 30.0,
            body_timeout_seconds: 20.0,
            max_bodies_bytes: 64 * 1024 * 1024,
            base_path: String::new(),
        }
    }
}

impl ServerSettings {
    /// How long a body may take to begin to arrive.
    pub(crate) fn body_timeout(&self) -> Duration {
        Duration::from_secs_f64(self.body_timeout_seconds)
    }

    /// What connections may take.
    pub(crate) fn listen_limits(&self) -> Limits {
        let connections = open_files::for_clients(self.max_connections);
        Limits { connections, idle: Duration::from_secs_f64(self.idle_timeout_seconds) }
    }

    /// How many connections may be live streams, which stay open for as long as their readers like: the others are for
    /// those that want something.
    pub(crate) fn live_streams(&self) -> usize {
        (self.listen_limits().connections * 3 / 4).max(1)
    }
}

/// `[database]`: where things are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct DatabaseSettings {
    /// What SeaORM connects to.
    pub url: String,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self { url: "sqlite://data/trackstorm.db?mode=rwc".into() }
    }
}

impl DatabaseSettings {
    /// The database file, unless the database is in memory or on a server.
    pub(crate) fn file(&self) -> Option<&Path> {
        let path = self.url.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        (!path.is_empty() && path != ":memory:").then(|| Path::new(path))
    }
}

/// `[engine]`: how runs are carried out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct EngineSettings {
    tick_seconds: f64,
    stop_grace_seconds: f64,
    save_every_seconds: f64,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self { tick_seconds: 1.0, stop_grace_seconds: 5.0, save_every_seconds: 5.0 }
    }
}

impl EngineSettings {
    /// How often figures are published.
    pub(crate) fn tick(&self) -> Duration {
        Duration::from_secs_f64(self.tick_seconds)
    }

    /// How long visits in progress may go on after a stop.
    pub(crate) fn stop_grace(&self) -> Duration {
        Duration::from_secs_f64(self.stop_grace_seconds)
    }

    /// How often the figures of an active run are saved.
    pub(crate) fn save_every(&self) -> Duration {
        Duration::from_secs_f64(self.save_every_seconds)
    }
}

/// `[security]`: limits and secrets.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct SecuritySettings {
    /// Key to the stored tokens; see [`super::Settings::secret_key_file`] for the default.
    pub secret_key_file: Option<PathBuf>,
    /// Largest request body, bytes.
    pub max_body_bytes: usize,
    /// Further origins whose pages may change things; their hosts are trusted, too.
    pub trusted_origins: Vec<String>,
    /// Names under which the server is asked for, beside those that `http::host` always takes.
    pub trusted_hosts: Vec<String>,
}

impl Default for SecuritySettings {
    fn default() -> Self {
        Self {
            secret_key_file: None,
            max_body_bytes: 16 * 1024 * 1024,
            trusted_origins: Vec::new(),
            trusted_hosts: Vec::new(),
        }
    }
}

impl Sections {
    /// What is out of range, as `key: what to write instead`.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        within(&mut problems, "engine.tick-seconds", self.engine.tick_seconds, 0.1, 60.0);
        within(&mut problems, "engine.stop-grace-seconds", self.engine.stop_grace_seconds, 0.0, 600.0);
        within(&mut problems, "engine.save-every-seconds", self.engine.save_every_seconds, 1.0, 3_600.0);
        within(&mut problems, "server.idle-timeout-seconds", self.server.idle_timeout_seconds, 1.0, 3_600.0);
        within(&mut problems, "server.body-timeout-seconds", self.server.body_timeout_seconds, 1.0, 3_600.0);
        within(&mut problems, "server.log-lines", self.server.log_lines, 100, 1_000_000);
        within(&mut problems, "server.max-connections", self.server.max_connections, 16, 1_000_000);
        within(&mut problems, "server.max-bodies-bytes", self.server.max_bodies_bytes, 1_048_576, usize::MAX);
        within(&mut problems, "security.max-body-bytes", self.security.max_body_bytes, 65_536, 268_435_456);
        if self.leptos.output_name.is_empty() {
            problems.push("leptos.output-name: must not be empty; cargo-leptos calls it output-name too".into());
        }
        if let Err(error) = self.server.log.parse::<tracing_subscriber::filter::Targets>() {
            problems.push(format!("server.log: {error}; write a level such as \"info\" or \"warn,trackstorm=debug\""));
        }
        if let Some(problem) = base_path::problem(&self.server.base_path) {
            problems.push(format!("server.base-path: {problem}"));
        }
        for origin in &self.security.trusted_origins {
            if let Err(error) = tower_http::csrf::CsrfLayer::new().add_trusted_origin(origin) {
                problems.push(format!("security.trusted-origins: {error}; write it like \"https://load.example.org\""));
            }
        }
        for host in self.security.trusted_hosts.iter().filter(|host| !crate::http::is_host_name(host)) {
            problems.push(format!(
                "security.trusted-hosts: {host:?} is no name of a host; write it like \"load.example.org\", without scheme and port"
            ));
        }
        problems
    }
}

fn within<T: PartialOrd + Display>(problems: &mut Vec<String>, key: &str, value: T, min: T, max: T) {
    // Negated, so that NaN is out of range too.
    if !(value >= min && value <= max) {
        problems.push(format!("{key}: must be between {min} and {max}, is {value}"));
    }
}
