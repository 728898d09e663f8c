//! Names for targets that were given none: the host, numbered where a host occurs more than once.

use crate::{target::Target, tracker_url};
use std::collections::{BTreeMap, BTreeSet};

/// The longest name of a target, characters.
pub const MAX_NAME: usize = 100;

/// Fills every empty name with the target's host (and port, if one is written), adding `-2`, `-3`, …
/// where that name is taken. Targets whose URL cannot be read are called `target-N`.
pub fn fill_names(targets: &mut [Target]) {
    fill(targets);
}

/// As [`fill_names`]; returns how many names were tried.
fn fill(targets: &mut [Target]) -> usize {
    let mut taken: BTreeSet<String> =
        targets.iter().map(|target| target.name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    // The next number of each host: those before are taken, and looking again takes as long as there are targets.
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    let mut tried = 0;
    for (index, target) in targets.iter_mut().enumerate() {
        target.name = target.name.trim().to_owned();
        if !target.name.is_empty() {
            continue;
        }
        let base = match tracker_url::parse_exact(&target.url) {
            Ok(parts) => match parts.port {
                Some(port) => format!("{}:{port}", parts.host),
                None => parts.host.to_owned(),
            },
            Err(_) => format!("target-{}", index + 1),
        };
        target.name.clone_from(&base);
        tried += 1;
        while !taken.insert(target.name.clone()) {
            let number = numbers.entry(base.clone()).or_insert(1);
            *number += 1;
            target.name = format!("{base}-{number}");
            tried += 1;
        }
    }
    tried
}

/// `base` itself if it is free, otherwise `base-2`, `base-3`, ….
pub fn free_name(base: &str, taken: &BTreeSet<String>) -> String {
    if !taken.contains(base) {
        return base.to_owned();
    }
    (2u64..).map(|number| format!("{base}-{number}")).find(|name| !taken.contains(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_become_names_and_are_numbered() {
        let mut targets = [
            Target::new("https://a.example", 1),
            Target::new("https://a.example", 2),
            Target { name: "a.example-2".into(), ..Target::new("https://b.example", 1) },
            Target::new("http://127.0.0.1:9101", 1),
            Target::new("nonsense", 1),
        ];
        fill_names(&mut targets);
        let names: Vec<_> = targets.iter().map(|target| target.name.as_str()).collect();
        assert_eq!(names, ["a.example", "a.example-3", "a.example-2", "127.0.0.1:9101", "target-5"]);
    }
    #[test]
    fn names_of_many_targets_at_one_host_are_found_in_few_tries() {
        let mut targets = vec![Target::new("http://a", 1); 20_000];
        // Some of the numbers are taken already.
        for (number, target) in targets.iter_mut().take(5_000).enumerate() {
            target.name = format!("a-{}", 2 * number);
        }
        assert!(fill(&mut targets) <= 2 * targets.len());
        let names: BTreeSet<_> = targets.iter().map(|target| target.name.as_str()).collect();
        assert_eq!(names.len(), targets.len());
        assert!(names.contains("a") && names.contains("a-15001"), "no number is left out");
    }
}
