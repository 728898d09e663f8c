//! The value of a field in words, as the table of fields describes it.

use super::{Fact, fact, or_off};
use crate::format::{amount, count, share};
use domain::{
    MultiTargetConfig,
    fields::{Field, Slot},
};

/// The facts about fields: one for each, but for the least and the most of something, which are one together. What is left
/// out and says nothing then has none.
pub(in super::super) fn of_fields<'a>(
    fields: impl Iterator<Item = &'a Field<MultiTargetConfig>>,
    config: &MultiTargetConfig,
) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut fields = fields.peekable();
    while let Some(field) = fields.next() {
        let stem = field.path.strip_suffix("_min");
        match stem.and_then(|stem| fields.next_if(|next| next.path.strip_suffix("_max") == Some(stem))) {
            Some(most) => {
                let name = field.label.split(',').next().unwrap_or_default();
                let values = [field, most].map(|end| value(end, config).unwrap_or_default());
                let [low, high] = &values;
                facts.push(fact(name, with_unit(range(low, high), field.unit)));
            }
            None => {
                facts.extend(value(field, config).map(|value| fact(field.label, with_unit(value, unit(field, config)))))
            }
        }
    }
    facts
}

/// From one to another, or the one where they are the same.
pub(super) fn range(low: &str, high: &str) -> String {
    if low == high { low.to_owned() } else { format!("{low} to {high}") }
}

fn with_unit(value: String, unit: &str) -> String {
    if unit.is_empty() { value } else { format!("{value} {unit}") }
}

/// Its unit, if its value is a number and none that turns it off.
fn unit(field: &Field<MultiTargetConfig>, config: &MultiTargetConfig) -> &'static str {
    let is_number = match &field.slot {
        Slot::Number(at, _) => !field.zero_is_off || *(at.get)(config) > 0.0,
        Slot::Large(at, _) => !field.zero_is_off || *(at.get)(config) > 0,
        Slot::OptionalNumber(at, _) => (at.get)(config).is_some(),
        Slot::OptionalWhole(at, _) => (at.get)(config).is_some(),
        Slot::OptionalLarge(at, _) => (at.get)(config).is_some(),
        _ => true,
    };
    if is_number { field.unit } else { "" }
}

/// The value in words; nothing for what is said elsewhere, and for what is left out without a word for that.
fn value(field: &Field<MultiTargetConfig>, config: &MultiTargetConfig) -> Option<String> {
    let absent = || Some(field.absent.to_owned()).filter(|word| !word.is_empty());
    let none_or = |text: String| if text.is_empty() { "none".to_owned() } else { text };
    match &field.slot {
        Slot::Share(at) => Some(share(*(at.get)(config))),
        Slot::Number(at, _) => {
            let number = *(at.get)(config);
            Some(or_off(field.zero_is_off && number == 0.0, amount(number)))
        }
        Slot::Whole(at, _) => Some(count((*(at.get)(config)).into())),
        Slot::Large(at, _) => {
            let number = *(at.get)(config);
            Some(or_off(field.zero_is_off && number == 0, count(number)))
        }
        Slot::OptionalNumber(at, _) => (at.get)(config).map(amount).or_else(absent),
        Slot::OptionalWhole(at, _) => (at.get)(config).map(|number| count(number.into())).or_else(absent),
        // Seeds are names more than numbers: no separators.
        Slot::OptionalLarge(at, _) if field.unit.is_empty() => {
            (at.get)(config).map(|number| number.to_string()).or_else(absent)
        }
        Slot::OptionalLarge(at, _) => (at.get)(config).map(count).or_else(absent),
        Slot::Flag(at) => Some(or_off(!*(at.get)(config), "on".to_owned())),
        Slot::Choice(_, words) => Some((words.of)(config).to_owned()),
        Slot::Day(at) | Slot::OptionalText(at, _) => (at.get)(config).clone().or_else(absent),
        Slot::Text(at, ..) => Some((at.get)(config).clone()),
        Slot::Numbers(at, ..) => {
            Some(none_or((at.get)(config).iter().copied().map(amount).collect::<Vec<_>>().join(", ")))
        }
        Slot::Line(..) => Some(none_or(field.text(config))),
        Slot::Secret(_) | Slot::Texts(..) | Slot::Rows(..) | Slot::Object(..) | Slot::OptionalObject(..) => None,
    }
}
