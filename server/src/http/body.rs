//! Request bodies: JSON whatever the content type says, bounded, with every failure in our own words.

use super::{ApiError, AppState};
use axum::{
    body::to_bytes,
    extract::{FromRequest, Path, Request},
};
use http::StatusCode;
use serde_json::{Map, Value};

/// A JSON body; none at all is `{}`.
#[derive(Debug)]
pub struct JsonBody(pub Value);

impl FromRequest<AppState> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let limit = state.max_body_bytes;
        let too_large = || {
            ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                format!("The body is larger than {limit} bytes. Send less, or raise security.max-body-bytes."),
            )
        };
        let bytes = to_bytes(request.into_body(), limit).await.map_err(|error| {
            // The limit's own error type is private to http-body-util; a broken connection needs no answer.
            if error.to_string().contains("length limit") { too_large() } else { unreadable("it ended too early") }
        })?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(Value::Object(Map::new())));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            // Category and place only: the text itself could hold a token.
            let problem = match error.classify() {
                serde_json::error::Category::Eof => "it ends too early",
                _ => "it is not valid JSON",
            };
            unreadable(&format!("{problem}, at line {} column {}", error.line(), error.column()))
        })
    }
}

fn unreadable(problem: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "bad_request", format!("The body cannot be read: {problem}."))
}

/// The number in an address; anything else is nothing we have.
pub fn id(Path(text): Path<String>) -> Result<i64, ApiError> {
    text.parse().map_err(|_| ApiError::no_such_address())
}
