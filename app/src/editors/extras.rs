//! What is set for one target only, in a few words.

use super::load::three_digits;
use domain::{Connection, DistributionStrategy, Target, certificates_in, config::Split, connection::DIRECT};

/// A cap, its number formatted for reading.
pub fn cap(rate: &str) -> String {
    format!("at most {rate} visits/s")
}

/// Number of certificates in words; `None` without a text.
pub fn certificates(pem: &str) -> Option<String> {
    if pem.trim().is_empty() {
        return None;
    }
    Some(match certificates_in(pem) {
        0 => "no certificate".to_owned(),
        1 => "1 certificate".to_owned(),
        many => format!("{many} certificates"),
    })
}

/// That a target trusts certificates of its own; `None` without a text.
pub fn trusts(pem: &str) -> Option<String> {
    certificates(pem).map(|count| format!("trusts {count} of its own"))
}

/// How a target is reached, if not just by its address; nothing secret.
pub fn ways(connection: &Connection) -> Vec<String> {
    let Connection { exact_url, connect_to, proxy, user, client_certificate, headers, .. } = connection;
    let headers = match headers.len() {
        0 => None,
        1 => Some("1 header of its own".to_owned()),
        many => Some(format!("{many} headers of its own")),
    };
    let ways = [
        exact_url.then(|| "address taken as it is".to_owned()),
        connect_to.as_ref().map(|place| format!("connects to {place}")),
        proxy.as_ref().map(|proxy| if proxy == DIRECT { "no proxy".to_owned() } else { format!("over {proxy}") }),
        user.as_ref().map(|user| format!("as {user}")),
        client_certificate.as_ref().map(|_| "with a client certificate".to_owned()),
        headers,
    ];
    ways.into_iter().flatten().collect()
}

/// What has an effect under `strategy`; `None` if nothing is set for this target alone.
pub fn of_target(target: &Target, strategy: DistributionStrategy) -> Option<String> {
    let part = match strategy.split() {
        Split::ByWeight => Some(format!("weight {}", target.weight)),
        Split::ByOwnRate => target.visits_per_day.map(|visits| format!("{} visits/day", three_digits(visits))),
        Split::Equal | Split::AllToEach | Split::AllToFirst => None,
    };
    let cap = target.max_visits_per_second.map(|rate| cap(&three_digits(rate)));
    let trusts = target.ca_certificate.as_deref().and_then(trusts);
    let parts: Vec<_> = [part, cap, trusts].into_iter().flatten().chain(ways(&target.connection)).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_an_effect_is_reported() {
        let target = Target {
            weight: 3,
            visits_per_day: Some(2_500.0),
            max_visits_per_second: Some(0.5),
            ca_certificate: Some("-----BEGIN CERTIFICATE-----".into()),
            ..Target::new("https://m.example", 1)
        };
        let warning = |strategy| of_target(&target, strategy).unwrap();
        let always = "at most 0.5 visits/s · trusts 1 certificate of its own";
        assert_eq!(warning(DistributionStrategy::Weighted), format!("weight 3 · {always}"));
        assert_eq!(warning(DistributionStrategy::Independent), format!("2,500 visits/day · {always}"));
        assert_eq!(warning(DistributionStrategy::Mirror), always);
        assert_eq!(of_target(&Target::new("https://m.example", 1), DistributionStrategy::Independent), None);
        let connection = Connection {
            connect_to: Some("10.0.0.7".into()),
            user: Some("staging".into()),
            password: Some(domain::TokenAuth::new("door")),
            ..Connection::default()
        };
        assert_eq!(ways(&connection), ["connects to 10.0.0.7", "as staging"]);
    }
}
