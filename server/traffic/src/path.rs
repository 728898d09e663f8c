//! Funnels, made ready to be written.

use crate::{
    form::push_parameter,
    order::{StepOrder, cents},
    profile::range,
    site::{Page, Site, title},
};
use domain::{Funnel, FunnelStep, StepKind};
use std::collections::HashMap;

/// A funnel that visits can take.
#[derive(Debug)]
pub(crate) struct Path {
    /// Place of the funnel in the configuration's list.
    pub(crate) funnel: usize,
    /// For people.
    pub(crate) name: String,
    /// Of being taken by a visit that took none before it.
    pub(crate) probability: f64,
    /// Whether the visit ends with it.
    pub(crate) exits: bool,
    /// At least one, unless the configuration is invalid.
    pub(crate) steps: Vec<Step>,
    /// The pages that the steps name.
    pub(crate) pages: Vec<PathPage>,
}

/// A page of a funnel.
#[derive(Debug)]
pub(crate) struct PathPage {
    pub(crate) page: Page,
    /// Place in the site of the page with the same address.
    pub(crate) twin: Option<usize>,
}

/// A step: one hit.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) action: Action,
    /// Place in [`Path::pages`] of the page it happens on.
    pub(crate) page: usize,
    /// The wait after it, milliseconds.
    pub(crate) delay: (u64, u64),
}

/// What a step does.
#[derive(Debug)]
pub(crate) enum Action {
    PageView,
    /// Event, search, outlink or download: its parameters, form-encoded, each with its `&`.
    Other(Box<str>),
    Order(StepOrder),
}

impl Path {
    /// `funnel`, whose place in the configuration's list is `place`, on `site`, whose pages `places` finds by
    /// their encoded addresses.
    pub(crate) fn new(place: usize, funnel: &Funnel, places: &HashMap<&str, usize>) -> Self {
        let mut pages: Vec<PathPage> = Vec::new();
        let steps = funnel.steps.iter().map(|step| {
            if !step.url.is_empty() || pages.is_empty() {
                let page = page(step);
                let twin = places.get(without_slash(page.encoded_url())).copied();
                pages.push(PathPage { page, twin });
            }
            Step {
                action: action(step),
                page: pages.len() - 1,
                delay: range(step.delay_seconds_min, step.delay_seconds_max),
            }
        });
        let steps = steps.collect();
        Self {
            funnel: place,
            name: funnel.name.clone(),
            probability: funnel.probability,
            exits: funnel.exit_after_completion,
            steps,
            pages,
        }
    }
}

/// Every page of a site by its encoded address without a slash at the end: people write both.
pub(crate) fn places(site: &Site) -> HashMap<&str, usize> {
    site.pages().enumerate().map(|(place, page)| (without_slash(page.encoded_url()), place)).collect()
}

fn without_slash(encoded_url: &str) -> &str {
    encoded_url.strip_suffix("%2F").unwrap_or(encoded_url)
}

fn page(step: &FunnelStep) -> Page {
    let named = [&step.action_name, &step.title].into_iter().find(|text| !text.is_empty());
    Page::alone(&step.url, &named.map_or_else(|| title(&step.url), Clone::clone))
}

fn action(step: &FunnelStep) -> Action {
    let mut parameters = String::new();
    let out = &mut parameters;
    let number = |value: Option<String>| value.unwrap_or_default();
    match step.kind {
        StepKind::Pageview => return Action::PageView,
        StepKind::Ecommerce => return Action::Order(order(step)),
        StepKind::Event => {
            push_parameter(out, "&e_c=", &step.event_category);
            push_parameter(out, "&e_a=", &step.event_action);
            push_parameter(out, "&e_n=", &step.event_name);
            push_parameter(out, "&e_v=", &number(step.event_value.map(|value| value.to_string())));
        }
        StepKind::SiteSearch => {
            push_parameter(out, "&search=", &step.search_keyword);
            push_parameter(out, "&search_cat=", &step.search_category);
            push_parameter(out, "&search_count=", &number(step.search_results.map(|results| results.to_string())));
        }
        StepKind::Outlink => push_parameter(out, "&link=", &step.target_url),
        StepKind::Download => push_parameter(out, "&download=", &step.target_url),
    }
    Action::Other(parameters.into_boxed_str())
}

fn order(step: &FunnelStep) -> StepOrder {
    let currency = step.ecommerce_currency.as_str();
    StepOrder {
        revenue: step.ecommerce_revenue.map(cents),
        subtotal: step.ecommerce_subtotal.map(cents),
        tax: step.ecommerce_tax.map_or(0, cents),
        shipping: step.ecommerce_shipping.map_or(0, cents),
        products: step.ecommerce_items.unwrap_or(1).max(1) as usize,
        currency: Some(currency.into()).filter(|_| !currency.is_empty()),
    }
}
