//! Server functions of the working configuration's funnels.

#[cfg(feature = "ssr")]
use super::form::send_form_to;
#[cfg(feature = "ssr")]
use crate::revision::check_revision;
use crate::{error::AppError, revision::Stored};
use domain::{Funnel, PreviewVisit, StoredFunnel};
use leptos::prelude::*;

/// All funnels, in list order.
///
/// # Errors
/// Whatever the store reports, as [`AppError`].
#[server(prefix = "/rpc", endpoint = "funnels")]
pub async fn list_funnels() -> Result<Vec<StoredFunnel>, AppError> {
    crate::services::Services::from_context()?.funnels.funnels().await
}

/// One funnel.
///
/// # Errors
/// `NotFound` when there is none with this number.
#[server(prefix = "/rpc", endpoint = "funnel")]
pub async fn get_funnel(id: i64) -> Result<Stored<StoredFunnel>, AppError> {
    crate::services::Services::from_context()?.funnels.funnel(id).await.map(Stored::of)
}

/// Adds a funnel (`id` absent) or replaces one; with `base` only if that is still its revision.
///
/// # Errors
/// `Invalid` with the fields at fault, named from the funnel's own root; `Conflict` when the name is
/// another's; `NotFound`; `Changed`.
#[server(prefix = "/rpc", endpoint = "save_funnel", input = server_fn::codec::Json)]
pub async fn save_funnel(
    id: Option<i64>,
    funnel: Funnel,
    #[server(default)] base: Option<String>,
) -> Result<Stored<StoredFunnel>, AppError> {
    let funnels = crate::services::Services::from_context()?.funnels;
    let saved = match id {
        Some(id) => {
            funnels
                .change_funnel(
                    id,
                    Box::new(move |stored: StoredFunnel| check_revision(base.as_deref(), &stored).map(|()| funnel)),
                )
                .await
        }
        None => funnels.add_funnel(funnel).await,
    };
    saved.map(Stored::of)
}

/// Lets visits take a funnel, or no longer.
///
/// # Errors
/// `NotFound`.
#[server(prefix = "/rpc", endpoint = "enable_funnel")]
pub async fn enable_funnel(id: i64, enabled: bool) -> Result<(), AppError> {
    let funnels = crate::services::Services::from_context()?.funnels;
    funnels.change_funnel(id, Box::new(move |stored| Ok(Funnel { enabled, ..stored.funnel }))).await?;
    send_form_to("/funnels");
    Ok(())
}

/// Copies a funnel under a free name.
///
/// # Errors
/// `NotFound`.
#[server(prefix = "/rpc", endpoint = "duplicate_funnel")]
pub async fn duplicate_funnel(id: i64) -> Result<StoredFunnel, AppError> {
    let copy = crate::services::Services::from_context()?.funnels.duplicate_funnel(id).await?;
    send_form_to("/funnels");
    Ok(copy)
}

/// Removes a funnel.
///
/// # Errors
/// `NotFound`.
#[server(prefix = "/rpc", endpoint = "delete_funnel")]
pub async fn delete_funnel(id: i64) -> Result<(), AppError> {
    crate::services::Services::from_context()?.funnels.delete_funnel(id, crate::services::OnlyIf::always()).await?;
    send_form_to("/funnels");
    Ok(())
}

/// The exact hits of a visit that takes `funnel`, which is not stored.
///
/// # Errors
/// `Invalid` with the fields at fault.
#[server(prefix = "/rpc", endpoint = "preview_funnel", input = server_fn::codec::Json)]
pub async fn preview_funnel(funnel: Funnel) -> Result<PreviewVisit, AppError> {
    crate::services::Services::from_context()?.funnels.preview_funnel(funnel).await
}
