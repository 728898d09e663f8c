//! What pages, REST and server functions call: the store, the engine and the prober behind the UI's
//! traits. All rules about tokens, validation and conflicts are here, so that no caller can miss one.

mod config;
mod data_sets;
mod funnels;
mod loads;
mod presets;
mod runs;
mod targets;
mod tools;

use crate::{probe::Prober, runs::RunManager};
use app::services::Services;
use config::Configs;
use data_sets::Sets;
use funnels::Funnels;
use presets::Presets;
use runs::Runs;
use std::sync::Arc;
use store::Store;
use tools::Tools;

/// The services of one server, whose runs are those of `manager`.
pub(crate) fn build(store: Store, prober: Arc<Prober>, manager: Arc<RunManager>) -> Services {
    let configs = Configs::new(store.clone(), prober, Arc::clone(&manager));
    let presets = Arc::new(Presets::new(store.clone(), configs.clone()));
    let funnels = Arc::new(Funnels::new(store.clone(), Arc::clone(&manager)));
    let data_sets = Arc::new(Sets::new(store.clone(), Arc::clone(&manager)));
    let runs = Arc::new(Runs::new(store, manager, configs.clone()));
    let tools = Arc::new(Tools::new(configs.clone()));
    Services { config: Arc::new(configs), presets, runs, funnels, data_sets, tools, demo: None }
}
