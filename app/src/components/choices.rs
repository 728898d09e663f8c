//! A group of radio buttons, each with a sentence, and the groups that stand on more than one page.

use crate::form::{Input, NoteLine};
use domain::{Arrivals, Method, OnUnhealthy, Probing};
use leptos::prelude::*;

/// How visits arrive.
pub const ARRIVALS: [Offer<Arrivals>; 2] = [
    Offer { choice: Arrivals::Constant, value: "constant", title: "Constant", text: "Evenly spaced." },
    Offer {
        choice: Arrivals::Poisson,
        value: "poisson",
        title: "Poisson",
        text: "Independent visitors: random gaps with the same mean rate.",
    },
];

/// How hits are sent.
pub const METHODS: [Offer<Method>; 2] = [
    Offer {
        choice: Method::Post,
        value: "post",
        title: "POST",
        text: "In the body; the only way \"secure only\" tokens are accepted.",
    },
    Offer { choice: Method::Get, value: "get", title: "GET", text: "In the query string, as a tracking pixel does." },
];

/// What becomes of the load of a target that fails.
pub const ON_UNHEALTHY: [Offer<OnUnhealthy>; 3] = [
    Offer {
        choice: OnUnhealthy::Keep,
        value: "keep",
        title: "Keep sending",
        text: "It gets its share all the same: a load test must be able to hurt.",
    },
    Offer {
        choice: OnUnhealthy::Skip,
        value: "skip",
        title: "Skip it",
        text: "The other targets take its share over, exactly by the strategy, until it is well again.",
    },
    Offer {
        choice: OnUnhealthy::Hold,
        value: "hold",
        title: "Hold its share",
        text: "Nobody gets it: its visits are dropped and counted, and the others notice nothing.",
    },
];

/// Which targets are probed.
pub const PROBING: [Offer<Probing>; 2] = [
    Offer {
        choice: Probing::WhenIdle,
        value: "when-idle",
        title: "Only where nothing is sent",
        text: "Targets that have no load because they fail, or because they wait to take over.",
    },
    Offer {
        choice: Probing::Always,
        value: "always",
        title: "All targets",
        text: "Also those that show by their hits how they are.",
    },
];

/// One of the things to choose from.
#[derive(Clone, Copy, Debug)]
pub struct Offer<T> {
    /// What is chosen.
    pub choice: T,
    /// Its word in the document.
    pub value: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What it means.
    pub text: &'static str,
}

/// The group.
#[component]
pub fn Choices<T>(
    /// Begins the ids of its buttons; of one use on a page.
    group: &'static str,
    /// Its heading.
    legend: &'static str,
    /// What there is to choose from.
    #[prop(into)]
    offers: Vec<Offer<T>>,
    /// What is chosen.
    #[prop(into)]
    chosen: Signal<T>,
    /// Called with what a person chose.
    #[prop(into)]
    on_choose: Callback<T>,
    /// Classes that lay it out in columns.
    #[prop(default = "")]
    columns: &'static str,
    /// Path of the field it is about, whose note it shows.
    #[prop(optional)]
    path: &'static str,
    /// What tests know it by, where it is about no field.
    #[prop(optional)]
    testid: Option<&'static str>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let input = (!path.is_empty()).then(|| Input::of_path(path));
    let choices = offers.into_iter().map(|Offer { choice, value, title, text }| {
        view! {
            <Choice group value title text chosen=Signal::derive(move || chosen.get() == choice)
                on_choose=move |()| {
                    if let Some(input) = input {
                        input.choose();
                    }
                    on_choose.run(choice);
                }/>
        }
    });
    let testid = testid.map(str::to_owned).or_else(|| input.map(|_| format!("field-{path}")));
    view! {
        // The choice as a whole can be what an error is about; the summary's link leads here.
        <fieldset class=format!("choices {columns}").trim_end().to_owned() data-testid=testid
            id=input.map(Input::id) tabindex=input.map(|_| "-1")>
            <legend>{legend}</legend>
            {choices.collect_view()}
            {input.map(|input| view! { <NoteLine input/> })}
        </fieldset>
    }
    .into_any()
}

/// One radio button with its sentence.
#[component]
fn Choice(
    group: &'static str,
    value: &'static str,
    title: &'static str,
    text: &'static str,
    chosen: Signal<bool>,
    #[prop(into)] on_choose: Callback<()>,
) -> impl IntoView {
    let id = format!("{group}-{value}");
    view! {
        <div class="choice">
            <input type="radio" id=id.clone() name=group value=value data-testid=id.clone()
                aria-describedby=format!("{id}-text")
                checked=chosen.get_untracked() prop:checked=move || chosen.get()
                on:change=move |_| on_choose.run(())/>
            <label for=id.clone()>{title}</label>
            <p id=format!("{id}-text")>{text}</p>
        </div>
    }
    .into_any()
}
