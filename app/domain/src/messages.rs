//! Every message about configurations, runs and targets: a code and parameters for programs, and for people the
//! English made from them, here and nowhere else (ADR 23).
//!
//! An enum of this room is one topic, a variant one message: its name is the code, its fields are the parameters, its
//! `#[error]` is the sentence. The code that finds something out makes a variant; pages, REST, logs, reports and the
//! command line show it.

mod address;
mod backfill;
mod comparison;
mod connection;
mod cross_field;
mod data_set;
mod exchange;
mod funnel;
mod health;
mod import;
mod input;
mod load;
mod machine;
mod network;
mod number;
mod numbers;
mod paste;
mod probe;
mod rules;
mod run;
mod stored;
mod target;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod visits;

pub use address::{AddressFinding, UrlFinding};
pub use backfill::{BackfillFinding, WindowFinding};
pub use comparison::ComparisonCaveat;
pub use connection::ConnectionFinding;
pub use cross_field::{CrossFieldFinding, FieldNames, Paths};
pub use data_set::{Columns, DataSetFinding, DataSetWarning};
pub use exchange::NotDelivered;
pub use funnel::FunnelFinding;
pub use health::{HealthChange, LoadFate, Meanwhile, OutageCause, Sign};
pub use import::{FileFinding, ImportFinding, NoSettingFinding, SettingFinding};
pub use input::{InputFinding, JsonKind, RequestFinding};
pub use load::{HealthFinding, LoadFinding, ShapeFinding};
pub use machine::{ClockChange, DayLimit, MachineLimit};
pub use network::NetworkDetail;
pub use number::{Number, NumberFinding, Remark};
pub use numbers::{amount, count, duration, exact, grouped, size};
pub use paste::{CellFinding, PasteFinding};
pub use probe::{ProbeDoubt, ProbeResult, SiteCollision, Unasked, UnaskedPart, UnaskedReason};
pub use rules::{RuleExample, RuleFinding, RuleProblem, RulesFinding};
pub use run::{
    Change, EpochCause, LimitChange, LoadChange, Named, RulesChange, RunChange, RunEnd, RunFailure, RunStep,
    TargetsChange,
};
pub use stored::{SecretFinding, StoredFinding};
pub use target::{CertificateFinding, TargetFinding};
pub use text::TextFinding;
pub use token::{TokenRefusal, TokenRefusalReason};
pub use visits::{EntryFinding, LineFinding, MeasuredFinding, ReadFinding, VisitFinding};

use number::is_clause;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt::{self, Display};

/// Parameters by their names.
pub type Params = serde_json::Map<String, serde_json::Value>;

/// A message as programs read it. Both are empty in reports that were stored before there were codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Coded {
    /// Which message it is; does not change from version to version, as its sentence may.
    pub code: String,
    /// What differs from one such message to the next.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub params: Params,
}

/// A message of this room, which serialises as `{code, params}` and displays as its sentence.
pub trait Sentence: Serialize + Display {}

/// A message on its way to people and programs. As a part of another one it is `{code, params}` and its sentence, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub text: String,
    /// The same for programs.
    pub coded: Coded,
}

impl<S: Sentence> From<S> for Message {
    fn from(sentence: S) -> Self {
        let coded = serde_json::to_value(&sentence).and_then(serde_json::from_value);
        // There is nothing in a message that JSON does not know.
        Self { text: sentence.to_string(), coded: coded.unwrap_or_default() }
    }
}

impl Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.coded.serialize(serializer)
    }
}
