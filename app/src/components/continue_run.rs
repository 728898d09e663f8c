//! Goes on with a backfill that was stopped or interrupted.

use super::icon::{Icon, IconName};
use crate::{api::engine::ContinueRun, app::use_overview, base::use_navigate, components::FunctionForm};
use leptos::prelude::*;

/// The action; on success it leads to the dashboard, where the new run shows.
pub fn continue_action() -> ServerAction<ContinueRun> {
    let action = ServerAction::<ContinueRun>::new();
    let overview = use_overview();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(())) = action.value().get() {
            overview.refetch();
            navigate("/", Default::default());
        }
    });
    action
}

/// The button, a plain form without JavaScript.
#[component]
pub fn ContinueRunButton(
    /// The run to go on with.
    id: i64,
    /// From [`continue_action`]; its failure is shown where the page wants it.
    action: ServerAction<ContinueRun>,
    /// Class of the button.
    #[prop(default = "btn btn-primary")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <FunctionForm action=action>
            <input type="hidden" name="id" value=id.to_string()/>
            <button type="submit" class=class disabled=move || action.pending().get() data-testid="run-continue"
                aria-label=format!("Continue run {id}")><Icon name=IconName::Play/>"Continue"</button>
        </FunctionForm>
    }
    .into_any()
}
