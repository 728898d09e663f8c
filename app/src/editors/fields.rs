//! The fields of the traffic that the targets editor shows too, as the table of fields describes them.

pub use domain::fields::text::{number, whole};

use super::traffic::{self, fields::Scalar};
use crate::form::id_of_path;
use domain::{MultiTargetConfig, messages::ReadFinding};

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

    /// What the field is, as the traffic editor describes it.
    fn spec(self) -> Option<&'static Scalar> {
        traffic::fields::find(self.path())
    }

    /// Label of the input.
    pub fn label(self) -> &'static str {
        self.spec().map_or("", |spec| spec.label)
    }

    /// Unit written behind the input.
    pub fn unit(self) -> &'static str {
        self.spec().map_or("", |spec| spec.unit)
    }

    /// What keyboard a phone offers.
    pub fn input_mode(self) -> &'static str {
        self.spec().map_or("text", |spec| spec.input_mode())
    }

    /// What the field does, where its label does not say it all.
    pub fn hint(self) -> &'static str {
        self.spec().map_or("", |spec| spec.help)
    }

    /// Id of the input.
    pub fn id(self) -> String {
        id_of_path(self.path())
    }

    /// The text that stands for the value in `config`.
    pub fn text_of(self, config: &MultiTargetConfig) -> String {
        self.spec().map(|spec| spec.text(config)).unwrap_or_default()
    }

    /// Reads `text` into `config`.
    ///
    /// # Errors
    /// When it is not a number of the right kind; ranges are the validation's business.
    pub fn read_into(self, text: &str, config: &mut MultiTargetConfig) -> Result<(), ReadFinding> {
        self.spec().map_or(Ok(()), |spec| spec.read(text, config))
    }
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
    fn texts_that_are_no_numbers_get_an_error() {
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
