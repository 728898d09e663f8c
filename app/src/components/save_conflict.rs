//! Somebody else saved what this editor shows: what they changed, and the choice between theirs and mine.

use super::Dialog;
use crate::revision::{Difference, Stored, differences};
use leptos::prelude::*;
use serde::Serialize;

/// Differences listed; more than these are counted.
const LISTED: usize = 50;

/// A save that was refused because of somebody else's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What they changed.
    pub differences: Vec<Difference>,
    /// What is stored now.
    pub revision: String,
}

impl Conflict {
    /// What leads from `base`, which the editor began with, to what is stored now.
    pub fn between<T: Serialize>(base: &T, stored: Stored<T>) -> Self {
        Self { differences: differences(base, &stored.value), revision: stored.revision }
    }
}

/// The question.
#[component]
pub fn SaveConflict(
    /// What it is about; `None` while there is no question.
    conflict: RwSignal<Option<Conflict>>,
    /// Saves over it; gets the revision that is stored now.
    #[prop(into)]
    on_mine: Callback<String>,
    /// Gives the own changes up, just before the page is loaded again.
    #[prop(into)]
    on_theirs: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    // Each is written only where it differs: setting a signal tells its readers even if nothing changes.
    Effect::new(move |_| {
        let is_asked = conflict.with(Option::is_some);
        if open.get_untracked() != is_asked {
            open.set(is_asked);
        }
    });
    Effect::new(move |_| {
        if !open.get() && conflict.with_untracked(Option::is_some) {
            conflict.set(None);
        }
    });
    let mine = Callback::new(move |()| {
        if let Some(Conflict { revision, .. }) = conflict.get_untracked() {
            open.set(false);
            on_mine.run(revision);
        }
    });
    let theirs = Callback::new(move |()| {
        open.set(false);
        on_theirs.run(());
        // Fails only where there is no page to load.
        let _ = window().location().reload();
    });
    view! {
        <Dialog open=open title="Somebody else saved meanwhile" testid="save-conflict">
            <p>"Nothing of yours was saved yet. Since you opened this page, they changed:"</p>
            <ul class="save-conflict-list" tabindex="0" aria-label="What they changed" data-testid="save-conflict-list">
                {move || conflict.with(|conflict| listed(conflict.as_ref().map_or(&[], |conflict| &conflict.differences)))}
            </ul>
            <div class="dialog-actions">
                <button type="button" class="btn" autofocus data-testid="conflict-back" on:click=move |_| open.set(false)>"Back to editing"</button>
                <button type="button" class="btn" data-testid="conflict-theirs" on:click=move |_| theirs.run(())>"Take theirs, lose mine"</button>
                <button type="button" class="btn btn-danger" data-testid="conflict-mine" on:click=move |_| mine.run(())>"Save mine over it"</button>
            </div>
        </Dialog>
    }
    .into_any()
}

/// The entries of a list of differences.
pub fn listed(found: &[Difference]) -> impl IntoView + use<> {
    let more = found.len().saturating_sub(LISTED);
    view! {
        {found.iter().take(LISTED).cloned().map(|Difference { field, before, after }| view! {
            <li><code>{field}</code>" "{before}" → "<b>{after}</b></li>
        }).collect_view()}
        {(more > 0).then(|| view! { <li class="muted">{format!("and {more} more")}</li> })}
        {found.is_empty().then(|| view! { <li class="muted">"It is as you found it: what they changed, they changed back."</li> })}
    }
}
