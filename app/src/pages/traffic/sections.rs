//! The list of sections, the frame of one, and the sections that are fields and nothing else.

use super::{
    header::section_links,
    input::{Fields, SpecField},
    state::Editor,
};
use crate::{
    components::choices::{Choices, METHODS},
    editors::traffic::{Section, fields},
    form::{Input, Switch},
};
use leptos::prelude::*;

/// Beside the sections on a wide screen, folded up above them on a phone.
#[component]
pub(super) fn SectionList() -> impl IntoView {
    view! {
        <nav class="traffic-toc" aria-label="Sections" data-testid="traffic-sections">{section_links()}</nav>
        <details class="traffic-toc-phone">
            <summary>"Sections"</summary>
            <nav aria-label="Sections">{section_links()}</nav>
        </details>
    }
    .into_any()
}

/// A section with its heading.
#[component]
pub(super) fn SectionFrame(section: Section, children: Children) -> impl IntoView {
    view! {
        <fieldset class="card traffic-section" id=section.id() tabindex="-1" data-testid=format!("section-{}", section.id())>
            <legend><h2>{section.title()}</h2></legend>
            {children()}
        </fieldset>
    }
    .into_any()
}

#[component]
pub(super) fn VisitsSection() -> impl IntoView {
    view! {
        <SectionFrame section=Section::Visits>
            <div class="fields-pairs"><Fields specs=fields::VISITS/></div>
            <div class="traffic-shares">
                {fields::RETURNING.iter().map(|spec| view! { <SpecField spec/> }).collect_view()}
            </div>
        </SectionFrame>
    }
}

#[component]
pub(super) fn ActionsSection() -> impl IntoView {
    view! {
        <SectionFrame section=Section::Actions>
            <p class="field-hint">
                "Share of the visits that do it at least once. Each is drawn on its own: one never takes another's place."
            </p>
            <div class="traffic-shares">
                {fields::ACTIONS.iter().map(|spec| view! { <SpecField spec/> }).collect_view()}
            </div>
        </SectionFrame>
    }
}

#[component]
pub(super) fn OrdersSection() -> impl IntoView {
    let editor = Editor::get();
    let off = Memo::new(move |_| editor.assessed.with(|assessed| assessed.config.ecommerce_probability == 0.0));
    view! {
        <SectionFrame section=Section::Orders>
            <div class="traffic-shares">
                {fields::ORDER_RATE.iter().map(|spec| view! { <SpecField spec/> }).collect_view()}
            </div>
            <div class:traffic-quiet=move || off.get()>
                <Fields specs=fields::ORDERS/>
            </div>
        </SectionFrame>
    }
}

#[component]
pub(super) fn MeasuredSection() -> impl IntoView {
    view! {
        <SectionFrame section=Section::Measured>
            <Fields specs=fields::MEASURED/>
            <p class="editor-derived">
                "Matomo counts them only where they are set up: a goal that is reached by hand, a dimension under its id. A hit \
                 for an unknown goal is rejected, a value for an unknown dimension is left out."
            </p>
        </SectionFrame>
    }
}

#[component]
pub(super) fn SendingSection() -> impl IntoView {
    let editor = Editor::get();
    let check_tokens = Memo::new(move |_| editor.draft.with(|draft| draft.check_tokens));
    let bulk = Memo::new(move |_| editor.assessed.with(|assessed| assessed.config.request.bulk_size));
    view! {
        <SectionFrame section=Section::Sending>
            <Choices group="method" legend="Method" offers=METHODS columns="choices-row" path="request.method"
                chosen=Signal::derive(move || editor.draft.with(|draft| draft.method))
                on_choose=move |method| editor.draft.update(|draft| draft.method = method)/>
            <Fields specs=fields::SENDING/>
            <Switch input=Input::of_path("request.check_tokens") label="Ask about tokens first" on=check_tokens
                on_change=move |on| editor.draft.update(|draft| draft.check_tokens = on)
                hint="Before the first hit with a token its Matomo is asked whether it may write. Hits with one that was only ever \
                 refused are not sent: Matomo locks out whoever goes on sending wrong tokens."/>
            <p class="editor-derived" data-testid="bulk-explained">
                {move || match bulk.get() {
                    0 | 1 => "Each hit is a request of its own, sent when it is due, as a browser does. With more hits per \
                        request whole visits travel in bulks, which Matomo takes several times as fast."
                        .to_owned(),
                    size => format!(
                        "A visit is sent as a whole when its last hit is due, in one POST request with other visits of its \
                         target: a request goes when it has {size} hits or its oldest visit has waited a second. Matomo's \
                         count of tracked hits is compared with what was sent."
                    ),
                }}
            </p>
        </SectionFrame>
    }
}
