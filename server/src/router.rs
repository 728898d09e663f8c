//! Which address leads where: pages, server functions, REST, files.

use crate::{
    http::{self, ApiError, AppState},
    settings::Settings,
};
use ::http::{HeaderValue, Method, StatusCode, Uri, header};
use app::{
    App,
    base::{base, below, tell_address},
    shell,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::any,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::{
    AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context,
    site_pkg_dir_service, site_pkg_dir_service_route_path,
};
use std::convert::Infallible;
use thiserror::Error;
use tower::{Service, ServiceExt, service_fn};
use tower_http::{csrf::ConfigError, services::ServeDir};

/// Why the routes could not be set up; both are faults of the program or its settings.
#[derive(Debug, Error)]
pub(crate) enum RouterError {
    /// The OpenAPI document's schemas.
    #[error("the OpenAPI document cannot be made: {0}")]
    Document(#[from] serde_json::Error),
    /// A trusted origin.
    #[error("security.trusted-origins: {0}")]
    Origin(#[from] ConfigError),
}

/// The whole application.
///
/// # Errors
/// [`RouterError`].
pub(crate) fn router(settings: &Settings, state: AppState) -> Result<Router, RouterError> {
    let Settings { leptos, server, security, .. } = settings;
    let pages = pages(leptos, &state);
    let router = http::protect(pages.merge(http::router(state)?), server, security)?;
    if base().is_empty() {
        return Ok(router);
    }
    // A layer of the router itself would come too late: it is run after routing.
    Ok(Router::new().fallback_service(router.map_request(without_base)))
}

/// Takes the base path off, where the proxy has not done that.
fn without_base(mut request: Request) -> Request {
    let uri = request.uri();
    if let Some(path) = below(uri.path()) {
        let path = uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        let mut parts = uri.clone().into_parts();
        parts.path_and_query = path.parse().ok();
        // What was an address stays one.
        *request.uri_mut() = Uri::from_parts(parts).unwrap_or_default();
    }
    request
}

/// The pages as they are routed.
fn page_routes() -> Vec<AxumRouteListing> {
    generate_route_list(App)
        .into_iter()
        .map(|page| {
            let path = below(page.path()).unwrap_or(page.path());
            AxumRouteListing::new(path.to_owned(), page.mode().clone(), page.methods(), [])
        })
        .collect()
}

fn pages(options: &LeptosOptions, state: &AppState) -> Router {
    let services = state.services.clone();
    let context = move || {
        provide_context(services.clone());
        tell_address();
        announce_policy();
    };
    let page = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let built = Router::new()
        .route_service(&site_pkg_dir_service_route_path(options), site_pkg_dir_service(options))
        .layer(middleware::from_fn(|request: Request, next: Next| async move {
            let for_ever = has_hash(request.uri().path());
            cache(for_ever, next.run(request).await)
        }));
    let not_found = {
        let render = render_app_async_with_context(context.clone(), page.clone());
        move |request: Request| {
            let page = render(request);
            async move {
                let mut page = page.await;
                if page.status().is_success() {
                    *page.status_mut() = StatusCode::NOT_FOUND;
                }
                Ok::<_, Infallible>(page)
            }
        }
    };
    // Not leptos_axum's file handler: it gives a file the headers of whatever page is being rendered
    // at that moment, and takes them away from that page.
    let files = ServeDir::new(&*options.site_root)
        .precompressed_br()
        .precompressed_gzip()
        .append_index_html_on_directories(false)
        .fallback(service_fn(not_found));
    Router::new()
        .leptos_routes_with_context(options, page_routes(), context, page)
        .route("/rpc/{*function}", any(|| async { ApiError::no_such_address() }))
        // A data set may be larger than axum's own limit; security.max-body-bytes holds for all addresses.
        .layer(DefaultBodyLimit::disable())
        .fallback(move |request: Request| answer_unrouted(files.clone(), request))
        .layer(middleware::from_fn_with_state(http::IssuedFailures::default(), http::edge))
        .with_state(options.clone())
        .merge(built)
}

/// Gives a page the policy that names its nonce.
fn announce_policy() {
    if let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>())
        && let Ok(policy) = HeaderValue::from_str(&http::page_policy(&nonce))
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Whether the name of a file holds a hash of its content, as cargo-leptos writes it: `trackstorm.<MD5>.js`.
fn has_hash(path: &str) -> bool {
    let mut parts = path.rsplit('/').next().unwrap_or_default().rsplit('.').skip(1);
    parts.next().is_some_and(|part| {
        part.len() == 22 && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    }) && parts.next().is_some()
}

/// Files whose names hold a hash of their content never change; all others are asked for again.
fn cache(for_ever: bool, mut response: Response) -> Response {
    let policy =
        if for_ever && response.status().is_success() { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(policy));
    response
}

/// Files of the site and, for people, a page that says that there is nothing; for programs the same in JSON.
async fn answer_unrouted<F>(files: F, request: Request) -> Response
where
    F: Service<Request, Error = Infallible>,
    F::Response: IntoResponse,
{
    let path = request.uri().path();
    let for_people = [&Method::GET, &Method::HEAD].contains(&request.method())
        && path != "/api"
        && !path.starts_with("/api/")
        && !path.starts_with("/rpc");
    if !for_people {
        return ApiError::no_such_address().into_response();
    }
    let Ok(answer) = files.oneshot(request).await;
    cache(false, answer.into_response())
}

#[cfg(test)]
mod tests;
