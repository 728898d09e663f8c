//! What a Matomo can be set up to measure besides pages: goals, custom dimensions, contents. Each list is also a line of
//! text, which is how the editor shows it: entries with semicolons, their parts with bars between them.

use crate::messages::{EntryFinding, LineFinding};
use serde::{Deserialize, Serialize};

/// The most entries of each list.
pub const MAX_MEASURED: usize = 50;
/// The most values of one dimension.
pub const MAX_DIMENSION_VALUES: usize = 100;
/// The longest value of a dimension that Matomo keeps whole, characters.
pub const LONGEST_VALUE: usize = 250;
/// The longest name or address of a content, characters.
pub const LONGEST_TEXT: usize = 200;
/// The largest id of a goal or a dimension.
pub const MAX_MEASURED_ID: u32 = 65_535;

/// A goal that is set up in Matomo to be reached by hand (`idgoal`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Goal {
    /// Its id in Matomo, from 1; every target's site must have it.
    pub id: u32,
    /// How likely a visit reaches it, 0–1.
    pub probability: f64,
    /// What that is worth, in the site's currency, 0–10^9.
    pub revenue: f64,
}

/// What a custom dimension describes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DimensionScope {
    /// A visit: one value for all its hits.
    #[default]
    Visit,
    /// An action: a value for each page view, search, event, download and outlink.
    Action,
}

impl DimensionScope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::Visit, Self::Action];

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::Action => "action",
        }
    }
}

/// A custom dimension that is set up in Matomo (`dimension1` and so on).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CustomDimension {
    /// Its id in Matomo, from 1.
    pub id: u32,
    /// As it is set up in Matomo.
    pub scope: DimensionScope,
    /// One of these is sent, each as likely as the next; 1–100 of at most 250 characters.
    pub values: Vec<String>,
}

/// A part of pages that is seen and used, such as a banner (`c_n`, `c_p`, `c_t`, `c_i`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Content {
    /// Its name, 1–200 characters.
    pub name: String,
    /// Which picture, text or film it is, if that matters.
    pub piece: String,
    /// Where it leads to, if it leads anywhere.
    pub target: String,
    /// How likely a visit sees it, 0–1.
    pub probability: f64,
    /// Probability that a visitor who sees it uses it, 0–1.
    pub interaction_probability: f64,
}

impl Default for Goal {
    fn default() -> Self {
        Self { id: 1, probability: 1.0, revenue: 0.0 }
    }
}

impl Default for CustomDimension {
    fn default() -> Self {
        Self { id: 1, scope: DimensionScope::Visit, values: Vec::new() }
    }
}

impl Default for Content {
    fn default() -> Self {
        Self {
            name: String::new(),
            piece: String::new(),
            target: String::new(),
            probability: 1.0,
            interaction_probability: 0.0,
        }
    }
}

/// An entry of a list that is a line of text, too.
pub trait Measured: Sized {
    /// Its parts; those at the end that say nothing are left out.
    fn parts(&self) -> Vec<String>;

    /// Reads its parts, of which there is at least one.
    ///
    /// # Errors
    /// What is wrong with them.
    fn of_parts(parts: &[&str]) -> Result<Self, EntryFinding>;
}

/// The line that stands for a list.
pub fn line<M: Measured>(list: &[M]) -> String {
    list.iter().map(|measured| measured.parts().join(" | ")).collect::<Vec<_>>().join("; ")
}

/// The list that a line stands for.
///
/// # Errors
/// What is wrong with an entry, and which it is.
pub fn read_line<M: Measured>(line: &str) -> Result<Vec<M>, LineFinding> {
    let entries = line.split(';').map(str::trim).filter(|entry| !entry.is_empty());
    entries
        .enumerate()
        .map(|(place, entry)| {
            let parts: Vec<&str> = entry.split('|').map(str::trim).collect();
            M::of_parts(&parts).map_err(|why| LineFinding::LineEntry { entry: place + 1, why })
        })
        .collect()
}

/// The number at a place, or another if there is none.
fn number(parts: &[&str], place: usize, missing: f64) -> Result<f64, EntryFinding> {
    match parts.get(place) {
        None | Some(&"") => Ok(missing),
        Some(text) => text.parse().map_err(|_| EntryFinding::PartNotANumber { part: place + 1 }),
    }
}

