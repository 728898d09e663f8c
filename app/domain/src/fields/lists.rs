//! The fields of the entries of lists, all but targets and funnels.

use super::{
    At, Field, Slot,
    config::{LEVELS, SECONDS},
    slot::SHARES,
};
use crate::{
    config::{
        Content, CountryShare, CustomDimension, DimensionScope, Goal,
        measured::{LONGEST_TEXT, MAX_DIMENSION_VALUES, MAX_MEASURED_ID},
    },
    fields::{Length, Range, between},
    journey::Journey,
    load_shape::Step,
};

/// Ids in Matomo.
const IDS: Range = between(1.0, MAX_MEASURED_ID as f64);
/// Page views of a visit.
const PAGES: Range = between(1.0, 100.0);

/// The one column of a list of levels.
pub static LEVEL: &[Field<f64>] = &[Field {
    label: "Level",
    ..Field::new("", Slot::Number(At { get: |value| value, get_mut: |value| value }, LEVELS))
}];

/// The one column of a list of rules.
pub static RULE: &[Field<String>] = &[Field {
    label: "",
    ..Field::new("", Slot::Text(At { get: |text| text, get_mut: |text| text }, Length::ANY, ""))
}];

fields! {
    /// Of a step of the load shape.
    STEP of Step {
        level: Number(LEVELS) { label: "Level", unit: "×" }
        seconds: Number(SECONDS) { label: "Length", unit: "seconds" }
    }

    /// Of a country.
    COUNTRY of CountryShare {
        country: Text(Length::ANY, "") {
            label: "Country", required: true, help: "ISO 3166-1 code, or other: all that are not listed.",
        }
        weight: Number(between(0.0, 1e6)) {
            label: "Weight", required: true, help: "In any unit: only proportions count.",
        }
    }

    /// Of a journey. What may be left out is as in the configuration.
    JOURNEY of Journey {
        name: Text(Length::of(1, 100), "") { label: "Name", help: "Unique among the journeys." }
        weight: Number(between(0.0, 1_000.0)) { label: "Weight", help: "In any unit: only proportions count." }
        dwell_factor: Number(between(0.1, 10.0)) {
            label: "Pauses and length", unit: "×", help: "Multiplies pauses and the length of the visit.",
        }
        pageviews_min: OptionalWhole(PAGES) { label: "Page views, fewest" }
        pageviews_max: OptionalWhole(PAGES) { label: "Page views, most" }
        sitesearch_probability: OptionalNumber(SHARES) { label: "Site search" }
        outlinks_probability: OptionalNumber(SHARES) { label: "Links to other sites" }
        downloads_probability: OptionalNumber(SHARES) { label: "Downloads" }
        click_events_probability: OptionalNumber(SHARES) { label: "Click events" }
        random_events_probability: OptionalNumber(SHARES) { label: "Behaviour events" }
        ecommerce_probability: OptionalNumber(SHARES) { label: "Order" }
    }

    /// Of a goal.
    GOAL of Goal {
        id: Whole(IDS) { label: "Id", help: "In Matomo; every target's site must have it." }
        probability: Share() { label: "Share of visits that reach it" }
        revenue: Number(between(0.0, 1e9)) { label: "Value", help: "In the site's currency." }
    }

    /// Of a custom dimension.
    DIMENSION of CustomDimension {
        id: Whole(IDS) { label: "Id", help: "In Matomo." }
        scope: Choice(DimensionScope) {
            label: "Scope", help: "As it is set up in Matomo: one value for a visit, or one for each action.",
        }
        values: Texts(Length::of(1, MAX_DIMENSION_VALUES)) {
            label: "Values", help: "One of these is told, each as likely as the next; at most 250 characters each.",
        }
    }

    /// Of a content.
    CONTENT of Content {
        name: Text(Length::of(1, LONGEST_TEXT), "") { label: "Name" }
        piece: Text(Length::most(LONGEST_TEXT), "") { label: "Piece", help: "Which picture, text or film it is." }
        target: Text(Length::most(LONGEST_TEXT), "") { label: "Target", help: "Where it leads to." }
        probability: Share() { label: "Share of visits that see it" }
        interaction_probability: Share() { label: "Part of those who use it" }
    }
}
