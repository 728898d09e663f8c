//! What changed of a target's figures: the fields that are another, and no others.
//!
//! A thousand targets whose figures all change each second would be more than a megabyte a second as
//! whole [`TargetStatus`]es; most of their fields stay as they are.

use crate::status::{ErrorCounts, Health, HitCounts, LastError, Latency, Quantiles, Rate, TargetStatus, VisitCounts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A struct with the same fields as another, each there only if it changed. Fails to compile when a field
/// is missing here.
macro_rules! patch {
    ($name:ident of $whole:ident { $($field:ident: $kind:ty),* $(,)? }) => {
        #[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        struct $name {
            $(#[serde(skip_serializing_if = "Option::is_none")] $field: Option<$kind>),*
        }

        impl $name {
            fn between(old: &$whole, new: &$whole) -> Option<Self> {
                let $whole { $($field),* } = *new;
                (old != new).then(|| Self { $($field: (old.$field != $field).then_some($field)),* })
            }

            fn apply(self, whole: &mut $whole) {
                $(if let Some(value) = self.$field { whole.$field = value; })*
            }
        }
    };
}

patch!(VisitsPatch of VisitCounts {
    assigned: u64, completed: u64, active: u64, dropped: u64, cancelled: u64, held: u64, capped: u64,
    whole: u64, torn: u64, not_begun: u64,
});
patch!(HitsPatch of HitCounts {
    planned: u64, delivered: u64, rejected: u64, failed: u64, unknown: u64, dropped: u64, cancelled: u64,
    in_flight: u64, waiting: u64,
});
patch!(ErrorsPatch of ErrorCounts {
    timeout: u64, connect: u64, tls: u64, http_4xx: u64, http_5xx: u64, invalid_response: u64,
});
patch!(RatePatch of Rate {
    visits_per_second: f64, hits_per_second: f64, planned_hits_per_second: f64, delivered_hits_per_second: f64,
});
patch!(QuantilesPatch of Quantiles { mean: f64, p50: f64, p90: f64, p95: f64, p99: f64, max: f64 });

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct LatencyPatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    from_planned: Option<QuantilesPatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_send: Option<QuantilesPatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lag: Option<QuantilesPatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered: Option<QuantilesPatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<QuantilesPatch>,
}

impl LatencyPatch {
    fn between(old: &Latency, new: &Latency) -> Option<Self> {
        let Latency { from_planned, from_send, lag, delivered, failed } = new;
        (old != new).then(|| Self {
            from_planned: QuantilesPatch::between(&old.from_planned, from_planned),
            from_send: QuantilesPatch::between(&old.from_send, from_send),
            lag: QuantilesPatch::between(&old.lag, lag),
            delivered: QuantilesPatch::between(&old.delivered, delivered),
            failed: QuantilesPatch::between(&old.failed, failed),
        })
    }

    fn apply(self, latency: &mut Latency) {
        for (patch, quantiles) in [
            (self.from_planned, &mut latency.from_planned),
            (self.from_send, &mut latency.from_send),
            (self.lag, &mut latency.lag),
            (self.delivered, &mut latency.delivered),
            (self.failed, &mut latency.failed),
        ] {
            if let Some(patch) = patch {
                patch.apply(quantiles);
            }
        }
    }
}

/// The fields of a [`TargetStatus`] that changed, at every depth, and the id of the target.
///
/// In JSON it is what RFC 7396 calls a merge patch, so a program that keeps the figures as JSON need know
/// nothing of their types.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TargetPatch {
    /// Id of the target.
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    health: Option<Health>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_visits: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visits: Option<VisitsPatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hits: Option<HitsPatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<ErrorsPatch>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    status_codes: BTreeMap<u16, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<RatePatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    latency_ms: Option<LatencyPatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_error: Option<LastError>,
}

impl TargetPatch {
    /// What leads from `old` to `new`, figures of the same target; `None` when nothing changed.
    ///
    /// Within a run a status code or a last error never goes away again, so this cannot say it; see
    /// `TargetPatch::can_lead`.
    pub fn between(old: &TargetStatus, new: &TargetStatus) -> Option<Self> {
        // Name and address are the target's identity: with others it is not the same list.
        let TargetStatus { id, enabled, health, weight, expected_share, share, distance_visits, .. } = *new;
        let TargetStatus { name: _, url: _, visits, hits, errors, status_codes, rate, latency_ms, last_error, .. } =
            new;
        (old != new).then(|| Self {
            id,
            enabled: (old.enabled != enabled).then_some(enabled),
            health: (old.health != health).then_some(health),
            weight: (old.weight != weight).then_some(weight),
            expected_share: (old.expected_share != expected_share).then_some(expected_share),
            share: (old.share != share).then_some(share),
            distance_visits: (old.distance_visits != distance_visits).then_some(distance_visits),
            visits: VisitsPatch::between(&old.visits, visits),
            hits: HitsPatch::between(&old.hits, hits),
            errors: ErrorsPatch::between(&old.errors, errors),
            status_codes: status_codes
                .iter()
                .filter(|(code, count)| old.status_codes.get(code) != Some(count))
                .map(|(code, count)| (*code, *count))
                .collect(),
            rate: RatePatch::between(&old.rate, rate),
            latency_ms: LatencyPatch::between(&old.latency_ms, latency_ms),
            last_error: last_error.clone().filter(|_| old.last_error != *last_error),
        })
    }

    /// Whether a patch can lead from `old` to `new`: nothing that was there is gone.
    pub(super) fn can_lead(old: &TargetStatus, new: &TargetStatus) -> bool {
        old.status_codes.keys().all(|code| new.status_codes.contains_key(code))
            && (old.last_error.is_none() || new.last_error.is_some())
    }

    /// Whether it is news to show at once, rather than updated figures.
    pub fn is_urgent(&self) -> bool {
        self.enabled.is_some() || self.health.is_some() || self.weight.is_some()
    }

    /// Brings the target's figures to where this leads.
    pub fn apply(self, status: &mut TargetStatus) {
        let Self { id: _, enabled, health, weight, expected_share, share, distance_visits, .. } = self;
        let put = |value: Option<f64>, place: &mut f64| *place = value.unwrap_or(*place);
        status.enabled = enabled.unwrap_or(status.enabled);
        status.health = health.unwrap_or(status.health);
        status.weight = weight.unwrap_or(status.weight);
        put(expected_share, &mut status.expected_share);
        put(share, &mut status.share);
        put(distance_visits, &mut status.distance_visits);
        if let Some(visits) = self.visits {
            visits.apply(&mut status.visits);
        }
        if let Some(hits) = self.hits {
            hits.apply(&mut status.hits);
        }
        if let Some(errors) = self.errors {
            errors.apply(&mut status.errors);
        }
        status.status_codes.extend(self.status_codes);
        if let Some(rate) = self.rate {
            rate.apply(&mut status.rate);
        }
        if let Some(latency) = self.latency_ms {
            latency.apply(&mut status.latency_ms);
        }
        if self.last_error.is_some() {
            status.last_error = self.last_error;
        }
    }
}
