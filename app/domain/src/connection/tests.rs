use super::*;
use crate::{MultiTargetConfig, Validation, target::Target};

fn with(connection: Connection) -> MultiTargetConfig {
    let target = Target { name: "a".into(), connection, ..Target::new("https://m.example", 1) };
    MultiTargetConfig { targets: vec![target], ..Default::default() }
}

fn full() -> Connection {
    Connection {
        user: Some("staging".into()),
        password: Some(TokenAuth::new("door")),
        headers: vec![Header { name: "X-Own".into(), value: Some(TokenAuth::new("value-of-it")), has_value: false }],
        ..Connection::default()
    }
}

#[test]
fn secrets_are_kept_by_name_and_never_shown() {
    let stored = with(full());
    // As a program reads it and writes it back, with another header in front.
    let mut shown = full().redacted();
    assert!(shown.has_password && shown.headers[0].has_value && shown.secrets().is_empty());
    shown.headers.insert(0, Header { name: "X-New".into(), value: Some(TokenAuth::new("new")), has_value: false });
    shown.headers[1].name = "x-own".into();
    let mut written = with(shown);
    written.keep_tokens(&stored.targets).unwrap();
    let secrets: Vec<_> = written.targets[0].connection.secrets();
    let secrets: Vec<_> = secrets.iter().map(|(name, secret)| (name.as_str(), secret.expose())).collect();
    assert_eq!(secrets, [("password", "door"), ("header x-new", "new"), ("header x-own", "value-of-it")]);

    // An empty text clears, and what is not stored is named.
    let mut cleared = with(Connection { password: Some(TokenAuth::new("")), ..full() });
    cleared.keep_tokens(&stored.targets).unwrap();
    assert_eq!((cleared.targets[0].connection.has_password, cleared.targets[0].connection.secrets().len()), (false, 1));
    let mut unknown = with(Connection { has_password: true, user: Some("a".into()), ..Connection::default() });
    let missing = unknown.keep_tokens(&[]).unwrap_err();
    assert_eq!(missing[0].field, "targets[0].connection.password");
}

#[test]
fn what_cannot_be_is_named_by_its_field() {
    type Change = fn(&mut Connection);
    let cases: [(&str, Change); 15] = [
        ("connect_to", |c| c.connect_to = Some("http://a".into())),
        ("connect_to", |c| c.connect_to = Some("a:0".into())),
        ("connect_to", |c| (c.connect_to, c.proxy) = (Some("a".into()), Some("http://b:1".into()))),
        ("proxy", |c| c.proxy = Some("https://proxy".into())),
        ("proxy", |c| c.proxy = Some("http://user:pw@proxy".into())),
        ("user", |c| c.user = Some("a:b".into())),
        ("user", |c| c.user = None),
        ("password", |c| c.password = Some(TokenAuth::new("a\nb"))),
        ("password", |c| c.password = Some(TokenAuth::new("${PASSWORD}"))),
        ("client_certificate", |c| c.client_certificate = Some("mine".into())),
        ("client_certificate", |c| c.client_key = Some(TokenAuth::new("-----BEGIN PRIVATE KEY-----"))),
        ("headers[0].name", |c| c.headers[0].name = "Host".into()),
        ("headers[0].name", |c| c.headers[0].name = "a b".into()),
        ("headers[0].name", |c| c.headers[0].name = "Authorization".into()),
        ("headers[0].value", |c| c.headers[0].value = Some(TokenAuth::new("a\r\nX: b"))),
    ];
    for (field, change) in cases {
        let mut connection = full();
        change(&mut connection);
        let found = Validation::for_storing(&with(connection)).errors;
        assert!(
            found.iter().any(|error| error.field == format!("targets[0].connection.{field}")),
            "{field}: {found:?}"
        );
        assert!(found.iter().all(|error| !error.message.contains("PASSWORD")), "{found:?}");
    }
    assert_eq!(Validation::for_storing(&with(full())).errors, []);
    let mut twice = full();
    twice.headers.push(Header { name: "x-OWN".into(), ..Header::default() });
    assert_eq!(Validation::for_storing(&with(twice)).errors[0].field, "targets[0].connection.headers[1].name");
}

