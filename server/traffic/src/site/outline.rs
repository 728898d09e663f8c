//! Reads the outline of the site, `data/site.txt`, whose head explains the notation.

/// A piece of a title or path.
#[derive(Debug)]
pub(super) enum Part {
    /// Copied as it is.
    Text(&'static str),
    /// `{name}` or `{name=a; b}`: an entry of a list.
    Slot {
        name: &'static str,
        /// The list written in place; without one the list `@name` is meant.
        entries: Vec<&'static str>,
    },
}

/// One line: a page, or one for each entry of its slots.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) title: Vec<Part>,
    /// What the last part of the path is made from.
    pub(super) path: Vec<Part>,
    /// Positions in [`Outline::lines`].
    pub(super) children: Vec<usize>,
}

/// The outline as a tree of lines.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) lines: Vec<Line>,
    /// The lines that are not indented.
    pub(super) roots: Vec<usize>,
    lists: Vec<(&'static str, Vec<&'static str>)>,
}

impl Outline {
    /// Reads the whole text.
    pub(super) fn read(text: &'static str) -> Self {
        let mut outline = Self::default();
        let mut ancestors: Vec<usize> = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            if let Some((name, entries)) = line.strip_prefix('@').and_then(|list| list.split_once('=')) {
                outline.lists.push((name.trim(), split(entries)));
                continue;
            }
            let indentation = line.len() - line.trim_start().len();
            ancestors.truncate(indentation / 2);
            let position = outline.lines.len();
            let parent = ancestors.last().and_then(|parent| outline.lines.get_mut(*parent));
            parent.map_or(&mut outline.roots, |parent| &mut parent.children).push(position);
            let (title, path) = line.trim().split_once(" | ").unwrap_or((line.trim(), line.trim()));
            outline.lines.push(Line { title: parts(title), path: parts(path), children: Vec::new() });
            ancestors.push(position);
        }
        outline
    }

    /// The entries of list `@name`; none if there is no such list.
    pub(super) fn list(&self, name: &str) -> &[&'static str] {
        self.lists.iter().find(|(known, _)| *known == name).map_or(&[], |(_, entries)| entries.as_slice())
    }
}

fn split(entries: &'static str) -> Vec<&'static str> {
    entries.split(';').map(str::trim).collect()
}

fn parts(template: &'static str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((text, (slot, after))) =
        rest.split_once('{').and_then(|(text, tail)| tail.split_once('}').map(|inner| (text, inner)))
    {
        parts.push(Part::Text(text));
        parts.push(match slot.split_once('=') {
            Some((name, entries)) => Part::Slot { name, entries: split(entries) },
            None => Part::Slot { name: slot, entries: Vec::new() },
        });
        rest = after;
    }
    parts.push(Part::Text(rest));
    parts
}
