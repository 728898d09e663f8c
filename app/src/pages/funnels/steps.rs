//! The steps in order, and what can be done to them: add, copy, remove and bring back, move. The focus
//! follows the step.

use super::{
    state::{Editor, step_id},
    step::StepCard,
};
use crate::{
    components::focus::focus_soon,
    components::{Drag, DragList},
    editor::funnel::field::kind_name,
};
use leptos::prelude::*;

impl Editor {
    /// Adds a page view at the end.
    pub fn add_step(self) {
        let mut added = None;
        self.change(|draft| added = Some(draft.add()));
        if let Some(key) = added {
            focus_soon(&step_id(key, "type"));
        }
    }

    /// Copies a step to the place after it.
    pub fn duplicate_step(self, key: u32) {
        let mut copy = None;
        self.change(|draft| copy = draft.duplicate(key));
        if let Some(copy) = copy {
            self.say(copy, "added as a copy");
            focus_soon(&step_id(copy, "type"));
        }
    }

    /// Takes a step out; the page offers to bring it back.
    pub fn remove_step(self, key: u32) {
        let name = self.step_name(key);
        let mut removed = None;
        self.change(|draft| removed = draft.remove(key));
        if removed.is_some() {
            self.removed.set(removed);
            self.said.set(format!("{name} removed."));
            focus_soon("step-undo");
        }
    }

    /// Brings the step removed last back.
    pub fn undo_remove(self) {
        let Some((index, step)) = self.removed.get_untracked() else { return };
        self.removed.set(None);
        let key = step.key;
        self.change(|draft| draft.put_back(index, step));
        self.say(key, "is back");
        focus_soon(&step_id(key, "type"));
    }

    /// Moves a step one place; `focus` is the id of the element that keeps the focus.
    pub fn shift_step(self, key: u32, up: bool, focus: &str) {
        let mut moved = None;
        self.change(|draft| moved = draft.shift(key, up));
        if moved.is_some() {
            self.say(key, if up { "moved up" } else { "moved down" });
        }
        focus_soon(focus);
    }

    fn place_step(self, key: u32, at: u32) {
        let mut moved = None;
        if key != at {
            self.change(|draft| moved = draft.place(key, at));
        }
        if moved.is_some() {
            self.say(key, "moved");
        }
    }

    fn step_name(self, key: u32) -> String {
        let kind = self.draft.with_untracked(|draft| draft.step(key).map(|step| step.kind));
        kind.map_or_else(String::new, |kind| kind_name(kind).to_owned())
    }

    fn say(self, key: u32, what: &str) {
        let (place, of) =
            self.draft.with_untracked(|draft| (draft.index_of(key).map_or(0, |index| index + 1), draft.steps.len()));
        self.said.set(format!("{} {what}: step {place} of {of}.", self.step_name(key)));
    }
}

#[component]
pub(super) fn Steps() -> impl IntoView {
    let editor = Editor::get();
    let keys =
        Memo::new(move |_| editor.draft.with(|draft| draft.steps.iter().map(|step| step.key).collect::<Vec<_>>()));
    Drag::provide(DragList {
        entry: "li",
        name: Callback::new(move |key| editor.step_name(key)),
        index: Callback::new(move |key| editor.draft.with_untracked(|draft| draft.index_of(key))),
        place: Callback::new(move |(dragged, at)| editor.place_step(dragged, at)),
    });
    view! {
        <section class="funnel-steps" aria-labelledby="funnel-steps">
            <header class="steps-head">
                <h2 id="funnel-steps" tabindex="-1">"Steps"</h2>
                <p class="muted">"Each is one hit. Alt with the up or down arrow key moves a step."</p>
            </header>
            {move || editor.removed.get().map(|_| view! {
                <div class="editor-undo card-line">
                    <span>"Step removed."</span>
                    <button type="button" class="btn btn-small" id="step-undo" data-testid="step-undo"
                        on:click=move |_| editor.undo_remove()>"Undo"</button>
                </div>
            })}
            <ol class="step-list">
                <For each=move || keys.get() key=|key| *key let:key>
                    <StepCard step_key=key/>
                </For>
            </ol>
            <button type="button" class="btn" data-testid="step-add" on:click=move |_| editor.add_step()>"Add step"</button>
        </section>
    }
    .into_any()
}
