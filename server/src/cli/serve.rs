//! `trackstorm serve`: the web app, from settings to the last saved figure.

use super::{Exit, failed, say};
use crate::{
    demo::{self, Demo},
    errors,
    http::AppState,
    listen, logs, open_files,
    probe::Prober,
    router,
    runs::RunManager,
    services,
    settings::Settings,
    signals,
    threads::Threads,
};
use clap::Args;
use engine::{Engine, EngineSettings};
use std::{path::PathBuf, sync::Arc, time::Duration};
use store::{SecretKey, Store};
use tokio::net::TcpListener;
use transport::{HttpConnector, Proxies};

/// How long connections may linger when all else is done.
const LINGER: Duration = Duration::from_secs(2);

/// What can be said about the server.
#[derive(Debug, Default, Args)]
pub(super) struct Options {
    /// The settings file; without this, Leptos.toml in the working directory if there is one
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Also start three simulated Matomo targets on loopback, and save a preset for them
    #[arg(long)]
    demo: bool,
}

/// Serves until a signal comes, then shuts down in order.
pub(super) async fn serve(options: Options) -> Exit {
    let settings = match Settings::load(options.config.as_deref()) {
        Ok(settings) => settings,
        Err(error) => return failed(Exit::BadConfiguration, error),
    };
    match attempt(settings, options.demo).await {
        Ok(()) => Exit::Done,
        Err(problem) => failed(Exit::Failed, problem),
    }
}

async fn attempt(settings: Settings, with_demo: bool) -> Result<(), String> {
    let logs = logs::start(&settings.server);
    for variable in &settings.ignored_variables {
        tracing::warn!(variable, "this environment variable is no setting of Trackstorm");
    }
    app::base::set(settings.server.base_path.clone());
    open_files::raise();
    let closing = signals::listen();
    // Before anything is touched that another instance, which has the address, may be using.
    let listener = bind(&settings).await?;
    let store = open_store(&settings).await?;
    let tick = settings.engine.tick();
    let stop_grace = settings.engine.stop_grace();
    let engine_settings = EngineSettings { tick, stop_grace, fine_timer: true };
    let data_plane =
        Threads::data_plane().map_err(|error| format!("the threads of runs cannot be started: {error}"))?;
    let connector = HttpConnector::new().map_err(|error| error.to_string())?;
    let connector = connector.with_proxies(Proxies::from_environment()).with_at_most(open_files::for_targets());
    let prober = Prober::over(connector.clone());
    let engine = Engine::with_connector(engine_settings, connector).on(data_plane.handle());
    let prober = Arc::new(prober);
    let runs = Arc::new(RunManager::new(store.clone(), engine, Arc::clone(&prober), settings.engine.save_every()));
    let mut services = services::build(store.clone(), prober, Arc::clone(&runs));
    let demo = if with_demo { Some(demo::start(&services).await.map_err(|error| error.to_string())?) } else { None };
    services.demo = demo.as_ref().and_then(Demo::faults);
    let state = AppState::new(services, runs.watch(), logs, closing.clone(), settings.server.live_streams());
    let router = router::router(&settings, state).map_err(|error| error.to_string())?;
    announce(&listener)?;
    let mut server = tokio::spawn(listen::serve(listener, router, settings.server.listen_limits(), closing.clone()));
    tokio::select! {
        () = closing.cancelled() => {}
        ended = &mut server => {
            runs.close().await;
            return ended.map_err(|error| error.to_string());
        }
    }
    tracing::info!("shutting down: no more visits, live streams end, visits in progress may finish");
    runs.close().await;
    if tokio::time::timeout(LINGER, server).await.is_err() {
        tracing::warn!("some connections were still open and are cut");
    }
    if let Some(demo) = demo {
        demo.shutdown().await;
    }
    if let Err(error) = store.close().await {
        errors::store(error);
    }
    tracing::info!("stopped");
    Ok(())
}

async fn open_store(settings: &Settings) -> Result<Store, String> {
    let key_file = settings.secret_key_file();
    let key = SecretKey::load_or_create(&key_file).map_err(|error| error.to_string())?;
    Store::open(&settings.database.url, key).await.map_err(|error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(" ({cause})")).unwrap_or_default();
        format!("{error}{cause}")
    })
}

async fn bind(settings: &Settings) -> Result<TcpListener, String> {
    let wanted = settings.leptos.site_addr;
    TcpListener::bind(wanted).await.map_err(|error| {
        format!("cannot listen on {wanted}: {error}. Set TRACKSTORM_ADDR or leptos.site-addr to another address.")
    })
}

/// Says where the app is, now that it answers there.
fn announce(listener: &TcpListener) -> Result<(), String> {
    let address = listener.local_addr().map_err(|error| format!("the listen address cannot be read: {error}"))?;
    if !address.ip().is_loopback() {
        tracing::warn!(
            %address,
            "listening beyond this machine: there is no login yet, so everybody who reaches this address can control Trackstorm"
        );
    }
    tracing::info!(%address, "listening");
    say(format_args!("Trackstorm listens on http://{address}"));
    Ok(())
}
