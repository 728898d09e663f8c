//! What all requests to one target have in common, built once, and what is a hit's own.

use bytes::Bytes;
use domain::{Method, Target, tracker_url};
use http::{
    HeaderMap, HeaderValue, Request, Uri, Version,
    header::{ACCEPT, ACCEPT_LANGUAGE, CONNECTION, CONTENT_TYPE, HOST, USER_AGENT},
    uri::PathAndQuery,
};
use http_body_util::Full;
use url::{Host, Url};

/// A request as the HTTP client takes it.
pub type Ready = Request<Full<Bytes>>;

/// Where a target is, taken apart.
#[derive(Debug)]
pub struct Endpoint {
    /// Over TLS.
    pub is_https: bool,
    /// Name or address, IPv6 without brackets.
    pub host: String,
    /// Given or the scheme's own.
    pub port: u16,
    /// Value of `Host`.
    authority: HeaderValue,
    /// `https://host:port`, for HTTP/2 and before a query.
    origin: String,
    /// Of the tracker.
    path: String,
    /// The tracker as HTTP/1.1 names it: the path.
    short: Uri,
    /// The tracker as HTTP/2 names it: all of it.
    long: Uri,
}

impl Endpoint {
    /// The tracker of `target`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with its URL.
    pub fn of(target: &Target) -> Result<Self, String> {
        let url = Url::parse(&tracker_url::tracker(&target.url)).map_err(|error| format!("url: {error}"))?;
        let is_https = url.scheme() == "https";
        let (host, named) = match url.host() {
            Some(Host::Domain(name)) => (name.to_owned(), name.to_owned()),
            Some(Host::Ipv4(address)) => (address.to_string(), address.to_string()),
            Some(Host::Ipv6(address)) => (address.to_string(), format!("[{address}]")),
            None => return Err("url: it has no host".to_owned()),
        };
        let port = url.port_or_known_default().ok_or("url: it has no port")?;
        let authority = url.port().map_or_else(|| named.clone(), |port| format!("{named}:{port}"));
        let origin = format!("{}://{authority}", url.scheme());
        let path = url.path().to_owned();
        let uri = |text: &str| text.parse::<Uri>().map_err(|error| format!("url: {error}"));
        Ok(Self {
            is_https,
            host,
            port,
            short: uri(&path)?,
            long: uri(&format!("{origin}{path}"))?,
            authority: HeaderValue::from_str(&authority).map_err(|error| format!("url: {error}"))?,
            origin,
            path,
        })
    }
}

/// What is a request's own.
#[derive(Debug)]
pub struct Outgoing {
    content: Content,
    user_agent: Option<HeaderValue>,
    accept_language: Option<HeaderValue>,
    /// The connection is not needed any more.
    is_last: bool,
}

#[derive(Debug)]
enum Content {
    Query(String),
    Form(Bytes),
    Json(Bytes),
}

impl Outgoing {
    /// A hit with form-encoded `parameters`.
    pub fn hit(method: Method, parameters: String, user_agent: &str, accept_language: &str) -> Self {
        let content = match method {
            Method::Post => Content::Form(parameters.into()),
            Method::Get => Content::Query(parameters),
        };
        Self {
            content,
            user_agent: HeaderValue::from_str(user_agent).ok(),
            accept_language: HeaderValue::from_str(accept_language).ok(),
            is_last: false,
        }
    }

    /// A bulk of hits, without a `User-Agent`: each hit has its own among its parameters.
    pub fn bulk(body: String) -> Self {
        Self { content: Content::Json(body.into()), user_agent: None, accept_language: None, is_last: false }
    }

    /// A form in the name of this program, over a connection that is closed afterwards.
    pub fn question(form: String) -> Self {
        let user_agent = HeaderValue::from_static(concat!("Trackstorm/", env!("CARGO_PKG_VERSION")));
        Self { content: Content::Form(form.into()), user_agent: Some(user_agent), accept_language: None, is_last: true }
    }

    /// The request, which can be made again for another connection. `headers` lends its memory.
    ///
    /// # Errors
    /// `None` when the parameters cannot stand in a query: they are not form-encoded.
    pub fn request(&self, endpoint: &Endpoint, version: Version, mut headers: HeaderMap) -> Option<Ready> {
        let is_http2 = version == Version::HTTP_2;
        let (method, uri, body, kind) = match &self.content {
            Content::Query(query) => {
                let Endpoint { origin, path, .. } = endpoint;
                let uri = if is_http2 {
                    format!("{origin}{path}?{query}").parse().ok()?
                } else {
                    Uri::from(PathAndQuery::from_maybe_shared(Bytes::from(format!("{path}?{query}"))).ok()?)
                };
                (http::Method::GET, uri, Bytes::new(), None)
            }
            Content::Form(body) => (
                http::Method::POST,
                if is_http2 { &endpoint.long } else { &endpoint.short }.clone(),
                body.clone(),
                Some(HeaderValue::from_static("application/x-www-form-urlencoded")),
            ),
            Content::Json(body) => (
                http::Method::POST,
                if is_http2 { &endpoint.long } else { &endpoint.short }.clone(),
                body.clone(),
                Some(HeaderValue::from_static("application/json")),
            ),
        };
        headers.clear();
        if !is_http2 {
            headers.insert(HOST, endpoint.authority.clone());
            if self.is_last {
                headers.insert(CONNECTION, HeaderValue::from_static("close"));
            }
        }
        let own = [
            (USER_AGENT, self.user_agent.clone()),
            (ACCEPT, Some(HeaderValue::from_static("*/*"))),
            (ACCEPT_LANGUAGE, self.accept_language.clone()),
            (CONTENT_TYPE, kind),
        ];
        for (name, value) in own {
            if let Some(value) = value {
                headers.insert(name, value);
            }
        }
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.version_mut() = version;
        *request.headers_mut() = headers;
        Some(request)
    }
}
