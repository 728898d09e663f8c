//! A folder for a database, and configurations to put into it.

use domain::{Connection, Header, MultiTargetConfig, Target, TokenAuth};
use std::path::Path;
use store::{SecretKey, Store};
use tempfile::TempDir;

/// A token as Matomo makes them; distinct enough to search files for.
pub(crate) const TOKEN: &str = "5ec7e70c0ffee0123456789abcdef5ec";

pub(crate) fn key() -> SecretKey {
    SecretKey::from_hex(&"5a".repeat(32)).unwrap()
}

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub(crate) fn url(folder: &Path) -> String {
    format!("sqlite://{}?mode=rwc", folder.join("data/trackstorm.db").display())
}

pub(crate) async fn open(folder: &TempDir) -> Store {
    Store::open(&url(folder.path()), key()).await.unwrap()
}

pub(crate) fn target(name: &str) -> Target {
    Target { name: name.into(), ..Target::new(format!("https://{name}.example"), 1) }
}

pub(crate) fn with_token(name: &str, token: &str) -> Target {
    Target { token_auth: Some(TokenAuth::new(token)), has_token: true, ..target(name) }
}

/// A target that is reached in every way of its own, with [`TOKEN`] for every secret of it but the token.
pub(crate) fn with_connection(name: &str) -> Target {
    let secret = || Some(TokenAuth::new(TOKEN));
    let header = |name: &str| Header { name: name.into(), value: secret(), has_value: true };
    let connection = Connection {
        exact_url: true,
        connect_to: Some("10.0.0.7:8443".into()),
        proxy: Some("direct".into()),
        user: Some("staging".into()),
        password: secret(),
        has_password: true,
        client_certificate: Some("-----BEGIN CERTIFICATE-----".into()),
        client_key: secret(),
        has_client_key: true,
        headers: vec![header("X-One"), header("X-Two")],
    };
    Target { connection, ..target(name) }
}

pub(crate) fn config(targets: impl IntoIterator<Item = Target>) -> MultiTargetConfig {
    MultiTargetConfig { targets: targets.into_iter().collect(), ..Default::default() }
}
