//! The few kinds of answer a Matomo gives.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use serde::Serialize;

/// An answer whose body is known in full.
pub(crate) type Answer = Response<Bytes>;

/// The transparent pixel: 43 bytes, one by one, GIF89a.
const PIXEL: [u8; 43] = *b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00\x21\xf9\x04\x01\x00\x00\x00\x00\
\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b";

/// What the tracker shows to a person who opens it, and also with status 400 to a request it refuses: no reason given.
const LANDING: &str = "This resource is part of Matomo (simulated). Send tracking requests to this file; \
the reporting API is at <a href='index.php'>index.php</a>.\n";

pub(crate) fn empty(status: StatusCode) -> Answer {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = status;
    answer
}

pub(crate) fn text(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = empty(status);
    *answer.body_mut() = body.into();
    set(answer.headers_mut(), CONTENT_TYPE, content_type);
    answer
}

pub(crate) fn html(status: StatusCode, body: impl Into<Bytes>) -> Answer {
    text(status, "text/html; charset=utf-8", body)
}

pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    // Our own types always serialise; should that ever change, an empty 500 shows it.
    serde_json::to_vec(value).map_or_else(
        |_| empty(StatusCode::INTERNAL_SERVER_ERROR),
        |body| text(status, "application/json; charset=utf-8", body),
    )
}

pub(crate) fn landing(status: StatusCode) -> Answer {
    html(status, LANDING)
}

/// The answer to a hit that was not refused: the pixel, or nothing when the sender asked for `send_image=0`.
pub(crate) fn pixel(send_image: bool) -> Answer {
    let mut answer = if send_image {
        text(StatusCode::OK, "image/gif", Bytes::from_static(&PIXEL))
    } else {
        empty(StatusCode::NO_CONTENT)
    };
    set(answer.headers_mut(), CACHE_CONTROL, "no-store");
    answer
}

pub(crate) fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