fn id(parts: &[&str]) -> Result<u32, EntryFinding> {
    parts.first().and_then(|text| text.parse().ok()).ok_or(EntryFinding::IdMissing)
}

fn at_most(parts: &[&str], most: usize) -> Result<(), EntryFinding> {
    if parts.len() > most { Err(EntryFinding::TooManyParts { most }) } else { Ok(()) }
}

/// Without what says nothing at the end.
fn trimmed(mut parts: Vec<String>, silent: &[&str]) -> Vec<String> {
    while parts.len() > 1 && silent.get(parts.len()).is_some_and(|text| parts.last().is_some_and(|last| last == text)) {
        parts.pop();
    }
    parts
}

impl Measured for Goal {
    fn parts(&self) -> Vec<String> {
        trimmed(vec![self.id.to_string(), self.probability.to_string(), self.revenue.to_string()], &["", "", "1", "0"])
    }

    fn of_parts(parts: &[&str]) -> Result<Self, EntryFinding> {
        at_most(parts, 3)?;
        Ok(Self { id: id(parts)?, probability: number(parts, 1, 1.0)?, revenue: number(parts, 2, 0.0)? })
    }
}

impl Measured for CustomDimension {
    fn parts(&self) -> Vec<String> {
        let parts =
            [self.id.to_string(), self.scope.as_str().to_owned()].into_iter().chain(self.values.iter().cloned());
        trimmed(parts.collect(), &["", "", "visit"])
    }

    fn of_parts(parts: &[&str]) -> Result<Self, EntryFinding> {
        let scope = match parts.get(1) {
            None | Some(&"visit") => DimensionScope::Visit,
            Some(&"action") => DimensionScope::Action,
            Some(_) => return Err(EntryFinding::NotAScope),
        };
        let values = parts.iter().skip(2).map(|value| (*value).to_owned()).collect();
        Ok(Self { id: id(parts)?, scope, values })
    }
}

impl Measured for Content {
    fn parts(&self) -> Vec<String> {
        let parts = vec![
            self.name.clone(),
            self.piece.clone(),
            self.target.clone(),
            self.probability.to_string(),
            self.interaction_probability.to_string(),
        ];
        trimmed(parts, &["", "", "", "", "1", "0"])
    }

    fn of_parts(parts: &[&str]) -> Result<Self, EntryFinding> {
        at_most(parts, 5)?;
        let text = |place: usize| parts.get(place).copied().unwrap_or_default().to_owned();
        Ok(Self {
            name: text(0),
            piece: text(1),
            target: text(2),
            probability: number(parts, 3, 1.0)?,
            interaction_probability: number(parts, 4, 0.0)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_lines_and_lines_are_lists() {
        let goals = [Goal { id: 3, probability: 0.05, revenue: 12.5 }, Goal { id: 4, ..Goal::default() }];
        assert_eq!(line(&goals), "3 | 0.05 | 12.5; 4");
        assert_eq!(read_line::<Goal>(" 3|0.05 | 12.5 ;4;"), Ok(goals.to_vec()));
        let dimensions = [
            CustomDimension { id: 1, scope: DimensionScope::Visit, values: vec!["red".into(), "dark blue".into()] },
            CustomDimension { id: 2, scope: DimensionScope::Action, values: vec!["a".into()] },
        ];
        assert_eq!(line(&dimensions), "1 | visit | red | dark blue; 2 | action | a");
        assert_eq!(read_line(&line(&dimensions)), Ok(dimensions.to_vec()));
        let content = Content {
            name: "Banner".into(),
            target: "https://a.example/".into(),
            probability: 0.3,
            interaction_probability: 0.1,
            ..Content::default()
        };
        assert_eq!(line(std::slice::from_ref(&content)), "Banner |  | https://a.example/ | 0.3 | 0.1");
        assert_eq!(read_line(&line(std::slice::from_ref(&content))), Ok(vec![content]));
        assert_eq!(read_line::<Content>("  "), Ok(Vec::new()));
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_entry() {
        for (text, part) in [("x", "entry 1"), ("1; 2 | much", "entry 2"), ("1 | 1 | 1 | 1", "semicolons")] {
            let message = read_line::<Goal>(text).unwrap_err().to_string();
            assert!(message.contains(part), "{text}: {message}");
        }
        assert!(read_line::<CustomDimension>("1 | page | a").unwrap_err().to_string().contains("visit or action"));
    }
}
