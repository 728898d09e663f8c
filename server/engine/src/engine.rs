//! The engine from outside: start, watch, change and stop; one run at a time.

use crate::{
    error::EngineError,
    plan::{EngineSettings, RunPlan},
    run::{Published, Publisher, Run, Snapshots, supervise},
    tokens::TokenRegistry,
};
use domain::MultiTargetConfig;
use parking_lot::Mutex;
use std::sync::Arc;
use tokio::{runtime::Handle, sync::watch};
use transport::{Connector, HttpConnector, Proxies};

/// A requested change of a run's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Number of the run.
    run: i64,
    /// Number of the change.
    number: u64,
}

/// Distributes visits over targets. Clones share the same engine.
pub struct Engine<C: Connector = HttpConnector> {
    shared: Arc<Shared<C>>,
    /// Where its tasks run; `None`: on the caller's runtime.
    runtime: Option<Handle>,
}

struct Shared<C: Connector> {
    settings: EngineSettings,
    connector: C,
    /// Outlives runs: a Matomo remembers what was refused in the run before.
    tokens: Arc<TokenRegistry>,
    snapshots: Arc<Snapshots>,
    /// The active run.
    current: Mutex<Option<Arc<Run<C::Transport>>>>,
}

impl<C: Connector> Clone for Engine<C> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), runtime: self.runtime.clone() }
    }
}

impl Engine<HttpConnector> {
    /// An engine that sends over HTTP.
    ///
    /// # Errors
    /// [`EngineError::Transport`] when the system's certificates cannot be used.
    pub fn new(settings: EngineSettings) -> Result<Self, EngineError> {
        Ok(Self::with_connector(settings, HttpConnector::new()?.with_proxies(Proxies::from_environment())))
    }
}

impl<C: Connector> Engine<C> {
    /// An engine that sends over `connector`.
    pub fn with_connector(settings: EngineSettings, connector: C) -> Self {
        let snapshots = Arc::new(Snapshots::default());
        Self {
            shared: Arc::new(Shared {
                settings,
                connector,
                tokens: Arc::default(),
                snapshots,
                current: Mutex::new(None),
            }),
            runtime: None,
        }
    }

    /// Runs everything that paces and sends on `runtime`, so that other work on the caller's threads cannot hold up
    /// a hit. The runtime needs its time and its input and output enabled, and has to
    /// outlive the last run.
    #[must_use]
    pub fn on(self, runtime: Handle) -> Self {
        Self { runtime: Some(runtime), ..self }
    }

    /// Starts a run; must be called within a tokio runtime unless the engine has [one of its own](Self::on). The
    /// plan's configuration is expected to be valid.
    ///
    /// # Errors
    /// [`EngineError::Busy`] while a run is active, [`EngineError::NoTargets`],
    /// [`EngineError::Transport`].
    pub fn start(&self, plan: RunPlan) -> Result<(), EngineError> {
        let _entered = self.runtime.as_ref().map(Handle::enter);
        let mut current = self.shared.current.lock();
        // Goes by what is published: a run is over once its final figures are published.
        if self.published().status.state.is_active() {
            return Err(EngineError::Busy);
        }
        let shards = std::thread::available_parallelism().map_or(1, usize::from);
        let run = Run::prepare(plan, &self.shared.connector, shards, Arc::clone(&self.shared.tokens))?;
        run.announce();
        *current = Some(Arc::clone(&run));
        // Published before this returns, so that the caller never sees the previous run.
        Publisher::new(Arc::clone(&run)).publish(&self.shared.snapshots);
        let shared = Arc::clone(&self.shared);
        tokio::spawn(async move {
            supervise(Arc::clone(&run), Arc::clone(&shared.snapshots), shared.settings).await;
            // Dropping the run closes its connections; its last figures stay published.
            let over = shared.current.lock().take_if(|current| Arc::ptr_eq(current, &run));
            drop((over, run));
        });
        Ok(())
    }

