//! The configuration's traffic while it is being edited: texts and choices, so that nothing a person
//! typed is ever lost because it is not (yet) a number.

use super::{
    fields,
    lists::{COUNTRY, JOURNEY, List, RULE, Row, STEP},
};
use crate::editor::fields::id_of_path;
use domain::{
    Arrivals, Builtin, CountryShare, Journey, Method, MultiTargetConfig, OnUnhealthy, Probing, Shape, load_shape::Step,
    names,
};
use std::collections::{BTreeMap, BTreeSet};

/// How a backfill's days are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WindowForm {
    /// By their dates.
    Dates,
    /// Counted from today.
    #[default]
    Days,
}

/// One input of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum At {
    /// The field with this path.
    Field(&'static str),
    /// A column of the row with this key.
    Cell(List, u32, &'static str),
}

impl At {
    /// Id of the input; that of a row stays when the row moves.
    pub fn id(self) -> String {
        match self {
            Self::Field(path) => id_of_path(path),
            Self::Cell(_, key, column) => format!("r{key}-{column}"),
        }
    }
}

/// Everything the page shows. Equality is "nothing to save".
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// When visits arrive.
    pub arrivals: Arrivals,
    /// Which load shape applies.
    pub shape: Shape,
    /// Whether visitors come from the listed countries.
    pub countries: bool,
    /// How hits are sent.
    pub method: Method,
    /// Whether tokens are asked about before their first hit.
    pub check_tokens: bool,
    /// Whether past days are filled.
    pub backfill: bool,
    /// What becomes of the load of an unhealthy target.
    pub on_unhealthy: OnUnhealthy,
    /// Which targets are probed.
    pub probe: Probing,
    /// Whether a target that asks for a pause gets it.
    pub retry_after: bool,
    /// Which of the two forms of the backfill's window applies; the other's texts are kept.
    pub window: WindowForm,
    texts: BTreeMap<&'static str, String>,
    lists: BTreeMap<List, Vec<Row>>,
    next_key: u32,
}

impl PartialEq for Draft {
    fn eq(&self, other: &Self) -> bool {
        let choices =
            |draft: &Self| (draft.arrivals, draft.shape, draft.countries, draft.method, draft.backfill, draft.window);
        let sending = |draft: &Self| draft.check_tokens;
        let health = |draft: &Self| (draft.on_unhealthy, draft.probe, draft.retry_after);
        choices(self) == choices(other)
            && sending(self) == sending(other)
            && health(self) == health(other)
            && self.texts == other.texts
            && self.lists == other.lists
    }
}

impl Draft {
    /// A draft of a configuration as the server returned it.
    pub fn of(config: &MultiTargetConfig) -> Self {
        let by_date = config.backfill_start_date.is_some() || config.backfill_end_date.is_some();
        let mut draft = Self {
            arrivals: config.arrivals,
            shape: config.load_shape.shape,
            countries: config.randomize_visitor_countries,
            method: config.request.method,
            check_tokens: config.request.check_tokens,
            backfill: config.backfill_enabled,
            on_unhealthy: config.health.on_unhealthy,
            probe: config.health.probe,
            retry_after: config.health.respect_retry_after,
            window: if by_date { WindowForm::Dates } else { WindowForm::Days },
            texts: fields::all().map(|spec| (spec.path, spec.text(config))).collect(),
            lists: BTreeMap::new(),
            next_key: 0,
        };
        for list in List::ALL {
            let rows = list.rows(config, || draft.take_key());
            draft.lists.insert(list, rows);
        }
        draft
    }

    /// What `saved` looks like as a draft, keeping the keys of this draft, which is what was saved.
    pub fn after_saving(&self, saved: &MultiTargetConfig) -> Self {
        let mut draft = Self::of(saved);
        for (list, rows) in &mut draft.lists {
            for (row, old) in rows.iter_mut().zip(self.rows(*list)) {
                row.key = old.key;
            }
        }
        draft.next_key = self.next_key.max(draft.next_key);
        // The texts of the form that does not apply are stored nowhere.
        draft.window = self.window;
        for spec in unused(draft.window) {
            draft.texts.insert(spec.path, self.text(At::Field(spec.path)).to_owned());
        }
        draft
    }

    /// The text of an input.
    pub fn text(&self, at: At) -> &str {
        match at {
            At::Field(path) => self.texts.get(path).map_or("", String::as_str),
            At::Cell(list, key, column) => self.row(list, key).map_or("", |row| row.text(column)),
        }
    }

    /// Writes the text of an input.
    pub fn type_text(&mut self, at: At, text: String) {
        match at {
            At::Field(path) => {
                self.texts.insert(path, text);
            }
            At::Cell(list, key, column) => {
                let rows = self.lists.entry(list).or_default();
                if let Some(row) = rows.iter_mut().find(|row| row.key == key) {
                    row.texts.insert(column, text);
                }
            }
        }
    }

    /// Path of an input in the configuration as it is now.
    pub fn path(&self, at: At) -> String {
        match at {
            At::Field(path) => path.to_owned(),
            At::Cell(list, key, column) => {
                self.index_of(list, key).map(|index| list.path_of(index, column)).unwrap_or_default()
            }
        }
    }

    /// The rows of a list.
    pub fn rows(&self, list: List) -> &[Row] {
        self.lists.get(&list).map_or(&[], Vec::as_slice)
    }

    /// The keys of a list's rows.
    pub fn keys(&self, list: List) -> Vec<u32> {
        self.rows(list).iter().map(|row| row.key).collect()
    }

    /// The row with this key.
    pub fn row(&self, list: List, key: u32) -> Option<&Row> {
        self.rows(list).iter().find(|row| row.key == key)
    }

