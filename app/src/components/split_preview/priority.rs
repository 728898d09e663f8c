//! Failover in a picture: who takes everything, and who comes after whom.

use super::{COLOURS, LISTED};
use crate::editors::split::{Split, per_day};
use leptos::prelude::*;

#[component]
pub(super) fn Priority(split: Split) -> impl IntoView {
    let rate = split.shares.first().map_or(0.0, |share| share.visits_per_day);
    let alone = split.shares.len() == 1;
    let more = split.shares.len().saturating_sub(LISTED);
    let entries = split.shares.into_iter().take(LISTED).enumerate().map(|(place, share)| {
        let role = match place {
            0 => format!("takes everything: {} visits a day", per_day(rate)),
            1 => "takes over when the first fails".to_owned(),
            _ => "when all before it fail".to_owned(),
        };
        view! {
            <li class:split-first=place == 0 data-testid="split-priority-entry">
                <span class="split-key" data-colour=(place % COLOURS + 1).to_string()>{share.index + 1}</span>
                <span class="split-name">{share.name}</span>
                <span class="split-role">{role}</span>
            </li>
        }
    });
    view! {
        <ol class="split-priority" data-testid="split-priority">
            {entries.collect_view()}
            {(more > 0).then(|| view! { <li class="muted"><span class="split-rest">{format!("and {more} more")}</span></li> })}
        </ol>
        <p class="split-said" data-testid="split-said">
            {if alone {
                "There is no other target to take over: enable one, or it gets the visits even while it fails."
            } else {
                "A target that is well again takes its place back. Move targets in the list to change who comes first."
            }}
        </p>
    }
    .into_any()
}
