//! How a hit gets to its target, behind a trait, so that tests can use a network of their own making
//! and the way it is done can change without the engine.

mod addresses;
mod answer;
mod asker;
mod bulk;
mod classify;
mod content;
mod dial;
mod error;
mod error_details;
mod exchange_failure;
mod headers;
mod http;
mod http1;
mod http2;
mod identity;
mod names;
mod pinned;
mod places;
mod pool;
mod proxy;
mod redirect;
mod request;
mod retry_after;
mod stream;
mod system_names;
mod tls;
mod trust;

pub use answer::{Answer, Cause, Outcome, Shortage};
pub use asker::Asker;
pub use bulk::{BulkAnswer, BulkBody, OutgoingBulk};
pub use classify::{Place, expects_tls, reason};
pub use error::TransportError;
pub use exchange_failure::{ExchangeFailure, Stage};
pub use headers::Headers;
pub use http::{HttpConnector, HttpTransport};
pub use identity::identity;
pub use names::{Found, NameError, Names};
pub use pool::LONGEST_IDLE;
pub use pool::Reply;
pub use proxy::Proxies;
pub use redirect::origin as redirect_origin;
pub use system_names::SystemNames;
pub use tls::{authorities, tls_config};

use domain::{RequestSettings, Target, TokenAuth};
use std::{future::Future, time::Duration};

/// Makes a [`Transport`] for each target. Every target gets its own, so that no two share
/// connections (bulkheads, law 4).
pub trait Connector: Send + Sync + 'static {
    /// What carries the hits of one target.
    type Transport: Transport;

    /// Prepares to send to `target`; connects only when the first hit is sent.
    ///
    /// # Errors
    /// [`TransportError::Unusable`] when no connections could ever be made to it.
    fn connect(&self, target: &Target, settings: &RequestSettings) -> Result<Self::Transport, TransportError>;
}

/// Carries the hits of one target.
pub trait Transport: Send + Sync + 'static {
    /// Sends one hit and reads the whole answer. Never waits for a free slot (the engine limits hits
    /// in flight) and never gives up by itself (the engine's time-out drops the future).
    fn send(&self, hit: OutgoingHit<'_>) -> impl Future<Output = Answer> + Send;

    /// Sends whole visits in one bulk request, always by POST; as [`Transport::send`] in all else.
    fn send_bulk(&self, bulk: OutgoingBulk) -> impl Future<Output = BulkAnswer> + Send;

    /// Asks the tracker whether it would take a hit, without recording anything; delivered if it
    /// would. Needs no free slot and uses a connection of its own.
    fn probe(&self) -> impl Future<Output = Answer> + Send;

    /// Asks whether `token` may write to the target's site, as [`Transport::probe`] asks in all else; delivered if it
    /// may.
    fn probe_token(&self, _token: &TokenAuth) -> impl Future<Output = Answer> + Send {
        std::future::ready(Answer::delivered(204))
    }

    /// Closes the connections that no request has needed for longer than `idle`; whatever keeps none has none
    /// to close.
    fn tidy(&self, _idle: Duration) {}
}

/// One hit, ready to send.
#[derive(Debug)]
pub struct OutgoingHit<'a> {
    /// Form-encoded parameters.
    pub parameters: String,
    /// The visitor's `User-Agent`.
    pub user_agent: &'a str,
    /// The visitor's `Accept-Language`.
    pub accept_language: &'a str,
}
