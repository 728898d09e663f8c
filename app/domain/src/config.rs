//! The configuration: the same object in presets, REST bodies, files and the editor.

use crate::{error::FieldError, names, target::Target, token::TokenAuth, token::TokenEdit};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most targets one configuration may hold.
pub const MAX_TARGETS: usize = 1_000;

/// How visits are split over the enabled targets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DistributionStrategy {
    /// One after the other, in list order.
    #[default]
    RoundRobin,
    /// In proportion to the weights, exact at every prefix.
    Weighted,
    /// Uniformly at random, seeded.
    Random,
}

impl DistributionStrategy {
    /// Every strategy, in the order the picker shows them.
    pub const ALL: [Self; 3] = [Self::RoundRobin, Self::Weighted, Self::Random];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RoundRobin => "round-robin",
            Self::Weighted => "weighted",
            Self::Random => "random",
        }
    }
}

impl fmt::Display for DistributionStrategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the strategy hands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DistributeBy {
    /// All hits of a visit go to one target, as separate instances need.
    #[default]
    Visit,
    /// Each hit on its own, as replicas behind one database allow.
    Hit,
}

/// When visits arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arrivals {
    /// Evenly spaced.
    #[default]
    Constant,
    /// Independent visitors: exponential gaps with the same mean rate, seeded.
    Poisson,
}

/// How a hit is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Parameters in a form body; the only way "secure only" tokens are accepted.
    #[default]
    Post,
    /// Parameters in the query string.
    Get,
}

/// One execution's plan: where the load goes, how much, and how it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MultiTargetConfig {
    /// Up to [`MAX_TARGETS`], names unique.
    pub targets: Vec<Target>,
    /// How the load is split.
    pub distribution_strategy: DistributionStrategy,
    /// What is split: visits or hits.
    pub distribute_by: DistributeBy,
    /// 0 to 2^53 − 1 (what every JSON reader keeps exactly); absent: drawn at start and reported.
    pub seed: Option<u64>,
    /// Visits per day of the whole run, 1 to 10^10, split over the targets.
    pub target_visits_per_day: f64,
    /// When visits arrive at that rate.
    pub arrivals: Arrivals,
    /// Fewest page views of a visit, 1–100.
    pub pageviews_min: u32,
    /// Most page views of a visit, 1–100.
    pub pageviews_max: u32,
    /// Shortest pause between two page views, seconds, 0–60.
    pub pause_between_pvs_min: f64,
    /// Longest pause between two page views, seconds, 0–60.
    pub pause_between_pvs_max: f64,
    /// Most visits in progress at once per target, 1–100,000; an arrival beyond it is dropped.
    pub concurrency: u32,
    /// Hours after which no more visits start, 0 (off) to 168.
    pub auto_stop_after_hours: f64,
    /// Visits after which no more start, 0 (off) to 10^12.
    pub max_total_visits: u64,
    /// How hits are sent.
    pub request: RequestSettings,
}

/// How hits are sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestSettings {
    /// POST (default) or GET.
    pub method: Method,
    /// Seconds until an unanswered hit counts as failed/timeout, 0.1–300. Also the longest a hit that
    /// is ready waits for a free connection before it is dropped.
    pub timeout_seconds: f64,
    /// Most unanswered hits per target, 1–10,000.
    pub max_in_flight_per_target: u32,
    /// Hits per request; 1 sends each on its own.
    pub bulk_size: u32,
}

impl Default for RequestSettings {
    fn default() -> Self {
        Self { method: Method::Post, timeout_seconds: 10.0, max_in_flight_per_target: 64, bulk_size: 1 }
    }
}

impl Default for MultiTargetConfig {
    fn default() -> Self {
        Self {
            targets: Vec::new(),
            distribution_strategy: DistributionStrategy::default(),
            distribute_by: DistributeBy::default(),
            seed: None,
            target_visits_per_day: 20_000.0,
            arrivals: Arrivals::default(),
            pageviews_min: 3,
            pageviews_max: 6,
            pause_between_pvs_min: 0.5,
            pause_between_pvs_max: 2.0,
            concurrency: 50,
            auto_stop_after_hours: 0.0,
            max_total_visits: 0,
            request: RequestSettings::default(),
        }
    }
}

