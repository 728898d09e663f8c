//! The two ways the reporting API says no: 401 for rights, and 200 with an error inside for nearly everything else.

use http::StatusCode;
use serde_json::json;

use crate::answer::{self, Answer};

#[derive(Debug)]
pub(crate) enum ApiError {
    /// The token is not known.
    WrongToken,
    /// The token, or having none, does not allow to see this site (`None`: any site).
    NoViewAccess { site: Option<u32> },
    /// Anything else, in Matomo's words.
    Said(String),
}

impl ApiError {
    pub(crate) fn with_message(message: impl Into<String>) -> Self {
        Self::Said(message.into())
    }

    pub(crate) fn answer(self) -> Answer {
        let (status, message) = match self {
            Self::WrongToken => (
                StatusCode::UNAUTHORIZED,
                "Unable to authenticate with the provided token. It is either invalid or expired.".to_owned(),
            ),
            Self::NoViewAccess { site: Some(site) } => (
                StatusCode::UNAUTHORIZED,
                format!("You can't access this resource as it requires 'view' access for the website id = {site}."),
            ),
            Self::NoViewAccess { site: None } => (
                StatusCode::UNAUTHORIZED,
                "You can't access this resource as it requires 'view' access for at least one website.".to_owned(),
            ),
            Self::Said(message) => (StatusCode::OK, message),
        };
        answer::json(status, &json!({ "result": "error", "message": message }))
    }
}
