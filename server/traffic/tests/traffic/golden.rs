//! One visit's exact bytes. A difference means that every seed now gives other visits: comparisons with earlier
//! runs end there, so it has to be wanted, and stand in the CHANGELOG.

use crate::support::{everything, traffic};

#[test]
fn a_seed_gives_the_same_bytes_as_ever() {
    let expected: Vec<&str> = include_str!("golden.txt").lines().collect();
    assert_eq!(everything(&traffic(42), 7), expected);
}
