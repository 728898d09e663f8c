//! Targets picked on the map, as an address has them: ids in ranges, `3-7,12`. Pure.

use std::collections::BTreeSet;

/// The most targets a selection holds; an address names no more.
const MOST: usize = 1_000;

/// Ids of the picked targets.
pub type Picked = BTreeSet<i64>;

/// The ids as text.
pub fn write(picked: &Picked) -> String {
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for &id in picked {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == id => *last = id,
            _ => ranges.push((id, id)),
        }
    }
    let range = |(first, last): &(i64, i64)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    ranges.iter().map(range).collect::<Vec<_>>().join(",")
}

/// The ids of a text; what is not one is left out.
pub fn read(text: &str) -> Picked {
    let ids = text.split(',').filter_map(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.parse::<i64>().ok()?..=last.parse::<i64>().ok()?)
    });
    ids.flatten().take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_beside_each_other_are_a_range() {
        let picked = Picked::from([3, 4, 5, 9, 11, 12]);
        assert_eq!(write(&picked), "3-5,9,11-12");
        assert_eq!(read("3-5,9,11-12"), picked);
        assert_eq!((write(&Picked::new()), read("")), (String::new(), Picked::new()));
    }

    #[test]
    fn nonsense_picks_nothing_and_a_flood_is_cut() {
        assert_eq!(read("x,5-2,-,7,--3"), Picked::from([7]));
        assert_eq!(read("1-9223372036854775807").len(), MOST);
    }
}
