//! "A 200 or 204 does not prove that the hit was recorded": what becomes of doubtful hits.

use matomo_sim::{FaultMode, Reason};

use crate::support::{BROWSER, DAY, Matomo, NOW, SUPER, VIEW, WRITER};

/// Sends one hit to a fresh Matomo and compares status and books.
async fn check(query: &str, status: u16, outcome: Result<(), Reason>) {
    let matomo = Matomo::start().await;
    let target = format!("/matomo.php?send_image=0&{query}");
    let reply = matomo.request("GET", &target, &[("user-agent", BROWSER)], "").await;
    assert_eq!(reply.status, status, "{query}");
    match outcome {
        Ok(()) => matomo.assert_hits(1, &[]),
        Err(reason) => matomo.assert_hits(0, &[(reason, 1)]),
    }
}

#[tokio::test]
async fn a_site_must_exist() {
    for idsite in ["idsite=99&", "idsite=one&", "idsite=0&", "idsite=-1&", "idsite=&", ""] {
        check(&format!("{idsite}rec=1&url=https://a.example/"), 400, Err(Reason::BadSite)).await;
    }
}

#[tokio::test]
async fn without_rec_nothing_is_recorded_and_nothing_said() {
    for rec in ["", "&rec=0", "&rec="] {
        check(&format!("idsite=1&url=https://a.example/{rec}"), 204, Err(Reason::MissingRec)).await;
    }
}

#[tokio::test]
async fn a_hit_needs_no_url() {
    for url in ["", "&url=", "&url=not%20an%20address", "&url=https:///path"] {
        let matomo = Matomo::start().await;
        assert_eq!(matomo.hit(&format!("action_name=x{url}")).await.status, 204, "{url}");
        matomo.assert_hits(1, &[]);
        assert!(matomo.sim.stats().by_visitor[0].urls.is_empty(), "{url}");
    }
}

#[tokio::test]
async fn an_id_is_cut_to_16_digits_and_ignored_if_shorter() {
    let matomo = Matomo::start().await;
    matomo.hit("_id=0123456789abcdef0123456789abcdef").await;
    matomo.hit_with("_id=0123456789", &[("user-agent", "another browser")]).await;
    matomo.assert_hits(2, &[]);
    let visitors = matomo.sim.stats().by_visitor;
    assert_eq!(visitors[0].cid, "0123456789abcdef");
    assert_ne!(visitors[1].cid, "0123456789abcdef");
}

#[tokio::test]
async fn a_cid_must_be_16_hexadecimal_digits_and_needs_no_token() {
    check("idsite=1&rec=1&cid=0123456789ABCDEF", 204, Ok(())).await;
    for cid in ["123", "0123456789abcdef0", "0123456789abcdeg", "+123456789abcdef"] {
        check(&format!("idsite=1&rec=1&cid={cid}"), 400, Err(Reason::BadVisitorId)).await;
    }
}

#[tokio::test]
async fn place_and_old_times_need_a_token_that_writes_to_the_site() {
    let old = NOW - DAY - 1;
    for claim in ["cip=198.51.100.7".to_owned(), "country=se".to_owned(), format!("cdt={old}")] {
        for (site, token, allowed) in [
            (1, "", false),
            (1, "wrong", false),
            (1, VIEW, false),
            (1, WRITER, false),
            (2, WRITER, true),
            (1, SUPER, true),
            (2, SUPER, true),
        ] {
            let (status, outcome) = if allowed { (204, Ok(())) } else { (400, Err(Reason::NeedsAuth)) };
            check(&format!("idsite={site}&rec=1&{claim}&token_auth={token}"), status, outcome).await;
        }
    }
}

#[tokio::test]
async fn a_wrong_token_does_no_harm_where_none_is_needed() {
    check("idsite=1&rec=1&token_auth=wrong", 204, Ok(())).await;
    check(&format!("idsite=1&rec=1&cdt={}&token_auth=wrong", NOW - 60), 204, Ok(())).await;
}

#[tokio::test]
async fn tokens_count_in_the_body_too_but_not_in_a_header() {
    let matomo = Matomo::start().await;
    let hit = "/matomo.php?idsite=1&rec=1&send_image=0&cip=198.51.100.7";
    let bearer = format!("Bearer {SUPER}");
    assert_eq!(matomo.request("POST", hit, &[("authorization", &bearer)], "").await.status, 400);
    assert_eq!(matomo.post_form(hit, &format!("token_auth={SUPER}")).await.status, 204);
    matomo.assert_hits(1, &[(Reason::NeedsAuth, 1)]);
}

