//! Funnels of the working configuration, in the order in which visits try them.

mod cards;
mod edit;
mod own_fields;
mod preview;
mod row;
mod state;
mod step;
mod steps;

pub use edit::FunnelPage;

use crate::{
    api::funnels::{DeleteFunnel, DuplicateFunnel, EnableFunnel, list_funnels},
    base::at,
    components::{Empty, EmptyState, ErrorNotice, Load, PageHeader, load_undo::use_loads, use_toasts},
    editors::funnel::as_tried,
    error::AppError,
    format,
};
use cards::TemplateCards;
use domain::StoredFunnel;
use leptos::prelude::*;
use row::FunnelRow;

/// What can be done in the list.
#[derive(Clone, Copy)]
struct Actions {
    enable: ServerAction<EnableFunnel>,
    duplicate: ServerAction<DuplicateFunnel>,
    delete: ServerAction<DeleteFunnel>,
}

impl Actions {
    fn new() -> Self {
        Self { enable: ServerAction::new(), duplicate: ServerAction::new(), delete: ServerAction::new() }
    }

    /// Changes with everything that changes the list.
    fn version(self) -> [usize; 3] {
        [self.enable.version(), self.duplicate.version(), self.delete.version()].map(|version| version.get())
    }

    fn failure(self) -> Option<AppError> {
        let failed = self.enable.value().get().and_then(Result::err);
        failed
            .or_else(|| self.duplicate.value().get().and_then(Result::err))
            .or_else(|| self.delete.value().get().and_then(Result::err))
    }
}

/// The list.
#[component]
pub fn FunnelsPage() -> impl IntoView {
    let actions = Actions::new();
    let loads = use_loads();
    let funnels = Resource::new(move || (actions.version(), loads.version()), |_| list_funnels());
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(copy)) = actions.duplicate.value().get() {
            toasts.done(format!("Copied as “{}”.", copy.funnel.name));
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(())) = actions.delete.value().get() {
            toasts.done("Funnel deleted.");
        }
    });
    view! {
        <PageHeader title="Funnels" meta=|| "Fixed paths that some visits take before they browse on or leave">
            <a class="btn btn-primary" href=at("/funnels/new") data-testid="funnel-new">"New funnel"</a>
        </PageHeader>
        {move || actions.failure().map(|error| view! { <ErrorNotice error=error/> })}
        <Load from=funnels what="the funnels" stays=true empty=Empty { is_empty: Vec::is_empty, view: no_funnels } let:funnels>
            <FunnelList funnels actions/>
        </Load>
        <TemplateCards/>
    }
    .into_any()
}

fn no_funnels() -> AnyView {
    view! {
        <EmptyState title="No funnels yet" testid="funnels-empty">
            <p>"Without funnels every visit finds its own way through the site. Add one to send a part of the visits along a path of your own, step by step, or start from a template below."</p>
            <a class="btn" href=at("/funnels/new")>"New funnel"</a>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn FunnelList(funnels: Vec<StoredFunnel>, actions: Actions) -> impl IntoView {
    let tried = as_tried(funnels);
    let taken: f64 = tried.iter().map(|tried| tried.share).sum();
    view! {
        <p class="list-lead" data-testid="funnels-lead">
            "A visit tries them from top to bottom and takes the first whose probability comes up: "
            <b>{format::share(taken)}</b>" of the visits take one, "<b>{format::share(1.0 - taken)}</b>" take none."
        </p>
        <ol class="funnel-list" data-testid="funnel-list">
            {tried.into_iter().map(|tried| view! { <FunnelRow tried=tried actions=actions/> }).collect_view()}
        </ol>
    }
    .into_any()
}
