//! Keeps unsaved changes from being lost: asks before a link or a step through the history leaves an editor,
//! and has the browser ask before the tab is closed or reloaded.

use super::Dialog;
use crate::base::{at, below, use_navigate};
use leptos::{ev, prelude::*};
use leptos_router::NavigateOptions;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// Steps through the history, which the guard of an editor can hold back.
///
/// A `popstate` event is dispatched at the window itself, where listeners run in the order of their
/// registration, in the capture phase or not (DOM standard, "inner invoke"). So the listener must be there
/// before the router's; the guard of a page that is opened later only says what to do.
#[derive(Clone, Copy)]
pub struct HistorySteps {
    guard: StoredValue<Option<Callback<String, bool>>>,
    dirty: StoredValue<Option<Signal<bool>>>,
}

impl HistorySteps {
    /// Starts listening; call it before the router is made.
    pub fn provide() {
        let steps = Self { guard: StoredValue::new(None), dirty: StoredValue::new(None) };
        provide_context(steps);
        if cfg!(feature = "hydrate") {
            let handle = window_event_listener(ev::popstate, move |event| {
                let guard = steps.guard.try_get_value().flatten();
                if let (Some(guard), Some(to)) = (guard, current_address())
                    && guard.run(to)
                {
                    event.stop_immediate_propagation();
                }
            });
            on_cleanup(move || handle.remove());
        }
    }

    /// Whether the editor of this page has unsaved changes.
    pub fn is_dirty(self) -> bool {
        self.dirty.try_get_value().flatten().is_some_and(|dirty| dirty.try_get_untracked().unwrap_or(false))
    }

    /// Asks `guard` about every step from now on, with the address it leads to; true holds the step back. `dirty`
    /// says whether there are unsaved changes.
    fn guard(self, dirty: Signal<bool>, guard: Callback<String, bool>) {
        self.guard.set_value(Some(guard));
        self.dirty.set_value(Some(dirty));
        on_cleanup(move || {
            let _ = self.guard.try_set_value(None);
            let _ = self.dirty.try_set_value(None);
        });
    }
}

/// Asks before the page is left while there are unsaved changes.
#[component]
pub fn LeaveGuard(
    /// Path of the editor.
    #[prop(into)]
    here: Signal<String>,
    /// Whether there are unsaved changes.
    #[prop(into)]
    dirty: Signal<bool>,
    /// Gives the changes up.
    #[prop(into)]
    on_discard: Callback<()>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let destination = RwSignal::new(None::<String>);
    let navigate = use_navigate();
    let is_dirty = dirty;
    let dirty = move || is_dirty.try_get_untracked().unwrap_or(false);
    let leaves = move |to: &str| to.split(['?', '#']).next() != here.try_get_untracked().as_deref();
    let ask = move |to: String| {
        destination.set(Some(to));
        asking.set(true);
    };
    expect_context::<HistorySteps>().guard(
        is_dirty,
        Callback::new(move |to: String| {
            let held = dirty() && leaves(&to);
            if held {
                // The browser has already changed the address; the page has not moved.
                if let Ok(history) = window().history() {
                    let here = here.try_get_untracked().map(at);
                    let _ = history.push_state_with_url(&JsValue::NULL, "", here.as_deref());
                }
                ask(to);
            }
            held
        }),
    );
    Effect::new(move |_| {
        // In the capture phase, which comes before the router's own listener for clicks.
        let listeners: Vec<Option<Listener>> = vec![
            Listener::on("click", move |event| {
                if let Some(to) = dirty().then(|| link(&event)).flatten().filter(|to| leaves(to)) {
                    event.prevent_default();
                    event.stop_propagation();
                    ask(to);
                }
            }),
            Listener::on("beforeunload", move |event| {
                if dirty() {
                    event.prevent_default();
                }
            }),
        ];
        // Kept as long as the editor is on the page; dropping them takes them off the window.
        StoredValue::new_local(listeners);
    });
    let leave = Callback::new(move |()| {
        asking.set(false);
        on_discard.run(());
        if let Some(to) = destination.get_untracked() {
            navigate(&to, NavigateOptions::default());
        }
    });
    view! {
        <Dialog open=asking title="Leave without saving?" testid="leave-dialog">
            <p>"The editor has unsaved changes. They are lost when you leave."</p>
            <div class="dialog-actions">
                <button type="button" class="btn" autofocus data-testid="leave-stay" on:click=move |_| asking.set(false)>"Stay"</button>
                <button type="button" class="btn btn-danger" data-testid="leave-discard"
                    on:click=move |_| leave.run(())>"Leave and lose the changes"</button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// The address of this event's link if following it stays within the application and this tab.
fn link(event: &web_sys::Event) -> Option<String> {
    let element = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let link = element.closest("a[href]").ok()??;
    let click = event.dyn_ref::<web_sys::MouseEvent>()?;
    let new_tab = click.ctrl_key() || click.meta_key() || click.shift_key() || click.button() != 0;
    let elsewhere = new_tab || link.has_attribute("target") || link.has_attribute("download");
    let to = link.get_attribute("href")?;
    below(&to).filter(|_| !elsewhere).map(str::to_owned)
}

/// The address the browser shows.
fn current_address() -> Option<String> {
    let location = window().location();
    Some(below(&location.pathname().ok()?)?.to_owned() + &location.search().ok()?)
}

/// A listener on the window for as long as it lives.
struct Listener {
    event: &'static str,
    callback: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    fn on(event: &'static str, callback: impl FnMut(web_sys::Event) + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut(web_sys::Event)>::new(callback);
        window()
            .add_event_listener_with_callback_and_bool(event, callback.as_ref().unchecked_ref(), true)
            .ok()
            .map(|()| Self { event, callback })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Nothing to do if the window has no such listener any more.
        let _ = window().remove_event_listener_with_callback_and_bool(
            self.event,
            self.callback.as_ref().unchecked_ref(),
            true,
        );
    }
}
