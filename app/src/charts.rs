//! Pictures of figures over time: line charts by uPlot, sparklines in plain SVG.

pub mod line_chart;
pub mod lines;
pub mod palette;
pub mod sparkline;
mod uplot;

pub use line_chart::LineChart;
pub use palette::ThemeChanges;
pub use sparkline::Sparkline;
