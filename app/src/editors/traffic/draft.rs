//! The configuration's traffic while it is being edited: texts and choices, so that nothing a person
//! typed is ever lost because it is not (yet) a number.

use super::{
    fields,
    lists::{COUNTRY, JOURNEY, List, RULE, Row, STEP, country_name},
};
use crate::form::{self, ListOf as _, Rows, id_of_path, take_over, take_over_texts};
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
            Self::Cell(list, key, column) => format!("{}-{key}-{column}", id_of_path(list.path())),
        }
    }
}

/// Everything the page shows. Equality is "nothing to save".
#[derive(Clone, Debug, Default, PartialEq)]
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
    lists: BTreeMap<List, Rows<Row>>,
}

impl Draft {
    /// A draft of a configuration as the server returned it.
    pub fn of(config: &MultiTargetConfig) -> Self {
        let by_date = config.backfill_start_date.is_some() || config.backfill_end_date.is_some();
        Self {
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
            lists: List::ALL.into_iter().map(|list| (list, list.rows(config).into_iter().collect())).collect(),
        }
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
                if let Some(row) = self.rows_mut(list).by_key_mut(key) {
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
    pub fn rows(&self, list: List) -> &Rows<Row> {
        static NONE: Rows<Row> = Rows::EMPTY;
        self.lists.get(&list).unwrap_or(&NONE)
    }

    /// The same, to be changed.
    pub fn rows_mut(&mut self, list: List) -> &mut Rows<Row> {
        self.lists.entry(list).or_default()
    }

    /// The keys of a list's rows.
    pub fn keys(&self, list: List) -> Vec<u32> {
        self.rows(list).keys()
    }

    /// The row with this key.
    pub fn row(&self, list: List, key: u32) -> Option<&Row> {
        self.rows(list).by_key(key)
    }

    /// Where the row with this key stands.
    pub fn index_of(&self, list: List, key: u32) -> Option<usize> {
        self.rows(list).index_of(key)
    }

    /// What a row is called: by its name if it has one, otherwise by its place.
    pub fn name_of(&self, list: List, key: u32) -> String {
        let named = self.row(list, key).filter(|_| matches!(list, List::Countries | List::Journeys));
        let name = named.filter(|row| list == List::Countries || !row.text("name").trim().is_empty());
        name.map_or_else(|| list.row_label(self.index_of(list, key).unwrap_or_default()), |row| list.called(row))
    }

    /// Adds a step like the last one; returns its key.
    pub fn add_step(&mut self) -> u32 {
        let last = self.rows(List::Steps).last().cloned();
        self.rows_mut(List::Steps).push(last.unwrap_or_else(|| Row::of(STEP, &Step::default())))
    }

    /// Adds a country with weight 1; returns its key.
    pub fn add_country(&mut self, code: &str) -> u32 {
        let share = CountryShare { country: code.to_owned(), weight: 1.0 };
        self.rows_mut(List::Countries).push(Row::of(COUNTRY, &share))
    }

    /// Adds a journey under a free name; returns its key.
    pub fn add_journey(&mut self, journey: &Journey) -> u32 {
        let journey = Journey { name: self.free_journey_name(&journey.name), ..journey.clone() };
        self.rows_mut(List::Journeys).push(Row::of(JOURNEY, &journey))
    }

    /// Adds a threshold or an abort rule; returns its key.
    pub fn add_rule(&mut self, list: List, text: &str) -> u32 {
        self.rows_mut(list).push(Row::of(RULE, &text.to_owned()))
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
            if let Err(finding) = spec.read(self.text(At::Field(spec.path)), config) {
                unread.push(domain::FieldError::new(spec.path, finding));
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

    /// A name like this one that no journey has.
    pub fn free_journey_name(&self, name: &str) -> String {
        let taken: BTreeSet<String> =
            self.rows(List::Journeys).iter().map(|row| row.text("name").trim().to_owned()).collect();
        names::free_name(name.trim(), &taken)
    }
}

impl form::Draft for Draft {
    type Stored = MultiTargetConfig;

    fn after_saving(&self, stored: &MultiTargetConfig) -> Self {
        let mut draft = Self::of(stored);
        for (list, rows) in &mut draft.lists {
            *rows = std::mem::take(rows).with_keys_of(self.rows(*list));
        }
        // The texts of the form that does not apply are stored nowhere.
        draft.window = self.window;
        for spec in unused(draft.window) {
            draft.texts.insert(spec.path, self.text(At::Field(spec.path)).to_owned());
        }
        draft
    }

    fn take_over(&mut self, submitted: &Self, saved: &Self) {
        take_over(&mut self.arrivals, &submitted.arrivals, &saved.arrivals);
        take_over(&mut self.shape, &submitted.shape, &saved.shape);
        take_over(&mut self.countries, &submitted.countries, &saved.countries);
        take_over(&mut self.method, &submitted.method, &saved.method);
        take_over(&mut self.check_tokens, &submitted.check_tokens, &saved.check_tokens);
        take_over(&mut self.backfill, &submitted.backfill, &saved.backfill);
        take_over(&mut self.on_unhealthy, &submitted.on_unhealthy, &saved.on_unhealthy);
        take_over(&mut self.probe, &submitted.probe, &saved.probe);
        take_over(&mut self.retry_after, &submitted.retry_after, &saved.retry_after);
        take_over(&mut self.window, &submitted.window, &saved.window);
        take_over_texts(&mut self.texts, &submitted.texts, &saved.texts);
        for (list, rows) in &mut self.lists {
            rows.take_over(submitted.rows(*list), saved.rows(*list));
        }
    }
}

impl form::ListOf for List {
    type Draft = Draft;
    type Row = Row;

    fn rows(self, draft: &Draft) -> &Rows<Row> {
        draft.rows(self)
    }

    fn rows_mut(self, draft: &mut Draft) -> &mut Rows<Row> {
        draft.rows_mut(self)
    }

    fn id(self) -> &'static str {
        self.path()
    }

    fn first_input(self, key: u32) -> String {
        let column = match self {
            Self::Steps => "level",
            Self::Countries => "weight",
            Self::Journeys => "name",
            Self::Hours | Self::Weekdays | Self::Thresholds | Self::AbortRules => "",
        };
        At::Cell(self, key, column).id()
    }

    fn called(self, row: &Row) -> String {
        let text = match self {
            Self::Countries => country_name(row.text("country")),
            Self::Journeys => row.text("name").trim().to_owned(),
            Self::Thresholds | Self::AbortRules => row.text("").trim().to_owned(),
            Self::Steps | Self::Hours | Self::Weekdays => String::new(),
        };
        match (text.is_empty(), self) {
            (false, _) => text,
            (_, Self::Steps) => "Step".to_owned(),
            (_, Self::Journeys) => "Journey".to_owned(),
            (_, Self::Thresholds) => "Threshold".to_owned(),
            (_, Self::AbortRules) => "Abort rule".to_owned(),
            (_, Self::Hours | Self::Weekdays | Self::Countries) => "Row".to_owned(),
        }
    }
}

/// A text no built-in preset sets any field to.
const MARK: &str = "77";

/// The fields of the window's other form.
fn unused(window: WindowForm) -> &'static [fields::Scalar] {
    match window {
        WindowForm::Dates => fields::BACKFILL_DAYS,
        WindowForm::Days => fields::BACKFILL_DATES,
    }
}

#[cfg(test)]
mod tests;
