//! The one segment that counts a run back exactly: visits brought by one campaign.

use super::{ApiError, Call};
use crate::visits::Visit;

/// `referrerName==value`, or every visit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Segment(Option<String>);

impl Segment {
    pub(super) fn of(call: &Call<'_>) -> Result<Self, ApiError> {
        let Some(text) = call.params.filled("segment") else {
            return Ok(Self(None));
        };
        let value = text
            .strip_prefix("referrerName==")
            .ok_or_else(|| ApiError::with_message(format!("Segment '{text}' is not a supported segment.")))?;
        // Values in segments are url-encoded once more than the request itself. A plus stands for itself there, so it
        // is protected before the decoder for forms, which would make it a space.
        let protected = value.replace('+', "%2B");
        let decoded = form_urlencoded::parse(protected.as_bytes()).next().map(|(name, _)| name.to_lowercase());
        Ok(Self(Some(decoded.unwrap_or_default())))
    }

    pub(super) fn has(&self, visit: &Visit) -> bool {
        self.0.is_none() || self.0.as_deref() == visit.campaign.as_deref()
    }
}
