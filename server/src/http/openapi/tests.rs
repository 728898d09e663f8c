//! The schemas name exactly the fields that the types have.

use super::*;
use domain::{
    FieldError, MultiTargetConfig, Preset, RunInfo, RunOutcome, RunReport, RunSummary, SeriesPoint, StatusSnapshot,
    StoredTarget, Target, TargetProbe, TargetStatus, ValidationReport,
};
use serde::Serialize;

fn fields(schema: &str) -> Vec<String> {
    let document = complete(base()).unwrap();
    let properties = &document["components"]["schemas"][schema]["properties"];
    let mut names: Vec<String> = properties.as_object().unwrap_or_else(|| panic!("{schema}")).keys().cloned().collect();
    names.sort_unstable();
    names
}

fn same(schema: &str, example: &impl Serialize) {
    let value = serde_json::to_value(example).unwrap();
    let mut names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
    names.sort_unstable();
    assert_eq!(fields(schema), names, "{schema}");
}

#[test]
fn schemas_name_the_fields_of_the_types() {
    let target = Target::new("https://m.example", 1);
    let figures = TargetStatus { name: "a".into(), url: "b".into(), ..Default::default() };
    let summary = RunSummary {
        id: 1,
        outcome: RunOutcome::Running,
        name: None,
        seed: 1,
        strategy: "weighted".into(),
        target_count: 1,
        started_at: String::new(),
        ended_at: None,
        elapsed_seconds: 0.0,
        planned: 0,
        delivered: 0,
        failed: 0,
        dropped: 0,
    };
    let (config, snapshot) = (MultiTargetConfig::default(), StatusSnapshot::default());
    same("Config", &config);
    same("ConfigInput", &config);
    same("RequestSettings", &config.request);
    same("ConfigTarget", &target);
    same("ConfigTargetInput", &target);
    same("Target", &StoredTarget { id: 1, target: target.clone() });
    same("TargetInput", &StoredTarget { id: 1, target: target.clone() });
    same("TargetPatch", &StoredTarget { id: 1, target });
    same("Status", &snapshot);
    same("RunInfo", &RunInfo::default());
    same("TargetStatus", &figures);
    same("Totals", &snapshot.totals);
    same("VisitCounts", &figures.visits);
    same("HitCounts", &figures.hits);
    same("ErrorCounts", &figures.errors);
    same("Quantiles", &figures.latency_ms.lag);
    same("SeriesPoint", &SeriesPoint::default());
    same("RunSummary", &summary);
    same("RunReport", &RunReport { summary, config: config.clone(), snapshot, series: Vec::new() });
    same("ValidationReport", &ValidationReport::default());
    same("TargetProbe", &TargetProbe::default());
    same("FieldError", &FieldError::new("a", "b"));
    let text = String::new;
    let preset = Preset {
        id: 1,
        slug: text(),
        name: text(),
        description: text(),
        config,
        created_at: text(),
        updated_at: text(),
    };
    same("Preset", &preset);
    same("PresetInput", &preset);
}
