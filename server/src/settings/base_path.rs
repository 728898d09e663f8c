//! Which paths Trackstorm can be served below.

/// What Trackstorm's own addresses begin with. Below such a path nobody could tell "/runs/5" with the base path from
/// "/runs/5" without it.
const OWN: [&str; 17] = [
    "api",
    "compare",
    "data",
    "favicon-failing.svg",
    "favicon-running.svg",
    "favicon.svg",
    "funnels",
    "health",
    "metrics",
    "p",
    "pkg",
    "presets",
    "rpc",
    "runs",
    "targets",
    "traffic",
    "vendor",
];

/// Why `path` can be no base path, and what to write instead.
pub(super) fn problem(path: &str) -> Option<String> {
    if path.is_empty() {
        return None;
    }
    let Some(parts) = path.strip_prefix('/').filter(|parts| parts.split('/').all(is_plain)) else {
        return Some(format!(
            "{path:?} is no plain path; write it like \"/load\": a slash before each part, none at the end, and nothing \
             but letters, digits and - . _ ~ in the parts"
        ));
    };
    let own = parts.split('/').next().filter(|first| OWN.contains(first))?;
    Some(format!("/{own} is where Trackstorm itself has something; choose another path, for example \"/load\""))
}

fn is_plain(part: &str) -> bool {
    !matches!(part, "" | "." | "..") && part.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_is_plain_and_none_of_our_own() {
        for path in ["", "/load", "/tools/load", "/~ops/load_1.2-x", "/load/runs", "/dataset"] {
            assert_eq!(problem(path), None, "{path}");
        }
        for path in [
            "load",
            "/",
            "//",
            "/load/",
            "//load",
            "/a//b",
            "/../b",
            "/a/.",
            "/a b",
            "/a?b",
            "/a#b",
            "/\u{fc}",
            "/%6c",
            "/\"x",
            "/<x>",
            "https://a.example/load",
        ] {
            assert!(problem(path).is_some_and(|words| words.contains("no plain path")), "{path}");
        }
        assert!(problem("/api").is_some_and(|words| words.starts_with("/api is where")));
        assert!(problem("/runs/load").is_some());
    }
}
