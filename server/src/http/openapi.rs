//! The OpenAPI document: paths from the handlers, schemas of the configuration from the table of fields, those of answers
//! from their types.
//!
//! All are held to the truth by tests: against the serialised types below, and against every answer of a running server in
//! `tests/http`.

mod answers;

use super::{AppState, host};
use crate::schema::{self, Naming, View};
use app::base;
use axum::{Json, extract::State};
use domain::{fields, names, run_labels};
use serde_json::{Map, Value, json};
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder, Server};

/// Where the document has its schemas.
const SCHEMAS_HERE: Naming = Naming { place: "#/components/schemas/" };

/// Schemas of what is written and has no type of its own, and of errors.
const INPUTS: &str = include_str!("openapi/inputs.json");

/// This document.
#[utoipa::path(
    get, path = "/openapi.json", tag = "Observation", operation_id = "getOpenApi",
    responses((status = 200, description = "This document, OpenAPI 3.1"))
)]
pub(super) async fn read(State(state): State<AppState>) -> Json<Value> {
    Json((*state.document).clone())
}

/// The document before the routes add themselves.
pub(super) fn base() -> OpenApi {
    let mut info = Info::new("Trackstorm", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Realistic analytics traffic on many Matomo instances. Times are RFC 3339 UTC, durations seconds, latencies \
         milliseconds. Tokens are written and never returned."
            .to_owned(),
    );
    // Without any the server is at the root of the host.
    let servers = Some(base::base()).filter(|base| !base.is_empty()).map(|base| vec![Server::new(base)]);
    OpenApiBuilder::new().info(info).servers(servers).build()
}

/// The document with its schemas.
///
/// # Errors
/// When a schema is not JSON, which a test rules out.
pub(super) fn complete(document: OpenApi) -> serde_json::Result<Value> {
    let mut document = serde_json::to_value(document)?;
    let mut schemas: Map<String, Value> = serde_json::from_str(INPUTS)?;
    schemas.extend(answers::schemas()?);
    schemas.extend(schema::components(SCHEMAS_HERE));
    schemas.extend(funnels());
    schemas.insert("RunPatch".to_owned(), run_patch());
    add_common_answers(&mut document);
    if let Some(document) = document.as_object_mut() {
        document.insert("components".to_owned(), json!({ "schemas": schemas }));
    }
    Ok(document)
}

/// Adds the answers that do not come from a route, but from what stands before all routes or is below many.
fn add_common_answers(document: &mut Value) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    let operations = paths.filter_map(|(path, operations)| Some((path, operations.as_object_mut()?)));
    let operations = operations.flat_map(|(path, operations)| operations.iter_mut().map(move |one| (path, one)));
    for (path, (method, operation)) in operations {
        let has_body = operation.get("requestBody").is_some();
        let common = [
            (
                path != host::EVERYWHERE,
                "421",
                "The Host is none of this server's names: add it to security.trusted-hosts",
            ),
            (has_body, "408", "The body did not arrive in time"),
            (
                method != "get",
                "503",
                "The database is busy, or the server is shutting down: try again after Retry-After",
            ),
        ];
        let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else { continue };
        for (_, status, description) in common.into_iter().filter(|(applies, ..)| *applies) {
            let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } });
            let answer = json!({ "description": description, "content": content });
            answers.entry(status).or_insert(answer);
        }
    }
}

/// What can be changed of a run.
fn run_patch() -> Value {
    let text = |least: usize, most: usize| json!({ "type": "string", "minLength": least, "maxLength": most });
    json!({
        "description": "What is left out stays as it is. A tag has no comma in it.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "name": text(1, names::MAX_NAME),
            "tags": { "type": "array", "items": text(1, run_labels::LONGEST_TAG), "maxItems": run_labels::MOST_TAGS },
            "notes": text(0, run_labels::LONGEST_NOTES),
        }
    })
}

/// Funnels as they are stored and written: with what the store adds, which is ignored when it comes back.
fn funnels() -> Map<String, Value> {
    let table = fields::tables().into_iter().find(|table| table.name == "Funnel");
    let object = |about: &str, view| {
        table.as_ref().map(|table| schema::object(table, "", about, view, SCHEMAS_HERE)).unwrap_or_default()
    };
    let count = json!({ "type": "integer", "minimum": 0 });
    let time = json!({ "type": "string", "format": "date-time" });
    let mut stored = object("A funnel of the working configuration, with its id.", View::Read);
    let id = json!({ "description": "Stable, never reused.", "type": "integer", "minimum": 1 });
    let own = [("id", id), ("step_count", count.clone()), ("created_at", time.clone()), ("updated_at", time)];
    for (name, field) in own {
        schema::add(Some(&mut stored), name, field, true);
    }
    let mut input = object(
        "A funnel as it is written. id, step_count, created_at and updated_at are ignored, so that what was read can be sent \
         back.",
        View::Write,
    );
    let text = json!({ "type": "string" });
    let ignored = [
        ("id", json!({ "type": "integer" })),
        ("step_count", count),
        ("created_at", text.clone()),
        ("updated_at", text),
    ];
    for (name, field) in ignored {
        schema::add(Some(&mut input), name, field, false);
    }
    // A change may leave out more.
    let mut new = input.clone();
    if let Some(fields) = new.as_object_mut() {
        fields.insert("required".to_owned(), json!(["name", "probability", "steps"]));
    }
    if let Some(probability) = new.pointer_mut("/properties/probability").and_then(Value::as_object_mut) {
        probability.remove("default");
    }
    [("StoredFunnel", stored), ("FunnelInput", input), ("NewFunnelInput", new)]
        .map(|(name, schema)| (name.to_owned(), schema))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests;
