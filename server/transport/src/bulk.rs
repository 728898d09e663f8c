//! Bulk requests: how they are written, and what their answer says about the hits in them.
//!
//! Measured on Matomo 5.2: the answer counts the hits that were tracked and those that were invalid, not
//! which they are. One that a database lock kept from being tracked is in neither count. A queue in front of it answers with the
//! picture or 204, without counts: it has taken all.

use super::{Answer, Cause, classify};
use domain::messages::NotDelivered;
use http::HeaderMap;
use serde::Deserialize;
use std::time::Duration;

/// The hits of whole visits in one request.
#[derive(Debug)]
pub struct OutgoingBulk {
    /// JSON: `{"requests":["?idsite=…", …],"token_auth":"…"}`.
    pub body: String,
    /// Number of hits in it.
    pub hits: u64,
}

/// Writes the body of a bulk request.
#[derive(Debug)]
pub struct BulkBody {
    text: String,
    hits: u64,
}

impl BulkBody {
    /// A body with room for so many hits.
    pub fn new(hits: u64) -> Self {
        let mut text = String::with_capacity(32 + hits as usize * 800);
        text.push_str(r#"{"requests":["#);
        Self { text, hits: 0 }
    }

    /// Adds a hit. Its token, if it has one, stays among its parameters: "secure only" tokens count as
    /// sent in the body there.
    pub fn push(&mut self, parameters: &str) {
        if self.hits > 0 {
            self.text.push(',');
        }
        self.hits += 1;
        self.text.push_str(r#""?"#);
        // What is form-encoded needs no escaping; JSON must be well-formed whatever comes.
        if parameters.bytes().any(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
            let escaped = serde_json::Value::from(parameters).to_string();
            self.text.push_str(escaped.strip_prefix('"').unwrap_or(&escaped));
        } else {
            self.text.push_str(parameters);
            self.text.push('"');
        }
    }

    /// The finished request. A token also stands at its top level: a Matomo with
    /// `bulk_requests_require_authentication` looks only there (measured on 5.2).
    pub fn finish(mut self, token: Option<&str>) -> OutgoingBulk {
        self.text.push(']');
        if let Some(token) = token {
            self.text.push_str(r#","token_auth":"#);
            self.text.push_str(&serde_json::Value::from(token).to_string());
        }
        self.text.push('}');
        OutgoingBulk { body: self.text, hits: self.hits }
    }
}

/// What became of the hits of a bulk request: how many had which end, not which.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkAnswer(Vec<(Answer, u64)>);

/// The body of Matomo's answer.
#[derive(Deserialize)]
struct Counts {
    tracked: u64,
    invalid: u64,
}

impl BulkAnswer {
    /// All `hits` had the same end.
    pub fn whole(answer: Answer, hits: u64) -> Self {
        Self(vec![(answer, hits)])
    }

    /// Of `hits` sent, so many were tracked and so many invalid. Invalid ones count as refused the way a
    /// single hit is with 400, what is missing as failed, and an answer that counts more than was sent
    /// as no answer.
    pub fn counted(status: u16, tracked: u64, invalid: u64, hits: u64) -> Self {
        let Some(missing) = tracked.checked_add(invalid).and_then(|counted| hits.checked_sub(counted)) else {
            let reason = NotDelivered::BulkCountsTooLarge { status, hits };
            return Self::whole(Answer::failed(Cause::InvalidResponse, Some(status), reason), hits);
        };
        let refused = NotDelivered::BulkInvalid { invalid, hits };
        let skipped = NotDelivered::BulkSkipped { missing, hits };
        let parts = [
            (Answer::delivered(status), tracked),
            (Answer::rejected(Cause::Http4xx, status, refused), invalid),
            (Answer::failed(Cause::InvalidResponse, Some(status), skipped), missing),
        ];
        Self(parts.into_iter().filter(|(_, hits)| *hits > 0).collect())
    }

    /// Classifies a complete answer to `hits` hits.
    pub fn read(status: u16, headers: &HeaderMap, body: &[u8], hits: u64) -> Self {
        if !(200..300).contains(&status) {
            return Self::whole(classify::answer(status, headers, body), hits);
        }
        // A queue in front of the tracker (QueuedTracking) takes a bulk whole and answers as it does a single hit.
        if status == 204 || body.starts_with(b"GIF8") {
            return Self::whole(Answer::delivered(status), hits);
        }
        match serde_json::from_slice::<Counts>(body) {
            Ok(counts) => Self::counted(status, counts.tracked, counts.invalid, hits),
            Err(_) => {
                let reason = NotDelivered::BulkWithoutCounts { status };
                Self::whole(Answer::failed(Cause::InvalidResponse, Some(status), reason), hits)
            }
        }
    }

    /// How long the target asks to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.iter().filter_map(|(answer, _)| answer.retry_after).max()
    }

    /// Each end.
    pub fn parts_mut(&mut self) -> impl Iterator<Item = &mut Answer> {
        self.0.iter_mut().map(|(answer, _)| answer)
    }

    /// Each end and how many hits had it; delivered ones first.
    pub fn parts(&self) -> &[(Answer, u64)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Outcome::{self, Delivered, Failed, Rejected};

    fn read(status: u16, body: &str) -> Vec<(Outcome, u64)> {
        let answer = BulkAnswer::read(status, &HeaderMap::new(), body.as_bytes(), 10);
        answer.parts().iter().map(|(answer, hits)| (answer.outcome, *hits)).collect()
    }

    #[test]
    fn every_hit_of_a_bulk_has_its_end() {
        type Ends = &'static [(Outcome, u64)];
        const MISSING: Outcome = Failed(Cause::InvalidResponse);
        let cases: [(u16, &str, Ends); 13] = [
            (200, r#"{"status":"success","tracked":10,"invalid":0}"#, &[(Delivered, 10)]),
            (200, r#"{"status":"success","tracked":7,"invalid":3}"#, &[(Delivered, 7), (Rejected(Cause::Http4xx), 3)]),
            (200, r#"{"tracked":0,"invalid":10,"invalid_indices":[0]}"#, &[(Rejected(Cause::Http4xx), 10)]),
            (200, r#"{"tracked":6,"invalid":1}"#, &[(Delivered, 6), (Rejected(Cause::Http4xx), 1), (MISSING, 3)]),
            (200, r#"{"tracked":11,"invalid":0}"#, &[(MISSING, 10)]),
            (200, r#"{"tracked":18446744073709551615,"invalid":1}"#, &[(MISSING, 10)]),
            (200, "<html>", &[(MISSING, 10)]),
            (204, "", &[(Delivered, 10)]),
            (200, "GIF89a...", &[(Delivered, 10)]),
            (200, "", &[(MISSING, 10)]),
            (400, "landing", &[(Rejected(Cause::Http4xx), 10)]),
            (302, "", &[(Rejected(Cause::InvalidResponse), 10)]),
            (500, r#"{"status":"error","tracked":0,"invalid":0}"#, &[(Failed(Cause::Http5xx), 10)]),
        ];
        for (status, body, expected) in cases {
            assert_eq!(read(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn a_body_is_json_whatever_the_parameters_are() {
        let mut body = BulkBody::new(2);
        for parameters in ["idsite=1&url=https%3A%2F%2Fa.example", "a=\"b\"\\\n\u{1}é"] {
            body.push(parameters);
        }
        let bulk = body.finish(Some("s\"ecret"));
        let read: serde_json::Value = serde_json::from_str(&bulk.body).unwrap();
        let expected = ["?idsite=1&url=https%3A%2F%2Fa.example", "?a=\"b\"\\\n\u{1}é"];
        assert_eq!((bulk.hits, read["requests"].as_array().unwrap().len()), (2, 2));
        assert_eq!(read, serde_json::json!({ "requests": expected, "token_auth": "s\"ecret" }));
    }
}