    /// Where the row with this key stands.
    pub fn index_of(&self, list: List, key: u32) -> Option<usize> {
        self.rows(list).iter().position(|row| row.key == key)
    }

    /// Adds a step like the last one; returns its key.
    pub fn add_step(&mut self) -> u32 {
        let texts = self.rows(List::Steps).last().map(|row| row.texts.clone());
        let key = self.push(List::Steps, |key| Row::of(key, &STEP, &Step::default()));
        if let (Some(texts), Some(row)) = (texts, self.lists.entry(List::Steps).or_default().last_mut()) {
            row.texts = texts;
        }
        key
    }

    /// Adds a country with weight 1; returns its key.
    pub fn add_country(&mut self, code: &str) -> u32 {
        let share = CountryShare { country: code.to_owned(), weight: 1.0 };
        self.push(List::Countries, |key| Row::of(key, &COUNTRY, &share))
    }

    /// Adds a journey under a free name; returns its key.
    pub fn add_journey(&mut self, journey: &Journey) -> u32 {
        let journey = Journey { name: self.free_journey_name(&journey.name), ..journey.clone() };
        self.push(List::Journeys, |key| Row::of(key, &JOURNEY, &journey))
    }

    /// Copies a journey to the place after it under a free name; returns the copy's key.
    pub fn duplicate_journey(&mut self, key: u32) -> Option<u32> {
        let index = self.index_of(List::Journeys, key)?;
        let mut copy = self.row(List::Journeys, key)?.clone();
        copy.texts.insert("name", self.free_journey_name(copy.text("name")));
        copy.key = self.take_key();
        let key = copy.key;
        self.lists.entry(List::Journeys).or_default().insert(index + 1, copy);
        Some(key)
    }

    /// Adds a threshold or an abort rule; returns its key.
    pub fn add_rule(&mut self, list: List, text: &str) -> u32 {
        self.push(list, |key| Row::of(key, &RULE, &text.to_owned()))
    }

    /// Everything about the health of targets as it is in a new configuration.
    pub fn reset_health(&mut self) {
        let config = MultiTargetConfig::default();
        self.on_unhealthy = config.health.on_unhealthy;
        self.probe = config.health.probe;
        self.retry_after = config.health.respect_retry_after;
        for spec in fields::health() {
            self.texts.insert(spec.path, spec.text(&config));
        }
    }

    /// Whether everything about the health of targets is as in a new configuration.
    pub fn health_is_default(&self) -> bool {
        let mut reset = self.clone();
        reset.reset_health();
        reset == *self
    }

    /// Takes a row out of its list.
    pub fn remove(&mut self, list: List, key: u32) {
        self.lists.entry(list).or_default().retain(|row| row.key != key);
    }

    /// Moves a row one place up or down; returns its new index, or `None` at the end of the list.
    pub fn shift(&mut self, list: List, key: u32, up: bool) -> Option<usize> {
        let from = self.index_of(list, key)?;
        let to = if up { from.checked_sub(1)? } else { from + 1 };
        let rows = self.lists.get_mut(&list)?;
        if to >= rows.len() {
            return None;
        }
        rows.swap(from, to);
        Some(to)
    }

    /// Writes what a built-in preset sets; everything else stays as it was typed.
    pub fn apply(&mut self, builtin: Builtin) {
        // What the preset sets is what it changes in a configuration that says something else everywhere.
        let mut marked = MultiTargetConfig::default();
        for spec in fields::all() {
            let _ = spec.read(MARK, &mut marked);
        }
        builtin.apply(&mut marked);
        for spec in fields::all() {
            let text = spec.text(&marked);
            if text != MARK {
                self.texts.insert(spec.path, text);
            }
        }
        self.countries = marked.randomize_visitor_countries;
    }

    /// Reads everything into `config`; what cannot be read keeps what is there and is named in the result.
    pub(super) fn read_into(&self, config: &mut MultiTargetConfig) -> Vec<domain::FieldError> {
        let mut unread = Vec::new();
        config.arrivals = self.arrivals;
        config.load_shape.shape = self.shape;
        config.randomize_visitor_countries = self.countries;
        config.request.method = self.method;
        config.request.check_tokens = self.check_tokens;
        config.backfill_enabled = self.backfill;
        config.health.on_unhealthy = self.on_unhealthy;
        config.health.probe = self.probe;
        config.health.respect_retry_after = self.retry_after;
        for spec in fields::all() {
            if let Err(message) = spec.read(self.text(At::Field(spec.path)), config) {
                unread.push(domain::FieldError::new(spec.path, message));
            }
        }
        for list in List::ALL {
            list.read(self.rows(list), config, &mut unread);
        }
        for spec in unused(self.window) {
            let _ = spec.read("", config);
            unread.retain(|error| error.field != spec.path);
        }
        unread
    }

    fn free_journey_name(&self, name: &str) -> String {
        let taken: BTreeSet<String> =
            self.rows(List::Journeys).iter().map(|row| row.text("name").trim().to_owned()).collect();
        names::free_name(name.trim(), &taken)
    }

    fn push(&mut self, list: List, row: impl FnOnce(u32) -> Row) -> u32 {
        let key = self.take_key();
        self.lists.entry(list).or_default().push(row(key));
        key
    }

    fn take_key(&mut self) -> u32 {
        self.next_key += 1;
        self.next_key
    }
}

/// A text no built-in preset sets any field to.
const MARK: &str = "77";

/// The fields of the window's other form.
fn unused(window: WindowForm) -> &'static [fields::Scalar] {
    match window {
        WindowForm::Dates => &fields::BACKFILL_DAYS,
        WindowForm::Days => &fields::BACKFILL_DATES,
    }
}

#[cfg(test)]
mod tests;
