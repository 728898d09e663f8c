//! The fields of a step, described once for the form and for the reader of its texts.

use crate::editors::fields::{number, whole};
use domain::{FunnelStep, StepKind, messages::NumberFinding};

/// A field of a step that is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "they are documented in FunnelStep")]
pub enum StepField {
    Title,
    Url,
    ActionName,
    EventCategory,
    EventAction,
    EventName,
    EventValue,
    SearchKeyword,
    SearchCategory,
    SearchResults,
    TargetUrl,
    Revenue,
    Subtotal,
    Tax,
    Shipping,
    Items,
    Currency,
    DelayMin,
    DelayMax,
}

impl StepField {
    /// Every field.
    pub const ALL: [Self; 19] = [
        Self::Title,
        Self::Url,
        Self::ActionName,
        Self::EventCategory,
        Self::EventAction,
        Self::EventName,
        Self::EventValue,
        Self::SearchKeyword,
        Self::SearchCategory,
        Self::SearchResults,
        Self::TargetUrl,
        Self::Revenue,
        Self::Subtotal,
        Self::Tax,
        Self::Shipping,
        Self::Items,
        Self::Currency,
        Self::DelayMin,
        Self::DelayMax,
    ];

    /// The fields that have an effect in a step of this kind, in the order of the form.
    pub fn of(kind: StepKind) -> Vec<Self> {
        let own: &[Self] = match kind {
            StepKind::Pageview => &[Self::Url, Self::ActionName],
            StepKind::Event => &[Self::EventCategory, Self::EventAction, Self::EventName, Self::EventValue, Self::Url],
            StepKind::SiteSearch => &[Self::SearchKeyword, Self::SearchCategory, Self::SearchResults, Self::Url],
            StepKind::Outlink | StepKind::Download => &[Self::TargetUrl, Self::Url],
            StepKind::Ecommerce => {
                &[Self::Revenue, Self::Subtotal, Self::Tax, Self::Shipping, Self::Items, Self::Currency, Self::Url]
            }
        };
        [&[Self::Title], own, &[Self::DelayMin, Self::DelayMax]].concat()
    }

    /// The field's name in the configuration.
    pub fn field(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Url => "url",
            Self::ActionName => "action_name",
            Self::EventCategory => "event_category",
            Self::EventAction => "event_action",
            Self::EventName => "event_name",
            Self::EventValue => "event_value",
            Self::SearchKeyword => "search_keyword",
            Self::SearchCategory => "search_category",
            Self::SearchResults => "search_results",
            Self::TargetUrl => "target_url",
            Self::Revenue => "ecommerce_revenue",
            Self::Subtotal => "ecommerce_subtotal",
            Self::Tax => "ecommerce_tax",
            Self::Shipping => "ecommerce_shipping",
            Self::Items => "ecommerce_items",
            Self::Currency => "ecommerce_currency",
            Self::DelayMin => "delay_seconds_min",
            Self::DelayMax => "delay_seconds_max",
        }
    }

    /// Label of the input in a step of this kind.
    pub fn label(self, kind: StepKind) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Url if kind == StepKind::Pageview => "Address",
            Self::Url => "On the page",
            Self::ActionName => "Page title",
            Self::EventCategory => "Category",
            Self::EventAction => "Action",
            Self::EventName => "Name",
            Self::EventValue => "Value",
            Self::SearchKeyword => "Keyword",
            Self::SearchCategory => "Category",
            Self::SearchResults => "Results",
            Self::TargetUrl if kind == StepKind::Download => "Address of the file",
            Self::TargetUrl => "Address of the other site",
            Self::Revenue => "Revenue",
            Self::Subtotal => "Subtotal",
            Self::Tax => "Tax",
            Self::Shipping => "Shipping",
            Self::Items => "Products",
            Self::Currency => "Currency",
            Self::DelayMin => "Then wait at least",
            Self::DelayMax => "At most",
        }
    }

    /// What an empty input stands for.
    pub fn placeholder(self, kind: StepKind) -> &'static str {
        match self {
            Self::Url if kind == StepKind::Pageview => "https://www.example.org/page",
            Self::Url => "as in the step before",
            Self::ActionName => "as the step's title",
            Self::TargetUrl if kind == StepKind::Download => "https://www.example.org/file.pdf",
            Self::TargetUrl => "https://elsewhere.example.net/",
            Self::EventValue | Self::SearchCategory => "none",
            Self::SearchResults => "not told",
            Self::Revenue => "sum of the parts",
            Self::Subtotal => "rest of revenue",
            Self::Tax | Self::Shipping => "0",
            Self::Items => "1",
            Self::Currency => "as configured",
            Self::Title => "for people",
            _ => "",
        }
    }

    /// Whether it is about the wait after the step.
    pub fn is_delay(self) -> bool {
        matches!(self, Self::DelayMin | Self::DelayMax)
    }

    /// Unit written behind the input.
    pub fn unit(self) -> &'static str {
        if self.is_delay() { "seconds" } else { "" }
    }

    /// Keyboard a phone should show: `text`, `url`, `decimal` or `numeric`.
    pub fn input_mode(self) -> &'static str {
        match self {
            Self::Url | Self::TargetUrl => "url",
            Self::SearchResults | Self::Items => "numeric",
            Self::EventValue | Self::Revenue | Self::Subtotal | Self::Tax | Self::Shipping => "decimal",
            Self::DelayMin | Self::DelayMax => "decimal",
            _ => "text",
        }
    }

    /// Whether the input takes the whole width of its card.
    pub fn is_wide(self) -> bool {
        matches!(self, Self::Url | Self::TargetUrl)
    }

    /// The text that stands for the value in `step`.
    pub fn text_of(self, step: &FunnelStep) -> String {
        let amount = |amount: Option<f64>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        let whole = |count: Option<u32>| count.map(|count| count.to_string()).unwrap_or_default();
        match self {
            Self::Title => step.title.clone(),
            Self::Url => step.url.clone(),
            Self::ActionName => step.action_name.clone(),
            Self::EventCategory => step.event_category.clone(),
            Self::EventAction => step.event_action.clone(),
            Self::EventName => step.event_name.clone(),
            Self::EventValue => amount(step.event_value),
            Self::SearchKeyword => step.search_keyword.clone(),
            Self::SearchCategory => step.search_category.clone(),
            Self::SearchResults => whole(step.search_results),
            Self::TargetUrl => step.target_url.clone(),
            Self::Revenue => amount(step.ecommerce_revenue),
            Self::Subtotal => amount(step.ecommerce_subtotal),
            Self::Tax => amount(step.ecommerce_tax),
            Self::Shipping => amount(step.ecommerce_shipping),
            Self::Items => whole(step.ecommerce_items),
            Self::Currency => step.ecommerce_currency.clone(),
            Self::DelayMin => step.delay_seconds_min.to_string(),
            Self::DelayMax => step.delay_seconds_max.to_string(),
        }
    }

    /// Reads `text` into `step`; surrounding blanks do not count.
    ///
    /// # Errors
    /// When it is not a number of the right kind; ranges are the validation's business.
    pub fn read_into(self, text: &str, step: &mut FunnelStep) -> Result<(), NumberFinding> {
        let text = text.trim();
        let optional = |text: &str| if text.is_empty() { Ok(None) } else { number(text).map(Some) };
        let count = |text: &str| if text.is_empty() { Ok(None) } else { whole(text).map(Some) };
        let seconds = |text: &str| if text.is_empty() { Ok(0.0) } else { number(text) };
        match self {
            Self::Title => step.title = text.to_owned(),
            Self::Url => step.url = text.to_owned(),
            Self::ActionName => step.action_name = text.to_owned(),
            Self::EventCategory => step.event_category = text.to_owned(),
            Self::EventAction => step.event_action = text.to_owned(),
            Self::EventName => step.event_name = text.to_owned(),
            Self::EventValue => step.event_value = optional(text)?,
            Self::SearchKeyword => step.search_keyword = text.to_owned(),
            Self::SearchCategory => step.search_category = text.to_owned(),
            Self::SearchResults => step.search_results = count(text)?,
            Self::TargetUrl => step.target_url = text.to_owned(),
            Self::Revenue => step.ecommerce_revenue = optional(text)?,
            Self::Subtotal => step.ecommerce_subtotal = optional(text)?,
            Self::Tax => step.ecommerce_tax = optional(text)?,
            Self::Shipping => step.ecommerce_shipping = optional(text)?,
            Self::Items => step.ecommerce_items = count(text)?,
            Self::Currency => step.ecommerce_currency = text.to_owned(),
            Self::DelayMin => step.delay_seconds_min = seconds(text)?,
            Self::DelayMax => step.delay_seconds_max = seconds(text)?,
        }
        Ok(())
    }
}

