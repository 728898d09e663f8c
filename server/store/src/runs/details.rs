//! What is kept of a run beside its row: what it was started from and with, figures that are no counts, and its tags.

use crate::{
    entity::{
        run_details::{ActiveModel, Column, Entity, Line},
        run_tag,
    },
    error::Result,
};
use domain::{RunSummary, StartedBy, StatusSnapshot, ThresholdVerdict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};
use std::collections::HashMap;

/// Makes room for the details of run `run_id`, which was started from a preset of this name.
pub(super) async fn begin(
    tx: &DatabaseTransaction,
    run_id: i64,
    preset: Option<String>,
    started_by: Option<StartedBy>,
) -> Result<()> {
    let started_by = started_by.map(|started_by| started_by.as_str().to_owned());
    let row =
        ActiveModel { run_id: Set(run_id), preset: Set(preset), started_by: Set(started_by), ..Default::default() };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves figures of run `run_id` that are no counts.
pub(super) async fn save(tx: &DatabaseTransaction, run_id: i64, status: &StatusSnapshot) -> Result<()> {
    let row = ActiveModel {
        p95: Set(status.delivered_p95_ms()),
        thresholds: Set(Some(ThresholdVerdict::of(&status.thresholds).as_str().to_owned())),
        ..Default::default()
    };
    Entity::update_many().set(row).filter(Column::RunId.eq(run_id)).exec(tx).await?;
    Ok(())
}

/// Fills in what is known of `runs` beyond their rows.
pub(super) async fn describe(db: &impl ConnectionTrait, runs: &mut [RunSummary]) -> Result<()> {
    let ids: Vec<i64> = runs.iter().map(|run| run.id).collect();
    let lines = Entity::find().filter(Column::RunId.is_in(ids.clone())).into_partial_model::<Line>().all(db).await?;
    let mut lines: HashMap<i64, Line> = lines.into_iter().map(|line| (line.run_id, line)).collect();
    let mut tags = tags(db, ids).await?;
    for run in runs {
        run.tags = tags.remove(&run.id).unwrap_or_default();
        if let Some(line) = lines.remove(&run.id) {
            run.preset = line.preset;
            run.p95_ms = line.p95;
            run.thresholds = line.thresholds.as_deref().and_then(verdict);
            run.started_by = line.started_by.as_deref().and_then(started_by);
        }
    }
    Ok(())
}

fn verdict(word: &str) -> Option<ThresholdVerdict> {
    ThresholdVerdict::ALL.into_iter().find(|verdict| verdict.as_str() == word)
}

fn started_by(word: &str) -> Option<StartedBy> {
    StartedBy::ALL.into_iter().find(|started_by| started_by.as_str() == word)
}

/// The tags of each of these runs.
async fn tags(db: &impl ConnectionTrait, ids: Vec<i64>) -> Result<HashMap<i64, Vec<String>>> {
    let mut of_run: HashMap<i64, Vec<String>> = HashMap::new();
    let query = run_tag::Entity::find().filter(run_tag::Column::RunId.is_in(ids));
    for row in query.order_by_asc(run_tag::Column::Position).all(db).await? {
        of_run.entry(row.run_id).or_default().push(row.tag);
    }
    Ok(of_run)
}

/// The notes of run `run_id`.
pub(super) async fn notes(db: &impl ConnectionTrait, run_id: i64) -> Result<String> {
    Ok(Entity::find_by_id(run_id).one(db).await?.and_then(|row| row.notes).unwrap_or_default())
}
