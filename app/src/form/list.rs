//! A list of rows in a form: what can be done to a row, by mouse and by keyboard, said to screen readers; and the row
//! removed last brought back.

use super::{Draft, Form, Row, Rows};
use crate::components::{
    DragList,
    focus::focus_soon,
    icon::{Icon, IconName},
    keys::{Does, Keys},
};
use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;

/// Which list of a draft.
pub trait ListOf: Copy + Send + Sync + 'static {
    /// The draft that has it.
    type Draft: Draft;
    /// Its rows.
    type Row: Row;

    /// Its rows in a draft.
    fn rows(self, draft: &Self::Draft) -> &Rows<Self::Row>;

    /// The same, to be written.
    fn rows_mut(self, draft: &mut Self::Draft) -> &mut Rows<Self::Row>;

    /// Begins ids of its elements.
    fn id(self) -> &'static str;

    /// Id of the input where work on a row begins.
    fn first_input(self, key: u32) -> String;

    /// What a row is called that is no longer in the list.
    fn called(self, row: &Self::Row) -> String;
}

/// A list of the draft that is edited.
pub struct RowList<L: ListOf> {
    list: L,
    draft: RwSignal<L::Draft>,
    form: Form,
    name: Callback<u32, String>,
}

impl<L: ListOf> Clone for RowList<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L: ListOf> Copy for RowList<L> {}

impl<L: ListOf> RowList<L> {
    /// The list in `form`; `name` says what a row is called now.
    pub fn new(
        form: Form,
        list: L,
        draft: RwSignal<L::Draft>,
        name: impl Fn(u32) -> String + Send + Sync + 'static,
    ) -> Self {
        Self { list, draft, form, name: Callback::new(name) }
    }

    /// The keys of the rows in order.
    pub fn keys(self) -> Memo<Vec<u32>> {
        Memo::new(move |_| self.with(Rows::keys))
    }

    /// Where a row stands, and how many there are.
    pub fn place_of(self, key: u32) -> Memo<(usize, usize)> {
        Memo::new(move |_| self.with(|rows| (rows.index_of(key).unwrap_or_default(), rows.len())))
    }

    /// What a row is called.
    pub fn name(self, key: u32) -> String {
        untrack(|| self.name.run(key))
    }

    /// Where a row stands now.
    pub fn index_of(self, key: u32) -> Option<usize> {
        untrack(|| self.with(|rows| rows.index_of(key)))
    }

    /// Changes the list.
    pub fn change<T>(self, change: impl FnOnce(&mut Rows<L::Row>) -> T) -> Option<T> {
        self.draft.try_update(|draft| change(self.list.rows_mut(draft)))
    }

    /// Moves a row one place; `focus` is the id of the element that keeps the focus.
    pub fn shift(self, key: u32, Move { up, focus }: &Move) {
        if self.change(|rows| rows.shift(key, *up)).flatten().is_some() {
            self.say(key, if *up { "moved up" } else { "moved down" });
        }
        focus_soon(focus);
    }

    /// Moves a row to the place of another.
    pub fn place(self, key: u32, at: u32) {
        if key != at && self.change(|rows| rows.place(key, at)).flatten().is_some() {
            self.say(key, "moved");
        }
    }

    /// Copies a row to the place after it, changed by `change`.
    pub fn duplicate(self, key: u32, change: impl FnOnce(&mut L::Row)) -> Option<u32> {
        let copy = self.change(|rows| rows.duplicate(key, change)).flatten()?;
        self.say(copy, "added as a copy");
        focus_soon(&self.list.first_input(copy));
        Some(copy)
    }

    /// Takes a row out; the list offers to bring it back.
    pub fn remove(self, key: u32) {
        self.remove_all(&[key]);
    }

    /// Takes rows out together; the list offers to bring them back.
    pub fn remove_all(self, keys: &[u32]) {
        if self.change(|rows| rows.remove_all(keys)).is_some_and(|count| count > 0) {
            let names = untrack(|| self.with(|rows| self.names_of_removed(rows)));
            self.form.announcement.set(format!("{} removed.", names.unwrap_or_default()));
            focus_soon(&self.undo_id());
        }
    }

    /// Brings the rows removed last back; returns the key of the first.
    pub fn undo(self) -> Option<u32> {
        let key = self.change(Rows::undo).flatten()?;
        self.say(key, "is back");
        focus_soon(&self.list.first_input(key));
        Some(key)
    }

    /// What moves a row when Alt is pressed with an arrow key in one of its inputs.
    pub fn on_key(self, key: u32, event: &KeyboardEvent) -> Option<Move> {
        let up = match Keys::of_element(event)? {
            Does::RowUp => true,
            Does::RowDown => false,
            _ => return None,
        };
        event.prevent_default();
        let focused = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let focused = focused.map(|element| element.id()).filter(|id| !id.is_empty());
        Some(Move { up, focus: focused.unwrap_or_else(|| self.list.first_input(key)) })
    }

