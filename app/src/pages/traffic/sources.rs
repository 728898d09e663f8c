//! Where visits come from: referrers and campaigns, with the split they lead to, and countries.

use super::{countries::CountriesEditor, input::SpecField, sections::SectionFrame, state::Editor};
use crate::{
    editors::traffic::{Section, fields, sources},
    format,
};
use leptos::prelude::*;

#[component]
pub(super) fn SourcesSection() -> impl IntoView {
    let editor = Editor::get();
    let split = Memo::new(move |_| editor.assessed.with(|assessed| sources::split(&assessed.config)));
    view! {
        <SectionFrame section=Section::Sources>
            <div class="traffic-shares">
                {fields::SOURCES.iter().map(|spec| view! { <SpecField spec/> }).collect_view()}
            </div>
            <div data-testid="source-split" class="source-split">
                {move || match split.get() {
                    None => view! { <p class="muted">"The split shows once direct visits and campaigns are at most 1 together."</p> }.into_any(),
                    Some(shares) => view! {
                        <div class="source-bar" aria-hidden="true">
                            {shares.into_iter().enumerate().map(|(place, (_, share))| view! {
                                <i data-colour=(place + 1).to_string() style:width=format!("{:.3}%", share * 100.0)></i>
                            }).collect_view()}
                        </div>
                        <ul class="source-legend">
                            {shares.into_iter().enumerate().map(|(place, (name, share))| view! {
                                <li><i data-colour=(place + 1).to_string() aria-hidden="true"></i>{name}" "<b>{format::share(share)}</b></li>
                            }).collect_view()}
                        </ul>
                    }.into_any(),
                }}
            </div>
            <CountriesEditor/>
        </SectionFrame>
    }
    .into_any()
}
