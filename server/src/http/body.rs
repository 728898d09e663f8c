//! Request bodies: read whole, bounded; JSON whatever the content type says; every failure in our own words.

use super::{ApiError, AppState};
use crate::input::json_of;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Path, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use http::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value};

/// How many times the limit of a body that is too large is still read before the connection is cut:
/// whoever is still sending would otherwise not get to see the answer.
const PATIENCE: usize = 16;

/// Reads every request's body before anything is done with it, and refuses one above the limit.
pub async fn bounded(State(limit): State<usize>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match read(body, limit).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(error) => error.into_response(),
    }
}

async fn read(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let mut parts = body.into_data_stream();
    let mut kept = Vec::new();
    let mut length = 0_usize;
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| unreadable("it ended too early"))?;
        length = length.saturating_add(part.len());
        if length <= limit {
            kept.extend_from_slice(&part);
        } else if length > limit.saturating_mul(PATIENCE) {
            break;
        }
    }
    if length <= limit {
        return Ok(kept.into());
    }
    Err(ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        format!("The body is larger than {limit} bytes. Send less, or raise security.max-body-bytes."),
    ))
}

/// A JSON body; none at all is `{}`.
#[derive(Debug)]
pub struct JsonBody(pub Value);

impl FromRequest<AppState> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, ApiError> {
        // In memory already, see `bounded`.
        let bytes = to_bytes(request.into_body(), usize::MAX).await.map_err(|_| unreadable("it ended too early"))?;
        let bytes = json_of(&bytes);
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(Value::Object(Map::new())));
        }
        serde_json::from_slice(bytes).map(Self).map_err(|error| {
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

/// `changes` over what is stored. Anything but an object stays as it is, to be refused when it is read.
pub fn merged(stored: &impl Serialize, changes: Value) -> Value {
    let Value::Object(changes) = changes else { return changes };
    match serde_json::to_value(stored) {
        Ok(Value::Object(mut fields)) => {
            fields.extend(changes);
            Value::Object(fields)
        }
        _ => Value::Object(changes),
    }
}

/// As [`merged`], but an object within changes field by field, too; a list is replaced as a whole.
pub fn merged_deeply(stored: &impl Serialize, changes: Value) -> Value {
    match (serde_json::to_value(stored), changes) {
        (Ok(mut whole), Value::Object(changes)) => {
            put(&mut whole, Value::Object(changes));
            whole
        }
        (_, changes) => changes,
    }
}

fn put(whole: &mut Value, change: Value) {
    match (whole, change) {
        (Value::Object(whole), Value::Object(changes)) => {
            for (field, change) in changes {
                put(whole.entry(field).or_insert(Value::Null), change);
            }
        }
        (whole, change) => *whole = change,
    }
}

/// The number in an address; anything else is nothing we have.
pub fn id(Path(text): Path<String>) -> Result<i64, ApiError> {
    text.parse().map_err(|_| ApiError::no_such_address())
}
