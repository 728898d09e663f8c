//! A hit that has passed judgement and can be recorded.

use crate::{Kinds, params::Params, visits::Claim};

#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) site: u32,
    pub(crate) kind: Kind,
    pub(crate) claim: Claim,
    /// Hash of user agent, address and language: `config_id`.
    pub(crate) fingerprint: u64,
    /// Unix seconds.
    pub(crate) at: i64,
    /// `None` if missing or malformed: recorded all the same.
    pub(crate) url: Option<String>,
    /// Lower case.
    pub(crate) campaign: Option<String>,
    pub(crate) dimensions: Vec<(u32, String)>,
    /// `uid`.
    pub(crate) user: Option<String>,
    /// Name of the content, and whether it was used and not only seen.
    pub(crate) content: Option<(String, bool)>,
    pub(crate) new_visit: bool,
    pub(crate) order_id: Option<String>,
    pub(crate) revenue: f64,
}

/// What a hit is, by the parameters it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    PageView,
    Event,
    Search,
    Download,
    Outlink,
    Content,
    /// Sent as such (`idgoal` from 1), not one that an address brings.
    Goal(u32),
    Order,
    /// An order that its own visit has had already.
    OrderUpdate,
    Cart,
    Ping,
}

impl Kind {
    /// Orders come first, as Matomo's Goals plugin looks at a request before the others; an incomplete event or an
    /// empty search is a page view.
    pub(crate) fn of(params: &Params<'_>) -> Self {
        let has = |name| params.filled(name).is_some();
        if params.get("ping") == Some("1") {
            Self::Ping
        } else if params.get("idgoal") == Some("0") {
            if has("ec_id") { Self::Order } else { Self::Cart }
        } else if has("e_c") && has("e_a") {
            Self::Event
        } else if has("c_n") {
            Self::Content
        } else if has("search") {
            Self::Search
        } else if has("download") {
            Self::Download
        } else if has("link") {
            Self::Outlink
        } else {
            Self::PageView
        }
    }

    /// Whether its revenue is that of an order.
    pub(crate) fn is_order(self) -> bool {
        matches!(self, Self::Order | Self::OrderUpdate)
    }

    /// Whether it counts in `nb_actions`.
    pub(crate) fn is_action(self) -> bool {
        matches!(self, Self::PageView | Self::Event | Self::Search | Self::Download | Self::Outlink)
    }

    pub(crate) fn counter(self, kinds: &mut Kinds) -> &mut u64 {
        match self {
            Self::PageView => &mut kinds.page_views,
            Self::Event => &mut kinds.events,
            Self::Search => &mut kinds.searches,
            Self::Download => &mut kinds.downloads,
            Self::Outlink => &mut kinds.outlinks,
            Self::Content => &mut kinds.contents,
            Self::Goal(_) => &mut kinds.goals,
            Self::Order => &mut kinds.orders,
            Self::OrderUpdate => &mut kinds.order_updates,
            Self::Cart => &mut kinds.carts,
            Self::Ping => &mut kinds.pings,
        }
    }
}
