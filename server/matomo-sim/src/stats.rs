//! What a simulator has counted, for tests and for the people watching a demo.
//!
//! A run report is compared with these figures hit for hit, so they obey one law at every instant, per site and in
//! total: received = recorded + the sum of the not recorded.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Everything counted since the start or the last reset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// TCP connections accepted.
    pub connections: u64,
    /// HTTP requests, without those for `/health` and `/__sim/`.
    pub requests: RequestStats,
    /// What arrived in bulk bodies.
    pub bulk: BulkStats,
    /// All sites together, and the hits for sites that do not exist.
    pub totals: SiteStats,
    /// Every existing site, also those without a hit.
    pub by_site: BTreeMap<u32, SiteStats>,
    /// The visitors in the order in which their first recorded hits arrived.
    #[serde(default)]
    pub by_visitor: Vec<VisitorStats>,
    /// There were more visitors than `by_visitor` may hold; the sums are still exact.
    pub visitors_truncated: bool,
    /// Visits or order ids were forgotten to bound memory (above a million of either); a forgotten visitor who comes
    /// back counts as new.
    pub history_truncated: bool,
}

/// HTTP requests by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestStats {
    /// Requests read to their end.
    pub received: u64,
    /// Requests that got an answer.
    pub answered: u64,
    /// Requests that got none: a fault, or the client left first.
    pub unanswered: u64,
    /// Path, then status code (or `none`), then count. At most 64 paths are told apart, the rest is `(other)`.
    pub by_path: BTreeMap<String, BTreeMap<String, u64>>,
}

/// Bulk requests; `tracked` and `invalid` are sums of what the answers said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkStats {
    /// Bulk bodies received.
    pub batches: u64,
    /// Hits reported as tracked, which includes some that are not recorded.
    pub tracked: u64,
    /// Hits reported as invalid.
    pub invalid: u64,
    /// Entries without a query string: dropped silently and in no other count.
    pub dropped: u64,
}

/// The hits and visits of one site.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteStats {
    /// Hits that arrived, in single requests and in bulk, whatever became of them.
    pub hits_received: u64,
    /// Hits that are in the statistics.
    pub hits_recorded: u64,
    /// Hits that are not, by reason.
    pub hits_not_recorded: BTreeMap<Reason, u64>,
    /// The recorded hits by kind.
    pub kinds: Kinds,
    /// Matomo's `nb_actions`: page views, events, searches, downloads and outlinks.
    pub actions: u64,
    /// Visits by Matomo's rules, see the crate's tests.
    pub visits: u64,
    /// Distinct visitor ids.
    pub visitors: u64,
    /// Conversions of goals, by goal.
    pub goals: BTreeMap<u32, GoalStats>,
    /// Hits with a value for a custom dimension, by dimension and value; at most 1,000 values of each.
    pub dimensions: BTreeMap<u32, BTreeMap<String, u64>>,
    /// Seen and used contents, by name; at most 1,000 names.
    pub contents: BTreeMap<String, ContentStats>,
    /// Distinct user ids (`uid`); at most 100,000.
    pub users: BTreeSet<String>,
    /// Sum of the revenue of all orders, in whatever currency they were sent.
    pub revenue: f64,
    /// The first 1,000 accepted order ids in order of arrival.
    pub order_ids: Vec<String>,
}

impl SiteStats {
    /// Hits that arrived and are not in the statistics, for whatever reason.
    pub fn not_recorded(&self) -> u64 {
        self.hits_not_recorded.values().sum()
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.hits_received += other.hits_received;
        self.hits_recorded += other.hits_recorded;
        for (&reason, count) in &other.hits_not_recorded {
            *self.hits_not_recorded.entry(reason).or_default() += count;
        }
        self.kinds.add(&other.kinds);
        self.actions += other.actions;
        self.visits += other.visits;
        self.visitors += other.visitors;
        self.revenue += other.revenue;
        for (goal, stats) in &other.goals {
            let own = self.goals.entry(*goal).or_default();
            own.conversions += stats.conversions;
            own.revenue += stats.revenue;
        }
        for (id, values) in &other.dimensions {
            let own = self.dimensions.entry(*id).or_default();
            values.iter().for_each(|(value, hits)| *own.entry(value.clone()).or_default() += hits);
        }
        for (name, stats) in &other.contents {
            let own = self.contents.entry(name.clone()).or_default();
            own.impressions += stats.impressions;
            own.interactions += stats.interactions;
        }
        self.users.extend(other.users.iter().cloned());
        self.order_ids.extend_from_slice(&other.order_ids);
    }
}

