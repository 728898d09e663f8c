//! A line chart as SVG: what the server draws for the first paint, for pages without JavaScript and for print.
//!
//! It scales without a script: places are parts of its width and height, and only the lines are stretched, their strokes not.
//! It is made as text, as a text is all that a page needs of it; nothing in it comes from people.

use super::{
    axis::{time_marks, top, value_marks},
    lines::Line,
};
use domain::SeriesPoint;
use std::fmt::Write;

/// Units of the lines' own coordinates in both directions.
const UNITS: f64 = 1_000.0;
/// Marks of the time axis, about; each may be as wide as `Mon 00:00`, on a phone, too.
const TIME_MARKS: u32 = 5;
/// Marks of the vertical axis, about.
const VALUE_MARKS: u32 = 4;

/// The axes of a drawing: from when to when, and from 0 to what.
#[derive(Clone, Copy)]
pub struct Axes {
    /// The part of the time that is shown, seconds.
    pub range: (f64, f64),
    /// Where the vertical axis ends.
    pub top: f64,
    /// How times are written.
    pub time_text: fn(f64) -> String,
    /// How the marks of the vertical axis are written.
    pub value_text: fn(f64) -> String,
}

impl Axes {
    /// What stands within the `svg` element: the axes and, above them, `shapes` in units of their own.
    pub fn around(&self, shapes: &str) -> String {
        let mut svg = String::new();
        for value in value_marks(self.top, VALUE_MARKS) {
            let y = self.y(value) / UNITS * 100.0;
            let text = (self.value_text)(value);
            let _ = write!(
                svg,
                r#"<line class="chart-grid" x1="0" x2="100%" y1="{y:.2}%" y2="{y:.2}%"/><text x="-8" y="{y:.2}%" dy=".32em" text-anchor="end">{text}</text>"#
            );
        }
        for time in time_marks(self.range, TIME_MARKS) {
            let x = self.x(time) / UNITS * 100.0;
            let text = (self.time_text)(time);
            let _ = write!(
                svg,
                r#"<line class="chart-grid" y1="0" y2="100%" x1="{x:.2}%" x2="{x:.2}%"/><text x="{x:.2}%" y="100%" dy="1.45em" text-anchor="middle">{text}</text>"#
            );
        }
        let _ = write!(
            svg,
            r#"<svg width="100%" height="100%" viewBox="0 0 1000 1000" preserveAspectRatio="none">{shapes}</svg>"#
        );
        svg
    }

