//! Why a request got no complete answer: what the client's errors come down to.

use super::{answer::Shortage, names::NameError};
use rustix::io::Errno;
use std::{error::Error, io};

/// Why there is no complete answer.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// No address.
    Name(NameError),
    /// No connection: of what kind the system's error is, and its text.
    Connect(io::ErrorKind, String),
    /// No connection in time.
    ConnectTimeout(Stage),
    /// This machine lacks what a connection to the address needs.
    NoIpv6,
    /// This machine is short of something.
    Shortage(Shortage),
    /// TLS, and what it said.
    Tls(rustls::Error),
    /// An answer that is not HTTP.
    NotHttp,
    /// The connection ended before an answer; the detail.
    Broke(String),
    /// The connection ended in the middle of the answer; the detail.
    BrokeOff(String),
    /// More of a body than any tracker sends.
    Endless {
        /// Status of the answer.
        status: u16,
        /// Bytes after which it was given up.
        limit: usize,
    },
}

/// How a connection ended that just ended.
pub const CLOSED: &str = "closed by the other side";

/// What a connection in the making waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The name server.
    Name,
    /// The host.
    Tcp,
    /// Its part of the TLS handshake.
    Tls,
}

/// What this machine is short of, if that is what `error` says.
pub fn shortage(error: &io::Error) -> Option<Shortage> {
    let code = error.raw_os_error()?;
    match Errno::from_raw_os_error(code) {
        Errno::MFILE | Errno::NFILE => Some(Shortage::Files),
        Errno::ADDRNOTAVAIL => Some(Shortage::Ports),
        Errno::NOBUFS | Errno::NOMEM => Some(Shortage::Memory),
        _ => None,
    }
}

/// The TLS error inside an I/O error, however often it is wrapped. `io::Error::source` does not show
/// it: it goes to the source of the wrapped error.
pub fn wrapped_tls(error: &io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    match inner.downcast_ref::<io::Error>() {
        Some(io) => wrapped_tls(io),
        None => inner.downcast_ref(),
    }
}

impl Trouble {
    /// What a TLS handshake that failed with `error` comes down to.
    pub fn of_handshake(error: io::Error) -> Self {
        match wrapped_tls(&error) {
            Some(tls) => Self::Tls(tls.clone()),
            None => Self::Broke(format!("during the TLS handshake: {error}")),
        }
    }

    /// What an error of a connection comes down to; `in_answer` when the head of the answer has come.
    pub fn of_io(error: &io::Error, in_answer: bool) -> Self {
        match wrapped_tls(error) {
            Some(tls) => Self::Tls(tls.clone()),
            None if in_answer => Self::BrokeOff(error.to_string()),
            None => Self::Broke(error.to_string()),
        }
    }

    /// What an error of the HTTP/2 client comes down to; `in_answer` when its head has come.
    pub fn of_http(error: &hyper::Error, in_answer: bool) -> Self {
        let mut deepest = error.to_string();
        let mut next = error.source();
        while let Some(source) = next {
            deepest = source.to_string();
            if let Some(tls) = source.downcast_ref().and_then(wrapped_tls) {
                return Self::Tls(tls.clone());
            }
            next = source.source();
        }
        if error.is_parse() && !in_answer {
            Self::NotHttp
        } else if in_answer {
            Self::BrokeOff(deepest)
        } else {
            Self::Broke(deepest)
        }
    }
}
