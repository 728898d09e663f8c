//! The edge of the server functions: what leptos would answer by itself, put right.
//!
//! - A failure has the status of its kind, as in REST. The framework's is always 500.
//! - A form that was sent without JavaScript leads back to a page of this server and nowhere else, whatever its
//!   `Referer` says.
//! - After a failure that page's address holds the failure (`?__path=…&__err=…`), which the page shows as Trackstorm's
//!   own words. Whoever makes a link can put any words there, so only what this server has put there itself is shown.

use app::{
    base::{at, below},
    error::AppError,
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use parking_lot::Mutex;
use std::{
    collections::VecDeque,
    hash::{BuildHasher, RandomState},
    sync::Arc,
};
use url::Url;

/// Where server functions are.
const PREFIX: &str = "/rpc/";
/// The parameters that hold a failure: of which function, and the failure itself.
const FAILURE: [&str; 2] = ["__path", "__err"];
/// Failures that are remembered; a page is shown right after its form was sent.
const REMEMBERED: usize = 1_000;
/// The longest failure that is read, bytes: a hundred findings and more.
const LONGEST: usize = 1024 * 1024;

/// The failures that this server has lately put into addresses, as keyed hashes, which cannot be guessed.
#[derive(Clone, Debug, Default)]
pub(crate) struct IssuedFailures(Arc<Mutex<VecDeque<u64>>>, RandomState);

impl IssuedFailures {
    fn note(&self, failure: &[String]) {
        let mut issued = self.0.lock();
        issued.push_back(self.1.hash_one(failure));
        if issued.len() > REMEMBERED {
            issued.pop_front();
        }
    }

    fn contains(&self, failure: &[String]) -> bool {
        self.0.lock().contains(&self.1.hash_one(failure))
    }
}

/// Around pages and server functions.
pub(crate) async fn edge(State(issued): State<IssuedFailures>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with(PREFIX) {
        let mut request = request;
        let back = back(request.headers());
        request.headers_mut().insert(header::REFERER, back);
        return answered(next.run(request).await, &issued).await;
    }
    let (failure, rest) = split(request.uri().query().unwrap_or_default());
    let is_look = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_look && !failure.is_empty() && !issued.contains(&failure) {
        return Redirect::to(&at(local(request.uri().path(), &rest))).into_response();
    }
    next.run(request).await
}

/// Gives a failure its status, and a form its page; until here that is named without the base path.
async fn answered(mut response: Response, issued: &IssuedFailures) -> Response {
    if let Some(location) = response.headers().get(header::LOCATION) {
        let page = location.to_str().ok().and_then(|location| location.parse::<Uri>().ok()).unwrap_or_default();
        let query = page.query().unwrap_or_default();
        let (failure, _) = split(query);
        if !failure.is_empty() {
            issued.note(&failure);
        }
        let page = HeaderValue::from_str(&at(local(page.path(), query))).unwrap_or(HeaderValue::from_static("/"));
        response.headers_mut().insert(header::LOCATION, page);
        return response;
    }
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = to_bytes(body, LONGEST).await.unwrap_or_default();
    let status = serde_json::from_slice::<AppError>(&body).ok().map(|error| error.code.status());
    head.status = status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(head.status);
    Response::from_parts(head, Body::from(body))
}

/// The page that a form was sent from, without what an earlier failure left in its address; the first page if it
/// was none of this server's. In full, as the framework wants it.
fn back(headers: &HeaderMap) -> HeaderValue {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let host = text(header::HOST);
    let page = Url::parse(text(header::REFERER)).ok().filter(|page| {
        // A proxy may have changed the scheme.
        matches!(page.scheme(), "http" | "https") && page.authority().eq_ignore_ascii_case(host)
    });
    let page = page.and_then(|page| {
        let (_, rest) = split(page.query().unwrap_or_default());
        below(page.path()).map(|path| local(path, &rest))
    });
    let page = page.unwrap_or("/".into());
    HeaderValue::from_str(&format!("http://localhost{page}")).unwrap_or(HeaderValue::from_static("http://localhost/"))
}

/// Parts a query into the failure in it and the rest.
fn split(query: &str) -> (Vec<String>, String) {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let (failure, rest): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| FAILURE.contains(&&**name));
    let rest = form_urlencoded::Serializer::new(String::new()).extend_pairs(rest).finish();
    (failure.into_iter().flat_map(|(name, value)| [name.into_owned(), value.into_owned()]).collect(), rest)
}

/// An address within this server: one that begins with two slashes would lead to another.
fn local(path: &str, query: &str) -> String {
    let path = path.trim_start_matches(['/', '\\']);
    if query.is_empty() { format!("/{path}") } else { format!("/{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_lead_back_to_pages_of_this_server_only() {
        for (referer, expected) in [
            ("http://load.example.org:3000/presets?a=1", "/presets?a=1"),
            ("https://load.example.org:3000/presets?__path=x&a=1&__err=y", "/presets?a=1"),
            ("http://load.example.org:3000//evil.example/x", "/evil.example/x"),
            ("http://load.example.org:3000/\\evil.example/x", "/evil.example/x"),
            ("http://load.example.org/presets", "/"),
            ("http://evil.example/presets", "/"),
            ("http://a@load.example.org:3000/presets", "/"),
            ("//evil.example", "/"),
            ("/presets", "/"),
            ("javascript:alert(1)", "/"),
            ("", "/"),
        ] {
            let headers = HeaderMap::from_iter([
                (header::HOST, HeaderValue::from_static("load.example.org:3000")),
                (header::REFERER, HeaderValue::from_str(referer).unwrap()),
            ]);
            assert_eq!(back(&headers), format!("http://localhost{expected}"), "{referer}");
        }
    }

    #[test]
    fn only_issued_failures_are_known_and_only_for_a_while() {
        let issued = IssuedFailures::default();
        let failure = |number: usize| vec!["__err".to_owned(), number.to_string()];
        (0..=REMEMBERED).for_each(|number| issued.note(&failure(number)));
        assert!(issued.contains(&failure(1)) && issued.contains(&failure(REMEMBERED)));
        assert!(!issued.contains(&failure(0)) && !IssuedFailures::default().contains(&failure(1)));
    }
}
