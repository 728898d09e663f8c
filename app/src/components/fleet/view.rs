//! The view's choice as the page uses it. The address is what counts: it is read from there and changed there.

use super::address::Choice;
use crate::base::{at, below, use_navigate};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_query_map},
};

/// What the person chose to see. A handle: copies see the same choice.
#[derive(Clone, Copy)]
pub struct FleetView {
    /// What is chosen.
    pub choice: Memo<Choice>,
    /// Whether the rows have a history to show.
    pub trend: bool,
    /// The filter as it is being typed, before the address has it.
    typed: RwSignal<Option<String>>,
    path: Memo<String>,
    go: Callback<Choice>,
}

impl FleetView {
    /// The view that the address of this page chooses.
    pub fn of_address(trend: bool) -> Self {
        let query = use_query_map();
        let path = use_location().pathname;
        let path = Memo::new(move |_| path.with(|path| below(path).unwrap_or(path).to_owned()));
        let typed = RwSignal::new(None::<String>);
        let choice = Memo::new(move |_| {
            let mut choice = query.with(Choice::of);
            if let Some(filter) = typed.get() {
                choice.arrangement.filter = filter;
                choice.page = 0;
            }
            choice
        });
        let navigate = use_navigate();
        let go = Callback::new(move |choice: Choice| {
            let address = path.get_untracked() + &choice.query();
            navigate(&address, NavigateOptions { replace: true, scroll: false, ..Default::default() });
        });
        Self { choice, trend, typed, path, go }
    }

    /// Changes the choice, and with it the address; no step in the history.
    pub fn change(self, change: impl FnOnce(&mut Choice)) {
        let mut choice = self.choice.get_untracked();
        change(&mut choice);
        self.go.run(choice);
        self.typed.set(None);
    }

    /// Filters at once by what is being typed; the address follows with [`Self::settle`].
    pub fn type_filter(self, filter: String) {
        self.typed.set(Some(filter));
    }

    /// Brings the address up to what was typed.
    pub fn settle(self) {
        if self.typed.try_get_untracked().flatten().is_some() {
            self.change(|_| ());
        }
    }

    /// The address of this page with another choice.
    pub fn address(self, choice: &Choice) -> String {
        self.path.with(|path| at(format_args!("{path}{}", choice.query())))
    }
}
