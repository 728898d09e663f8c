//! Which rows of a long list the table shows: search, and those that failed their test, are disabled or selected.

use super::{
    bulk::SelectAll,
    state::{Editor, Probe},
};
use crate::editors::{Draft, Row};
use leptos::prelude::*;
use std::collections::{HashMap, HashSet};

/// Lists longer than this can be searched and edited many at a time; shorter ones are seen at a glance.
pub(super) const LONG: usize = 5;

/// Which of the rows that match the search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Only {
    #[default]
    All,
    /// Whose last test found something wrong, or is under way.
    Failed,
    Disabled,
    Selected,
}

impl Only {
    const ALL: [Self; 4] = [Self::All, Self::Failed, Self::Disabled, Self::Selected];

    fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Failed => "failed",
            Self::Disabled => "disabled",
            Self::Selected => "selected",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::All => "All targets",
            Self::Failed => "Failed their test",
            Self::Disabled => "Disabled",
            Self::Selected => "Selected",
        }
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    /// Part of a name or an address, whatever its case.
    pub text: String,
    pub only: Only,
}

impl Filter {
    /// Whether it leaves nothing out.
    pub(super) fn shows_all(&self) -> bool {
        self.text.trim().is_empty() && self.only == Only::All
    }

    fn shows(&self, row: &Row, probes: &HashMap<u32, Probe>, selected: &HashSet<u32>) -> bool {
        let text = self.text.trim().to_lowercase();
        let found = [&row.name, &row.url].into_iter().any(|field| field.to_lowercase().contains(&text));
        found
            && match self.only {
                Only::All => true,
                Only::Failed => probes.get(&row.key).is_some_and(|probe| !probe.is_good()),
                Only::Disabled => !row.enabled,
                Only::Selected => selected.contains(&row.key),
            }
    }

    /// The keys of the rows it shows, in order.
    pub(super) fn keys(&self, draft: &Draft, probes: &HashMap<u32, Probe>, selected: &HashSet<u32>) -> Vec<u32> {
        draft.rows.iter().filter(|row| self.shows(row, probes, selected)).map(|row| row.key).collect()
    }
}

/// The search; nothing while the list is short.
#[component]
pub(super) fn FilterBar() -> impl IntoView {
    let editor = Editor::get();
    let is_long = Memo::new(move |_| {
        editor.draft.with(|draft| draft.rows.len() > LONG) || editor.filter.with(|filter| !filter.shows_all())
    });
    let shown = move || {
        let all = editor.draft.with(|draft| draft.rows.len());
        let shown = editor.shown.with(Vec::len);
        (shown < all).then(|| format!("{shown} of {all} shown"))
    };
    let choose = move |key: String| {
        let only = Only::ALL.into_iter().find(|only| only.key() == key).unwrap_or_default();
        editor.change_filter(|filter| filter.only = only);
    };
    view! {
        <Show when=move || is_long.get()>
            <div class="editor-filter" role="search">
                <input type="search" class="input" placeholder="Search name or URL" aria-label="Search targets"
                    data-testid="target-search" prop:value=move || editor.filter.with(|filter| filter.text.clone())
                    on:input:target=move |event| editor.change_filter(|filter| filter.text = event.target().value())/>
                <select class="input" aria-label="Which targets" data-testid="target-only"
                    prop:value=move || editor.filter.with(|filter| filter.only.key())
                    on:change:target=move |event| choose(event.target().value())>
                    {Only::ALL.map(|only| view! { <option value=only.key()>{only.words()}</option> })}
                </select>
                <SelectAll/>
                <span class="muted" role="status" data-testid="target-shown">{shown}</span>
            </div>
        </Show>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{MultiTargetConfig, Target};

    #[test]
    fn search_and_choice_narrow_the_list_together() {
        let target = |name: &str, url: &str, enabled| Target { name: name.into(), enabled, ..Target::new(url, 1) };
        let targets = vec![
            target("Berlin", "https://de.example", true),
            target("Paris", "https://fr.example", false),
            target("Lyon", "https://FR.example/x", true),
        ];
        let draft = Draft::of(&MultiTargetConfig { targets, ..Default::default() });
        let keys = draft.rows.keys();
        let selected = HashSet::from([keys[2]]);
        let of = |text: &str, only| {
            Filter { text: text.into(), only }.keys(&draft, &HashMap::from([(keys[1], Probe::Running)]), &selected)
        };
        assert_eq!(of(" ", Only::All), keys);
        assert_eq!(of("fr.EX", Only::All), keys[1..]);
        assert_eq!(of("berl", Only::All), keys[..1]);
        assert_eq!(of("fr.", Only::Disabled), keys[1..2]);
        assert_eq!(of("", Only::Failed), keys[1..2]);
        assert_eq!(of("", Only::Selected), keys[2..]);
        assert_eq!(of("nothing like it", Only::All), [0; 0]);
    }
}
