//! Rules for the list of targets.

use super::Validation;
use crate::{
    config::MultiTargetConfig,
    connection,
    fields::{self, check_ranges},
    messages::{ConnectionFinding, CrossFieldFinding, TargetFinding, TextFinding},
    names::MAX_NAME,
    plain_text,
    target::{Target, wrong_with_certificates},
    token::is_placeholder,
    tracker_url,
};
use std::collections::HashMap;

pub(super) fn check(config: &MultiTargetConfig, found: &mut Validation) {
    if config.targets.is_empty() {
        found.error("targets", TargetFinding::NoTargets);
    }
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut sites: HashMap<(String, Option<String>, u32), usize> = HashMap::new();
    for (index, target) in config.targets.iter().enumerate() {
        check_one(index, target, found);
        if let Some(first) = names.get(target.name.as_str()).copied() {
            found.error(
                format!("targets[{index}].name"),
                CrossFieldFinding::TargetNameTwice { name: target.name.clone(), target: first },
            );
        } else {
            names.insert(&target.name, index);
        }
        // One node of several behind the same name is another place.
        let site = (target.tracker(), target.connection.connect_to.clone(), target.site_id);
        if let Some(first) = sites.get(&site).copied() {
            found.warning(format!("targets[{index}].url"), CrossFieldFinding::SameSite { target: first });
        } else {
            sites.insert(site, index);
        }
    }
}

fn check_one(index: usize, target: &Target, found: &mut Validation) {
    let length = target.name.chars().count();
    if length == 0 || length > MAX_NAME {
        let finding = TextFinding::LengthNotBetween { least: 1, most: MAX_NAME, has: Some(length) };
        found.error(format!("targets[{index}].name"), finding);
    }
    if let Some(finding) = plain_text::objection(&target.name) {
        found.error(format!("targets[{index}].name"), finding);
    }
    let parsed = if target.connection.exact_url {
        tracker_url::parse_exact(&target.url)
    } else {
        tracker_url::parse(&target.url)
    };
    if let Err(finding) = parsed {
        found.error(format!("targets[{index}].url"), finding);
    }
    let is_https = parsed.is_ok_and(|parts| parts.scheme.eq_ignore_ascii_case("https"));
    connection::check(&format!("targets[{index}].connection."), &target.connection, is_https, found);
    check_ranges(fields::TARGET, target, &format!("targets[{index}]."), found);
    if let Some(finding) = target.ca_certificate.as_deref().and_then(wrong_with_certificates) {
        found.error(format!("targets[{index}].ca_certificate"), finding);
    }
    if target.token().is_some_and(|token| is_placeholder(token.expose())) {
        found.error(format!("targets[{index}].token_auth"), ConnectionFinding::SecretPlaceholder);
    } else if target.token().is_some_and(|token| token.expose().chars().any(|c| !c.is_ascii_graphic())) {
        found.error(format!("targets[{index}].token_auth"), TargetFinding::TokenNotPrintable);
    }
}
