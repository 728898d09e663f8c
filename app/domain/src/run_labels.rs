//! What people say of a run: its name, tags and notes; and what it is called until they do.

use crate::{
    config::MultiTargetConfig, error::FieldError, messages::TextFinding, names::MAX_NAME, plain_text, target::Target,
    tracker_url,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most tags of a run.
pub const MOST_TAGS: usize = 20;
/// The longest tag, characters.
pub const LONGEST_TAG: usize = 40;
/// The longest notes, characters.
pub const LONGEST_NOTES: usize = 10_000;
/// How much of a target's name fits into the name of a run, characters.
const LONGEST_TARGET: usize = 50;

/// What can be changed of a run in the history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RunLabels {
    /// 1–100 characters.
    pub name: String,
    /// Up to 20, each of 1–40 characters without a comma, none twice.
    pub tags: Vec<String>,
    /// Lines of text, at most 10,000 characters.
    pub notes: String,
}

impl RunLabels {
    /// Takes blanks away around every text, and tags that are there already; returns what is wrong with the rest.
    pub fn settle(&mut self) -> Vec<FieldError> {
        self.name = self.name.trim().to_owned();
        self.notes = self.notes.trim().replace("\r\n", "\n");
        let mut known = BTreeSet::new();
        self.tags = self.tags.iter().map(|tag| tag.trim().to_owned()).filter(|tag| known.insert(tag.clone())).collect();
        let mut errors = Vec::new();
        if let Some(finding) = objection(&self.name, MAX_NAME) {
            errors.push(FieldError::new("name", finding));
        }
        if self.tags.len() > MOST_TAGS {
            errors.push(FieldError::new("tags", TextFinding::TooManyTags { most: MOST_TAGS, has: self.tags.len() }));
        }
        // No more than are told apart: somebody may have sent a book.
        errors.extend(self.tags.iter().take(MOST_TAGS).enumerate().filter_map(|(place, tag)| {
            let comma = || tag.contains(',').then_some(TextFinding::CommaInTag);
            Some(FieldError::new(format!("tags[{place}]"), objection(tag, LONGEST_TAG).or_else(comma)?))
        }));
        let length = self.notes.chars().count();
        let too_long = || TextFinding::TextTooLong { most: LONGEST_NOTES, has: Some(length) };
        let finding = plain_text::objection_to_lines(&self.notes).or_else(|| (length > LONGEST_NOTES).then(too_long));
        errors.extend(finding.map(|finding| FieldError::new("notes", finding)));
        errors
    }
}

fn objection(text: &str, most: usize) -> Option<TextFinding> {
    let length = text.chars().count();
    if !(1..=most).contains(&length) {
        return Some(TextFinding::LengthNotBetween { least: 1, most, has: Some(length) });
    }
    plain_text::objection(text)
}

/// The tags in `text`, as people type them: with commas in between.
pub fn tags_in(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

/// What a run of `config` is called that nobody has given a name: the first target that gets load, how many there are,
/// and how the load is split among them.
pub fn name_of(config: &MultiTargetConfig) -> String {
    let mut targets = config.enabled_targets().map(|(_, target)| target);
    let first = targets.next().map_or_else(|| "no target".to_owned(), short_name);
    let second = targets.next();
    let named = match (second, targets.count()) {
        (None, _) => first,
        (Some(second), 0) => format!("{first} and {}, {}", short_name(second), config.distribution_strategy),
        (Some(_), more) => format!("{first} and {} more, {}", more + 1, config.distribution_strategy),
    };
    let named = if config.backfill_enabled { format!("Backfill of {named}") } else { named };
    shortened(&named, MAX_NAME)
}

fn short_name(target: &Target) -> String {
    let name = match target.name.trim() {
        "" => tracker_url::parse_exact(&target.url).map_or("a target", |parts| parts.host),
        name => name,
    };
    shortened(name, LONGEST_TARGET)
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DistributionStrategy;

    fn config(names: &[&str]) -> MultiTargetConfig {
        let target = |name: &&str| Target { name: (*name).to_owned(), ..Target::new("https://m.example", 1) };
        MultiTargetConfig {
            targets: names.iter().map(target).collect(),
            distribution_strategy: DistributionStrategy::Weighted,
            ..Default::default()
        }
    }

    #[test]
    fn a_run_is_called_after_its_targets() {
        assert_eq!(name_of(&config(&["eu-1"])), "eu-1");
        assert_eq!(name_of(&config(&["eu-1", "us-1"])), "eu-1 and us-1, weighted");
        assert_eq!(name_of(&config(&["eu-1", "us-1", "asia-1"])), "eu-1 and 2 more, weighted");
        assert_eq!(name_of(&config(&[""])), "m.example");
        assert_eq!(name_of(&config(&[])), "no target");
        let mut some = config(&["eu-1", "us-1", "asia-1"]);
        some.targets[0].enabled = false;
        assert_eq!(name_of(&some), "us-1 and asia-1, weighted", "only those that get load");
        some.backfill_enabled = true;
        assert_eq!(name_of(&some), "Backfill of us-1 and asia-1, weighted");
    }

    #[test]
    fn the_name_that_is_made_is_one_that_can_be_given() {
        let long = ["ä".repeat(100), "b".repeat(100)];
        let made = name_of(&MultiTargetConfig { backfill_enabled: true, ..config(&[&long[0], &long[1]]) });
        let mut labels = RunLabels { name: made.clone(), ..Default::default() };
        assert_eq!((labels.settle(), labels.name), (vec![], made));
    }

    #[test]
    fn texts_are_trimmed_and_tags_are_there_once() {
        let tags = [" prod", "prod ", "a b"].map(str::to_owned).to_vec();
        let mut labels = RunLabels { name: " n ".into(), tags, notes: "one\r\ntwo\n".into() };
        assert_eq!(labels.settle(), []);
        assert_eq!(labels, RunLabels { name: "n".into(), tags: tags_in("prod, a b,, "), notes: "one\ntwo".into() });
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let fields = |labels: RunLabels| {
            let mut labels = labels;
            labels.settle().into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        let good = RunLabels { name: "n".into(), ..Default::default() };
        let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
        let many: Vec<String> = (0..21).map(|number| number.to_string()).collect();
        assert_eq!(fields(RunLabels { tags: many[..20].to_vec(), notes: "x".repeat(10_000), ..good.clone() }), [""; 0]);
        assert_eq!(fields(RunLabels { tags: many, notes: "x".repeat(10_001), ..good.clone() }), ["tags", "notes"]);
        assert_eq!(fields(RunLabels { name: " ".into(), ..good.clone() }), ["name"]);
        assert_eq!(
            fields(RunLabels { name: "é".repeat(100), tags: tags(&[&"é".repeat(40)]), ..good.clone() }),
            [""; 0]
        );
        assert_eq!(fields(RunLabels { name: "n".repeat(101), ..good.clone() }), ["name"]);
        let wrong = tags(&["fine", " ", &"t".repeat(41), "a,b", "a\u{202e}b", "a\nb"]);
        assert_eq!(
            fields(RunLabels { tags: wrong, ..good.clone() }),
            ["tags[1]", "tags[2]", "tags[3]", "tags[4]", "tags[5]"]
        );
        assert_eq!(fields(RunLabels { notes: "a\u{1b}[2J".into(), ..good }), ["notes"]);
    }
}
