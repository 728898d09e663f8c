//! What is wrong with a field because of another one. Their sentences name that other field: by its path where people
//! see paths, by its label on pages.

use super::{Coded, Number, Sentence, exact, is_clause, size};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a sentence calls the fields it names.
pub trait FieldNames {
    /// The field of a configuration with this path.
    fn field(&self, path: &str) -> String;
    /// The target at this place of the list, counted from 0.
    fn target(&self, index: usize) -> String;
}

/// Names as JSON has them.
#[derive(Clone, Copy, Debug)]
pub struct Paths;

impl FieldNames for Paths {
    fn field(&self, path: &str) -> String {
        path.to_owned()
    }

    fn target(&self, index: usize) -> String {
        format!("targets[{index}]")
    }
}

/// What is wrong with a field because of another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum CrossFieldFinding {
    BelowField {
        other: String,
        other_is: Number,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        is: Option<Number>,
    },
    TargetNameTwice {
        name: String,
        target: usize,
    },
    SameSite {
        target: usize,
    },
    BulkByHit,
    MirrorInBackfill,
    IndependentInBackfill,
    EndsBeforeItBegins {
        first: String,
    },
    /// `instead` is the path of a field.
    LimitInBackfill {
        instead: String,
    },
    RunWithoutEnd,
    CampaignsBesideDirect {
        most: f64,
        is: f64,
    },
    FewProducts {
        has: usize,
    },
    NoCountryWeight,
    HoldByHit,
    RetryAfterDrops {
        timeout_seconds: f64,
    },
}

impl Sentence for CrossFieldFinding {}

impl CrossFieldFinding {
    /// The finding that was made into this; `None` if it is about something else.
    pub fn of(coded: &Coded) -> Option<Self> {
        serde_json::to_value(coded).and_then(serde_json::from_value).ok()
    }

    /// The same without the number that is wrong.
    #[must_use]
    pub fn without_value(self) -> Self {
        match self {
            Self::BelowField { other, other_is, .. } => Self::BelowField { other, other_is, is: None },
            other => other,
        }
    }

    /// Its sentence, with fields called by `names`.
    pub fn sentence(&self, names: &impl FieldNames) -> String {
        let field = |path: &str| names.field(path);
        match self {
            Self::BelowField { other, other_is, is } => {
                format!("must not be below {} ({other_is}){}", field(other), is_clause(is))
            }
            Self::TargetNameTwice { name, target } => {
                format!("{name:?} is already the name of {}; names must be unique", names.target(*target))
            }
            Self::SameSite { target } => {
                format!("sends to the same site as {}; that site gets both shares", names.target(*target))
            }
            Self::BulkByHit => format!(
                "needs {} visit: a bulk carries whole visits; set it to 1 or split by visit",
                field("distribute_by")
            ),
            Self::MirrorInBackfill => format!(
                "must not be mirror in a backfill, which sends each visit once; to fill the same days at two targets, run \
                 one backfill for each with the same {}",
                field("backfill_seed")
            ),
            Self::IndependentInBackfill => format!(
                "must not be independent in a backfill, which has no schedule; choose weighted, with weights in \
                 proportion to the targets' {}",
                field("visits_per_day")
            ),
            Self::EndsBeforeItBegins { first } => {
                format!("must not be before {} ({first})", field("backfill_start_date"))
            }
            Self::LimitInBackfill { instead } => {
                format!("has no effect on a backfill; limit its visits with {}", field(instead))
            }
            Self::RunWithoutEnd => format!(
                "neither {} nor {} is set; the run goes on until somebody stops it",
                field("auto_stop_after_hours"),
                field("max_total_visits")
            ),
            Self::CampaignsBesideDirect { most, is } => {
                format!("must be at most {most:.4}, what {} leaves; is {is}", field("direct_traffic_probability"))
            }
            Self::FewProducts { has } => format!(
                "{} has {} products; no order has more different ones than that",
                field("data_sets.products"),
                size(*has)
            ),
            Self::NoCountryWeight => {
                format!("give at least one country a weight, or turn {} off", field("randomize_visitor_countries"))
            }
            Self::HoldByHit => format!(
                "with {} hit a visit is split over targets and cannot be held back as a whole: the hits of an unhealthy \
                 target are dropped one by one, and no visit is counted as held",
                field("distribute_by")
            ),
            Self::RetryAfterDrops { timeout_seconds } => format!(
                "hits for a target that asks to be left alone are dropped after {} s of waiting; with {} skip the other \
                 targets take over its visits meanwhile",
                exact(*timeout_seconds),
                field("health.on_unhealthy")
            ),
        }
    }
}

impl fmt::Display for CrossFieldFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(&Paths))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FieldError;

    struct Labels;

    impl FieldNames for Labels {
        fn field(&self, path: &str) -> String {
            format!("<{path}>")
        }

        fn target(&self, index: usize) -> String {
            format!("target {}", index + 1)
        }
    }

    #[test]
    fn a_finding_that_was_sent_is_shown_with_other_names() {
        let finding = CrossFieldFinding::TargetNameTwice { name: "targets[7]".into(), target: 0 };
        let error = FieldError::new("targets[1].name", finding);
        assert_eq!(error.message, "\"targets[7]\" is already the name of targets[0]; names must be unique");
        let read = CrossFieldFinding::of(&error.coded).unwrap();
        // Text that was typed is never the name of a field, whatever it looks like.
        assert_eq!(read.sentence(&Labels), "\"targets[7]\" is already the name of target 1; names must be unique");
    }

    #[test]
    fn a_finding_can_be_shown_without_its_value() {
        let finding = CrossFieldFinding::BelowField { other: "b".into(), other_is: 3.0.into(), is: Some(1.0.into()) };
        let error = FieldError::new("a", finding).without_value();
        assert_eq!((error.message.as_str(), error.coded.code.as_str()), ("must not be below b (3)", "below_field"));
        assert!(!error.coded.params.contains_key("is"), "{error:?}");
    }
}
