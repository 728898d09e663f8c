//! What all requests to one target have in common, built once, and what is a hit's own.

use super::proxy::{Proxy, basic};
use bytes::Bytes;
use domain::{Connection, Method};
use http::{
    HeaderName, HeaderValue, Request, Uri, Version,
    header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
};
use http_body_util::Full;
use std::fmt;
use url::{Host, Url};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Where a target is, taken apart. `Debug` is by hand: its heads hold credentials.
pub(crate) struct Endpoint {
    /// Over TLS.
    pub is_https: bool,
    /// Name or address, IPv6 without brackets.
    pub host: String,
    /// Given or the scheme's own.
    pub port: u16,
    /// `https://host:port`, before a path.
    origin: String,
    /// Of the tracker, with the query that its address may have.
    path: String,
    /// The path, or all of the address where a proxy is to see it.
    asked: String,
    /// What is sent with every request in HTTP/2.
    own: Vec<(HeaderName, HeaderValue)>,
    /// The tracker as HTTP/2 names it: all of it.
    uri: Uri,
    /// What a form's head begins with in HTTP/1.1.
    form_head: String,
    /// The same for a bulk.
    json_head: String,
    /// What comes between path and query, and a hit's own headers, in HTTP/1.1.
    query_head: String,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("origin", &self.origin).field("path", &self.path).finish_non_exhaustive()
    }
}

impl Endpoint {
    /// What is at `url`, with what `connection` has sent with every request, maybe over a proxy.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the address or a header.
    pub(crate) fn new(url: &str, connection: &Connection, proxy: Option<&Proxy>) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|_| "url: it is no address".to_owned())?;
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
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let uri = format!("{origin}{path}").parse().map_err(|_| "url: it is no address".to_owned())?;
        // Inside a tunnel nobody but the target sees anything.
        let seen = proxy.filter(|_| !is_https);
        let asked = if seen.is_some() { format!("{origin}{path}") } else { path.clone() };
        let own = own_headers(connection)?;
        let mut common = format!("HTTP/1.1\r\nHost: {authority}\r\nAccept: */*\r\n");
        for (name, value) in &own {
            let value = value.to_str().map_err(|_| unfit(name))?;
            common.push_str(&format!("{name}: {value}\r\n"));
        }
        common.push_str(&seen.map(Proxy::authorization).unwrap_or_default());
        let post = |kind: &str| format!("POST {asked} {common}Content-Type: {kind}\r\n");
        Ok(Self {
            is_https,
            host,
            port,
            uri,
            form_head: post(FORM),
            json_head: post(JSON),
            query_head: format!(" {common}"),
            origin,
            path,
            asked,
            own,
        })
    }
}

/// What is a request's own.
#[derive(Debug)]
pub(crate) struct Outgoing<'a> {
    content: Content,
    user_agent: Option<&'a str>,
    accept_language: Option<&'a str>,
    /// The connection is not needed any more.
    is_last: bool,
}

#[derive(Debug)]
enum Content {
    Query(String),
    Form(String),
    /// Kept by HTTP/2 until it is sent, and it may be long.
    Json(Bytes),
}

impl<'a> Outgoing<'a> {
    /// A hit with form-encoded `parameters`. What cannot stand in a header is left out.
    pub(crate) fn hit(method: Method, parameters: String, user_agent: &'a str, accept_language: &'a str) -> Self {
        let content = match method {
            Method::Post => Content::Form(parameters),
            Method::Get => Content::Query(parameters),
        };
        let value = |text: &'a str| Some(text).filter(|text| text.bytes().all(|byte| matches!(byte, b' '..=b'~')));
        Self { content, user_agent: value(user_agent), accept_language: value(accept_language), is_last: false }
    }

    /// A bulk of hits, without a `User-Agent`: each hit has its own among its parameters.
    pub(crate) fn bulk(body: String) -> Self {
        Self { content: Content::Json(body.into()), user_agent: None, accept_language: None, is_last: false }
    }

