//! Trafficinator's settings that have a place in our configuration, as the table of fields has them, and how their values
//! are written.

use domain::{
    MultiTargetConfig,
    fields::{self, TARGET, Theirs},
    messages::SettingFinding,
};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Where the address belongs.
pub(super) const URL: &str = "targets[0].url";
/// Where the site belongs.
pub(super) const SITE_ID: &str = "targets[0].site_id";
/// Where the token belongs.
pub(super) const TOKEN_AUTH: &str = "targets[0].token_auth";

/// A setting of Trafficinator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// Its name there, lower case.
    theirs: &'static str,
    /// Its place here, as validation names it.
    pub(super) path: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    Number,
    Flag,
    /// A whole number, 0 for "no limit".
    Cap,
    /// A number, 0 for "no limit".
    Limit,
    /// Numbers separated by commas.
    Numbers,
}

/// All of them: what says so in the table of fields.
static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let of_target = TARGET.iter().filter_map(|field| {
        let path = [URL, SITE_ID, TOKEN_AUTH].into_iter().find(|path| path.ends_with(&format!(".{}", field.path)))?;
        Some(Field { theirs: field.their_name()?, path, kind: kind(field) })
    });
    let of_configuration = fields::config()
        .filter_map(|field| Some(Field { theirs: field.their_name()?, path: field.path, kind: kind(field) }));
    of_target.chain(of_configuration).collect()
});

/// How the value of a field is written there.
fn kind<C>(field: &fields::Field<C>) -> Kind {
    let zero_is_none = field.theirs == Theirs::SameButZeroIsNone;
    match field.slot.kind() {
        fields::Kind::Integer(_) if zero_is_none => Kind::Cap,
        fields::Kind::Integer(_) => Kind::Whole,
        fields::Kind::Number(_) if zero_is_none => Kind::Limit,
        fields::Kind::Number(_) => Kind::Number,
        fields::Kind::Flag => Kind::Flag,
        fields::Kind::Numbers(..) => Kind::Numbers,
        _ => Kind::Text,
    }
}

/// The setting called `name`, in whatever case.
pub(super) fn find(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.theirs.eq_ignore_ascii_case(name))
}

/// All names, lower case.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|field| field.theirs)
}

impl Field {
    /// Whether it is a secret.
    pub(super) fn is_token(&self) -> bool {
        self.path == TOKEN_AUTH
    }

    /// Reads a value as our configuration writes it.
    ///
    /// # Errors
    /// What it must be instead.
    pub(super) fn read(&self, text: &str) -> Result<Value, SettingFinding> {
        let value = match self.kind {
            Kind::Text => json!(text),
            Kind::Whole => json!(whole(text)?),
            Kind::Number => json!(number(text)?),
            Kind::Flag => json!(flag(text)?),
            Kind::Cap => Some(whole(text)?).filter(|cap| *cap > 0).map_or(Value::Null, Value::from),
            Kind::Limit => Some(number(text)?).filter(|limit| *limit != 0.0).map_or(Value::Null, Value::from),
            Kind::Numbers => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                json!(parts.map(number).collect::<Result<Vec<f64>, _>>()?)
            }
        };
        if self.fits(&value) { Ok(value) } else { Err(SettingFinding::FarOutOfRange) }
    }

    /// Whether the type of our field can hold it; whether it may have it is for validation to say.
    fn fits(&self, value: &Value) -> bool {
        match self.path {
            URL | TOKEN_AUTH => true,
            SITE_ID => value.as_u64().is_some_and(|id| u32::try_from(id).is_ok()),
            path => serde_json::from_value::<MultiTargetConfig>(json!({ path: value })).is_ok(),
        }
    }
}

fn whole(text: &str) -> Result<u64, SettingFinding> {
    if let Ok(number) = text.parse() {
        return Ok(number);
    }
    // JSON written by JavaScript or Python may say 3.0; beyond 2^53 it would not be exact.
    let number = number(text).map_err(|_| SettingFinding::SettingNotWhole)?;
    let is_whole = number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(&number);
    if is_whole { Ok(number as u64) } else { Err(SettingFinding::SettingNotWhole) }
}

fn number(text: &str) -> Result<f64, SettingFinding> {
    text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or(SettingFinding::SettingNotANumber)
}

fn flag(text: &str) -> Result<bool, SettingFinding> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(SettingFinding::SettingNotAFlag),
    }
}

/// Which settings an error at `path` may come from besides the one there.
pub(super) fn partners(path: &str) -> &'static [&'static str] {
    match path {
        "pageviews_max" => &["pageviews_min"],
        "pause_between_pvs_max" => &["pause_between_pvs_min"],
        "visit_duration_max" => &["visit_duration_min"],
        "ecommerce_order_value_max" => &["ecommerce_order_value_min"],
        "ecommerce_items_max" => &["ecommerce_items_min"],
        "backfill_start_date" => &["backfill_end_date", "backfill_enabled"],
        "backfill_end_date" => &["backfill_start_date"],
        "backfill_days_back" => &["backfill_duration_days"],
        "backfill_duration_days" => &["backfill_days_back"],
        "backfill_max_visits_total" => &["backfill_max_visits_per_day"],
        _ => &[],
    }
}
