//! The fields of a configuration that are typed as numbers, described once for the form, the error
//! summary and the reader of the texts.

use domain::MultiTargetConfig;
use std::{fmt::Display, str::FromStr};

/// A field of the run's load that is typed as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// Visits per day of the whole run.
    VisitsPerDay,
    /// Fewest page views.
    PageviewsMin,
    /// Most page views.
    PageviewsMax,
    /// Shortest pause.
    PauseMin,
    /// Longest pause.
    PauseMax,
    /// Visits in progress per target.
    Concurrency,
    /// Hours until the run ends by itself.
    AutoStop,
    /// Visits until the run ends by itself.
    MaxVisits,
    /// Seed.
    Seed,
    /// Seconds until an unanswered hit counts as failed.
    Timeout,
    /// Unanswered hits per target.
    MaxInFlight,
}

impl Setting {
    /// Every field, in the order of the form.
    pub const ALL: [Self; 11] = [
        Self::VisitsPerDay,
        Self::PageviewsMin,
        Self::PageviewsMax,
        Self::PauseMin,
        Self::PauseMax,
        Self::Concurrency,
        Self::AutoStop,
        Self::MaxVisits,
        Self::Seed,
        Self::Timeout,
        Self::MaxInFlight,
    ];

    /// Path in the configuration.
    pub fn path(self) -> &'static str {
        match self {
            Self::VisitsPerDay => "target_visits_per_day",
            Self::PageviewsMin => "pageviews_min",
            Self::PageviewsMax => "pageviews_max",
            Self::PauseMin => "pause_between_pvs_min",
            Self::PauseMax => "pause_between_pvs_max",
            Self::Concurrency => "concurrency",
            Self::AutoStop => "auto_stop_after_hours",
            Self::MaxVisits => "max_total_visits",
            Self::Seed => "seed",
            Self::Timeout => "request.timeout_seconds",
            Self::MaxInFlight => "request.max_in_flight_per_target",
        }
    }

    /// Label of the input.
    pub fn label(self) -> &'static str {
        match self {
            Self::VisitsPerDay => "Visits per day",
            Self::PageviewsMin => "Page views, fewest",
            Self::PageviewsMax => "Page views, most",
            Self::PauseMin => "Pause between pages, shortest",
            Self::PauseMax => "Pause between pages, longest",
            Self::Concurrency => "Visits at once per target",
            Self::AutoStop => "Longest duration",
            Self::MaxVisits => "Most visits",
            Self::Seed => "Seed",
            Self::Timeout => "Time-out",
            Self::MaxInFlight => "Unanswered hits per target",
        }
    }

    /// Unit written behind the input.
    pub fn unit(self) -> &'static str {
        match self {
            Self::VisitsPerDay => "visits/day",
            Self::PageviewsMin | Self::PageviewsMax => "pages",
            Self::PauseMin | Self::PauseMax | Self::Timeout => "seconds",
            Self::Concurrency | Self::MaxVisits => "visits",
            Self::AutoStop => "hours",
            Self::Seed => "",
            Self::MaxInFlight => "hits",
        }
    }

    /// Whether the value may have decimals.
    pub fn takes_decimals(self) -> bool {
        matches!(self, Self::VisitsPerDay | Self::PauseMin | Self::PauseMax | Self::AutoStop | Self::Timeout)
    }

    /// What the field does, where its label does not say it all.
    pub fn hint(self) -> &'static str {
        match self {
            Self::VisitsPerDay => "Of the whole run, split over the targets.",
            Self::Concurrency => "A visit that arrives when a target has this many is dropped and counted.",
            Self::AutoStop | Self::MaxVisits => "Then no more visits start; 0 sets no limit.",
            Self::Seed => "Empty draws one at start. The same seed gives the same visits.",
            Self::Timeout => "Also the longest a hit waits for a free connection.",
            _ => "",
        }
    }

    /// Id of the input.
    pub fn id(self) -> String {
        id_of_path(self.path())
    }

    /// The text that stands for the value in `config`.
    pub fn text_of(self, config: &MultiTargetConfig) -> String {
        match self {
            Self::VisitsPerDay => config.target_visits_per_day.to_string(),
            Self::PageviewsMin => config.pageviews_min.to_string(),
            Self::PageviewsMax => config.pageviews_max.to_string(),
            Self::PauseMin => config.pause_between_pvs_min.to_string(),
            Self::PauseMax => config.pause_between_pvs_max.to_string(),
            Self::Concurrency => config.concurrency.to_string(),
            Self::AutoStop => config.auto_stop_after_hours.to_string(),
            Self::MaxVisits => config.max_total_visits.to_string(),
            Self::Seed => config.seed.map(|seed| seed.to_string()).unwrap_or_default(),
            Self::Timeout => config.request.timeout_seconds.to_string(),
            Self::MaxInFlight => config.request.max_in_flight_per_target.to_string(),
        }
    }

    /// Reads `text` into `config`.
    ///
    /// # Errors
    /// A sentence when it is not a number of the right kind; ranges are the validation's business.
    pub fn read_into(self, text: &str, config: &mut MultiTargetConfig) -> Result<(), String> {
        let text = text.trim();
        match self {
            Self::VisitsPerDay => config.target_visits_per_day = number(text)?,
            Self::PageviewsMin => config.pageviews_min = whole(text)?,
            Self::PageviewsMax => config.pageviews_max = whole(text)?,
            Self::PauseMin => config.pause_between_pvs_min = number(text)?,
            Self::PauseMax => config.pause_between_pvs_max = number(text)?,
            Self::Concurrency => config.concurrency = whole(text)?,
            Self::AutoStop => config.auto_stop_after_hours = number(text)?,
            Self::MaxVisits => config.max_total_visits = whole(text)?,
            Self::Seed => config.seed = if text.is_empty() { None } else { Some(whole(text)?) },
            Self::Timeout => config.request.timeout_seconds = number(text)?,
            Self::MaxInFlight => config.request.max_in_flight_per_target = whole(text)?,
        }
        Ok(())
    }
}