/// What a kind of step is called.
pub fn kind_name(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Pageview => "Page view",
        StepKind::Event => "Event",
        StepKind::SiteSearch => "Site search",
        StepKind::Outlink => "Outlink",
        StepKind::Download => "Download",
        StepKind::Ecommerce => "Order",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn full() -> FunnelStep {
        FunnelStep {
            kind: StepKind::Event,
            title: "t".into(),
            url: "https://a.example/".into(),
            action_name: "n".into(),
            event_category: "c".into(),
            event_action: "a".into(),
            event_name: "e".into(),
            event_value: Some(1.5),
            search_keyword: "k".into(),
            search_category: "s".into(),
            search_results: Some(3),
            target_url: "https://b.example/".into(),
            ecommerce_revenue: Some(10.0),
            ecommerce_subtotal: Some(8.0),
            ecommerce_tax: Some(1.0),
            ecommerce_shipping: Some(1.0),
            ecommerce_items: Some(2),
            ecommerce_currency: "EUR".into(),
            delay_seconds_min: 0.5,
            delay_seconds_max: 2.0,
        }
    }

    #[test]
    fn what_is_written_is_what_is_read_and_no_field_is_forgotten() {
        let mut read = FunnelStep { kind: StepKind::Event, ..FunnelStep::default() };
        for field in StepField::ALL {
            field.read_into(&field.text_of(&full()), &mut read).unwrap();
        }
        assert_eq!(read, full());
        // Every name is one of the step's in JSON.
        let json = serde_json::to_value(full()).unwrap();
        let names: BTreeSet<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
        let fields: BTreeSet<_> = StepField::ALL.into_iter().map(StepField::field).chain(["type"]).collect();
        assert_eq!(fields, names);
    }

    #[test]
    fn every_field_belongs_to_some_kind() {
        let shown: BTreeSet<_> = StepKind::ALL.into_iter().flat_map(StepField::of).collect();
        assert_eq!(shown, BTreeSet::from(StepField::ALL));
    }

    #[test]
    fn an_empty_number_is_none_and_a_word_is_refused() {
        let mut step = full();
        StepField::EventValue.read_into(" ", &mut step).unwrap();
        assert_eq!(step.event_value, None);
        assert!(StepField::DelayMax.read_into("soon", &mut step).is_err());
        assert!(StepField::Items.read_into("1.5", &mut step).is_err());
    }
}
