//! What the reporting API knows of a token that the tracker refused: it learns of new tokens at once, the tracker only
//! every five minutes (measured on 5.2).

use super::client::{Client, Reply};
use domain::{Target, TokenAuth, messages::ProbeResult, tracker_url};
use serde_json::Value;

/// What a token may do, as the reporting API says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rights {
    /// Write to the site.
    Write,
    /// Something, but not that.
    Less,
    /// Nothing: it is wrong.
    Nothing,
    /// This server's address is locked out.
    LockedOut,
    /// That could not be found out: the status of the answer, if there was one.
    Unknown(Option<u16>),
}

impl Rights {
    /// Asks what `token` may do with the site of `target`.
    pub(super) async fn of(client: &Client, target: &Target, token: &TokenAuth) -> Self {
        for method in ["SitesManager.getSitesIdWithWriteAccess", "SitesManager.getSitesIdWithAdminAccess"] {
            let Ok(reply) = ask(client, target, token, &[("method", method)]).await else { return Self::Unknown(None) };
            match sites(&reply) {
                Some(sites) if sites.contains(&u64::from(target.site_id)) => return Self::Write,
                Some(_) => {}
                None if is_locked_out(&reply) => return Self::LockedOut,
                None if reply.status.as_u16() == 401 => return Self::Nothing,
                None => return Self::Unknown(Some(reply.status.as_u16())),
            }
        }
        Self::Less
    }
}

/// The reporting API's answer. A wrong token counts towards a lock-out here, too.
pub(super) async fn ask(
    client: &Client,
    target: &Target,
    token: &TokenAuth,
    question: &[(&str, &str)],
) -> Result<Reply, ProbeResult> {
    let parameters = [&[("module", "API"), ("format", "json"), ("token_auth", token.expose())], question].concat();
    client.post(&tracker_url::reporting(&target.url), &parameters).await
}

/// Whether Matomo's protection against guessing speaks.
pub(super) fn is_locked_out(reply: &Reply) -> bool {
    let text = String::from_utf8_lossy(&reply.body).to_lowercase();
    reply.status.is_server_error() && text.contains("too many failed login")
}

/// The ids in a list of sites; some versions write numbers, others texts.
fn sites(reply: &Reply) -> Option<Vec<u64>> {
    let answer: Value = serde_json::from_slice(&reply.body).ok().filter(|_| reply.status.is_success())?;
    Some(
        answer.as_array()?.iter().filter_map(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok())).collect(),
    )
}
