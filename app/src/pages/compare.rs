//! Two or more runs, or targets of one run, beside each other: a sentence, quantiles against quantiles, every figure with
//! its difference, and what makes them hard to compare. Works without JavaScript.

mod choice;
mod lines;
mod picker;
mod quantiles;
mod table;
mod text;

use crate::{
    api::compare::{Comparison, MOST_SIDES, compare},
    base::at,
    components::{Load, Missing, PageHeader, clipboard::copy_text, save_conflict::listed, use_toasts},
    error::AppError,
};
use choice::Choice;
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::hooks::use_query_map;
use lines::SideLines;
use picker::Picker;
use quantiles::QuantilePlot;
use table::FigureTable;

const MISSING: Missing = Missing {
    title: "Nothing to compare",
    heading: "One of them is not there",
    text: "",
    link: ("/compare", "Choose others"),
    testid: "compare-not-found",
};

/// The page: a choice to make, or what was chosen.
#[component]
pub fn ComparePage() -> impl IntoView {
    let query = use_query_map();
    let choice = Memo::new(move |_| query.with(Choice::of));
    let found = Resource::new(
        move || choice.get(),
        async |choice| match choice.compared() {
            Some(compared) => compare(compared).await.map(Some),
            None => Ok::<_, AppError>(None),
        },
    );
    view! {
        <Load from=found what="the comparison" heading="Compare" missing=MISSING let:comparison>
            {match comparison {
                Some(comparison) => view! { <Compared comparison/> }.into_any(),
                None => view! { <Picker choice=choice.get_untracked()/> }.into_any(),
            }}
        </Load>
    }
    .into_any()
}

#[component]
fn Compared(comparison: Comparison) -> impl IntoView {
    let Comparison { sides, caveats, differences } = comparison;
    let markdown = text::markdown(&sides, &caveats);
    view! {
        <PageHeader title="Compare">
            <CopyMarkdown markdown/>
            <a class="btn" href=at("/compare")>"Choose others"</a>
        </PageHeader>
        <section class="card compare-head" aria-label="In short" data-testid="compare-summary">
            <ol class="compare-sides">
                {sides.iter().enumerate().map(|(place, side)| view! {
                    <li><i class="key" style=colour("background", place) aria-hidden="true"></i>
                        <a href=at(&side.href)>{side.name.clone()}</a>" "<small>{side.detail.clone()}</small></li>
                }).collect_view()}
            </ol>
            {text::sentences(&sides).into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            {(!caveats.is_empty()).then(|| view! {
                <ul class="compare-caveats" data-testid="compare-caveats">
                    {caveats.iter().cloned().map(|caveat| view! { <li>{caveat}</li> }).collect_view()}
                </ul>
            })}
        </section>
        <SideLines sides=sides.clone()/>
        <div class="compare-columns">
            <FigureTable sides=sides.clone()/>
            <QuantilePlot sides/>
        </div>
        {(!differences.is_empty()).then(|| view! {
            <section class="card" aria-labelledby="compare-settings" data-testid="compare-settings">
                <h2 id="compare-settings">"Settings that differ "<em>"the first two runs"</em></h2>
                <ul class="differences">{listed(&differences)}</ul>
            </section>
        })}
    }
    .into_any()
}

/// Copies the comparison; where the browser forbids that, shows it ready to be copied.
#[component]
fn CopyMarkdown(markdown: String) -> impl IntoView {
    let toasts = use_toasts();
    let markdown = StoredValue::new(markdown);
    let by_hand = RwSignal::new(false);
    let field = NodeRef::<html::Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // Without focus the selection is still visible.
            let _ = field.focus();
            field.select();
        }
    });
    let copy = move |_| {
        spawn_local(async move {
            if copy_text(&markdown.get_value()).await {
                toasts.done("Copied as Markdown.");
            } else {
                by_hand.try_set(true);
            }
        });
    };
    view! {
        <button type="button" class="btn js-only" data-testid="copy-markdown" on:click=copy>"Copy as Markdown"</button>
        <Show when=move || by_hand.get()>
            <label class="compare-by-hand">
                <span>"Press Ctrl+C or ⌘C to copy:"</span>
                <textarea class="input" readonly=true rows="6" node_ref=field prop:value=markdown.get_value()>{markdown.get_value()}</textarea>
            </label>
        </Show>
    }
}

/// Custom properties with the colours of the sides, in order.
const SIDE_COLOURS: [&str; MOST_SIDES] =
    ["--chart-planned", "--chart-delivered", "--chart-p99", "--chart-p50", "--chart-failed", "--chart-unknown"];

/// A style that gives a property the colour of the side at `place`.
fn colour(property: &str, place: usize) -> String {
    SIDE_COLOURS.get(place).map_or_else(String::new, |colour| format!("{property}:var({colour})"))
}
