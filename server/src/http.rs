//! REST, live figures, metrics, log and the OpenAPI document, over the same services as the pages.

mod body;
mod builtin;
mod config;
mod control;
mod data_sets;
mod error;
mod etag;
mod events;
mod funnels;
mod health;
mod host;
mod import;
mod listed;
mod live;
mod logs;
mod metrics;
mod once;
mod openapi;
mod presets;
mod preview;
mod query;
mod rpc;
mod run;
mod runs;
mod security;
mod state;
mod targets;
mod trace;
mod urls;

pub(crate) use error::ApiError;
pub(crate) use host::is_name as is_host_name;
pub(crate) use live::Hub;
pub(crate) use once::OncePerTick;
pub(crate) use rpc::{IssuedFailures, edge};
pub(crate) use security::{page_policy, protect};
pub(crate) use state::AppState;

use axum::Router;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Everything that is not a page; what is documented is what is routed, since one list makes both.
///
/// # Errors
/// When the document's schemas, which are part of the program, cannot be read.
pub(crate) fn router(state: AppState) -> Result<Router, serde_json::Error> {
    let api = OpenApiRouter::new()
        .routes(routes!(config::read, config::replace))
        .routes(routes!(config::undo_load))
        .routes(routes!(targets::list, targets::add))
        .routes(routes!(targets::read, targets::replace, targets::change, targets::delete))
        .routes(routes!(funnels::list, funnels::add))
        .routes(routes!(funnels::templates))
        .routes(routes!(funnels::preview))
        .routes(routes!(funnels::read, funnels::change, funnels::delete))
        .routes(routes!(funnels::duplicate))
        .routes(routes!(data_sets::list))
        .routes(routes!(data_sets::read, data_sets::replace, data_sets::reset))
        .routes(routes!(data_sets::validate))
        .routes(routes!(data_sets::download))
        .routes(routes!(urls::read, urls::replace, urls::reset))
        .routes(routes!(urls::validate))
        .routes(routes!(events::read, events::replace, events::reset))
        .routes(routes!(events::validate))
        .routes(routes!(control::validate))
        .routes(routes!(control::start))
        .routes(routes!(control::stop))
        .routes(routes!(control::restart))
        .routes(routes!(control::pause))
        .routes(routes!(control::resume))
        .routes(routes!(control::status))
        .routes(routes!(run::read, run::change))
        .routes(routes!(live::live))
        .routes(routes!(presets::list, presets::create))
        .routes(routes!(presets::read, presets::replace, presets::delete))
        .routes(routes!(presets::load))
        .routes(routes!(presets::duplicate))
        .routes(routes!(builtin::list))
        .routes(routes!(builtin::apply))
        .routes(routes!(import::import))
        .routes(routes!(preview::preview))
        .routes(routes!(runs::list))
        .routes(routes!(runs::read, runs::change, runs::delete))
        .routes(routes!(runs::continue_backfill))
        .routes(routes!(runs::restore))
        .routes(routes!(logs::read))
        .routes(routes!(openapi::read));
    let (router, document) = OpenApiRouter::with_openapi(openapi::base())
        .routes(routes!(health::read))
        .routes(routes!(metrics::read))
        .nest("/api", api)
        .split_for_parts();
    let state = state.with_document(openapi::complete(document)?);
    Ok(router.method_not_allowed_fallback(error::wrong_method).with_state(state))
}
