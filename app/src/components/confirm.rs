//! Asks before something is done that cannot be undone.

use super::Dialog;
use leptos::prelude::*;

/// A question with two answers.
#[component]
pub fn Confirm(
    /// Whether it is asked; becomes false with either answer.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What follows from a yes.
    #[prop(into)]
    message: Signal<String>,
    /// The yes, as a verb: "Delete preset".
    #[prop(into)]
    confirm_label: Signal<String>,
    /// Whether the yes destroys something.
    #[prop(default = true)]
    danger: bool,
    /// Called on yes.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let class = if danger { "btn btn-danger-solid" } else { "btn btn-primary" };
    view! {
        <Dialog open=open title=title testid="confirm">
            <p>{message}</p>
            <div class="dialog-actions">
                <button type="button" class="btn" autofocus data-testid="confirm-no" on:click=move |_| open.set(false)>"Cancel"</button>
                <button type="button" class=class data-testid="confirm-yes" on:click=move |_| {
                    open.set(false);
                    on_confirm.run(());
                }>{confirm_label}</button>
            </div>
        </Dialog>
    }
    .into_any()
}
