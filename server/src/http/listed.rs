//! Lists in parts: what is asked for by `limit` and `after`, and answers that say how to go on.

use super::{ApiError, error::Result, query::Query};
use app::base::at;
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use domain::{FieldError, Page, PageRequest, messages::RequestFinding, paging};
use http::{HeaderName, HeaderValue, Uri, header};
use serde::Serialize;

/// A part of a list as an answer: the entries as an array; how many there are in all and where the next part is
/// in headers (RFC 8288).
///
/// The last value is the address of the list, with what narrows it down.
pub(super) struct Listed<T>(pub Page<T>, pub PageRequest, pub String);

/// Which part the query of `uri` asks for.
///
/// # Errors
/// 422 naming the parameter that cannot be used.
pub(super) fn asked(uri: &Uri) -> Result<PageRequest> {
    let query = Query::of(uri);
    let limit = query.number("limit", paging::DEFAULT_LIMIT, 1..=paging::MAX_LIMIT)?;
    let after = query.number("after", 0, 1..=i64::MAX)?;
    Ok(PageRequest { limit, after: Some(after).filter(|after| *after > 0) })
}

/// The refusal of a part that comes after something that is no longer there.
pub(super) fn nothing_before() -> ApiError {
    vec![FieldError::new("after", RequestFinding::NoSuchEntry)].into()
}

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let Self(Page { entries, total, next }, PageRequest { limit, .. }, path) = self;
        let mut headers = vec![(HeaderName::from_static("x-total-count"), total.to_string())];
        if let Some(after) = next {
            let mark = if path.contains('?') { '&' } else { '?' };
            headers.push((header::LINK, format!("<{}{mark}limit={limit}&after={after}>; rel=\"next\"", at(path))));
        }
        let mut response = Json(entries).into_response();
        for (name, value) in headers {
            // Digits and an address of ours: always a header.
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
