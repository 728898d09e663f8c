//! The few icons, drawn on a 24 × 24 grid with the current text colour. Decorative: hidden from
//! screen readers, so whatever carries one also has words.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// The product: one load split over many.
    Brand,
    /// Dashboard.
    Dashboard,
    /// Targets.
    Targets,
    /// Traffic: how much and when.
    Traffic,
    /// Presets.
    Presets,
    /// Funnels.
    Funnels,
    /// Data sets.
    Data,
    /// Runs.
    Runs,
    /// Light theme.
    Sun,
    /// Dark theme.
    Moon,
    /// The system's theme.
    System,
    /// Start.
    Play,
    /// Pause.
    Pause,
    /// Stop.
    Stop,
    /// Restart.
    Restart,
    /// Download.
    Download,
    /// Duplicate.
    Copy,
    /// Remove.
    Remove,
    /// The handle something is dragged by.
    Grip,
    /// More settings.
    Sliders,
    /// It is so.
    Check,
    /// It is not so.
    Cross,
    /// Something went wrong.
    Warning,
    /// Find something.
    Search,
}

impl IconName {
    fn path(self) -> &'static str {
        match self {
            Self::Brand => "M3 12h5c4 0 4-7 8-7h5M8 12h13M8 12c4 0 4 7 8 7h5",
            Self::Dashboard => "M4 20V11M10 20V4M16 20v-6M22 20H2",
            Self::Targets => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 12h.01",
            Self::Traffic => "M2 17h3l4-11 4 13 3-8 2 6h4",
            Self::Presets => "M6 3h12v18l-6-4.5L6 21z",
            Self::Runs => "M3 12a9 9 0 1 0 3-6.7L3 8M3 3v5h5M12 7v5l3.5 2",
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5"
            }
            Self::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5",
            Self::System => "M3 4h18v12H3zM8 20h8M12 16v4",
            Self::Play => "M7 4.5v15l12-7.5z",
            Self::Funnels => "M3 4h18l-7 8.5V19l-4 2v-8.5z",
            Self::Data => "M4 6c0-4 16-4 16 0s-16 4-16 0M4 6v12c0 4 16 4 16 0V6M4 12c0 4 16 4 16 0",
            Self::Pause => "M8 5v14M16 5v14",
            Self::Stop => "M6 6h12v12H6z",
            Self::Restart => "M21 12a9 9 0 1 1-3-6.7L21 8M21 3v5h-5",
            Self::Download => "M12 3v12M7 10.5l5 5 5-5M4 20h16",
            Self::Copy => "M9 9h11v11H9zM5 15H4V4h11v1",
            Self::Remove => "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5",
            Self::Sliders => "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
            Self::Check => "M4 12.5l5.5 5.5L20 6.5",
            Self::Cross => "M6 6l12 12M18 6L6 18",
            Self::Warning => "M12 3 2 20h20zM12 10v4M12 17h.01",
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16.5 16.5 21 21",
            Self::Grip => "M9 5h.01M15 5h.01M9 12h.01M15 12h.01M9 19h.01M15 19h.01",
        }
    }
}

/// One icon.
#[component]
pub fn Icon(
    /// Which.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d=name.path()></path>
        </svg>
    }
    .into_any()
}