impl MultiTargetConfig {
    /// The targets that get load, with their index in the list.
    pub fn enabled_targets(&self) -> impl Iterator<Item = (usize, &Target)> {
        self.targets.iter().enumerate().filter(|(_, target)| target.enabled)
    }

    /// Trims texts and fills in names; what every reader of a configuration does first.
    pub fn normalise(&mut self) {
        for target in &mut self.targets {
            target.url = target.url.trim().to_owned();
        }
        names::fill_names(&mut self.targets);
    }

    /// Puts tokens that travelled beside the configuration back into it.
    pub fn apply_token_edits(&mut self, edits: &[TokenEdit]) {
        for edit in edits {
            if let Some(target) = self.targets.get_mut(edit.target) {
                target.token_auth = Some(TokenAuth::new(&*edit.token_auth));
            }
        }
    }

    /// Settles every target's token against what is `stored`: a text sets it, `""` clears it, and
    /// `has_token` alone keeps the stored token of the target with that name.
    ///
    /// # Errors
    /// One [`FieldError`] per target that asks to keep a token which is not stored.
    pub fn keep_tokens(&mut self, stored: &[Target]) -> Result<(), Vec<FieldError>> {
        let mut missing = Vec::new();
        for (index, target) in self.targets.iter_mut().enumerate() {
            if target.token_auth.is_none() && target.has_token {
                target.token_auth =
                    stored.iter().find(|old| old.name == target.name).and_then(|old| old.token().cloned());
                if target.token_auth.is_none() {
                    missing.push(FieldError::new(
                        format!("targets[{index}].token_auth"),
                        format!("no token is stored for {:?}; enter it again or set has_token to false", target.name),
                    ));
                }
            }
            target.settle_token();
        }
        if missing.is_empty() { Ok(()) } else { Err(missing) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_token(name: &str, token: Option<&str>, has_token: bool) -> Target {
        Target {
            name: name.into(),
            token_auth: token.map(TokenAuth::new),
            has_token,
            ..Target::new("https://m.example", 1)
        }
    }

    #[test]
    fn tokens_are_kept_set_and_cleared() {
        let stored = [with_token("a", Some("old"), true), with_token("b", Some("old"), true)];
        let mut config = MultiTargetConfig {
            targets: vec![
                with_token("a", None, true),
                with_token("b", Some(""), true),
                with_token("c", Some("new"), false),
                with_token("d", None, false),
            ],
            ..Default::default()
        };
        assert_eq!(config.keep_tokens(&stored), Ok(()));
        let tokens: Vec<_> = config.targets.iter().map(|t| t.token().map(TokenAuth::expose)).collect();
        assert_eq!(tokens, [Some("old"), None, Some("new"), None]);
        let had: Vec<_> = config.targets.iter().map(|t| t.has_token).collect();
        assert_eq!(had, [true, false, true, false]);
    }

    #[test]
    fn keeping_a_token_that_is_not_stored_names_the_field() {
        let mut config = MultiTargetConfig { targets: vec![with_token("x", None, true)], ..Default::default() };
        let errors = config.keep_tokens(&[]).unwrap_err();
        assert_eq!(errors[0].field, "targets[0].token_auth");
    }

    #[test]
    fn a_token_never_leaves_in_json_or_debug_output() {
        let mut config =
            MultiTargetConfig { targets: vec![with_token("a", Some("s3cret"), true)], ..Default::default() };
        config.apply_token_edits(&[TokenEdit { target: 0, token_auth: "s3cret".into() }]);
        let json = serde_json::to_string(&config).unwrap();
        assert!(json.contains(r#""token_auth":null,"has_token":true"#), "{json}");
        assert!(!json.contains("s3cret") && !format!("{config:?}").contains("s3cret"));
    }

    #[test]
    fn only_targets_are_required() {
        let config: MultiTargetConfig =
            serde_json::from_str(r#"{"targets":[{"url":"https://m.example","site_id":1}]}"#).unwrap();
        assert_eq!(config.targets[0].weight, 1);
        assert_eq!(config.target_visits_per_day, 20_000.0);
        assert!(serde_json::from_str::<MultiTargetConfig>(r#"{"targets":[],"sede":1}"#).is_err());
    }
}
