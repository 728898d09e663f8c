//! Live reports: straight from the visits, never from an archive.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{ApiError, Call, segment::Segment};

/// Visits whose last action lies in the last `lastMinutes` minutes: one object in a list.
pub(super) fn counters(call: &Call<'_>) -> Result<Value, ApiError> {
    let site = call.site()?;
    let segment = Segment::of(call)?;
    let minutes: i64 = call
        .params
        .get("lastMinutes")
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| ApiError::with_message("Please specify a value for 'lastMinutes'."))?;
    let since = call.sim.clock.now().saturating_sub(minutes.saturating_mul(60));
    let mut visits = 0_u64;
    let mut actions = 0;
    let mut converted = 0_u64;
    let mut visitors = HashSet::new();
    let book = call.sim.book.lock();
    for visit in book.visits.of_site(site).filter(|visit| visit.last_at >= since && segment.has(visit)) {
        visits += 1;
        actions += visit.kinds.actions();
        converted += u64::from(visit.converted());
        visitors.insert(visit.visitor);
    }
    Ok(json!([{ "visits": visits, "actions": actions, "visitors": visitors.len(), "visitsConverted": converted }]))
}
