//! Every server function there is, sent what no browser of ours would send.

use super::router;
use crate::{http::AppState, logs::LogRing, probe::Prober, runs::RunManager, services, settings::Settings};
use axum::{
    Router,
    body::{Body, to_bytes},
};
use engine::{Engine, EngineSettings};
use http::{Request, header};
use leptos::server_fn::axum::server_fn_paths;
use serde_json::Value;
use std::{path::Path, sync::Arc, time::Duration};
use store::{SecretKey, Store};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

const TOKEN: &str = "cafe0123deadbeef4567babe89abfeed";
/// What serde says, in no sentence of ours.
const LIBRARY_WORDS: [&str; 7] =
    ["invalid type", "missing field", "expected", "deserializ", "serde", "trailing", "at line"];

async fn everything() -> Router {
    let settings = Settings::load(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../Leptos.toml"))).unwrap();
    let key = SecretKey::from_hex(&"5a".repeat(32)).unwrap();
    let store = Store::open("sqlite::memory:", key).await.unwrap();
    let engine = Engine::new(EngineSettings::default()).unwrap();
    let prober = Arc::new(Prober::new().unwrap());
    let runs = Arc::new(RunManager::new(store.clone(), engine, Arc::clone(&prober), Duration::from_secs(5)));
    let services = services::build(store, prober, Arc::clone(&runs));
    let logs = Arc::new(LogRing::new(100));
    let state = AppState::new(services, runs.watch(), logs, CancellationToken::new(), 1);
    router(&settings, state).unwrap()
}

#[tokio::test]
async fn no_base_path_begins_like_an_address_of_ours() {
    let app = everything().await;
    let request = Request::builder().uri("/api/openapi.json").header(header::HOST, "localhost");
    let answer = app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let document: Value = serde_json::from_slice(&to_bytes(answer.into_body(), usize::MAX).await.unwrap()).unwrap();
    let documented = document["paths"].as_object().unwrap().keys().cloned();
    let pages = super::page_routes().into_iter().map(|page| page.path().to_owned());
    let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/public")).unwrap();
    let files = files.map(|file| format!("/{}", file.unwrap().file_name().into_string().unwrap()));
    let functions = server_fn_paths().map(|(path, _)| path.to_owned());
    let ours: Vec<_> = documented.chain(pages).chain(files).chain(functions).chain(["/pkg".to_owned()]).collect();
    assert!(ours.len() > 80, "{ours:?}");
    for address in ours.iter().filter(|address| *address != "/") {
        let first = address.split('/').nth(1).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Leptos.toml");
        std::fs::write(&file, format!("[server]\nbase-path = \"/{first}\"")).unwrap();
        assert!(
            Settings::load(Some(&file)).is_err_and(|error| error.to_string().contains("server.base-path")),
            "{address}"
        );
    }
}

fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let form = "application/x-www-form-urlencoded";
    let json = "application/json";
    let object = format!(
        r#"{{"config":{{"targets":[{{"site_id":"{TOKEN}"}}]}},"tokens":{{"edits":[{{"target":"{TOKEN}"}}]}},"id":"{TOKEN}","kind":"{TOKEN}","slug":"no-such","name":["{TOKEN}"],"visits":-1,"funnel":{{"steps":"{TOKEN}"}}}}"#
    );
    vec![
        (form, Vec::new()),
        (form, format!("id={TOKEN}&kind={TOKEN}&name={TOKEN}&slug=no-such&word={TOKEN}").into_bytes()),
        (form, b"id=1&id=2&name=x&name=y".to_vec()),
        (form, b"id=9223372036854775808&enabled=maybe".to_vec()),
        (form, b"id=77&name=&description=&enabled=true&slug=no-such&word=no-such&kind=products".to_vec()),
        (form, b"id[a][b][c][d][e][f][g]=1&config[targets][999999999]=1".to_vec()),
        (form, b"id[=]&%ff%fe=%00&&&===".to_vec()),
        (form, vec![0xff, 0xfe, 0x00]),
        (json, Vec::new()),
        (json, b"{".to_vec()),
        (json, b"null".to_vec()),
        (json, b"[]".to_vec()),
        (json, b"{}".to_vec()),
        (json, format!("\"{TOKEN}\"").into_bytes()),
        (json, object.into_bytes()),
        (json, "[".repeat(100_000).into_bytes()),
        (json, b"{\"config\":{\"targets\":[]},\"tokens\":{\"edits\":[],\"kept\":[]},\"connect\":false}".to_vec()),
        (json, b"\xff\xfe\x00".to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\n".to_vec()),
        ("text/plain", TOKEN.as_bytes().to_vec()),
    ]
}

#[tokio::test]
async fn whatever_is_sent_the_answer_is_no_fault_of_the_server_and_repeats_nothing() {
    let app = everything().await;
    let functions: Vec<_> = server_fn_paths().collect();
    assert!(functions.len() >= 40, "{functions:?}");
    for (path, method) in functions {
        for (content_type, body) in bodies() {
            let request = Request::builder()
                .method(method.clone())
                .uri(path)
                .header(header::HOST, "localhost")
                .header(header::CONTENT_TYPE, content_type)
                .header(header::ACCEPT, "application/json")
                .body(Body::from(body.clone()))
                .unwrap();
            let answer = app.clone().oneshot(request).await.unwrap();
            let status = answer.status().as_u16();
            let text = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            let text = String::from_utf8_lossy(&text);
            let what = format!(
                "{path} {content_type} {}: {status} {text}",
                String::from_utf8_lossy(&body[..body.len().min(60)])
            );
            assert!(status < 500, "{what}");
            if status >= 400 {
                let error: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{what}"));
                // What is refused before it reaches a function is told as REST does.
                let code = error["code"].as_str().or(error["error"]["code"].as_str());
                let expected: &[u16] = match code.unwrap() {
                    "bad_request" => &[400],
                    "not_found" => &[404],
                    "conflict" => &[409],
                    "invalid" => &[422],
                    "too_large" => &[413],
                    _ => panic!("{what}"),
                };
                assert!(expected.contains(&status), "{what}");
                assert!(!LIBRARY_WORDS.iter().any(|words| text.contains(words)), "{what}");
            }
            // Names that were taken are data, and may be read again.
            assert!(status < 400 || !text.contains(TOKEN), "{what}");
        }
    }
}
