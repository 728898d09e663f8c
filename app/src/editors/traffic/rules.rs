//! Thresholds and abort rules in words: what a text means, what a metric is, and what to begin a rule with.

use super::lists::List;
use domain::rules::{AbortRule, Comparison, Condition, Metric, Statistic, TimeFrom};
use std::time::Duration;

/// What a metric is, for the table of metrics and for sentences.
pub fn about(metric: Metric) -> String {
    match metric {
        Metric::Latency(from, statistic) => {
            let figure = match statistic {
                Statistic::P50 => "median",
                Statistic::P90 => "90th percentile",
                Statistic::P95 => "95th percentile",
                Statistic::P99 => "99th percentile",
                Statistic::Max => "longest",
                Statistic::Mean => "mean",
            };
            let of = match from {
                TimeFrom::Planned => "latency from the planned time",
                TimeFrom::Sent => "latency from the send time",
                TimeFrom::Lag => "lag of sending behind the plan",
            };
            match statistic {
                Statistic::Max | Statistic::Mean => format!("{figure} {of}"),
                _ => format!("{figure} of the {of}"),
            }
        }
        Metric::ErrorRate => "part of the hits sent that were rejected, failed or are unknown".to_owned(),
        Metric::DropRate => "part of the hits that were dropped".to_owned(),
        Metric::DeliveryRate => "part of the hits that were delivered".to_owned(),
        Metric::HitsPerSecond => "hits per second that were sent and came to an end".to_owned(),
        Metric::VisitsPerSecond => "visits begun per second".to_owned(),
    }
}

/// What the text of a rule means; `None` while it cannot be read.
pub fn means(list: List, text: &str) -> Option<String> {
    match list {
        List::AbortRules => {
            let rule = AbortRule::parse(text).ok()?;
            let lasts = match rule.lasts {
                Duration::ZERO => "once".to_owned(),
                _ => format!("for {} without a break", length(rule.lasts)),
            };
            Some(format!("Ends the run as failed when the {} {lasts}.", is(&rule.condition)))
        }
        _ => Some(format!("Passes if, at the end, the {}.", is(&Condition::parse(text).ok()?))),
    }
}

fn is(condition: &Condition) -> String {
    let whose = match &condition.target {
        Some(name) => format!("at {name}"),
        None => "over all targets".to_owned(),
    };
    let compared = match condition.comparison {
        Comparison::Below => "below",
        Comparison::AtMost => "at most",
        Comparison::Above => "above",
        Comparison::AtLeast => "at least",
    };
    format!("{} {whose} is {compared} {}", about(condition.metric), condition.limit)
}

fn length(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let (number, unit) = match seconds {
        s if s >= 3_600.0 && s % 3_600.0 == 0.0 => (s / 3_600.0, "hour"),
        s if s >= 60.0 && s % 60.0 == 0.0 => (s / 60.0, "minute"),
        s => (s, "second"),
    };
    let plural = if number == 1.0 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

/// A rule to begin with, about `metric` of the target `name`, or of all if that is empty.
pub fn suggestion(list: List, metric: Metric, name: &str) -> String {
    let limit = match (list, metric) {
        (List::AbortRules, Metric::Latency(TimeFrom::Lag, _)) => ">1s for 30s",
        (List::AbortRules, Metric::Latency(..)) => ">2s for 1m",
        (List::AbortRules, Metric::ErrorRate) => ">50% for 30s",
        (List::AbortRules, Metric::DropRate) => ">10% for 30s",
        (List::AbortRules, Metric::DeliveryRate) => "<50% for 30s",
        (_, Metric::DeliveryRate) => ">=99%",
        (List::AbortRules, Metric::HitsPerSecond | Metric::VisitsPerSecond) => "<1 for 1m",
        (_, Metric::Latency(TimeFrom::Lag, _)) => "<10ms",
        (_, Metric::Latency(..)) => "<500ms",
        (_, Metric::ErrorRate | Metric::DropRate) => "<1%",
        (_, Metric::HitsPerSecond | Metric::VisitsPerSecond) => ">=1",
    };
    match name.trim() {
        "" => format!("{metric}{limit}"),
        name => format!("{name}: {metric}{limit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suggestion_can_be_read_and_says_what_it_means() {
        for list in [List::Thresholds, List::AbortRules] {
            for metric in Metric::all() {
                for name in ["", " eu-1 ", "us west: 2"] {
                    let text = suggestion(list, metric, name);
                    let meaning = means(list, &text).unwrap();
                    assert!(meaning.contains(&about(metric)), "{meaning}");
                    assert!(
                        meaning.contains(if name.is_empty() { "over all targets" } else { name.trim() }),
                        "{meaning}"
                    );
                }
            }
        }
    }

    #[test]
    fn meanings_are_sentences() {
        for (list, text, meaning) in [
            (
                List::Thresholds,
                "p95<500ms",
                "Passes if, at the end, the 95th percentile of the latency from the planned time over all targets is below 500ms.",
            ),
            (
                List::AbortRules,
                "eu-1: error_rate >= 50% for 60s",
                "Ends the run as failed when the part of the hits sent that were rejected, failed or are unknown at eu-1 is at least 50% for 1 minute without a break.",
            ),
            (
                List::AbortRules,
                "lag.max>1s for 0s",
                "Ends the run as failed when the longest lag of sending behind the plan over all targets is above 1s once.",
            ),
        ] {
            assert_eq!(means(list, text).as_deref(), Some(meaning));
        }
        assert_eq!(means(List::Thresholds, "p95"), None);
        assert_eq!(means(List::AbortRules, "p95<1"), None, "for how long?");
    }
}