    /// A question in the name of this program, over a connection that is closed afterwards.
    pub(crate) fn question(method: Method, parameters: String) -> Self {
        let user_agent = concat!("Trackstorm/", env!("CARGO_PKG_VERSION"));
        let content = match method {
            Method::Post => Content::Form(parameters),
            Method::Get => Content::Query(parameters),
        };
        Self { content, user_agent: Some(user_agent), accept_language: None, is_last: true }
    }

    /// Appends the head of the request in HTTP/1.1 and gives its body.
    ///
    /// # Errors
    /// `None` when the parameters cannot stand in a query: they are not form-encoded.
    pub(crate) fn write_head(&self, endpoint: &Endpoint, out: &mut Vec<u8>) -> Option<&[u8]> {
        let (head, body) = match &self.content {
            Content::Query(query) => {
                if !is_query(query) {
                    return None;
                }
                let joint = if endpoint.path.contains('?') { "&" } else { "?" };
                for part in ["GET ", &endpoint.asked, joint, query] {
                    out.extend_from_slice(part.as_bytes());
                }
                (&endpoint.query_head, &[][..])
            }
            Content::Form(body) => (&endpoint.form_head, body.as_bytes()),
            Content::Json(body) => (&endpoint.json_head, body.as_ref()),
        };
        out.extend_from_slice(head.as_bytes());
        for (name, value) in [("User-Agent: ", self.user_agent), ("Accept-Language: ", self.accept_language)] {
            if let Some(value) = value {
                for part in [name, value, "\r\n"] {
                    out.extend_from_slice(part.as_bytes());
                }
            }
        }
        if self.is_last {
            out.extend_from_slice(b"Connection: close\r\n");
        }
        if !matches!(self.content, Content::Query(_)) {
            out.extend_from_slice(b"Content-Length: ");
            out.extend_from_slice(itoa::Buffer::new().format(body.len()).as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"\r\n");
        Some(body)
    }

    /// The request in HTTP/2.
    ///
    /// # Errors
    /// `None` when the parameters cannot stand in a query: they are not form-encoded.
    pub(crate) fn http2(&self, endpoint: &Endpoint) -> Option<Request<Full<Bytes>>> {
        let uri = || endpoint.uri.clone();
        let (method, uri, body, kind) = match &self.content {
            Content::Query(query) => {
                let Endpoint { origin, path, .. } = endpoint;
                let joint = if path.contains('?') { "&" } else { "?" };
                let uri = is_query(query).then(|| format!("{origin}{path}{joint}{query}").parse().ok()).flatten()?;
                (http::Method::GET, uri, Bytes::new(), None)
            }
            Content::Form(body) => (http::Method::POST, uri(), body.clone().into(), Some(FORM)),
            Content::Json(body) => (http::Method::POST, uri(), body.clone(), Some(JSON)),
        };
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.version_mut() = Version::HTTP_2;
        let own = [
            (USER_AGENT, self.user_agent),
            (ACCEPT, Some("*/*")),
            (ACCEPT_LANGUAGE, self.accept_language),
            (CONTENT_TYPE, kind),
        ];
        for (name, value) in own {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
                request.headers_mut().insert(name, value);
            }
        }
        request.headers_mut().extend(endpoint.own.iter().cloned());
        Some(request)
    }
}

/// Credentials and headers of a target's own, as they are sent.
fn own_headers(connection: &Connection) -> Result<Vec<(HeaderName, HeaderValue)>, String> {
    let Connection { user, password, headers, .. } = connection;
    let mut own = Vec::new();
    if let Some(user) = user {
        let password = password.as_ref().map(|password| password.expose()).unwrap_or_default();
        own.push((AUTHORIZATION, secret(&basic(user, password)).ok_or_else(|| unfit(&AUTHORIZATION))?));
    }
    for header in headers {
        let name: HeaderName = header.name.parse().map_err(|_| "connection.headers: a name is no name".to_owned())?;
        if let Some(value) = header.value.as_ref().filter(|value| !value.is_empty()) {
            let value = secret(value.expose()).ok_or_else(|| unfit(&name))?;
            own.push((name, value));
        }
    }
    Ok(own)
}

