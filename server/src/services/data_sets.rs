//! Data sets of the working configuration: uploaded, checked, shown, reset.

use crate::{blocking::run_blocking_in_turn, errors, input, runs::RunManager, uncancellable::uncancellable};
use app::{
    error::AppError,
    services::{DataSetService, OnlyIf},
};
use async_trait::async_trait;
use domain::{DataSetContent, DataSetKind, DataSetReport, DataSetSource, DataSetSummary, DataSets};
use std::sync::{Arc, LazyLock};
use store::Store;

/// Data sets in the store, and the built-in ones. Clones share them.
#[derive(Clone)]
pub(super) struct Sets {
    store: Store,
    runs: Arc<RunManager>,
}

impl Sets {
    pub(super) fn new(store: Store, runs: Arc<RunManager>) -> Self {
        Self { store, runs }
    }

    async fn check_stored(&self, kind: DataSetKind, only_if: OnlyIf<DataSetContent>) -> Result<(), AppError> {
        if only_if.asks() { only_if.check(&self.data_set(kind).await?) } else { Ok(()) }
    }

    async fn save(
        &self,
        kind: DataSetKind,
        content: String,
        only_if: OnlyIf<DataSetContent>,
    ) -> Result<DataSetContent, AppError> {
        let (sets, report) = checked(kind, content).await?;
        if !report.valid {
            return Err(AppError::invalid(report.errors));
        }
        let _one_at_a_time = self.runs.working_changes.lock().await;
        self.check_stored(kind, only_if).await?;
        self.store.save_data_set(kind, &sets).await.map_err(errors::store)?;
        tracing::info!(kind = kind.as_str(), entries = report.entries, "a data set was replaced");
        Ok(DataSetContent { kind, source: DataSetSource::Custom, content: text(kind, sets), report })
    }

    async fn reset(&self, kind: DataSetKind, only_if: OnlyIf<DataSetContent>) -> Result<DataSetContent, AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        self.check_stored(kind, only_if).await?;
        self.store.save_data_set(kind, &DataSets::default()).await.map_err(errors::store)?;
        builtin(kind).await
    }
}

#[async_trait]
impl DataSetService for Sets {
    async fn data_sets(&self) -> Result<Vec<DataSetSummary>, AppError> {
        let custom = self.store.custom_data_sets().await.map_err(errors::store)?;
        Ok(BUILTIN_ENTRIES
            .iter()
            .copied()
            .map(|(kind, builtin)| match custom.iter().find(|(replaced, _)| *replaced == kind) {
                Some((_, entries)) => DataSetSummary { kind, source: DataSetSource::Custom, entries: *entries },
                None => DataSetSummary { kind, source: DataSetSource::Default, entries: builtin },
            })
            .collect())
    }

    async fn data_set(&self, kind: DataSetKind) -> Result<DataSetContent, AppError> {
        let sets = self.store.data_set(kind).await.map_err(errors::store)?;
        if !sets.is_custom(kind) {
            return builtin(kind).await;
        }
        let content = text(kind, sets);
        let (_, report) = checked(kind, content.clone()).await?;
        Ok(DataSetContent { kind, source: DataSetSource::Custom, content, report })
    }

    async fn check_data_set(&self, kind: DataSetKind, content: String) -> Result<DataSetReport, AppError> {
        Ok(checked(kind, content).await?.1)
    }

    async fn save_data_set(
        &self,
        kind: DataSetKind,
        content: String,
        only_if: OnlyIf<DataSetContent>,
    ) -> Result<DataSetContent, AppError> {
        let sets = self.clone();
        uncancellable(async move { sets.save(kind, content, only_if).await }).await
    }

    async fn reset_data_set(
        &self,
        kind: DataSetKind,
        only_if: OnlyIf<DataSetContent>,
    ) -> Result<DataSetContent, AppError> {
        let sets = self.clone();
        uncancellable(async move { sets.reset(kind, only_if).await }).await
    }
}

static BUILTIN_ENTRIES: LazyLock<Vec<(DataSetKind, usize)>> = LazyLock::new(|| {
    DataSetKind::ALL.map(|kind| (kind, read(kind, traffic::data::builtin_text(kind)).1.entries)).into()
});

async fn builtin(kind: DataSetKind) -> Result<DataSetContent, AppError> {
    let content = traffic::data::builtin_text(kind);
    let (_, report) = checked(kind, content.clone()).await?;
    Ok(DataSetContent { kind, source: DataSetSource::Default, content, report })
}

/// As [`read`], where it holds up nothing else: a hundred thousand lines take a while.
async fn checked(kind: DataSetKind, content: String) -> Result<(DataSets, DataSetReport), AppError> {
    run_blocking_in_turn(move || read(kind, content)).await
}

/// The set of `kind` in `content`, with what was found in it; without a set if that cannot be read at all.
fn read(kind: DataSetKind, mut content: String) -> (DataSets, DataSetReport) {
    // A byte order mark is no part of the first line.
    if content.starts_with('\u{feff}') {
        content.remove(0);
    }
    let mut sets = DataSets::default();
    let mut warnings = Vec::new();
    match kind {
        DataSetKind::Events => match input::read_events(&content) {
            Ok((events, left_out)) => {
                sets.events = Some(events);
                warnings = left_out;
            }
            Err(errors) => return (sets, DataSetReport { errors, ..Default::default() }),
        },
        kind => sets.set_text(kind, Some(content)),
    }
    let mut report = sets.report(kind).unwrap_or_default();
    report.warnings.splice(0..0, warnings);
    (sets, report)
}

/// The set of `kind` as people edit it.
fn text(kind: DataSetKind, sets: DataSets) -> String {
    match kind {
        // A map with text keys can always be written.
        DataSetKind::Events => serde_json::to_string_pretty(&sets.events).unwrap_or_default(),
        kind => sets.text(kind).unwrap_or_default().to_owned(),
    }
}
