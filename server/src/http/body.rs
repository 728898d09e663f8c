//! Request bodies: read whole, bounded; JSON whatever the content type says; every failure in our own words.

mod room;

use super::{ApiError, AppState};
use crate::{
    blocking::BlockingQueue,
    input::{json_of, outline},
    settings::{SecuritySettings, ServerSettings},
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Path, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::messages::InputFinding;
use futures::StreamExt;
use http::StatusCode;
use room::{Held, Room, SMALL};
use serde::Serialize;
use serde_json::{Map, Value};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, timeout_at};

/// How many times the limit of a body that is too large is still read before the connection is cut:
/// a client that is still sending would otherwise not see the answer.
const PATIENCE: usize = 2;

/// The least that a body must bring, bytes per second, once the time for its beginning is over.
const SLOWEST: f64 = 16.0 * 1024.0;

/// Large bodies that are read as JSON at once; the others wait.
static READERS: BlockingQueue = BlockingQueue::new(2);

/// What request bodies may take.
#[derive(Clone, Debug)]
pub(super) struct Bodies {
    /// The largest, bytes.
    limit: usize,
    /// How long one may take to begin to arrive.
    patience: Duration,
    room: Room,
}

impl Bodies {
    /// As it is set.
    pub(super) fn new(server: &ServerSettings, security: &SecuritySettings) -> Self {
        // Whatever is set, one of the largest always fits: a vector that grows takes up to twice what is in it.
        let total = server.max_bodies_bytes.max(security.max_body_bytes.saturating_mul(3));
        Self { limit: security.max_body_bytes, patience: server.body_timeout(), room: Room::new(total) }
    }

    /// The largest body that `path` takes.
    fn limit(&self, path: &str) -> usize {
        // Functions of the pages whose arguments come as a form need no more, and forms are slow to read.
        let is_form = path.starts_with("/rpc/") && !app::api::takes_documents(path);
        if is_form { self.limit.min(SMALL) } else { self.limit }
    }

    /// Reads `body`; it has room as long as its bytes or the second value live.
    async fn read(&self, body: Body, limit: usize) -> Result<(Bytes, Arc<Held>), ApiError> {
        let mut parts = body.into_data_stream();
        let mut kept = Vec::new();
        let mut held = self.room.hold();
        let mut length = 0_usize;
        let began = Instant::now();
        loop {
            let due = began + self.patience + Duration::from_secs_f64(length as f64 / SLOWEST);
            let part = match timeout_at(due, parts.next()).await {
                Ok(Some(part)) => part.map_err(|_| unreadable("it ended too early"))?,
                Ok(None) => break,
                Err(_) => return Err(too_slow()),
            };
            length = length.saturating_add(part.len());
            if length > limit.saturating_mul(PATIENCE) {
                break;
            }
            if length > limit {
                (kept, held) = (Vec::new(), self.room.hold());
                continue;
            }
            // As a vector grows, but noted first.
            if length > kept.capacity() {
                let capacity = length.max(kept.capacity().saturating_mul(2)).min(limit);
                if !held.grow(capacity) {
                    return Err(no_room());
                }
                kept.reserve_exact(capacity - kept.len());
            }
            kept.extend_from_slice(&part);
        }
        if length > limit {
            return Err(too_large(format!(
                "The body is larger than {limit} bytes. Send less{}.",
                if limit == self.limit { ", or raise security.max-body-bytes" } else { "" }
            )));
        }
        if outline::is_too_much(&kept) {
            return Err(too_large(format!("The body {}.", InputFinding::TooManyValues)));
        }
        let held = Arc::new(held);
        Ok((Bytes::from_owner(Kept { bytes: kept, _room: Arc::clone(&held) }), held))
    }
}

/// A body that was read, with its share of the memory limit. A parser may hold it for longer than the request lasts.
struct Kept {
    bytes: Vec<u8>,
    _room: Arc<Held>,
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Reads every request's body before anything is done with it, and refuses one that is too large or too slow, or for
/// which there is no room.
pub(super) async fn bounded(State(bodies): State<Bodies>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let limit = bodies.limit(parts.uri.path());
    match bodies.read(body, limit).await {
        Ok((bytes, _held)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(error) => error.into_response(),
    }
}

fn too_large(message: String) -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
}

fn too_slow() -> ApiError {
    let message = "The body did not arrive in time. Send it again over a faster connection, or raise \
                   server.body-timeout-seconds.";
    ApiError::new(StatusCode::REQUEST_TIMEOUT, "timeout", message)
}

fn no_room() -> ApiError {
    let message = "The server is receiving as many large requests as it has room for. Try again in a moment, or raise \
                   server.max-bodies-bytes.";
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message)
}

/// A JSON body; none at all is `{}`.
#[derive(Debug)]
pub(super) struct JsonBody(pub Value);

impl FromRequest<AppState> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, ApiError> {
        // In memory already, see `bounded`.
        let bytes = to_bytes(request.into_body(), usize::MAX).await.map_err(|_| unreadable("it ended too early"))?;
        read_body(bytes.len(), move || parse(json_of(&bytes))).await
    }
}

/// A body as it is.
#[derive(Debug)]
pub(super) struct WholeBody(pub Bytes);

impl FromRequest<AppState> for WholeBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, ApiError> {
        // As above; axum's own limit is another.
        to_bytes(request.into_body(), usize::MAX).await.map(Self).map_err(|_| unreadable("it ended too early"))
    }
}

/// Reads a body of `length` bytes by `work`: a large one on another thread, and not at all if the client has gone
/// meanwhile.
pub(super) async fn read_body<T: Send + 'static>(
    length: usize,
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    if length <= SMALL {
        return work();
    }
    READERS.take(work).await.unwrap_or_else(|_| Err(unreadable("it could not be handled")))
}

fn parse(bytes: &[u8]) -> Result<JsonBody, ApiError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(JsonBody(Value::Object(Map::new())));
    }
    serde_json::from_slice(bytes).map(JsonBody).map_err(|error| {
        // Category and place only: the text itself could hold a token.
        let problem = match error.classify() {
            serde_json::error::Category::Eof => "it ends too early",
            _ => "it is not valid JSON",
        };
        unreadable(&format!("{problem}, at line {} column {}", error.line(), error.column()))
    })
}

fn unreadable(problem: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "bad_request", format!("The body cannot be read: {problem}."))
}

/// `changes` over what is stored. Anything but an object stays as it is, to be refused when it is read.
pub(super) fn merged(stored: &impl Serialize, changes: Value) -> Value {
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
pub(super) fn merged_deeply(stored: &impl Serialize, changes: Value) -> Value {
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
pub(super) fn id(Path(text): Path<String>) -> Result<i64, ApiError> {
    text.parse().map_err(|_| ApiError::no_such_address())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only a failing test waits this long.
    const DEADLINE: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn a_body_has_room_for_as_long_as_anybody_has_its_bytes() {
        let bodies = Bodies { limit: 1024 * 1024, patience: DEADLINE, room: Room::new(1024 * 1024) };
        let (bytes, held) = bodies.read(Body::from(vec![b' '; 700_000]), bodies.limit).await.unwrap();
        drop(held);
        assert!(!bodies.room.hold().grow(700_000), "the bytes are still there");
        drop(bytes);
        assert!(bodies.room.hold().grow(700_000));
    }
}
