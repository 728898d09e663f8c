//! Precedence, named problems, and the agreement of Leptos.toml with what cargo-leptos reads.

use super::*;
use figment::value::Value;
use std::time::Duration;

fn load(toml: &str, variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Leptos.toml");
    std::fs::write(&file, toml).unwrap();
    Settings::from_sources(&file, variables.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())))
}

fn workspace(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)
}

#[test]
fn without_a_file_the_defaults_hold_and_the_file_only_repeats_them() {
    let none = Settings::from_sources(Path::new("/nonexistent/Leptos.toml"), []).unwrap();
    let file = Settings::from_sources(&workspace("Leptos.toml"), []).unwrap();
    assert_eq!(format!("{none:?}"), format!("{file:?}"));
    assert_eq!(none.leptos.site_addr.to_string(), "127.0.0.1:3000");
    assert_eq!(none.database.url, "sqlite://data/trackstorm.db?mode=rwc");
    assert_eq!(none.secret_key_file(), Path::new("data/trackstorm.key"));
}

#[test]
fn the_environment_wins_over_the_file_and_addr_over_all() {
    let toml = "[leptos]\nsite-addr = \"127.0.0.1:1\"\nsite-root = \"a\"\n[engine]\ntick-seconds = 2";
    let variables = [
        ("TRACKSTORM_ADDR", "127.0.0.1:4"),
        ("LEPTOS_SITE_ADDR", "127.0.0.1:3"),
        ("TRACKSTORM_LEPTOS_SITE_ADDR", "127.0.0.1:2"),
        ("LEPTOS_SITE_ROOT", "b"),
        ("LEPTOS_WATCH", "true"),
        ("TRACKSTORM_DATABASE_URL", "sqlite:///srv/x.db?mode=rwc"),
        ("TRACKSTORM_ENGINE_STOP_GRACE_SECONDS", "0.5"),
        ("TRACKSTORM_SECURITY_TRUSTED_ORIGINS", "[\"https://a.example\"]"),
        ("TRACKSTORM_SOMETHING", "else"),
    ];
    let settings = load(toml, &variables).unwrap();
    assert_eq!(settings.leptos.site_addr.port(), 4);
    assert_eq!(&*settings.leptos.site_root, "b");
    assert_eq!(settings.database.file(), Some(Path::new("/srv/x.db")));
    assert_eq!(settings.secret_key_file(), Path::new("/srv/trackstorm.key"));
    assert_eq!(settings.engine.tick(), Duration::from_secs(2));
    assert_eq!(settings.engine.stop_grace(), Duration::from_millis(500));
    assert_eq!(settings.security.trusted_origins, ["https://a.example"]);
    assert_eq!(settings.ignored_variables, ["TRACKSTORM_SOMETHING"]);
    assert_eq!(load(toml, &variables[1..]).unwrap().leptos.site_addr.port(), 3);
    assert_eq!(load(toml, &variables[2..]).unwrap().leptos.site_addr.port(), 2);
}

#[test]
fn the_listen_address_may_have_a_name() {
    for (toml, variable) in [
        ("", ("TRACKSTORM_ADDR", "localhost:3100")),
        ("", ("LEPTOS_SITE_ADDR", "localhost:3100")),
        ("[leptos]\nsite-addr = \"localhost:3100\"", ("TRACKSTORM_ADDR", "")),
    ] {
        let address = load(toml, &[variable]).unwrap().leptos.site_addr;
        assert!(address.ip().is_loopback(), "{address}");
        assert_eq!(address.port(), 3100);
    }
}

#[test]
fn what_is_wrong_is_named_with_what_to_do() {
    for (toml, variables, parts) in [
        ("[databse]\nurl = \"x\"", vec![], vec!["databse", "\"database\"", "Leptos.toml"]),
        ("[leptos]\nsite-adr = \"x\"", vec![], vec!["leptos.site-adr", "\"site-addr\""]),
        ("[leptos]\nsite-addr = \"nowhere\"", vec![], vec!["leptos.site-addr", "Leptos.toml"]),
        ("[server]\nlog-format = \"xml\"", vec![], vec!["server.log-format", "text, json"]),
        ("[engine]\ntick-seconds = 0", vec![], vec!["engine.tick-seconds", "between 0.1 and 60"]),
        (
            "[server]\nbase-path = \"load/\"",
            vec![],
            vec!["server.base-path", "\"load/\"", "\"/load\"", "none at the end"],
        ),
        ("", vec![("TRACKSTORM_SERVER_BASE_PATH", "/runs/x")], vec!["server.base-path", "/runs", "\"/load\""]),
        ("[server\n", vec![], vec!["Leptos.toml"]),
        ("", vec![("TRACKSTORM_DATABASE_ULR", "x")], vec!["database.ulr", "\"url\"", "TRACKSTORM_DATABASE_ULR"]),
        ("", vec![("TRACKSTORM_ADDR", "3000")], vec!["leptos.site-addr", "TRACKSTORM_ADDR", "127.0.0.1:3000"]),
        ("", vec![("TRACKSTORM_ADDR", "no host:3000")], vec!["leptos.site-addr: \"no host:3000\"", "TRACKSTORM_ADDR"]),
        ("", vec![("TRACKSTORM_SECURITY_TRUSTED_ORIGINS", "[\"nonsense\"]")], vec!["security.trusted-origins"]),
        (
            "[security]\ntrusted-hosts = [\"https://a.example\"]",
            vec![],
            vec!["security.trusted-hosts", "without scheme"],
        ),
    ] {
        let message = load(toml, &variables).unwrap_err().to_string();
        for part in parts {
            assert!(message.contains(part), "{part} is missing in: {message}");
        }
    }
    let missing = Settings::load(Some(Path::new("/nonexistent/x.toml"))).unwrap_err().to_string();
    assert!(missing.contains("/nonexistent/x.toml"), "{missing}");
}

#[test]
fn cargo_leptos_and_the_server_have_the_same_settings() {
    let cargo = Figment::from(TomlFile(workspace("Cargo.toml")));
    let metadata = cargo.find_value("workspace.metadata.leptos").unwrap().into_array().unwrap().remove(0);
    let metadata = metadata.into_dict().unwrap();
    let leptos = Figment::from(TomlFile(workspace("Leptos.toml")));
    for key in ["output-name", "site-root", "site-pkg-dir", "site-addr", "reload-port"] {
        let value = leptos.find_value(&format!("leptos.{key}")).unwrap();
        let text =
            |value: &Value| value.as_str().map(str::to_owned).or(value.to_i128().map(|number| number.to_string()));
        assert_eq!(metadata.get(key).and_then(text), text(&value), "{key}");
    }
}
