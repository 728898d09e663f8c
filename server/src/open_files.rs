//! Open files: every connection is one, to a target as much as from a browser, and systems allow a process
//! surprisingly few. Neither side may take those of the other: a run that has taken all could not be stopped.

use domain::MultiTargetConfig;

/// What the process needs besides its connections: database, log, listener, name look-ups.
const OTHERS: u64 = 100;

/// How the files that may be open are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shares {
    /// Connections of browsers and programs.
    clients: u64,
    /// Connections to targets.
    targets: u64,
}

impl Shares {
    /// Of `limit`: where it is small, half for what is not a connection at all; of the rest a quarter for clients.
    fn of(limit: u64) -> Self {
        let connections = limit - OTHERS.min(limit / 2);
        let clients = connections / 4;
        Self { clients, targets: connections - clients }
    }
}

/// Raises the soft limit of open files to the hard one and returns it; again, it only returns it.
/// `None` when the system does not tell.
pub(crate) fn raise() -> Option<u64> {
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

/// How many connections of browsers and programs there may be, if `wanted` are.
pub(crate) fn for_clients(wanted: usize) -> usize {
    let share = raise().map_or(u64::MAX, |limit| Shares::of(limit).clients);
    usize::try_from(share).unwrap_or(usize::MAX).clamp(1, wanted)
}

/// How many connections there may be to all targets together.
pub(crate) fn for_targets() -> usize {
    let share = raise().map_or(u64::MAX, |limit| Shares::of(limit).targets);
    usize::try_from(share).unwrap_or(usize::MAX)
}

/// What to say when `config` may need more connections than this process may open.
pub(crate) fn shortage(config: &MultiTargetConfig) -> Option<String> {
    beyond(raise()?, config)
}

fn beyond(limit: u64, config: &MultiTargetConfig) -> Option<String> {
    let targets = config.enabled_targets().count() as u64;
    let in_flight = config.request.max_in_flight_per_target;
    let connections = targets.saturating_mul(u64::from(in_flight));
    let share = Shares::of(limit).targets;
    (connections > share).then(|| {
        // Three quarters of what is left without the others.
        let needed = connections.saturating_mul(4).div_ceil(3).saturating_add(OTHERS);
        format!(
            "{targets} target(s) with up to {in_flight} unanswered hits each (request.max_in_flight_per_target) may \
             need {connections} connections, and this process may have {share} to targets: hits beyond that are \
             dropped. Raise the limit of open files with `ulimit -n {needed}` before starting, or lower \
             request.max_in_flight_per_target."
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
        config.request.max_in_flight_per_target = 51;
        assert_eq!(beyond(235, &config), None);
        let shortage = beyond(234, &config).unwrap();
        assert!(shortage.contains("ulimit -n 236"), "{shortage}");
    }

    #[test]
    fn nobody_gets_all_there_is() {
        for limit in [16, 64, 256, 1_024, 20_000, 1 << 20, u64::MAX] {
            let Shares { clients, targets } = Shares::of(limit);
            assert!(clients >= 1 && targets > clients, "{limit}");
            let others = limit - clients - targets;
            assert!(others >= OTHERS.min(limit / 2), "{limit}");
        }
    }
}
