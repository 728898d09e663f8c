//! Where the load goes, and how it is split.

use crate::{
    config::{DistributeBy, DistributionStrategy, MAX_TARGETS, MultiTargetConfig},
    fields::{Length, Rows},
};

fields! {
    /// Targets, and how the load is split over them.
    SPLIT of MultiTargetConfig {
        targets: Rows(Rows { table: "Target", length: Length::of(1, MAX_TARGETS) }) {
            label: "Targets", live: true, required: true, help: "Where the load goes; names are unique.",
        }
        distribution_strategy: Choice(DistributionStrategy) {
            label: "Strategy", live: true, help: "How visits are split over enabled targets.",
        }
        distribute_by: Choice(DistributeBy) {
            label: "What is split", help: "Whole visits, or hits one by one.",
        }
    }
}
