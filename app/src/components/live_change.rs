//! Says, while a run follows the configuration that is edited, what saving changes about it at once and what
//! waits for its next start.

use crate::{api::config::run_follows, editor::live_change::LiveChange, live::use_live};
use leptos::{prelude::*, task::spawn_local};

/// How the active run stands to the working configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActiveRun {
    /// There is none.
    None,
    /// It follows it.
    Follows,
    /// It is of another configuration.
    Other,
}

/// Follows the run of this tab's live picture.
pub fn use_active_run() -> RwSignal<ActiveRun> {
    let live = use_live();
    let active = RwSignal::new(ActiveRun::None);
    let run = Memo::new(move |_| {
        let on = live.state.get().is_active();
        live.run.with(|run| run.as_ref().filter(|_| on).map(|run| run.id))
    });
    Effect::new(move |_| {
        let Some(id) = run.get() else {
            active.set(ActiveRun::None);
            return;
        };
        spawn_local(async move {
            let Ok(follows) = run_follows().await else { return };
            // The run may have ended meanwhile, or the page been left.
            if run.try_get_untracked() == Some(Some(id)) {
                active.set(if follows { ActiveRun::Follows } else { ActiveRun::Other });
            }
        });
    });
    active
}

/// The notice above the fields.
#[component]
pub fn LiveChangeNotice(
    /// How the active run stands to what is edited.
    active: RwSignal<ActiveRun>,
    /// Whether there is something to save.
    dirty: Memo<bool>,
    /// What saving would change.
    change: Memo<LiveChange>,
) -> impl IntoView {
    let chips = |names: Vec<&'static str>| {
        names.into_iter().map(|name| view! { <span class="editor-badge">{name}</span> }).collect_view()
    };
    let content = move || {
        match active.get() {
        ActiveRun::None => None,
        ActiveRun::Other => Some(
            view! { <p>"The active run is of another configuration: saving does not change it."</p> }.into_any(),
        ),
        ActiveRun::Follows if !dirty.get() => Some(
            view! {
                <p>
                    "A run follows this configuration. Targets, strategy, rate, load shape, health, limits and rules apply within a second of saving."
                </p>
            }
            .into_any(),
        ),
        ActiveRun::Follows => {
            let LiveChange { now, later } = change.get();
            Some(
                view! {
                    {(!now.is_empty()).then(|| view! {
                        <p data-testid="live-change-now"><b>"Within a second of saving"</b>{chips(now)}</p>
                    })}
                    {(!later.is_empty()).then(|| view! {
                        <p data-testid="live-change-later"><b>"From the next start on"</b>{chips(later)}</p>
                    })}
                }
                .into_any(),
            )
        }
    }
    };
    view! {
        <div role="status">
            {move || content().map(|content| view! { <div class="notice live-change" data-testid="live-change">{content}</div> })}
        </div>
    }
    .into_any()
}
