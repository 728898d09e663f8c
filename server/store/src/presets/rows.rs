//! Between a preset and its rows: the configuration as JSON without secrets, each token encrypted in
//! a row of its own.

use crate::{
    connection,
    entity::{preset, preset_token},
    error::Result,
    from_json,
    secret::SecretKey,
    to_json,
};
use domain::{MultiTargetConfig, Preset, PresetOutline, Target, TokenAuth};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter, Select};

/// `config` as it is stored: with `has_token` as it is, and no token.
pub(crate) fn redacted(config: &MultiTargetConfig) -> Result<String> {
    let mut config = config.clone();
    for target in &mut config.targets {
        target.has_token = target.token().is_some();
        target.token_auth = None;
        target.connection = target.connection.redacted();
    }
    to_json(&config, "configuration of the preset")
}

/// What lists say about `config`, as it is stored.
pub(crate) fn outline(config: &MultiTargetConfig) -> Result<String> {
    to_json(&PresetOutline::of(config), "outline of the preset")
}

/// Stores the tokens of `config`, encrypted.
pub(crate) async fn insert_tokens(
    db: &impl ConnectionTrait,
    key: &SecretKey,
    id: i64,
    config: &MultiTargetConfig,
) -> Result<()> {
    let rows = (0i64..)
        .zip(&config.targets)
        .filter(|(_, target)| target.token().is_some() || !target.connection.secrets().is_empty())
        .map(|(position, target)| token_row(key, id, position, target))
        .collect::<Result<Vec<_>>>()?;
    if !rows.is_empty() {
        preset_token::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// What is stored of the target at `position`, encrypted.
fn token_row(key: &SecretKey, preset_id: i64, position: i64, target: &Target) -> Result<preset_token::ActiveModel> {
    let none = TokenAuth::new("");
    Ok(preset_token::ActiveModel {
        preset_id: Set(preset_id),
        position: Set(position),
        token: Set(key.encrypt(target.token().unwrap_or(&none), &target.destination())?),
        secrets: Set(connection::sealed(target, key)?),
    })
}

pub(crate) async fn delete_tokens(db: &impl ConnectionTrait, id: i64) -> Result<()> {
    preset_token::Entity::delete_many().filter(preset_token::Column::PresetId.eq(id)).exec(db).await?;
    Ok(())
}

/// The preset that `select` finds, with its tokens.
pub(crate) async fn read(
    db: &impl ConnectionTrait,
    key: &SecretKey,
    select: Select<preset::Entity>,
) -> Result<Option<Preset>> {
    let Some(row) = select.one(db).await? else { return Ok(None) };
    let tokens = row.find_related(preset_token::Entity).all(db).await?;
    let mut preset = without_tokens(row)?;
    for row in tokens {
        let target = usize::try_from(row.position).ok().and_then(|index| preset.config.targets.get_mut(index));
        if let Some(target) = target {
            let owner = format_args!("target {:?} of preset {:?} (number {})", target.name, preset.name, preset.id);
            // Secrets that were saved under another key are missing, and are told as ones that are there.
            let owner = owner.to_string();
            let token = key.decrypt(&row.token, &target.destination(), &owner).ok();
            target.token_auth = token.filter(|token| !token.is_empty());
            if let Some(secrets) = row.secrets.as_deref() {
                connection::open(target, secrets, key, &owner)?;
            }
        }
    }
    Ok(Some(preset))
}

pub(crate) fn without_tokens(row: preset::Model) -> Result<Preset> {
    let config = from_json(&row.config, || format!("configuration of preset {:?}", row.name))?;
    Ok(Preset {
        id: row.id,
        slug: row.slug,
        name: row.name,
        description: row.description,
        config,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
