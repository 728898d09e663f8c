//! The order in which visits try funnels, and how many take each.

use domain::StoredFunnel;

/// A funnel in the order it is tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// The funnel.
    pub stored: StoredFunnel,
    /// Its place among the enabled ones, from 1; `None` when it is disabled.
    pub place: Option<usize>,
    /// Share of all visits that take it, 0–1: its probability, of those that no funnel before it took.
    pub share: f64,
}

/// All funnels by priority, then as listed; disabled ones stay where they would be tried.
pub fn as_tried(mut funnels: Vec<StoredFunnel>) -> Vec<Tried> {
    funnels.sort_by_key(|stored| stored.funnel.priority);
    let mut left = 1.0;
    let mut place = 0;
    funnels
        .into_iter()
        .map(|stored| {
            if !stored.funnel.enabled {
                return Tried { stored, place: None, share: 0.0 };
            }
            place += 1;
            let share = left * stored.funnel.probability;
            left -= share;
            Tried { stored, place: Some(place), share }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Funnel;

    fn funnel(id: i64, priority: u32, probability: f64, enabled: bool) -> StoredFunnel {
        StoredFunnel {
            id,
            funnel: Funnel { priority, probability, enabled, ..Funnel::example() },
            created_at: String::new(),
            updated_at: String::new(),
        }
    }

    #[test]
    fn a_visit_takes_the_first_whose_probability_comes_up() {
        let tried = as_tried(vec![
            funnel(1, 2, 0.5, true),
            funnel(2, 1, 0.9, false),
            funnel(3, 1, 0.4, true),
            funnel(4, 1, 0.5, true),
        ]);
        let rows: Vec<_> = tried.iter().map(|tried| (tried.stored.id, tried.place, tried.share)).collect();
        assert_eq!(rows, [(2, None, 0.0), (3, Some(1), 0.4), (4, Some(2), 0.3), (1, Some(3), 0.15)]);
    }
}