/// Conversions of one goal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GoalStats {
    /// How often it was reached: once a visit.
    pub conversions: u64,
    /// What that was worth.
    pub revenue: f64,
}

/// One content of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentStats {
    /// How often it was seen.
    pub impressions: u64,
    /// How often it was used.
    pub interactions: u64,
}

/// Recorded hits by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds {
    /// Hits that are nothing else.
    pub page_views: u64,
    /// `e_c` and `e_a`.
    pub events: u64,
    /// `search` with a keyword.
    pub searches: u64,
    /// `download`.
    pub downloads: u64,
    /// `link`.
    pub outlinks: u64,
    /// `c_n`: content impressions and interactions; not an action.
    pub contents: u64,
    /// `idgoal` from 1: conversions that were sent; not an action.
    #[serde(default)]
    pub goals: u64,
    /// Orders that came again within their visit, which they updated; not an action.
    #[serde(default)]
    pub order_updates: u64,
    /// `idgoal=0` with `ec_id`; not an action.
    pub orders: u64,
    /// `idgoal=0` without `ec_id`; not an action.
    pub carts: u64,
    /// `ping=1` of a known visitor; not an action.
    pub pings: u64,
}

impl Kinds {
    /// Matomo's `nb_actions`.
    pub fn actions(&self) -> u64 {
        self.page_views + self.events + self.searches + self.downloads + self.outlinks
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.page_views += other.page_views;
        self.events += other.events;
        self.searches += other.searches;
        self.downloads += other.downloads;
        self.outlinks += other.outlinks;
        self.contents += other.contents;
        self.goals += other.goals;
        self.order_updates += other.order_updates;
        self.orders += other.orders;
        self.carts += other.carts;
        self.pings += other.pings;
    }
}

/// Why a hit is not in the statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// `idsite` is missing, malformed or unknown: 400.
    BadSite,
    /// `cid` is not 16 hexadecimal digits: 400.
    BadVisitorId,
    /// `cip`, a location or a `cdt` older than 24 hours without a token that may write to the site: 400.
    NeedsAuth,
    /// `idgoal` names a goal that does not exist: 400.
    UnknownGoal,
    /// Another visit of the site has had this `ec_id`: 400.
    RepeatedOrder,
    /// The database is down: 400.
    DatabaseDown,
    /// `rec` is missing or 0: silent.
    MissingRec,
    /// A robot's user agent, or one that the site excludes: silent.
    ExcludedUserAgent,
    /// An address of a search engine, or one that the site excludes: silent.
    ExcludedIp,
    /// The headers say prefetch or preview: silent.
    Prefetch,
    /// The referrer is a known spammer: silent.
    ReferrerSpam,
    /// `ping=1` of a visitor without an open visit: silent.
    PingOfNewVisitor,
    /// The address is none of the site's, which takes only its own: silent.
    UnknownUrl,
    /// The visit has reached the goal before: silent.
    RepeatedGoal,
    /// `record_statistics` is off: silent.
    RecordStatisticsOff,
    /// An injected fault swallowed the request before Matomo saw it.
    Fault,
}

impl Reason {
    /// Whether Matomo tells the sender (400, or `invalid` in bulk) or answers as if all were well.
    pub fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::BadSite
                | Self::BadVisitorId
                | Self::NeedsAuth
                | Self::UnknownGoal
                | Self::RepeatedOrder
                | Self::DatabaseDown
        )
    }
}

/// One visitor of one site; only recorded hits count here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VisitorStats {
    /// The visitor id, 16 hexadecimal digits.
    pub cid: String,
    /// The site visited.
    pub site: u32,
    /// How many visitors had been seen before this one, over all sites: sorted by this, visitors are in order of arrival.
    pub first_seen: u64,
    /// Recorded hits of every kind.
    pub hits: u64,
    /// Visits made.
    pub visits: u64,
    /// Hits that are actions.
    pub actions: u64,
    /// Revenue of this visitor's orders.
    pub revenue: f64,
    /// The first 32 urls in order of arrival, each cut to 200 characters; hits without a valid url are skipped.
    pub urls: Vec<String>,
}
