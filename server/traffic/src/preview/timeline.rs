//! A visit for people to read: every hit with its time, what it is and exactly what it sends.

use crate::session::Session;
use domain::PreviewHit;
use std::time::Duration;
use visit::{Recipient, Visit};

/// Whom the hits of a preview are written for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader {
    pub(super) site_id: u32,
    /// What needs a token is sent.
    pub(super) has_token: bool,
    /// The hits would travel in bulk.
    pub(super) in_bulk: bool,
    /// When the visit arrives, milliseconds since the Unix epoch.
    pub(super) arrival_unix_ms: i64,
}

/// Stands for a token, so that what needs one is written; never shown.
const PLACEHOLDER: &str = "placeholder";

impl Reader {
    /// All hits of `visit` in order. Those of a past day are all sent at once; they are shown at the times reported
    /// for them.
    pub(super) fn hits(self, visit: &Session) -> Vec<PreviewHit> {
        let mut written = String::new();
        let first_reported = reported(visit, 0).unwrap_or_default();
        let hits = (0..visit.hit_count()).map(|hit| {
            let due = visit.offset(hit);
            let at = reported(visit, hit).map_or(due, |reported| reported.saturating_sub(first_reported));
            let due_ms = i64::try_from(due.as_millis()).unwrap_or(i64::MAX);
            let recipient = Recipient {
                site_id: self.site_id,
                token_auth: self.has_token.then_some(PLACEHOLDER),
                planned_unix_ms: self.arrival_unix_ms.saturating_add(due_ms),
                in_bulk: self.in_bulk,
            };
            written.clear();
            visit.write_parameters(hit, &recipient, &mut written);
            let parameters = form_urlencoded::parse(written.as_bytes()).into_owned();
            let parameters = Parameters(parameters.filter(|(name, _)| name != "token_auth").collect());
            let (kind, label) = parameters.summary();
            PreviewHit { at_seconds: at.as_secs_f64(), kind: kind.to_owned(), label, parameters: parameters.0 }
        });
        hits.collect()
    }
}

/// The time reported for a hit of a past day, since the Unix epoch; none in a live visit.
pub(super) fn reported(visit: &Session, hit: usize) -> Option<Duration> {
    let dated = visit.dated.as_ref()?;
    let hit = visit.content.hits.get(hit)?;
    u64::try_from(dated.at(hit.reported_ms.into())).ok().map(Duration::from_secs)
}

/// Decoded names and values in the order in which they are sent.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The values of those of `names` that are there, joined.
    fn joined(&self, names: &[&str], separator: &str) -> String {
        let values: Vec<&str> = names.iter().filter_map(|name| self.get(name)).collect();
        values.join(separator)
    }

    /// Kind and label, told apart by the parameters that Matomo tells them apart by.
    fn summary(&self) -> (&'static str, String) {
        if self.get("ping").is_some() {
            ("ping", self.joined(&["url"], ""))
        } else if self.get("idgoal") == Some("0") {
            match self.get("ec_id") {
                Some(order) => ("order", format!("{order}: {}", self.joined(&["revenue", "ec_currency"], " "))),
                None => ("cart", self.joined(&["revenue", "ec_currency"], " ")),
            }
        } else if let Some(goal) = self.get("idgoal") {
            ("goal", format!("{goal} {}", self.joined(&["revenue"], "")).trim_end().to_owned())
        } else if self.get("c_n").is_some() {
            ("content", self.joined(&["c_n", "c_p", "c_i"], " / "))
        } else if self.get("e_c").is_some() {
            ("event", self.joined(&["e_c", "e_a", "e_n", "e_v"], " / "))
        } else if let Some(keyword) = self.get("search") {
            ("site_search", keyword.to_owned())
        } else if let Some(address) = self.get("download") {
            ("download", address.to_owned())
        } else if let Some(address) = self.get("link") {
            ("outlink", address.to_owned())
        } else {
            ("pageview", self.joined(&["action_name"], ""))
        }
    }
}
