//! The seam between sending and content: what the engine asks of a source of visits.

pub mod visitors;

pub use visitors::Person;

use std::time::Duration;

/// Where visits come from. Visit `index` must be a pure function of the index, of who makes it and of what the source
/// was made with (law 2): same bytes, however often and in whatever order they are asked for.
pub trait VisitSource: Send + Sync + 'static {
    /// Writes visit `index`, made by somebody who was nowhere before.
    fn visit(&self, index: u64) -> Box<dyn Visit>;

    /// Writes visit `index`, made by `person`.
    fn visit_by(&self, index: u64, _person: Person) -> Box<dyn Visit> {
        self.visit(index)
    }

    /// Whether visit `index` is made by somebody who was at its target before, if there is anyone.
    fn comes_again(&self, _index: u64) -> bool {
        false
    }

    /// How many hits visit `index` has, without writing it; what `distribute_by: hit` counts with.
    fn hit_count(&self, index: u64) -> usize;
}

/// One simulated visitor session: an ordered list of at least one hit.
pub trait Visit: Send + Sync {
    /// Number of hits, the closing ping included.
    fn hit_count(&self) -> usize;

    /// When hit `hit` is due, counted from the visit's arrival; never decreasing.
    fn offset(&self, hit: usize) -> Duration;

    /// Appends the parameters of hit `hit`, form-encoded (`application/x-www-form-urlencoded`, no
    /// leading `?`), as `recipient` is to get them.
    fn write_parameters(&self, hit: usize, recipient: &Recipient<'_>, out: &mut String);

    /// The visitor's `User-Agent` header.
    fn user_agent(&self) -> &str;

    /// The visitor's `Accept-Language` header.
    fn accept_language(&self) -> &str;

    /// Who makes the visit, if they may make others, too: visits of one visitor are not sent at the same time where there
    /// is no schedule that keeps them apart.
    fn visitor(&self) -> Option<u64> {
        None
    }

    /// The funnel the visit takes, if it takes one: it begins with the visit's first hit.
    fn funnel(&self) -> Option<FunnelPart>;
}

/// The part of a visit that is a funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunnelPart {
    /// Place of the funnel in the configuration's list.
    pub funnel: usize,
    /// Number of its hits, from 1; they are the visit's first.
    pub hits: usize,
}

/// What a hit's parameters depend on besides the visit itself.
#[derive(Clone, Copy, Debug)]
pub struct Recipient<'a> {
    /// Matomo's `idsite`.
    pub site_id: u32,
    /// With a token the hit may carry the visitor's address and its own time (`cip`, `cdt`).
    pub token_auth: Option<&'a str>,
    /// When the hit is due: milliseconds since the Unix epoch.
    pub planned_unix_ms: i64,
    /// The hit travels with others in one request, so it has to say itself what a request of its own
    /// would say in its headers and by its time: appends `ua`, `lang` and `cdt`.
    pub in_bulk: bool,
}