    /// A line through `points`, times and values, with gaps where there is none; its colour and the one below it are custom
    /// properties.
    pub fn line(&self, points: impl IntoIterator<Item = (f64, Option<f64>)>, stroke: Stroke) -> String {
        let places: Vec<_> = points.into_iter().map(|(time, value)| Some((self.x(time), self.y(value?)))).collect();
        let mut paths = Paths::default();
        for piece in places.split(Option::is_none) {
            paths.add(&piece.iter().flatten().copied().collect::<Vec<_>>());
        }
        let Paths { line, area, dots } = paths;
        let Stroke { colour, fill, is_dashed } = stroke;
        let mut svg = String::new();
        if let Some(fill) = fill {
            let _ = write!(svg, r#"<path d="{area}" style="fill:var({fill})"/>"#);
        }
        let dashes = if is_dashed { r#" stroke-dasharray="5 4""# } else { "" };
        let _ = write!(svg, r#"<path class="chart-line" d="{line}" style="stroke:var({colour})"{dashes}/>"#);
        if !dots.is_empty() {
            let _ = write!(svg, r#"<path class="chart-dot" d="{dots}" style="stroke:var({colour})"/>"#);
        }
        svg
    }

    /// What is between two courses of values at the same times.
    pub fn band(&self, points: &[(f64, f64, f64)], fill: &str) -> String {
        let place = |(time, value): (f64, f64)| format!("{:.1} {:.1}", self.x(time), self.y(value));
        let there = points.iter().map(|&(time, lower, _)| place((time, lower)));
        let back = points.iter().rev().map(|&(time, _, upper)| place((time, upper)));
        let outline = there.chain(back).collect::<Vec<_>>().join("L");
        if outline.is_empty() { outline } else { format!(r#"<path d="M{outline}Z" style="fill:var({fill})"/>"#) }
    }

    fn x(&self, time: f64) -> f64 {
        let (from, to) = self.range;
        (time - from) / (to - from).max(f64::EPSILON) * UNITS
    }

    fn y(&self, value: f64) -> f64 {
        (1.0 - value / self.top.max(f64::EPSILON)) * UNITS
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Stroke {
    /// Custom property with its colour.
    pub colour: &'static str,
    /// Custom property with the colour below it, if that is filled.
    pub fill: Option<&'static str>,
    /// Whether it is dashed.
    pub is_dashed: bool,
}

/// A part of a history.
pub struct Drawing<'a> {
    /// The lines, without those that are switched off.
    pub lines: Vec<&'a Line>,
    /// Their points, in order of time.
    pub series: &'a [SeriesPoint],
    /// The part of the time that is shown, seconds.
    pub range: (f64, f64),
    /// How times are written.
    pub time_text: fn(f64) -> String,
    /// How the marks of the vertical axis are written.
    pub value_text: fn(f64) -> String,
}

impl Drawing<'_> {
    /// What stands within the `svg` element.
    pub fn content(&self) -> String {
        let (from, to) = self.range;
        let shown: Vec<_> = self.series.iter().filter(|point| (from..=to).contains(&point.t)).copied().collect();
        let top = top(self.lines.iter().copied(), &shown);
        let axes = Axes { range: self.range, top, time_text: self.time_text, value_text: self.value_text };
        let drawn = |line: &&Line| {
            let stroke = Stroke { colour: line.colour, fill: line.fill, is_dashed: line.dashed };
            axes.line(shown.iter().map(|point| (point.t, (line.value)(point))), stroke)
        };
        axes.around(&self.lines.iter().map(drawn).collect::<String>())
    }
}

/// The shapes of one line.
#[derive(Default)]
struct Paths {
    line: String,
    area: String,
    dots: String,
}

impl Paths {
    /// Adds places without a gap between them.
    fn add(&mut self, piece: &[(f64, f64)]) {
        let [(first, y), rest @ ..] = piece else { return };
        let Some((last, _)) = rest.last() else {
            let _ = write!(self.dots, "M{first:.1} {y:.1}h0");
            return;
        };
        let mut line = format!("M{first:.1} {y:.1}");
        for (x, y) in rest {
            let _ = write!(line, "L{x:.1} {y:.1}");
        }
        let _ = write!(self.area, "{line}L{last:.1} {UNITS}L{first:.1} {UNITS}Z");
        self.line += &line;
    }
}

/// Places of values that have none on either side: they are drawn as dots, since there is no line through them.
pub fn lone(values: &[Option<f64>]) -> Vec<usize> {
    let is_there = |place: Option<usize>| place.and_then(|place| values.get(place)).is_some_and(Option::is_some);
    let is_lone =
        |&place: &usize| is_there(Some(place)) && !is_there(place.checked_sub(1)) && !is_there(place.checked_add(1));
    (0..values.len()).filter(is_lone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format;

    const DELIVERED: Line = Line {
        label: "delivered",
        colour: "--chart-delivered",
        fill: None,
        dashed: false,
        is_shown: true,
        value: |point| Some(point.delivered),
        text: format::rate,
    };
    const P95: Line = Line { label: "p95", colour: "--chart-p95", value: |point| point.p95, ..DELIVERED };

    fn drawn(line: &Line, series: &[SeriesPoint], range: (f64, f64)) -> String {
        let drawing =
            Drawing { lines: vec![line], series, range, time_text: format::offset, value_text: format::amount };
        drawing.content()
    }

    fn point(t: f64, delivered: f64) -> SeriesPoint {
        SeriesPoint { t, delivered, ..Default::default() }
    }

    #[test]
    fn a_line_goes_from_the_bottom_left_to_the_right() {
        let svg = drawn(&DELIVERED, &[point(0.0, 0.0), point(30.0, 50.0), point(60.0, 100.0)], (0.0, 60.0));
        assert!(svg.contains(r#"d="M0.0 1000.0L500.0 545.5L1000.0 90.9""#), "{svg}");
        assert!(svg.contains("var(--chart-delivered)") && svg.contains(">0:30</text>") && svg.contains(">100</text>"));
    }

    #[test]
    fn one_point_is_a_dot() {
        let svg = drawn(&DELIVERED, &[point(1.0, 10.0)], (0.0, 60.0));
        assert!(svg.contains(r#"class="chart-dot" d="M16.7 90.9h0""#), "{svg}");
    }

    #[test]
    fn where_nothing_was_measured_the_line_has_a_gap() {
        let at = |t: f64, p95| SeriesPoint { t, p95, ..Default::default() };
        let values = [Some(1.0), Some(1.0), None, Some(1.0), None, Some(1.0), Some(1.0)];
        let series: Vec<_> = values.into_iter().zip(0_u32..).map(|(p95, t)| at(f64::from(t * 10), p95)).collect();
        let svg = drawn(&P95, &series, (0.0, 60.0));
        let line = svg.split(r#"class="chart-line" d=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(line.matches('M').count(), 2, "{line}");
        assert!(svg.contains(r#"class="chart-dot" d="M500.0"#), "{svg}");
    }

    #[test]
    fn what_is_outside_of_the_range_is_left_out_and_does_not_scale_the_rest() {
        let svg = drawn(&DELIVERED, &[point(10.0, 9_000.0), point(70.0, 10.0), point(80.0, 10.0)], (60.0, 90.0));
        assert!(svg.contains(r#"d="M333.3 90.9L666.7 90.9""#), "{svg}");
    }

    #[test]
    fn lone_values_have_no_neighbour() {
        assert_eq!(lone(&[Some(1.0)]), [0]);
        assert_eq!(lone(&[Some(1.0), Some(1.0), None, Some(1.0), None]), [3]);
        assert_eq!(lone(&[]), [0; 0]);
    }
}
