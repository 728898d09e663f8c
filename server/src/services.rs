//! What pages, REST and server functions call: the store, the engine and the prober behind the UI's
//! traits. All rules about tokens, validation and conflicts are here, so that no caller can miss one.

mod config;
mod data_sets;
mod figures;
mod funnels;
mod keeper;
mod presets;
mod runs;
mod targets;
mod tokens;
mod tools;
mod unbroken;

pub use runs::Runs;

use crate::probe::Prober;
use app::services::Services;
use config::Configs;
use data_sets::Sets;
use engine::Engine;
use funnels::Funnels;
use presets::Presets;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::Store;
use tools::Tools;

/// The services of one server, and the run control that shutting down needs.
pub fn build(store: Store, engine: Engine, prober: Prober, save_every: Duration) -> (Services, Arc<Runs>) {
    let working_run = WorkingRun::new(engine.clone());
    let prober = Arc::new(prober);
    let configs = Configs::new(store.clone(), Arc::clone(&prober), working_run.clone());
    let presets = Arc::new(Presets::new(store.clone(), configs.clone()));
    let funnels = Arc::new(Funnels::new(store.clone(), working_run.clone()));
    let data_sets = Arc::new(Sets::new(store.clone(), working_run.clone()));
    let runs = Arc::new(Runs::new(store, engine, prober, working_run, save_every));
    let tools = Arc::new(Tools::new(configs.clone()));
    let shared_runs = Arc::clone(&runs);
    (Services { config: Arc::new(configs), presets, runs: shared_runs, funnels, data_sets, tools }, runs)
}

/// What runs and the working configuration have to do with each other: while one of it is active, it changes live.
#[derive(Clone)]
struct WorkingRun {
    engine: Engine,
    latest_is_working: Arc<AtomicBool>,
    /// Held while the working configuration is changed, and from reading it to the start of a run of it.
    changes: Arc<tokio::sync::Mutex<()>>,
}

impl WorkingRun {
    fn new(engine: Engine) -> Self {
        Self { engine, latest_is_working: Arc::default(), changes: Arc::default() }
    }

    /// Notes what the next run is started from; called while no run is active.
    fn note(&self, is_working: bool) {
        self.latest_is_working.store(is_working, Ordering::SeqCst);
    }

    /// The engine, while it runs the working configuration.
    fn active(&self) -> Option<&Engine> {
        let active = self.engine.published().status.state.is_active();
        (active && self.latest_is_working.load(Ordering::SeqCst)).then_some(&self.engine)
    }
}
