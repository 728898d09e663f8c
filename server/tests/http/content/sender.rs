//! Sends hits one after the other while the simulator's clock follows their planned times.

use super::planned::Ready;
use crate::support::client;
use domain::Date;
use matomo_sim::{SimConfig, SimHandle};
use serde_json::{Value, json};

/// A simulated Matomo that knows the token.
pub(super) async fn matomo(token: &str) -> SimHandle {
    matomo_sim::start(SimConfig { token: Some(token.to_owned()), ..Default::default() }).await.unwrap()
}

/// Sends each hit on its own, all visits mixed, in order of planned time.
pub(super) async fn send_singly(sim: &SimHandle, mut hits: Vec<Ready>) {
    // Stable, so that hits of a visit that are due at the same time stay in order.
    hits.sort_by_key(|hit| hit.planned_unix_ms);
    let client = client();
    let url = format!("{}/matomo.php", sim.url());
    for hit in hits {
        sim.set_clock(Some(hit.planned_unix_ms / 1_000));
        let request = client
            .post(&url)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("user-agent", hit.user_agent)
            .header("accept-language", hit.accept_language);
        let status = request.body(hit.form).send().await.unwrap().status();
        assert_eq!(status, 204);
    }
}

/// Sends whole visits, `visits_each` to a bulk, under one user agent, when the last hit of all is due.
pub(super) async fn send_in_bulks(sim: &SimHandle, hits: &[Ready], visits_each: usize) {
    let client = client();
    let url = format!("{}/matomo.php", sim.url());
    sim.set_clock(hits.iter().map(|hit| hit.planned_unix_ms / 1_000).max());
    for bulk in hits.chunk_by(|a, b| a.visit / visits_each == b.visit / visits_each) {
        let requests: Vec<String> = bulk.iter().map(|hit| format!("?{}", hit.form)).collect();
        let body = json!({ "requests": requests }).to_string();
        let answer = client.post(&url).header("user-agent", "sender").body(body).send().await.unwrap();
        let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!((&answer["tracked"], &answer["invalid"]), (&json!(bulk.len()), &json!(0)));
    }
}

/// What Matomo reports as the visits of each day.
pub(super) async fn visits_by_day(sim: &SimHandle, token: &str, days: &[Date]) -> Vec<u64> {
    let mut visits = Vec::new();
    for day in days {
        let form = format!(
            "module=API&method=VisitsSummary.get&format=json&idSite=1&period=day&date={day}&token_auth={token}"
        );
        let request = client().post(format!("{}/index.php", sim.url()));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
        visits.push(answer["nb_visits"].as_u64().unwrap_or_else(|| panic!("{answer}")));
    }
    visits
}
