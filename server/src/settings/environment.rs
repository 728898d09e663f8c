//! Which environment variable is which setting.

use super::sections::Sections;
use figment::{
    Error, Metadata, Profile, Provider,
    value::{Dict, Map, Value},
};

/// What the environment says.
#[derive(Debug, Default)]
pub(super) struct Environment {
    /// Setting (`section.key`) and value, in the order in which they win over each other.
    pub values: Vec<(Setting, String)>,
    /// `TRACKSTORM_…` variables outside of every section: perhaps a misspelling, perhaps somebody else's.
    pub ignored: Vec<String>,
}

/// A setting and the variable it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub section: String,
    pub key: String,
    pub variable: String,
}

/// What cargo-leptos sets and this server reads; it sets more, for its own use.
const LEPTOS: [&str; 10] = [
    "OUTPUT_NAME",
    "SITE_ROOT",
    "SITE_PKG_DIR",
    "SITE_ADDR",
    "RELOAD_PORT",
    "RELOAD_EXTERNAL_PORT",
    "RELOAD_WS_PROTOCOL",
    "ENV",
    "HASH_FILES",
    "HASH_FILE_NAME",
];

pub(super) fn read(variables: impl IntoIterator<Item = (String, String)>) -> Environment {
    let sections = section_names();
    let mut found = Environment::default();
    let mut address = None;
    let mut leptos = Vec::new();
    for (variable, value) in variables {
        if value.is_empty() {
            continue;
        }
        if variable == "TRACKSTORM_ADDR" {
            address = Some((setting("leptos", "SITE_ADDR", &variable), value));
        } else if let Some(name) = variable.strip_prefix("TRACKSTORM_") {
            match name.split_once('_') {
                Some((section, key)) if sections.contains(&section.to_lowercase()) => {
                    found.values.push((setting(section, key, &variable), value));
                }
                _ => found.ignored.push(variable),
            }
        } else if let Some(key) = variable.strip_prefix("LEPTOS_").filter(|key| LEPTOS.contains(key)) {
            leptos.push((setting("leptos", key, &variable), value));
        }
    }
    found.values.sort_by(|(a, _), (b, _)| a.variable.cmp(&b.variable));
    found.values.extend(leptos);
    found.values.extend(address);
    found
}

fn setting(section: &str, key: &str, variable: &str) -> Setting {
    Setting {
        section: section.to_lowercase(),
        key: key.to_lowercase().replace('_', "-"),
        variable: variable.to_owned(),
    }
}

fn section_names() -> Vec<String> {
    Value::serialize(Sections::default())
        .ok()
        .and_then(Value::into_dict)
        .map(|sections| sections.into_keys().collect())
        .unwrap_or_default()
}

/// One variable as a source of settings, so that errors can name it.
pub(super) struct Variable {
    setting: Setting,
    value: String,
}

impl Variable {
    pub(super) fn new(setting: Setting, value: String) -> Self {
        Self { setting, value }
    }
}

impl Provider for Variable {
    fn metadata(&self) -> Metadata {
        Metadata::named(format!("environment variable {}", self.setting.variable))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        // A URL or an address is a text however much it looks like something else; figment reads the rest as TOML.
        let value: Value = match self.value.parse() {
            Ok(value) => value,
            Err(never) => match never {},
        };
        let section = Dict::from([(self.setting.key.clone(), value)]);
        Ok(Map::from([(Profile::Default, Dict::from([(self.setting.section.clone(), section.into())]))]))
    }
}
