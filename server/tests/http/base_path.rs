//! Below a path of the host: whatever a page or an answer names is below it, whether the proxy takes the path off
//! or not.

use crate::support::{Server, short, sim};
use serde_json::json;
use std::{collections::BTreeSet, path::Path};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml");

async fn below_load() -> Server {
    Server::start_with("[server]\nbase-path = \"/load\"").await
}

/// A preset, a funnel, and the report of a run, so that there are pages of each.
async fn furnish(server: &Server) {
    let sim = sim().await;
    server.send("PUT", "/api/config", short(&[&sim], 3)).await.expect(200);
    for name in ["one", "two"] {
        server.send("POST", "/api/presets", json!({ "name": name })).await.expect(201);
    }
    let steps = json!([{ "type": "pageview", "url": "https://shop.example/" }]);
    server.send("POST", "/api/funnels", json!({ "name": "f", "probability": 0.5, "steps": steps })).await.expect(201);
    server.send("POST", "/api/start", json!({})).await.expect(200);
    server.status_when("the end of the run", |status| status["state"] == "finished").await;
}

/// Every address from the root in `html`: of links, files and forms, and in style attributes.
fn addresses(html: &str) -> BTreeSet<String> {
    let named = ["href=\"", "src=\"", "action=\"", "url(", "url(\""].into_iter();
    let parts = named.flat_map(|start| html.split(start).skip(1));
    let addresses = parts
        .filter_map(|part| part.split(['"', '\'', ')', '>', ' ']).next())
        .filter(|address| address.starts_with('/'));
    addresses.map(|address| address.replace("&amp;", "&")).collect()
}

/// Follows links from the first page; `ask` makes of each what the server is asked for. Every address that is named.
async fn crawl(server: &Server, ask: impl Fn(&str) -> String) -> BTreeSet<String> {
    let mut named = BTreeSet::from(["/load/".to_owned(), "/load/no/such/page".to_owned()]);
    let mut asked = BTreeSet::new();
    while let Some(next) = named.iter().find(|address| !asked.contains(*address)).cloned() {
        asked.insert(next.clone());
        let is_page = !["/load/api/", "/load/rpc/", "/load/pkg/", "/load/vendor/", "/load/favicon"]
            .iter()
            .any(|start| next.starts_with(start));
        if !is_page {
            continue;
        }
        let page = server.get(&ask(&next)).await;
        let expected = if next.contains("no/such") { 404 } else { 200 };
        assert_eq!(page.status.as_u16(), expected, "{next}");
        assert!(page.text.contains("<html lang=\"en\" data-base-path=\"/load\">"), "{next}");
        // The scripts that make the page alive.
        assert!(page.text.contains("(\"/load\", \"pkg\", \"trackstorm\""), "{next}");
        for address in addresses(&page.text) {
            assert!(address.starts_with("/load/"), "{address} in {next}");
            named.insert(address);
        }
        let current = next.split(['?', '#']).next().unwrap();
        let marked = page.text.split("<a ").filter(|link| link.contains("aria-current=\"page\""));
        let marked = marked.filter(|link| link.contains(&format!("href=\"{current}\""))).count();
        let sections =
            ["", "targets", "traffic", "funnels", "data", "presets", "runs"].map(|name| format!("/load/{name}"));
        assert_eq!(marked > 0, sections.contains(&current.to_owned()) || current.starts_with("/load/data/"), "{next}");
    }
    named
}

#[tokio::test]
async fn every_page_names_addresses_below_the_base_path_only() {
    let server = below_load().await;
    furnish(&server).await;
    let taken_off = crawl(&server, |address| address.strip_prefix("/load").unwrap().to_owned()).await;
    for address in [
        "/load/",
        "/load/targets",
        "/load/traffic",
        "/load/funnels/new",
        "/load/funnels/1",
        "/load/data/urls",
        "/load/p/one",
        "/load/runs/1",
        "/load/api/runs/1",
        "/load/api/data-sets/urls/download",
        "/load/rpc/start",
        "/load/rpc/create_preset",
        "/load/rpc/delete_funnel",
        "/load/pkg/trackstorm.css",
        "/load/pkg/trackstorm.js",
        "/load/vendor/uPlot.iife.min.js",
        "/load/favicon.svg",
    ] {
        assert!(taken_off.iter().any(|named| named.starts_with(address)), "{address} is missing in {taken_off:?}");
    }
    let kept = crawl(&server, str::to_owned).await;
    assert_eq!(kept, taken_off, "it is the same whether the proxy takes the path off or not");
}

