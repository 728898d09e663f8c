//! "How hits become visits".

use crate::support::{BROWSER, DAY, Matomo, NOW, SUPER, cid, config};
use matomo_sim::SimConfig;

const VISITS: u64 = 5;
const HITS: u64 = 4;

/// Sends `HITS` hits of `VISITS` visitors, interleaved: the first hits of all, then the second hits of all, and so on.
async fn interleaved(params: impl Fn(u64, u64) -> (String, String)) -> Matomo {
    let matomo = Matomo::start().await;
    for hit in 0..HITS {
        for visit in 0..VISITS {
            let (params, user_agent) = params(visit, hit);
            let url = format!("url=https://a.example/{visit}/{hit}");
            let reply = matomo.hit_with(&format!("{url}&{params}"), &[("user-agent", &user_agent)]).await;
            assert_eq!(reply.status, 204);
        }
    }
    assert_eq!(matomo.totals().actions, VISITS * HITS);
    matomo
}

/// Asserts that every visitor made one visit with all of its hits.
fn assert_exact(matomo: &Matomo) {
    let stats = matomo.sim.stats();
    assert_eq!((stats.totals.visits, stats.totals.visitors), (VISITS, VISITS));
    for visitor in &stats.by_visitor {
        assert_eq!((visitor.visits, visitor.actions), (1, HITS), "{visitor:?}");
    }
}

fn browser() -> String {
    BROWSER.to_owned()
}

#[tokio::test]
async fn distinct_ids_of_one_browser_are_one_visit() {
    let matomo = interleaved(|visit, _| (format!("_id={}", cid(visit)), browser())).await;
    assert_eq!((matomo.totals().visits, matomo.totals().visitors), (1, 1));
}

#[tokio::test]
async fn distinct_cids_are_exact() {
    let matomo = interleaved(|visit, _| (format!("cid={}", cid(visit)), browser())).await;
    assert_exact(&matomo);
    let visitors = matomo.sim.stats().by_visitor;
    for (visit, visitor) in visitors.iter().enumerate() {
        assert_eq!((visitor.cid.clone(), visitor.first_seen), (cid(visit as u64), visit as u64));
        let urls: Vec<_> = (0..HITS).map(|hit| format!("https://a.example/{visit}/{hit}")).collect();
        assert_eq!(visitor.urls, urls);
    }
}

#[tokio::test]
async fn distinct_cids_are_exact_with_any_user_agent_and_address() {
    let matomo = interleaved(|visit, hit| {
        let params = format!("cid={}&cip=198.51.100.{}&token_auth={SUPER}", cid(visit), hit + 1);
        (params, format!("Browser {hit}"))
    });
    assert_exact(&matomo.await);
}

#[tokio::test]
async fn distinct_ids_with_distinct_user_agents_or_addresses_are_exact() {
    assert_exact(&interleaved(|visit, _| (format!("_id={}", cid(visit)), format!("Browser {visit}"))).await);
    let by_address = interleaved(|visit, _| {
        (format!("_id={}&cip=198.51.100.{}&token_auth={SUPER}", cid(visit), visit + 1), browser())
    });
    assert_exact(&by_address.await);
}

#[tokio::test]
async fn new_visit_on_the_first_hit_splits_wrongly_when_interleaved() {
    let matomo = interleaved(|_, hit| ((if hit == 0 { "new_visit=1" } else { "" }).to_owned(), browser())).await;
    let stats = matomo.sim.stats();
    assert_eq!(stats.totals.visits, VISITS, "as many as there should be");
    let actions: Vec<_> = stats.by_visitor.iter().map(|visitor| visitor.actions).collect();
    assert_eq!(actions, [1, 1, 1, 1, VISITS * HITS - VISITS + 1], "but with the wrong hits in them");
}

/// Visits made by one visitor who sends these campaigns, one a hit.
async fn visits_with(campaigns: &[&str]) -> u64 {
    let matomo = Matomo::start().await;
    for campaign in campaigns {
        let query = if campaign.is_empty() { String::new() } else { format!("%3Fmtm_campaign%3D{campaign}") };
        matomo.hit(&format!("cid={}&url=https://a.example/{query}", cid(1))).await;
    }
    assert_eq!(matomo.totals().visitors, 1);
    matomo.totals().visits
}

#[tokio::test]
async fn a_change_of_campaign_starts_a_visit() {
    assert_eq!(visits_with(&["a", "b", "a"]).await, 3);
    assert_eq!(visits_with(&["", "a"]).await, 2);
    assert_eq!(visits_with(&["a", "a", "a"]).await, 1);
    assert_eq!(visits_with(&["a", "", ""]).await, 1);
    assert_eq!(visits_with(&["Spring", "spring"]).await, 1, "case does not matter");
}

/// Visits made by one visitor at these Unix seconds.
async fn visits_at(times: &[i64]) -> u64 {
    visits_of(config(), times).await
}

async fn visits_of(config: SimConfig, times: &[i64]) -> u64 {
    let matomo = Matomo::with(config).await;
    for time in times {
        matomo.hit(&format!("cid={}&cdt={time}&token_auth={SUPER}", cid(1))).await;
    }
    assert_eq!(matomo.totals().visitors, 1);
    matomo.totals().visits
}

#[tokio::test]
async fn half_an_hour_without_a_hit_ends_a_visit() {
    let start = NOW - 3 * DAY;
    assert_eq!(visits_at(&[start, start + 1_799]).await, 1);
    assert_eq!(visits_at(&[start, start + 1_801]).await, 2);
    assert_eq!(visits_at(&[start, start + 1_700, start + 3_400]).await, 1, "the gap counts, not the length");
    assert_eq!(visits_at(&[start + 1_000, start]).await, 1, "hits may arrive out of order");
    assert_eq!(visits_at(&[start, start + DAY, start + 60]).await, 2, "also after a later visit");
}

#[tokio::test]
async fn midnight_splits_a_visit() {
    let midnight = NOW - 3 * DAY - DAY / 2;
    assert_eq!(midnight % DAY, 0);
    assert_eq!(visits_at(&[midnight - 10, midnight + 10]).await, 2);
    assert_eq!(visits_at(&[midnight + 10, midnight + 30]).await, 1);
    assert_eq!(visits_at(&[midnight - 30, midnight - 10]).await, 1);
}

#[tokio::test]
async fn a_visit_goes_on_past_midnight_where_matomo_is_told_so() {
    let midnight = NOW - 3 * DAY - DAY / 2;
    let whole = || SimConfig { new_visit_after_midnight: false, ..config() };
    assert_eq!(visits_of(whole(), &[midnight - 10, midnight + 10]).await, 1);
    assert_eq!(visits_of(whole(), &[midnight - 1_000, midnight + 1_000]).await, 2, "half an hour ends it all the same");
}

#[tokio::test]
async fn a_site_knows_nothing_of_another_sites_visitors() {
    let matomo = Matomo::start().await;
    for site in [1, 2] {
        matomo.get(&format!("/matomo.php?idsite={site}&rec=1&cid={}", cid(1))).await;
    }
    let stats = matomo.sim.stats();
    assert_eq!((stats.by_site[&1].visits, stats.by_site[&2].visits, stats.totals.visitors), (1, 1, 2));
}
