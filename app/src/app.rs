//! The document, the frame around every page, and which address shows which page.

use crate::{
    api::engine::{Overview, get_overview},
    base::{at, attribute, base},
    charts::ThemeChanges,
    components::{
        HistorySteps, ToastRegion, Toasts,
        command_menu::CommandMenu,
        keys::{KeySheet, Keys},
        load_undo::{Loads, UndoQuestion},
        nav::{Nav, live_indicator::StaleNotice},
        run_deletion::RunDeletions,
        tab_title::TabTitle,
        theme_switch::THEME_SCRIPT,
    },
    error::AppError,
    live::{Live, LiveClient},
    pages::{
        ComparePage, DashboardPage, DataPage, DataSetPage, FunnelPage, FunnelsPage, NotFoundPage, PresetLinkPage,
        PresetsPage, RunPage, RunsPage, TargetsPage, TrafficPage,
    },
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};
use std::rc::Rc;

/// What the frame and the dashboard start from.
pub type OverviewResource = Resource<Result<Overview, AppError>>;

/// The HTML document, rendered on the server only. Inline scripts carry the response's nonce.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-base-path=attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content="Realistic analytics traffic on one or a thousand Matomo instances."/>
                <script nonce=use_nonce()>{THEME_SCRIPT}</script>
                <link rel="icon" href=at("/favicon.svg") type="image/svg+xml"/>
                <link rel="preload" href=at("/vendor/inter-latin-wght-normal.woff2") r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=at("/vendor/uPlot.min.css")/>
                <HashedStylesheet options=options.clone() id="leptos" root=base()/>
                <script src=at("/vendor/uPlot.iife.min.js") defer="defer" nonce=use_nonce()></script>
                <AutoReload options=options.clone()/>
                <HydrationScripts options root=base()/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The application: the frame and the page of the current address.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Toasts::provide();
    ThemeChanges::provide();
    HistorySteps::provide();
    Keys::provide();
    let live = Live::provide();
    let resource: OverviewResource = Resource::new(|| (), |()| get_overview());
    provide_context(resource);
    Loads::provide();
    RunDeletions::provide();

    // The live channel opens once the page's own figures are in place, so that it cannot overtake them.
    // The effect keeps the client, which on the server would have no thread to live on.
    Effect::new(move |client: Option<Option<Rc<LiveClient>>>| {
        client.flatten().or_else(|| {
            let result = resource.get()?;
            if let Ok(overview) = &result {
                live.seed(overview);
            }
            Some(LiveClient::open(live))
        })
    });

    view! {
        <TabTitle/>
        <a class="skip-link" href="#content">"Skip to content"</a>
        <Router base=base()>
            <div class="frame">
                <Nav/>
                <main id="content" class="content" tabindex="-1">
                    <StaleNotice/>
                    <Routes fallback=NotFoundPage>
                        <Route path=path!("/") view=DashboardPage ssr=SsrMode::Async/>
                        <Route path=path!("/targets") view=TargetsPage ssr=SsrMode::Async/>
                        <Route path=path!("/traffic") view=TrafficPage ssr=SsrMode::Async/>
                        <Route path=path!("/funnels") view=FunnelsPage ssr=SsrMode::Async/>
                        <Route path=path!("/funnels/:id") view=FunnelPage ssr=SsrMode::Async/>
                        <Route path=path!("/data") view=DataPage ssr=SsrMode::Async/>
                        <Route path=path!("/data/:kind") view=DataSetPage ssr=SsrMode::Async/>
                        <Route path=path!("/presets") view=PresetsPage ssr=SsrMode::Async/>
                        <Route path=path!("/p/:slug") view=PresetLinkPage ssr=SsrMode::Async/>
                        <Route path=path!("/compare") view=ComparePage ssr=SsrMode::Async/>
                        <Route path=path!("/runs") view=RunsPage ssr=SsrMode::Async/>
                        <Route path=path!("/runs/:id") view=RunPage ssr=SsrMode::Async/>
                    </Routes>
                </main>
            </div>
            <ToastRegion/>
            <UndoQuestion/>
            <CommandMenu/>
            <KeySheet/>
        </Router>
    }
}

/// The resource behind the frame: read it with `.await` inside a `Suspend`.
pub fn use_overview() -> OverviewResource {
    expect_context()
}
