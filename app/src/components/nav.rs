//! The frame's navigation: sections, the live indicator and the theme.

pub mod live_indicator;

use super::{
    icon::{Icon, IconName},
    theme_switch::ThemeSwitch,
};
use crate::{app::use_overview, base::at, format};
use leptos::prelude::*;
use leptos_router::components::A;
use live_indicator::LiveIndicator;

/// Beside the page on a wide screen; bars above and below it on a phone.
#[component]
pub fn Nav() -> impl IntoView {
    view! {
        <header class="sidebar">
            <a class="brand" href=at("/") aria-label="Trackstorm, dashboard"><Icon name=IconName::Brand/>"Trackstorm"</a>
            <nav class="nav" aria-label="Main">
                <A href=at("/") exact=true><Icon name=IconName::Dashboard/><span>"Dashboard"</span></A>
                <A href=at("/targets")><Icon name=IconName::Targets/><span>"Targets"</span><TargetCount/></A>
                <A href=at("/traffic")><Icon name=IconName::Traffic/><span>"Traffic"</span></A>
                <A href=at("/funnels")><Icon name=IconName::Funnels/><span>"Funnels"</span></A>
                <A href=at("/data")><Icon name=IconName::Data/><span>"Data"</span></A>
                <A href=at("/presets")><Icon name=IconName::Presets/><span>"Presets"</span></A>
                <A href=at("/runs")><Icon name=IconName::Runs/><span>"Runs"</span></A>
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
