//! Archived reports: sums over the visits of some days.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{ApiError, Call, period::Period, segment::Segment};
use crate::{Kinds, visits::VisitorId};

/// What every report here is made of.
#[derive(Debug, Default)]
pub(super) struct Sums {
    visits: u64,
    visitors: HashSet<VisitorId>,
    kinds: Kinds,
    revenue: f64,
    converted: u64,
    bounces: u64,
    seconds: i64,
    max_actions: u64,
}

/// Answers with `report`, or with what it said within the last 15 minutes if today is part of the period.
pub(super) fn archived(call: &Call<'_>, report: fn(&Sums, &Period) -> Value) -> Result<Value, ApiError> {
    let site = call.site()?;
    let period = Period::of(call)?;
    let segment = Segment::of(call)?;
    let now = call.sim.clock.now();
    let method = call.params.get("method").unwrap_or_default();
    let question = format!("{method} {site} {period:?} {segment:?}");
    if let Some(kept) = call.sim.archives.lock().get(&question, now) {
        return Ok(kept);
    }
    let mut sums = Sums::default();
    {
        let book = call.sim.book.lock();
        for visit in book.visits.of_site(site).filter(|visit| period.has(visit.last_at) && segment.has(visit)) {
            let actions = visit.kinds.actions();
            sums.visits += 1;
            sums.visitors.insert(visit.visitor);
            sums.kinds.add(&visit.kinds);
            sums.revenue += visit.revenue;
            sums.converted += u64::from(visit.converted());
            sums.bounces += u64::from(actions <= 1);
            sums.seconds += visit.last_at - visit.first_at;
            sums.max_actions = sums.max_actions.max(actions);
        }
    }
    let value = report(&sums, &period);
    if period.has(now) {
        call.sim.archives.lock().keep(question, now, value.clone());
    }
    Ok(value)
}

/// `VisitsSummary.get`.
pub(super) fn visits(sums: &Sums, period: &Period) -> Value {
    let actions = sums.kinds.actions();
    let mut report = json!({
        "nb_users": 0,
        "nb_visits": sums.visits,
        "nb_actions": actions,
        "nb_visits_converted": sums.converted,
        "bounce_count": sums.bounces,
        "sum_visit_length": sums.seconds,
        "max_actions": sums.max_actions,
        "bounce_rate": format!("{:.0}%", 100.0 * per_visit(sums.bounces as f64, sums)),
        "nb_actions_per_visit": (10.0 * per_visit(actions as f64, sums)).round() / 10.0,
        "avg_time_on_site": per_visit(sums.seconds as f64, sums).round(),
    });
    if period.counts_unique_visitors
        && let Some(fields) = report.as_object_mut()
    {
        fields.insert("nb_uniq_visitors".to_owned(), json!(sums.visitors.len()));
    }
    report
}

/// `Actions.get`, without the unique counts.
pub(super) fn actions(sums: &Sums, _: &Period) -> Value {
    json!({
        "nb_pageviews": sums.kinds.page_views,
        "nb_downloads": sums.kinds.downloads,
        "nb_outlinks": sums.kinds.outlinks,
        "nb_searches": sums.kinds.searches,
    })
}

/// `Goals.get` for `idGoal=ecommerceOrder`, the only goal there is.
pub(super) fn orders(sums: &Sums, _: &Period) -> Value {
    json!({
        "nb_conversions": sums.kinds.orders,
        "nb_visits_converted": sums.converted,
        "revenue": sums.revenue,
    })
}

fn per_visit(sum: f64, sums: &Sums) -> f64 {
    if sums.visits == 0 { 0.0 } else { sum / sums.visits as f64 }
}
