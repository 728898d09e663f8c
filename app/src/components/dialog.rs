//! A modal dialog on the browser's own `<dialog>`: focus trap, Escape and backdrop come with it.

use leptos::{html, prelude::*};

/// Opens and closes with `open`. The content is rendered only while it is open.
#[component]
pub fn Dialog(
    /// Whether it is open; becomes false when the person closes it.
    open: RwSignal<bool>,
    /// Heading, also the dialog's accessible name.
    #[prop(into)]
    title: Signal<String>,
    /// `data-testid`; `dialog` unless given.
    #[prop(default = "dialog", into)]
    testid: &'static str,
    /// The content; put buttons into a last `<div class="dialog-actions">`.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            // Fails only when the element has just left the document: then there is nothing to show.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog class="dialog" node_ref=node aria-label=title data-testid=testid on:close=move |_| open.set(false)>
            <Show when=move || open.get()>
                <div class="dialog-body">
                    <header class="dialog-head">
                        <h2>{title}</h2>
                        <button type="button" class="btn btn-quiet btn-icon" aria-label="Close"
                            on:click=move |_| open.set(false)>"×"</button>
                    </header>
                    {children()}
                </div>
            </Show>
        </dialog>
    }
    .into_any()
}
