//! A composed visit as the engine sees it: one visitor and an ordered list of hits.

use crate::form;
use crate::hit::Hit;
use crate::visitor::Visitor;
use engine::{Recipient, Visit};
use std::time::Duration;

/// Room for one hit's parameters, so that an empty buffer grows once.
const TYPICAL_LENGTH: usize = 768;

const SECONDS_PER_DAY: i64 = 86_400;

/// A visit ready to be sent, whatever source composed it.
#[derive(Debug)]
pub(crate) struct Session {
    visitor: Visitor,
    hits: Vec<Hit>,
}

impl Session {
    /// `hits` in the order they are due.
    pub(crate) fn new(visitor: Visitor, hits: Vec<Hit>) -> Self {
        Self { visitor, hits }
    }
}

impl Visit for Session {
    fn hit_count(&self) -> usize {
        self.hits.len()
    }

    /// Past the last hit: the last hit's offset.
    fn offset(&self, hit: usize) -> Duration {
        let hit = self.hits.get(hit).or(self.hits.last());
        Duration::from_nanos(hit.map_or(0, |hit| hit.offset_nanos))
    }

    /// Past the last hit: appends nothing. `h`, `m` and `s` are in UTC.
    fn write_parameters(&self, hit: usize, recipient: &Recipient<'_>, out: &mut String) {
        let Some(hit) = self.hits.get(hit) else { return };
        out.reserve(TYPICAL_LENGTH);
        out.push_str("idsite=");
        form::push_number(out, recipient.site_id);
        out.push_str("&rec=1&apiv=1&send_image=0");
        hit.write(out);
        let unix_seconds = recipient.planned_unix_ms.div_euclid(1_000);
        let second_of_day = unix_seconds.rem_euclid(SECONDS_PER_DAY);
        let clock = [("&h=", second_of_day / 3_600), ("&m=", second_of_day / 60 % 60), ("&s=", second_of_day % 60)];
        for (name, value) in clock {
            out.push_str(name);
            form::push_number(out, value);
        }
        self.visitor.write(out);
        if let Some(token_auth) = recipient.token_auth {
            self.visitor.write_authorized(token_auth, unix_seconds, out);
        }
    }

    fn user_agent(&self) -> &str {
        self.visitor.user_agent()
    }

    fn accept_language(&self) -> &str {
        self.visitor.accept_language()
    }
}
