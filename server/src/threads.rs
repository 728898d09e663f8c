//! Threads for one kind of work, so that another kind cannot hold it up.
//!
//! What paces and sends a run (the data plane) has threads of its own, and what people and programs ask of the server
//! (the control plane: pages, REST, live figures, database, tests of targets) has others; the system shares the
//! processors among them. See docs/adr/0020-two-planes-and-one-rendering.md.

use std::io;
use tokio::runtime::{Builder, Handle, Runtime};

/// The threads of one kind of work; ended, with whatever runs on them, when this is dropped.
pub(crate) struct Threads {
    handle: Handle,
    /// `None` only while this is dropped.
    runtime: Option<Runtime>,
}

impl Threads {
    /// Of the engine: as many as there are processors, because a run may need them all.
    ///
    /// # Errors
    /// When the system has no more threads or files.
    pub(crate) fn data_plane() -> io::Result<Self> {
        Self::start(&mut Builder::new_multi_thread(), "data-plane")
    }

    /// Of the demo's simulated targets: one, because they stand for other machines, and neither what is sent to them
    /// nor who watches should share a queue with them.
    ///
    /// # Errors
    /// When the system has no more threads or files.
    pub(crate) fn simulators() -> io::Result<Self> {
        Self::start(Builder::new_multi_thread().worker_threads(1), "simulators")
    }

    /// Where to spawn.
    pub(crate) fn handle(&self) -> Handle {
        self.handle.clone()
    }

    fn start(builder: &mut Builder, name: &str) -> io::Result<Self> {
        let runtime = builder.thread_name(name).enable_all().build()?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting for them is not allowed within another runtime; what matters has come to its end before.
            runtime.shutdown_background();
        }
    }
}
