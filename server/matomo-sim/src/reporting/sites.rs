//! Which sites there are and which of them a token may write to.

use serde_json::{Value, json};

use super::{ApiError, Call};
use crate::access::Access;

pub(super) fn from_id(call: &Call<'_>) -> Result<Value, ApiError> {
    let site = call.site()?;
    Ok(json!({
        "idsite": site,
        "name": format!("Simulated site {site}"),
        "main_url": format!("https://site{site}.example"),
        "ts_created": "2026-01-01 00:00:00",
        // As where the measurements were taken: ecommerce on the first site only.
        "ecommerce": u8::from(site == 1),
        "sitesearch": 1,
        "sitesearch_keyword_parameters": "",
        "sitesearch_category_parameters": "",
        "timezone": "UTC",
        "currency": "USD",
        "exclude_unknown_urls": 0,
        "excluded_ips": "",
        "excluded_parameters": "",
        "excluded_user_agents": "",
        "excluded_referrers": "",
        "group": "",
        "type": "website",
        "keep_url_fragment": 0,
        "creator_login": "admin",
        "timezone_name": "UTC",
        "currency_name": "US Dollar",
    }))
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
