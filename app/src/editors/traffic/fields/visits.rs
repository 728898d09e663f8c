//! What visits are like: how long and deep, by whom, from where, and what they do besides looking at pages.

use super::{Scalar, Slot, field};

/// How long and deep visits are.
pub static VISITS: [Scalar; 6] = [
    field("pageviews_min", "Page views, fewest", "pages", "", Slot::Whole(|c| &mut c.pageviews_min)),
    field("pageviews_max", "Page views, most", "pages", "", Slot::Whole(|c| &mut c.pageviews_max)),
    field(
        "pause_between_pvs_min",
        "Pause between pages, shortest",
        "seconds",
        "How long this visit really waits.",
        Slot::Number(|c| &mut c.pause_between_pvs_min),
    ),
    field(
        "pause_between_pvs_max",
        "Pause between pages, longest",
        "seconds",
        "",
        Slot::Number(|c| &mut c.pause_between_pvs_max),
    ),
    field(
        "visit_duration_min",
        "Recorded length, shortest",
        "minutes",
        "What Matomo records. It is told with past times, so it needs a token; without one a visit is as long as its pauses.",
        Slot::Number(|c| &mut c.visit_duration_min),
    ),
    field("visit_duration_max", "Recorded length, longest", "minutes", "", Slot::Number(|c| &mut c.visit_duration_max)),
];

/// Visitors who come back.
pub static RETURNING: [Scalar; 1] = [field(
    "returning_visitors_probability",
    "Returning visitors",
    "",
    "Visits by somebody who was here on an earlier day of the run.",
    Slot::Share(|c| &mut c.returning_visitors_probability),
)];

/// Where visits come from.
pub static SOURCES: [Scalar; 2] = [
    field(
        "direct_traffic_probability",
        "Direct",
        "",
        "Typed or bookmarked: no referrer.",
        Slot::Share(|c| &mut c.direct_traffic_probability),
    ),
    field(
        "campaigns_probability",
        "Campaigns",
        "",
        "Through a link with mtm_campaign.",
        Slot::Share(|c| &mut c.campaigns_probability),
    ),
];

/// What visits do besides looking at pages.
pub static ACTIONS: [Scalar; 5] = [
    field("sitesearch_probability", "Site search", "", "", Slot::Share(|c| &mut c.sitesearch_probability)),
    field("outlinks_probability", "Links to other sites", "", "", Slot::Share(|c| &mut c.outlinks_probability)),
    field("downloads_probability", "Downloads", "", "", Slot::Share(|c| &mut c.downloads_probability)),
    field("click_events_probability", "Click events", "", "", Slot::Share(|c| &mut c.click_events_probability)),
    field(
        "random_events_probability",
        "Behaviour events",
        "",
        "Scrolling, watching, and the like.",
        Slot::Share(|c| &mut c.random_events_probability),
    ),
];
