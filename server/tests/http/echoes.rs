//! Law 7 at targets that repeat what they were sent, and worse, wherever an answer has room for it.

use crate::support::{PATIENCE, Server, brisk, sim_with_token, until, write};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

const TOKEN: &str = "cafe0123deadbeef4567babe89abfeed";

/// Answers that hold the token where there is room for one, and where it might get on to people.
fn answers() -> Vec<String> {
    let long = format!("{}.{TOKEN}", "a".repeat(20_000));
    let halves = format!("{}.{}", &TOKEN[..16], &TOKEN[16..]);
    let body = |status: &str, text: &str| format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{text}", text.len());
    let redirect = |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    vec![
        body(&format!("418 {TOKEN}"), TOKEN),
        body(&format!("500 {TOKEN}"), &format!("<script>alert('{TOKEN}')</script>\u{1b}[31m")),
        body("200 OK", TOKEN),
        body(&format!("{TOKEN} OK"), ""),
        redirect(&format!("https://{TOKEN}.example/{TOKEN}")),
        redirect(&format!("https://{halves}.example/")),
        redirect(&format!("https://{long}.example/")),
        redirect(&format!("/{TOKEN}")),
        format!("HTTP/1.1 204 {TOKEN}\r\n{TOKEN}: {TOKEN}\r\nRetry-After: {TOKEN}\r\nbad header {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: {TOKEN}\r\n\r\n{TOKEN}"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{TOKEN}\r\n"),
        format!("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{TOKEN}"),
        TOKEN.to_owned(),
        // Takes every hit, and answers every question with the token.
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\nGIF89a{{\"value\":\"{TOKEN}\",\"timezone\":\"{TOKEN}\"}}"
        ),
    ]
}

/// A target that answers each request with `answer` and closes; the questions of the Reporting API with `reporting_answer`.
async fn target(answer: String, reporting_answer: Option<String>) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = answer.clone();
            let reporting_answer = reporting_answer.clone();
            tokio::spawn(async move {
                let mut request = vec![0; 16 * 1024];
                let length = stream.read(&mut request).await.unwrap_or(0);
                let is_question = String::from_utf8_lossy(&request[..length]).starts_with("POST /index.php");
                let answer = reporting_answer.filter(|_| is_question).unwrap_or(answer);
                // The client may have seen enough.
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (url, serving)
}

#[tokio::test]
async fn a_token_comes_back_from_no_target() {
    let server = Server::start().await;
    let mut serving = Vec::new();
    let mut urls = Vec::new();
    for answer in answers() {
        let (url, task) = target(answer, None).await;
        urls.push(url);
        serving.push(task);
    }
    let took = "HTTP/1.1 204 No Content\r\n\r\n".to_owned();
    for field in ["value", "timezone", "message"] {
        let json = format!("{{\"{field}\":\"{TOKEN}\",\"result\":\"error\"}}");
        let reporting_answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{json}", json.len());
        let (url, task) = target(took.clone(), Some(reporting_answer)).await;
        urls.push(url);
        serving.push(task);
    }
    let targets: Vec<Value> = urls.iter().map(|url| json!({ "url": url, "site_id": 1, "token_auth": TOKEN })).collect();
    let count = targets.len();
    let sim = sim_with_token(TOKEN).await;
    let mut config = brisk(&[&sim]);
    config["targets"] = json!(targets);
    config["request"] = json!({ "timeout_seconds": PATIENCE, "method": "get" });
    let report = server.send("POST", "/api/validate", config.clone()).await.expect(200);
    for probe in report["targets"].as_array().unwrap() {
        assert!(probe["matomo_version"].is_null(), "{probe}");
        assert!(probe["message"].as_str().unwrap().len() < 400, "{probe}");
    }
    server.send("PUT", "/api/config", config.clone()).await.expect(200);
    server.send("POST", "/api/start", json!({})).await.expect(200);
    server
        .status_when("an answer of every target", |status| {
            let targets = status["targets"].as_array().unwrap();
            let ends = ["delivered", "rejected", "failed", "unknown"];
            targets.len() == count
                && targets.iter().all(|target| ends.iter().any(|end| target["hits"][*end].as_u64() > Some(0)))
        })
        .await;
    for target in server.status().await["targets"].as_array().unwrap() {
        let message = target["last_error"]["message"].as_str().unwrap_or_default();
        assert!(message.len() < 400 && !message.chars().any(char::is_control), "{message}");
    }
    let run = server.send("POST", "/api/stop", json!({})).await.expect(200)["run"]["id"].clone();
    for path in
        ["/", "/targets", "/metrics", "/api/logs?lines=10000", &format!("/api/runs/{run}"), &format!("/runs/{run}")]
    {
        assert_eq!(server.get(path).await.status.as_u16(), 200, "{path}");
    }
    let file = write(server.folder.path(), "config.json", config.to_string());
    let output = until("the end of the check", async || {
        Some(tokio::process::Command::from(crate::support::binary()).arg("validate").arg(&file).output().await.unwrap())
    })
    .await;
    let mut received = server.received.lock();
    received.push(server.log());
    received.push(String::from_utf8_lossy(&output.stdout).into_owned());
    received.push(String::from_utf8_lossy(&output.stderr).into_owned());
    for text in received.iter() {
        let at = text.find(TOKEN).or_else(|| text.find(&TOKEN[16..]));
        assert!(at.is_none(), "{}", &text[at.unwrap_or(0).saturating_sub(300)..]);
    }
    serving.iter().for_each(JoinHandle::abort);
}
