//! Types of visitors by weight. What a journey leaves empty is as in the sections above, and shows so.

use super::{input::Cell, sections::SectionFrame, state::Editor};
use crate::{
    components::focus::focus_soon,
    editors::traffic::{At, List, Section, lists::JOURNEY, sources::share_of},
    form::{DuplicateButton, Fold, GroupNote, MoveButton, RemoveButton, UndoBar},
    format,
};
use domain::Journey;
use leptos::prelude::*;

/// The columns that stand in a journey's head; the others fold up.
const HEAD: [&str; 2] = ["name", "weight"];

#[component]
pub(super) fn JourneysSection() -> impl IntoView {
    let editor = Editor::get();
    let rows = editor.rows(List::Journeys);
    let keys = rows.keys();
    let empty = Memo::new(move |_| keys.with(Vec::is_empty));
    view! {
        <SectionFrame section=Section::Journeys>
            <p class="field-hint">
                "Types of visitors that shape path length, pauses and actions. "
                {move || if empty.get() {
                    "There is none: every visit takes the values of the sections above."
                } else {
                    "An empty field takes the value of the sections above, shown in grey."
                }}
            </p>
            <div data-testid="journeys">
                <ul class="journeys">
                    <For each=move || keys.get() key=|key| *key let:key>
                        <JourneyCard row_key=key/>
                    </For>
                </ul>
                <UndoBar rows class="card-line"/>
                <GroupNote path="journeys"/>
                <AddJourney/>
            </div>
        </SectionFrame>
    }
    .into_any()
}

#[component]
fn JourneyCard(row_key: u32) -> impl IntoView {
    let editor = Editor::get();
    let at = move |column| At::Cell(List::Journeys, row_key, column);
    let index = Memo::new(move |_| editor.draft.with(|draft| draft.index_of(List::Journeys, row_key)));
    let name = Signal::derive(move || editor.draft.with(|draft| draft.name_of(List::Journeys, row_key)));
    let rows = editor.rows(List::Journeys);
    let place = rows.place_of(row_key);
    let shift = Callback::new(move |to| rows.shift(row_key, &to));
    let button_id = move |word: &str| At::Cell(List::Journeys, row_key, "").id() + word;
    let duplicate = Callback::new(move |()| {
        let name = editor.draft.with_untracked(|draft| draft.free_journey_name(draft.text(at("name"))));
        rows.duplicate(row_key, |row| {
            row.texts.insert("name", name);
        });
    });
    let share = Memo::new(move |_| {
        editor.assessed.with(|assessed| {
            let journeys = &assessed.config.journeys;
            Some(share_of(journeys.get(index.get()?)?.weight, journeys.iter().map(|journey| journey.weight)))
        })
    });
    let set_apart = Memo::new(move |_| {
        editor.draft.with(|draft| {
            let own = JOURNEY.iter().filter(|spec| {
                let text = draft.text(at(spec.path)).trim();
                !HEAD.contains(&spec.path) && !text.is_empty() && (spec.path != "dwell_factor" || text != "1")
            });
            own.count()
        })
    });
    let wrong = Memo::new(move |_| {
        let path = List::Journeys.path_of(index.get().unwrap_or_default(), "");
        editor.assessed.with(|assessed| {
            assessed.findings.errors.iter().any(|error| {
                let column = error.field.strip_prefix(&path).and_then(|rest| rest.strip_prefix('.'));
                column.is_some_and(|column| !HEAD.contains(&column))
            })
        })
    });
    let summary = view! {
        <summary data-testid="journey-open">
            {move || match set_apart.get() {
                0 => "Nothing sets it apart".to_owned(),
                1 => "1 value of its own".to_owned(),
                many => format!("{many} values of its own"),
            }}
        </summary>
    }
    .into_any();
    view! {
        <li class="journey" data-testid="journey-row" on:keydown=move |ev| if let Some(to) = rows.on_key(row_key, &ev) {
            rows.shift(row_key, &to);
        }>
            <div class="journey-head">
                <Cell at=at("name") label="Name" mode="text"/>
                <Cell at=at("weight") label="Weight"/>
                <div class="journey-share" data-testid="journey-share">
                    <span class="editor-bar" aria-hidden="true">
                        <i style:width=move || format!("{:.2}%", share.get().unwrap_or(0.0) * 100.0)></i>
                    </span>
                    {move || share.get().map(format::share)}
                </div>
                <div class="row-actions">
                    <MoveButton id=button_id("up") name place up=true on_move=shift/>
                    <MoveButton id=button_id("down") name place up=false on_move=shift/>
                    <DuplicateButton name on_duplicate=duplicate/>
                    <RemoveButton name on_remove=move |()| rows.remove(row_key)/>
                </div>
            </div>
            <Fold wrong summary>
                <div class="editor-fields journey-fields">
                    {JOURNEY.iter().filter(|spec| !HEAD.contains(&spec.path)).map(|spec| view! {
                        <Cell at=at(spec.path) label=spec.label unit=spec.unit mode=spec.input_mode()
                            placeholder=Signal::derive(move || editor.draft.with(|draft| draft.text(At::Field(spec.path)).to_owned()))/>
                    }).collect_view()}
                </div>
            </Fold>
        </li>
    }
    .into_any()
}

/// Adds a ready-made type, or one that is like the sections above.
#[component]
fn AddJourney() -> impl IntoView {
    let editor = Editor::get();
    let full = Memo::new(move |_| editor.draft.with(|draft| draft.rows(List::Journeys).len() >= List::Journeys.most()));
    let empty = Journey { name: "journey".to_owned(), ..Journey::default() };
    let buttons = Journey::templates().into_iter().map(|journey| (journey.name.clone(), journey));
    let buttons = buttons.chain([("empty".to_owned(), empty)]).map(|(label, journey)| {
        let id = format!("add-journey-{}", label.replace(' ', "-"));
        view! {
            <button type="button" class="btn btn-small" id=id.clone() data-testid=id aria-disabled=move || full.get().to_string()
                on:click=move |_| {
                    if full.get_untracked() {
                        return;
                    }
                    if let Some(key) = editor.draft.try_update(|draft| draft.add_journey(&journey)) {
                        editor.form.announcement.set(format!("{} added.", journey.name));
                        focus_soon(&At::Cell(List::Journeys, key, "name").id());
                    }
                }>{label}</button>
        }
    });
    view! {
        <div class="add-line" role="group" aria-label="Add a journey">
            <span class="segmented-label">"Add"</span>
            {buttons.collect_view()}
        </div>
    }
    .into_any()
}
