//! Rules for funnels.

use super::{Validation, content::is_currency};
use crate::{
    fields::{self, check_ranges},
    funnel::{Funnel, FunnelStep, MAX_DESCRIPTION, MAX_FUNNEL_STEPS, MAX_NAME, MAX_TITLE, StepKind},
    messages::{CrossFieldFinding, FunnelFinding, TextFinding},
    plain_text, web_address,
};
use std::collections::BTreeSet;

/// Matomo begins a new visit after this long without a hit, seconds (measured).
const VISIT_GAP: f64 = 1_799.0;

pub(super) fn check(funnels: &[Funnel], found: &mut Validation) {
    let mut names = BTreeSet::new();
    for (index, funnel) in funnels.iter().enumerate() {
        check_one(funnel, &format!("funnels[{index}]."), found);
        if !names.insert(funnel.name.as_str()) {
            found.error(format!("funnels[{index}].name"), FunnelFinding::FunnelNameTwice { name: funnel.name.clone() });
        }
    }
}

impl Validation {
    /// Checks one funnel by itself; fields are named from the funnel's own root.
    pub fn of_funnel(funnel: &Funnel) -> Self {
        let mut found = Self::default();
        check_one(funnel, "", &mut found);
        found
    }
}

fn check_one(funnel: &Funnel, path: &str, found: &mut Validation) {
    let name = funnel.name.chars().count();
    if !(1..=MAX_NAME).contains(&name) {
        let finding = TextFinding::LengthNotBetween { least: 1, most: MAX_NAME, has: Some(name) };
        found.error(format!("{path}name"), finding);
    }
    if funnel.description.chars().count() > MAX_DESCRIPTION {
        found.error(format!("{path}description"), TextFinding::TextTooLong { most: MAX_DESCRIPTION, has: None });
    }
    if let Some(finding) = plain_text::objection(&funnel.name) {
        found.error(format!("{path}name"), finding);
    }
    if let Some(finding) = plain_text::objection_to_lines(&funnel.description) {
        found.error(format!("{path}description"), finding);
    }
    check_ranges(fields::FUNNEL, funnel, path, found);
    if funnel.steps.is_empty() || funnel.steps.len() > MAX_FUNNEL_STEPS {
        found.error(
            format!("{path}steps"),
            FunnelFinding::FunnelSteps { most: MAX_FUNNEL_STEPS, has: funnel.steps.len() },
        );
    }
    for (index, step) in funnel.steps.iter().enumerate().take(MAX_FUNNEL_STEPS) {
        let path = format!("{path}steps[{index}].");
        if index == 0 && step.kind != StepKind::Pageview {
            found.error(format!("{path}type"), FunnelFinding::FirstStepIsNoPage);
        }
        check_step(step, &path, found);
    }
}

fn check_step(step: &FunnelStep, path: &str, found: &mut Validation) {
    if step.title.chars().count() > MAX_TITLE {
        found.error(format!("{path}title"), TextFinding::TextTooLong { most: MAX_TITLE, has: None });
    }
    required(step, path, found);
    for (field, text) in [
        ("title", &step.title),
        ("event_category", &step.event_category),
        ("event_action", &step.event_action),
        ("event_name", &step.event_name),
        ("action_name", &step.action_name),
        ("search_keyword", &step.search_keyword),
        ("search_category", &step.search_category),
    ] {
        if let Some(finding) = plain_text::objection(text) {
            found.error(format!("{path}{field}"), finding);
        }
    }
    for (field, address) in [("url", &step.url), ("target_url", &step.target_url)] {
        if !address.is_empty()
            && let Err(problem) = web_address::host(address)
        {
            found.error(format!("{path}{field}"), problem);
        }
    }
    check_ranges(fields::FUNNEL_STEP, step, path, found);
    if !step.ecommerce_currency.is_empty() && !is_currency(&step.ecommerce_currency) {
        found.error(format!("{path}ecommerce_currency"), FunnelFinding::NotACurrencyOrEmpty);
    }
    if step.delay_seconds_min > step.delay_seconds_max {
        let finding = CrossFieldFinding::BelowField {
            other: "delay_seconds_min".to_owned(),
            other_is: step.delay_seconds_min.into(),
            is: Some(step.delay_seconds_max.into()),
        };
        found.error(format!("{path}delay_seconds_max"), finding);
    }
    if step.delay_seconds_max > VISIT_GAP {
        found.warning(format!("{path}delay_seconds_max"), FunnelFinding::WaitSplitsVisit);
    }
}

/// What each kind of step cannot do without.
fn required(step: &FunnelStep, path: &str, found: &mut Validation) {
    let needs: &[(&str, &str)] = match step.kind {
        StepKind::Pageview => &[("url", &step.url)],
        StepKind::Event => &[
            ("event_category", &step.event_category),
            ("event_action", &step.event_action),
            ("event_name", &step.event_name),
        ],
        StepKind::SiteSearch => &[("search_keyword", &step.search_keyword)],
        StepKind::Outlink | StepKind::Download => &[("target_url", &step.target_url)],
        StepKind::Ecommerce => &[],
    };
    for (field, text) in needs {
        if text.trim().is_empty() {
            found.error(format!("{path}{field}"), FunnelFinding::StepFieldMissing { step: step.kind });
        }
    }
}
