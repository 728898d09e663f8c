//! A target that answers 204 and notes when each request came; a thread per connection, so that it adds
//! as little as it can.

use super::{Failure, cpu_time};
use rustix::time::ClockId;
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// What one connection's thread noted, and the processor time it took.
type Noted = (Vec<Instant>, Duration);

/// Listens until the process ends.
pub(crate) struct Target {
    pub url: String,
    connections: Arc<Mutex<Vec<thread::JoinHandle<Noted>>>>,
}

impl Target {
    /// Listens on a port of loopback that is free.
    pub(crate) fn listen() -> Result<Self, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let connections = Arc::<Mutex<Vec<_>>>::default();
        let accepted = Arc::clone(&connections);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Ok(mut accepted) = accepted.lock() {
                    accepted.push(thread::spawn(move || serve(stream)));
                }
            }
        });
        Ok(Self { url, connections })
    }

    /// What came, earliest first, and the processor time it took here, once every connection is closed.
    pub(crate) fn noted(self) -> Result<Noted, Failure> {
        let connections = std::mem::take(&mut *self.connections.lock().map_err(|_| "the listener panicked")?);
        let mut arrivals = Vec::new();
        let mut cpu = Duration::ZERO;
        for connection in connections {
            let (came, took) = connection.join().map_err(|_| "a connection's thread panicked")?;
            arrivals.extend(came);
            cpu += took;
        }
        arrivals.sort();
        Ok((arrivals, cpu))
    }
}

fn serve(mut stream: TcpStream) -> Noted {
    let mut arrivals = Vec::new();
    let mut buffer = [0; 4_096];
    // A request of this size comes in one read.
    while stream.read(&mut buffer).is_ok_and(|bytes| bytes > 0) {
        arrivals.push(Instant::now());
        if stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").is_err() {
            break;
        }
    }
    (arrivals, cpu_time(ClockId::ThreadCPUTime))
}
