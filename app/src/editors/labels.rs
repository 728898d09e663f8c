//! Findings in the words of a page, which calls fields by their labels and counts targets from 1.

use domain::{
    FieldError, fields,
    messages::{CrossFieldFinding, FieldNames},
};

struct Labels;

impl FieldNames for Labels {
    fn field(&self, path: &str) -> String {
        let of_config = fields::config().find(|field| field.path == path).map(|field| field.label);
        let label = of_config.or_else(|| fields::of_target(path).map(|field| field.label));
        label.map_or_else(|| path.to_owned(), |label| format!("“{label}”"))
    }

    fn target(&self, index: usize) -> String {
        format!("target {}", index + 1)
    }
}

/// What is wrong, for somebody who sees labels instead of paths.
pub fn sentence(error: &FieldError) -> String {
    CrossFieldFinding::of(&error.coded).map_or_else(|| error.message.clone(), |finding| finding.sentence(&Labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(finding: CrossFieldFinding) -> String {
        sentence(&FieldError::new("targets[1].name", finding))
    }

    #[test]
    fn targets_count_from_one() {
        let twice = CrossFieldFinding::TargetNameTwice { name: "pageviews_min".into(), target: 11 };
        assert_eq!(message(twice), "\"pageviews_min\" is already the name of target 12; names must be unique");
    }

    #[test]
    fn fields_are_called_what_their_labels_say() {
        let below = |other: &str| CrossFieldFinding::BelowField { other: other.into(), other_is: 3.0.into(), is: None };
        assert_eq!(message(below("pageviews_min")), "must not be below “Page views, fewest” (3)");
        assert_eq!(message(below("no_such_field")), "must not be below no_such_field (3)");
    }
}
