//! Lines of libraries, as many as help: one bad certificate makes the TLS library write a line for every hit, and
//! everything else would be lost among them.

use parking_lot::Mutex;
use std::{collections::HashMap, fmt, time::Duration};
use tokio::time::Instant;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

/// Lines of one part of a library within [`WINDOW`].
const AT_MOST: u32 = 10;
const WINDOW: Duration = Duration::from_secs(60);
/// Our own rooms, whose lines are few and all meant to be read.
const OWN: [&str; 8] = ["trackstorm", "engine", "transport", "store", "traffic", "app", "domain", "matomo_sim"];
/// Where the lines of libraries that use the crate `log` seem to come from; a field says where they do.
const BRIDGED: &str = "log";

/// Limits how many lines of each part of a library are written.
#[derive(Debug, Default)]
pub(super) struct Libraries(Mutex<HashMap<String, Lines>>);

#[derive(Debug)]
struct Lines {
    since: Instant,
    count: u32,
}

/// What is done with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It is written.
    Pass,
    /// It is written; this many before it were not.
    PassAfter(u32),
    /// It is the first that is not written.
    Begin,
    /// It is not written.
    LeaveOut,
}

impl Libraries {
    fn judge(&self, part: &str, now: Instant) -> Verdict {
        let mut parts = self.0.lock();
        let Some(lines) = parts.get_mut(part) else {
            parts.insert(part.to_owned(), Lines { since: now, count: 1 });
            return Verdict::Pass;
        };
        if now.duration_since(lines.since) >= WINDOW {
            let left_out = lines.count.saturating_sub(AT_MOST);
            *lines = Lines { since: now, count: 1 };
            return if left_out > 0 { Verdict::PassAfter(left_out) } else { Verdict::Pass };
        }
        lines.count = lines.count.saturating_add(1);
        match lines.count {
            ..=AT_MOST => Verdict::Pass,
            count if count == AT_MOST + 1 => Verdict::Begin,
            _ => Verdict::LeaveOut,
        }
    }
}

impl<S: Subscriber> Layer<S> for Libraries {
    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        let mut part = Part(event.metadata().target().to_owned());
        if part.0 == BRIDGED {
            event.record(&mut part);
        }
        let room = part.0.split("::").next().unwrap_or_default();
        if OWN.contains(&room) {
            return true;
        }
        match self.judge(&part.0, Instant::now()) {
            Verdict::Pass => true,
            Verdict::PassAfter(left_out) => {
                tracing::info!(library = part.0, left_out, "lines of a library were left out");
                true
            }
            Verdict::Begin => {
                tracing::info!(library = part.0, "further lines of a library are left out for a minute");
                false
            }
            Verdict::LeaveOut => false,
        }
    }
}

/// The part of a library that a line is from.
struct Part(String);

impl Visit for Part {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "log.target" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_of_ours_that_logs_is_our_own() {
        let server = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = std::fs::read_dir(server).unwrap().map(|entry| entry.unwrap().path());
        let manifests = folders.filter_map(|folder| {
            let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
            manifest.contains("\ntracing.workspace").then_some(folder)
        });
        let crates: Vec<String> =
            manifests.map(|f| f.file_name().unwrap().to_str().unwrap().replace('-', "_")).collect();
        assert!(crates.contains(&"transport".to_owned()), "{crates:?}");
        assert!(crates.iter().all(|name| OWN.contains(&name.as_str())), "{crates:?}");
    }

    #[test]
    fn ten_lines_a_minute_pass_and_the_rest_is_counted() {
        let libraries = Libraries::default();
        let start = Instant::now();
        for line in 0..100 {
            let verdict = libraries.judge("rustls::conn", start + Duration::from_millis(line));
            let expected = match line {
                0..10 => Verdict::Pass,
                10 => Verdict::Begin,
                _ => Verdict::LeaveOut,
            };
            assert_eq!(verdict, expected, "{line}");
        }
        assert_eq!(libraries.judge("h2::client", start), Verdict::Pass, "another part is another matter");
        assert_eq!(libraries.judge("rustls::conn", start + WINDOW), Verdict::PassAfter(90));
        assert_eq!(libraries.judge("rustls::conn", start + WINDOW), Verdict::Pass);
    }
}
