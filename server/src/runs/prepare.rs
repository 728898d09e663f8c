//! From what is asked for to what can be run: found, complete with its tokens, and valid.

use super::backfill::{self, Begun};
use crate::{
    blocking::run_blocking_in_turn,
    errors, plan, same_preset,
    stored_tokens::{self, Which},
};
use app::{error::AppError, services::StartRequest};
use domain::{MultiTargetConfig, StartedBy, Target, run_labels};
use store::Store;

/// A start request, resolved.
pub(super) struct Prepared {
    pub(super) name: String,
    /// The name of the preset that it comes from.
    pub(super) preset: Option<String>,
    /// What it is started with, once that is known.
    pub(super) started_by: Option<StartedBy>,
    pub(super) config: MultiTargetConfig,
    pub(super) target_ids: Vec<i64>,
    /// Changes of the working configuration's targets reach the run.
    pub(super) is_working: bool,
    /// Where the sender of the configuration sees its fields: empty, or ending in a dot.
    pub(super) prefix: &'static str,
    /// What an earlier run began of this backfill.
    pub(super) begun: Option<Begun>,
}

/// Finds and checks what `what` asks for.
///
/// # Errors
/// `NotFound`, or `Invalid` with the fields at fault.
pub(super) async fn prepare(store: &Store, what: &StartRequest) -> Result<Prepared, AppError> {
    let mut prepared = match what {
        StartRequest::Working => working(store, None).await?,
        StartRequest::WorkingNamed(name) => working(store, Some(name.clone())).await?,
        StartRequest::Config(config) => settle(store, None, (**config).clone(), "config.").await?,
        StartRequest::Preset(id) => {
            let preset = store.preset(*id).await.map_err(errors::store)?;
            settle(store, Some(preset.name), preset.config, "").await?
        }
    };
    if prepared.config.backfill_enabled {
        backfill::fix(&mut prepared)?;
    }
    Ok(prepared)
}

/// Whether `what` is a run of the working configuration.
pub(super) fn is_working(what: &StartRequest) -> bool {
    matches!(what, StartRequest::Working | StartRequest::WorkingNamed(_))
}

async fn working(store: &Store, preset: Option<String>) -> Result<Prepared, AppError> {
    // Ids and order of the list are those of the configuration: both read it by position.
    let config = store.config().await.map_err(errors::store)?;
    let stored = store.targets().await.map_err(errors::store)?;
    let target_ids = stored.iter().map(|target| target.id).collect();
    let targets = stored.into_iter().map(|stored| stored.target).collect();
    let config = MultiTargetConfig { targets, ..config };
    let mut found = plan::check(&config);
    found.errors.extend(stored_tokens::unreadable(&config, Which::Enabled));
    stored_tokens::settled(found, "")?;
    let preset = match preset {
        None => same_preset::of(store, &config).await?.map(|preset| preset.name),
        named => named,
    };
    let name = name(preset.as_deref(), &config);
    Ok(Prepared { name, preset, started_by: None, config, target_ids, is_working: true, prefix: "", begun: None })
}

async fn settle(
    store: &Store,
    preset: Option<String>,
    mut config: MultiTargetConfig,
    prefix: &'static str,
) -> Result<Prepared, AppError> {
    let working: Vec<Target> =
        store.targets().await.map_err(errors::store)?.into_iter().map(|stored| stored.target).collect();
    let (config, found) = run_blocking_in_turn(move || {
        let found = stored_tokens::settle(&mut config, &[], &working, plan::check);
        (config, found)
    })
    .await?;
    stored_tokens::settled(found, prefix)?;
    let name = name(preset.as_deref(), &config);
    Ok(Prepared {
        name,
        preset,
        started_by: None,
        config,
        target_ids: Vec::new(),
        is_working: false,
        prefix,
        begun: None,
    })
}

/// What a run is called until somebody gives it another name.
fn name(preset: Option<&str>, config: &MultiTargetConfig) -> String {
    preset.map_or_else(|| run_labels::name_of(config), str::to_owned)
}
