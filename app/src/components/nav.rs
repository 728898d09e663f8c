//! The frame's navigation: sections, the live indicator and the theme.

pub mod live_indicator;
mod sections;

use super::{
    command_menu::CommandMenuButton,
    icon::{Icon, IconName},
    theme_switch::ThemeSwitch,
};
use crate::{app::use_overview, base::at, format};
use leptos::prelude::*;
use leptos_router::components::A;
use live_indicator::LiveIndicator;
pub use sections::SECTIONS;

/// Beside the page on a wide screen; bars above and below it on a phone.
#[component]
pub fn Nav() -> impl IntoView {
    view! {
        <header class="sidebar">
            <a class="brand" href=at("/") aria-label="Trackstorm, dashboard"><Icon name=IconName::Brand/>"Trackstorm"</a>
            <CommandMenuButton/>
            <nav class="nav" aria-label="Main">
                {SECTIONS.map(|section| view! {
                    <A href=at(section.path) exact=section.path == "/">
                        <Icon name=section.icon/><span>{section.name}</span>
                        {(section.path == "/targets").then(|| view! { <TargetCount/> })}
                    </A>
                }).into_iter().collect_view()}
            </nav>
            <div class="sidebar-foot">
                <LiveIndicator/>
                <ThemeSwitch/>
            </div>
        </header>
    }
    .into_any()
}

/// Targets in the working configuration.
#[component]
fn TargetCount() -> impl IntoView {
    let overview = use_overview();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let count = overview.await.map_or(0, |overview| overview.target_count);
                view! {
                    <span class="nav-count" data-testid="nav-target-count">
                        {format::count(count as u64)}
                    </span>
                }
            })}
        </Transition>
    }
    .into_any()
}
