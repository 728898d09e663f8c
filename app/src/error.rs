//! The one error people and programs get to see: it maps to an HTTP status and crosses the
//! server-function wire unchanged.

use domain::{FieldError, InvalidConfig};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What kind of failure it is; each kind has one HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request could not be read: 400.
    BadRequest,
    /// Nothing there by that name or number: 404.
    NotFound,
    /// Clashes with what is there or going on: 409.
    Conflict,
    /// Made from a state that is no longer the stored one: 412.
    Changed,
    /// Readable but not allowed; `fields` says what: 422.
    Invalid,
    /// The server cannot do it now: 503.
    Unavailable,
    /// A fault of ours, logged there: 500.
    Internal,
    /// The browser could not reach the server.
    Network,
}

impl ErrorCode {
    /// The HTTP status of this kind.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Changed => 412,
            Self::Invalid => 422,
            Self::Unavailable => 503,
            Self::Internal | Self::Network => 500,
        }
    }
}

/// A failure in words that say what to do next. Never carries database text or secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Error)]
#[error("{message}")]
pub struct AppError {
    /// What kind of failure.
    pub code: ErrorCode,
    /// One or two sentences for people.
    pub message: String,
    /// The fields at fault, if any.
    #[serde(default)]
    pub fields: Vec<FieldError>,
}

impl AppError {
    /// A failure without field findings.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new() }
    }

    /// Findings about fields: 422.
    pub fn invalid(fields: Vec<FieldError>) -> Self {
        let message = match fields.as_slice() {
            [one] => one.to_string(),
            many => format!("{} fields need attention", many.len()),
        };
        Self { code: ErrorCode::Invalid, message, fields }
    }
}

impl From<InvalidConfig> for AppError {
    fn from(invalid: InvalidConfig) -> Self {
        Self::invalid(invalid.0)
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => {
                Self::new(ErrorCode::Network, "The server cannot be reached. Check that it is running, then try again.")
            }
            // What could not be read is what the other side sent: arguments on the server, an answer in the browser.
            ServerFnErrorErr::Deserialization(_) if cfg!(not(feature = "ssr")) => Self::new(
                ErrorCode::Internal,
                "The server's answer cannot be read. Reload the page: Trackstorm may have been updated meanwhile.",
            ),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::new(
                    ErrorCode::BadRequest,
                    "The request cannot be read: an argument is missing or of the wrong type. Reload the page, then try again.",
                )
            }
            // Whatever the framework says may quote what was sent.
            _ => Self::new(
                ErrorCode::Internal,
                "Trackstorm has a fault: the request or its answer could not be passed on. Please report it.",
            ),
        }
    }
}
