//! Decides whether a hit is fit to be recorded, in Matomo's order: site, visitor id, rights, exclusions, goal.
//!
//! The order matters to probes: `rec=0` with a wrong token is refused (400), with the right one it is dropped (204).

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    net::{IpAddr, Ipv4Addr},
};

use super::{
    campaign, cdt, excluded,
    hit::{Hit, Kind},
};
use crate::{
    Reason,
    faults::State,
    incoming::Incoming,
    params::Params,
    sim::Sim,
    visits::{Claim, VisitorId},
};

/// Without a token a hit may be at most this old.
const FREE_BACKDATING_SECONDS: i64 = 86_400;
/// Parameters that say where a visitor is; only authenticated senders may.
const LOCATION: [&str; 6] = ["cip", "country", "region", "city", "lat", "long"];

pub(crate) struct Judge<'a> {
    pub(crate) sim: &'a Sim,
    pub(crate) incoming: &'a Incoming,
    pub(crate) state: State,
    /// `token_auth` of the bulk body, empty if there is none.
    pub(crate) bulk_token: &'a str,
}

impl Judge<'_> {
    /// The site a hit is for, if it exists.
    pub(crate) fn site(&self, params: &Params<'_>) -> Option<u32> {
        let site = params.get("idsite")?.parse().ok()?;
        self.sim.sites.contains(&site).then_some(site)
    }

    /// The hit, or why it must not be recorded.
    pub(crate) fn judge(&self, params: &Params<'_>) -> Result<Hit, Reason> {
        match self.state {
            // Maintenance stops people and reports, not the tracker.
            State::Working | State::Maintenance | State::Queued => {}
            State::DatabaseDown => return Err(Reason::DatabaseDown),
            State::RecordStatisticsOff => return Err(Reason::RecordStatisticsOff),
            State::Unreached => return Err(Reason::Fault),
        }
        let site = self.site(params).ok_or(Reason::BadSite)?;
        let claim = claim(params)?;
        let now = self.sim.clock.now();
        let at = params.filled("cdt").and_then(|text| cdt::parse(text, now)).unwrap_or(now);
        let located = LOCATION.iter().any(|name| params.filled(name).is_some());
        if (located || now - at > FREE_BACKDATING_SECONDS) && !self.may_write(site, params, now) {
            return Err(Reason::NeedsAuth);
        }
        if params.get("rec") != Some("1") {
            return Err(Reason::MissingRec);
        }
        let user_agent = params.get("ua").unwrap_or_else(|| self.incoming.header("user-agent"));
        // Only an authenticated hit comes this far with a cip; a malformed one is recorded as 0.0.0.0.
        let ip = params
            .filled("cip")
            .map_or(self.incoming.peer, |cip| cip.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)));
        if let Some(reason) = excluded::reason(self.incoming, params, user_agent, ip) {
            return Err(reason);
        }
        let url = params.filled("url").filter(|url| is_url(url));
        let settings = self.sim.settings.get(&site).ok_or(Reason::BadSite)?;
        if let Some(reason) = settings.exclusion(site, url, user_agent, ip) {
            return Err(reason);
        }
        let goal = params.filled("idgoal").filter(|goal| *goal != "0");
        let goal = goal.map(|goal| goal.parse().ok().filter(|goal| settings.goals.contains(goal)));
        let kind = match goal {
            Some(None) => return Err(Reason::UnknownGoal),
            Some(Some(goal)) => Kind::Goal(goal),
            None => Kind::of(params),
        };
        let dimensions = settings.dimensions.iter();
        let dimensions = dimensions.filter_map(|id| Some((*id, params.filled(&format!("dimension{id}"))?.to_owned())));
        Ok(Hit {
            site,
            kind,
            claim,
            fingerprint: self.fingerprint(params, user_agent, ip),
            at,
            campaign: url.and_then(campaign::of_url),
            url: url.map(str::to_owned),
            dimensions: dimensions.collect(),
            user: params.filled("uid").map(str::to_owned),
            content: content(params, kind),
            new_visit: params.get("new_visit") == Some("1"),
            order_id: params.filled("ec_id").filter(|_| kind == Kind::Order).map(str::to_owned),
            revenue: params
                .get("revenue")
                .and_then(|text| text.parse().ok())
                .filter(|sum: &f64| sum.is_finite())
                .unwrap_or(0.0),
        })
    }

    /// Whether one of the tokens given allows authenticated hits. Only asked when a hit needs it, as in Matomo: a wrong
    /// token on a hit that needs none does no harm.
    fn may_write(&self, site: u32, params: &Params<'_>, now: i64) -> bool {
        let mut logins = self.sim.logins.lock();
        let is_locked = logins.is_locked(self.incoming.peer, now);
        let tokens = [params.filled("token_auth").unwrap_or_default(), self.bulk_token];
        let mut wrong = false;
        for token in tokens.into_iter().filter(|token| !token.is_empty()) {
            match self.sim.tokens.tracking(token, now, is_locked) {
                Some(access) if access.may_write(site) => return true,
                Some(_) => {}
                None => wrong = true,
            }
        }
        if wrong {
            logins.fail(self.incoming.peer, now);
        }
        false
    }

    fn fingerprint(&self, params: &Params<'_>, user_agent: &str, ip: IpAddr) -> u64 {
        let language = params.get("lang").unwrap_or_else(|| self.incoming.header("accept-language"));
        let mut hasher = DefaultHasher::new();
        (user_agent, ip, language).hash(&mut hasher);
        hasher.finish()
    }
}

/// What of the page's content was seen or used.
fn content(params: &Params<'_>, kind: Kind) -> Option<(String, bool)> {
    let name = params.filled("c_n").filter(|_| kind == Kind::Content)?;
    Some((name.to_owned(), params.filled("c_i").is_some()))
}

/// A user id takes the place of every other id and, unlike a `cid`, gives way to the fingerprint (measured: two users
/// of one browser and address are one visit). `cid` must be perfect; `_id` is cut to 16 digits and ignored if it is shorter.
fn claim(params: &Params<'_>) -> Result<Claim, Reason> {
    let cid = params.filled("cid").map(|cid| VisitorId::parse(cid).ok_or(Reason::BadVisitorId)).transpose()?;
    if let Some(user) = params.filled("uid") {
        let mut hasher = DefaultHasher::new();
        user.hash(&mut hasher);
        return Ok(Claim::Cookie(VisitorId::of_user(hasher.finish())));
    }
    if let Some(cid) = cid {
        return Ok(Claim::Forced(cid));
    }
    let cookie = params.get("_id").and_then(|id| id.get(..16)).and_then(VisitorId::parse);
    Ok(cookie.map_or(Claim::Nothing, Claim::Cookie))
}

fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    is_scheme && !rest.is_empty() && !rest.starts_with('/')
}
