//! The comparison in words: a sentence for each side after the first, and all of it as Markdown.

use crate::{api::compare::Side, format};
use domain::comparison::{Difference, FIGURES, Figure, NOT_ACCEPTED, P95, RATE, Unit};

/// A figure with its unit; a dash where nothing was measured.
pub fn value(figure: &Figure, value: Option<f64>) -> String {
    let Some(value) = value else { return format::NOTHING.to_owned() };
    match figure.unit() {
        Unit::Count => format::amount(value),
        Unit::PerSecond => format::rate(value),
        Unit::Share => format::share(value),
        Unit::Milliseconds => format!("{} ms", format::ms(value)),
    }
}

/// How far it is from the first: `+27 ms (+7.0 %)`, `−0.30 points`, `equal`.
pub fn difference(figure: &Figure, difference: Difference) -> String {
    let Difference { absolute, relative } = difference;
    let size = absolute.abs();
    let text = match figure.unit() {
        Unit::Count => format::amount(size),
        Unit::PerSecond => format::rate(size),
        Unit::Share => format!("{:.2} points", size * 100.0),
        Unit::Milliseconds if size < 0.05 => "0.0 ms".to_owned(),
        Unit::Milliseconds => format!("{} ms", format::ms(size)),
    };
    if !text.contains(|digit: char| ('1'..='9').contains(&digit)) {
        return "equal".to_owned();
    }
    let sign = if absolute < 0.0 { "−" } else { "+" };
    match relative {
        Some(part) => format!("{sign}{text} ({sign}{:.1} %)", part.abs() * 100.0),
        None => format!("{sign}{text}"),
    }
}

/// How each side after the first stands to it.
pub fn sentences(sides: &[Side]) -> Vec<String> {
    let Some((base, others)) = sides.split_first() else { return Vec::new() };
    others.iter().map(|side| sentence(base, side)).collect()
}

fn sentence(base: &Side, side: &Side) -> String {
    let part = |figure: &Figure, words: &str| {
        let [is, was] = [&side.status, &base.status].map(|status| value(figure, figure.of(status)));
        let by = figure.difference(&base.status, &side.status).map(|found| difference(figure, found));
        match by.as_deref() {
            Some("equal") => format!("{words} {is} in both"),
            Some(by) => format!("{words} {is} instead of {was}, {by}"),
            None => format!("{words} {is} and {was}"),
        }
    };
    format!(
        "{} against {}: {}; {}; {}.",
        side.name,
        base.name,
        part(&P95, "p95"),
        part(&NOT_ACCEPTED, "hits not accepted"),
        part(&RATE, "hits delivered per second")
    )
}

/// All of it, to paste into an issue or a chat.
pub fn markdown(sides: &[Side], caveats: &[String]) -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
    let Some((base, others)) = sides.split_first() else { return String::new() };
    let mut lines = sentences(sides);
    lines.push(String::new());
    let heads = others.iter().map(|side| format!(" {0} | difference |", cell(&side.name)));
    lines.push(format!("| | {} |{}", cell(&base.name), heads.collect::<String>()));
    lines.push(format!("|---|---:|{}", "---:|---:|".repeat(others.len())));
    for figure in &FIGURES {
        let cells = others.iter().map(|side| {
            let by = figure.difference(&base.status, &side.status);
            let by = by.map_or_else(|| format::NOTHING.to_owned(), |by| difference(figure, by));
            format!(" {} | {by} |", value(figure, figure.of(&side.status)))
        });
        let first = value(figure, figure.of(&base.status));
        lines.push(format!("| {} | {first} |{}", figure.label, cells.collect::<String>()));
    }
    if !caveats.is_empty() {
        lines.push(String::new());
        lines.extend(caveats.iter().map(|caveat| format!("- {caveat}")));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{HitCounts, Latency, Quantiles, Rate, TargetStatus};

    fn side(name: &str, p95: f64, delivered: u64, failed: u64) -> Side {
        Side {
            name: name.to_owned(),
            detail: String::new(),
            href: String::new(),
            status: TargetStatus {
                hits: HitCounts { planned: delivered + failed, delivered, failed, ..Default::default() },
                rate: Rate { delivered_hits_per_second: 59.3, ..Default::default() },
                latency_ms: Latency { delivered: Quantiles { p95, ..Default::default() }, ..Default::default() },
                ..Default::default()
            },
            series: Vec::new(),
        }
    }

    #[test]
    fn a_sentence_says_what_instead_of_what() {
        let sides = [side("eu-1", 385.0, 999, 1), side("eu-2", 412.0, 996, 4)];
        assert_eq!(
            sentences(&sides),
            ["eu-2 against eu-1: p95 412 ms instead of 385 ms, +27 ms (+7.0 %); hits not accepted 0.40 % instead of \
                 0.10 %, +0.30 points; hits delivered per second 59.3 in both."]
        );
    }

    #[test]
    fn a_side_without_a_latency_has_a_dash() {
        let sides = [side("eu-1", 385.0, 9, 0), side("dead", 0.0, 0, 9)];
        assert!(sentences(&sides)[0].starts_with("dead against eu-1: p95 – and 385 ms; hits not accepted 100.0 %"));
    }

    #[test]
    fn markdown_has_every_figure_and_no_stray_bars() {
        let sides = [side("a|b", 10.0, 9, 0), side("c", 10.0, 9, 0)];
        let text = markdown(&sides, &["Careful.".to_owned()]);
        let rows: Vec<_> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(rows.len(), FIGURES.len() + 2);
        assert!(rows.iter().all(|row| row.replace("\\|", "").matches('|').count() == 5), "{text}");
        assert!(text.contains("| Hits delivered | 9 | 9 | equal |") && text.ends_with("- Careful.\n"), "{text}");
    }
}
