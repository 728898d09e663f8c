//! Why hits with a token are not sent.

use super::count;
use serde::Serialize;
use std::fmt;

/// Hits with a token are not sent, so that one wrong token does not lock this machine out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TokenRefusal {
    /// Why not.
    pub reason: TokenRefusalReason,
    /// Whether it has been refused as often as it is tried in one go.
    pub is_given_up: bool,
    /// When it is tried again.
    pub again_after_minutes: u64,
}

/// Who thinks it wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenRefusalReason {
    /// The Matomo: the token may not write to this site.
    Refused {
        /// Which site.
        site_id: u32,
    },
    /// Nobody asked it, for it has refused too many.
    TooManyRefusals,
}

impl fmt::Display for TokenRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            TokenRefusalReason::Refused { site_id } => write!(
                f,
                "the token was refused for site {site_id}, and Matomo locks out whoever goes on sending wrong ones"
            )?,
            TokenRefusalReason::TooManyRefusals => f.write_str(
                "too many tokens were refused there within the last hour, and one more could lock this machine out",
            )?,
        }
        let minutes = count(self.again_after_minutes);
        if self.is_given_up {
            write!(
                f,
                ". It is not tried any more for {minutes} minutes. Enter another token, or none; that counts at once"
            )
        } else {
            write!(
                f,
                ". It is tried again after {minutes} minutes, as long as a tracker may take to learn of a new token. If \
                 it is an old one, enter another; that counts at once"
            )
        }
    }
}
