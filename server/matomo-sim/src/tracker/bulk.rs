//! Many hits in one request: `{"requests": ["?idsite=1&rec=1&…", …], "token_auth": "…"}`.

use http::StatusCode;
use serde_json::{Value, json};

use super::{judge::Judge, take};
use crate::{
    access::Access,
    answer::{self, Answer},
    faults::State,
    incoming::Incoming,
    params::Params,
    sim::Sim,
};

/// What Matomo looks for to tell a bulk body, whatever its content type.
const MARK: &[u8] = b"\"requests\"";

pub(crate) fn is_bulk(body: &[u8]) -> bool {
    body.windows(MARK.len()).any(|part| part == MARK)
}

pub(crate) fn answer(sim: &Sim, incoming: &Incoming, state: State) -> Answer {
    // A body cut short holds no requests: success with nothing tracked.
    let body: Value = serde_json::from_slice(&incoming.body).unwrap_or(Value::Null);
    let token = body.get("token_auth").and_then(Value::as_str).unwrap_or_default();
    let locked = !token.is_empty() && sim.logins.lock().is_locked(incoming.peer, sim.clock.now());
    if locked {
        return failure();
    }
    if state == State::Queued {
        let judge = Judge { sim, incoming, state, bulk_token: token };
        Batch::process(&judge, body.get("requests").and_then(Value::as_array).map_or(&[], Vec::as_slice));
        return answer::pixel(true);
    }
    if sim.bulk_needs_token && !may_write_all(sim, &body, token) {
        return failure();
    }
    let judge = Judge { sim, incoming, state, bulk_token: token };
    let outcome = Batch::process(&judge, body.get("requests").and_then(Value::as_array).map_or(&[], Vec::as_slice));
    {
        let mut book = sim.book.lock();
        book.bulk.batches += 1;
        book.bulk.tracked += outcome.tracked;
        book.bulk.invalid += outcome.invalid.len() as u64;
        book.bulk.dropped += outcome.dropped;
    }
    if state == State::DatabaseDown {
        return failure();
    }
    if matches!(body.get("send_image").map(Value::to_string).as_deref(), Some("0" | "\"0\"")) {
        return answer::empty(StatusCode::NO_CONTENT);
    }
    let mut report = json!({ "status": "success", "tracked": outcome.tracked, "invalid": outcome.invalid.len() });
    if sim.tokens.access(token) == Some(Access::Super)
        && let Some(report) = report.as_object_mut()
    {
        report.insert("invalid_indices".to_owned(), json!(outcome.invalid));
    }
    answer::json(StatusCode::OK, &report)
}

/// Whether `token` may write to the site of every request in `body`.
fn may_write_all(sim: &Sim, body: &Value, token: &str) -> bool {
    let access = sim.tokens.tracking(token, sim.clock.now(), false);
    let requests = body.get("requests").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut sites = requests.iter().filter_map(params_of).map(|params| params.get("idsite")?.parse().ok());
    access.is_some_and(|access| sites.all(|site| site.is_some_and(|site| access.may_write(site))))
}

fn failure() -> Answer {
    answer::json(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "status": "error", "tracked": 0, "invalid": 0 }))
}

/// What became of a bulk body.
#[derive(Debug, Default)]
struct Batch {
    tracked: u64,
    /// Places of the invalid ones, counted without those dropped.
    invalid: Vec<u64>,
    dropped: u64,
}

impl Batch {
    fn process(judge: &Judge<'_>, requests: &[Value]) -> Self {
        let mut batch = Self::default();
        let mut place = 0;
        for request in requests {
            let Some(params) = params_of(request) else {
                batch.dropped += 1;
                continue;
            };
            match (judge.state, take(judge, &params)) {
                // Matomo does not even look at the requests when it must not record.
                (State::Working | State::Maintenance, Err(reason)) if reason.is_refusal() => batch.invalid.push(place),
                (State::Working | State::Maintenance, _) => batch.tracked += 1,
                _ => {}
            }
            place += 1;
        }
        batch
    }
}

/// The parameters of one entry: an object, or whatever follows the first `?`. An entry without any is dropped.
fn params_of(request: &Value) -> Option<Params<'_>> {
    let params = match request {
        Value::String(address) => {
            let (_, query) = address.split_once('?')?;
            Params::parse(query.split_once('#').map_or(query, |(query, _)| query), b"")
        }
        Value::Object(object) => Params::from_object(object),
        _ => return None,
    };
    (!params.is_empty()).then_some(params)
}
