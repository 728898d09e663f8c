//! Makes pages of the outline's lines: one for each combination of list entries, level by level.

use super::outline::{Outline, Part};
use std::ops::Range;

/// Which entry each list stands for, from the top of the site down to a page.
type Chosen = Vec<(&'static str, &'static str)>;

/// A page that is not encoded yet.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) title: String,
    /// From the root, with a leading and without a trailing slash.
    pub(super) path: String,
    pub(super) parent: Option<usize>,
    pub(super) siblings: Range<usize>,
    pub(super) children: Range<usize>,
    line: usize,
    chosen: Chosen,
}

/// All pages below the home page, breadth first, and which of them are the sections.
pub(super) fn expand(outline: &Outline) -> (Range<usize>, Vec<Draft>) {
    let mut drafts = Vec::new();
    let sections = grow(outline, &mut drafts, &outline.roots, None, "", &Chosen::new());
    let mut next = 0;
    while let Some((line, path, chosen)) = drafts.get(next).map(|d: &Draft| (d.line, d.path.clone(), d.chosen.clone()))
    {
        let lines = outline.lines.get(line).map_or(&[][..], |line| line.children.as_slice());
        let children = grow(outline, &mut drafts, lines, Some(next), &path, &chosen);
        if let Some(draft) = drafts.get_mut(next) {
            draft.children = children;
        }
        next += 1;
    }
    (sections, drafts)
}

/// Appends the pages that `lines` stand for below one parent; gives their positions.
fn grow(
    outline: &Outline,
    drafts: &mut Vec<Draft>,
    lines: &[usize],
    parent: Option<usize>,
    parent_path: &str,
    chosen: &Chosen,
) -> Range<usize> {
    let start = drafts.len();
    for (&line, parts) in lines.iter().filter_map(|line| outline.lines.get(*line).map(|parts| (line, parts))) {
        for chosen in combinations(outline, &parts.title, chosen) {
            let path = format!("{parent_path}/{}", slug(&render(&parts.path, &chosen)));
            let title = render(&parts.title, &chosen);
            drafts.push(Draft { title, path, parent, siblings: 0..0, children: 0..0, line, chosen });
        }
    }
    let siblings = start..drafts.len();
    for draft in drafts.iter_mut().skip(start) {
        draft.siblings = siblings.clone();
    }
    siblings
}

/// `chosen` with every combination of entries for the slots of `title` it says nothing about.
fn combinations(outline: &Outline, title: &[Part], chosen: &Chosen) -> Vec<Chosen> {
    let mut combinations = vec![chosen.clone()];
    for part in title {
        let Part::Slot { name, entries } = part else { continue };
        if chosen.iter().any(|(known, _)| known == name) {
            continue;
        }
        let entries = if entries.is_empty() { outline.list(name) } else { entries };
        combinations = combinations
            .iter()
            .flat_map(|before| entries.iter().map(|entry| [before.as_slice(), &[(*name, *entry)]].concat()))
            .collect();
    }
    combinations
}

fn render(parts: &[Part], chosen: &Chosen) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => *text,
            Part::Slot { name, .. } => chosen.iter().find(|(known, _)| known == name).map_or("", |(_, entry)| *entry),
        })
        .collect()
}

/// A title as part of a path: lower-case ASCII words joined by hyphens.
fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for letter in title.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' | 'å' => slug.push('a'),
            'ö' => slug.push('o'),
            'ü' => slug.push('u'),
            '\'' => {}
            letter if letter.is_ascii_alphanumeric() => slug.push(letter),
            _ if slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_matches('-').to_owned()
}
