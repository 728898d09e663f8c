//! Copies a preset's shareable address; where the browser forbids that, shows it ready to be copied.

use crate::{
    base::at,
    components::{clipboard::copy_text, use_toasts},
};
use leptos::{html, prelude::*, task::spawn_local};

/// The button, and the address when it could not be copied.
#[component]
pub(crate) fn CopyLink(
    /// The preset's slug.
    slug: String,
    /// The preset's name.
    name: String,
    /// Class of the button.
    #[prop(default = "btn btn-small js-only")]
    class: &'static str,
) -> impl IntoView {
    let toasts = use_toasts();
    let by_hand = RwSignal::new(None::<String>);
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let (Some(_), Some(field)) = (by_hand.get(), field.get()) {
            // Without focus the selection is still visible.
            let _ = field.focus();
            field.select();
        }
    });
    view! {
        <button type="button" class=class data-testid="preset-copy-link" on:click=move |_| {
            let address = window().location().origin().unwrap_or_default() + &at(format_args!("/p/{slug}"));
            spawn_local(async move {
                if copy_text(&address).await {
                    toasts.done("Link copied.");
                } else {
                    by_hand.try_set(Some(address));
                }
            });
        }>
            "Copy link"<span class="visually-hidden">" of "{name}</span>
        </button>
        {move || by_hand.get().map(|address| view! {
            <label class="preset-link">
                <span>"Press Ctrl+C or ⌘C to copy:"</span>
                <input type="text" class="input" readonly=true value=address node_ref=field data-testid="preset-link"/>
            </label>
        })}
    }
}
