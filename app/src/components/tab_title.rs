//! What stands in the browser's tab.
//!
//! A page's title can hold what people wrote, such as the name of a preset, and leptos_meta writes it into a
//! server-rendered page as it is. So it is escaped there, once, for the titles of all pages; in the browser it is set
//! as a text, and must not be.

use super::run_bar::is_failing;
use crate::{base::at, format, live::use_live};
use domain::{RunState, TargetStatus};
use leptos::prelude::*;
use leptos_meta::Title;

/// Completes and escapes the titles that pages set with leptos_meta's `Title`.
#[component]
pub fn TabTitle() -> impl IntoView {
    let live = use_live();
    let failing = Memo::new(move |_| {
        live.tick.track();
        live.rows.with(|rows| rows.iter().filter(|row| row.status.with_untracked(is_failing)).count())
    });
    let prefix = Memo::new(move |_| prefix(live.state.get(), live.totals.with(rate), failing.get()));
    Effect::new(move |_| show_icon(icon(live.state.get(), failing.get())));
    view! {
        <Title formatter=move |title: String| {
            // The head of a page is written last on the server, when its signals may be gone.
            let title = complete(&prefix.try_get().unwrap_or_default(), &title);
            if cfg!(feature = "ssr") { escaped(&title) } else { title }
        }/>
    }
}

const NAME: &str = "Trackstorm";

fn complete(prefix: &str, title: &str) -> String {
    [prefix, title, NAME].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn rate(totals: &TargetStatus) -> u64 {
    totals.rate.delivered_hits_per_second.round() as u64
}

/// How a run stands, for people who look at another tab; nothing while there is none.
fn prefix(state: RunState, hits_per_second: u64, failing: usize) -> String {
    let state = match state {
        RunState::Starting | RunState::Running => format!("▶ {}/s", format::count(hits_per_second)),
        RunState::Paused => "Paused".to_owned(),
        RunState::Stopping => "Stopping".to_owned(),
        RunState::Idle | RunState::Finished | RunState::Stopped | RunState::Failed => return String::new(),
    };
    if failing == 0 { state } else { format!("{state} · {} failing", format::count(failing as u64)) }
}

/// The file of the icon that tells the same.
fn icon(state: RunState, failing: usize) -> &'static str {
    match (state.is_active(), failing) {
        (false, _) => "/favicon.svg",
        (true, 0) => "/favicon-running.svg",
        (true, _) => "/favicon-failing.svg",
    }
}

fn show_icon(file: &str) {
    // A page without an icon stays without.
    if let Ok(Some(link)) = document().query_selector("link[rel=icon]") {
        let address = at(file);
        if link.get_attribute("href").as_deref() != Some(address.as_str()) {
            let _ = link.set_attribute("href", &address);
        }
    }
}

/// `text` as the content of an element that holds text only.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_tells_how_its_run_stands() {
        assert_eq!(
            complete(&prefix(RunState::Running, 1_180, 1), "Dashboard"),
            "▶ 1,180/s · 1 failing · Dashboard · Trackstorm"
        );
        assert_eq!(complete(&prefix(RunState::Paused, 0, 0), ""), "Paused · Trackstorm");
        assert_eq!(complete(&prefix(RunState::Stopped, 0, 2), "Runs"), "Runs · Trackstorm");
        assert_eq!(icon(RunState::Stopped, 2), "/favicon.svg");
        assert_eq!(icon(RunState::Running, 2), "/favicon-failing.svg");
    }

    #[test]
    fn nothing_ends_the_title() {
        assert_eq!(escaped("</title><h1>a &amp; b"), "&lt;/title&gt;&lt;h1&gt;a &amp;amp; b");
    }
}
