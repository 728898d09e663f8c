//! The campaign a landing page's address names.

/// Query parameters Matomo reads a campaign's name from (its default settings).
const NAMES: [&str; 6] =
    ["mtm_campaign", "matomo_campaign", "mtm_cpn", "pk_campaign", "piwik_campaign", "utm_campaign"];

/// The campaign in the query or the fragment of `url`, in lower case as Matomo stores it.
pub(crate) fn of_url(url: &str) -> Option<String> {
    let (address, fragment) = url.split_once('#').unwrap_or((url, ""));
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let mut pairs = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(fragment.as_bytes()));
    let (_, name) = pairs.find(|(key, value)| NAMES.contains(&key.as_ref()) && !value.trim().is_empty())?;
    Some(name.trim().to_lowercase())
}
