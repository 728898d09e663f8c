//! Funnels of the working configuration, one by one.

use crate::{blocking::run_blocking, errors, plan, runs::RunManager, uncancellable::uncancellable};
use app::{
    error::{AppError, ErrorCode},
    services::{FunnelChange, FunnelService, OnlyIf},
};
use async_trait::async_trait;
use domain::{
    FieldError, Funnel, PreviewVisit, StoredFunnel, Validation, funnel::MAX_FUNNELS, messages::StoredFinding, names,
};
use std::{collections::BTreeSet, sync::Arc};
use store::Store;

const LONGEST_NAME: usize = 100;

/// Funnels in the store. Clones share them.
#[derive(Clone)]
pub(super) struct Funnels {
    store: Store,
    runs: Arc<RunManager>,
}

impl Funnels {
    pub(super) fn new(store: Store, runs: Arc<RunManager>) -> Self {
        Self { store, runs }
    }

    async fn list(&self) -> Result<Vec<StoredFunnel>, AppError> {
        self.store.funnels().await.map_err(errors::store)
    }

    async fn one(&self, id: i64) -> Result<StoredFunnel, AppError> {
        self.store.funnel(id).await.map_err(errors::store)
    }

    async fn add(&self, funnel: Funnel) -> Result<StoredFunnel, AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        let others = self.list().await?;
        let funnel = settle(funnel, &others)?;
        self.insert(funnel, &others).await
    }

    async fn insert(&self, funnel: Funnel, others: &[StoredFunnel]) -> Result<StoredFunnel, AppError> {
        if others.len() >= MAX_FUNNELS {
            let finding = StoredFinding::FunnelsFull { most: MAX_FUNNELS };
            return Err(AppError::invalid(vec![FieldError::new("funnels", finding)]));
        }
        self.store.add_funnel(&funnel).await.map_err(errors::store)
    }

    async fn change(&self, id: i64, change: FunnelChange) -> Result<StoredFunnel, AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        let funnel = change(self.one(id).await?)?;
        let mut others = self.list().await?;
        others.retain(|stored| stored.id != id);
        let funnel = settle(funnel, &others)?;
        self.store.replace_funnel(id, &funnel).await.map_err(errors::store)
    }

    async fn duplicate(&self, id: i64) -> Result<StoredFunnel, AppError> {
        let _one_at_a_time = self.runs.working_changes.lock().await;
        let original = self.one(id).await?.funnel;
        let others = self.list().await?;
        let taken: BTreeSet<String> = others.iter().map(|stored| stored.funnel.name.clone()).collect();
        // Leaves room for " (copy)" and a number.
        let base: String = original.name.chars().take(LONGEST_NAME - 20).collect();
        let name = names::free_name(&format!("{base} (copy)"), &taken);
        self.insert(Funnel { name, ..original }, &others).await
    }
}

/// Trims and checks a funnel that is to stand beside `others`.
fn settle(mut funnel: Funnel, others: &[StoredFunnel]) -> Result<Funnel, AppError> {
    funnel.name = funnel.name.trim().to_owned();
    let errors = Validation::of_funnel(&funnel).errors;
    if !errors.is_empty() {
        return Err(AppError::invalid(errors));
    }
    if others.iter().any(|stored| stored.funnel.name == funnel.name) {
        let fields = vec![FieldError::new("name", StoredFinding::FunnelNameTaken)];
        let message = format!("The funnel name {:?} is already taken. Choose another name.", funnel.name);
        return Err(AppError { code: ErrorCode::Conflict, message, fields });
    }
    Ok(funnel)
}

#[async_trait]
impl FunnelService for Funnels {
    async fn funnels(&self) -> Result<Vec<StoredFunnel>, AppError> {
        self.list().await
    }

    async fn funnel(&self, id: i64) -> Result<StoredFunnel, AppError> {
        self.one(id).await
    }

    async fn add_funnel(&self, funnel: Funnel) -> Result<StoredFunnel, AppError> {
        let funnels = self.clone();
        uncancellable(async move { funnels.add(funnel).await }).await
    }

    async fn replace_funnel(&self, id: i64, funnel: Funnel) -> Result<StoredFunnel, AppError> {
        self.change_funnel(id, Box::new(|_| Ok(funnel))).await
    }

    async fn change_funnel(&self, id: i64, change: FunnelChange) -> Result<StoredFunnel, AppError> {
        let funnels = self.clone();
        uncancellable(async move { funnels.change(id, change).await }).await
    }

    async fn duplicate_funnel(&self, id: i64) -> Result<StoredFunnel, AppError> {
        let funnels = self.clone();
        uncancellable(async move { funnels.duplicate(id).await }).await
    }

    async fn delete_funnel(&self, id: i64, only_if: OnlyIf<StoredFunnel>) -> Result<(), AppError> {
        let funnels = self.clone();
        uncancellable(async move {
            let _one_at_a_time = funnels.runs.working_changes.lock().await;
            only_if.check(&funnels.one(id).await?)?;
            funnels.store.delete_funnel(id).await.map_err(errors::store)
        })
        .await
    }

    async fn preview_funnel(&self, funnel: Funnel) -> Result<PreviewVisit, AppError> {
        let funnel = settle(funnel, &[])?;
        let config = self.store.config().await.map_err(errors::store)?;
        // Without a seed of its own a configuration draws one at every start; any shows the funnel as well.
        let seed = config.seed.unwrap_or_default();
        run_blocking(move || traffic::preview_funnel(&config, &funnel, seed, plan::now_unix())).await
    }
}
