//! What the editor's texts amount to: the configuration they stand for, the tokens that travel beside
//! it, and every finding with the input it belongs to.

pub(in crate::editors) mod finding;

pub use finding::finding;

use super::{
    draft::Draft,
    fields::{self, Setting},
    row::{Column, Row, TokenChange},
};
use crate::{
    api::config::{KeptToken, TokenChanges},
    form::Findings,
};
use domain::{FieldError, MultiTargetConfig, SecretEdit, Target, TokenEdit, Validation, rules};
use std::{collections::HashMap, sync::Arc};

/// A draft, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessed {
    /// The configuration; where a text is no number it holds the default and an error says so.
    pub config: MultiTargetConfig,
    /// Tokens to send along.
    pub tokens: TokenChanges,
    /// What is wrong with it.
    pub findings: Arc<Findings>,
}

impl Assessed {
    /// Reads a draft.
    pub fn of(draft: &Draft) -> Self {
        let mut unread = Vec::new();
        let mut config = MultiTargetConfig {
            targets: draft.rows.iter().enumerate().map(|(index, row)| target_of(index, row, &mut unread)).collect(),
            distribution_strategy: draft.strategy,
            distribute_by: draft.distribute_by,
            arrivals: draft.arrivals,
            ..draft.stored().clone()
        };
        config.request.method = draft.method;
        for setting in Setting::ALL {
            if let Err(finding) = setting.read_into(draft.text(setting), &mut config) {
                unread.push(FieldError::new(setting.path(), finding));
            }
        }
        config.normalise();
        // Rules go by another name with their target.
        let renamed: HashMap<&str, String> = (draft.rows.iter().zip(&config.targets))
            .filter_map(|(row, target)| Some((row.stored_as.as_deref()?, target.name.clone())))
            .collect();
        rules::rename_targets(&mut config, |name| renamed.get(name).map(String::as_str));
        let findings = Findings::new(Validation::for_storing(&config), unread, finding::show, finding::place_of);
        Self { tokens: token_changes(&draft.rows, &config), config, findings: Arc::new(findings) }
    }

    /// Whether any input of the row at `index` has an error.
    pub fn row_has_error(&self, index: usize) -> bool {
        Column::ALL.iter().any(|column| self.findings.error_at(&column.path(index)).is_some())
    }

    /// A configuration that asks these rows whether they can be reached: only rows without errors,
    /// all enabled, with the traffic fields at their defaults so that they cannot be in the way.
    pub fn probe_request(&self, draft: &Draft, keys: &[u32]) -> ProbeRequest {
        let mut request = ProbeRequest::default();
        for (index, (row, target)) in draft.rows.iter().zip(&self.config.targets).enumerate() {
            if keys.contains(&row.key) && !self.row_has_error(index) {
                request.keys.push(row.key);
                request.config.targets.push(Target { enabled: true, ..target.clone() });
                request.rows.push(row.clone());
            }
        }
        request.config.request.timeout_seconds = self.config.request.timeout_seconds.clamp(0.1, 300.0);
        request.tokens = token_changes(&request.rows, &request.config);
        request
    }
}

/// What to send to have targets tested.
#[derive(Clone, Debug, Default)]
pub struct ProbeRequest {
    /// Key of each target's row, in the order of the configuration.
    pub keys: Vec<u32>,
    /// The targets to test.
    pub config: MultiTargetConfig,
    /// Their tokens.
    pub tokens: TokenChanges,
    rows: Vec<Row>,
}

fn target_of(index: usize, row: &Row, unread: &mut Vec<FieldError>) -> Target {
    let site_id = whole_or_one(&row.site_id, Column::SiteId, index, unread);
    let weight = whole_or_one(&row.weight, Column::Weight, index, unread);
    let mut optional = |column: Column, text: &str| {
        let text = Some(text.trim()).filter(|text| !text.is_empty())?;
        let read = fields::number(text);
        read.map_err(|finding| unread.push(FieldError::new(column.path(index), finding))).ok()
    };
    Target {
        name: row.name.clone(),
        site_id,
        weight,
        visits_per_day: optional(Column::VisitsPerDay, &row.visits_per_day),
        max_visits_per_second: optional(Column::MaxRate, &row.max_rate),
        ca_certificate: Some(row.certificate.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        token_auth: match &row.token {
            TokenChange::Replace(text) if !text.trim().is_empty() => Some(domain::TokenAuth::new(text.as_str())),
            _ => None,
        },
        has_token: row.will_have_token(),
        connection: (*row.connection).clone(),
        enabled: row.enabled,
        ..Target::new(row.url.as_str(), 1)
    }
}

/// The whole number in `text`; where there is none, 1 and an error at this column of the row.
fn whole_or_one(text: &str, column: Column, index: usize, unread: &mut Vec<FieldError>) -> u32 {
    fields::whole(text.trim()).unwrap_or_else(|finding| {
        unread.push(FieldError::new(column.path(index), finding));
        1
    })
}

fn token_changes(rows: &[Row], config: &MultiTargetConfig) -> TokenChanges {
    let mut changes = TokenChanges::default();
    for (index, (row, target)) in rows.iter().zip(&config.targets).enumerate() {
        match (&row.token, &row.token_of) {
            (TokenChange::Replace(text), _) if !text.trim().is_empty() => {
                changes.edits.push(TokenEdit { target: index, token_auth: text.trim().to_owned() });
            }
            (TokenChange::Clear, _) => changes.edits.push(TokenEdit { target: index, token_auth: String::new() }),
            (_, Some(stored_as)) if *stored_as != target.name => {
                changes.kept.push(KeptToken { target: index, stored_as: stored_as.clone() });
            }
            _ => {}
        }
        let secrets = target.connection.secrets().into_iter();
        changes.secrets.extend(secrets.map(|(name, secret)| SecretEdit {
            target: index,
            value: secret.expose().to_owned(),
            name,
        }));
        // Other secrets are kept under another name, too; whoever keeps its token is told of already.
        let is_told = changes.kept.last().is_some_and(|kept| kept.target == index);
        if let Some(stored_as) = row.stored_as.as_ref().filter(|stored_as| **stored_as != target.name)
            && row.connection.has_secrets()
            && !is_told
        {
            changes.kept.push(KeptToken { target: index, stored_as: stored_as.clone() });
        }
    }
    changes
}

#[cfg(test)]
mod tests;
