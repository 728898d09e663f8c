//! Pictures of figures over time: line charts, drawn as SVG by the server and by uPlot in the browser, and sparklines.

pub mod axis;
pub mod drawing;
pub mod line_chart;
pub mod lines;
pub mod marks;
pub mod palette;
pub mod sparkline;
pub mod target_chart;
mod target_lines;
pub mod timeline;
mod uplot;
pub mod zoom;

pub use drawing::{Axes, Stroke};
pub use line_chart::LineChart;
pub use palette::ThemeChanges;
pub use sparkline::Sparkline;
pub use target_chart::TargetChart;
pub use timeline::{RangePresets, Timeline};
pub use uplot::Insets;
