//! The countries visitors come from, by weight.

use super::{input::Cell, state::Editor};
use crate::{
    components::focus::focus_soon,
    editors::traffic::{At, List, lists::country_name, sources::share_of},
    form::{GroupNote, Input, NoteLine, RemoveButton, Switch, UndoBar},
    format,
};
use domain::country::{COUNTRIES, OTHER};
use leptos::prelude::*;
use std::collections::BTreeSet;

#[component]
pub(super) fn CountriesEditor() -> impl IntoView {
    let editor = Editor::get();
    let on = Memo::new(move |_| editor.draft.with(|draft| draft.countries));
    let rows = editor.rows(List::Countries);
    let keys = rows.keys();
    view! {
        <h3>"Countries"</h3>
        <Switch input=Input::of_path("randomize_visitor_countries") label="Visitors come from these countries" on
            on_change=move |on| editor.draft.update(|draft| draft.countries = on)
            hint="By address where a target has a token, by language always. Weights are in any unit: only proportions count."/>
        <div class:traffic-quiet=move || !on.get()>
            <table class="row-table country-table" data-testid="countries">
                <caption class="visually-hidden">"Countries and their weights"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Country"</th>
                        <th scope="col">"Weight"</th>
                        <th scope="col">"Share"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || keys.get() key=|key| *key let:key>
                        <CountryRow row_key=key/>
                    </For>
                </tbody>
            </table>
            {move || keys.with(Vec::is_empty).then(|| view! { <p class="rules-none">"There is none: add the first."</p> })}
            <UndoBar rows class="card-line"/>
            <GroupNote path="countries"/>
            <AddCountry/>
        </div>
    }
    .into_any()
}

#[component]
fn CountryRow(row_key: u32) -> impl IntoView {
    let editor = Editor::get();
    let code = Memo::new(move |_| {
        editor.draft.with(|draft| draft.text(At::Cell(List::Countries, row_key, "country")).to_owned())
    });
    let input = editor.input(At::Cell(List::Countries, row_key, "country"));
    let name = move || code.with(|code| country_name(code));
    let rows = editor.rows(List::Countries);
    let share = Memo::new(move |_| {
        let index = editor.draft.with(|draft| draft.index_of(List::Countries, row_key))?;
        editor.assessed.with(|assessed| {
            let countries = &assessed.config.countries;
            Some(share_of(countries.get(index)?.weight, countries.iter().map(|share| share.weight)))
        })
    });
    view! {
        <tr data-testid="country-row">
            <th scope="row" id=input.id() tabindex="-1">
                <span class="country-name">{name}</span>" "
                <code>{move || code.get()}</code>
                <NoteLine input/>
            </th>
            <td>
                <Cell at=At::Cell(List::Countries, row_key, "weight") bare=true
                    label=Signal::derive(move || format!("Weight of {}", name()))/>
            </td>
            <td class="editor-share" data-testid="country-share">
                <span class="editor-bar" aria-hidden="true">
                    <i style:width=move || format!("{:.2}%", share.get().unwrap_or(0.0) * 100.0)></i>
                </span>
                {move || share.get().map(format::share)}
            </td>
            <td class="row-actions">
                <RemoveButton name=Signal::derive(name) on_remove=move |()| rows.remove(row_key)/>
            </td>
        </tr>
    }
    .into_any()
}

/// Adds one of the countries that are not listed yet.
#[component]
fn AddCountry() -> impl IntoView {
    let editor = Editor::get();
    let chosen = RwSignal::new(String::new());
    let listed = Memo::new(move |_| {
        editor.draft.with(|draft| {
            draft.rows(List::Countries).iter().map(|row| row.text("country").to_owned()).collect::<BTreeSet<_>>()
        })
    });
    view! {
        <div class="add-line js-only">
            <label class="visually-hidden" for="add-country-code">"Country to add"</label>
            <select class="input" id="add-country-code" data-testid="add-country-code"
                prop:value=move || chosen.get() on:change:target=move |ev| chosen.set(ev.target().value())>
                <option value="">"Choose a country…"</option>
                {move || listed.with(options)}
            </select>
            <button type="button" class="btn" data-testid="add-country" aria-disabled=move || chosen.with(String::is_empty).to_string()
                on:click=move |_| {
                    let code = chosen.get_untracked();
                    if code.is_empty() {
                        return;
                    }
                    chosen.set(String::new());
                    if let Some(key) = editor.draft.try_update(|draft| draft.add_country(&code)) {
                        editor.form.announcement.set(format!("{} added.", country_name(&code)));
                        focus_soon(&At::Cell(List::Countries, key, "weight").id());
                    }
                }>"Add country"</button>
        </div>
    }
    .into_any()
}

/// The countries that are not listed yet.
fn options(listed: &BTreeSet<String>) -> impl IntoView + use<> {
    let others = [(OTHER, "All others")].into_iter();
    others
        .chain(COUNTRIES.iter().map(|country| (country.code, country.name)))
        .filter(|(code, _)| !listed.contains(*code))
        .map(|(code, name)| view! { <option value=code>{name}</option> })
        .collect_view()
}
