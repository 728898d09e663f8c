//! Starting a simulator and holding on to it.

mod accept;
mod connection;
mod door;
mod respond;

use std::{net::SocketAddr, sync::Arc};

use tokio::{sync::oneshot, task::JoinHandle};

use self::door::Door;
use crate::{FaultSwitch, Faults, SimConfig, SimError, Stats, sim::Sim};

/// A running simulator; dropping it stops the server and closes its connections.
#[derive(Debug)]
pub struct SimHandle {
    addr: SocketAddr,
    sim: Arc<Sim>,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

/// Starts a simulator; when this returns, it accepts connections.
///
/// # Errors
/// [`SimError::InvalidField`] for settings that make no sense, [`SimError::Bind`] if the address cannot be had.
pub async fn start(config: SimConfig) -> Result<SimHandle, SimError> {
    config.check()?;
    let bind = |source| SimError::Bind { addr: config.listen, source };
    let listener = door::open(config.listen).map_err(bind)?;
    let addr = listener.local_addr().map_err(bind)?;
    let sim = Arc::new(Sim::new(&config));
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(accept::run(Door::Open(listener), addr, Arc::clone(&sim), stopped));
    Ok(SimHandle { addr, sim, stop: Some(stop), server })
}

impl SimHandle {
    /// Where it listens, with the port it was given.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The address to put before `/matomo.php`, for example `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Everything counted so far, with the visitors one by one.
    pub fn stats(&self) -> Stats {
        self.sim.stats(true)
    }

    /// Clears the statistics, as `POST /__sim/reset` does.
    pub fn reset(&self) {
        self.sim.reset();
    }

    /// Changes the faults for somebody who does not hold the simulator.
    pub fn fault_switch(&self) -> FaultSwitch {
        FaultSwitch(Arc::clone(&self.sim))
    }

    /// The faults in force; a mode whose time is over reads as [`crate::FaultMode::None`].
    pub fn faults(&self) -> Faults {
        self.sim.faults()
    }

    /// Puts other faults in force from the next request on, also on connections that are already open.
    ///
    /// # Errors
    /// [`SimError::InvalidField`] if a value is out of range; the faults stay as they were.
    pub fn set_faults(&self, faults: Faults) -> Result<(), SimError> {
        self.sim.change_faults(|_| Ok(faults))
    }

    /// Stops the simulator's clock at `unix_seconds` or, with `None`, lets it follow the system again. Visits end at
    /// midnight and after half an hour, locks after an hour, archives after 15 minutes: all by this clock.
    pub fn set_clock(&self, unix_seconds: Option<i64>) {
        self.sim.clock.set(unix_seconds);
    }

    /// Stops listening, closes every connection, answered or not, and returns when the port is free.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            // A server that has ended already has nobody to tell.
            let _ = stop.send(());
        }
        let _ = (&mut self.server).await;
    }
}

impl Drop for SimHandle {
    fn drop(&mut self) {
        self.server.abort();
    }
}
