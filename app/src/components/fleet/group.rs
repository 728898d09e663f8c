//! The groups a target can be in: its health, or being switched off.

use domain::{Health, TargetStatus};

/// How a target stands, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Its latest answers were good.
    Healthy,
    /// Its latest hits were not delivered.
    Failing,
    /// Nothing is sent to it but probes.
    Open,
    /// It has its load back on trial.
    HalfOpen,
    /// No answer yet.
    Unknown,
    /// Gets no load.
    Disabled,
}

impl Group {
    /// In the order the filter shows them.
    pub const ALL: [Self; 6] =
        [Self::Healthy, Self::Failing, Self::Open, Self::HalfOpen, Self::Unknown, Self::Disabled];

    /// The group of a target.
    pub fn of(status: &TargetStatus) -> Self {
        match status.health {
            _ if !status.enabled => Self::Disabled,
            Health::Healthy => Self::Healthy,
            Health::Failing => Self::Failing,
            Health::Open => Self::Open,
            Health::HalfOpen => Self::HalfOpen,
            Health::Unknown => Self::Unknown,
        }
    }

    /// What it is called.
    pub fn words(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Failing => "failing",
            Self::Open => "out of rotation",
            Self::HalfOpen => "on trial",
            Self::Unknown => "no answer yet",
            Self::Disabled => "disabled",
        }
    }

    /// One word for styles and tests.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Failing => "failing",
            Self::Open => "open",
            Self::HalfOpen => "half-open",
            Self::Unknown => "unknown",
            Self::Disabled => "disabled",
        }
    }
}
