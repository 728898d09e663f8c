//! Failures as REST tells them: `{"error": {"code", "message", "fields"}}`.

use app::{
    error::{AppError, ErrorCode},
    revision,
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use domain::FieldError;
use http::{HeaderValue, Method, StatusCode, Uri, header::RETRY_AFTER};
use serde_json::{Value, json};

/// When what cannot be done now is worth another try, seconds.
const SOON: &str = "2";

/// What every handler that can fail returns.
pub(super) type Result<T> = std::result::Result<T, ApiError>;

/// A failure with its HTTP status.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    fields: Vec<FieldError>,
    versions: Option<Box<Versions>>,
}

/// What is stored, and what was to take its place.
#[derive(Debug)]
struct Versions {
    current: Value,
    sent: Option<Value>,
}

impl ApiError {
    /// A failure without field findings.
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), fields: Vec::new(), versions: None }
    }

    /// `sent` was made from another state than the stored one, `current`; neither holds secrets.
    pub(crate) fn changed(current: Value, sent: Option<Value>) -> Self {
        let versions = Some(Box::new(Versions { current, sent }));
        Self { versions, ..revision::changed().into() }
    }

    /// Nothing at this address.
    pub(crate) fn no_such_address() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is nothing at this address. GET /api/openapi.json lists what there is.",
        )
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        let code = match error.code {
            ErrorCode::BadRequest => "bad_request",
            ErrorCode::NotFound => "not_found",
            ErrorCode::Conflict => "conflict",
            ErrorCode::Changed => "changed",
            ErrorCode::Invalid => "invalid",
            ErrorCode::Unavailable => "unavailable",
            ErrorCode::Internal | ErrorCode::Network => "internal",
        };
        let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, code, message: error.message, fields: error.fields, versions: None }
    }
}

/// Findings about what was sent: 422.
impl From<Vec<FieldError>> for ApiError {
    fn from(fields: Vec<FieldError>) -> Self {
        AppError::invalid(fields).into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self { status, code, message, fields, versions } = self;
        let mut body = json!({ "error": { "code": code, "message": message, "fields": fields } });
        if let (Some(versions), Some(body)) = (versions, body.as_object_mut()) {
            body.insert("current".into(), versions.current);
            body.extend(versions.sent.map(|sent| ("sent".into(), sent)));
        }
        let mut answer = (status, Json(body)).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(SOON));
        }
        answer
    }
}

/// The answer of an address that does not take this method; `Allow` says which it takes.
pub(super) async fn wrong_method(method: Method, uri: Uri) -> ApiError {
    let method: String = method.as_str().chars().take(20).collect();
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        format!("{} does not take {method}. The Allow header lists what it takes.", uri.path()),
    )
}
