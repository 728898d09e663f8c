//! Runs, or targets of one run, beside each other.

#[cfg(feature = "ssr")]
use crate::error::ErrorCode;
use crate::{error::AppError, revision::Difference};
use domain::{SeriesPoint, TargetStatus};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Most sides of a comparison: more lines than this cannot be told apart.
pub const MOST_SIDES: usize = 6;

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compared {
    /// These runs, each as a whole.
    Runs(Vec<i64>),
    /// These targets of a run.
    Targets {
        /// The run.
        run: i64,
        /// Ids of the targets.
        targets: Vec<i64>,
    },
}

/// One run or target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// "Run 7", or the target's name.
    pub name: String,
    /// What the run was called, or the target's address.
    pub detail: String,
    /// Where more is known of it, from the root.
    pub href: String,
    /// Its figures.
    pub status: TargetStatus,
    /// Its history; empty for a target, which has none of its own.
    pub series: Vec<SeriesPoint>,
}

/// Sides to compare, the others to the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Two or more.
    pub sides: Vec<Side>,
    /// What makes them hard to compare.
    pub caveats: Vec<String>,
    /// Where the settings of the first two runs differ.
    pub differences: Vec<Difference>,
}

/// The sides of a comparison.
///
/// # Errors
/// `NotFound` when a run or target is not there, `Invalid` when there are fewer than two or more than [`MOST_SIDES`].
#[server(prefix = "/rpc", endpoint = "compare", input = server_fn::codec::Json)]
pub async fn compare(compared: Compared) -> Result<Comparison, AppError> {
    let services = crate::services::Services::from_context()?;
    match compared {
        Compared::Runs(ids) => {
            check_count("runs", ids.len())?;
            let mut runs = Vec::new();
            for id in ids {
                runs.push(services.runs.run(id).await?);
            }
            Ok(of_runs(runs))
        }
        Compared::Targets { run, targets } => {
            check_count("targets", targets.len())?;
            of_targets(services.runs.run(run).await?, &targets)
        }
    }
}

#[cfg(feature = "ssr")]
fn check_count(what: &str, count: usize) -> Result<(), AppError> {
    if (2..=MOST_SIDES).contains(&count) {
        return Ok(());
    }
    let message = format!("Choose between 2 and {MOST_SIDES} {what} to compare; there are {count}.");
    Err(AppError::new(ErrorCode::Invalid, message))
}

#[cfg(feature = "ssr")]
fn of_runs(runs: Vec<domain::RunReport>) -> Comparison {
    let differences = match runs.as_slice() {
        [first, second, ..] => crate::revision::differences(&first.config, &second.config),
        _ => Vec::new(),
    };
    let caveats = domain::comparison::run_caveats(&runs, differences.len());
    let sides = runs.into_iter().map(|run| Side {
        name: format!("Run {}", run.summary.id),
        detail: run.summary.title(),
        href: format!("/runs/{}", run.summary.id),
        status: run.snapshot.totals,
        series: run.series,
    });
    Comparison { sides: sides.collect(), caveats: caveats.iter().map(ToString::to_string).collect(), differences }
}

#[cfg(feature = "ssr")]
fn of_targets(run: domain::RunReport, ids: &[i64]) -> Result<Comparison, AppError> {
    let caveats = domain::comparison::target_caveats(&run).iter().map(ToString::to_string).collect();
    let id = run.summary.id;
    let side = |target: &i64| {
        let status = run.snapshot.targets.iter().find(|status| status.id == *target).cloned();
        let status = status.ok_or_else(|| {
            AppError::new(ErrorCode::NotFound, format!("Run {id} has no target with the id {target}."))
        })?;
        Ok(Side {
            name: status.name.clone(),
            detail: status.url.clone(),
            href: format!("/runs/{id}?target={target}"),
            status,
            series: Vec::new(),
        })
    };
    Ok(Comparison { sides: ids.iter().map(side).collect::<Result<_, AppError>>()?, caveats, differences: Vec::new() })
}
