//! Names for targets that were given none: the host, numbered where a host occurs more than once.

use crate::{target::Target, tracker_url};
use std::collections::BTreeSet;

/// Fills every empty name with the target's host (and port, if one is written), adding `-2`, `-3`, …
/// where that name is taken. Targets whose URL cannot be read are called `target-N`.
pub fn fill_names(targets: &mut [Target]) {
    let mut taken: BTreeSet<String> =
        targets.iter().map(|target| target.name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
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
        target.name = free_name(&base, &taken);
        taken.insert(target.name.clone());
    }
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
}
