//! How targets are reached, at rest: as JSON without secrets, and the secrets as one encrypted text.

use crate::{error::Result, from_json, secret::SecretKey, to_json};
use domain::{Connection, Target, TokenAuth};
use std::{collections::BTreeMap, fmt};

const WHAT: &str = "connection of the target";

/// What may be read; `None` for the usual way.
pub(crate) fn shown(connection: &Connection) -> Result<Option<String>> {
    let shown = connection.redacted();
    (shown != Connection::default()).then(|| to_json(&shown, WHAT)).transpose()
}

/// The secrets of `target`, encrypted for where they are sent; `None` if it has none.
pub(crate) fn sealed(target: &Target, key: &SecretKey) -> Result<Option<String>> {
    let secrets: BTreeMap<String, &str> =
        target.connection.secrets().into_iter().map(|(name, secret)| (name, secret.expose())).collect();
    if secrets.is_empty() {
        return Ok(None);
    }
    let secrets = TokenAuth::new(to_json(&secrets, WHAT)?);
    key.encrypt(&secrets, &target.destination()).map(Some)
}

/// What [`shown`] made.
pub(crate) fn read(stored: Option<&str>) -> Result<Connection> {
    stored.map_or_else(|| Ok(Connection::default()), |json| from_json(json, || WHAT.to_owned()))
}

/// Puts back into `target` what [`sealed`] made of its secrets, unless that was under another key.
pub(crate) fn open(target: &mut Target, sealed: &str, key: &SecretKey, owner: impl fmt::Display) -> Result<()> {
    let Ok(secrets) = key.decrypt(sealed, &target.destination(), owner) else { return Ok(()) };
    let secrets: BTreeMap<String, String> = from_json(secrets.expose(), || WHAT.to_owned())?;
    for (name, secret) in secrets {
        target.connection.put_secret(&name, TokenAuth::as_it_is(secret));
    }
    Ok(())
}
