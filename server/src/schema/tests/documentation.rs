//! The section about fields in `docs/api.md` is what the table gives. `UPDATE_DOCS=1 cargo test -p trackstorm fields` writes
//! it anew.

use super::defaults;
use domain::fields::{Entry, Kind, Length, Range, tables};
use std::{fs, path::PathBuf};

const HEADING: &str = "## Fields\n";

fn page() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/api.md")
}

#[test]
fn the_documentation_lists_the_fields_as_they_are() {
    let text = fs::read_to_string(page()).unwrap();
    let (before, rest) = text.split_once(HEADING).expect("a section called Fields");
    let (section, after) = rest.split_at(rest.find("\n## ").expect("a section after it"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(page(), format!("{before}{HEADING}{}{after}", made())).unwrap();
        return;
    }
    assert!(
        section == made(),
        "docs/api.md lists other fields than the table: UPDATE_DOCS=1 cargo test -p trackstorm fields"
    );
}

/// The section, without its heading.
fn made() -> String {
    let mut text = String::from(
        "\nMade from the table in `app/domain/src/fields/`, as are the JSON Schema (`trackstorm schema`) and the OpenAPI document.\n\
         A run follows the fields that are marked as live.\n\n\
         | field | is | values | default | live |\n|---|---|---|---|---|\n",
    );
    for table in tables() {
        for entry in &table.entries {
            let path = format!("{}{}", table.prefix, entry.path);
            let live = if entry.live { "yes" } else { "" };
            let default = default(table.name, entry);
            text += &format!("| `{path}` | {} | {} | {default} | {live} |\n", about(entry), values(entry));
        }
    }
    text
}

fn about(entry: &Entry) -> String {
    let text = format!("{}. {}", entry.label, entry.help);
    text.trim().replace('|', "\\|").replace('<', "&lt;").replace('>', "&gt;")
}

fn values(entry: &Entry) -> String {
    let unit = if entry.unit.is_empty() { String::new() } else { format!(" {}", entry.unit) };
    let some = match &entry.kind {
        Kind::Number(range) => format!("{}{unit}", bounds(range)),
        Kind::Integer(range) => format!("whole, {}{unit}", bounds(range)),
        Kind::Flag => "true or false".to_owned(),
        Kind::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Kind::Day => "YYYY-MM-DD".to_owned(),
        Kind::Text(length, _) => format!("text{}", most(length, "characters")),
        Kind::Secret => "text, never returned".to_owned(),
        Kind::Numbers(range, length) => format!("list of {}{}", bounds(range), most(length, "numbers")),
        Kind::Texts(length) => format!("list of texts{}", most(length, "texts")),
        Kind::Rows(rows) => format!("list{}", most(&rows.length, "entries")),
        Kind::Object(_) => "object".to_owned(),
    };
    if entry.absent.is_empty() { some } else { format!("{some}; null: {}", entry.absent) }
}

fn bounds(range: &Range) -> String {
    let least = if range.above { format!("above {}", range.min) } else { range.min.to_string() };
    if range.has_max() { format!("{least} to {}", range.max) } else { format!("{least} or more") }
}

fn most(length: &Length, what: &str) -> String {
    match length {
        Length { max: usize::MAX, .. } => String::new(),
        Length { min, max } if min == max => format!(", {max} {what}"),
        Length { min: 0, max } => format!(", at most {max} {what}"),
        Length { min, max } => format!(", {min} to {max} {what}"),
    }
}

/// Of lists and objects the parts are told.
fn default(table: &str, entry: &Entry) -> String {
    let is_whole = matches!(entry.kind, Kind::Rows(_) | Kind::Object(_) | Kind::Secret);
    if entry.required {
        return "required".to_owned();
    }
    match defaults::of(table, entry.path) {
        Some(default) if !is_whole => format!("`{default}`"),
        _ => String::new(),
    }
}
