//! "Single hits": how the tracker answers.

use crate::support::{BROWSER, Matomo};

const HIT: &str = "idsite=1&rec=1&url=https://a.example/&action_name=Home&cid=0123456789abcdef&rand=7";

#[tokio::test]
async fn a_hit_by_get_or_form_is_answered_with_a_pixel() {
    let matomo = Matomo::start().await;
    let by_get = matomo.get(&format!("/matomo.php?{HIT}")).await;
    let by_form = matomo.post_form("/matomo.php", HIT).await;
    for reply in [by_get, by_form] {
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type").as_deref(), Some("image/gif"));
        assert_eq!(reply.header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(reply.body.len(), 43);
        assert!(reply.body.starts_with(b"GIF89a") && reply.body.ends_with(b"\x3b"));
    }
    matomo.assert_hits(2, &[]);
}

#[tokio::test]
async fn every_way_to_send_a_hit_without_image_is_204_and_recorded() {
    let hit = format!("{HIT}&send_image=0");
    for (method, path, in_body) in [
        ("GET", "/matomo.php", false),
        ("POST", "/matomo.php", true),
        ("POST", "/matomo.php", false),
        ("HEAD", "/matomo.php", false),
        ("GET", "/piwik.php", false),
        ("GET", "/analytics/matomo.php", false),
        ("POST", "/a/b/c/piwik.php", true),
    ] {
        let matomo = Matomo::start().await;
        let reply = if in_body {
            matomo.post_form(path, &hit).await
        } else {
            matomo.request(method, &format!("{path}?{hit}"), &[], "").await
        };
        assert_eq!((reply.status, reply.body.len()), (204, 0), "{method} {path}");
        matomo.assert_hits(1, &[]);
    }
}

#[tokio::test]
async fn without_parameters_there_is_a_landing_page_and_no_hit() {
    let matomo = Matomo::start().await;
    let reply = matomo.get("/matomo.php").await;
    assert_eq!(reply.status, 200);
    assert!(reply.text().starts_with("This resource is part of Matomo"));
    matomo.assert_hits(0, &[]);
}

#[tokio::test]
async fn a_refused_hit_gets_the_landing_text_without_a_reason() {
    let matomo = Matomo::start().await;
    let landing = matomo.get("/matomo.php").await.text();
    let reply = matomo.get("/matomo.php?idsite=99&rec=1").await;
    assert_eq!((reply.status, reply.text()), (400, landing));
}

#[tokio::test]
async fn options_says_what_is_allowed_and_posts_may_come_from_anywhere() {
    let matomo = Matomo::start().await;
    let reply = matomo.request("OPTIONS", "/matomo.php", &[], "").await;
    assert_eq!(reply.status, 204);
    assert_eq!(reply.header("access-control-allow-methods").as_deref(), Some("GET, POST"));
    let post = matomo.post_form("/matomo.php", HIT).await;
    assert_eq!(post.header("access-control-allow-origin").as_deref(), Some("*"));
    matomo.assert_hits(1, &[]);
}

#[tokio::test]
async fn the_query_wins_over_the_body_and_other_bodies_hold_no_parameters() {
    let matomo = Matomo::start().await;
    matomo.post_form("/matomo.php?idsite=2", "idsite=1&rec=1&url=https://a.example/").await;
    assert_eq!(matomo.sim.stats().by_site[&2].hits_recorded, 1);
    let text = matomo.request("POST", "/matomo.php", &[("content-type", "text/plain")], HIT).await;
    assert_eq!(text.status, 400);
    matomo.assert_hits(1, &[]);
}

#[tokio::test]
async fn there_is_nothing_else() {
    let matomo = Matomo::start().await;
    assert_eq!(matomo.request("GET", "/matomo.js", &[("user-agent", BROWSER)], "").await.status, 404);
}

#[tokio::test]
async fn of_equal_names_the_last_one_counts() {
    let matomo = Matomo::start().await;
    matomo.get("/matomo.php?idsite=1&idsite=2&rec=1").await;
    matomo.post_form("/matomo.php", "idsite=1&rec=1&idsite=2").await;
    assert_eq!(matomo.sim.stats().by_site[&2].hits_recorded, 2);
}
