//! The input and the list of what fits.

use super::{
    action::Action,
    entry::{Entry, Goes, entries},
    rank::best,
};
use crate::{
    api::menu::{Places, get_places},
    base::at,
    components::{
        Toasts,
        focus::{focus_soon, focus_when_there},
        icon::Icon,
        keys::use_keys,
        use_toasts,
    },
    error::AppError,
    live::use_live,
};
use leptos::{ev, prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// Entries that are shown.
const MOST: usize = 40;
const INPUT: &str = "menu-input";
const LIST: &str = "menu-list";

fn option_id(place: usize) -> String {
    format!("menu-option-{place}")
}

/// What is found and chosen. A handle.
#[derive(Clone, Copy)]
struct Found {
    entries: Memo<Vec<Entry>>,
    chosen: RwSignal<usize>,
    open: RwSignal<bool>,
    toasts: Toasts,
    sheet: RwSignal<bool>,
}

/// Fetches what it needs each time it is opened.
#[component]
pub(super) fn Finder(open: RwSignal<bool>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let places = RwSignal::new(None::<Result<Places, AppError>>);
    Effect::new(move |_| {
        focus_soon(INPUT);
        spawn_local(async move {
            let fetched = get_places().await;
            // It may be closed by then.
            let _ = places.try_set(Some(fetched));
        });
    });
    let all = all_entries(places);
    let chosen = RwSignal::new(0);
    let found = Found {
        entries: Memo::new(move |_| {
            all.with(|all| typed.with(|typed| best(typed, all, MOST).into_iter().cloned().collect()))
        }),
        chosen,
        open,
        toasts: use_toasts(),
        sheet: use_keys().sheet,
    };
    let count = Memo::new(move |_| found.entries.with(Vec::len));
    view! {
        <div class="menu">
            <input type="text" class="input" id=INPUT role="combobox" aria-expanded="true" aria-controls=LIST aria-autocomplete="list"
                aria-activedescendant=move || (count.get() > 0).then(|| option_id(chosen.get())) aria-label="Search or do" placeholder="Action, page, target, preset, run or setting"
                autocomplete="off" autocapitalize="off" spellcheck="false" data-testid="menu-input"
                on:input:target=move |ev| {
                    chosen.set(0);
                    typed.set(ev.target().value());
                }
                on:keydown=move |event| found.press(&event)/>
            <div class="menu-list" id=LIST role="listbox" aria-label="What fits">
                {move || found.entries.get().into_iter().enumerate().map(|(place, entry)| found.option(place, entry)).collect_view()}
            </div>
            <p class="menu-said" role="status" data-testid="menu-said">
                {move || said(places.with(Option::is_none), count.get())}
            </p>
            {move || places.with(failure).map(|message| view! {
                <p class="notice notice-bad">{format!("Targets, presets and runs are missing here: {message}")}</p>
            })}
        </div>
    }
    .into_any()
}

/// What the list comes to.
fn said(is_loading: bool, count: usize) -> String {
    match count {
        _ if is_loading => "Loading targets, presets and runs…".to_owned(),
        0 => "Nothing fits. Try fewer letters, or the name of a target, preset or setting.".to_owned(),
        1 => "1 entry".to_owned(),
        MOST => format!("The first {MOST} entries; type more to find others."),
        count => format!("{count} entries"),
    }
}

fn failure(places: &Option<Result<Places, AppError>>) -> Option<String> {
    places.as_ref()?.as_ref().err().map(|error| error.message.clone())
}

/// Everything that can be found as things stand.
fn all_entries(places: RwSignal<Option<Result<Places, AppError>>>) -> Memo<Vec<Entry>> {
    let live = use_live();
    let run = Memo::new(move |_| live.run.with(|run| run.as_ref().map(|run| run.id)));
    Memo::new(move |_| {
        places.with(|places| {
            let fetched = places.as_ref().and_then(|places| places.as_ref().ok());
            let can_start = fetched.is_some_and(|places| places.targets.iter().any(|target| target.enabled));
            let actions = Action::possible(live.state.get(), run.get(), can_start);
            live.rows.with(|rows| {
                let known: std::collections::HashSet<_> = rows.iter().map(|row| (row.id, row.name.as_str())).collect();
                let nothing = Places::default();
                entries(actions, fetched.unwrap_or(&nothing), |id, name| known.contains(&(id, name)))
            })
        })
    })
}

impl Found {
    fn option(self, place: usize, entry: Entry) -> AnyView {
        let Entry { title, note, kind, icon, goes, .. } = entry;
        let content = view! {
            <Icon name=icon/>
            <span class="menu-title">{title}</span>
            <span class="menu-note">{note}</span>
            <span class="menu-kind">{kind}</span>
        };
        let selected = move || (self.chosen.get() == place).to_string();
        let choose = move |_| self.chosen.set(place);
        match goes {
            // A link, so that a click goes the way of all links, past the question of an editor with unsaved changes; that
            // may hold the click back, so the menu closes when the button is let go.
            Goes::To(address, focus) => {
                let href = at(&address);
                view! {
                <a class="menu-option" role="option" tabindex="-1" id=option_id(place) href=href data-testid="menu-option"
                    aria-selected=selected on:mousemove=choose on:mouseup=move |event| {
                        if event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
                            let address = address.clone();
                            let focus = focus.clone();
                            set_timeout(move || self.leave(&address, focus), Duration::ZERO);
                        }
                    }>{content}</a>
                }
                .into_any()
            }
            Goes::Acts(action) => view! {
                <button type="button" class="menu-option" role="option" tabindex="-1" id=option_id(place) data-testid="menu-option"
                    aria-selected=selected on:mousemove=choose on:click=move |_| self.act(action)>{content}</button>
            }
            .into_any(),
        }
    }

    fn press(self, event: &ev::KeyboardEvent) {
        let count = self.entries.with_untracked(Vec::len);
        if count == 0 || event.is_composing() {
            return;
        }
        let last = count - 1;
        let chosen = self.chosen.get_untracked().min(last);
        let next = match event.key().as_str() {
            "ArrowDown" => {
                if chosen == last {
                    0
                } else {
                    chosen + 1
                }
            }
            "ArrowUp" => chosen.checked_sub(1).unwrap_or(last),
            "PageDown" => (chosen + 8).min(last),
            "PageUp" => chosen.saturating_sub(8),
            "Enter" => {
                event.prevent_default();
                return self.take(chosen);
            }
            _ => return,
        };
        event.prevent_default();
        self.chosen.set(next);
        if let Some(option) = document().get_element_by_id(&option_id(next)) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    /// Does what the entry at this place does.
    fn take(self, place: usize) {
        let goes = self.entries.with_untracked(|entries| entries.get(place).map(|entry| entry.goes.clone()));
        match goes {
            Some(Goes::Acts(action)) => self.act(action),
            Some(Goes::To(address, focus)) => {
                let link = document().get_element_by_id(&option_id(place));
                if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
                    link.click();
                }
                self.leave(&address, focus);
            }
            None => {}
        }
    }

    fn act(self, action: Action) {
        let Self { open, toasts, sheet, .. } = self;
        open.set(false);
        action.perform(toasts, sheet);
    }

    /// Closes it, as what was chosen is on its way.
    fn leave(self, address: &str, focus: Vec<String>) {
        self.open.set(false);
        focus_when_there(address, focus);
    }
}