#[test]
fn places_are_names_or_addresses_with_or_without_a_port() {
    for (text, host, port) in [
        ("10.0.0.7", "10.0.0.7", None),
        ("10.0.0.7:8443", "10.0.0.7", Some(8443)),
        ("node-1", "node-1", None),
        ("[::1]:80", "::1", Some(80)),
        ("::1", "::1", None),
    ] {
        assert_eq!(host_and_port(text), Ok((host, port)));
    }
    for text in ["", "a/b", "a b", "user@a", ":80", "a:b"] {
        assert!(host_and_port(text).is_err(), "{text}");
    }
}

#[test]
fn an_exact_address_is_the_tracker_and_may_have_a_query() {
    let exact = |url: &str| Target {
        connection: Connection { exact_url: true, ..Connection::default() },
        ..Target::new(url, 1)
    };
    let rest = "https://m.example/index.php?rest_route=/matomo/v1/hit/";
    assert_eq!(exact(rest).tracker(), rest);
    assert_eq!(exact("https://m.example/js/").tracker(), "https://m.example/js/");
    assert_eq!(Target::new("https://m.example/js/", 1).tracker(), "https://m.example/js/matomo.php");
    assert!(Validation::for_storing(&storable(exact(rest))).errors.is_empty());
    for target in [Target::new(rest, 1), exact("https://m.example/?a=b#c"), exact("https://m.example/?a= b")] {
        assert_eq!(Validation::for_storing(&storable(target)).errors[0].field, "targets[0].url");
    }
}

fn storable(target: Target) -> MultiTargetConfig {
    MultiTargetConfig { targets: vec![Target { name: "a".into(), ..target }], ..Default::default() }
}

/// The fields with errors when `secret` is both the password and the value of a header.
fn fields_refusing(secret: &str) -> Vec<String> {
    let mut connection = full();
    connection.password = Some(TokenAuth::as_it_is(secret));
    connection.headers[0].value = Some(TokenAuth::as_it_is(secret));
    let errors = Validation::for_storing(&with(connection)).errors;
    errors.into_iter().map(|error| error.field).collect()
}

#[test]
fn passwords_and_headers_may_look_like_anything_but_a_placeholder_as_a_whole() {
    for chosen in
        ["$ecret1", "$HOME", "changeme", "a{{b", "<door>", "your-token", "x${y}z", "env: a", "${}", "{{}}", "$"]
    {
        assert_eq!(fields_refusing(chosen), [""; 0], "{chosen}");
    }
    for placeholder in ["${PASSWORD}", "${PASSWORD:-none}", "{{ password }}", "env:PASSWORD", "file:/run/password"] {
        let fields = ["password", "headers[0].value"].map(|field| format!("targets[0].connection.{field}"));
        assert_eq!(fields_refusing(placeholder), fields, "{placeholder}");
    }
}

#[test]
fn blanks_belong_to_a_password_and_not_to_a_token() {
    let json = r#"{ "url": "https://m.example", "site_id": 1, "token_auth": " 0123 ", "connection": {
        "user": "a", "password": " door ", "headers": [{ "name": "X", "value": " b " }] } }"#;
    let target: Target = serde_json::from_str(json).unwrap();
    assert_eq!(target.token_auth.as_ref().unwrap().expose(), "0123");
    let secrets = target.connection.secrets();
    let secrets: Vec<_> = secrets.iter().map(|(name, secret)| (name.as_str(), secret.expose())).collect();
    // Around the value of a header they mean nothing (RFC 9110, section 5.5).
    assert_eq!(secrets, [("password", " door "), ("header x", "b")]);
}
