//! Would these targets take our hits? Asks every target at once, leaving no trace in its statistics.
//!
//! A tracker answers `rec=0` of a fresh visitor without recording anything, and says by its status
//! whether the site exists and whether the token may write to it (measured on Matomo 5.2). Matomo
//! locks an address out after some twenty wrong tokens, so a refused token is never tried again.

mod answer;
mod client;
mod refusals;
mod rights;
mod sample;
mod site;
mod steps;
mod taking;
mod trials;
mod zone;

use crate::plan;
use client::Client;
use domain::{FieldError, Method, MultiTargetConfig, Target, TargetProbe, Validation, ValidationReport};
use engine::EngineError;
use futures::{
    StreamExt,
    future::{BoxFuture, ready},
    stream,
};
use refusals::Refusals;
use sample::Sample;
use std::time::Duration;
use steps::{CERTIFICATE, CONNECTION, Probed, Shared};
use transport::{HttpConnector, Proxies};
use trials::Trials;

/// The longest a probe of one target takes, if the configuration's time-out is out of range.
const LONGEST: Duration = Duration::from_secs(300);
/// Probes in progress at once: below the usual limit of 1,024 open files.
const AT_ONCE: usize = 500;

/// Asks targets; remembers refused tokens.
pub(crate) struct Prober {
    connector: HttpConnector,
    refusals: Refusals,
}

impl Prober {
    /// A prober with connections of its own.
    ///
    /// # Errors
    /// [`transport::TransportError::Tls`] when the system's certificates cannot be loaded.
    pub(crate) fn new() -> Result<Self, EngineError> {
        Ok(Self::over(HttpConnector::new()?.with_proxies(Proxies::from_environment())))
    }

    /// A prober that makes its connections with `connector`, and shares its places with others that use it.
    pub(crate) fn over(connector: HttpConnector) -> Self {
        Self { connector, refusals: Refusals::default() }
    }

    /// The report about `config`, whose text has been checked with the result `found`. With `connect`,
    /// every target without an error of its own is probed, and warned of if its site keeps another time.
    pub(crate) async fn report(
        &self,
        config: &MultiTargetConfig,
        found: Validation,
        connect: bool,
    ) -> ValidationReport {
        let probed = if connect { self.probe_all(config, &found).await } else { Vec::new() };
        let now_unix = plan::now_unix();
        // A sample of visits can only be made of a configuration that makes sense.
        let collisions = if found.errors.is_empty() { collisions(config, &probed, now_unix).await } else { Vec::new() };
        let zones = probed.iter().filter_map(|(index, probed)| {
            let doubt = zone::warning(config, probed.site.as_ref()?.timezone.as_deref()?, now_unix)?;
            Some(FieldError::new(format!("targets[{index}].url"), doubt))
        });
        let doubts = probed.iter().filter_map(|(index, probed)| {
            Some(FieldError::new(format!("targets[{index}].url"), probed.doubt.clone()?))
        });
        let warnings = found.warnings.into_iter().chain(zones).chain(doubts).chain(collisions).collect();
        let unusable = probed.iter().filter_map(|(index, probed)| {
            let field = probed.at_fault.filter(|field| [CERTIFICATE, CONNECTION].contains(field))?;
            Some(probed.probe.finding(format!("targets[{index}].{field}")))
        });
        let errors: Vec<FieldError> = found.errors.into_iter().chain(unusable).collect();
        let targets: Vec<TargetProbe> = probed.into_iter().map(|(_, probed)| probed.probe).collect();
        let is_refused = targets.iter().any(|probe| {
            let enabled = config.targets.iter().any(|target| target.enabled && target.name == probe.name);
            enabled && (!probe.reachable || probe.authorized == Some(false))
        });
        let valid = errors.is_empty() && !is_refused;
        ValidationReport { valid, errors, warnings, targets }
    }

    /// What keeps `config`, which is valid, from filling past days: targets that do not answer, unknown
    /// sites, tokens without write access. Asks all enabled targets at once and records nothing.
    pub(crate) async fn objections(&self, config: &MultiTargetConfig) -> Vec<FieldError> {
        let targets: Vec<(usize, &Target)> = config.enabled_targets().collect();
        let probed = self.probe(targets.iter().map(|(_, target)| *target), config).await;
        targets
            .iter()
            .zip(probed)
            .filter_map(|((index, _), probed)| {
                Some(probed.probe.finding(format!("targets[{index}].{}", probed.at_fault?)))
            })
            .collect()
    }

    async fn probe_all(&self, config: &MultiTargetConfig, found: &Validation) -> Vec<(usize, Probed)> {
        let targets = config.targets.iter().enumerate().take(domain::config::MAX_TARGETS);
        let sound = targets.filter(|(index, _)| {
            let prefix = format!("targets[{index}].");
            !found.errors.iter().any(|error| error.field.starts_with(&prefix))
        });
        let sound: Vec<(usize, &Target)> = sound.collect();
        let probed = self.probe(sound.iter().map(|(_, target)| *target), config).await;
        sound.into_iter().map(|(index, _)| index).zip(probed).collect()
    }

    /// Asks `targets` at once, with the time-out of `config`.
    async fn probe<'a>(&self, targets: impl Iterator<Item = &'a Target>, config: &MultiTargetConfig) -> Vec<Probed> {
        let timeout =
            Duration::try_from_secs_f64(config.request.timeout_seconds).map_or(LONGEST, |set| set.min(LONGEST));
        let trials = Trials::default();
        let targets: Vec<&Target> = targets.collect();
        let clients: Vec<Result<Client, String>> =
            targets.iter().map(|target| Client::of(&self.connector, target, timeout)).collect();
        let method = if config.request.bulk_size > 1 { Method::Post } else { config.request.method };
        // Boxed one by one: as a lazy iterator its type would be too much for the compiler's Send check.
        let mut probes: Vec<BoxFuture<'_, Probed>> = Vec::new();
        for (target, client) in targets.into_iter().zip(&clients) {
            let client = match client {
                Ok(client) => client,
                Err(reason) => {
                    probes.push(Box::pin(ready(steps::unaskable(target, reason))));
                    continue;
                }
            };
            let shared = Shared { client, method, refusals: &self.refusals, trials: &trials };
            probes.push(Box::pin(steps::probe(shared, target, timeout)));
        }
        stream::iter(probes).buffered(AT_ONCE).collect().await
    }
}

/// What the sites' own settings would do with the visits of `config`.
async fn collisions(config: &MultiTargetConfig, probed: &[(usize, Probed)], now_unix: i64) -> Vec<FieldError> {
    if probed.iter().all(|(_, probed)| probed.site.is_none()) {
        return Vec::new();
    }
    let sampled = config.clone();
    let sample = tokio::task::spawn_blocking(move || Sample::of(&sampled, now_unix)).await.unwrap_or_default();
    probed
        .iter()
        .flat_map(|(index, probed)| {
            let has_token = config.targets.get(*index).is_some_and(|target| target.token().is_some());
            let found = probed.site.as_ref().map(|site| sample.collisions(site, config, has_token)).unwrap_or_default();
            let at = format!("targets[{index}].site_id");
            found.into_iter().map(move |collision| FieldError::new(at.clone(), collision)).collect::<Vec<_>>()
        })
        .collect()
}
