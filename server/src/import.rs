//! Reading what Trafficinator, the project this one grows out of, keeps its settings in: `.env` files,
//! Compose files, presets and funnels as JSON.
//!
//! Whatever cannot be taken over is named with a reason; no value of the file is ever repeated, since it
//! might be a token.

mod compose;
mod entry;
mod env;
mod fields;
mod funnels;
mod json;
mod left_out;
mod multi;
#[cfg(test)]
mod tests;

use domain::{
    FieldError, Imported, MultiTargetConfig, Target, TokenAuth, Validation,
    messages::{FileFinding, ImportFinding, Message},
    token::is_placeholder,
};
use entry::{Entry, File, Targets};
use fields::{SITE_ID, TOKEN_AUTH, URL};
use serde_json::{Map, Value};

/// The most settings in a file: Trafficinator has about sixty.
const MOST_SETTINGS: usize = 1_000;
/// The most that is said about what is left out.
const MOST_LEFT_OUT: usize = 200;

/// A value of the file that has a place in our configuration.
struct Taken {
    /// As it stands in the file.
    name: String,
    /// Where it belongs, as validation names it.
    path: &'static str,
    value: Value,
}

/// Reads `text`: a `.env` or Compose file, a preset or its configuration as JSON, or exported funnels.
///
/// Values that a configuration may not have are left out, and the defaults stay.
///
/// # Errors
/// When it is none of these or holds nothing that can be taken over.
pub(crate) fn import(text: &str) -> Result<Imported, FileFinding> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(FileFinding::FileEmpty);
    }
    let File { entries, mut targets, funnels, mut left_out } = if text.starts_with(['{', '[']) {
        json::read(text)?
    } else if compose::is(text) {
        compose::read(text)
    } else {
        env::read(text)
    };
    // Before anything is made of them.
    if entries.len() > MOST_SETTINGS {
        return Err(FileFinding::TooManySettings { most: MOST_SETTINGS });
    }
    let mut taken = Vec::new();
    for entry in entries {
        if entry.name.eq_ignore_ascii_case(multi::VARIABLE) {
            read_several(entry, &mut targets, &mut left_out);
        } else {
            sort(entry, &mut taken, &mut left_out);
        }
    }
    if targets.is_some() {
        give_way(&mut taken, &mut left_out);
    }
    note_url(&taken, &mut left_out);
    note_total(&taken, &mut left_out);
    drop_homeless(&mut taken, &mut left_out);
    let mut config = settle(&mut taken, &mut left_out);
    let mut names: Vec<String> = taken.into_iter().map(|taken| taken.name).collect();
    if let Some(list) = funnels {
        let (funnels, their_names) = funnels::read(&list, &mut left_out);
        config.funnels = funnels;
        names.extend(their_names);
    }
    if let Some(targets) = targets {
        names.extend(multi::apply(targets, &mut config, &mut left_out));
    }
    if names.is_empty() && !left_out.iter().any(|finding| fields::find(&finding.field).is_some()) {
        return Err(FileFinding::NotImportable);
    }
    if left_out.len() > MOST_LEFT_OUT {
        left_out.truncate(MOST_LEFT_OUT);
        left_out.push(FieldError::new("file", ImportFinding::MoreLeftOut));
    }
    Ok(Imported { config, taken: names, left_out })
}

/// What replaces `${NAME:-value}`: the value. `None` if no value is known.
fn filled_in(text: &str) -> Option<&str> {
    let Some(inner) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')) else {
        return (!text.contains("${")).then_some(text);
    };
    let (_, value) = inner.split_once(":-").or_else(|| inner.split_once('-'))?;
    (!value.contains("${")).then_some(value)
}

/// Reads the variable that names several targets.
fn read_several(entry: Entry, targets: &mut Option<Targets>, left_out: &mut Vec<FieldError>) {
    let Some(text) = entry.text.filter(|text| !text.trim().is_empty()) else { return };
    match multi::variable(&text) {
        Ok((read, others)) => {
            *targets = Some(read);
            left_out.extend(others.into_iter().map(|name| {
                FieldError::new(
                    format!("{}.{}", entry.name, name.chars().take(100).collect::<String>()),
                    ImportFinding::NotTakenOver,
                )
            }));
        }
        Err(finding) => left_out.push(FieldError::new(entry.name, finding)),
    }
}

/// The one target of the single settings gives way to a list of several.
fn give_way(taken: &mut Vec<Taken>, left_out: &mut Vec<FieldError>) {
    for single in taken.extract_if(.., |taken| [URL, SITE_ID, TOKEN_AUTH].contains(&taken.path)) {
        left_out.push(FieldError::new(single.name, ImportFinding::GivesWayToList));
    }
}

