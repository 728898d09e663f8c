//! `trackstorm sim`: a simulated Matomo.

use super::{Exit, failed, say};
use crate::{logs, signals};
use clap::Args;
use matomo_sim::{Faults, SimConfig, SimError};
use std::{net::SocketAddr, time::Duration};

/// What can be said about a simulator.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:9101")]
    listen: SocketAddr,
    /// Wait this long before each answer, for example 20ms
    #[arg(long, default_value = "0ms", value_parser = humantime::parse_duration)]
    latency: Duration,
    /// On top of the latency, evenly distributed from 0 to this
    #[arg(long, default_value = "0ms", value_parser = humantime::parse_duration)]
    jitter: Duration,
    /// Share of requests answered with status 500, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE")]
    error_rate: f64,
    /// Share of requests never answered, 0 to 1
    #[arg(long, default_value_t = 0.0, value_name = "SHARE")]
    hang_rate: f64,
    /// The super user's token, or @FILE that holds it; without one no token is right. Everybody on this machine sees
    /// what stands on a command line, so that a token that is worth something belongs into the variable or the file
    #[arg(long, env = "TRACKSTORM_SIM_TOKEN", hide_env_values = true)]
    token: Option<String>,
    /// The site ids that exist
    #[arg(long, value_delimiter = ',', default_value = "1,2")]
    sites: Vec<u32>,
    /// Whether a visit that goes on past midnight counts as two, as the setting of this name in Matomo's config.ini.php
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set, value_name = "BOOL")]
    create_new_visit_after_midnight: bool,
}

/// Simulates until a signal comes.
pub(super) async fn sim(options: Options) -> Exit {
    logs::start_quietly();
    let Options { listen, latency, jitter, error_rate, hang_rate, token, sites, create_new_visit_after_midnight } =
        options;
    let faults = Faults { latency, jitter, error_rate, hang_rate, ..Default::default() };
    let token = match token.as_deref().and_then(|token| token.strip_prefix('@')) {
        None => token,
        Some(file) => match tokio::fs::read_to_string(file).await {
            Ok(text) => Some(text.trim().to_owned()),
            Err(error) => return failed(Exit::BadConfiguration, format!("--token: {file} cannot be read: {error}")),
        },
    };
    let closing = signals::listen();
    let new_visit_after_midnight = create_new_visit_after_midnight;
    let config = SimConfig { listen, sites, token, faults, new_visit_after_midnight, ..Default::default() };
    match matomo_sim::start(config).await {
        Ok(sim) => {
            say(format_args!("A simulated Matomo listens on {}", sim.url()));
            say(format_args!(
                "GET {0}/__sim/stats: what it counted; POST {0}/__sim/faults: change its faults",
                sim.url()
            ));
            closing.cancelled().await;
            sim.shutdown().await;
            Exit::Done
        }
        Err(error @ SimError::InvalidField { .. }) => failed(Exit::BadConfiguration, error),
        Err(error) => failed(Exit::Failed, error),
    }
}
