//! Visits are recorded as planned: singly and in bulk, with a token and without.

use super::{
    planned::{Planned, TOKEN, eventful, hits},
    sender::{matomo, send_in_bulks, send_singly},
};
use domain::MultiTargetConfig;
use traffic::Traffic;

/// 2026-03-10 10:00:00 UTC.
const MORNING_MS: i64 = 1_773_136_800_000;
const VISITS: u64 = 250;

/// Nothing is missing from what is about to be tested.
fn assert_eventful(planned: &Planned) {
    let kinds = planned.kinds;
    let all = [
        kinds.page_views,
        kinds.events,
        kinds.searches,
        kinds.downloads,
        kinds.outlinks,
        kinds.orders,
        kinds.carts,
        kinds.pings,
    ];
    assert!(all.iter().all(|count| *count >= 20), "{kinds:?}");
    assert!(planned.revenue_cents > 0);
}

#[tokio::test]
async fn singly_without_a_token() {
    let hits = hits(&Traffic::live(&eventful(), 1), VISITS, MORNING_MS, 700, None, false);
    let planned = Planned::of(&hits);
    assert_eventful(&planned);
    let sim = matomo(TOKEN).await;
    send_singly(&sim, hits).await;
    planned.assert_recorded(&sim.stats().totals, VISITS);
}

#[tokio::test]
async fn singly_with_a_token() {
    let hits = hits(&Traffic::live(&eventful(), 2), VISITS, MORNING_MS, 700, Some(TOKEN), false);
    let planned = Planned::of(&hits);
    assert_eventful(&planned);
    let sim = matomo(TOKEN).await;
    send_singly(&sim, hits).await;
    planned.assert_recorded(&sim.stats().totals, VISITS);
}

#[tokio::test]
async fn in_bulk_with_and_without_a_token() {
    for token in [None, Some(TOKEN)] {
        let hits = hits(&Traffic::live(&eventful(), 3), VISITS, MORNING_MS, 700, token, true);
        let planned = Planned::of(&hits);
        assert_eventful(&planned);
        let sim = matomo(TOKEN).await;
        send_in_bulks(&sim, &hits, 10).await;
        planned.assert_recorded(&sim.stats().totals, VISITS);
        assert_eq!(sim.stats().bulk.batches, VISITS / 10);
    }
}

#[tokio::test]
async fn the_default_configuration() {
    let config = MultiTargetConfig { timezone: "UTC".to_owned(), ..Default::default() };
    let hits = hits(&Traffic::live(&config, 4), VISITS, MORNING_MS, 4_320, Some(TOKEN), false);
    let planned = Planned::of(&hits);
    let sim = matomo(TOKEN).await;
    send_singly(&sim, hits).await;
    planned.assert_recorded(&sim.stats().totals, VISITS);
}
