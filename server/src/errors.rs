//! From the store's and the engine's errors to the one error that people and programs see.

use app::error::{AppError, ErrorCode};
use domain::{
    FieldError,
    messages::{StoredFinding, TargetFinding},
};
use engine::EngineError;
use std::error::Error;
use store::StoreError;
use transport::TransportError;

/// What a failure of the store means to the caller. Faults of ours are logged here, with what the
/// database said, which goes no further.
pub(crate) fn store(error: StoreError) -> AppError {
    let code = match &error {
        StoreError::NotFound { .. } => ErrorCode::NotFound,
        StoreError::NameTaken { .. } | StoreError::Continued { .. } | StoreError::Needed { .. } => ErrorCode::Conflict,
        _ => {
            let cause = error.source().map(ToString::to_string).unwrap_or_default();
            tracing::error!(error = %error, cause, "the store failed");
            match error {
                StoreError::Busy(_) | StoreError::NotWritten(_) => ErrorCode::Unavailable,
                _ => ErrorCode::Internal,
            }
        }
    };
    let mut answer = AppError::new(code, capitalised(&error.to_string()));
    if let StoreError::NameTaken { .. } = error {
        answer.fields.push(FieldError::new("name", StoredFinding::NameTaken));
    }
    answer
}

/// What the engine's refusal means to the caller.
pub(crate) fn engine(error: EngineError) -> AppError {
    match error {
        EngineError::Busy => active_run(),
        EngineError::NotRunning => {
            AppError::new(ErrorCode::Conflict, "No run is running, so there is nothing to pause.")
        }
        EngineError::NotPaused => {
            AppError::new(ErrorCode::Conflict, "No run is paused, so there is nothing to resume.")
        }
        EngineError::NoTargets => AppError::invalid(vec![FieldError::new("targets", TargetFinding::NoTargetEnabled)]),
        // What a library said is for the log.
        EngineError::Transport(TransportError::Tls(_)) => {
            tracing::error!(error = %error, "the engine could not start");
            let message = "The system's certificates could not be loaded; the log says why. Install the certificates of \
                           the usual authorities (ca-certificates), then try again.";
            AppError::new(ErrorCode::Unavailable, message)
        }
        EngineError::Transport(TransportError::Unusable { ref target, .. }) => {
            tracing::error!(error = %error, "the engine could not start");
            let message =
                format!("No connections can be made to {target}; the log says why. Check its url and ca_certificate.");
            AppError::new(ErrorCode::Unavailable, message)
        }
    }
}

/// The answer to a start while a run is active.
pub(crate) fn active_run() -> AppError {
    AppError::new(ErrorCode::Conflict, "A run is active. Stop it first, or restart it.")
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect::<String>() + "."
}
