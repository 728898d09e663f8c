//! Checks the JSON blocks: a configuration, or a part of one, is validated as any other; an answer must fit the OpenAPI
//! document, which other tests hold against what is really answered.

use super::blocks::Block;
use crate::support::Server;
use serde_json::{Value, json};
use std::process::Command;

/// Stands, as a value or as a name, for what an example does not show.
const LEFT_OUT: &str = "…";

/// What is wrong with a block.
pub(super) async fn problem(server: &Server, document: &Value, block: &Block) -> Option<String> {
    let value: Value = match serde_json::from_str(&block.text) {
        Ok(value) => value,
        Err(error) => return Some(block.problem(&format!("is no JSON: {error}"))),
    };
    let problem = if value.get("error").is_some() {
        misfit(document, "Error", value)
    } else if value.get("state").is_some() {
        misfit(document, "Status", value)
    } else if value.get("at_seconds").is_some() {
        misfit(document, "RunEvent", value)
    } else {
        refusal(server, value).await
    };
    problem.map(|problem| block.problem(&problem))
}

/// Why the server would not take a configuration, a part of one, or a target, or an editor with its schema would mark it.
async fn refusal(server: &Server, value: Value) -> Option<String> {
    let mut config = json!({ "targets": [{ "name": "eu-1", "url": "https://matomo.example.org", "site_id": 1 }] });
    match value.get("url") {
        Some(_) => config["targets"] = json!([value]),
        None => config.as_object_mut().unwrap().extend(value.as_object()?.clone()),
    }
    let reply = server.send("POST", "/api/validate?connect=false", config.clone()).await;
    if reply.expect(200)["valid"] != true {
        return Some(format!("is refused: {}", reply.text));
    }
    let printed = Command::new(env!("CARGO_BIN_EXE_trackstorm")).arg("schema").output().unwrap();
    let schema: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(&config).next().map(|error| format!("{}: {error}", error.instance_path()))
}

/// Which fields of an answer are not in its schema, or of another type.
fn misfit(document: &Value, schema: &str, mut example: Value) -> Option<String> {
    let mut root = document.clone();
    close(&mut root);
    root["$ref"] = format!("#/components/schemas/{schema}").into();
    leave_out(&mut example);
    let validator = jsonschema::validator_for(&root).unwrap();
    let problems: Vec<String> =
        validator.iter_errors(&example).map(|error| format!("{}: {error}", error.instance_path())).collect();
    (!problems.is_empty()).then(|| problems.join("; "))
}

/// An example may leave fields out, and has none that are not documented.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(parts) => {
            if parts.get("properties").is_some_and(Value::is_object) {
                parts.remove("required");
                parts.insert("additionalProperties".into(), false.into());
            }
            parts.values_mut().for_each(close);
        }
        Value::Array(parts) => parts.iter_mut().for_each(close),
        _ => {}
    }
}

fn leave_out(example: &mut Value) {
    match example {
        Value::Object(fields) => {
            fields.retain(|name, value| name != LEFT_OUT && value != LEFT_OUT);
            fields.values_mut().for_each(leave_out);
        }
        Value::Array(values) => values.iter_mut().for_each(leave_out),
        _ => {}
    }
}
