//! `POST /api/validate`: what it finds, and what it leaves alone.

use crate::support::{DEADLINE, Server, closed_port, sim, sim_with_token};
use matomo_sim::{FaultMode, Faults, SimHandle};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{ServerConfig, pki_types::PrivatePkcs8KeyDer};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use test_support::loopback::request;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn target(name: &str, url: &str, site: u32, token: Option<&str>) -> Value {
    json!({ "name": name, "url": url, "site_id": site, "token_auth": token })
}

async fn report(server: &Server, targets: Vec<Value>) -> Value {
    report_within(server, targets, DEADLINE.as_secs()).await
}

async fn report_within(server: &Server, targets: Vec<Value>, seconds: u64) -> Value {
    let config = json!({ "targets": targets, "request": { "timeout_seconds": seconds } });
    server.send("POST", "/api/validate", config).await.expect(200)
}

async fn broken(mode: FaultMode) -> SimHandle {
    let sim = sim().await;
    sim.set_faults(Faults { mode, ..Default::default() }).unwrap();
    sim
}

#[tokio::test]
async fn good_targets_are_valid_and_see_nothing() {
    let server = Server::start().await;
    let plain = sim().await;
    let with_token = sim_with_token(TOKEN).await;
    let report =
        report(&server, vec![target("a", &plain.url(), 1, None), target("b", &with_token.url(), 2, Some(TOKEN))]).await;
    assert_eq!((&report["valid"], &report["errors"]), (&json!(true), &json!([])), "{report}");
    for (index, version) in [(0, json!(null)), (1, json!("5.2.0-b5"))] {
        let probe = &report["targets"][index];
        assert_eq!(
            (&probe["reachable"], &probe["authorized"], &probe["status_code"]),
            (&json!(true), &json!(true), &json!(204))
        );
        assert_eq!(probe["matomo_version"], version);
        assert!(probe["latency_ms"].as_f64().unwrap() > 0.0);
    }
    for sim in [plain, with_token] {
        let stats = sim.stats();
        assert_eq!((stats.totals.hits_recorded, stats.totals.visits, stats.totals.visitors), (0, 0, 0));
    }
}

#[tokio::test]
async fn a_site_that_keeps_another_time_is_warned_of() {
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
    for (timezone, warned) in [("CET", true), ("Europe/Berlin", true), ("UTC", false), ("Etc/UTC", false)] {
        let targets = [target("a", &sim.url(), 1, None), target("b", &sim.url(), 2, Some(TOKEN))];
        let config = json!({ "targets": targets, "timezone": timezone });
        let report = server.send("POST", "/api/validate", config.clone()).await.expect(200);
        assert_eq!(report["valid"], true, "it is no error: {report}");
        let warnings = report["warnings"].as_array().unwrap();
        // Without a token nobody knows.
        let found: Vec<_> = warnings.iter().filter(|warning| warning["field"] == "targets[1].url").collect();
        assert_eq!(found.len(), usize::from(warned), "{timezone}: {report}");
        assert!(!report.to_string().contains("targets[0].url"), "{report}");
        for warning in found {
            let message = warning["message"].as_str().unwrap();
            assert!(message.contains("time zone is UTC") && message.contains(timezone), "{message}");
        }
        let unconnected = server.send("POST", "/api/validate?connect=false", config).await.expect(200);
        assert!(!unconnected.to_string().contains("time zone is"), "{unconnected}");
    }
}

