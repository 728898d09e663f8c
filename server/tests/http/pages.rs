//! Pages are rendered by the server, locked down, and useful without a built browser part.

use crate::support::Server;
use serde_json::json;

#[tokio::test]
async fn every_page_answers_with_a_policy_that_names_its_own_nonce() {
    let server = Server::start().await;
    let mut nonces = Vec::new();
    let paths = ["/", "/targets", "/presets", "/runs"];
    for path in paths {
        let page = server.get(path).await;
        assert_eq!(page.status.as_u16(), 200, "{path}");
        assert!(page.text.contains("</html>"), "{path}");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .unwrap_or_else(|| panic!("{policy}"));
        for script in page.text.split("<script").skip(1) {
            assert!(
                script.split('>').next().unwrap().contains(&format!("nonce=\"{nonce}\"")),
                "{path}: <script{script}"
            );
        }
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("script-src 'self' 'unsafe-inline'"));
        nonces.push(nonce.to_owned());
    }
    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!(nonces.len(), paths.len(), "a nonce is used once");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let server = Server::start().await;
    for path in ["/", "/api/status", "/api/nothing", "/metrics", "/no/such/page", "/pkg/nothing.js"] {
        let reply = server.get(path).await;
        for (name, value) in
            [("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"), ("x-frame-options", "DENY")]
        {
            assert_eq!(reply.headers[name], value, "{path}");
        }
        assert!(
            reply.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn unknown_pages_are_404_pages_and_files_are_asked_for_again() {
    let server = Server::start().await;
    for path in ["/no/such/page", "/p/no-such-preset", "/runs/999"] {
        let page = server.get(path).await;
        assert_eq!(page.status.as_u16(), 404, "{path}");
        assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
    }
    let pkg = server.folder.path().join("target/site/pkg");
    std::fs::create_dir_all(&pkg).unwrap();
    std::fs::write(pkg.join("trackstorm.js"), "export default 1; // a file of the built site").unwrap();
    std::fs::write(pkg.join("trackstorm.gN9wKX-cRrXm2_VbBq5l0Q.js"), "export default 1;").unwrap();
    for (name, policy) in
        [("trackstorm.js", "no-cache"), ("trackstorm.gN9wKX-cRrXm2_VbBq5l0Q.js", "public, max-age=31536000, immutable")]
    {
        let file = server.get(&format!("/pkg/{name}")).await;
        assert_eq!((file.status.as_u16(), file.headers["cache-control"].to_str().unwrap()), (200, policy), "{name}");
    }
    let missing = server.get("/pkg/trackstorm.gN9wKX-cRrXm2_VbBq5l0R.js").await;
    assert_eq!((missing.status.as_u16(), missing.headers["cache-control"].to_str().unwrap()), (404, "no-cache"));
    for outside in [
        "/pkg/../../../data/trackstorm.key",
        "/pkg/%2e%2e/%2e%2e/%2e%2e/data/trackstorm.key",
        "/..%2fdata/trackstorm.key",
    ] {
        let reply = server.get(outside).await;
        assert_eq!(reply.status.as_u16(), 404, "{outside}");
    }
}

#[tokio::test]
async fn large_answers_are_compressed_for_those_who_take_it() {
    let server = Server::start().await;
    let targets: Vec<_> =
        (0..50).map(|index| json!({ "url": format!("https://m{index}.example.org"), "site_id": 1 })).collect();
    server.send("PUT", "/api/config", json!({ "targets": targets })).await.expect(200);
    for encoding in ["gzip", "br"] {
        let response = crate::support::client()
            .get(format!("{}/api/config", server.url))
            .header("accept-encoding", encoding)
            .send()
            .await
            .unwrap();
        assert_eq!(response.headers()["content-encoding"], encoding);
    }
}

#[tokio::test]
async fn files_that_were_compressed_when_they_were_built_are_sent_as_they_are() {
    let server = Server::start().await;
    let site = server.folder.path().join("target/site");
    for folder in ["pkg", "vendor"] {
        std::fs::create_dir_all(site.join(folder)).unwrap();
        std::fs::write(site.join(folder).join("a.js"), "export default 1;").unwrap();
        std::fs::write(site.join(folder).join("a.js.br"), "compressed before").unwrap();
        let request = crate::support::client().get(format!("{}/{folder}/a.js", server.url));
        let response = request.header("accept-encoding", "gzip, br").send().await.unwrap();
        assert_eq!(response.headers()["content-encoding"], "br", "{folder}");
        assert_eq!(response.headers()["content-type"], "text/javascript", "{folder}");
        assert_eq!(response.text().await.unwrap(), "compressed before", "{folder}");
        assert_eq!(server.get(&format!("/{folder}/a.js")).await.text, "export default 1;", "{folder}");
    }
}

#[tokio::test]
async fn server_functions_answer_with_the_same_errors() {
    let server = Server::start().await;
    let body = json!({ "config": { "targets": [] }, "tokens": { "edits": [], "kept": [] } });
    let headers = [("content-type", "application/json"), ("accept", "application/json")];
    let reply = server.request("POST", "/rpc/save_config", body.to_string(), &headers).await;
    assert_eq!(reply.status.as_u16(), 422);
    assert!(reply.text.contains("add at least one target"), "{}", reply.text);
    assert_eq!(server.get("/rpc/stop").await.status.as_u16(), 405, "nothing changes by GET");
}

#[tokio::test]
async fn a_page_and_a_file_asked_for_at_once_keep_their_own_headers() {
    let server = Server::start().await;
    let site = server.folder.path().join("target/site");
    std::fs::create_dir_all(&site).unwrap();
    std::fs::write(site.join("favicon.svg"), "<svg/>").unwrap();
    let policy = async |path: &str| {
        let reply = server.get(path).await;
        assert_eq!(reply.status.as_u16(), 200, "{path}");
        reply.headers["content-security-policy"].to_str().unwrap().to_owned()
    };
    for _ in 0..60 {
        let (page, file, other) = tokio::join!(policy("/runs"), policy("/favicon.svg"), policy("/"));
        assert!(page.contains("'nonce-") && other.contains("'nonce-"), "a page lost its policy");
        assert!(!file.contains("'nonce-"), "a file took a page's policy");
    }
}
