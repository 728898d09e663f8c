//! Query parameters, each with a sentence when it cannot be used.

use super::ApiError;
use domain::{
    FieldError,
    messages::{Message, Number, NumberFinding, RequestFinding},
};
use http::Uri;
use std::{ops::RangeInclusive, str::FromStr};

/// The parameters of one request; of a repeated one the last counts.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// The parameters in `uri`.
    pub(super) fn of(uri: &Uri) -> Self {
        Self(form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect())
    }

    /// The text of `name`, empty if absent.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// True or false.
    pub(super) fn flag(&self, name: &str, default: bool) -> Result<bool, ApiError> {
        self.choice(name, default, &[("true", true), ("false", false), ("1", true), ("0", false)])
    }

    /// One of some words, in whatever case.
    pub(super) fn choice<T: Copy>(&self, name: &str, default: T, words: &[(&str, T)]) -> Result<T, ApiError> {
        let text = self.text(name).trim();
        if text.is_empty() {
            return Ok(default);
        }
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| *value);
        found.ok_or_else(|| {
            let words = words.iter().map(|(word, _)| (*word).to_owned()).collect();
            wrong(name, RequestFinding::NoSuchChoice { words })
        })
    }

    /// A whole number within `range`.
    pub(super) fn number<T: FromStr + PartialOrd + TryInto<u64> + Copy>(
        &self,
        name: &str,
        default: T,
        range: RangeInclusive<T>,
    ) -> Result<T, ApiError> {
        if !self.0.iter().any(|(key, _)| key == name) {
            return Ok(default);
        }
        let number = self.text(name).trim().parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| {
            // No range begins below 0.
            let [min, max] = [range.start(), range.end()].map(|bound| Number::Whole((*bound).try_into().unwrap_or(0)));
            wrong(name, NumberFinding::NotWholeBetween { min, max })
        })
    }
}

fn wrong(name: &str, finding: impl Into<Message>) -> ApiError {
    vec![FieldError::new(name, finding)].into()
}
