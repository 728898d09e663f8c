//! The OpenAPI document: paths from the handlers, schemas from the JSON files beside this one.
//!
//! The types live in `domain`, which knows nothing of OpenAPI, so their schemas are written down here
//! and held to the truth by tests: against the serialised types below, and against every answer of a
//! running server in `tests/http`.

use super::{AppState, host};
use app::base;
use axum::{Json, extract::State};
use domain::live_part::LIVE_FIELDS;
use serde_json::{Map, Value, json};
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder, Server};

/// Schemas by subject.
const SCHEMAS: &[&str] = &[
    include_str!("openapi/config.json"),
    include_str!("openapi/traffic.json"),
    include_str!("openapi/funnels.json"),
    include_str!("openapi/data_sets.json"),
    include_str!("openapi/inputs.json"),
    include_str!("openapi/status.json"),
    include_str!("openapi/records.json"),
    include_str!("openapi/tools.json"),
];

/// This document.
#[utoipa::path(
    get, path = "/openapi.json", tag = "Observation", operation_id = "getOpenApi",
    responses((status = 200, description = "This document, OpenAPI 3.1"))
)]
pub async fn read(State(state): State<AppState>) -> Json<Value> {
    Json((*state.document).clone())
}

/// The document before the routes add themselves.
pub fn base() -> OpenApi {
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
/// When a schema file is not JSON, which a test rules out.
pub fn complete(document: OpenApi) -> serde_json::Result<Value> {
    let mut document = serde_json::to_value(document)?;
    let mut schemas = Map::new();
    for file in SCHEMAS {
        schemas.extend(serde_json::from_str::<Map<String, Value>>(file)?);
    }
    if let Some(input) = config_input(&schemas) {
        schemas.insert("ConfigInput".to_owned(), input);
    }
    if let Some(patch) = run_patch(&schemas) {
        schemas.insert("RunPatch".to_owned(), patch);
    }
    if let Some(input) = new_funnel_input(&schemas) {
        schemas.insert("NewFunnelInput".to_owned(), input);
    }
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

/// A configuration as it is written: the one that is read, but for what must be there and for its targets.
fn config_input(schemas: &Map<String, Value>) -> Option<Value> {
    let mut input = schemas.get("Config")?.clone();
    let fields = input.as_object_mut()?;
    let description = "A configuration as it is written: only targets are required. What was read can be sent back.";
    fields.insert("description".to_owned(), json!(description));
    fields.insert("required".to_owned(), json!(["targets"]));
    let targets = fields.get_mut("properties")?.get_mut("targets")?.as_object_mut()?;
    targets.insert("minItems".to_owned(), json!(1));
    targets.insert("items".to_owned(), json!({ "$ref": "#/components/schemas/ConfigTargetInput" }));
    Some(input)
}

/// What can be changed of a run: the part of a configuration that it follows while it goes on.
fn run_patch(schemas: &Map<String, Value>) -> Option<Value> {
    let fields = schemas.get("ConfigInput")?.get("properties")?.as_object()?;
    let live = |field: &&'static str| Some(((*field).to_owned(), fields.get(*field)?.clone()));
    let properties: Option<Map<String, Value>> = LIVE_FIELDS.iter().map(live).collect();
    let mut properties = properties?;
    for schema in properties.values_mut().filter_map(Value::as_object_mut) {
        schema.remove("default");
    }
    Some(json!({
        "description": "Any of these fields; what is left out stays.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    }))
}

/// A funnel as it is written for the first time: a change may leave out more.
fn new_funnel_input(schemas: &Map<String, Value>) -> Option<Value> {
    let mut input = schemas.get("FunnelInput")?.clone();
    let fields = input.as_object_mut()?;
    fields.insert("required".to_owned(), json!(["name", "probability", "steps"]));
    fields.get_mut("properties")?.get_mut("probability")?.as_object_mut()?.remove("default");
    Some(input)
}

#[cfg(test)]
mod tests;
