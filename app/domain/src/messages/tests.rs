//! The room as a whole: codes are unique, and every message is a code and parameters.

mod texts;

use super::*;
use crate::{
    FieldError,
    config::{DimensionScope, DistributionStrategy, OnUnhealthy},
    funnel::StepKind,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};

/// An enum of the room, as its source has it.
struct Topic {
    name: String,
    /// What stands on it and on its variants.
    source: String,
    /// Its codes.
    codes: Vec<String>,
}

/// Every enum of the room whose variants are messages: those that are their own sentence.
fn topics() -> Vec<Topic> {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/messages");
    let files = fs::read_dir(room).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.is_file() && path.file_name().unwrap() != "tests.rs");
    let sources = files.map(|path| fs::read_to_string(path).unwrap());
    sources.flat_map(|source| in_file(&source)).collect()
}

fn in_file(source: &str) -> Vec<Topic> {
    let blocks = source.split("\n\n");
    let declared = blocks.filter(|block| block.contains("\npub enum ")).map(topic);
    declared.filter(|topic| source.contains(&format!("impl Sentence for {} {{}}", topic.name))).collect()
}

fn topic(block: &str) -> Topic {
    let (_, after) = block.split_once("\npub enum ").unwrap();
    let name = after.split(' ').next().unwrap().to_owned();
    let variants = after.lines().filter_map(|line| line.strip_prefix("    ")).filter(|line| {
        // Those with a tuple are another topic's messages.
        line.starts_with(|first: char| first.is_ascii_uppercase()) && !line.contains('(')
    });
    let codes = variants.map(|line| snake_case(line.split([' ', ',']).next().unwrap())).collect();
    Topic { name, source: block.to_owned(), codes }
}

