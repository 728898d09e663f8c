//! The simulator's own pages: `/health`, and under `/__sim/` what it counted and what is to go wrong. Faults never
//! touch them, except that a closed port is closed to all.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    SimError,
    answer::{self, Answer},
    faults,
    incoming::Incoming,
    params::Params,
    sim::Sim,
};

const PREFIX: &str = "/__sim/";

pub(crate) fn is_control(path: &str) -> bool {
    path == "/health" || path.starts_with(PREFIX)
}

pub(crate) fn answer(sim: &Sim, incoming: &Incoming) -> Answer {
    let get = incoming.is(&Method::GET);
    let post = incoming.is(&Method::POST);
    match incoming.path() {
        "/health" if get => {
            answer::json(StatusCode::OK, &json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
        }
        "/__sim/stats" if get => stats(sim, incoming),
        "/__sim/faults" if get => answer::json(StatusCode::OK, &sim.faults()),
        "/__sim/faults" if post => change_faults(sim, incoming),
        "/__sim/reset" if post => {
            sim.reset();
            answer::empty(StatusCode::NO_CONTENT)
        }
        "/health" | "/__sim/stats" | "/__sim/faults" | "/__sim/reset" => {
            refuse(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "this page does not take that method", None)
        }
        _ => refuse(
            StatusCode::NOT_FOUND,
            "not_found",
            "there are GET /health, GET /__sim/stats, GET and POST /__sim/faults, POST /__sim/reset",
            None,
        ),
    }
}

fn stats(sim: &Sim, incoming: &Incoming) -> Answer {
    let with_visitors = Params::parse(incoming.query(), b"").get("visitors") != Some("false");
    let mut value = match serde_json::to_value(sim.stats(with_visitors)) {
        Ok(value) => value,
        Err(_) => return answer::empty(StatusCode::INTERNAL_SERVER_ERROR),
    };
    if !with_visitors && let Some(fields) = value.as_object_mut() {
        fields.remove("by_visitor");
    }
    answer::json(StatusCode::OK, &value)
}

fn change_faults(sim: &Sim, incoming: &Incoming) -> Answer {
    let patch: Value = match serde_json::from_slice(&incoming.body) {
        Ok(patch) => patch,
        Err(error) => {
            return refuse(StatusCode::BAD_REQUEST, "malformed", &error.to_string(), None);
        }
    };
    match sim.change_faults(|faults| faults::apply(faults, &patch)) {
        Ok(()) => answer::json(StatusCode::OK, &sim.faults()),
        Err(error) => {
            let field = if let SimError::InvalidField { field, .. } = &error { Some(field.as_str()) } else { None };
            refuse(StatusCode::UNPROCESSABLE_ENTITY, "invalid", &error.to_string(), field)
        }
    }
}

/// An error in the shape of Trackstorm's own REST API.
fn refuse(status: StatusCode, code: &str, message: &str, field: Option<&str>) -> Answer {
    let fields: Vec<Value> = field.map(|field| json!({ "field": field, "message": message })).into_iter().collect();
    answer::json(status, &json!({ "error": { "code": code, "message": message, "fields": fields } }))
}
