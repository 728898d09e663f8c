//! What the tabs of a browser tell each other.

use super::Connection;
use serde::{Deserialize, Serialize};

/// A message to all tabs; who is not meant does not listen. `from` and `to` are numbers of tabs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TabMessage {
    /// A tab asks the leader how things are.
    Ask {
        /// Who asks.
        from: u64,
        /// The event it knows last.
        seq: Option<u64>,
        /// Whether somebody sees it.
        visible: bool,
    },
    /// The leader says how its stream stands.
    State {
        /// The leader.
        from: u64,
        /// Its stream.
        connection: Connection,
    },
    /// The leader passes on an event of its stream; it follows as it came.
    Event {
        /// The leader.
        from: u64,
    },
    /// The leader tells a tab all it knows; the event follows.
    Full {
        /// Whom.
        to: u64,
    },
    /// A tab leads from now on.
    Lead {
        /// Which.
        from: u64,
    },
    /// The leader, which nobody sees, leaves the stream to a tab that is seen.
    Yours {
        /// Which.
        to: u64,
    },
    /// The leader is closed.
    Left {
        /// The leader it was.
        from: u64,
    },
}

impl TabMessage {
    /// The message: a line of JSON, then the event, if one follows, as it is: large ones are not packed twice.
    pub fn write(self, event: &str) -> String {
        // A type of ours without maps: it can be written.
        let header = serde_json::to_string(&self).unwrap_or_default();
        format!("{header}\n{event}")
    }

    /// What [`TabMessage::write`] wrote, and the event; `None` for anything else.
    pub fn read(message: &str) -> Option<(Self, &str)> {
        let (header, event) = message.split_once('\n')?;
        Some((serde_json::from_str(header).ok()?, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_with_its_event() {
        let from = 9_007_199_254_740_991;
        let messages = [
            TabMessage::Ask { from, seq: None, visible: true },
            TabMessage::Ask { from, seq: Some(7), visible: false },
            TabMessage::State { from, connection: Connection::Waiting { until: 1_767_225_600_123.5 } },
            TabMessage::Event { from },
            TabMessage::Full { to: 0 },
        ];
        for header in messages {
            for event in ["", "{\"delta\":{}}", "two\nlines"] {
                assert_eq!(TabMessage::read(&header.write(event)), Some((header, event)));
            }
        }
        for other in ["", "{}", "{}\n", "{\"event\":{}}\n", "\n"] {
            assert_eq!(TabMessage::read(other), None, "{other:?}");
        }
    }
}
