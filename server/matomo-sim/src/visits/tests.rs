//! The bounds on memory, which the tests over HTTP are too small to reach.

use super::{Claim, VisitLog, VisitorId};
use crate::tracker::{Hit, Kind};

fn hit(visitor: u64, fingerprint: u64) -> Hit {
    let id = VisitorId::parse(&format!("{visitor:016x}")).expect("16 digits");
    Hit {
        site: 1,
        kind: Kind::PageView,
        claim: Claim::Forced(id),
        fingerprint,
        at: 1_000_000,
        url: None,
        campaign: None,
        dimensions: Vec::new(),
        user: None,
        content: None,
        new_visit: false,
        order_id: None,
        revenue: 0.0,
    }
}

#[test]
fn the_oldest_visit_is_forgotten_first_and_its_visitor_comes_back_as_new() {
    let mut log = VisitLog::with_capacity(2, true);
    for visitor in [1, 2] {
        assert!(log.assign(&hit(visitor, visitor)).is_some_and(|found| found.new_visitor));
    }
    assert!(!log.truncated());
    assert!(log.assign(&hit(3, 3)).is_some_and(|found| found.new_visit));
    assert!(log.truncated());
    assert!(log.assign(&hit(2, 2)).is_some_and(|found| !found.new_visit), "still known");
    assert!(log.assign(&hit(1, 1)).is_some_and(|found| found.new_visit && found.new_visitor));
}

#[test]
fn nothing_grows_beyond_the_capacity() {
    let mut log = VisitLog::with_capacity(10, true);
    for number in 0..1_000 {
        // Each visitor sends two hits that look different.
        log.assign(&hit(number, 2 * number));
        log.assign(&hit(number, 2 * number + 1));
    }
    assert_eq!(log.of_site(1).count(), 10);
    assert_eq!((log.by_visitor.len(), log.by_fingerprint.len()), (10, 10));
}