fn snake_case(name: &str) -> String {
    let mut words = String::new();
    for (place, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && place > 0 {
            words.push('_');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

#[test]
fn a_code_is_one_message_of_the_room() {
    let topics = topics();
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for topic in &topics {
        for code in &topic.codes {
            let other = known.insert(code, &topic.name);
            assert_eq!(other, None, "{code} of {}", topic.name);
        }
    }
    // The parser finds them: one of the first topic written, one with fields, one without.
    for code in ["not_between", "target_name_twice", "every_target_disabled"] {
        assert!(known.contains_key(code), "{code}");
    }
}

#[test]
fn every_topic_is_written_as_code_and_params() {
    for Topic { name, source, codes } in topics() {
        if codes.is_empty() {
            assert!(source.contains("#[serde(untagged)]"), "{name} passes on what is in it");
        } else {
            let written = r#"#[serde(tag = "code", content = "params", rename_all = "snake_case")]"#;
            assert!(source.contains(written), "{name}");
        }
    }
}

#[test]
fn every_topic_serialises_as_code_and_params() {
    let why = || Message::from(TextFinding::TextEmpty);
    let near = || Some("near".to_owned());
    let text = || "text".to_owned();
    let rule = |problem| RuleFinding { problem, example: RuleExample::Threshold };
    let mut messages: Vec<(Message, &str, Value)> = vec![
        (UrlFinding::UrlTooLong { most: 2_000 }.into(), "url_too_long", json!({ "most": 2_000 })),
        (AddressFinding::AddressWithBlank.into(), "address_with_blank", json!({})),
        (
            WindowFinding::TooManyDays { days: 1_000, most: 180 }.into(),
            "too_many_days",
            json!({ "days": 1_000, "most": 180 }),
        ),
        (BackfillFinding::FastBackfill { limit: 200.0.into() }.into(), "fast_backfill", json!({ "limit": 200 })),
        (
            ConnectionFinding::ConnectToInvalid { why: UrlFinding::UrlPortInvalid }.into(),
            "connect_to_invalid",
            json!({ "why": { "code": "url_port_invalid" } }),
        ),
        (
            CrossFieldFinding::LimitInBackfill { instead: "a.b".into() }.into(),
            "limit_in_backfill",
            json!({ "instead": "a.b" }),
        ),
        (
            DataSetFinding::InDataSet { place: "line 2".into(), why: why() }.into(),
            "in_data_set",
            json!({ "place": "line 2", "why": { "code": "text_empty", "params": {} } }),
        ),
        // What only passes another message on keeps its code.
        (DataSetFinding::Text(TextFinding::TextEmpty).into(), "text_empty", json!({})),
        (DataSetWarning::FewPages { pages: 12 }.into(), "few_pages", json!({ "pages": 12 })),
        (
            FunnelFinding::StepFieldMissing { step: StepKind::Event }.into(),
            "step_field_missing",
            json!({ "step": "event" }),
        ),
        (FileFinding::FileEmpty.into(), "file_empty", json!({})),
        (FileFinding::Input(InputFinding::TooManyValues).into(), "too_many_values", json!({})),
        (
            ImportFinding::DefaultStays { why: why() }.into(),
            "default_stays",
            json!({ "why": { "code": "text_empty", "params": {} } }),
        ),
        (SettingFinding::FarOutOfRange.into(), "far_out_of_range", json!({})),
        (NoSettingFinding::UnknownSetting { near: None }.into(), "unknown_setting", json!({})),
        (InputFinding::UnknownField { near: near() }.into(), "unknown_field", json!({ "near": "near" })),
        (
            InputFinding::WrongKind { expected: JsonKind::Other("a day".into()), is: JsonKind::Natural }.into(),
            "wrong_kind",
            json!({ "expected": "a day", "is": "natural" }),
        ),
        (RequestFinding::NoSuchChoice { words: vec![text()] }.into(), "no_such_choice", json!({ "words": ["text"] })),
        (
            ShapeFinding::CurveLengthWrong { count: 24, has: 3 }.into(),
            "curve_length_wrong",
            json!({ "count": 24, "has": 3 }),
        ),
        (
            LoadFinding::WholeVisitsByHit { strategy: DistributionStrategy::Mirror }.into(),
            "whole_visits_by_hit",
            json!({ "strategy": "mirror" }),
        ),
        (
            HealthFinding::OnUnhealthyInBackfill { on_unhealthy: OnUnhealthy::Skip }.into(),
            "on_unhealthy_in_backfill",
            json!({ "on_unhealthy": "skip" }),
        ),
        (
            NumberFinding::BelowMinimum { min: 1.0.into(), remark: Remark::SiteId }.into(),
            "below_minimum",
            json!({ "min": 1, "remark": "site_id" }),
        ),
        (
            PasteFinding::CellsWrong { cells: vec![CellFinding { column: "url".into(), why: why() }] }.into(),
            "cells_wrong",
            json!({ "cells": [{ "column": "url", "why": { "code": "text_empty", "params": {} } }] }),
        ),
        (rule(RuleProblem::RuleEmpty).into(), "rule_empty", json!({})),
        (rule(RuleProblem::NotATime { text: text() }).into(), "not_a_time", json!({ "text": "text" })),
        (
            RulesFinding::RuleTargetUnknown { target: text(), near: near() }.into(),
            "rule_target_unknown",
            json!({ "target": "text", "near": "near" }),
        ),
        (StoredFinding::FunnelsFull { most: 100 }.into(), "funnels_full", json!({ "most": 100 })),
        (SecretFinding::SecretEmpty { place: text() }.into(), "secret_empty", json!({ "place": "text" })),
        (TargetFinding::EveryTargetDisabled.into(), "every_target_disabled", json!({})),
        (
            CertificateFinding::CertificateUnusable { reason: text() }.into(),
            "certificate_unusable",
            json!({ "reason": "text" }),
        ),
        (
            TextFinding::LengthNotBetween { least: 1, most: 100, has: Some(0) }.into(),
            "length_not_between",
            json!({ "least": 1, "most": 100, "has": 0 }),
        ),
        (VisitFinding::UnusuallyMany { is: 0.75 }.into(), "unusually_many", json!({ "is": 0.75 })),
        (
            MeasuredFinding::DimensionValues { most: 100, scope: DimensionScope::Action }.into(),
            "dimension_values",
            json!({ "most": 100, "scope": "action" }),
        ),
        (
            ReadFinding::Line(LineFinding::LineEntry { entry: 2, why: EntryFinding::TooManyParts { most: 3 } }).into(),
            "line_entry",
            json!({ "entry": 2, "why": { "code": "too_many_parts", "params": { "most": 3 } } }),
        ),
        (EntryFinding::NotAScope.into(), "not_a_scope", json!({})),
        (ComparisonCaveat::OtherSettings { count: 2 }.into(), "other_settings", json!({ "count": 2 })),
    ];
    messages.extend(texts::samples());
    for topic in topics() {
        let codes: Vec<_> = messages.iter().map(|(_, code, _)| *code).collect();
        assert!(
            topic.codes.iter().any(|code| codes.contains(&code.as_str())) || topic.codes.is_empty(),
            "{}",
            topic.name
        );
    }
    for (message, code, params) in messages {
        let finding = FieldError::new("a.b", message);
        let written = json!({ "field": "a.b", "message": finding.message, "code": code, "params": params });
        assert_eq!(json!(finding), written);
        assert!(!finding.message.contains(['{', '}']), "{}", finding.message);
    }
}

#[test]
fn what_was_stored_before_there_were_codes_can_be_read() {
    let old: FieldError = serde_json::from_value(json!({ "field": "a", "message": "is wrong" })).unwrap();
    assert_eq!((old.message.as_str(), old.coded), ("is wrong", Coded::default()));
}
