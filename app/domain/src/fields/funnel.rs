//! The fields of funnels, and of events.

use crate::{
    data_sets::{EventSets, MAX_ENTRIES, MAX_VALUE, TrackingEvent},
    fields::{Length, Range, Rows, between, from},
    funnel::{Funnel, FunnelStep, MAX_DESCRIPTION, MAX_FUNNEL_STEPS, MAX_NAME, MAX_TITLE, StepKind},
};

/// Amounts of money, and values of events.
const AMOUNTS: Range = between(0.0, MAX_VALUE);
/// Waits after a step, seconds.
const WAITS: Range = between(0.0, 3_600.0);

fields! {
    /// Of a funnel.
    FUNNEL of Funnel {
        name: Text(Length::of(1, MAX_NAME), "") { label: "Name", help: "Unique among the funnels." }
        description: Text(Length::most(MAX_DESCRIPTION), "") { label: "Description" }
        probability: Share() {
            label: "Probability", help: "Of being taken by a visit that has taken none before it.",
        }
        priority: Whole(from(0.0)) { label: "Priority", help: "Lower comes first." }
        enabled: Flag() { label: "Enabled", help: "A disabled funnel stays in the list and is never taken." }
        exit_after_completion: Flag() {
            label: "Ends the visit", help: "Whether the visit ends with it; otherwise the same visitor goes on browsing.",
        }
        steps: Rows(Rows { table: "FunnelStep", length: Length::of(1, MAX_FUNNEL_STEPS) }) {
            label: "Steps", help: "The first is a page view.",
        }
    }

    /// Of a step of a funnel.
    FUNNEL_STEP of FunnelStep {
        kind: Choice(StepKind) { path: "type", label: "Type" }
        title: Text(Length::most(MAX_TITLE), "") { label: "Title", help: "For people." }
        url: Text(Length::ANY, "") {
            label: "Page",
            help: "Absolute address; required for a page view, otherwise empty: the page of the step before.",
        }
        action_name: Text(Length::ANY, "") { label: "Page title", help: "Empty: the step's title." }
        event_category: Text(Length::ANY, "") { label: "Category", help: "Required for an event." }
        event_action: Text(Length::ANY, "") { label: "Action", help: "Required for an event." }
        event_name: Text(Length::ANY, "") { label: "Name", help: "Required for an event." }
        event_value: OptionalNumber(AMOUNTS) { label: "Value" }
        search_keyword: Text(Length::ANY, "") { label: "Keyword", help: "Required for a site search." }
        search_category: Text(Length::ANY, "") { label: "Search category" }
        search_results: OptionalWhole(from(0.0)) { label: "Results", help: "Number of results, if it is told." }
        target_url: Text(Length::ANY, "") { label: "Target", help: "Required for an outlink and a download." }
        ecommerce_revenue: OptionalNumber(AMOUNTS) {
            label: "Revenue", absent: "subtotal, tax and shipping together",
        }
        ecommerce_subtotal: OptionalNumber(AMOUNTS) { label: "Subtotal", absent: "what remains of the revenue" }
        ecommerce_tax: OptionalNumber(AMOUNTS) { label: "Tax" }
        ecommerce_shipping: OptionalNumber(AMOUNTS) { label: "Shipping" }
        ecommerce_items: OptionalWhole(between(1.0, 1_000.0)) {
            label: "Products", absent: "1", help: "Different ones.",
        }
        ecommerce_currency: Text(Length::ANY, "^([A-Z]{3})?$") {
            label: "Currency", help: "ISO 4217 code; empty: the configuration's.",
        }
        delay_seconds_min: Number(WAITS) { label: "Wait after it, shortest", unit: "seconds" }
        delay_seconds_max: Number(WAITS) { label: "Wait after it, longest", unit: "seconds" }
    }

    /// Of both kinds of events.
    EVENT_SETS of EventSets {
        click_events: Rows(Rows { table: "TrackingEvent", length: Length::most(MAX_ENTRIES) }) {
            label: "Click events", help: "Of something that was clicked.",
        }
        random_events: Rows(Rows { table: "TrackingEvent", length: Length::most(MAX_ENTRIES) }) {
            label: "Behaviour events", help: "Of the visitor's behaviour.",
        }
    }

    /// Of an event.
    EVENT of TrackingEvent {
        category: Text(Length::of(1, usize::MAX), "") { label: "Category" }
        action: Text(Length::of(1, usize::MAX), "") { label: "Action" }
        name: Text(Length::ANY, "") { label: "Name" }
        value: OptionalNumber(AMOUNTS) { label: "Value" }
    }
}
