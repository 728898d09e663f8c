//! What an import says of a file of Trafficinator's, and of what it leaves out of it.

use super::{InputFinding, Message, Sentence, size};
use serde::Serialize;

/// Why a text is nothing that can be imported; nothing of its content is repeated.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum FileFinding {
    #[error("is empty; it must be the content of a .env file, a preset or funnels")]
    FileEmpty,
    #[error("has more than {} settings; it must be the content of a .env file, a preset or funnels", size(*.most))]
    TooManySettings { most: usize },
    #[error(
        "is neither a .env or Compose file of Trafficinator (lines like TARGET_VISITS_PER_DAY=20000) nor a preset or funnels \
         as JSON"
    )]
    NotImportable,
    #[error("is not valid JSON, at line {line} column {column}")]
    FileNotJson { line: usize, column: usize },
    #[error("must be a preset, a configuration or a list of funnels")]
    FileOfSomethingElse,
    #[error(
        "is a configuration of Trackstorm already; use it as it is: in the editor, with PUT /api/config or with trackstorm run"
    )]
    OursAlready,
    #[error(transparent)]
    #[serde(untagged)]
    Input(InputFinding),
}

impl Sentence for FileFinding {}

/// Why a part of a file is left out, or what was made of it.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum ImportFinding {
    #[error("{why}; the default stays")]
    DefaultStays { why: Message },
    #[error("does not go together with {field}, which {why}; the default stays")]
    NotTogether { field: String, why: Message },
    #[error("{why}; the funnel was left out")]
    FunnelLeftOut { why: Message },
    #[error("is left out: {why}")]
    TargetLeftOut { why: Message },
    #[error("has more that was left out")]
    MoreLeftOut,
    #[error("is not taken over")]
    NotTakenOver,
    #[error("is a placeholder that the environment would fill in; enter what it stands for")]
    EnvironmentPlaceholder,
    #[error("gives way to the list of targets")]
    GivesWayToList,
    #[error("is no name of a setting; name it, or take it out")]
    SettingWithoutName,
    #[error("must be a single value; the default stays")]
    NotASingleValue,
    #[error(
        "was taken over, but does not end in .php: hits go to matomo.php below it. If the tracker is called otherwise, set \
         connection.exact_url of the target"
    )]
    UrlWithoutPhp,
    #[error(
        "was taken over as max_total_visits: the run ends after so many visits. If it was meant as the cap per day, enter it as \
         max_visits_per_day and set max_total_visits to 0: visits then go on at the next midnight"
    )]
    TotalTakenOver,
    #[error("belongs to a target, and there is no usable MATOMO_URL; enter it with the target")]
    TargetMissing,
    #[error("is no part of a configuration; enter it when you save a preset")]
    PartOfPreset,
    #[error("is no funnel: a name, a probability and a list of steps are needed")]
    NotAFunnel,
    #[error("is already the name of a funnel of this file")]
    FunnelNameInFile,
    #[error("is one too many: a configuration takes no more funnels")]
    OneFunnelTooMany,
    #[error("must be JSON like {{\"targets\": [{{\"url\": \"…\", \"site_id\": 1}}]}}; enter the targets by hand")]
    NotAListOfTargets,
    #[error("is not one that Trackstorm has; the default stays: round-robin")]
    UnknownStrategy,
    #[error("is no assignment like TARGET_VISITS_PER_DAY=20000")]
    NotAnAssignment,
    #[error("is not read; write one line KEY: value for each setting below environment:")]
    LineNotRead,
    #[error(transparent)]
    #[serde(untagged)]
    Input(InputFinding),
}

impl Sentence for ImportFinding {}

/// What is wrong with the value of a setting, which is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum SettingFinding {
    #[error("is far out of its range")]
    FarOutOfRange,
    #[error("must be a whole number from 0")]
    SettingNotWhole,
    #[error("must be a number")]
    SettingNotANumber,
    #[error("must be true or false")]
    SettingNotAFlag,
}

impl Sentence for SettingFinding {}

/// Why a setting has no place in a configuration, and what to do instead.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the message of each describes it")]
pub enum NoSettingFinding {
    #[error("names a file on the old machine; upload that file as the data set of URLs, or send it to POST /api/urls")]
    FileOfUrls,
    #[error("names a file on the old machine; import the content of that file, its funnels are taken over, too")]
    FileOfFunnels,
    #[error("is a data set; enter the events as the data set of events, or send them to POST /api/tracking-events")]
    EventsAreData,
    #[error("is not needed: a backfill is a run that ends when its days are filled")]
    BackfillEnds,
    #[error("follows from the other fields of the window")]
    WindowFollows,
    #[error("is not needed: a run begins with Start, POST /api/start or trackstorm run")]
    StartIsAsked,
    #[error("is a setting of the server; set {variable}")]
    SettingOfServer { variable: &'static str },
    #[error(
        "concerns access to the web interface; Trackstorm has no login of its own yet and takes no requests from other sites, so \
         put your own login in front of it where others can reach it"
    )]
    AccessIsYours,
    #[error("is not needed: the history of runs is kept in the database")]
    HistoryIsStored,
    #[error("is not needed: runs do not start containers")]
    NoContainers,
    #[error("is not a known setting{}", hint(.near))]
    UnknownSetting {
        #[serde(skip_serializing_if = "Option::is_none")]
        near: Option<String>,
    },
}

impl Sentence for NoSettingFinding {}

fn hint(near: &Option<String>) -> String {
    near.as_ref().map(|near| format!("; did you mean {near}?")).unwrap_or_default()
}
