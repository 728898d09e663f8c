//! Who may do what: tokens, and the lock against guessing them.

use std::{
    collections::{BTreeSet, HashMap, HashSet, VecDeque},
    net::IpAddr,
};

use crate::SimConfig;

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Access<'a> {
    /// Reports of every site, nothing else.
    View,
    /// Reports and authenticated hits of these sites.
    Write(&'a BTreeSet<u32>),
    /// Everything, on every site.
    Super,
}

impl Access<'_> {
    pub(crate) fn may_write(self, site: u32) -> bool {
        match self {
            Access::View => false,
            Access::Write(sites) => sites.contains(&site),
            Access::Super => true,
        }
    }

    pub(crate) fn may_view(self, site: u32) -> bool {
        match self {
            Access::View | Access::Super => true,
            Access::Write(sites) => sites.contains(&site),
        }
    }
}

/// The tokens this simulator knows.
#[derive(Debug)]
pub(crate) struct Tokens {
    superuser: Option<String>,
    view: Option<String>,
    by_site: HashMap<String, BTreeSet<u32>>,
    /// Those among `by_site` that were made at `made_at`.
    new: HashSet<String>,
    /// Unix seconds.
    made_at: i64,
}

impl Tokens {
    /// Those of `config`, at `now` (Unix seconds).
    pub(crate) fn new(config: &SimConfig, now: i64) -> Self {
        let by_site = config.site_tokens.iter().chain(&config.new_tokens);
        Self {
            superuser: config.token.clone(),
            view: config.view_token.clone(),
            by_site: by_site.map(|(token, sites)| (token.clone(), sites.iter().copied().collect())).collect(),
            new: config.new_tokens.keys().cloned().collect(),
            made_at: now,
        }
    }

    /// What the tracker knows `token` to allow at `now`. It keeps the tokens that may write to a site with the site, and
    /// reads them anew every five minutes; who finds no token there asks as the log-in page does, which a lock forbids
    /// (`is_locked`) and which finds super users only.
    pub(crate) fn tracking(&self, token: &str, now: i64, is_locked: bool) -> Option<Access<'_>> {
        match self.access(token)? {
            Access::Super if is_locked => None,
            Access::Write(_) if self.new.contains(token) && now - self.made_at < TRACKER_LEARNS_AFTER => None,
            access => Some(access),
        }
    }

    /// What `token` allows, `None` if it is wrong.
    pub(crate) fn access(&self, token: &str) -> Option<Access<'_>> {
        if self.superuser.as_deref() == Some(token) {
            Some(Access::Super)
        } else if self.view.as_deref() == Some(token) {
            Some(Access::View)
        } else {
            self.by_site.get(token).map(Access::Write)
        }
    }
}

/// How long the tracker does not know of a token that may write, in seconds (`tracker_cache_file_ttl`).
const TRACKER_LEARNS_AFTER: i64 = 300;

/// Wrong tokens allowed from one address before it is locked: the 21st locks (measured on Matomo 5.2).
const ALLOWED_FAILURES: usize = 20;
/// How long a wrong token is held against its sender, in seconds.
const MEMORY_SECONDS: i64 = 3_600;
/// Addresses remembered at once; only a bound on memory, all load comes from a few.
const MAX_ADDRESSES: usize = 10_000;

/// Matomo's brute force detection: counts wrong tokens by address.
#[derive(Debug, Default)]
pub(crate) struct BruteForce {
    failures: HashMap<IpAddr, VecDeque<i64>>,
}

impl BruteForce {
    /// Counts one wrong token from `address` at `now` (Unix seconds).
    pub(crate) fn fail(&mut self, address: IpAddr, now: i64) {
        if self.failures.len() >= MAX_ADDRESSES {
            self.failures.clear();
        }
        let times = self.failures.entry(address).or_default();
        times.push_back(now);
        while times.len() > ALLOWED_FAILURES + 1 {
            times.pop_front();
        }
    }

    pub(crate) fn is_locked(&self, address: IpAddr, now: i64) -> bool {
        let Some(times) = self.failures.get(&address) else {
            return false;
        };
        times.iter().filter(|&&at| now - at < MEMORY_SECONDS).count() > ALLOWED_FAILURES
    }
}
