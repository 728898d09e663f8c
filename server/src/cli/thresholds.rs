//! How a run stood with its thresholds, for people, on standard error.

use super::tell;
use domain::ThresholdStatus;

/// Prints one line per threshold and says how many do not hold.
pub(super) fn print(thresholds: &[ThresholdStatus]) -> usize {
    for line in lines(thresholds) {
        tell(line);
    }
    thresholds.iter().filter(|threshold| !threshold.passed).count()
}

/// A heading and one line per threshold, in columns; nothing if there is none.
fn lines(thresholds: &[ThresholdStatus]) -> Vec<String> {
    let width = thresholds.iter().map(|threshold| threshold.threshold.chars().count()).max();
    let Some(width) = width else { return Vec::new() };
    std::iter::once("thresholds:".to_owned())
        .chain(thresholds.iter().map(|threshold| {
            let ThresholdStatus { threshold, measured, passed } = threshold;
            let mark = if *passed { '✓' } else { '✗' };
            format!("  {mark} {threshold:<width$}  {}", measured.as_deref().unwrap_or("not measured"))
        }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_was_measured() {
        let threshold = |threshold: &str, measured: Option<&str>, passed: bool| ThresholdStatus {
            threshold: threshold.to_owned(),
            measured: measured.map(str::to_owned),
            passed,
        };
        let thresholds = [
            threshold("p95<500ms", Some("412 ms"), true),
            threshold("eu-1: error_rate<1%", Some("3.2 %"), false),
            threshold("max<1s", None, false),
        ];
        assert_eq!(
            lines(&thresholds),
            [
                "thresholds:",
                "  ✓ p95<500ms            412 ms",
                "  ✗ eu-1: error_rate<1%  3.2 %",
                "  ✗ max<1s               not measured",
            ]
        );
        assert_eq!(print(&thresholds), 2);
        assert!(lines(&[]).is_empty());
    }
}
