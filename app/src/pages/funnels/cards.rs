//! Ready-made funnels to start from.

use crate::{base::at, editors::funnel::field::kind_name, format};
use domain::Funnel;
use leptos::prelude::*;

#[component]
pub(super) fn TemplateCards() -> impl IntoView {
    view! {
        <section class="template-section" aria-labelledby="templates-title">
            <h2 id="templates-title">"Start from a template"</h2>
            <ul class="card-grid">
                {Funnel::templates().into_iter().enumerate().map(|(index, funnel)| view! { <Template index funnel/> }).collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Template(index: usize, funnel: Funnel) -> impl IntoView {
    let path: Vec<_> = funnel.steps.iter().map(|step| kind_name(step.kind)).collect();
    view! {
        <li class="card pick-card">
            <h3>{funnel.name.clone()}</h3>
            <p>{funnel.description}</p>
            <p class="muted pick-path">{path.join(" → ")}</p>
            <p class="muted">{format::share(funnel.probability)}{if funnel.exit_after_completion { ", then leaves" } else { ", then browses on" }}</p>
            <a class="btn btn-small" href=at(format_args!("/funnels/new?template={index}")) data-testid=format!("funnel-template-{index}")>
                "Use"<span class="visually-hidden">" template "{funnel.name}</span>
            </a>
        </li>
    }
    .into_any()
}
