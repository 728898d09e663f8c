//! "Bulk": many hits in one body.

use matomo_sim::{BulkStats, FaultMode, Reason};
use serde_json::{Value, json};

use crate::support::{Matomo, SUPER, VIEW, batch, cid};

fn good(n: u64) -> String {
    format!("?idsite=1&rec=1&url=https://a.example/{n}&cid={}", cid(n))
}

#[tokio::test]
async fn a_batch_is_counted_whatever_its_content_type() {
    let matomo = Matomo::start().await;
    let body = batch(&[good(1), good(2), good(3)]);
    for content_type in ["application/json", "text/plain", "application/x-www-form-urlencoded"] {
        let headers = [("content-type", content_type)];
        let reply = matomo.request("POST", "/matomo.php", &headers, &body.to_string()).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.json(), json!({ "status": "success", "tracked": 3, "invalid": 0 }));
    }
    matomo.assert_hits(9, &[]);
    assert_eq!(matomo.totals().visits, 3);
}

#[tokio::test]
async fn invalid_hits_do_not_stop_the_rest_and_only_a_super_user_learns_which() {
    let body = json!(["no question mark", good(1), "?idsite=99&rec=1", good(2), "?idsite=1&rec=1&cid=bad"]);
    for (token, indices) in [(SUPER, json!([1, 3])), (VIEW, Value::Null), ("wrong", Value::Null), ("", Value::Null)] {
        let matomo = Matomo::start().await;
        let reply = matomo.bulk(&json!({ "requests": body, "token_auth": token })).await.json();
        assert_eq!((&reply["tracked"], &reply["invalid"]), (&json!(2), &json!(2)), "{token}");
        assert_eq!(reply["invalid_indices"], indices, "{token}");
        matomo.assert_hits(2, &[(Reason::BadSite, 1), (Reason::BadVisitorId, 1)]);
        assert_eq!(matomo.sim.stats().bulk, BulkStats { batches: 1, tracked: 2, invalid: 2, dropped: 1 });
    }
}

#[tokio::test]
async fn entries_without_a_query_are_in_neither_count() {
    let matomo = Matomo::start().await;
    let entries = json!([good(1).trim_start_matches('?'), "garbage", "?", 7, null, good(2)]);
    let reply = matomo.bulk(&json!({ "requests": entries })).await;
    assert_eq!(reply.json(), json!({ "status": "success", "tracked": 1, "invalid": 0 }));
    matomo.assert_hits(1, &[]);
    assert_eq!(matomo.sim.stats().bulk.dropped, 5);
}

#[tokio::test]
async fn hits_without_rec_and_from_robots_are_tracked_but_not_recorded() {
    let matomo = Matomo::start().await;
    let reply = matomo.bulk(&batch(&["?idsite=1", "?idsite=1&rec=1&ua=Googlebot", &good(1)])).await;
    assert_eq!(reply.json(), json!({ "status": "success", "tracked": 3, "invalid": 0 }));
    matomo.assert_hits(1, &[(Reason::MissingRec, 1), (Reason::ExcludedUserAgent, 1)]);
}

#[tokio::test]
async fn a_body_without_requests_is_refused_and_a_broken_one_is_an_empty_success() {
    let matomo = Matomo::start().await;
    for (body, status) in [(r#"{"hits":[]}"#, 400), (r#"{"requests":[]}"#, 200), (r#"{"requests":["?idsite=1&re"#, 200)]
    {
        let reply = matomo.request("POST", "/matomo.php", &[("content-type", "application/json")], body).await;
        assert_eq!(reply.status, status, "{body}");
        if status == 200 {
            assert_eq!(reply.json(), json!({ "status": "success", "tracked": 0, "invalid": 0 }), "{body}");
        }
    }
    matomo.assert_hits(0, &[]);
}

#[tokio::test]
async fn send_image_0_takes_the_counts_away() {
    for value in [json!(0), json!("0")] {
        let matomo = Matomo::start().await;
        let reply = matomo.bulk(&json!({ "requests": [good(1)], "send_image": value })).await;
        assert_eq!((reply.status, reply.body.len()), (204, 0));
        matomo.assert_hits(1, &[]);
    }
}

#[tokio::test]
async fn a_token_may_stand_in_the_body_or_in_each_request() {
    let matomo = Matomo::start().await;
    let authorised = "?idsite=1&rec=1&cip=198.51.100.7";
    let with_token = format!("{authorised}&token_auth={SUPER}");
    let mixed = matomo.bulk(&batch(&[authorised, &with_token])).await.json();
    assert_eq!((&mixed["tracked"], &mixed["invalid"]), (&json!(1), &json!(1)));
    let reply = matomo.bulk(&json!({ "requests": [authorised, authorised], "token_auth": SUPER })).await.json();
    assert_eq!((&reply["tracked"], &reply["invalid"]), (&json!(2), &json!(0)));
    matomo.assert_hits(3, &[(Reason::NeedsAuth, 1)]);
}

#[tokio::test]
async fn ua_overrides_the_header_for_one_request() {
    let matomo = Matomo::start().await;
    let requests = ["?idsite=1&rec=1&ua=First", "?idsite=1&rec=1&ua=Second", "?idsite=1&rec=1&ua=First"];
    matomo.bulk(&batch(&requests)).await;
    assert_eq!(matomo.totals().visits, 2);
}

#[tokio::test]
async fn requests_may_be_objects() {
    let matomo = Matomo::start().await;
    let request = json!({ "idsite": 2, "rec": 1, "url": "https://a.example/", "cid": cid(5) });
    let reply = matomo.bulk(&json!({ "requests": [request] })).await;
    assert_eq!(reply.json()["tracked"], 1);
    assert_eq!(matomo.sim.stats().by_site[&2].hits_recorded, 1);
}

#[tokio::test]
async fn three_thousand_hits_fit_in_one_batch() {
    let matomo = Matomo::start().await;
    let requests: Vec<String> = (0..3_000).map(good).collect();
    assert_eq!(matomo.bulk(&batch(&requests)).await.json()["tracked"], 3_000);
    assert_eq!(matomo.totals().visits, 3_000);
}

#[tokio::test]
async fn a_broken_matomo_tracks_nothing() {
    for (mode, status, reason) in [
        (FaultMode::DatabaseDown, 500, Reason::DatabaseDown),
        (FaultMode::RecordStatisticsOff, 200, Reason::RecordStatisticsOff),
    ] {
        let matomo = Matomo::start().await;
        matomo.mode(mode);
        let reply = matomo.bulk(&batch(&[good(1), good(2)])).await;
        assert_eq!(reply.status, status, "{mode:?}");
        assert_eq!((&reply.json()["tracked"], &reply.json()["invalid"]), (&json!(0), &json!(0)), "{mode:?}");
        matomo.assert_hits(0, &[(reason, 2)]);
    }
}
