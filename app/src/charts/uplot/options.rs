//! What a chart looks like: uPlot's options as JSON; functions are added afterwards.

use crate::charts::{axis::TIME_STEPS, lines::Line, palette::token};
use serde_json::{Value, json};

/// Room around the lines, CSS pixels: the SVG, the library and the marks of what happened leave the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Insets {
    top: u32,
    /// For the half of the last time that stands beyond the lines: half of `Mon 00:00`.
    right: u32,
    bottom: u32,
    left: u32,
}

impl Insets {
    /// Of a chart of a run, which has labels of what happened above its lines and local times below the others, or of
    /// another.
    pub fn of(has_clock: bool) -> Self {
        let (top, bottom) = if has_clock { (20, 42) } else { (8, 26) };
        Self { top, right: 30, bottom, left: 46 }
    }

    /// For the style sheet.
    pub fn style(self) -> String {
        let Self { top, right, bottom, left } = self;
        format!("--inset-top:{top}px;--inset-right:{right}px;--inset-bottom:{bottom}px;--inset-left:{left}px")
    }
}

/// The options of a chart of `lines`, `width` by `height` CSS pixels.
pub(super) fn options(lines: &[Line], (width, height): (f64, f64), insets: Insets) -> Value {
    let text = token("--muted");
    let grid = token("--line");
    let font = "11px 'Inter Variable', system-ui, sans-serif";
    let axis = |size: u32, space: u32, steps: Option<&[u32]>| {
        json!({ "incrs": steps, "stroke": text, "font": font, "size": size, "space": space, "gap": 6,
            "lineGap": 1.4, "grid": { "stroke": grid, "width": 1 }, "ticks": { "show": false } })
    };
    let mut series = vec![json!({})];
    series.extend(lines.iter().map(|line| {
        let colour = token(line.colour);
        json!({ "label": line.label, "show": line.is_shown, "stroke": colour, "width": 1.75,
            "fill": line.fill.map(token), "dash": if line.dashed { vec![5, 4] } else { Vec::new() },
            "points": { "show": false, "size": 5, "fill": colour } })
    }));
    json!({
        "width": width, "height": height, "padding": [insets.top, insets.right, 0, 0], "legend": { "show": false },
        "cursor": { "sync": { "key": "run", "scales": ["x", null] }, "y": false, "points": { "size": 6 },
            "drag": { "x": true, "y": false, "dist": 4, "setScale": false } },
        "scales": { "x": { "time": false }, "y": { "range": { "min": { "mode": 1, "hard": 0, "soft": 0, "pad": 0 },
            "max": { "mode": 2, "soft": 1, "pad": 0.1 } } } },
        "series": series, "axes": [axis(insets.bottom, 64, Some(&TIME_STEPS)), axis(insets.left, 32, None)],
    })
}
