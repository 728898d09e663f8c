//! Light, dark, or what the system says. The choice is remembered by the browser and applied before
//! the first paint by [`THEME_SCRIPT`]; without JavaScript the system's choice holds.

use super::icon::{Icon, IconName};
use crate::charts::ThemeChanges;
use leptos::prelude::*;

/// Runs in the document's head, before any style is applied, so that a remembered theme never flashes.
/// Also marks the document as scripted: what needs JavaScript is hidden without the mark.
pub const THEME_SCRIPT: &str = "(function(){var d=document.documentElement;d.classList.add('js');\
try{var t=localStorage.getItem('theme');if(t==='light'||t==='dark')d.dataset.theme=t}catch(e){}})()";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn icon(self) -> IconName {
        match self {
            Self::System => IconName::System,
            Self::Light => IconName::Sun,
            Self::Dark => IconName::Moon,
        }
    }

    fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

/// The button that goes through the three themes.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let theme = RwSignal::new(Theme::System);
    let changes = use_context::<ThemeChanges>();
    Effect::new(move |_| {
        let chosen = document().document_element().and_then(|root| root.get_attribute("data-theme"));
        theme.set(match chosen.as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        });
    });
    view! {
        <button type="button" class="theme-switch js-only" data-testid="theme-switch"
            aria-label=move || format!("Theme: {}. Switch to {}", theme.get().word(), theme.get().next().word())
            on:click=move |_| {
                let next = theme.get_untracked().next();
                theme.set(next);
                remember(next);
                if let Some(changes) = changes {
                    changes.changed();
                }
            }>
            {move || view! { <Icon name=theme.get().icon()/> }}
            <span class="theme-switch-word">{move || format!("Theme: {}", theme.get().word())}</span>
        </button>
    }
    .into_any()
}

/// Applies the choice now and for the next visits. Storage may be forbidden: then it holds for this page.
fn remember(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            chosen => root.set_attribute("data-theme", chosen.word()),
        };
    }
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = match theme {
            Theme::System => storage.remove_item("theme"),
            chosen => storage.set_item("theme", chosen.word()),
        };
    }
}
