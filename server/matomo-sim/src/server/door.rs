//! The listening port, which can be shut so that connections are refused and opened again.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    time,
};

/// Connections the system completes before we accept them.
const BACKLOG: u32 = 1_024;
/// How long to wait for the port when the system has not quite released it.
const RETRY: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub(crate) enum Door {
    /// Connections are accepted.
    Open(TcpListener),
    /// The port is ours but nobody listens: the system refuses connections.
    Shut(TcpSocket),
}

impl Door {
    /// Opens or shuts the door at `addr` unless it is so already.
    pub(crate) async fn turn(self, addr: SocketAddr, open: bool) -> Self {
        match (self, open) {
            (Self::Open(listener), false) => {
                drop(listener);
                Self::Shut(insist(|| bind(addr)).await)
            }
            (Self::Shut(socket), true) => {
                // A socket that cannot listen is lost with the attempt, so a failure starts from a fresh one.
                match socket.listen(BACKLOG) {
                    Ok(listener) => Self::Open(listener),
                    Err(_) => Self::Open(insist(|| self::open(addr)).await),
                }
            }
            (door, _) => door,
        }
    }

    /// The next connection; never comes while the door is shut.
    pub(crate) async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        match self {
            Self::Open(listener) => listener.accept().await,
            Self::Shut(_) => std::future::pending().await,
        }
    }
}

pub(crate) fn open(addr: SocketAddr) -> io::Result<TcpListener> {
    bind(addr)?.listen(BACKLOG)
}

fn bind(addr: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Or connections of a moment ago would keep the port busy.
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    Ok(socket)
}

async fn insist<T>(attempt: impl Fn() -> io::Result<T>) -> T {
    loop {
        match attempt() {
            Ok(done) => return done,
            Err(_) => time::sleep(RETRY).await,
        }
    }
}
