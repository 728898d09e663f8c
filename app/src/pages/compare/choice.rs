//! What an address chooses to compare: `?runs=7,9`, `?runs=7&targets=1,2`, or a form's `?runs=7&runs=9`.

use crate::api::compare::Compared;
use leptos_router::params::ParamsMap;

/// Runs and targets in the order they were chosen, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Numbers of runs.
    pub runs: Vec<i64>,
    /// Ids of targets of the only run.
    pub targets: Vec<i64>,
}

impl Choice {
    /// What `query` chooses; what is no number is left out.
    pub fn of(query: &ParamsMap) -> Self {
        Self { runs: numbers(query, "runs"), targets: numbers(query, "targets") }
    }

    /// What there is to compare; `None` while there are not two of a kind.
    pub fn compared(&self) -> Option<Compared> {
        match (self.runs.as_slice(), self.targets.as_slice()) {
            (&[run], targets @ [_, _, ..]) => Some(Compared::Targets { run, targets: targets.to_vec() }),
            (runs @ [_, _, ..], _) => Some(Compared::Runs(runs.to_vec())),
            _ => None,
        }
    }
}

fn numbers(query: &ParamsMap, name: &str) -> Vec<i64> {
    let mut numbers = Vec::new();
    for number in query.get_all(name).unwrap_or_default().iter().flat_map(|text| text.split(',')) {
        if let Ok(number) = number.trim().parse()
            && !numbers.contains(&number)
        {
            numbers.push(number);
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&'static str, &str)]) -> Choice {
        let mut query = ParamsMap::new();
        for (name, value) in pairs {
            query.insert(*name, (*value).to_owned());
        }
        Choice::of(&query)
    }

    #[test]
    fn lists_and_repeated_names_choose_the_same() {
        assert_eq!(of(&[("runs", "7,9")]), of(&[("runs", "7"), ("runs", "9")]));
        assert_eq!(of(&[("runs", "9, 7 ,9,x")]).compared(), Some(Compared::Runs(vec![9, 7])));
    }

    #[test]
    fn one_run_is_compared_by_its_targets() {
        let targets = of(&[("runs", "7"), ("targets", "2,1")]);
        assert_eq!(targets.compared(), Some(Compared::Targets { run: 7, targets: vec![2, 1] }));
    }

    #[test]
    fn one_of_a_kind_is_not_compared() {
        for query in [&[][..], &[("runs", "7")], &[("runs", "7"), ("targets", "1")], &[("targets", "1,2")]] {
            assert_eq!(of(query).compared(), None, "{query:?}");
        }
    }
}
