//! Does a yes of this tracker mean anything? One whose statistics are off says yes to everything and records nothing;
//! one with the QueuedTracking plugin says yes to everything and looks at it later (both measured on 5.2).

use super::{
    answer::{self, Finding},
    client::Client,
    steps::fresh_visitor,
};
use http::StatusCode;

/// A site that no Matomo has: the largest number its database could hold.
const NO_SITE: &str = "2147483647";

/// What a tracker takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taking {
    /// What it would record.
    Fit,
    /// Anything, and it may record what is fit.
    Anything,
    /// Anything, and it records nothing.
    AnythingForNothing,
    /// That could not be found out.
    Unknown,
}

impl Taking {
    /// Finds out what the tracker at this address takes, which has just taken a hit.
    pub(super) async fn of(client: &Client, tracker: &str) -> Self {
        let hit = [("idsite", NO_SITE), ("rec", "0"), ("cid", &fresh_visitor()), ("send_image", "0")];
        let Ok(reply) = client.post(tracker, &hit).await else { return Self::Unknown };
        match answer::read(&reply, tracker) {
            Finding::Refused => return Self::Fit,
            Finding::NotATracker(_) => return Self::Unknown,
            Finding::Accepted => {}
        }
        // Without parameters a tracker introduces itself, unless its statistics are off.
        match client.get(tracker).await {
            Ok(bare) if bare.status == StatusCode::SERVICE_UNAVAILABLE && bare.body.starts_with(b"GIF8") => {
                Self::AnythingForNothing
            }
            Ok(_) => Self::Anything,
            Err(_) => Self::Unknown,
        }
    }
}
