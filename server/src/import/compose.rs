//! Compose files: the environment of their services, as a mapping or a list. Only that much of YAML is read as such
//! files have there; an environment in another form is named.

use super::{entry::File, env};
use domain::{FieldError, messages::ImportFinding};

/// Whether `text` is a Compose file with an environment.
pub(super) fn is(text: &str) -> bool {
    let has_services = text.lines().any(|line| line.trim_end() == "services:");
    has_services && text.lines().any(|line| line.trim().starts_with("environment:"))
}

/// Reads the environments of all services; of a name that is there several times, the last counts.
pub(super) fn read(text: &str) -> File {
    let mut file = File::default();
    // Indentation of the `environment:` that the lines belong to.
    let mut inside: Option<usize> = None;
    for (index, line) in text.lines().enumerate() {
        let content = line.trim();
        let indentation = line.len() - line.trim_start().len();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        // A list may stand as far left as its key.
        if inside.is_some_and(|at| indentation > at || indentation == at && content.starts_with("- ")) {
            take(index, content, &mut file);
            continue;
        }
        inside = (content == "environment:" || content.starts_with("environment: #")).then_some(indentation);
        if inside.is_none() && content.starts_with("environment:") {
            file.left_out.push(not_read(index));
        }
    }
    file
}

fn take(index: usize, content: &str, file: &mut File) {
    let item = content.strip_prefix("- ").map(str::trim);
    let assignment = match item {
        // `- "KEY=value"`: quotes around all of it.
        Some(item) => {
            let quoted = ['"', '\''].into_iter().find_map(|q| item.strip_prefix(q)?.strip_suffix(q));
            quoted.unwrap_or(item).to_owned()
        }
        None => match content.split_once(':') {
            Some((name, value)) => format!("{}={}", name.trim().trim_matches(['"', '\'']), value.trim()),
            None => String::new(),
        },
    };
    let read = env::read(&assignment);
    if read.entries.is_empty() {
        file.left_out.push(not_read(index));
    }
    file.entries.extend(read.entries);
}

fn not_read(index: usize) -> FieldError {
    FieldError::new(format!("line {}", index + 1), ImportFinding::LineNotRead)
}
