//! Answers to bulk requests: every hit that was sent has exactly one end.

use super::{TOKEN, WORDS, assert_sound};
use http::{
    HeaderMap, HeaderValue,
    header::{LOCATION, RETRY_AFTER},
};
use proptest::{collection::vec, prelude::*};
use test_support::fuzz::{fuzz, spoilt};
use transport::{BulkAnswer, Outcome};

fn samples() -> Vec<Vec<u8>> {
    let texts = [
        r#"{"status":"success","tracked":10,"invalid":0}"#.to_owned(),
        r#"{"status":"success","tracked":7,"invalid":3,"invalid_indices":[1,4,9]}"#.to_owned(),
        r#"{"status":"error","tracked":0,"invalid":0,"message":"locked \u00e9 \"x\""}"#.to_owned(),
        r#"{"tracked":18446744073709551615,"invalid":1}"#.to_owned(),
        r#"{"tracked":1e1,"invalid":-0,"tracked":3}"#.to_owned(),
        format!(r#"{{"tracked":2,"invalid":2,"deep":{}{}}}"#, "[".repeat(200), "]".repeat(200)),
        format!(r#"{{"status":"error","message":"?idsite=1&token_auth={TOKEN}"}}"#),
        format!("<html><body>token_auth={TOKEN}</body></html>"),
        String::new(),
    ];
    texts.into_iter().map(String::into_bytes).collect()
}

/// `Retry-After` and `Location` as they may come.
fn headers() -> impl Strategy<Value = HeaderMap> {
    let texts = [
        "120",
        "0",
        "Fri, 31 Dec 2099 23:59:59 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "https://m.example/matomo.php?token_auth=s3cret0123456789abcdef0123456789",
        "/login/s3cret0123456789abcdef0123456789",
        "//user:s3cret0123456789abcdef0123456789@m.example",
    ];
    let texts = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    let header = (prop::sample::select(vec![RETRY_AFTER, LOCATION]), spoilt(texts, WORDS));
    vec(header, 0..3).prop_map(|headers| {
        let headers = headers.into_iter().map(|(name, value)| Some((name, HeaderValue::from_bytes(&value).ok()?)));
        headers.flatten().collect()
    })
}

#[test]
fn every_hit_of_a_bulk_has_one_end() {
    let status = prop_oneof![4 => Just(200u16), 1 => prop::sample::select(vec![204, 429, 503]), 1 => any::<u16>()];
    let hits = prop_oneof![3 => 0u64..20, 1 => Just(1_000), 1 => any::<u64>()];
    let inputs = (status, headers(), spoilt(samples(), WORDS), hits);
    fuzz("bulk answers", 2_000, &inputs, |(status, headers, body, hits)| {
        // An answer without a status of three digits is not HTTP and does not come so far.
        let status = 100 + status % 900;
        let answer = BulkAnswer::read(status, &headers, &body, hits);
        let count = |wanted: fn(Outcome) -> bool| {
            let parts = answer.parts().iter().filter(|(answer, _)| wanted(answer.outcome));
            parts.map(|(_, hits)| u128::from(*hits)).sum::<u128>()
        };
        let tracked = count(|outcome| outcome == Outcome::Delivered);
        let rejected = count(|outcome| matches!(outcome, Outcome::Rejected(_)));
        let failed = count(|outcome| matches!(outcome, Outcome::Failed(_) | Outcome::Unknown(_)));
        assert_eq!(tracked + rejected + failed, u128::from(hits), "{answer:?}");
        assert!(tracked == 0 || (200..300).contains(&status), "{answer:?}");
        for (part, _) in answer.parts() {
            assert_sound(part);
            assert_eq!(part.status, Some(status));
        }
    });
}
