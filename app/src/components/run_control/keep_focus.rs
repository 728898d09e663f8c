//! Start turns into Stop and Pause into Resume: another button takes the place of the one that was pressed,
//! and is out of reach for a while. The keyboard focus goes on to it instead of getting lost.

use crate::components::focus::{focus_soon, focused_id};
use domain::RunState;
use leptos::prelude::*;
use std::time::Duration;

/// Id of Start and Stop.
pub(super) const MAIN: &str = "run-main";
/// Id of Pause and Resume.
pub(super) const HOLD: &str = "run-hold";
/// Id of Restart.
pub(super) const AGAIN: &str = "run-again";

/// After so long without a change the press has had its effect; later changes are not of its making.
const CALM: Duration = Duration::from_secs(2);

/// What was pressed last, while its effect is still to come.
#[derive(Clone, Copy)]
pub(super) struct KeepFocus(RwSignal<Option<&'static str>>);

impl KeepFocus {
    /// Gives the focus back whenever a button can be reached again that was `away`.
    pub(super) fn watch(state: RwSignal<RunState>, away: Signal<bool>) -> Self {
        let pressed = RwSignal::new(None);
        let changes = StoredValue::new(0_u64);
        Effect::new(move |_| {
            let state = state.get();
            let away = away.get();
            changes.update_value(|changes| *changes += 1);
            let Some(id) = pressed.get_untracked().filter(|_| !away) else { return };
            if focused_id().is_some_and(|id| ![MAIN, HOLD, AGAIN].contains(&id.as_str())) {
                // The person has gone on meanwhile.
                pressed.set(None);
                return;
            }
            // A run that is over has nothing to pause or to resume.
            focus_soon(if id == HOLD && !state.is_active() { MAIN } else { id });
            let seen = changes.get_value();
            set_timeout(
                move || {
                    if changes.try_get_value() == Some(seen) {
                        let _ = pressed.try_set(None);
                    }
                },
                CALM,
            );
        });
        Self(pressed)
    }

    /// The button with this id was pressed.
    pub(super) fn keep(self, id: &'static str) {
        self.0.set(Some(id));
    }
}
