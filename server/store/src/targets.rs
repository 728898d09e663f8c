//! The targets of the working configuration, one by one.
//!
//! A target is stored as given: whoever writes one has settled `has_token` against what is stored.

use crate::{
    Store, connection,
    entity::target::{ActiveModel, Column, Entity, Model},
    error::{Result, StoreError},
    from_json,
    secret::SecretKey,
    to_json,
};
use domain::{StoredTarget, Target};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Map, Value};

impl Store {
    /// All targets in their order, with tokens; one that cannot be read under this key is missing, with `has_token`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub async fn targets(&self) -> Result<Vec<StoredTarget>> {
        all(&self.readers, &self.key).await
    }

    /// One target, with its token, as in [`targets`](Self::targets).
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Corrupt`].
    pub async fn target(&self, id: i64) -> Result<StoredTarget> {
        let row = Entity::find_by_id(id).one(&self.readers).await?;
        from_row(row.ok_or_else(|| StoreError::not_found("target", id))?, &self.key)
    }

    /// Adds a target at the end.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`].
    pub async fn add_target(&self, target: &Target) -> Result<StoredTarget> {
        let change = self.change().await?;
        let added = change.add_target(target).await?;
        change.commit().await?;
        Ok(added)
    }

    /// Replaces a target, which keeps its id and place; it may be renamed by this.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NameTaken`].
    pub async fn replace_target(&self, id: i64, target: &Target) -> Result<StoredTarget> {
        replace(&self.db, &self.key, id, target).await
    }

    /// Removes a target; its id is never given to another.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn delete_target(&self, id: i64) -> Result<()> {
        delete(&self.db, id).await
    }
}

pub(crate) async fn all(db: &impl ConnectionTrait, key: &SecretKey) -> Result<Vec<StoredTarget>> {
    let rows = Entity::find().order_by_asc(Column::Position).order_by_asc(Column::Id).all(db).await?;
    rows.into_iter().map(|row| from_row(row, key)).collect()
}

/// Adds a target at the end, within a transaction.
pub(crate) async fn add(tx: &DatabaseTransaction, key: &SecretKey, target: &Target) -> Result<StoredTarget> {
    let last: Option<Option<i64>> =
        Entity::find().select_only().column_as(Column::Position.max(), "last").into_tuple().one(tx).await?;
    let position = last.flatten().map_or(0, |last| last + 1);
    let row = ActiveModel { position: Set(position), ..to_row(target, key)? };
    let id = insert(tx, row, &target.name).await?;
    Ok(stored(id, target))
}

/// Replaces a target, which keeps its id and place.
pub(crate) async fn replace(
    db: &impl ConnectionTrait,
    key: &SecretKey,
    id: i64,
    target: &Target,
) -> Result<StoredTarget> {
    update(db, id, to_row(target, key)?, &target.name).await?;
    Ok(stored(id, target))
}

/// Removes a target.
pub(crate) async fn delete(db: &impl ConnectionTrait, id: i64) -> Result<()> {
    match Entity::delete_by_id(id).exec(db).await?.rows_affected {
        0 => Err(StoreError::not_found("target", id)),
        _ => Ok(()),
    }
}

/// Inserts a row and gives its id; `name` is the row's, for the error.
pub(crate) async fn insert(db: &impl ConnectionTrait, row: ActiveModel, name: &str) -> Result<i64> {
    let inserted = Entity::insert(row).exec(db).await.map_err(StoreError::naming("target", name))?;
    Ok(inserted.last_insert_id)
}

/// Changes the columns that are set in `row`; `name` is the row's, for the error.
pub(crate) async fn update(db: &impl ConnectionTrait, id: i64, row: ActiveModel, name: &str) -> Result<()> {
    let updated = Entity::update_many().set(row).filter(Column::Id.eq(id)).exec(db).await;
    match updated.map_err(StoreError::naming("target", name))?.rows_affected {
        0 => Err(StoreError::not_found("target", id)),
        _ => Ok(()),
    }
}

