//! Says, while a run follows the configuration that is edited, what saving changes about it at once and what
//! waits for its next start.

use crate::{api::config::run_follows, editors::live_change::LiveChange, live::use_live};
use domain::{MultiTargetConfig, live_part};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// How the active run stands to the working configuration.
#[derive(Clone, Debug, PartialEq)]
pub enum ActiveRun {
    /// There is none.
    None,
    /// It follows it, but for what waits for the next start: it follows this.
    Follows(Arc<MultiTargetConfig>),
    /// It is of another configuration.
    Other,
}

impl ActiveRun {
    /// What saving `wanted` would change about it.
    pub fn change(&self, wanted: &MultiTargetConfig) -> LiveChange {
        match self {
            Self::Follows(running) => LiveChange::between(running, wanted),
            Self::None | Self::Other => LiveChange::default(),
        }
    }

    /// Takes over what a run follows of what is `saved` now.
    pub fn follow(&mut self, saved: &MultiTargetConfig) {
        if let Self::Follows(running) = self {
            *running = Arc::new(live_part::follow(running, saved));
        }
    }
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
                active.set(follows.map_or(ActiveRun::Other, |running| ActiveRun::Follows(Arc::new(running))));
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
    view! {
        <div role="status">
            {move || match active.get() {
                ActiveRun::None => None,
                ActiveRun::Other => Some(
                    view! { <p>"The active run is of another configuration: saving does not change it."</p> }.into_any(),
                ),
                ActiveRun::Follows(_) if !dirty.get() => Some(view! {
                    <p>
                        "A run follows this configuration. Targets, strategy, rate, load shape, health, limits and rules apply within a second of saving."
                    </p>
                }.into_any()),
                ActiveRun::Follows(_) => Some(view! { <Effects change=change.get()/> }.into_any()),
            }
            .map(|text| view! { <div class="notice live-change" data-testid="live-change">{text}</div> })}
        </div>
    }
    .into_any()
}

/// What applies at once, and what waits for the next start.
#[component]
fn Effects(change: LiveChange) -> impl IntoView {
    let LiveChange { now, later } = change;
    view! {
        {(!now.is_empty()).then(|| view! {
            <p data-testid="live-change-now"><b>"Within a second of saving"</b>{badges(now)}</p>
        })}
        {(!later.is_empty()).then(|| view! {
            <p data-testid="live-change-later"><b>"From the next start on"</b>{badges(later)}</p>
        })}
    }
}

fn badges(names: Vec<&'static str>) -> impl IntoView {
    names.into_iter().map(|name| view! { <span class="editor-badge">{name}</span> }).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_no_change_once_it_is_taken_back() {
        let begun = MultiTargetConfig::default();
        let mut run = ActiveRun::Follows(Arc::new(begun.clone()));
        let saved = MultiTargetConfig { pageviews_max: 9, concurrency: 3, ..begun.clone() };
        let change = run.change(&saved);
        assert_eq!((change.now.len(), change.later.len()), (1, 1));
        run.follow(&saved);
        // Saved is not yet followed in all: what waits does so until it is what the run has.
        assert_eq!(run.change(&saved), LiveChange { now: Vec::new(), later: change.later });
        assert_eq!(run.change(&MultiTargetConfig { concurrency: 3, ..begun.clone() }), LiveChange::default());
        assert_eq!(ActiveRun::Other.change(&saved), LiveChange::default());
    }
}