/// A value that is not shown, nor remembered by HTTP/2 for others to find out.
fn secret(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn unfit(name: &HeaderName) -> String {
    format!("connection.headers: the value of {name} cannot stand in a header")
}

/// Whether a text can stand behind the question mark of an address.
fn is_query(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'!'..=b'~') && byte != b'#')
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Header, TokenAuth, tracker_url};

    fn endpoint(url: &str) -> Endpoint {
        Endpoint::new(&tracker_url::tracker(url), &Connection::default(), None).unwrap()
    }

    #[test]
    fn a_target_may_have_headers_a_password_and_a_query_of_its_own() {
        let header = Header { name: "X-Own".into(), value: Some(TokenAuth::new("a b")), has_value: true };
        let connection = Connection {
            user: Some("staging".into()),
            password: Some(TokenAuth::new("door")),
            headers: vec![header],
            ..Connection::default()
        };
        let endpoint = Endpoint::new("http://a.example/index.php?route=/hit/", &connection, None).unwrap();
        let head = |outgoing: &Outgoing<'_>, endpoint: &Endpoint| {
            let mut out = Vec::new();
            outgoing.write_head(endpoint, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let get = Outgoing::hit(Method::Get, "rec=1".to_owned(), "a", "b");
        let own = "Accept: */*\r\nauthorization: Basic c3RhZ2luZzpkb29y\r\nx-own: a b\r\n";
        assert_eq!(
            head(&get, &endpoint),
            format!(
                "GET /index.php?route=/hit/&rec=1 HTTP/1.1\r\nHost: a.example\r\n{own}User-Agent: a\r\nAccept-Language: b\r\n\r\n"
            )
        );
        let post = head(&Outgoing::bulk(String::new()), &endpoint);
        assert!(post.starts_with("POST /index.php?route=/hit/ HTTP/1.1\r\n") && post.contains(own), "{post}");
        let request = get.http2(&endpoint).unwrap();
        assert_eq!(request.headers()["x-own"], "a b");
        assert!(request.headers()["authorization"].is_sensitive());
        assert_eq!(request.uri().query(), Some("route=/hit/&rec=1"));
        assert!(!format!("{endpoint:?}").contains("a b"), "{endpoint:?}");
    }

    /// The whole request, if it can be written.
    fn written(outgoing: &Outgoing<'_>) -> Option<String> {
        let mut out = Vec::new();
        let body = outgoing.write_head(&endpoint("https://a.example"), &mut out)?.to_vec();
        out.extend(body);
        Some(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_request_is_written_whole() {
        let hit = |method| Outgoing::hit(method, "idsite=1&rec=1".to_owned(), "Mozilla/5.0", "en");
        assert_eq!(
            written(&hit(Method::Post)).unwrap(),
            "POST /matomo.php HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nUser-Agent: Mozilla/5.0\r\nAccept-Language: en\r\n\
             Content-Length: 14\r\n\r\nidsite=1&rec=1"
        );
        assert_eq!(
            written(&hit(Method::Get)).unwrap(),
            "GET /matomo.php?idsite=1&rec=1 HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\
             User-Agent: Mozilla/5.0\r\nAccept-Language: en\r\n\r\n"
        );
        assert_eq!(
            written(&Outgoing::bulk("{}".to_owned())).unwrap(),
            "POST /matomo.php HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\nContent-Type: application/json\r\n\
             Content-Length: 2\r\n\r\n{}"
        );
    }

    #[test]
    fn what_cannot_stand_in_a_header_is_left_out() {
        for method in [Method::Post, Method::Get] {
            for text in ["a\r\nX-Own: 1", "a\rb", "a\nb", "a\tb", "é", "a\0", "\u{7f}"] {
                for outgoing in [
                    Outgoing::hit(method, "rec=1".to_owned(), text, "en"),
                    Outgoing::hit(method, "rec=1".to_owned(), "en", text),
                ] {
                    let written = written(&outgoing).unwrap();
                    assert!(!written.contains(text) && written.contains(": en\r\n"), "{written:?}");
                    let names = ["User-Agent: ", "Accept-Language: "];
                    assert_eq!(names.iter().filter(|name| written.contains(**name)).count(), 1, "{written:?}");
                    // One of the two, Accept, and Content-Type of a form.
                    let headers = 2 + usize::from(method == Method::Post);
                    assert_eq!(outgoing.http2(&endpoint("https://a.example")).unwrap().headers().len(), headers);
                }
            }
        }
    }

    #[test]
    fn parameters_that_are_not_encoded_are_no_query_and_stand_in_a_form() {
        for parameters in ["a=b c", "a=b#c", "a=b\nc", "a=b\r\n\r\nGET / HTTP/1.1", "a=é", "a=\0"] {
            let hit = |method| Outgoing::hit(method, parameters.to_owned(), "a", "b");
            assert_eq!(written(&hit(Method::Get)), None, "{parameters:?}");
            assert!(hit(Method::Get).http2(&endpoint("https://a.example")).is_none(), "{parameters:?}");
            let form = written(&hit(Method::Post)).unwrap();
            assert!(form.ends_with(&format!("Content-Length: {}\r\n\r\n{parameters}", parameters.len())), "{form:?}");
        }
    }

    #[test]
    fn an_empty_form_has_a_length_and_an_empty_query_none() {
        let hit = |method| written(&Outgoing::hit(method, String::new(), "a", "b")).unwrap();
        assert!(hit(Method::Post).ends_with("\r\nContent-Length: 0\r\n\r\n"));
        assert!(hit(Method::Get).starts_with("GET /matomo.php? HTTP/1.1\r\n"));
        assert!(!hit(Method::Get).contains("Content-Length"));
    }

    #[test]
    fn the_host_is_named_with_its_port_unless_that_is_the_schemes_own() {
        for (url, host) in [
            ("http://a.example", "a.example"),
            ("http://a.example:80/", "a.example"),
            ("https://a.example:443", "a.example"),
            ("http://a.example:443", "a.example:443"),
            ("https://a.example:80/stats/", "a.example:80"),
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("http://[::1]:8080", "[::1]:8080"),
            ("https://[::1]", "[::1]"),
            ("https://[2001:db8::0:1]:443", "[2001:db8::1]"),
        ] {
            let endpoint = endpoint(url);
            let mut out = Vec::new();
            Outgoing::bulk(String::new()).write_head(&endpoint, &mut out).unwrap();
            let head = String::from_utf8(out).unwrap();
            assert_eq!(head.lines().nth(1), Some(format!("Host: {host}").as_str()), "{url}");
            assert!(!endpoint.host.contains(['[', ']']), "{url}");
        }
    }

    #[test]
    fn a_question_is_asked_in_the_name_of_this_program_and_is_the_last() {
        let question = written(&Outgoing::question(Method::Post, "rec=0".to_owned())).unwrap();
        let own = format!("\r\nUser-Agent: Trackstorm/{}\r\n", env!("CARGO_PKG_VERSION"));
        assert!(question.contains(&own) && !question.contains("Accept-Language"), "{question}");
        assert!(question.contains("\r\nConnection: close\r\n"), "{question}");
        assert!(question.ends_with("\r\nContent-Length: 5\r\n\r\nrec=0"), "{question}");
        // Only it is.
        assert!(!written(&Outgoing::bulk(String::new())).unwrap().contains("Connection"));
    }
}