/// The target's columns; its place in the list is the caller's to set.
pub(crate) fn to_row(target: &Target, key: &SecretKey) -> Result<ActiveModel> {
    let token = target.token().map(|token| key.encrypt(token, &target.destination())).transpose()?;
    Ok(ActiveModel {
        id: NotSet,
        position: NotSet,
        name: Set(target.name.clone()),
        url: Set(target.url.clone()),
        site_id: Set(target.site_id.into()),
        token: Set(token),
        weight: Set(target.weight.into()),
        enabled: Set(target.enabled),
        visits_per_day: Set(target.visits_per_day),
        max_visits_per_second: Set(target.max_visits_per_second),
        ca_certificate: Set(target.ca_certificate.clone()),
        connection: Set(connection::shown(&target.connection)?),
        secrets: Set(connection::sealed(target, key)?),
        details: Set(details(target)?),
    })
}

/// What has a column of its own, or is a secret.
const COLUMNS: [&str; 11] = [
    "name",
    "url",
    "site_id",
    "token_auth",
    "has_token",
    "weight",
    "enabled",
    "visits_per_day",
    "max_visits_per_second",
    "ca_certificate",
    "connection",
];

/// The fields that have no column, so that a new one needs none.
fn details(target: &Target) -> Result<Option<String>> {
    let mut fields: Map<String, Value> = from_json(&to_json(target, DETAILS)?, || DETAILS.to_owned())?;
    fields.retain(|field, _| !COLUMNS.contains(&field.as_str()));
    (!fields.is_empty()).then(|| to_json(&fields, DETAILS)).transpose()
}

/// A target with what [`details`] made, and for the rest as new.
fn with_details(details: Option<&str>, url: String, site_id: u32) -> Result<Target> {
    let Some(details) = details else { return Ok(Target::new(url, site_id)) };
    let mut fields: Map<String, Value> = from_json(details, || DETAILS.to_owned())?;
    fields.extend([("url".to_owned(), url.into()), ("site_id".to_owned(), site_id.into())]);
    from_json(&to_json(&fields, DETAILS)?, || DETAILS.to_owned())
}

const DETAILS: &str = "details of the target";

/// How many of `rows` have secrets that were saved under another key than `key`.
pub(crate) fn unreadable(rows: Vec<Model>, key: &SecretKey) -> usize {
    let targets = rows.into_iter().filter_map(|row| from_row(row, key).ok());
    targets.filter(|stored| lacks_secrets(&stored.target)).count()
}

/// Whether secrets of `target` are stored and could not be read.
pub(crate) fn lacks_secrets(target: &Target) -> bool {
    (target.has_token && target.token_auth.is_none())
        || (target.connection.has_secrets() && target.connection.secrets().is_empty())
}

fn from_row(row: Model, key: &SecretKey) -> Result<StoredTarget> {
    let id = row.id;
    let number = |value: i64| u32::try_from(value).map_err(|_| StoreError::corrupt(format!("target {id}")));
    let owner = format_args!("target {:?} (number {id})", row.name);
    let owner = owner.to_string();
    let mut target = with_details(row.details.as_deref(), row.url, number(row.site_id)?)?;
    target.name = row.name;
    target.weight = number(row.weight)?;
    target.enabled = row.enabled;
    target.visits_per_day = row.visits_per_day;
    target.max_visits_per_second = row.max_visits_per_second;
    target.ca_certificate = row.ca_certificate;
    target.connection = connection::read(row.connection.as_deref())?;
    // Secrets that the key does not open are told as ones that are there: they have to be entered again, or cleared.
    target.token_auth = row.token.as_deref().and_then(|token| key.decrypt(token, &target.destination(), &owner).ok());
    target.has_token = row.token.is_some();
    if let Some(secrets) = row.secrets.as_deref() {
        connection::open(&mut target, secrets, key, &owner)?;
    }
    Ok(StoredTarget { id, target })
}

/// The target as reading it back would give it.
pub(crate) fn stored(id: i64, target: &Target) -> StoredTarget {
    let token_auth = target.token().cloned();
    let mut connection = target.connection.redacted();
    for (name, secret) in target.connection.secrets() {
        connection.put_secret(&name, secret.clone());
    }
    StoredTarget { id, target: Target { has_token: token_auth.is_some(), token_auth, connection, ..target.clone() } }
}
