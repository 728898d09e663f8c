//! What is folded up, and unfolds when something inside keeps the draft from being saved. It folds up again only by hand:
//! whoever puts the last error right is still typing there.

use super::Form;
use leptos::prelude::*;

/// A fold.
#[component]
pub fn Fold(
    /// Whether something inside has an error.
    wrong: Memo<bool>,
    /// Its class.
    #[prop(optional)]
    class: &'static str,
    /// What it says while it is folded up, a `<summary>`.
    summary: AnyView,
    /// What is folded up.
    children: Children,
) -> impl IntoView {
    let was_tried = Form::get().was_tried();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if was_tried.get() && wrong.get() {
            open.set(true);
        }
    });
    view! {
        <details class=(!class.is_empty()).then_some(class) prop:open=move || open.get() on:toggle:target=move |ev| {
            let is_open = ev.target().open();
            if open.get_untracked() != is_open {
                open.set(is_open);
            }
        }>
            {summary}
            {children()}
        </details>
    }
    .into_any()
}
