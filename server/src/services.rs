//! What pages, REST and server functions call: the store, the engine and the prober behind the UI's
//! traits. All rules about tokens, validation and conflicts are here, so that no caller can miss one.

mod config;
mod figures;
mod keeper;
mod presets;
mod runs;
mod targets;
mod tokens;
mod unbroken;

pub use runs::Runs;

use crate::probe::Prober;
use app::services::Services;
use config::Configs;
use engine::Engine;
use presets::Presets;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store::Store;

/// The services of one server, and the run control that shutting down needs.
pub fn build(store: Store, engine: Engine, prober: Prober, save_every: Duration) -> (Services, Arc<Runs>) {
    let working_run = WorkingRun::new(engine.clone());
    let configs = Configs::new(store.clone(), Arc::new(prober), working_run.clone());
    let presets = Arc::new(Presets::new(store.clone(), configs.clone()));
    let runs = Arc::new(Runs::new(store, engine, working_run, save_every));
    let shared_runs = Arc::clone(&runs);
    (Services { config: Arc::new(configs), presets, runs: shared_runs }, runs)
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
