//! A word on figures that could not be stored when their run ended.

use crate::{api::engine::are_figures_unsaved, live::use_live};
use leptos::prelude::*;
use std::time::Duration;

/// How often it is asked whether they are by now.
const AGAIN: Duration = Duration::from_secs(3);

/// Says while the last figures of a run wait to be stored.
#[component]
pub fn UnsavedNotice() -> impl IntoView {
    let live = use_live();
    let is_over = Memo::new(move |_| !live.state.get().is_active());
    let times = RwSignal::new(0);
    let unsaved = Resource::new(
        move || (is_over.get(), times.get()),
        |(is_over, _)| async move { is_over && are_figures_unsaved().await.unwrap_or_default() },
    );
    Effect::new(move |_| {
        if unsaved.get() == Some(true) {
            set_timeout(
                move || {
                    // The page may be gone by then.
                    let _ = times.try_update(|times| *times += 1);
                },
                AGAIN,
            );
        }
    });
    view! {
        <Transition>
            {move || Suspend::new(async move {
                unsaved.await.then(|| view! {
                    <p class="notice notice-warn" role="status" data-testid="figures-unsaved">
                        "The last figures of this run are not stored yet: the database cannot be written. They are kept in memory and \
                         tried again until they are. Make sure that the disk has room and that no other program locks the database, and \
                         let the server run until this notice goes away."
                    </p>
                })
            })}
        </Transition>
    }
    .into_any()
}