    /// For dragging rows, which are elements of this name.
    pub fn drag(self, entry: &'static str) -> DragList {
        DragList {
            entry,
            name: self.name,
            index: Callback::new(move |key| self.index_of(key)),
            place: Callback::new(move |(dragged, at)| self.place(dragged, at)),
        }
    }

    /// What the rows removed last are called, as long as they can be brought back.
    fn removed(self) -> Memo<Option<String>> {
        Memo::new(move |_| self.with(|rows| self.names_of_removed(rows)))
    }

    fn names_of_removed(self, rows: &Rows<L::Row>) -> Option<String> {
        let first = self.list.called(rows.removed().next()?);
        match rows.removed().count() - 1 {
            0 => Some(first),
            more => Some(format!("{first} and {more} more")),
        }
    }

    /// Says of a row where it stands now.
    pub fn say(self, key: u32, what: &str) {
        let (place, of) = untrack(|| self.with(|rows| (rows.index_of(key).map_or(0, |index| index + 1), rows.len())));
        self.form.announcement.set(format!("{} {what}: {place} of {of}.", self.name(key)));
    }

    fn undo_id(self) -> String {
        format!("undo-{}", self.list.id())
    }

    fn with<T>(self, read: impl FnOnce(&Rows<L::Row>) -> T) -> T {
        self.draft.with(|draft| read(self.list.rows(draft)))
    }
}

/// A step of a row.
#[derive(Clone, Debug)]
pub struct Move {
    /// Towards the beginning.
    pub up: bool,
    /// Id of the element that keeps the focus.
    pub focus: String,
}

/// Moves a row one place.
#[component]
pub fn MoveButton(
    /// Id of the button.
    id: String,
    /// What the row is called.
    #[prop(into)]
    name: Signal<String>,
    /// Where it stands, and how many rows there are.
    place: Memo<(usize, usize)>,
    /// Whether it moves towards the beginning.
    up: bool,
    /// Moves it.
    #[prop(into)]
    on_move: Callback<Move>,
) -> impl IntoView {
    let (word, sign) = if up { ("up", "↑") } else { ("down", "↓") };
    let is_at_end = Signal::derive(move || {
        let (index, count) = place.get();
        if up { index == 0 } else { index + 1 >= count }
    });
    let focus = id.clone();
    view! {
        <button type="button" id=id class="btn btn-quiet btn-icon btn-small" data-testid=format!("row-{word}")
            aria-label=move || format!("Move {} {word}", name.get()) aria-disabled=move || is_at_end.get().to_string()
            on:click=move |_| on_move.run(Move { up, focus: focus.clone() })>{sign}</button>
    }
    .into_any()
}

/// Copies a row.
#[component]
pub fn DuplicateButton(
    /// What the row is called.
    #[prop(into)]
    name: Signal<String>,
    /// Copies it.
    #[prop(into)]
    on_duplicate: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="btn btn-quiet btn-icon btn-small" data-testid="row-duplicate" title="Duplicate"
            aria-label=move || format!("Duplicate {}", name.get()) on:click=move |_| on_duplicate.run(())>
            <Icon name=IconName::Copy/><span class="editor-action-word">"Duplicate"</span>
        </button>
    }
    .into_any()
}

/// Takes a row out.
#[component]
pub fn RemoveButton(
    /// What the row is called.
    #[prop(into)]
    name: Signal<String>,
    /// Takes it out.
    #[prop(into)]
    on_remove: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="btn btn-quiet btn-icon btn-small editor-remove" data-testid="row-remove" title="Remove"
            aria-label=move || format!("Remove {}", name.get()) on:click=move |_| on_remove.run(())>
            <Icon name=IconName::Remove/><span class="editor-action-word">"Remove"</span>
        </button>
    }
    .into_any()
}

/// Offers to bring back the row that was removed last.
#[component]
pub fn UndoBar<L: ListOf>(
    /// The list.
    rows: RowList<L>,
    /// More classes.
    #[prop(optional)]
    class: &'static str,
    /// Called with the key of a row that is back.
    #[prop(optional, into)]
    on_undo: Option<Callback<u32>>,
) -> impl IntoView {
    let removed = rows.removed();
    move || {
        removed.get().map(|name| {
            view! {
                <div class=format!("editor-undo {class}").trim_end().to_owned() data-testid="undo-bar">
                    <span>{format!("{name} removed.")}</span>
                    <button type="button" id=rows.undo_id() class="btn btn-small" data-testid="undo"
                        on:click=move |_| {
                            if let (Some(key), Some(on_undo)) = (rows.undo(), on_undo) {
                                on_undo.run(key);
                            }
                        }>"Undo"</button>
                    <button type="button" class="btn btn-quiet btn-icon btn-small" aria-label="Dismiss"
                        on:click=move |_| {
                            rows.change(Rows::forget_removed);
                        }>"×"</button>
                </div>
            }
        })
    }
}
