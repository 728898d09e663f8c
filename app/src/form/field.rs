//! An input with its label, its unit, a slider where the value is a share, and the note that says what is wrong with it.
//! Each follows its own text only, so that typing into one redraws no other.

use super::{Input, NoteLine};
use crate::format;
use leptos::prelude::*;

/// A text that is typed.
#[component]
pub fn Field(
    /// Where it stands.
    input: Input,
    /// What it is called.
    #[prop(into)]
    label: Signal<String>,
    /// What is typed.
    #[prop(into)]
    text: Signal<String>,
    /// Called with what is typed.
    #[prop(into)]
    on_text: Callback<String>,
    /// Unit written behind it.
    #[prop(optional)]
    unit: &'static str,
    /// What the field does.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// Keyboard a phone offers.
    #[prop(default = "text")]
    mode: &'static str,
    /// `type` of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// Lines of a longer text; 0 for an input of one line.
    #[prop(optional)]
    lines: u32,
    /// Whether a slider from 0 to 1 stands beside it.
    #[prop(optional)]
    slider: bool,
    /// Whether the label is only heard: in tables, where the column says it.
    #[prop(optional)]
    bare: bool,
    /// Shown while it is empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Id of a list of suggestions.
    #[prop(optional)]
    suggestions: &'static str,
    /// More classes of the field.
    #[prop(optional)]
    class: &'static str,
    /// What stands below the input: buttons, a count.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let has_hint = move || hint.with(|hint| !hint.is_empty());
    let typed = move |text: String| {
        input.edit();
        on_text.run(text);
    };
    let share = move || text.with(|text| text.trim().parse::<f64>().ok().filter(|value| value.is_finite()));
    let spoken = move || bare.then(|| label.get());
    // A secret is never written into a page.
    let complete = if kind == "password" { "new-password" } else { "off" };
    let entry = if lines > 0 {
        view! {
            <textarea class="input" id=input.id() data-testid=move || input.testid() rows=lines.to_string() autocomplete=complete
                autocapitalize="off" spellcheck="false" aria-label=spoken placeholder=move || placeholder.get()
                prop:value=move || text.get()
                aria-invalid=move || input.invalid() aria-describedby=move || input.described_by(has_hint())
                on:input:target=move |ev| typed(ev.target().value())
                on:blur=move |_| input.leave()>{text.get_untracked()}</textarea>
        }
        .into_any()
    } else {
        view! {
            <input type=kind class="input" id=input.id() data-testid=move || input.testid()
                inputmode=mode autocomplete=complete autocapitalize="off" spellcheck="false"
                list=(!suggestions.is_empty()).then_some(suggestions)
                aria-label=spoken placeholder=move || placeholder.get()
                value=text.get_untracked() prop:value=move || text.get()
                aria-invalid=move || input.invalid() aria-describedby=move || input.described_by(has_hint())
                on:input:target=move |ev| typed(ev.target().value())
                on:blur=move |_| input.leave()/>
        }
        .into_any()
    };
    let class = if slider { format!("field field-share {class}") } else { format!("field {class}") };
    view! {
        <div class=class.trim_end().to_owned()>
            {(!bare).then(|| view! { <label for=input.id()>{move || label.get()}</label> })}
            <div class="editor-input">
                {slider.then(|| view! {
                    <input type="range" min="0" max="1" step="0.01" class="slider" aria-label=move || format!("{}, slider", label.get())
                        aria-valuetext=move || share().map(format::share)
                        data-testid=move || format!("slider-{}", input.path().get())
                        value=untrack(move || share().unwrap_or(0.0).to_string())
                        prop:value=move || share().unwrap_or(0.0).to_string()
                        on:input:target=move |ev| typed(ev.target().value())
                        on:blur=move |_| input.leave()/>
                })}
                {entry}
                {slider.then(|| view! {
                    <span class="editor-unit share-percent">{move || share().map(format::share)}</span>
                })}
                {(!unit.is_empty()).then(|| view! { <span class="editor-unit">{unit}</span> })}
            </div>
            {children.map(|children| children())}
            {move || has_hint().then(|| view! { <p class="field-hint" id=input.hint_id()>{hint.get()}</p> })}
            <NoteLine input/>
        </div>
    }
    .into_any()
}
