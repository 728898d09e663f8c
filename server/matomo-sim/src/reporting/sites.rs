//! Which sites there are and which of them a token may write to.

use serde_json::{Value, json};

use super::{ApiError, Call};
use crate::access::Access;

pub(super) fn from_id(call: &Call<'_>) -> Result<Value, ApiError> {
    let site = call.site()?;
    let settings = call.sim.settings.get(&site).cloned().unwrap_or_default();
    Ok(json!({
        "idsite": site,
        "name": format!("Simulated site {site}"),
        "main_url": settings.urls_of(site).first(),
        "ts_created": "2026-01-01 00:00:00",
        "ecommerce": u8::from(settings.ecommerce),
        "sitesearch": u8::from(settings.site_search),
        "sitesearch_keyword_parameters": "",
        "sitesearch_category_parameters": "",
        "timezone": settings.timezone,
        "currency": settings.currency,
        "exclude_unknown_urls": u8::from(settings.exclude_unknown_urls),
        "excluded_ips": settings.excluded_ips.join(","),
        "excluded_parameters": "",
        "excluded_user_agents": settings.excluded_user_agents.join(","),
        "excluded_referrers": settings.excluded_referrers.join(","),
        "group": "",
        "type": "website",
        "keep_url_fragment": 0,
        "creator_login": "admin",
        "timezone_name": settings.timezone,
        "currency_name": settings.currency,
    }))
}

/// All addresses of a site, its main one first.
pub(super) fn urls_from_id(call: &Call<'_>) -> Result<Value, ApiError> {
    let site = call.site()?;
    Ok(json!(call.sim.settings.get(&site).cloned().unwrap_or_default().urls_of(site)))
}

/// Sites with exactly "write": like Matomo's, it leaves out a super user's, whose sites are in the admin list.
pub(super) fn with_write_access(call: &Call<'_>) -> Value {
    match call.access {
        Some(Access::Write(sites)) => {
            json!(sites.intersection(&call.sim.sites).collect::<Vec<_>>())
        }
        Some(Access::View | Access::Super) | None => json!([]),
    }
}

/// Sites with "admin", which for a super user is all of them.
pub(super) fn with_admin_access(call: &Call<'_>) -> Value {
    match call.access {
        Some(Access::Super) => json!(call.sim.sites),
        Some(Access::View | Access::Write(_)) | None => json!([]),
    }
}
