//! What visits are like: how long and deep, by whom, from where, and what they do besides looking at pages.

use crate::{
    config::MultiTargetConfig,
    fields::{Length, Rows, Theirs::Same as SAME, between},
    funnel::MAX_FUNNELS,
    journey::MAX_JOURNEYS,
};

/// More than there are.
pub(crate) const MOST_COUNTRIES: usize = 300;

fields! {
    /// How long and deep visits are.
    VISITS of MultiTargetConfig {
        pageviews_min: Whole(between(1.0, 100.0)) { label: "Page views, fewest", unit: "pages", theirs: SAME }
        pageviews_max: Whole(between(1.0, 100.0)) { label: "Page views, most", unit: "pages", theirs: SAME }
        pause_between_pvs_min: Number(between(0.0, 60.0)) {
            label: "Pause between pages, shortest", unit: "seconds", theirs: SAME,
            help: "How long this visit really waits.",
        }
        pause_between_pvs_max: Number(between(0.0, 60.0)) {
            label: "Pause between pages, longest", unit: "seconds", theirs: SAME,
        }
        visit_duration_min: Number(between(0.1, 120.0)) {
            label: "Recorded length, shortest", unit: "minutes", theirs: SAME,
            help: "What Matomo records. It is told with past times, so it needs a token; without one a visit is as long as \
                   its pauses.",
        }
        visit_duration_max: Number(between(0.1, 120.0)) {
            label: "Recorded length, longest", unit: "minutes", theirs: SAME,
        }
    }

    /// Visitors who come back.
    RETURNING of MultiTargetConfig {
        returning_visitors_probability: Share() {
            label: "Returning visitors", help: "Visits by somebody who was here on an earlier day of the run.",
        }
    }

    /// Where visits come from.
    SOURCES of MultiTargetConfig {
        direct_traffic_probability: Share() {
            label: "Direct", theirs: SAME, help: "Typed or bookmarked: no referrer.",
        }
        campaigns_probability: Share() {
            label: "Campaigns", help: "Through a link with mtm_campaign.",
        }
    }

    /// From which countries.
    COUNTRIES of MultiTargetConfig {
        randomize_visitor_countries: Flag() {
            label: "Visitors' countries", theirs: SAME,
            help: "Visitors come from countries: by address where a target has a token, by language always.",
        }
        countries: Rows(Rows { table: "CountryShare", length: Length::most(MOST_COUNTRIES) }) {
            label: "Countries", help: "Where visitors come from, in proportion to the weights.",
        }
    }

    /// What visits do besides looking at pages. Shares are per visit and independent of each other.
    ACTIONS of MultiTargetConfig {
        sitesearch_probability: Share() { label: "Site search", theirs: SAME }
        outlinks_probability: Share() { label: "Links to other sites", theirs: SAME }
        downloads_probability: Share() { label: "Downloads", theirs: SAME }
        click_events_probability: Share() { label: "Click events", theirs: SAME }
        random_events_probability: Share() {
            label: "Behaviour events", theirs: SAME, help: "Scrolling, watching, and the like.",
        }
    }

    /// Types of visitors, and fixed paths.
    PATHS of MultiTargetConfig {
        journeys: Rows(Rows { table: "Journey", length: Length::most(MAX_JOURNEYS) }) {
            label: "Journeys", help: "Types of visitors; none: all take the default journey, the fields above.",
        }
        funnels: Rows(Rows { table: "Funnel", length: Length::most(MAX_FUNNELS) }) {
            label: "Funnels", help: "Fixed paths that some visits take first.",
        }
    }

    /// What replaces the built-in data.
    DATA of MultiTargetConfig {
        data_sets: Object("DataSets") {
            label: "Data",
            help: "What replaces the built-in data. Texts have one entry a line, columns separated by a tab or \" | \"; empty \
                   lines and lines that start with # do not count. At most 100000 entries each.",
        }
        data_sets.urls: OptionalText(Length::ANY) {
            label: "Pages", absent: "built in", help: "Lines of address, title.",
        }
        data_sets.search_terms: OptionalText(Length::ANY) {
            label: "Search terms", absent: "built in", help: "Lines of keyword, category.",
        }
        data_sets.referrers: OptionalText(Length::ANY) {
            label: "Referrers", absent: "built in",
            help: "Lines of search, social or referral, then the address; {keyword} in it stands for a search term.",
        }
        data_sets.user_agents: OptionalText(Length::ANY) {
            label: "Browsers", absent: "built in", help: "Lines of User-Agent, screen size like 1920x1080.",
        }
        data_sets.products: OptionalText(Length::ANY) {
            label: "Products", absent: "built in", help: "Lines of SKU, name, category, price.",
        }
        data_sets.outlinks: OptionalText(Length::ANY) {
            label: "Outlinks", absent: "built in", help: "Lines of address.",
        }
        data_sets.downloads: OptionalText(Length::ANY) {
            label: "Downloads", absent: "built in", help: "Lines of address.",
        }
        data_sets.events: OptionalObject("EventSets") { label: "Events", absent: "built in" }
    }
}
