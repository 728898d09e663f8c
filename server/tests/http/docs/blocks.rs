//! Finds the fenced blocks of the documentation, and what a comment right before one says of it.

use std::path::Path;

/// Why a block is not run: whoever has a reason that is not here adds it, for all to see.
const EXCUSES: [&str; 3] = ["needs a browser", "needs wrk, oha and locust", "needs perf"];

/// A fenced block.
#[derive(Debug)]
pub(super) struct Block {
    /// Relative to the repository.
    pub file: String,
    /// Of its first fence, from 1.
    pub line: usize,
    pub language: String,
    pub text: String,
    pub mark: Mark,
}

/// What the comment before a block says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    /// `<!-- file: NAME -->`: other blocks find it as a file of this name.
    File(String),
    /// `<!-- not run: REASON -->`, with one of [`EXCUSES`].
    NotRun,
}

impl Block {
    /// A sentence that says where it is.
    pub(super) fn problem(&self, what: &str) -> String {
        format!("{}:{}: {what}\n{}", self.file, self.line, indented(&self.text))
    }
}

pub(super) fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// All blocks of the pages at the top and in `docs`, page by page; and what is wrong with fences and comments.
pub(super) fn find(repository: &Path) -> (Vec<Block>, Vec<String>) {
    let mut pages = Vec::new();
    collect(repository, false, &mut pages);
    collect(&repository.join("docs"), true, &mut pages);
    pages.sort();
    let mut blocks = Vec::new();
    let mut problems = Vec::new();
    for page in pages {
        let name = page.strip_prefix(repository).unwrap().display().to_string();
        match read(&name, &std::fs::read_to_string(&page).unwrap()) {
            Ok(found) => blocks.extend(found),
            Err(problem) => problems.push(problem),
        }
    }
    (blocks, problems)
}

fn collect(folder: &Path, deep: bool, pages: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && deep {
            collect(&path, deep, pages);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
}

/// The blocks of one page.
pub(super) fn read(file: &str, page: &str) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::new();
    let mut mark = Mark::None;
    let mut lines = page.lines().zip(1..);
    while let Some((text, line)) = lines.next() {
        let words = text.trim();
        let Some(language) = words.strip_prefix("```").or(words.strip_prefix("~~~")) else {
            if mark != Mark::None && !words.is_empty() {
                return Err(format!("{file}:{line}: a comment on a block stands before none"));
            }
            if let Some(comment) = words.strip_prefix("<!--") {
                mark = read_mark(comment).map_err(|problem| format!("{file}:{line}: {problem}"))?;
            }
            continue;
        };
        let fence = &words[..3];
        let indent = text.len() - text.trim_start().len();
        let mut body = String::new();
        loop {
            let Some((text, _)) = lines.next() else {
                return Err(format!("{file}:{line}: the block does not end"));
            };
            if text.trim() == fence {
                break;
            }
            body.push_str(text.get(indent..).unwrap_or_default());
            body.push('\n');
        }
        let mark = std::mem::replace(&mut mark, Mark::None);
        blocks.push(Block { file: file.to_owned(), line, language: language.to_owned(), text: body, mark });
    }
    Ok(blocks)
}

fn read_mark(comment: &str) -> Result<Mark, String> {
    let comment = comment.trim().trim_end_matches("-->").trim();
    match comment.split_once(':') {
        Some(("file", name)) => Ok(Mark::File(name.trim().to_owned())),
        Some(("not run", reason)) if EXCUSES.contains(&reason.trim()) => Ok(Mark::NotRun),
        _ => Err(format!("{comment:?} is neither \"file: NAME\" nor \"not run: REASON\" with one of {EXCUSES:?}")),
    }
}
