//! Rules for the list of targets.

use super::Validation;
use crate::{
    config::MultiTargetConfig,
    connection,
    fields::{self, check_ranges},
    names::MAX_NAME,
    plain_text,
    target::{Target, wrong_with_certificates},
    token::is_placeholder,
    tracker_url,
};
use std::collections::HashMap;

pub(super) fn check(config: &MultiTargetConfig, found: &mut Validation) {
    if config.targets.is_empty() {
        found.error("targets", "add at least one target");
    }
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut sites: HashMap<(String, Option<String>, u32), usize> = HashMap::new();
    for (index, target) in config.targets.iter().enumerate() {
        check_one(index, target, found);
        if let Some(first) = names.get(target.name.as_str()) {
            found.error(
                format!("targets[{index}].name"),
                format!("{:?} is already the name of targets[{first}]; names must be unique", target.name),
            );
        } else {
            names.insert(&target.name, index);
        }
        // One node of several behind the same name is another place.
        let site = (target.tracker(), target.connection.connect_to.clone(), target.site_id);
        if let Some(first) = sites.get(&site) {
            found.warning(
                format!("targets[{index}].url"),
                format!("sends to the same site as targets[{first}]; that site gets both shares"),
            );
        } else {
            sites.insert(site, index);
        }
    }
}

fn check_one(index: usize, target: &Target, found: &mut Validation) {
    let length = target.name.chars().count();
    if length == 0 || length > MAX_NAME {
        found.error(format!("targets[{index}].name"), format!("must have 1 to {MAX_NAME} characters, has {length}"));
    }
    if let Some(message) = plain_text::objection(&target.name) {
        found.error(format!("targets[{index}].name"), message);
    }
    let parsed = if target.connection.exact_url {
        tracker_url::parse_exact(&target.url)
    } else {
        tracker_url::parse(&target.url)
    };
    if let Err(error) = parsed {
        found.error(format!("targets[{index}].url"), error.to_string());
    }
    let is_https = parsed.is_ok_and(|parts| parts.scheme.eq_ignore_ascii_case("https"));
    connection::check(&format!("targets[{index}].connection."), &target.connection, is_https, found);
    check_ranges(fields::TARGET, target, &format!("targets[{index}]."), found);
    if let Some(message) = target.ca_certificate.as_deref().and_then(wrong_with_certificates) {
        found.error(format!("targets[{index}].ca_certificate"), message);
    }
    if target.token().is_some_and(|token| is_placeholder(token.expose())) {
        found.error(format!("targets[{index}].token_auth"), connection::PLACEHOLDER);
    } else if target.token().is_some_and(|token| token.expose().chars().any(|c| !c.is_ascii_graphic())) {
        found.error(format!("targets[{index}].token_auth"), "must consist of printable characters without blanks");
    }
}