/// The style sheet is the same wherever it is served.
#[test]
fn the_style_sheet_names_files_beside_itself() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../style")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            for address in std::fs::read_to_string(&path).unwrap().split("url(").skip(1) {
                assert!(address.starts_with("\"../vendor/"), "{}: {address}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "fonts are loaded");
}

#[tokio::test]
async fn files_functions_and_rest_answer_with_and_without_the_base_path() {
    let server = below_load().await;
    let pkg = server.folder.path().join("target/site/pkg");
    std::fs::create_dir_all(&pkg).unwrap();
    std::fs::write(pkg.join("trackstorm.js"), "export default 1; // a file of the built site").unwrap();
    for base in ["", "/load"] {
        for path in ["/pkg/trackstorm.js", "/api/status", "/api/presets?limit=1", "/metrics", "/health", "/"] {
            assert_eq!(server.get(&format!("{base}{path}")).await.status.as_u16(), 200, "{base}{path}");
        }
        let reply = server.request("POST", &format!("{base}/rpc/overview"), "", &[FORM]).await;
        assert_eq!(reply.status.as_u16(), 200, "{}", reply.text);
        assert_eq!(server.get(&format!("{base}/rpc/stop")).await.status.as_u16(), 405, "nothing changes by GET");
    }
    assert_eq!(server.get("/load").await.status.as_u16(), 200);
    for other in ["/loads/targets", "/load/load/targets", "/other/", "/load/pkg/../../data/trackstorm.key"] {
        assert_eq!(server.get(other).await.status.as_u16(), 404, "{other}");
    }
}

/// Where a form of the page `referer` leads without JavaScript.
async fn submit(server: &Server, function: &str, body: &'static str, referer: &str) -> String {
    let reply = server.request("POST", &format!("/rpc/{function}"), body, &[FORM, PAGE, ("referer", referer)]).await;
    assert_eq!(reply.status.as_u16(), 302, "{}", reply.text);
    reply.headers["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn forms_without_javascript_lead_below_the_base_path() {
    let server = below_load().await;
    furnish(&server).await;
    let referer = format!("{}/load/presets", server.url);
    assert_eq!(submit(&server, "create_preset", "name=free&description=", &referer).await, "/load/presets");
    assert_eq!(submit(&server, "start_preset", "id=1", &referer).await, "/load/");
    assert_eq!(submit(&server, "stop", "", &format!("{}/load/runs/1?a=1", server.url)).await, "/load/runs/1?a=1");
    let failed = submit(&server, "create_preset", "name=one&description=", &referer).await;
    assert!(failed.starts_with("/load/presets?"), "{failed}");
    for path in [failed.as_str(), failed.strip_prefix("/load").unwrap()] {
        assert!(server.get(path).await.text.contains("already"), "the page says that the name is taken");
    }
    // Other paths of the host are another server's.
    for elsewhere in ["/presets", "/loads/presets", "/", "/load//evil.example/x"] {
        let to = submit(&server, "stop", "", &format!("{}{elsewhere}", server.url)).await;
        assert!(to == "/load/" || to == "/load/evil.example/x", "{elsewhere}: {to}");
    }
    // What Trackstorm did not say is taken out of the address, at the address that the browser knows.
    let redirect = server.get("/presets?a=1&__path=x&__err=y").await;
    assert_eq!(redirect.headers["location"], "/load/presets?a=1");
}

#[tokio::test]
async fn rest_names_addresses_below_the_base_path() {
    let server = below_load().await;
    furnish(&server).await;
    let added = server.send("POST", "/load/api/presets", json!({ "name": "three" })).await;
    assert_eq!(added.headers["location"], "/load/api/presets/3");
    let target = server.send("POST", "/api/targets", json!({ "url": "https://m.example", "site_id": 1 })).await;
    assert!(target.headers["location"].to_str().unwrap().starts_with("/load/api/targets/"));
    let listed = server.get("/api/presets?limit=1").await;
    let link = listed.headers["link"].to_str().unwrap();
    assert!(link.starts_with("</load/api/presets?limit=1&after="), "{link}");
    assert_eq!(server.get("/api/openapi.json").await.json()["servers"], json!([{ "url": "/load" }]));
}

#[tokio::test]
async fn what_guards_addresses_guards_them_below_the_base_path_too() {
    let server = below_load().await;
    for path in ["/load/rpc/stop", "/load/api/stop"] {
        for stranger in [("sec-fetch-site", "cross-site"), ("origin", "http://evil.example")] {
            assert_eq!(server.request("POST", path, "", &[FORM, stranger]).await.status.as_u16(), 403, "{path}");
        }
        let own = ("origin", server.url.as_str());
        assert_eq!(server.request("POST", path, "", &[FORM, own]).await.status.as_u16(), 200, "{path}");
    }
    let stranger = [("host", "evil.example")];
    assert_eq!(server.request("GET", "/load/", "", &stranger).await.status.as_u16(), 421);
    assert_eq!(server.request("GET", "/load/health", "", &stranger).await.status.as_u16(), 200);
}

#[tokio::test]
async fn without_a_setting_there_is_no_base_path_whatever_a_proxy_says() {
    let server = Server::start().await;
    let page = server.request("GET", "/targets", "", &[("x-forwarded-prefix", "/load")]).await;
    assert!(page.text.contains("<html lang=\"en\">") && !page.text.contains("/load/"), "{}", page.text);
    assert_eq!(server.get("/load/targets").await.status.as_u16(), 404);
    assert!(server.get("/api/openapi.json").await.json().get("servers").is_none());
}
