//! What the command menu finds: actions, sections, targets, presets, runs and settings.

use super::{action::Action, rank::Findable};
use crate::{
    api::menu::Places,
    components::{fleet::INSPECTOR_TITLE, icon::IconName, nav::SECTIONS, run_history::host},
    editors::traffic::Section,
    form::id_of_path,
    format,
    pages::targets_address,
};
use domain::fields;

/// Id of a page's content.
const CONTENT: &str = "content";

/// What choosing an entry does.
#[derive(Clone, Debug, PartialEq)]
pub enum Goes {
    /// Does something.
    Acts(Action),
    /// Leads to an address below the base path, and there to the first of these elements that the page has.
    To(String, Vec<String>),
}

/// An entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it is called.
    pub title: String,
    /// What it is about, shown beside the title.
    pub note: String,
    /// What kind of thing it is.
    pub kind: &'static str,
    /// Its icon.
    pub icon: IconName,
    /// What happens.
    pub goes: Goes,
    words: String,
}

impl Findable for Entry {
    fn title(&self) -> &str {
        &self.title
    }

    fn words(&self) -> &str {
        &self.words
    }
}

fn entry(kind: &'static str, icon: IconName, title: impl Into<String>, note: impl Into<String>, goes: Goes) -> Entry {
    let note = note.into();
    Entry { title: title.into(), words: format!("{note} {kind}"), note, kind, icon, goes }
}

fn to(address: impl Into<String>, focus: &[&str]) -> Goes {
    Goes::To(address.into(), focus.iter().map(|&id| id.to_owned()).chain([CONTENT.to_owned()]).collect())
}

/// Everything. `is_in_run` says whether the run on the dashboard has the target with this id and name.
pub fn entries(actions: Vec<Action>, places: &Places, is_in_run: impl Fn(i64, &str) -> bool) -> Vec<Entry> {
    let actions = actions
        .into_iter()
        .map(|action| entry("Action", action.icon(), action.title(), action.note(), Goes::Acts(action)));
    let sections =
        SECTIONS.into_iter().map(|section| entry("Page", section.icon, section.name, "", to(section.path, &[])));
    let presets = places.presets.iter().map(|preset| {
        let goes = to(format!("/p/{}", preset.slug), &[]);
        entry("Preset", IconName::Presets, preset.name.as_str(), preset.description.as_str(), goes)
    });
    let runs = places.runs.iter().map(|run| {
        let name = &run.name;
        let note = format!("{name} · {}", format::utc(&run.started_at));
        entry("Run", IconName::Runs, format!("Run {}", run.id), note, to(format!("/runs/{}", run.id), &[]))
    });
    let targets = places.targets.iter().enumerate().map(|(index, target)| {
        let goes = if is_in_run(target.id, &target.name) {
            to(format!("/?target={}", target.id), &[INSPECTOR_TITLE])
        } else {
            let (address, input) = targets_address(index);
            to(address, &[&input])
        };
        entry("Target", IconName::Targets, target.name.as_str(), host(&target.url), goes)
    });
    actions.chain(sections).chain(presets).chain(runs).chain(targets).chain(settings()).collect()
}

/// The fields of the configuration, and of a target.
fn settings() -> impl Iterator<Item = Entry> {
    let of_config = fields::config().map(|field| {
        let (note, goes) = where_is(field.path);
        setting(field.label, field.path, field.help, note, goes)
    });
    let of_target = fields::TARGET.iter().map(|field| (field.label, field.path, field.help));
    let of_connection = fields::CONNECTION.iter().map(|field| (field.label, field.path, field.help));
    let of_target = of_target.chain(of_connection).map(|(label, path, help)| {
        setting(label, path, help, "Targets, of each target", to("/targets", &[&id_of_path("targets")]))
    });
    // What is stored says it; nobody sets it.
    of_config.chain(of_target.filter(|entry| !entry.title.starts_with("Has a ")))
}

fn setting(label: &str, path: &str, help: &str, note: &str, goes: Goes) -> Entry {
    let entry = entry("Setting", IconName::Sliders, label, note, goes);
    Entry { words: format!("{} {path} {help}", entry.words), ..entry }
}

/// The page and section of a field of the configuration, and the way there.
fn where_is(path: &str) -> (&'static str, Goes) {
    let id = id_of_path(path);
    // What has fields of its own stands with them.
    let section = Section::of_path(path).or_else(|| Section::of_path(&format!("{path}.")));
    match (section, path.split('.').next()) {
        (Some(section), _) => (section.title(), to(format!("/traffic#{}", section.id()), &[&id, section.id()])),
        (None, Some("funnels")) => ("Funnels", to("/funnels", &[])),
        (None, Some("data_sets")) => ("Data", to("/data", &[])),
        (None, _) => ("Targets", to("/targets", &[&id])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::menu::{PresetPlace, RunPlace, TargetPlace},
        components::command_menu::rank::best,
    };

    fn places() -> Places {
        let target = |id, name: &str| TargetPlace {
            id,
            name: name.to_owned(),
            url: format!("https://{name}.example.org/matomo"),
            enabled: true,
        };
        Places {
            targets: vec![target(5, "north"), target(9, "south")],
            presets: vec![PresetPlace {
                slug: "rush-hour".to_owned(),
                name: "Rush hour".to_owned(),
                description: "Mondays".to_owned(),
            }],
            runs: vec![RunPlace {
                id: 12,
                name: "Morning peak".to_owned(),
                started_at: "2026-12-01T04:30:00Z".to_owned(),
            }],
        }
    }

    fn first(typed: &str) -> (String, String) {
        let all = entries(vec![Action::Keys], &places(), |id, _| id == 9);
        let found = best(typed, &all, 1);
        let found = found.first().unwrap_or_else(|| panic!("nothing is found by {typed}"));
        let address = match &found.goes {
            Goes::To(address, _) => address.clone(),
            Goes::Acts(action) => format!("{action:?}"),
        };
        (found.title.clone(), address)
    }

    #[test]
    fn each_kind_of_thing_is_found_and_leads_to_its_place() {
        for (typed, title, address) in [
            ("keyboard", "Show all keys", "Keys"),
            ("funnels", "Funnels", "/funnels"),
            ("rush", "Rush hour", "/p/rush-hour"),
            ("run 12", "Run 12", "/runs/12"),
            ("south", "south", "/?target=9"),
            ("north.example", "north", "/targets?page=1"),
            ("visits per day", "Visits per day", "/traffic#volume"),
            ("bulk_size", "Hits per request", "/traffic#sending"),
            ("distribution_strategy", "Strategy", "/targets"),
        ] {
            assert_eq!(first(typed), (title.to_owned(), address.to_owned()), "{typed}");
        }
    }

    #[test]
    fn every_setting_has_a_page() {
        for entry in settings() {
            let Goes::To(address, focus) = &entry.goes else { panic!("{entry:?}") };
            let path = address.split(['#', '?']).next();
            assert!(SECTIONS.iter().any(|section| Some(section.path) == path), "{entry:?}");
            assert!(!focus.is_empty() && !entry.note.is_empty(), "{entry:?}");
        }
    }
}
