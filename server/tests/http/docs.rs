//! Every block of the documentation is run or checked, so that what a reader copies works. docs/testing.md says how.

mod blocks;
mod json;
mod shell;

use crate::support::Server;
use blocks::{Block, Mark};
use futures::future::join_all;
use shell::Place;
use tokio::sync::OnceCell;

#[tokio::test(flavor = "multi_thread")]
async fn every_block_does_what_the_docs_say() {
    let (blocks, mut problems) = blocks::find(&shell::repository());
    assert!(blocks.len() > 20, "the docs have more than {} blocks", blocks.len());
    let files: Vec<&Block> = blocks.iter().filter(|block| matches!(block.mark, Mark::File(_))).collect();
    let pages = blocks.chunk_by(|a, b| a.file == b.file).map(|page| problems_of_page(page, &files));
    problems.extend(join_all(pages).await.into_iter().flatten());
    problems.extend(problems_of_json(&blocks).await);
    problems.extend(files.iter().filter_map(|file| problem_unread(file, &blocks)));
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

async fn problems_of_page(page: &[Block], files: &[&Block]) -> Vec<String> {
    let mut problems = Vec::new();
    let place = OnceCell::new();
    for block in page {
        problems.extend(match (block.language.as_str(), &block.mark) {
            ("sh", Mark::NotRun) => shell::problem_unrun(block).await,
            ("sh", _) => place.get_or_init(|| Place::new(files)).await.problem(block).await,
            // For other programs, which need not be on this machine.
            ("mermaid" | "nginx", _) => None,
            ("json" | "", _) | ("env", Mark::File(_)) => None,
            _ => Some(block.problem("is of a kind that no test runs or checks; shell is called sh")),
        });
    }
    problems
}

/// All but files, which the command line reads: it knows `env:NAME`, and the server does not.
async fn problems_of_json(blocks: &[Block]) -> Vec<String> {
    let server = Server::start().await;
    let document = server.get("/api/openapi.json").await.expect(200);
    let mut problems = Vec::new();
    for block in blocks.iter().filter(|block| block.language == "json" && block.mark == Mark::None) {
        problems.extend(json::problem(&server, &document, block).await);
    }
    problems
}

/// A file proves nothing unless a command reads it.
fn problem_unread(file: &Block, blocks: &[Block]) -> Option<String> {
    let Mark::File(name) = &file.mark else { return None };
    let mut commands = blocks.iter().filter(|block| block.language == "sh" && block.mark == Mark::None);
    (!commands.any(|block| block.text.contains(name))).then(|| file.problem("is a file that no command reads"))
}

fn blocks_of(page: &str) -> Vec<Block> {
    blocks::read("page.md", page).unwrap()
}

#[test]
fn a_comment_must_have_a_block_and_a_reason_that_is_known() {
    let marks: Vec<_> =
        blocks_of("<!-- file: a b -->\n\n```sh\n```\n<!-- not run: needs perf -->\n~~~sh\n~~~\n```sh\n```")
            .into_iter()
            .map(|block| (block.line, block.mark))
            .collect();
    assert_eq!(marks, [(3, Mark::File("a b".into())), (6, Mark::NotRun), (8, Mark::None)]);
    for (page, problem) in [
        ("<!-- not run: no time -->\n```sh\n```", "page.md:1: \"not run: no time\" is neither"),
        ("<!-- not run: -->\n```sh\n```", "page.md:1: \"not run:\" is neither"),
        ("<!-- not run: needs perf -->\ntext\n```sh\n```", "page.md:2: a comment on a block stands before none"),
        ("text\n```sh\ntrue", "page.md:2: the block does not end"),
    ] {
        let found = blocks::read("page.md", page).unwrap_err();
        assert!(found.starts_with(problem), "{found}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_work_is_told_with_its_place_and_output() {
    let fleet = blocks_of(
        "<!-- file: fleet.json -->\n```json\n{ \"targets\": [{ \"url\": \"https://m.example.org\", \"site_id\": 1 }] }\n```",
    );
    let files: Vec<&Block> = fleet.iter().collect();
    for (page, parts) in [
        ("```sh\ntrackstorm run fleet.jsn\n```", ["page.md:1: fails", "exit status: 2", "fleet.jsn"]),
        ("\n```sh\ncurl $BASE/api/statsu\ntrue\n```", ["page.md:2: fails", "exit status: 22", "not_found"]),
        ("```sh\nmake nothing\n```", ["fails", "exit status: 2", "nothing"]),
        ("```sh\ncargo bench -p engine --bench nothing\n```", ["fails", "exit status: 1", "false"]),
        ("```sh\ntrackstorm serve --demoo\n```", ["fails", "exit status", "--demoo"]),
        ("<!-- not run: needs perf -->\n```sh\nfor\n```", ["page.md:2", "syntax error", "for"]),
        ("<!-- not run: needs perf -->\n```sh\nawk -f server/x\n```", ["page.md:2", "there is no", "server/x"]),
        ("```toml\n```", ["page.md:1", "is of a kind", "sh"]),
        ("<!-- file: x -->\n```toml\n```", ["page.md:2", "is of a kind", "sh"]),
    ] {
        let problems = problems_of_page(&blocks_of(page), &files).await;
        assert_eq!(problems.len(), 1, "{page}");
        for part in parts {
            assert!(problems[0].contains(part), "{part} is missing in: {}", problems[0]);
        }
    }
    let read = blocks_of("<!-- file: a.json -->\n```json\n```\n```sh\ntrackstorm run a.json\n```");
    assert_eq!(problem_unread(&read[0], &read), None);
    assert!(problem_unread(&read[0], &read[..1]).unwrap().starts_with("page.md:2: is a file that no command reads"));
    for (json, problem) in [
        ("{", "is no JSON"),
        (r#"{ "cuncurrency": 5 }"#, "did you mean concurrency?"),
        (r#"{ "url": "https://m.example.org", "site_id": 1, "wieght": 1 }"#, "did you mean weight?"),
        (r#"{ "state": "running", "totals": { "hits": { "planed": 1 } } }"#, "planed"),
        (r#"{ "state": "running", "epochs": 3 }"#, "epochs"),
        (r#"{ "error": { "code": "invalid", "reason": "" } }"#, "reason"),
    ] {
        let problems = problems_of_json(&blocks_of(&format!("```json\n{json}\n```"))).await;
        assert!(problems.len() == 1 && problems[0].contains(problem), "{problem} is missing in: {problems:?}");
    }
}
