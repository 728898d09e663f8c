//! The command menu: everything that can be done or gone to, found by what is typed. A combobox with a list, as the
//! ARIA Authoring Practices describe it: the focus stays in the input, arrows choose, Enter does it.

mod action;
mod entry;
mod finder;
mod rank;

use super::{
    Dialog,
    icon::{Icon, IconName},
    keys::use_keys,
};
pub use action::share_run;
use finder::Finder;
use leptos::prelude::*;

/// The dialog.
#[component]
pub fn CommandMenu() -> impl IntoView {
    let open = use_keys().menu;
    view! {
        <Dialog open title="Search or do" testid="command-menu"><Finder open/></Dialog>
    }
    .into_any()
}

/// What opens it, for those who do not know the key.
#[component]
pub fn CommandMenuButton() -> impl IntoView {
    let keys = use_keys();
    view! {
        <button type="button" class="menu-button js-only" aria-haspopup="dialog" aria-label="Search or do…"
            data-testid="open-command-menu" on:click=move |_| keys.menu.set(true)>
            <Icon name=IconName::Search/><span>"Search or do…"</span>
            <span class="menu-button-keys" aria-hidden="true">
                {move || keys.written("Mod+k").into_iter().map(|cap| view! { <kbd>{cap}</kbd> }).collect_view()}
            </span>
        </button>
    }
    .into_any()
}
