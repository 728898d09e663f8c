//! The grammar: what is written reads back, what is wrong is named.

use super::*;
use crate::status::{HitCounts, Latency, Quantiles, Rate, TargetStatus};
use proptest::prelude::*;
use std::time::Duration;

fn unit_and_number() -> impl Strategy<Value = (Metric, Amount)> {
    let metrics: Vec<Metric> = Metric::all().collect();
    (prop::sample::select(metrics), 0usize..3, 0.0..=1.0f64).prop_map(|(metric, unit, part)| {
        let unit = metric.units()[unit % metric.units().len()];
        let most = match unit {
            Unit::Percent => 100.0,
            Unit::One if metric.units().len() == 2 => 1.0,
            _ => 1e6,
        };
        (metric, Amount { number: part * most, unit })
    })
}

/// A name as normalised configurations have it: trimmed, of printable characters, colons and all.
fn name() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[a-zA-Z0-9é:<>=%. _-]{1,20}")
        .prop_map(|name| name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()))
}

fn condition() -> impl Strategy<Value = Condition> {
    (name(), unit_and_number(), prop::sample::select(Comparison::ALL.to_vec()))
        .prop_map(|(target, (metric, limit), comparison)| Condition { target, metric, comparison, limit })
}

proptest! {
    #[test]
    fn conditions_read_back(condition in condition()) {
        prop_assert_eq!(Condition::parse(&condition.to_string()).unwrap(), condition);
    }

    #[test]
    fn abort_rules_read_back(condition in condition(), millis in 0u64..=86_400_000, unit in 0usize..4) {
        let unit = [1, 1_000, 60_000, 3_600_000][unit];
        let rule = AbortRule { condition, lasts: Duration::from_millis(millis / unit * unit) };
        prop_assert_eq!(AbortRule::parse(&rule.to_string()).unwrap(), rule);
    }

    #[test]
    fn blanks_around_the_parts_do_not_matter(condition in condition(), blanks in prop::collection::vec(0usize..3, 5)) {
        let blank = |place: usize| " ".repeat(blanks[place]);
        let target = condition.target.as_ref().map(|name| format!("{name}{}:", blank(0))).unwrap_or_default();
        let Condition { metric, comparison, limit, .. } = &condition;
        let number = limit.number;
        let unit = limit.unit.as_str();
        let text = format!("{target}{}{metric}{}{}{}{number}{}{unit}", blank(1), blank(2), comparison.as_str(), blank(3), blank(4));
        prop_assert_eq!(Condition::parse(&text).unwrap(), condition);
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,40}") {
        let condition = Condition::parse(&text);
        let rule = AbortRule::parse(&text);
        for error in [condition.err(), rule.err()].into_iter().flatten() {
            prop_assert!(error.to_string().contains("for example"), "{}", error);
        }
    }
}

#[test]
fn units_mean_the_same_value() {
    for (text, value) in [
        ("p95<500", 500.0),
        ("p95<500ms", 500.0),
        ("p95<0.5s", 500.0),
        ("p95<500000us", 500.0),
        ("p95<500000µs", 500.0),
        ("error_rate<1%", 0.01),
        ("error_rate<0.01", 0.01),
        ("hits_per_second>=100", 100.0),
    ] {
        assert_eq!(Condition::parse(text).unwrap().limit.value(), value, "{text}");
    }
}

#[test]
fn a_name_may_hold_what_rules_are_made_of() {
    let rule = AbortRule::parse("made for 10s: p95<1:9101 : send.p99 >= 2s for 1.5m").unwrap();
    assert_eq!(rule.condition.target.as_deref(), Some("made for 10s: p95<1:9101"));
    assert_eq!(rule.condition.metric, Metric::Latency(TimeFrom::Sent, Statistic::P99));
    assert_eq!(rule.lasts, Duration::from_secs(90));
}

#[test]
fn what_is_wrong_is_named() {
    for (text, problem) in [
        ("  ", "is empty"),
        ("p95", "none of the comparisons"),
        ("p95=5", "none of the comparisons"),
        (": p95<5", "no name of a target"),
        ("<5", "no metric before"),
        ("P95<5", "did you mean p95?"),
        ("errorrate<1%", "did you mean error_rate?"),
        ("p95<", "no number"),
        ("p95<-1", "no number"),
        ("p95<1.2.3", "no number"),
        ("p95<5%", "\"%\" is no unit of p95, which takes ms, us, s"),
        ("error_rate<5s", "takes %"),
        ("hits_per_second<5ms", "without a unit"),
        ("error_rate<5", "write 5% if that is meant"),
        ("drop_rate<101%", "100% at most"),
    ] {
        let error = Condition::parse(text).unwrap_err().to_string();
        assert!(error.contains(problem) && error.contains("p95<500ms"), "{text}: {error}");
    }
    for (text, problem) in [
        ("p95<5", "for how long"),
        ("load for two: p95<5", "for how long"),
        ("p95<5 for ever", "\"ever\" is no time"),
        ("p95<5 for 3", "\"3\" is no time"),
        ("p95<5 for 25h", "longer than 24h"),
        ("pp95<5 for 3s", "did you mean p95?"),
    ] {
        let error = AbortRule::parse(text).unwrap_err().to_string();
        assert!(error.contains(problem) && error.contains("for 30s"), "{text}: {error}");
    }
}

fn target(name: &str, enabled: bool, p95: f64, failed: u64) -> TargetStatus {
    TargetStatus {
        name: name.to_owned(),
        enabled,
        hits: HitCounts {
            planned: 200,
            delivered: 98 - failed,
            rejected: 1,
            failed,
            dropped: 100,
            cancelled: 1,
            ..Default::default()
        },
        latency_ms: Latency { from_planned: Quantiles { p95, ..Default::default() }, ..Default::default() },
        rate: Rate { visits_per_second: 2.0, hits_per_second: 11.87, ..Default::default() },
        ..Default::default()
    }
}

fn status() -> StatusSnapshot {
    StatusSnapshot {
        totals: target("", true, 300.0, 1),
        targets: vec![
            target("a", false, 9.0, 1),
            target("a", true, 412.0, 1),
            TargetStatus { name: "idle".into(), ..Default::default() },
        ],
        ..Default::default()
    }
}

#[test]
fn thresholds_say_what_was_measured() {
    for (text, measured, passed) in [
        ("p95<500ms", Some("300 ms"), true),
        ("p95<300ms", Some("300 ms"), false),
        ("p95<=300ms", Some("300 ms"), true),
        ("a: p95>0.4s", Some("412 ms"), true),
        ("send.p95<1ms", Some("0 ms"), true),
        ("error_rate<2%", Some("2.02 %"), false),
        ("drop_rate<=50%", Some("50 %"), true),
        ("hits_per_second>=11", Some("11.87 per second"), true),
        ("visits_per_second>2", Some("2 per second"), false),
        ("idle: p95<5s", None, false),
        ("idle: error_rate>=0", None, false),
        ("unknown: p95<5s", None, false),
        ("not a rule", None, false),
    ] {
        let [found] = <[_; 1]>::try_from(evaluate_all(&[text.to_owned()], &status())).unwrap();
        assert_eq!((found.threshold.as_str(), found.measured.as_deref(), found.passed), (text, measured, passed));
    }
}
