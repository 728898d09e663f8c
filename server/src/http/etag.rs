//! Entity tags: a stored resource says which state of it is answered, and a change can demand that state
//! (RFC 9110, sections 8.8.3 and 13.1.1).

use super::ApiError;
use app::{
    error::{AppError, ErrorCode},
    revision::{self, revision_of},
    services::OnlyIf,
};
use axum::{
    Json,
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header, request::Parts};
use serde::Serialize;
use serde_json::Value;
use std::convert::Infallible;

/// A stored resource as an answer, with its entity tag.
#[derive(Debug)]
pub(super) struct Tagged<T>(pub T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let Self(stored) = self;
        let mut response = Json(&stored).into_response();
        tag(&mut response, &stored);
        response
    }
}

/// As [`Tagged`], where only a part of the answer, `part`, is stored as it is: what else there is, a change cannot demand.
#[derive(Debug)]
pub(super) struct TaggedBy<T, Part> {
    pub(super) whole: T,
    pub(super) part: Part,
}

impl<T: Serialize, Part: Serialize> IntoResponse for TaggedBy<T, Part> {
    fn into_response(self) -> Response {
        let mut response = Json(self.whole).into_response();
        tag(&mut response, &self.part);
        response
    }
}

/// Gives an answer the entity tag of `stored`.
fn tag(response: &mut Response, stored: &impl Serialize) {
    // Hexadecimal digits in quotes are always a value.
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", revision_of(stored))) {
        response.headers_mut().insert(header::ETAG, tag);
    }
}

/// What a request demands of the stored state: one of these tags; `None` demands nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IfMatch(Option<Vec<String>>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let mut given = parts.headers.get_all(header::IF_MATCH).iter().peekable();
        if given.peek().is_none() {
            return Ok(Self(None));
        }
        let lines: Vec<_> = given.filter_map(|value| value.to_str().ok()).collect();
        Ok(Self::of(&lines.join(",")))
    }
}

impl IfMatch {
    /// A weak tag never matches here: the comparison is the strong one.
    fn of(text: &str) -> Self {
        let tags = text.split(',').map(str::trim);
        if tags.clone().any(|tag| tag == "*") {
            return Self(None);
        }
        Self(Some(tags.filter_map(|tag| Some(tag.strip_prefix('"')?.strip_suffix('"')?.to_owned())).collect()))
    }

    /// Refuses when `stored` is in another state.
    ///
    /// # Errors
    /// [`ErrorCode::Changed`].
    pub(super) fn check(&self, stored: &impl Serialize) -> Result<(), AppError> {
        let matches = self.0.as_ref().is_none_or(|tags| tags.contains(&revision_of(stored)));
        if matches { Ok(()) } else { Err(revision::changed()) }
    }

    /// The same as a condition of a service.
    pub(super) fn only_if<T: Serialize + 'static>(self) -> OnlyIf<T> {
        if self.0.is_none() {
            return OnlyIf::always();
        }
        OnlyIf::new(move |stored| self.check(stored))
    }

    /// As [`IfMatch::only_if`], for what is answered as something else than what is stored.
    pub(super) fn only_if_shown<T: Clone + 'static, Shown: From<T> + Serialize>(self) -> OnlyIf<T> {
        if self.0.is_none() {
            return OnlyIf::always();
        }
        OnlyIf::new(move |stored: &T| self.check(&Shown::from(stored.clone())))
    }
}

/// A change that was refused, as an answer: what was made from another state comes with both versions.
pub(super) async fn refused<T: Serialize>(
    error: AppError,
    sent: Option<Value>,
    stored: impl Future<Output = Result<T, AppError>>,
) -> ApiError {
    if error.code != ErrorCode::Changed {
        return error.into();
    }
    match stored.await {
        Ok(stored) => ApiError::changed(serde_json::to_value(stored).unwrap_or_default(), sent),
        Err(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_of_the_tags_will_do_but_no_weak_one() {
        let stored = "content";
        let tag = revision_of(&stored);
        let holds = |text: String| IfMatch::of(&text).check(&stored).is_ok();
        assert!(holds(format!("\"{tag}\"")));
        assert!(holds(format!("\"other\", \"{tag}\"")));
        assert!(holds("*".into()));
        assert!(!holds("\"other\"".into()));
        assert!(!holds(format!("W/\"{tag}\"")), "RFC 9110, section 13.1.1: strong comparison");
        assert!(!holds(tag), "without quotes it is no entity tag");
        assert!(!holds(String::new()));
    }
}
