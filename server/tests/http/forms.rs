//! What forms without JavaScript lead to, and what links can make pages say.

use crate::support::{Reply, Server};
use serde_json::json;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml");

async fn submit(server: &Server, function: &str, body: &'static str, referer: &str) -> Reply {
    let reply = server.request("POST", &format!("/rpc/{function}"), body, &[FORM, PAGE, ("referer", referer)]).await;
    assert_eq!(reply.status.as_u16(), 302, "{}", reply.text);
    reply
}

fn location(reply: &Reply) -> &str {
    reply.headers["location"].to_str().unwrap()
}

#[tokio::test]
async fn a_form_that_fails_leads_to_its_page_which_says_why() {
    let server = Server::start().await;
    server
        .send("PUT", "/api/config", json!({ "targets": [{ "url": "https://m.example", "site_id": 1 }] }))
        .await
        .expect(200);
    server.send("POST", "/api/presets", json!({ "name": "taken" })).await.expect(201);
    let referer = format!("{}/presets", server.url);
    let reply = submit(&server, "create_preset", "name=taken&description=", &referer).await;
    assert!(location(&reply).starts_with("/presets?"), "{}", location(&reply));
    let page = server.get(location(&reply)).await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(page.text.contains("already"), "the page says that the name is taken");
    // The next failure replaces it.
    let again =
        submit(&server, "create_preset", "name=taken&description=", &format!("{}{}", server.url, location(&reply)))
            .await;
    assert_eq!(location(&again), location(&reply));
    // A name that is free leads on.
    let made = submit(&server, "create_preset", "name=free&description=", &referer).await;
    assert_eq!(location(&made), "/presets");
}

#[tokio::test]
async fn a_form_leads_to_no_other_site() {
    let server = Server::start().await;
    let own = server.url.clone();
    for referer in
        ["javascript:alert(1)", "//evil.example", "http://evil.example/presets", &format!("{own}//evil.example/")]
    {
        for (function, body) in
            [("start", ""), ("delete_preset", "id=77"), ("stop", ""), ("load_preset", "id=nonsense")]
        {
            let reply = submit(&server, function, body, referer).await;
            let to = location(&reply);
            assert!(to.starts_with('/') && !to.starts_with("//"), "{function}, {referer}: {to}");
        }
    }
}

#[tokio::test]
async fn a_link_makes_no_page_say_what_trackstorm_did_not() {
    let server = Server::start().await;
    // {"code":"conflict","message":"Call 555 0100 to unlock.","fields":[]}
    let error = "eyJjb2RlIjoiY29uZmxpY3QiLCJtZXNzYWdlIjoiQ2FsbCA1NTUgMDEwMCB0byB1bmxvY2suIiwiZmllbGRzIjpbXX0=";
    for (page, function) in
        [("/", "start"), ("/presets", "load_preset"), ("/funnels", "delete_funnel"), ("/no/such/page", "start")]
    {
        for query in [
            format!("a=1&__path=%2Frpc%2F{function}&__err={error}"),
            format!("a=1&__err={error}&__path=%2Frpc%2F{function}"),
            format!("a=1&__err=x&__path=%2Frpc%2F{function}&__err={error}"),
            format!("a=1&%5F%5Fpath=%2Frpc%2F{function}&%5F_err={error}"),
        ] {
            let reply = server.get(&format!("{page}?{query}")).await;
            assert_eq!((reply.status.as_u16(), location(&reply)), (303, &*format!("{page}?a=1")));
            assert!(!reply.text.contains("555 0100"));
        }
    }
}
