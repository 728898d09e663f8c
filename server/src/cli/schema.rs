//! `trackstorm schema`: what editors complete and check a configuration by.

use super::{Exit, failed, say};
use crate::schema::of_configuration;

/// Prints the JSON Schema on standard output.
pub(super) fn schema() -> Exit {
    match serde_json::to_string_pretty(&of_configuration()) {
        Ok(text) => {
            say(text);
            Exit::Done
        }
        Err(error) => failed(Exit::Failed, error),
    }
}
