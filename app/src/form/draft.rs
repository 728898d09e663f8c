//! What a form edits: texts and choices, so that nothing typed is ever lost because it is not (yet) a number, and what
//! becomes of them when the server has stored them in its own form.

use leptos::prelude::*;
use std::collections::BTreeMap;

/// A draft. Equality is "nothing to save".
pub trait Draft: Clone + PartialEq + Send + Sync + 'static {
    /// What the server stores.
    type Stored;

    /// What `stored` looks like as a draft after this one was saved as it: rows keep their keys, and texts that are
    /// stored nowhere stay.
    #[must_use]
    fn after_saving(&self, stored: &Self::Stored) -> Self;

    /// Takes over what became of `submitted` where it still stands here as it was submitted: edits made while the save
    /// was under way stay.
    fn take_over(&mut self, submitted: &Self, saved: &Self);
}

/// Takes `saved` over if `mine` is what was submitted.
pub fn take_over<T: Clone + PartialEq>(mine: &mut T, submitted: &T, saved: &T) {
    if mine == submitted {
        mine.clone_from(saved);
    }
}

/// The same for each of many texts.
pub fn take_over_texts<K: Ord + Copy>(
    mine: &mut BTreeMap<K, String>,
    submitted: &BTreeMap<K, String>,
    saved: &BTreeMap<K, String>,
) {
    for (key, text) in mine {
        if let (Some(submitted), Some(saved)) = (submitted.get(key), saved.get(key)) {
            take_over(text, submitted, saved);
        }
    }
}

/// What is shown, and what is stored of it.
#[derive(Debug)]
pub struct Drafts<D: Draft> {
    /// What is shown.
    pub draft: RwSignal<D>,
    /// What is stored, as a draft.
    pub saved: RwSignal<D>,
}

impl<D: Draft> Clone for Drafts<D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D: Draft> Copy for Drafts<D> {}

impl<D: Draft> Drafts<D> {
    /// Nothing is edited yet.
    pub fn new(draft: D) -> Self {
        Self { draft: RwSignal::new(draft.clone()), saved: RwSignal::new(draft) }
    }

    /// Whether there is something to save.
    pub fn dirty(self) -> Memo<bool> {
        Memo::new(move |_| self.draft.with(|draft| self.saved.with(|saved| draft != saved)))
    }

    /// `submitted` is stored now, as `stored`.
    pub fn take_over(self, submitted: &D, stored: &D::Stored) {
        let saved = submitted.after_saving(stored);
        self.draft.update(|draft| {
            if draft == submitted {
                draft.clone_from(&saved);
            } else {
                draft.take_over(submitted, &saved);
            }
        });
        self.saved.set(saved);
    }

    /// Goes back to what is stored.
    pub fn discard(self) {
        self.draft.set(self.saved.get_untracked());
    }
}