/// Puts an entry where it belongs: to what is taken, in place of an earlier one of that name, or to what is not.
fn sort(entry: Entry, taken: &mut Vec<Taken>, left_out: &mut Vec<FieldError>) {
    let Entry { name, text } = entry;
    if name.trim().is_empty() {
        left_out.push(FieldError::new(r#""""#, ImportFinding::SettingWithoutName));
        return;
    }
    let Some(field) = fields::find(&name) else {
        left_out.push(FieldError::new(&*name, left_out::reason(&name)));
        return;
    };
    let Some(text) = text else {
        left_out.push(FieldError::new(name, ImportFinding::NotASingleValue));
        return;
    };
    // Set to nothing is as good as not set.
    if text.trim().is_empty() {
        return;
    }
    let Some(text) = filled_in(text.trim()).filter(|text| !field.is_token() || !is_placeholder(text)) else {
        left_out.push(FieldError::new(name, ImportFinding::EnvironmentPlaceholder));
        return;
    };
    if text.trim().is_empty() {
        return;
    }
    match field.read(text.trim()) {
        Ok(value) => {
            taken.retain(|earlier| earlier.path != field.path);
            taken.push(Taken { name, path: field.path, value });
        }
        Err(why) => left_out.push(FieldError::new(name, ImportFinding::DefaultStays { why: why.into() })),
    }
}

/// Trafficinator uses the address as it is; here it is the folder of `matomo.php` unless it ends in `.php`.
fn note_url(taken: &[Taken], left_out: &mut Vec<FieldError>) {
    let url = taken.iter().find(|taken| taken.path == URL);
    if let Some((taken, url)) = url.and_then(|taken| Some((taken, taken.value.as_str()?)))
        && !url.ends_with(".php")
    {
        left_out.push(FieldError::new(&*taken.name, ImportFinding::UrlWithoutPhp));
    }
}

/// Trafficinator's documentation calls it a cap per rolling 24 hours, its program also ends at that total; so a run
/// that ends there never has more in 24 hours either.
fn note_total(taken: &[Taken], left_out: &mut Vec<FieldError>) {
    let total = taken.iter().find(|taken| taken.path == "max_total_visits");
    if let Some(taken) = total.filter(|taken| taken.value != 0) {
        left_out.push(FieldError::new(&*taken.name, ImportFinding::TotalTakenOver));
    }
}

/// Site and token belong to a target, and there is none without an address.
fn drop_homeless(taken: &mut Vec<Taken>, left_out: &mut Vec<FieldError>) {
    if taken.iter().any(|taken| taken.path == URL) {
        return;
    }
    for homeless in taken.extract_if(.., |taken| [SITE_ID, TOKEN_AUTH].contains(&taken.path)) {
        left_out.push(FieldError::new(homeless.name, ImportFinding::TargetMissing));
    }
}

/// The configuration made of what is taken, after leaving out, one by one, what it may not have.
fn settle(taken: &mut Vec<Taken>, left_out: &mut Vec<FieldError>) -> MultiTargetConfig {
    loop {
        let config = build(taken);
        let errors = Validation::for_storing(&config).errors;
        let Some((place, finding)) = errors.into_iter().find_map(|error| culprit(taken, error)) else { return config };
        let out = taken.remove(place);
        left_out.push(FieldError::new(out.name, finding));
        drop_homeless(taken, left_out);
    }
}

/// Which of `taken` caused `error`, and the finding to report for it.
fn culprit(taken: &[Taken], error: FieldError) -> Option<(usize, ImportFinding)> {
    let place_of = |path: &str| taken.iter().position(|taken| taken.path == path);
    let path = match error.field.split_once('[') {
        Some(("targets", _)) | None => error.field.clone(),
        Some((list, _)) => list.to_owned(),
    };
    let why = Message::from(error.without_value());
    if let Some(place) = place_of(&path) {
        return Some((place, ImportFinding::DefaultStays { why }));
    }
    let partner = fields::partners(&path).iter().find_map(|partner| place_of(partner))?;
    Some((partner, ImportFinding::NotTogether { field: path, why }))
}

fn build(taken: &[Taken]) -> MultiTargetConfig {
    let mut fields = Map::new();
    let mut target = Target::new("", 1);
    for Taken { path, value, .. } in taken {
        match (*path, value.as_str()) {
            (URL, Some(url)) => url.trim_end_matches('/').clone_into(&mut target.url),
            (TOKEN_AUTH, Some(token)) => target.token_auth = Some(TokenAuth::new(token)),
            (SITE_ID, _) => target.site_id = value.as_u64().and_then(|id| u32::try_from(id).ok()).unwrap_or(0),
            _ => {
                fields.insert((*path).to_owned(), value.clone());
            }
        }
    }
    // Each value has been tried by itself when it was read.
    let mut config: MultiTargetConfig = serde_json::from_value(Value::Object(fields)).unwrap_or_default();
    if !target.url.is_empty() {
        config.targets.push(target);
    }
    // Trafficinator knows no campaigns: direct visits come first.
    let left = ((1.0 - config.direct_traffic_probability) * 1e6).floor() / 1e6;
    config.campaigns_probability = config.campaigns_probability.min(left).max(0.0);
    config.normalise();
    // Sets `has_token` where there is one; nothing here asks to keep a stored one.
    let _ = config.keep_tokens(&[]);
    config
}
