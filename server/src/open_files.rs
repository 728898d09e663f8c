//! Open files: every connection to a target is one, and systems allow a process surprisingly few.

use domain::MultiTargetConfig;

/// What the process needs besides its connections: database, log, listener, browsers.
const OTHERS: u64 = 100;

/// Raises the soft limit of open files to the hard one and returns it; again, it only returns it.
/// `None` when the system does not tell.
pub fn raise() -> Option<u64> {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) => {
            tracing::debug!(limit, "limit of open files");
            Some(limit)
        }
        Err(error) => {
            tracing::debug!(%error, "the limit of open files cannot be raised");
            None
        }
    }
}

/// What to say when `config` may need more connections than this process may open.
pub fn shortage(config: &MultiTargetConfig) -> Option<String> {
    beyond(raise()?, config)
}

fn beyond(limit: u64, config: &MultiTargetConfig) -> Option<String> {
    let targets = config.enabled_targets().count() as u64;
    let in_flight = config.request.max_in_flight_per_target;
    let needed = targets.saturating_mul(u64::from(in_flight)).saturating_add(OTHERS);
    (needed > limit).then(|| {
        format!(
            "{targets} target(s) with up to {in_flight} unanswered hits each (request.max_in_flight_per_target) may \
             need {needed} open files, and this process may have {limit}: hits beyond that fail to connect. Raise the \
             limit with `ulimit -n {needed}` before starting, or lower request.max_in_flight_per_target."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Target;

    #[test]
    fn only_enabled_targets_need_connections_and_a_shortage_names_the_remedy() {
        let idle = Target { enabled: false, ..Target::new("https://c.example", 1) };
        let targets = vec![Target::new("https://a.example", 1), Target::new("https://b.example", 1), idle];
        let mut config = MultiTargetConfig { targets, ..Default::default() };
        config.request.max_in_flight_per_target = 50;
        assert_eq!(beyond(200, &config), None);
        let shortage = beyond(199, &config).unwrap();
        assert!(shortage.contains("ulimit -n 200"), "{shortage}");
    }
}
