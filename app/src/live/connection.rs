//! How the live channel stands, in the words the frame shows.

use serde::{Deserialize, Serialize};

/// State of the live channel. Times are the browser's clock in milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Connection {
    /// Not opened: the figures are those the page came with.
    #[default]
    Page,
    /// Being opened.
    Connecting,
    /// Open.
    Live,
    /// Broken; tried again at the given time.
    Waiting {
        /// When it is tried again.
        until: f64,
    },
    /// The browser has no network; tried again as soon as it has.
    Offline,
}

impl Connection {
    /// What the indicator says. `now` and `last_event` are milliseconds; `active` is whether a run
    /// is, since only then news can be old.
    pub fn words(self, now: f64, last_event: f64, active: bool) -> String {
        match self {
            Self::Page => "As of page load".into(),
            Self::Connecting => "Connecting…".into(),
            Self::Live if active && last_event > 0.0 => {
                let age = ((now - last_event) / 1_000.0).max(0.0);
                if age < 10.0 { format!("Live · {age:.1} s ago") } else { format!("Live · {age:.0} s ago") }
            }
            Self::Live => "Live".into(),
            Self::Waiting { until } => {
                format!("Reconnecting in {} s…", ((until - now) / 1_000.0).ceil().max(0.0) as u64)
            }
            Self::Offline => "Offline".into(),
        }
    }

    /// One told for styles and tests.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Waiting { .. } => "waiting",
            Self::Offline => "offline",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Connection;

    #[test]
    fn the_age_is_shown_only_while_something_should_be_coming() {
        assert_eq!(Connection::Live.words(10_400.0, 10_000.0, true), "Live · 0.4 s ago");
        assert_eq!(Connection::Live.words(30_000.0, 10_000.0, true), "Live · 20 s ago");
        assert_eq!(Connection::Live.words(30_000.0, 10_000.0, false), "Live");
    }

    #[test]
    fn the_wait_counts_down_and_never_below_zero() {
        assert_eq!(Connection::Waiting { until: 2_100.0 }.words(0.0, 0.0, true), "Reconnecting in 3 s…");
        assert_eq!(Connection::Waiting { until: 0.0 }.words(900.0, 0.0, true), "Reconnecting in 0 s…");
    }
}
