//! Outages with one cause at one host, as one incident: pure, so that it can be tested with a thousand of them.

use domain::Outage;
use std::collections::{BTreeSet, HashMap};

/// Outages that have a cause and a host in common, and follow each other without all being over for long.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Number of its first outage, which tells it apart.
    pub number: u64,
    /// What the targets answered, or why they did not, in the words of the first outage.
    pub cause: String,
    /// Host and port of the targets; empty where it is not known.
    pub host: String,
    /// Names of the targets, in order.
    pub targets: BTreeSet<String>,
    /// When the first outage began, seconds since the start of the run.
    pub since_seconds: f64,
    /// When the last one was over; `None` while one is not.
    pub until_seconds: Option<f64>,
    /// Hits lost in all of them.
    pub hits_lost: u64,
    /// Numbers of its outages, in order of detection.
    pub outages: Vec<u64>,
}

/// Outages that begin so soon after the last one was over belong to the same incident, seconds.
const GAP_SECONDS: f64 = 30.0;

/// The incidents of `outages`, in the order in which they began to show. `hosts` has the host of each target by its id.
pub fn incidents(outages: &[Outage], hosts: &HashMap<i64, String>) -> Vec<Incident> {
    let mut incidents: Vec<Incident> = Vec::new();
    // Where the latest incident of each cause and host stands.
    let mut latest: HashMap<(&str, &str), usize> = HashMap::new();
    for outage in outages {
        let host = hosts.get(&outage.target_id).map_or("", String::as_str);
        let key = (kind(outage), host);
        let open = latest.get(&key).and_then(|&place| incidents.get_mut(place)).filter(|open| open.takes(outage));
        match open {
            Some(open) => open.add(outage),
            None => {
                latest.insert(key, incidents.len());
                incidents.push(Incident::begun(outage, host));
            }
        }
    }
    incidents
}

/// Host and port of an address.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// What tells causes apart: their code, since sentences hold figures; the sentence in reports from before there were codes.
fn kind(outage: &Outage) -> &str {
    if outage.coded.code.is_empty() { &outage.cause } else { &outage.coded.code }
}

impl Incident {
    fn begun(outage: &Outage, host: &str) -> Self {
        Self {
            number: outage.number,
            cause: outage.cause.clone(),
            host: host.to_owned(),
            targets: BTreeSet::from([outage.target.clone()]),
            since_seconds: outage.began_seconds,
            until_seconds: outage.recovered_seconds,
            hits_lost: outage.hits_lost,
            outages: vec![outage.number],
        }
    }

    fn takes(&self, outage: &Outage) -> bool {
        self.until_seconds.is_none_or(|until| outage.began_seconds <= until + GAP_SECONDS)
    }

    fn add(&mut self, outage: &Outage) {
        self.targets.insert(outage.target.clone());
        self.since_seconds = self.since_seconds.min(outage.began_seconds);
        self.until_seconds = self.until_seconds.zip(outage.recovered_seconds).map(|(one, other)| one.max(other));
        self.hits_lost += outage.hits_lost;
        self.outages.push(outage.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::messages::Coded;

    fn outage(number: u64, target_id: i64, code: &str, began: f64, recovered: Option<f64>) -> Outage {
        Outage {
            number,
            target_id,
            target: format!("t{target_id}"),
            cause: format!("{code} after {number} ms"),
            coded: Coded { code: code.into(), ..Default::default() },
            began_seconds: began,
            recovered_seconds: recovered,
            hits_lost: 10,
            ..Default::default()
        }
    }

    fn hosts(count: i64, host: &str) -> HashMap<i64, String> {
        (1..=count).map(|id| (id, host.to_owned())).collect()
    }

    #[test]
    fn a_host_that_is_down_is_one_incident_of_all_its_targets() {
        let outages: Vec<_> = (1..=25).map(|n| outage(n, n as i64, "refused", 6.0 + n as f64 / 10.0, None)).collect();
        let found = incidents(&outages, &hosts(25, "127.0.0.1:4299"));
        let [incident] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((incident.targets.len(), incident.hits_lost, incident.until_seconds), (25, 250, None));
        assert_eq!((incident.number, incident.host.as_str()), (1, "127.0.0.1:4299"));
        assert!((incident.since_seconds - 6.1).abs() < 1e-9);
    }

    #[test]
    fn another_cause_or_another_host_is_another_incident() {
        let mut hosts = hosts(2, "one");
        hosts.insert(3, "two".into());
        let outages = [outage(1, 1, "a", 1.0, None), outage(2, 2, "b", 1.0, None), outage(3, 3, "a", 1.0, None)];
        assert_eq!(incidents(&outages, &hosts).len(), 3);
    }

    #[test]
    fn it_is_over_when_its_last_outage_is() {
        let outages = [outage(1, 1, "a", 1.0, Some(9.0)), outage(2, 2, "a", 2.0, Some(5.0))];
        assert_eq!(incidents(&outages, &hosts(2, "one"))[0].until_seconds, Some(9.0));
    }

    #[test]
    fn what_returns_soon_is_the_same_and_later_another() {
        let outages =
            [outage(1, 1, "a", 1.0, Some(9.0)), outage(2, 1, "a", 20.0, Some(25.0)), outage(3, 1, "a", 100.0, None)];
        let found = incidents(&outages, &hosts(1, "one"));
        let numbers: Vec<_> = found.iter().map(|incident| (&*incident.outages, incident.targets.len())).collect();
        assert_eq!(numbers, [(&[1, 2][..], 1), (&[3][..], 1)]);
    }

    #[test]
    fn the_host_is_told_with_its_port() {
        assert_eq!(host("http://127.0.0.1:4299/stats?a"), "127.0.0.1:4299");
        assert_eq!(host("https://matomo.example.org"), "matomo.example.org");
    }
}
