//! Browsers, with what they reveal about themselves.

use super::Table;
use crate::form::encoded;
use domain::data_sets::UserAgentEntry;

/// Screens of computers and of phones, for user agents that come without a size.
const DESKTOP_SIZES: [&str; 4] = ["1920x1080", "1536x864", "1440x900", "1366x768"];
const MOBILE_SIZES: [&str; 4] = ["390x844", "412x915", "393x873", "360x800"];

/// A browser and the screens it is seen on.
#[derive(Debug)]
pub(crate) struct Device {
    /// The `User-Agent` header.
    pub(crate) user_agent: Box<str>,
    /// `user_agent`, form-encoded.
    pub(crate) encoded: Box<str>,
    /// Width `x` height in CSS pixels, at least one.
    pub(crate) resolutions: Vec<Box<str>>,
    /// User-agent client hints as Matomo's tracker sends them in `uadata`, form-encoded JSON, one for each
    /// system the browser runs on; empty for browsers that have no such hints.
    pub(crate) client_hints: Vec<Box<str>>,
}

impl Device {
    /// A browser of a set that replaces the built-in one: no client hints, which could contradict it.
    pub(super) fn plain(entry: &UserAgentEntry<'_>) -> Self {
        let resolutions = match entry.resolution {
            Some((width, height)) => vec![format!("{width}x{height}").into()],
            None if entry.user_agent.contains("Mobile") => MOBILE_SIZES.map(Into::into).into(),
            None => DESKTOP_SIZES.map(Into::into).into(),
        };
        let user_agent = entry.user_agent;
        Self { user_agent: user_agent.into(), encoded: encoded(user_agent), resolutions, client_hints: Vec::new() }
    }

    /// Reads a line of `data/devices.txt` without its weight.
    fn read(line: &str) -> Self {
        let mut columns = line.split('|').map(str::trim);
        let mut column = || columns.next().unwrap_or_default();
        let user_agent = column();
        let resolutions = list(column()).map(Into::into).collect();
        let brands = column();
        let systems = column();
        let mobile = user_agent.contains("Mobile");
        let client_hints = list(systems).map(|system| encoded(&client_hints(brands, system, mobile))).collect();
        Self { user_agent: user_agent.into(), encoded: encoded(user_agent), resolutions, client_hints }
    }
}

/// The built-in browsers.
pub(super) fn builtin() -> Table<Device> {
    let lines = include_str!("../../data/devices.txt").lines();
    Table::weighted(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let (weight, rest) = line.split_once('|').unwrap_or(("0", line));
        (weight.trim().parse().unwrap_or(0), Device::read(rest))
    }))
}

/// The parts of a column.
fn list(column: &str) -> impl Iterator<Item = &str> {
    column.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// The JSON of `uadata`: names, and the order of the fields, as browsers give them to Matomo's tracker.
///
/// `brands` is a list of `name/version`; `system` is `platform/version` or `platform/version/model`.
fn client_hints(brands: &str, system: &str, mobile: bool) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let brands: Vec<String> = list(brands)
        .filter_map(|brand| brand.split_once('/'))
        .map(|(name, version)| format!("{{\"brand\":{},\"version\":{}}}", quoted(name), quoted(version)))
        .collect();
    let mut parts = system.split('/');
    let mut part = || quoted(parts.next().unwrap_or_default());
    let platform = part();
    let version = part();
    let model = part();
    let brands = brands.join(",");
    format!(
        "{{\"fullVersionList\":[{brands}],\"mobile\":{mobile},\"model\":{model},\"platform\":{platform},\
         \"platformVersion\":{version}}}"
    )
}
