//! Questions to a target, over connections of their own and otherwise exactly the way its hits go.

use super::{
    dial::Dialer,
    exchange_failure::ExchangeFailure,
    http::converse,
    pool::Reply,
    proxy::Proxy,
    request::{Endpoint, Outgoing},
};
use domain::{Connection, Method};

/// Asks what one target's server has at its addresses.
pub struct Asker {
    pub(super) dialer: Dialer,
    pub(super) connection: Connection,
    pub(super) proxy: Option<Proxy>,
}

impl Asker {
    /// Posts a form to `url`, which is on the target's server.
    ///
    /// # Errors
    /// Why there is no complete answer.
    pub async fn post(&self, url: &str, form: String) -> Result<Reply, ExchangeFailure> {
        self.ask(url, Method::Post, form).await
    }

    /// Gets `url`, which is on the target's server, with `query` added to it.
    ///
    /// # Errors
    /// Why there is no complete answer.
    pub async fn get(&self, url: &str, query: String) -> Result<Reply, ExchangeFailure> {
        self.ask(url, Method::Get, query).await
    }

    /// `host:port` of the proxy that it goes over, if it does.
    pub fn proxy(&self) -> Option<String> {
        self.proxy.as_ref().map(|proxy| format!("{}:{}", proxy.host, proxy.port))
    }

    async fn ask(&self, url: &str, method: Method, parameters: String) -> Result<Reply, ExchangeFailure> {
        let endpoint = Endpoint::new(url, &self.connection, self.proxy.as_ref()).map_err(|_| ExchangeFailure::Unfit)?;
        // Boxed, because it is rare and large: TLS and all.
        let mut connected = Box::pin(self.dialer.connect()).await?;
        let outgoing = Outgoing::question(method, parameters);
        let reply = converse(&mut connected, &outgoing, &endpoint).await.map_err(|failed| failed.failure)?;
        let body = reply.content().into_owned();
        Ok(Reply { body, ..reply })
    }
}
