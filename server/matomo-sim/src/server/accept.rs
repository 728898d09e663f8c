//! Accepts connections until told to stop, and shuts the door while the fault is `refuse`.

use std::{future::pending, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    sync::oneshot,
    task::JoinSet,
    time::{self, Instant},
};

use super::{connection, door::Door};
use crate::{FaultMode, sim::Sim};

/// Pause after a failed accept, usually a want of file descriptors, which would otherwise fail again at once.
const BREATHER: Duration = Duration::from_millis(20);

pub(crate) async fn run(mut door: Door, addr: SocketAddr, sim: Arc<Sim>, mut stopped: oneshot::Receiver<()>) {
    let mut faults = sim.faults.subscribe();
    // Dropped with this future, which closes every connection.
    let mut connections = JoinSet::new();
    loop {
        let timed = *faults.borrow_and_update();
        door = door.turn(addr, timed.current().mode != FaultMode::Refuse).await;
        tokio::select! {
            accepted = door.accept() => match accepted {
                Ok((stream, peer)) => {
                    sim.requests.connected();
                    connections.spawn(connection::serve(stream, peer.ip(), Arc::clone(&sim)));
                }
                Err(_) => time::sleep(BREATHER).await,
            },
            // Errs when the sender is gone, but this task holds it too.
            _ = faults.changed() => {}
            () = until(timed.ends()) => {}
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            _ = &mut stopped => break,
        }
    }
    drop(door);
    connections.shutdown().await;
}

async fn until(end: Option<Instant>) {
    match end {
        Some(end) => time::sleep_until(end).await,
        None => pending().await,
    }
}