    /// Subscribes to the figures; a slow reader sees only the latest.
    pub fn watch(&self) -> watch::Receiver<Arc<Published>> {
        self.shared.snapshots.watch()
    }

    /// The latest figures.
    pub fn published(&self) -> Arc<Published> {
        self.shared.snapshots.latest()
    }

    /// Gives run `id` another name, if it is the latest; whoever watches sees that at once.
    pub fn rename(&self, id: i64, name: &str) {
        self.shared.snapshots.rename(id, name);
    }

    /// Stops the active run, if there is one: no more arrivals, visits in progress have the grace
    /// period. Returns the final figures once every hit has its outcome.
    pub async fn stop(&self) -> Arc<Published> {
        if let Some(run) = self.shared.current.lock().as_ref() {
            run.context().stop.requested.cancel();
        }
        self.settled().await
    }

    /// Lets no more visits begin until [`Engine::resume`]; visits in progress go on. The schedule stands
    /// still meanwhile: arrivals that would have come are not made up for, and the run's time does not
    /// pass. Whoever watches sees the state as soon as it is published, see [`Engine::seen`].
    ///
    /// # Errors
    /// [`EngineError::NotRunning`] unless a run is running.
    pub fn pause(&self) -> Result<Turn, EngineError> {
        let current = self.shared.current.lock();
        let run = current.as_ref().ok_or(EngineError::NotRunning)?;
        Ok(Turn { run: run.plan().id, number: run.pause().ok_or(EngineError::NotRunning)? })
    }

    /// Goes on after [`Engine::pause`].
    ///
    /// # Errors
    /// [`EngineError::NotPaused`] unless a run is paused.
    pub fn resume(&self) -> Result<Turn, EngineError> {
        let current = self.shared.current.lock();
        let run = current.as_ref().ok_or(EngineError::NotPaused)?;
        Ok(Turn { run: run.plan().id, number: run.resume().ok_or(EngineError::NotPaused)? })
    }

    /// Waits until `turn`, or one after it, is published. Waiting for the state itself could miss it: it may be
    /// replaced before it is read.
    pub async fn seen(&self, turn: Turn) {
        let mut watch = self.watch();
        let seen = watch.wait_for(|published| {
            published.turn >= turn.number || published.status.run.as_ref().is_none_or(|run| run.id != turn.run)
        });
        // The sender lives as long as `self`.
        let _ = seen.await;
    }

    /// Waits until no run is active and returns the latest figures.
    pub async fn settled(&self) -> Arc<Published> {
        let mut watch = self.watch();
        // The sender lives as long as `self`, so this cannot fail.
        let settled = watch.wait_for(|published| !published.status.state.is_active()).await;
        settled.map_or_else(|_| self.published(), |published| Arc::clone(&published))
    }

    /// Lets the active run follow the live part of `config` (see [`domain::live_part`]), whose targets have these
    /// `ids` (as in [`RunPlan::target_ids`]); does nothing when idle. Expects a valid configuration with its tokens
    /// in it. It takes effect with the next arrival, at once if that is far off: another split is an epoch of
    /// its own, another rate or shape changes the schedule from now on, indices go on and visits in progress
    /// finish where they began. A run without a schedule (a backfill, a closed loop) keeps the targets and the
    /// load it began with.
    ///
    /// # Errors
    /// [`EngineError::NoTargets`] when none is enabled, [`EngineError::Transport`]; the run then goes
    /// on as it was.
    pub fn change(&self, config: &MultiTargetConfig, ids: &[i64]) -> Result<(), EngineError> {
        // Follow-up work of a change runs on the run's own runtime.
        let _entered = self.runtime.as_ref().map(Handle::enter);
        // The lock is not held meanwhile: this can take a while, and a stop must not wait for it.
        let run = self.shared.current.lock().clone();
        match run.filter(|run| run.clock().state().is_active()) {
            Some(run) => run.change(&self.shared.connector, config, ids),
            None => Ok(()),
        }
    }
}
