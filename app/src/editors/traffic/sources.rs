//! What the shares of visits come to once what is left is split: sources, and weights as percentages.

use domain::MultiTargetConfig;

/// Search engines, social networks and other sites share what direct visits and campaigns leave.
const REST: [(&str, f64); 3] = [("Search engines", 35.0), ("Social networks", 15.0), ("Other sites", 20.0)];

/// Where visits come from, as shares of 1, in the order shown. `None` while direct visits and campaigns
/// are out of range or more than all.
pub fn split(config: &MultiTargetConfig) -> Option<[(&'static str, f64); 5]> {
    let direct = config.direct_traffic_probability;
    let campaigns = config.campaigns_probability;
    let left = 1.0 - direct - campaigns;
    if direct < 0.0 || campaigns < 0.0 || left < -1e-9 {
        return None;
    }
    let total: f64 = REST.iter().map(|(_, weight)| weight).sum();
    let [search, social, sites] = REST.map(|(name, weight)| (name, left.max(0.0) * weight / total));
    Some([("Direct", direct), ("Campaigns", campaigns), search, social, sites])
}

/// A weight as a share of all: 0 where nothing has a weight.
pub fn share_of(weight: f64, weights: impl Iterator<Item = f64>) -> f64 {
    let total: f64 = weights.filter(|weight| *weight > 0.0).sum();
    if total > 0.0 && weight > 0.0 { weight / total } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_shared_35_to_15_to_20() {
        let config =
            MultiTargetConfig { direct_traffic_probability: 0.25, campaigns_probability: 0.05, ..Default::default() };
        let shares = split(&config).unwrap().map(|(_, share)| share);
        for (share, expected) in shares.into_iter().zip([0.25, 0.05, 0.35, 0.15, 0.20]) {
            assert!((share - expected).abs() < 1e-12, "{shares:?}");
        }
    }

    #[test]
    fn more_than_all_is_no_split() {
        let with = |direct, campaigns| MultiTargetConfig {
            direct_traffic_probability: direct,
            campaigns_probability: campaigns,
            ..Default::default()
        };
        assert_eq!(split(&with(0.7, 0.4)), None);
        assert_eq!(split(&with(-0.1, 0.4)), None);
        assert!(split(&with(0.9, 0.1)).unwrap().iter().all(|(_, share)| *share >= 0.0));
    }

    #[test]
    fn weights_become_shares() {
        assert_eq!(share_of(1.0, [1.0, 3.0].into_iter()), 0.25);
        assert_eq!(share_of(0.0, [0.0, 0.0].into_iter()), 0.0);
    }
}
