//! What can be done from the command menu: only what can succeed as things stand.

use crate::{
    api::engine::{pause_run, restart_run, resume_run, start_run, stop_run},
    base::at,
    components::{Toasts, clipboard::copy_text, icon::IconName},
};
use domain::RunState;
use leptos::{prelude::*, task::spawn_local};

/// An action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Starts the working configuration.
    Start,
    /// Starts what ran last.
    RunAgain,
    /// No new visits until resumed.
    Pause,
    /// Goes on.
    Resume,
    /// Stops gracefully.
    Stop,
    /// Ends the wait for the last visits.
    StopNow,
    /// Copies the address of the report of the run with this number.
    Share(i64),
    /// Opens the list of keys.
    Keys,
}

impl Action {
    /// What can be done in `state`, with the run of this number on the dashboard; `can_start` says whether a target gets
    /// load.
    pub fn possible(state: RunState, run: Option<i64>, can_start: bool) -> Vec<Self> {
        let of_state: &[Self] = match state {
            RunState::Running => &[Self::Pause, Self::Stop],
            RunState::Paused => &[Self::Resume, Self::Stop],
            RunState::Stopping => &[Self::StopNow],
            RunState::Starting => &[],
            RunState::Idle | RunState::Finished | RunState::Stopped | RunState::Failed => {
                &[Self::Start, Self::RunAgain]
            }
        };
        let of_state = of_state.iter().copied().filter(|action| match action {
            Self::Start => can_start,
            Self::RunAgain => run.is_some(),
            _ => true,
        });
        of_state.chain(run.map(Self::Share)).chain([Self::Keys]).collect()
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Start => "Start a run",
            Self::RunAgain => "Run again",
            Self::Pause => "Pause the run",
            Self::Resume => "Resume the run",
            Self::Stop => "Stop the run",
            Self::StopNow => "Stop the run now",
            Self::Share(_) => "Copy the link to the report",
            Self::Keys => "Show all keys",
        }
    }

    /// More about it, shown beside the title and searched as well.
    pub fn note(self) -> &'static str {
        match self {
            Self::Start => "what the editors hold, as it is stored",
            Self::RunAgain => "what ran last, with what was saved since",
            Self::Pause => "no new visits until it is resumed",
            Self::Resume => "go on with the paused run",
            Self::Stop => "visits in progress have a while to finish",
            Self::StopNow => "do not wait for the last visits",
            Self::Share(_) => "share it with others",
            Self::Keys => "keyboard shortcuts, help",
        }
    }

    /// Its icon.
    pub fn icon(self) -> IconName {
        match self {
            Self::Start | Self::Resume => IconName::Play,
            Self::RunAgain => IconName::Restart,
            Self::Pause => IconName::Pause,
            Self::Stop | Self::StopNow => IconName::Stop,
            Self::Share(_) => IconName::Copy,
            Self::Keys => IconName::Sliders,
        }
    }

    /// Does it, and says how that went; `sheet` opens the list of keys.
    pub fn perform(self, toasts: Toasts, sheet: RwSignal<bool>) {
        spawn_local(async move {
            let (outcome, said) = match self {
                Self::Start => (start_run().await, "The run has started."),
                Self::RunAgain => (restart_run().await, "The run has started again."),
                Self::Pause => (pause_run().await, "The run is paused."),
                Self::Resume => (resume_run().await, "The run goes on."),
                Self::Stop | Self::StopNow => (stop_run().await, "The run has stopped."),
                Self::Share(id) => return share_run(id, toasts).await,
                Self::Keys => return sheet.set(true),
            };
            match outcome {
                Ok(()) => toasts.done(said),
                Err(error) => toasts.error(&error),
            }
        });
    }
}

/// Copies the address of a run's report. Where the browser does not let pages copy, the message holds it.
pub async fn share_run(id: i64, toasts: Toasts) {
    let address = window().location().origin().unwrap_or_default() + &at(format_args!("/runs/{id}"));
    if copy_text(&address).await {
        toasts.done("Link to the report copied.");
    } else {
        toasts.done(format!("The report is at {address}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_succeed_is_offered() {
        let offered = |state, run, can_start| {
            let mut all = Action::possible(state, run, can_start);
            assert_eq!(all.pop(), Some(Action::Keys), "always");
            all
        };
        assert_eq!(offered(RunState::Idle, None, true), [Action::Start]);
        assert_eq!(offered(RunState::Idle, None, false), []);
        assert_eq!(offered(RunState::Running, Some(3), true), [Action::Pause, Action::Stop, Action::Share(3)]);
        assert_eq!(offered(RunState::Paused, Some(3), true), [Action::Resume, Action::Stop, Action::Share(3)]);
        assert_eq!(offered(RunState::Starting, Some(3), true), [Action::Share(3)]);
        assert_eq!(offered(RunState::Failed, Some(3), false), [Action::RunAgain, Action::Share(3)]);
    }
}
