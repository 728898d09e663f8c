//! `index.php?module=API`: the part of Matomo's reporting API that checks a connection and counts a run back.

mod cache;
mod error;
mod live;
mod period;
mod segment;
mod sites;
mod summary;

use http::StatusCode;
use serde_json::{Value, json};

pub(crate) use self::cache::ArchiveCache;
use self::error::ApiError;
use crate::{
    access::Access,
    answer::{self, Answer},
    faults::State,
    incoming::Incoming,
    params::Params,
    sim::Sim,
};

/// The version this simulator was measured against.
const VERSION: &str = "5.2.0-b5";

/// One call, with the rights of the token it came with (`None`: no token, the anonymous user).
struct Call<'a> {
    sim: &'a Sim,
    params: &'a Params<'a>,
    access: Option<Access<'a>>,
}

pub(crate) fn answer(sim: &Sim, incoming: &Incoming, state: State) -> Answer {
    match state {
        State::Working | State::RecordStatisticsOff | State::Queued => {}
        State::Maintenance => {
            return answer::html(StatusCode::SERVICE_UNAVAILABLE, "<h1>Matomo is in scheduled maintenance.</h1>");
        }
        State::DatabaseDown | State::Unreached => {
            return answer::html(StatusCode::INTERNAL_SERVER_ERROR, "<h1>Matomo cannot reach its database.</h1>");
        }
    }
    let params = incoming.params();
    if params.get("module") != Some("API") {
        return answer::html(StatusCode::OK, "<title>Sign in - Matomo (simulated)</title>");
    }
    let now = sim.clock.now();
    let mut logins = sim.logins.lock();
    if logins.is_locked(incoming.peer, now) {
        return answer::html(StatusCode::INTERNAL_SERVER_ERROR, "<h1>Too many failed logins</h1>");
    }
    let access = match params.filled("token_auth") {
        None => None,
        Some(token) => match sim.tokens.access(token) {
            Some(access) => Some(access),
            None => {
                logins.fail(incoming.peer, now);
                return ApiError::WrongToken.answer();
            }
        },
    };
    drop(logins);
    if params.filled("format").is_some_and(|format| !format.eq_ignore_ascii_case("json")) {
        return ApiError::with_message("only format=json is simulated").answer();
    }
    match (Call { sim, params: &params, access }).run() {
        Ok(value) => answer::json(StatusCode::OK, &value),
        Err(error) => error.answer(),
    }
}

impl Call<'_> {
    fn run(&self) -> Result<Value, ApiError> {
        match self.params.get("method").unwrap_or_default() {
            "API.getMatomoVersion" | "API.getPiwikVersion" => {
                self.access.ok_or(ApiError::NoViewAccess { site: None })?;
                Ok(json!({ "value": VERSION }))
            }
            "SitesManager.getSiteFromId" => sites::from_id(self),
            "SitesManager.getSiteUrlsFromId" => sites::urls_from_id(self),
            "SitesManager.getSitesIdWithWriteAccess" => Ok(sites::with_write_access(self)),
            "SitesManager.getSitesIdWithAdminAccess" => Ok(sites::with_admin_access(self)),
            "UsersManager.hasSuperUserAccess" => Ok(json!({ "value": self.access == Some(Access::Super) })),
            "Live.getCounters" => live::counters(self),
            "VisitsSummary.get" => summary::archived(self, summary::visits),
            "Actions.get" => summary::archived(self, summary::actions),
            "Goals.get" => summary::archived(self, summary::orders),
            unknown => {
                Err(ApiError::with_message(format!("The method '{unknown}' does not exist or is not available.")))
            }
        }
    }

    /// The site asked about, if it exists and the token may see it.
    fn site(&self) -> Result<u32, ApiError> {
        let text = self
            .params
            .filled("idSite")
            .ok_or_else(|| ApiError::with_message("Please specify a value for 'idSite'."))?;
        let site = text.parse().unwrap_or(0);
        if !self.access.is_some_and(|access| access.may_view(site)) {
            return Err(ApiError::NoViewAccess { site: Some(site) });
        }
        if !self.sim.sites.contains(&site) {
            // Only who may see every site learns that this one does not exist.
            return match self.access {
                Some(Access::Super) => Err(ApiError::with_message(format!(
                    "An unexpected website was found in the request: website id was set to '{text}' ."
                ))),
                _ => Err(ApiError::NoViewAccess { site: Some(site) }),
            };
        }
        Ok(site)
    }
}
