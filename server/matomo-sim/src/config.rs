//! What a simulated Matomo is made with: its address, sites, tokens and first faults.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
};

use crate::{Faults, SimError, SiteSettings};

/// The settings of one simulated Matomo.
#[derive(Clone, Debug, PartialEq)]
pub struct SimConfig {
    /// Where to listen; port 0 takes a free one (see [`crate::SimHandle::addr`]). Default `127.0.0.1:0`.
    pub listen: SocketAddr,
    /// Site ids that exist, each at least 1. Default 1 and 2.
    pub sites: Vec<u32>,
    /// What is set for sites; those without an entry are as new, with e-commerce on site 1.
    pub site_settings: BTreeMap<u32, SiteSettings>,
    /// The token of the super user, who may send `cip` and old `cdt` to every site. `None`: no such token.
    pub token: Option<String>,
    /// A token that may read every site's reports and may write nothing. `None`: no such token.
    pub view_token: Option<String>,
    /// Tokens with write access to some sites only: token to site ids. Default none.
    pub site_tokens: BTreeMap<String, Vec<u32>>,
    /// Tokens as in `site_tokens` that were made when the simulator started: reports take them at once, the tracker
    /// only after five minutes (measured; `tracker_cache_file_ttl`). Default none.
    pub new_tokens: BTreeMap<String, Vec<u32>>,
    /// `bulk_requests_require_authentication`: a bulk without a token at its top level that may write to every site in
    /// it is an error. Default off.
    pub bulk_needs_token: bool,
    /// `create_new_visit_after_midnight`: a visit that goes on past midnight counts as two. Default on.
    pub new_visit_after_midnight: bool,
    /// The faults at the start; they can be changed while it runs. Default none.
    pub faults: Faults,
    /// Seed of the dice behind `error_rate`, `hang_rate` and jitter, so that a sequence of requests can be repeated.
    pub seed: u64,
    /// How many visitors are kept one by one in [`crate::Stats::by_visitor`]. Default 200,000.
    pub max_visitors: usize,
}

impl Default for SimConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            sites: vec![1, 2],
            token: None,
            view_token: None,
            site_settings: BTreeMap::new(),
            site_tokens: BTreeMap::new(),
            new_tokens: BTreeMap::new(),
            bulk_needs_token: false,
            new_visit_after_midnight: true,
            faults: Faults::default(),
            seed: 0,
            max_visitors: 200_000,
        }
    }
}

impl SimConfig {
    pub(crate) fn check(&self) -> Result<(), SimError> {
        if self.sites.is_empty() || self.sites.contains(&0) {
            return Err(SimError::field("sites", "at least one site id is needed, each 1 or more"));
        }
        if let Some(site) = self.site_settings.keys().find(|site| !self.sites.contains(site)) {
            return Err(SimError::field("site_settings", format!("there is no site {site}")));
        }
        // An empty token would make every request without one authorised.
        let tokens =
            self.token.iter().chain(&self.view_token).chain(self.site_tokens.keys()).chain(self.new_tokens.keys());
        if tokens.into_iter().any(String::is_empty) {
            return Err(SimError::field("token", "a token must not be empty; leave it out instead"));
        }
        self.faults.check()
    }
}