/// The seconds before now at which Matomo put a hit with this `cdt`, read from how far back a report must look.
async fn age_of(cdt: &str, token: &str) -> i64 {
    let matomo = Matomo::start().await;
    assert_eq!(matomo.hit(&format!("cdt={cdt}&token_auth={token}")).await.status, 204, "{cdt}");
    let mut age = 0;
    for minutes in [0, 60, 24 * 60, 90 * 24 * 60] {
        let params = format!("idSite=1&lastMinutes={minutes}");
        let reply = matomo.api(SUPER, "Live.getCounters", &params).await;
        if reply.json()[0]["visits"] == 1 {
            return age;
        }
        age = minutes * 60;
    }
    age
}

#[tokio::test]
async fn a_time_within_a_day_is_believed() {
    assert_eq!(age_of(&(NOW - 2 * 3_600).to_string(), "").await, 3_600);
    assert_eq!(age_of("2026-11-22+10:00:00", "").await, 3_600);
    assert_eq!(age_of(&(NOW - DAY).to_string(), "").await, 3_600);
}

#[tokio::test]
async fn a_time_to_come_or_garbage_means_now() {
    for cdt in [(NOW + 60).to_string(), "2030-01-01+00:00:00".to_owned(), "yesteryear".to_owned(), "-5".to_owned()] {
        assert_eq!(age_of(&cdt, "").await, 0, "{cdt}");
    }
}

#[tokio::test]
async fn with_a_token_a_hit_goes_months_back() {
    assert_eq!(age_of(&(NOW - 60 * DAY).to_string(), SUPER).await, DAY);
    assert_eq!(age_of("2026-09-22+08:00:00", SUPER).await, DAY);
}

#[tokio::test]
async fn a_garbage_cip_counts_as_no_address() {
    let matomo = Matomo::start().await;
    // Two different ones are the same 0.0.0.0, so they are one visitor.
    for cip in ["garbage", "999.1.1.1"] {
        assert_eq!(matomo.hit(&format!("cip={cip}&token_auth={SUPER}")).await.status, 204);
    }
    matomo.assert_hits(2, &[]);
    assert_eq!(matomo.totals().visitors, 1);
}

#[tokio::test]
async fn a_broken_matomo_loses_hits_in_its_own_ways() {
    for (mode, status, reason) in [
        (FaultMode::DatabaseDown, 400, Reason::DatabaseDown),
        (FaultMode::RecordStatisticsOff, 204, Reason::RecordStatisticsOff),
    ] {
        let matomo = Matomo::start().await;
        matomo.mode(mode);
        assert_eq!(matomo.hit("url=https://a.example/").await.status, status, "{mode:?}");
        matomo.assert_hits(0, &[(reason, 1)]);
    }
}

#[tokio::test]
async fn a_probe_checks_site_and_token_and_records_nothing() {
    let probe = format!("cid=00000000000000aa&cip=198.51.100.7&cdt={}", NOW - 3 * DAY);
    for harmless in ["rec=0", "rec=1&ping=1"] {
        for (site, token, status) in
            [(1, SUPER, 204), (2, WRITER, 204), (1, WRITER, 400), (1, VIEW, 400), (1, "wrong", 400), (99, SUPER, 400)]
        {
            let matomo = Matomo::start().await;
            let target = format!("/matomo.php?idsite={site}&{harmless}&{probe}&token_auth={token}&send_image=0");
            assert_eq!(matomo.get(&target).await.status, status, "{target}");
            let totals = matomo.totals();
            assert_eq!((totals.hits_recorded, totals.visits), (0, 0), "{target}");
        }
    }
}

#[tokio::test]
async fn twenty_one_wrong_tokens_lock_the_address_for_an_hour() {
    let matomo = Matomo::start().await;
    let authorised = format!("cip=198.51.100.7&token_auth={SUPER}");
    for _ in 0..20 {
        assert_eq!(matomo.hit("cip=198.51.100.7&token_auth=wrong").await.status, 400);
    }
    assert_eq!(matomo.hit(&authorised).await.status, 204, "twenty are forgiven");
    assert_eq!(matomo.api("wrong", "API.getMatomoVersion", "").await.status, 401, "the twenty-first");

    let locked = matomo.api(SUPER, "API.getMatomoVersion", "").await;
    assert_eq!(locked.status, 500);
    assert!(locked.text().contains("Too many failed logins"));
    assert_eq!(locked.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(matomo.hit(&authorised).await.status, 400);
    assert_eq!(matomo.hit("url=https://a.example/").await.status, 204, "hits without a token go on");
    let bulk = serde_json::json!({ "requests": ["?idsite=1&rec=1"], "token_auth": SUPER });
    assert_eq!(matomo.bulk(&bulk).await.status, 500);

    matomo.sim.set_clock(Some(NOW + 3_600));
    assert_eq!(matomo.hit(&authorised).await.status, 204, "an hour later");
}
