//! Headers that every answer carries, and conditions that every request must satisfy.
//!
//! There is no login yet, so pages of other sites must not be able to act through a visitor's browser:
//! requests that change something are refused when a browser says that another site sent them (OWASP
//! cross-site request forgery prevention, "Fetch Metadata"). Programs send no such headers and pass.
//! For a browser to know, the name it asked for must be this server's own; see [`super::host`].

use super::{
    ApiError,
    body::{Bodies, bounded},
    host::{TrustedHosts, only_trusted},
    trace::traced,
};
use crate::settings::{SecuritySettings, ServerSettings};
use axum::{
    Router, middleware,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use std::any::Any;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::{ConfigError, CsrfLayer, ProtectionError},
    set_header::SetResponseHeaderLayer,
};

/// For everything that is not a page: nothing may be loaded from it or put around it.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";

/// The Content-Security-Policy of a page whose inline scripts carry `nonce`. Style attributes stay
/// allowed: charts and bars are sized by them.
pub(crate) fn page_policy(nonce: &str) -> String {
    // cargo-leptos announces rebuilds over a web socket of its own port.
    let development = if std::env::var_os("LEPTOS_WATCH").is_some() { " ws: wss:" } else { "" };
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:; connect-src 'self'{development}; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}

/// Puts the layers around everything.
///
/// # Errors
/// A trusted origin that no browser would send; settings have been checked for that.
pub(crate) fn protect(
    router: Router,
    server: &ServerSettings,
    settings: &SecuritySettings,
) -> Result<Router, ConfigError> {
    let mut csrf = CsrfLayer::new();
    for origin in &settings.trusted_origins {
        csrf = csrf.add_trusted_origin(origin)?;
    }
    let csrf = csrf.with_rejection_response(|_: ProtectionError| -> Response {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "This request came from another site's page. Use Trackstorm's own address, or add that site to \
             security.trusted-origins.",
        )
        .into_response()
    });
    let body = middleware::from_fn_with_state(Bodies::new(server, settings), bounded);
    let router = router.layer(CatchPanicLayer::custom(panicked)).layer(body).layer(csrf).layer(CompressionLayer::new());
    let router = router.layer(middleware::from_fn_with_state(TrustedHosts::of(settings), only_trusted));
    let headers = [
        (header::CONTENT_SECURITY_POLICY, NO_PAGE),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    let router = headers.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)))
    });
    Ok(traced(router))
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    // The panic itself has been reported on standard error.
    tracing::error!("a request could not be handled: the program has a fault");
    ApiError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "Trackstorm has a fault; its log says more. Please report it.",
    )
    .into_response()
}
