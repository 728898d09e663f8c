//! Why a request got no complete answer: what the client's errors come down to.
//!
//! Details are fixed words, which the types make sure of: the texts of libraries can hold what the other side
//! sent (the debug data of a GOAWAY does), and with it anything that was sent there, a token included.

use super::{answer::Shortage, error_details, names::NameError};
use domain::messages::NetworkDetail;
use rustix::io::Errno;
use std::{error::Error, io};

/// Why there is no complete answer.
#[derive(Clone, Debug)]
pub enum ExchangeFailure {
    /// No address.
    Name(NameError),
    /// No connection: of what kind the system's error is.
    Connect(io::ErrorKind),
    /// No connection in time.
    ConnectTimeout(Stage),
    /// This machine lacks what a connection to the address needs.
    NoIpv6,
    /// This machine is short of something.
    Shortage(Shortage),
    /// The proxy does not let the connection through; the status it answers, if it does.
    Proxy(Option<u16>),
    /// TLS, and why.
    Tls(rustls::Error),
    /// An answer that is not HTTP.
    NotHttp,
    /// The parameters of a hit cannot stand in an address.
    Unfit,
    /// The connection ended before an answer; the detail.
    Broke(NetworkDetail),
    /// The same, and the target has had nothing of the request, however often it was tried.
    Unsent(NetworkDetail),
    /// The connection ended in the middle of the answer; the detail.
    BrokeOff(NetworkDetail),
    /// More of a body than any tracker sends.
    Endless {
        /// Status of the answer.
        status: u16,
        /// Bytes after which it was given up.
        limit: usize,
    },
}

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
pub(crate) fn shortage(error: &io::Error) -> Option<Shortage> {
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
pub(crate) fn wrapped_tls(error: &io::Error) -> Option<&rustls::Error> {
    let inner = error.get_ref()?;
    match inner.downcast_ref::<io::Error>() {
        Some(io) => wrapped_tls(io),
        None => inner.downcast_ref(),
    }
}

impl ExchangeFailure {
    /// What a TLS handshake that failed with `error` comes down to.
    pub fn of_handshake(error: io::Error) -> Self {
        match wrapped_tls(&error) {
            Some(tls) => Self::Tls(tls.clone()),
            None => Self::Unsent(error_details::of_handshake(error.kind())),
        }
    }

    /// The connection ended, without an error, before an answer.
    pub fn closed() -> Self {
        Self::Broke(NetworkDetail::Closed)
    }

    /// The connection ended, without an error, in the middle of the answer.
    pub fn closed_in_answer() -> Self {
        Self::BrokeOff(NetworkDetail::Closed)
    }

    /// Whether it is the proxy's where there is one: what is on the way there, or what it answers.
    pub fn can_be_a_proxys(&self) -> bool {
        matches!(
            self,
            Self::Proxy(_) | Self::Name(_) | Self::Connect(_) | Self::ConnectTimeout(Stage::Name | Stage::Tcp)
        )
    }

    /// The same failure, where it is known that the target has had nothing of the request.
    pub fn unsent(self) -> Self {
        match self {
            Self::Broke(detail) => Self::Unsent(detail),
            other => other,
        }
    }

    /// What an error of a connection comes down to; `in_answer` when the head of the answer has come.
    pub fn of_io(error: &io::Error, in_answer: bool) -> Self {
        match wrapped_tls(error) {
            Some(tls) => Self::Tls(tls.clone()),
            None if in_answer => Self::BrokeOff(error_details::of_io(error.kind())),
            None => Self::Broke(error_details::of_io(error.kind())),
        }
    }

    /// What an error of the HTTP/2 client comes down to; `in_answer` when its head has come.
    pub fn of_http(error: &hyper::Error, in_answer: bool) -> Self {
        let causes = || std::iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source());
        let mut io_errors = causes().filter_map(|cause| cause.downcast_ref::<io::Error>());
        if let Some(tls) = io_errors.find_map(wrapped_tls) {
            return Self::Tls(tls.clone());
        }
        let detail = error_details::of_http(error, causes());
        match in_answer {
            false if error.is_parse() => Self::NotHttp,
            false => Self::Broke(detail),
            true => Self::BrokeOff(detail),
        }
    }
}
