//! What pages, REST and server functions call: the store, the engine and the prober behind the UI's
//! traits. All rules about tokens, validation and conflicts are here, so that no caller can miss one.

mod config;
mod data_sets;
mod figures;
mod funnels;
mod keeper;
mod loads;
mod presets;
mod runs;
mod targets;
mod tokens;
mod tools;
mod unbroken;
mod working_run;

pub use runs::Runs;

use crate::probe::Prober;
use app::services::Services;
use config::Configs;
use data_sets::Sets;
use engine::Engine;
use funnels::Funnels;
use presets::Presets;
use std::{sync::Arc, time::Duration};
use store::Store;
use tools::Tools;
use working_run::WorkingRun;

/// The services of one server, and the run control that shutting down needs.
pub fn build(store: Store, engine: Engine, prober: Prober, save_every: Duration) -> (Services, Arc<Runs>) {
    let working_run = WorkingRun::new(engine.clone());
    let prober = Arc::new(prober);
    let configs = Configs::new(store.clone(), Arc::clone(&prober), working_run.clone());
    let presets = Arc::new(Presets::new(store.clone(), configs.clone()));
    let funnels = Arc::new(Funnels::new(store.clone(), working_run.clone()));
    let data_sets = Arc::new(Sets::new(store.clone(), working_run.clone()));
    let runs = Arc::new(Runs::new(store, engine, prober, working_run, configs.clone(), save_every));
    let tools = Arc::new(Tools::new(configs.clone()));
    let shared_runs = Arc::clone(&runs);
    (Services { config: Arc::new(configs), presets, runs: shared_runs, funnels, data_sets, tools }, runs)
}
