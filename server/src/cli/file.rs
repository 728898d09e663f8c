//! Reading a configuration from a file.

use super::{Exit, failed, tell};
use crate::{input, plan};
use domain::{FieldError, MultiTargetConfig, TokenAuth, Validation, messages::SecretFinding};
use serde_json::Value;
use std::path::Path;
use tokio::io::AsyncReadExt;

/// The path that stands for standard input and output.
pub(super) const STANDARD: &str = "-";

/// The JSON in `path`, or on standard input; what is wrong with it has been said.
pub(super) async fn json(path: &Path) -> Result<Value, Exit> {
    let bad = |problem: String| failed(Exit::BadConfiguration, problem);
    let read = if path == Path::new(STANDARD) {
        let mut text = Vec::new();
        tokio::io::stdin().read_to_end(&mut text).await.map(|_| text)
    } else {
        tokio::fs::read(path).await
    };
    let text = read.map_err(|error| bad(format!("{} cannot be read: {error}", path.display())))?;
    // The place only: the text around it could hold a token.
    serde_json::from_slice(input::json_of(&text)).map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        bad(format!("{} is not valid JSON, at {place}", path.display()))
    })
}

/// A configuration that can be run, after `change`; every finding has been said, warnings where they are true
/// of what the command line makes of it.
pub(super) async fn runnable(
    path: &Path,
    change: impl FnOnce(&mut MultiTargetConfig),
    is_true: impl Fn(&FieldError) -> bool,
) -> Result<MultiTargetConfig, Exit> {
    let (config, mut errors) = input::read_leniently::<MultiTargetConfig>(json(path).await?, &input::config_shape());
    let mut config = config.unwrap_or_default();
    if errors.is_empty() || !config.targets.is_empty() {
        change(&mut config);
        let found = settle(&mut config);
        errors.extend(found.errors);
        for warning in found.warnings.into_iter().filter(is_true) {
            tell(format_args!("warning: {warning}"));
        }
    }
    if errors.is_empty() {
        return Ok(config);
    }
    for error in &errors {
        tell(format_args!("error: {error}"));
    }
    Err(failed(Exit::BadConfiguration, format!("{} has {} error(s)", path.display(), errors.len())))
}

/// Puts in place of `env:NAME` and `file:PATH` what they stand for, wherever a secret belongs.
fn fill_in(config: &mut MultiTargetConfig) -> Vec<FieldError> {
    let mut missing = Vec::new();
    for (index, target) in config.targets.iter_mut().enumerate() {
        let prefix = format!("targets[{index}]");
        let token = target.token_auth.as_ref();
        if let Some(token) = token.and_then(|token| fill(format!("{prefix}.token_auth"), token, &mut missing)) {
            target.token_auth = Some(token);
        }
        let secrets = target.connection.secrets();
        let filled: Vec<(String, TokenAuth)> = secrets
            .into_iter()
            .filter_map(|(name, secret)| {
                let field = format!("{prefix}.connection.{}", target.connection.field_of(&name));
                Some((name, fill(field, secret, &mut missing)?))
            })
            .collect();
        for (name, secret) in filled {
            target.connection.put_secret(&name, secret);
        }
    }
    missing
}

/// What `secret` in `field` stands for, if it stands for something; what cannot be had is noted in `missing`.
fn fill(field: String, secret: &TokenAuth, missing: &mut Vec<FieldError>) -> Option<TokenAuth> {
    match filled_in(secret.expose())? {
        // Every character of a password counts, but not the end of the file's line.
        Ok(text) if field.ends_with(".password") => Some(TokenAuth::as_it_is(text.trim_end_matches(['\r', '\n']))),
        Ok(text) => Some(TokenAuth::new(text)),
        Err(finding) => {
            missing.push(FieldError::new(field, finding));
            None
        }
    }
}

/// What `text` stands for, if it stands for something; nothing of that is ever repeated.
fn filled_in(text: &str) -> Option<Result<String, SecretFinding>> {
    if let Some(name) = text.strip_prefix("env:") {
        let value = std::env::var(name).map_err(|_| SecretFinding::VariableMissing { variable: name.to_owned() });
        return Some(value.and_then(|value| filled(value, name)));
    }
    let path = text.strip_prefix("file:")?;
    let value = std::fs::read_to_string(path).map_err(|error| SecretFinding::SecretFileUnreadable {
        path: path.to_owned(),
        reason: error.kind().to_string(),
    });
    Some(value.and_then(|value| filled(value, path)))
}

fn filled(value: String, place: &str) -> Result<String, SecretFinding> {
    if value.trim().is_empty() { Err(SecretFinding::SecretEmpty { place: place.to_owned() }) } else { Ok(value) }
}

/// Normalises `config` and checks it; a file has no stored tokens to keep.
pub(super) fn settle(config: &mut MultiTargetConfig) -> Validation {
    config.normalise();
    let unfilled = fill_in(config);
    let missing = config.keep_tokens(&[]).err().unwrap_or_default();
    let mut found = plan::check(config);
    // What is missing says more than that it is a placeholder.
    found.errors.retain(|error| unfilled.iter().all(|other| other.field != error.field));
    found.errors.extend(unfilled);
    found.errors.extend(missing.into_iter().map(|error| FieldError::new(error.field, SecretFinding::SecretNotWritten)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Connection, Header, Target};

    #[test]
    fn a_secret_that_is_not_there_is_named_by_its_field() {
        let unset = || Some(TokenAuth::new("env:TRACKSTORM_TEST_THAT_NOBODY_SETS"));
        let header = |name: &str| Header { name: name.to_owned(), value: unset(), has_value: false };
        let connection = Connection {
            user: Some("staging".to_owned()),
            password: unset(),
            headers: vec![header("X-One"), header("X-Two")],
            ..Connection::default()
        };
        let target = Target { token_auth: unset(), connection, ..Target::new("https://m.example", 1) };
        let mut config = MultiTargetConfig { targets: vec![target], ..Default::default() };
        let mut fields: Vec<_> = settle(&mut config).errors.into_iter().map(|error| error.field).collect();
        fields.sort_unstable();
        let connection =
            ["headers[0].value", "headers[1].value", "password"].map(|field| format!("connection.{field}"));
        let expected = connection.into_iter().chain(["token_auth".to_owned()]);
        assert_eq!(fields, expected.map(|field| format!("targets[0].{field}")).collect::<Vec<_>>());
    }
}
