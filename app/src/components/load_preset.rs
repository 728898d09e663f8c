//! The button that makes a preset the working configuration. It asks first when that would lose something; without
//! JavaScript the page itself says so.

use super::Confirm;
use crate::{
    api::{config::would_lose, presets::LoadPreset},
    components::FunctionForm,
};
use leptos::{prelude::*, task::spawn_local};

/// The text about a working configuration that no preset holds.
pub const NOT_SAVED: &str = "The targets and settings in the editors now are not saved as a preset.";

/// The button.
#[component]
pub fn LoadPresetButton(
    /// Number of the preset.
    id: i64,
    /// Its name.
    #[prop(into)]
    name: String,
    /// What the button says, as a verb.
    label: &'static str,
    /// Its classes.
    class: &'static str,
    /// `data-testid`.
    testid: &'static str,
    /// Whether the page says what loading replaces; otherwise the button works once the page is alive, and asks.
    #[prop(optional)]
    is_explained: bool,
    /// What it does.
    action: ServerAction<LoadPreset>,
) -> impl IntoView {
    let question = Question::new();
    let alive = RwSignal::new(is_explained);
    Effect::new(move |_| alive.set(true));
    let load = move |()| {
        action.dispatch(LoadPreset { id });
    };
    let disabled = Signal::derive(move || !alive.get() || question.busy.get() || action.pending().get());
    let spoken = format!("{label} {name}");
    view! {
        <FunctionForm action=action>
            <input type="hidden" name="id" value=id.to_string()/>
            <button type="submit" class=class data-testid=testid aria-label=spoken disabled=disabled
                on:click=move |event| {
                    event.prevent_default();
                    question.unless_lost(move || load(()));
                }>{label}</button>
        </FunctionForm>
        <Confirm open=question.asking title=format!("Replace the working configuration by “{name}”?")
            confirm_label="Replace it" danger=false on_confirm=load
            message=format!("{NOT_SAVED} You can undo this for a while; an active run goes on with what it has.")/>
    }
    .into_any()
}

/// Whether something may replace the working configuration.
#[derive(Clone, Copy)]
pub struct Question {
    /// Whether the person is asked.
    pub asking: RwSignal<bool>,
    /// Whether the server is asked.
    pub busy: RwSignal<bool>,
}

impl Question {
    /// Nobody is asked yet.
    #[expect(clippy::new_without_default, reason = "it makes signals, so it belongs to a reactive owner")]
    pub fn new() -> Self {
        Self { asking: RwSignal::new(false), busy: RwSignal::new(false) }
    }

    /// Goes ahead if nothing is lost by replacing the working configuration as it is now, whoever changed it since
    /// the page was opened; otherwise, or when that cannot be told, asks the person.
    pub fn unless_lost(self, go_ahead: impl FnOnce() + 'static) {
        self.busy.set(true);
        spawn_local(async move {
            let loses = would_lose().await.unwrap_or(true);
            // The person may have left the page meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            if loses { self.asking.set(true) } else { go_ahead() }
        });
    }
}