#[tokio::test]
async fn each_way_to_fail_has_its_own_sentence() {
    let server = Server::start().await;
    let good = sim_with_token(TOKEN).await;
    let (_closed, nobody) = closed_port();
    let hanging = broken(FaultMode::Hang).await;
    let redirecting = broken(FaultMode::Redirect).await;
    let (faulty, garbage, resetting) =
        (broken(FaultMode::ServerError).await, broken(FaultMode::Garbage).await, broken(FaultMode::Reset).await);
    let page = page().await;
    let cases = [
        (target("site", &good.url(), 99, None), true, json!(false), "site 99"),
        (target("token", &good.url(), 1, Some("wrong")), true, json!(false), "token is refused"),
        (target("refused", &nobody, 1, None), false, json!(null), "refused"),
        (target("redirect", &redirecting.url(), 1, None), false, json!(null), "redirects to"),
        (target("fault", &faulty.url(), 1, None), false, json!(null), "500"),
        (target("garbage", &garbage.url(), 1, None), false, json!(null), "HTTP"),
        (target("reset", &resetting.url(), 1, None), false, json!(null), "closed"),
        (target("page", &page, 1, None), false, json!(null), "web page"),
        (target("tls", &good.url().replace("http:", "https:"), 1, None), false, json!(null), "secure"),
        (target("dns", "http://no-such-host.invalid", 1, None), false, json!(null), "host name"),
    ];
    let report = report(&server, cases.iter().map(|(target, ..)| target.clone()).collect()).await;
    assert_eq!(report["valid"], false);
    // Only this one is to run out of time, so only this one has little.
    let slow = (target("hanging", &hanging.url(), 1, None), false, json!(null), "within 1 s");
    let slow_report = report_within(&server, vec![slow.0.clone()], 1).await;
    assert_eq!(slow_report["valid"], false);
    let probes = report["targets"].as_array().unwrap().iter().chain(slow_report["targets"].as_array().unwrap());
    let mut sentences = BTreeSet::new();
    for (probe, (target, reachable, authorized, part)) in probes.zip(cases.iter().chain([&slow])) {
        assert_eq!((&probe["name"], &probe["url"]), (&target["name"], &target["url"]));
        assert_eq!((&probe["reachable"], &probe["authorized"]), (&json!(reachable), authorized), "{probe}");
        let message = probe["message"].as_str().unwrap();
        assert!(message.contains(part), "{part} is missing in {message}");
        assert!(sentences.insert(message.to_owned()), "{message} is said twice");
    }
    assert_eq!(sentences.len(), cases.len() + 1);
}

/// A web server that knows nothing of Matomo.
async fn page() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                // What is left of the request is read below.
                let mut request = [0; 4_096];
                let _ = stream.read(&mut request).await.unwrap();
                let answer =
                    b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\nconnection: close\r\n\r\n<p>x";
                stream.write_all(answer).await.unwrap();
                // To the end, or the answer could be lost to a reset.
                let _ = stream.read_to_end(&mut Vec::new()).await;
            });
        }
    });
    url
}

#[tokio::test]
async fn a_refused_token_is_not_tried_twice() {
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
    let wrong = || vec![target("a", &sim.url(), 1, Some("wrong"))];
    let first = report(&server, wrong()).await;
    assert_eq!(first["targets"][0]["authorized"], false);
    let refused = sim.stats().requests;
    for _ in 0..30 {
        assert_eq!(report(&server, wrong()).await["targets"][0]["authorized"], false);
    }
    let requests = sim.stats().requests;
    let status_400 = |stats: &matomo_sim::RequestStats| stats.by_path["/matomo.php"]["400"];
    assert_eq!(
        status_400(&requests),
        status_400(&refused) + 30,
        "only impossible sites, without a token, were asked for"
    );
    assert_eq!(requests.by_path["/index.php"], BTreeMap::from([("401".to_owned(), 1)]), "once, to learn why");
    // Thirty wrong attempts would have locked us out; the right token still works.
    let right = report(&server, vec![target("a", &sim.url(), 1, Some(TOKEN))]).await;
    assert_eq!(right["targets"][0]["authorized"], true, "{right}");
}

#[tokio::test]
async fn many_targets_with_the_same_wrong_token_are_one_attempt() {
    let server = Server::start().await;
    let sim = sim_with_token(TOKEN).await;
    let targets = (0..60).map(|index| target(&format!("t{index}"), &sim.url(), 1 + index % 2, Some("wrong"))).collect();
    let report = report(&server, targets).await;
    assert_eq!(report["valid"], false);
    let requests = sim.stats().requests.by_path;
    // A site that cannot exist, and the token.
    assert_eq!((requests["/matomo.php"]["400"], requests["/index.php"]["401"]), (2, 1));
}

