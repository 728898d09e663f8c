//! The codes and parameters of messages about runs, and their sentences.

use super::super::*;
use crate::RunEvent;
use serde_json::{Value, json};

fn read(message: impl Into<Message>) -> (String, Value, String) {
    let Message { text, coded: Coded { code, params } } = message.into();
    (code, Value::Object(params), text)
}

/// One of each topic of this kind, with what programs read of it.
pub(super) fn samples() -> Vec<(Message, &'static str, Value)> {
    vec![
        (NotDelivered::Redirect { status: 301, to: None }.into(), "redirect", json!({ "status": 301, "to": null })),
        (
            NotDelivered::TokenRefused(TokenRefusal {
                reason: TokenRefusalReason::Refused { site_id: 2 },
                is_given_up: true,
                again_after_minutes: 60,
            })
            .into(),
            "token_refused",
            json!({ "reason": { "refused": { "site_id": 2 } }, "is_given_up": true, "again_after_minutes": 60 }),
        ),
        (HealthChange::NoTargetWell.into(), "no_target_well", json!({})),
        (OutageCause::StillUnhealthy.into(), "still_unhealthy", json!({})),
        (
            MachineLimit::TooFewFiles { hits: 2_000, seconds: 5.0 }.into(),
            "too_few_files",
            json!({ "hits": 2_000, "seconds": 5.0 }),
        ),
        (ClockChange::ClockSetBack { seconds: 61.0 }.into(), "clock_set_back", json!({ "seconds": 61.0 })),
        (DayLimit::LastDayFull { visits: 10 }.into(), "last_day_full", json!({ "visits": 10 })),
        (RunStep::RunBegan { continues: None }.into(), "run_began", json!({ "continues": null })),
        (RunEnd::StoppedBeforePlannedEnd.into(), "stopped_before_planned_end", json!({})),
        (RunFailure::ProgressNotSaved { reason: "x".into() }.into(), "progress_not_saved", json!({ "reason": "x" })),
        (EpochCause::TargetBack { target: "a".into() }.into(), "target_back", json!({ "target": "a" })),
        (RunChange::LimitsChanged { limits: Vec::new() }.into(), "limits_changed", json!({ "limits": [] })),
        (ProbeResult::SiteRefused { site_id: 3 }.into(), "site_refused", json!({ "site_id": 3 })),
        (ProbeDoubt::TakesEverything { site_id: 3 }.into(), "takes_everything", json!({ "site_id": 3 })),
        (SiteCollision::UserAgentsExcluded { percent: 7 }.into(), "user_agents_excluded", json!({ "percent": 7 })),
    ]
}

#[test]
fn a_message_has_a_code_its_parameters_and_a_sentence() {
    let reason = Some(NotDelivered::BrokenBeforeAnswer { detail: NetworkDetail::Goaway });
    let lost = HealthChange::TargetOpen {
        sign: Sign::Rate { lost: 1_300, hits: 2_000 },
        reason,
        load: LoadFate::TakenOverByAll { probes: 2 },
    };
    assert_eq!(
        read(lost),
        (
            "target_open".to_owned(),
            json!({
                "sign": { "rate": { "lost": 1_300, "hits": 2_000 } },
                "reason": { "code": "broken_before_answer", "params": { "detail": "goaway" } },
                "load": { "taken_over_by_all": { "probes": 2 } },
            }),
            "Open, because 1,300 of the latest 2,000 hits were not delivered: the connection broke before an answer; the \
             hit may have been recorded (the other side closed the HTTP/2 connection (GOAWAY)). The other targets take over \
             its visits until 2 probes in a row succeed."
                .to_owned(),
        )
    );
    assert_eq!(read(RunStep::RunPaused).1, json!({}));
}

#[test]
fn small_changes_are_listed_by_name() {
    let names = |count: usize| Named::of((1..=count).map(|number| format!("t{number}")).collect());
    let few = TargetsChange { added: names(3), removed: names(1), ..TargetsChange::default() };
    let (code, params, text) = read(RunChange::TargetsChanged(few));
    assert_eq!((code.as_str(), text.as_str()), ("targets_changed", "Targets changed: t1, t2, t3 added; t1 removed."));
    assert_eq!(params["added"], json!({ "count": 3, "names": ["t1", "t2", "t3"] }));
    let many = TargetsChange { disabled: names(1_000), ..TargetsChange::default() };
    let (_, params, text) = read(RunChange::TargetsChanged(many));
    assert_eq!(text, "Targets changed: 1,000 targets disabled.");
    assert_eq!(params["disabled"], json!({ "count": 1_000, "names": [] }));
    let limits = vec![
        LimitChange { field: "concurrency", change: Change { from: 50.0, to: 2_000.0 } },
        LimitChange { field: "max_total_visits", change: Change { from: 1e9, to: 0.0 } },
    ];
    let (_, params, text) = read(RunChange::LimitsChanged { limits });
    assert_eq!(text, "Limits changed: concurrency 2,000 instead of 50; max_total_visits off instead of 1,000,000,000.");
    assert_eq!(params["limits"][0], json!({ "field": "concurrency", "from": 50.0, "to": 2_000.0 }));
}

#[test]
fn targets_of_a_bottleneck_are_listed_as_people_do() {
    let message = |targets: &[&str], more| {
        let targets = targets.iter().map(|name| (*name).to_owned()).collect();
        MachineLimit::ConcurrencyOfVisits { targets, more, seconds: 5.0, visits: 1, concurrency: 9 }.to_string()
    };
    assert!(message(&["a"], 0).starts_with("Visits are dropped at a: 1 of"));
    assert!(message(&["a", "b"], 0).starts_with("Visits are dropped at a and b: "));
    assert!(message(&["a", "b", "c"], 0).starts_with("Visits are dropped at a, b and c: "));
    assert!(message(&["a", "b", "c"], 1_997).starts_with("Visits are dropped at a, b, c and 1,997 more: "));
}

#[test]
fn a_report_that_was_stored_before_there_were_codes_is_read() {
    let stored = json!({ "number": 1, "message": "The run began." });
    let event: RunEvent = serde_json::from_value(stored).unwrap();
    assert_eq!((event.message.as_str(), event.coded), ("The run began.", Coded::default()));
    let Message { text, coded } = RunStep::RunBegan { continues: Some(7) }.into();
    let event = serde_json::to_value(RunEvent { message: text, coded, ..RunEvent::default() }).unwrap();
    assert_eq!((&event["code"], &event["params"]), (&json!("run_began"), &json!({ "continues": 7 })));
    assert_eq!(event["message"], "The run began, where run 7 had ended.");
}
