//! The sections of the page, and which of them a field stands in.

use super::{
    fields::{self, Scalar},
    lists::List,
};

/// A section of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// How many visits, when, and for how long.
    Volume,
    /// How long and deep visits are.
    Visits,
    /// Referrers, campaigns, countries.
    Sources,
    /// Searches, links, downloads, events.
    Actions,
    /// Orders.
    Orders,
    /// Goals, user ids, custom dimensions, contents.
    Measured,
    /// Types of visitors.
    Journeys,
    /// How hits are sent.
    Sending,
    /// When a target counts as failing, and what becomes of its load.
    Health,
    /// What ends a run, and what decides whether it passed.
    Limits,
    /// Past days.
    Backfill,
}

impl Section {
    /// Every section, in the order of the page.
    pub const ALL: [Self; 11] = [
        Self::Volume,
        Self::Visits,
        Self::Sources,
        Self::Actions,
        Self::Orders,
        Self::Measured,
        Self::Journeys,
        Self::Sending,
        Self::Health,
        Self::Limits,
        Self::Backfill,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Volume => "Volume and load shape",
            Self::Visits => "Visits",
            Self::Sources => "Where visits come from",
            Self::Actions => "Actions",
            Self::Orders => "E-commerce",
            Self::Measured => "Goals and dimensions",
            Self::Journeys => "Journeys",
            Self::Sending => "Sending",
            Self::Health => "Health of targets",
            Self::Limits => "Limits and rules",
            Self::Backfill => "Backfill",
        }
    }

    /// Id of its element, what links point to.
    pub fn id(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Visits => "visits",
            Self::Sources => "sources",
            Self::Actions => "actions",
            Self::Orders => "ecommerce",
            Self::Measured => "measured",
            Self::Journeys => "journeys",
            Self::Sending => "sending",
            Self::Health => "health",
            Self::Limits => "limits",
            Self::Backfill => "backfill",
        }
    }

    /// The section in which a field of the configuration is shown; none for fields of other pages.
    pub fn of_path(path: &str) -> Option<Self> {
        let holds = |group: &[Scalar]| group.iter().any(|spec| spec.path == path);
        let among = |list: List| path.starts_with(list.path());
        if path.starts_with("load_shape") || holds(fields::VOLUME) || holds(fields::CAPACITY) || holds(fields::CLOCK) {
            Some(Self::Volume)
        } else if holds(fields::VISITS) || holds(fields::RETURNING) {
            Some(Self::Visits)
        } else if holds(fields::SOURCES) || among(List::Countries) || path == "randomize_visitor_countries" {
            Some(Self::Sources)
        } else if holds(fields::ACTIONS) {
            Some(Self::Actions)
        } else if fields::MEASURED.iter().any(|spec| path.starts_with(spec.path)) {
            Some(Self::Measured)
        } else if path.starts_with("ecommerce_") {
            Some(Self::Orders)
        } else if among(List::Journeys) {
            Some(Self::Journeys)
        } else if path.starts_with("request.") {
            Some(Self::Sending)
        } else if path.starts_with("health.") {
            Some(Self::Health)
        } else if holds(fields::LIMITS) || among(List::Thresholds) || among(List::AbortRules) {
            Some(Self::Limits)
        } else {
            path.starts_with("backfill_").then_some(Self::Backfill)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_and_list_of_the_page_stands_in_a_section() {
        for path in fields::all().map(|spec| spec.path).chain(List::ALL.map(List::path)) {
            assert!(Section::of_path(path).is_some(), "{path}");
        }
        assert_eq!(Section::of_path("countries[3].weight"), Some(Section::Sources));
        assert_eq!(Section::of_path("targets[0].url"), None);
    }
}