#[tokio::test]
async fn the_text_is_checked_without_connecting_and_good_targets_beside_bad_ones() {
    let server = Server::start().await;
    let sim = sim().await;
    let mut config =
        json!({ "targets": [target("a", &sim.url(), 1, None), target("b", "ftp://m", 1, None)], "sede": 1 });
    let report = server.send("POST", "/api/validate", config.clone()).await.expect(200);
    assert_eq!(report["valid"], false);
    let fields: Vec<&str> =
        report["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["sede", "targets[1].url"]);
    assert_eq!(report["targets"].as_array().unwrap().len(), 1);
    assert_eq!(report["targets"][0]["reachable"], true);
    let before = sim.stats().requests.received;
    config["targets"] = json!([target("a", &sim.url(), 1, None)]);
    config.as_object_mut().unwrap().remove("sede");
    let report = server.send("POST", "/api/validate?connect=false", config).await.expect(200);
    assert_eq!((&report["valid"], &report["targets"]), (&json!(true), &json!([])));
    assert!(!report["warnings"].as_array().unwrap().is_empty());
    assert_eq!(sim.stats().requests.received, before);
}

/// A tracker that takes every hit, behind TLS with a certificate of an authority that nobody knows; the
/// authority's certificate.
async fn private_tracker() -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Whoever does not trust the certificate leaves here.
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut request = Vec::new();
                while !is_complete(&request) {
                    if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                        return;
                    }
                }
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n").await;
            });
        }
    });
    (url, authority)
}

#[tokio::test]
async fn a_target_s_own_authority_is_trusted_for_it_alone() {
    let (server, (url, authority)) = (Server::start().await, private_tracker().await);
    let broken = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----";
    let with = |name: &str, pem: Option<&str>| {
        let mut target = target(name, &url, 1, None);
        target["ca_certificate"] = json!(pem);
        target
    };
    let report = report(&server, vec![with("own", Some(&authority)), with("none", None)]).await;
    assert_eq!((&report["targets"][0]["reachable"], &report["errors"]), (&json!(true), &json!([])), "{report}");
    assert_eq!(report["targets"][1]["reachable"], false, "{report}");
    let targets = vec![with("own", Some(&authority)), with("bad", Some(broken))];
    let report = report_within(&server, targets, DEADLINE.as_secs()).await;
    assert_eq!((&report["valid"], &report["targets"][0]["reachable"]), (&json!(false), &json!(true)), "{report}");
    let fields: Vec<&Value> = report["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["targets[1].ca_certificate"], "{report}");
}

/// Answers every request as `answer` says.
async fn answering(answer: impl Fn(&str) -> String + Clone + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                if let Some(read) = request(&mut stream).await {
                    let _ = stream.write_all(answer(&read).as_bytes()).await;
                }
            });
        }
    });
    url
}

const TAKEN: &str = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

fn refused(body: &str) -> String {
    format!("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn a_target_is_asked_the_way_its_hits_will_go() {
    let server = Server::start().await;
    // A token that counts only in the body of a POST.
    let url = answering(|asked| {
        let is_in_address = asked.starts_with("GET ") && asked.contains("token_auth=");
        let is_known = asked.contains("idsite=1&");
        if is_known && !is_in_address { TAKEN.to_owned() } else { refused("This resource is part of Matomo") }
    })
    .await;
    for (method, authorized) in [("post", true), ("get", false)] {
        let config = json!({ "targets": [target("a", &url, 1, Some(TOKEN))], "request": { "method": method } });
        let report = server.send("POST", "/api/validate", config).await.expect(200);
        assert_eq!(report["targets"][0]["authorized"], authorized, "{method}: {report}");
    }

    // A password, a header, and another place than the address says.
    let node = answering(|asked| {
        let words = ["authorization: Basic c3RhZ2luZzpkb29y\r\n", "x-own: 1\r\n", "Host: stats.example.org\r\n"];
        if words.iter().all(|word| asked.contains(word)) { TAKEN.to_owned() } else { refused("") }
    })
    .await;
    let mut reached = target("b", "http://stats.example.org", 1, None);
    reached["connection"] = json!({
        "connect_to": node.trim_start_matches("http://"), "user": "staging", "password": "door",
        "headers": [{ "name": "X-Own", "value": "1" }]
    });
    let report = report(&server, vec![reached]).await;
    assert_eq!((&report["valid"], &report["targets"][0]["reachable"]), (&json!(true), &json!(true)), "{report}");
}

#[tokio::test]
async fn plain_http_on_a_port_for_https_is_named() {
    let server = Server::start().await;
    let url = answering(|_| refused("<center>The plain HTTP request was sent to HTTPS port</center>")).await;
    let report = report(&server, vec![target("a", &url, 1, None)]).await;
    let message = report["targets"][0]["message"].as_str().unwrap();
    assert!(report["targets"][0]["reachable"] == false && message.contains("https://"), "{report}");
}

fn is_complete(request: &[u8]) -> bool {
    request.ends_with(b"send_image=0") || request.starts_with(b"GET") && request.ends_with(b"\r\n\r\n")
}