/// Id of the element that shows the field with this path (targets have ids of their own, by row).
pub fn id_of_path(path: &str) -> String {
    format!("f-{}", path.replace('.', "-"))
}

/// A whole number from 0.
///
/// # Errors
/// A sentence that says what to write instead.
pub fn whole<T: FromStr + Display>(text: &str) -> Result<T, String> {
    if text.is_empty() {
        return Err("enter a whole number".into());
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("must be a whole number in digits only, is {text:?}"));
    }
    text.parse().map_err(|_| format!("is too large: {text}"))
}

fn number(text: &str) -> Result<f64, String> {
    if text.is_empty() {
        return Err("enter a number".into());
    }
    // The words Rust reads as numbers (inf, nan) are not what anybody means here.
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let value = text.parse::<f64>().ok().filter(|value| plain && value.is_finite());
    value.ok_or_else(|| format!("must be a number with '.' before decimals and no separators, is {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_read() {
        let config = MultiTargetConfig { seed: Some(42), target_visits_per_day: 1e10, ..Default::default() };
        let mut read = MultiTargetConfig::default();
        for setting in Setting::ALL {
            setting.read_into(&setting.text_of(&config), &mut read).unwrap();
        }
        assert_eq!(read, config);
    }

    #[test]
    fn texts_that_are_no_numbers_are_told_what_to_be() {
        let mut config = MultiTargetConfig::default();
        for (setting, text) in [
            (Setting::VisitsPerDay, "20,000"),
            (Setting::VisitsPerDay, "inf"),
            (Setting::VisitsPerDay, ""),
            (Setting::PauseMin, "1s"),
            (Setting::PageviewsMin, "-1"),
            (Setting::PageviewsMin, "4294967296"),
            (Setting::Concurrency, "1.5"),
            (Setting::Seed, "random"),
        ] {
            assert!(setting.read_into(text, &mut config).is_err(), "{setting:?} took {text:?}");
        }
        assert_eq!(config, MultiTargetConfig::default());
        assert_eq!(Setting::Seed.read_into(" ", &mut config), Ok(()));
    }
}
