//! The schemas name exactly the fields that the types have.

use super::*;
use domain::{
    BackfillStatus, Bottleneck, DataSetReport, DayStatus, EpochShare, EpochStatus, EventSets, FieldError, Funnel,
    FunnelCounts, FunnelStep, Imported, MultiTargetConfig, Outage, Preset, Preview, PreviewHit, PreviewVisit, RateRow,
    RunEvent, RunInfo, RunKind, RunOutcome, RunReport, RunSummary, SeriesPoint, StatusSnapshot, StoredTarget, Target,
    TargetProbe, TargetStatus, ThresholdStatus, TrackingEvent, ValidationReport, messages::InputFinding,
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

/// Every default in `schema` is what the type has; numbers count as numbers, 1 as 1.0.
fn same_defaults(schema: &str, example: &impl Serialize) {
    let document = complete(base()).unwrap();
    let properties = document["components"]["schemas"][schema]["properties"].as_object().unwrap().clone();
    let value = serde_json::to_value(example).unwrap();
    let plain = |value: &Value| value.to_string().replace(".0,", ",").replace(".0]", "]").replace(".0}", "}");
    for (name, property) in properties {
        let is_object = property.get("properties").is_some();
        let Some(default) = property.get("default").filter(|_| !is_object) else { continue };
        match (default.as_f64(), value[&name].as_f64()) {
            (Some(told), Some(real)) => assert_eq!(told, real, "{schema}.{name}"),
            _ => assert_eq!(plain(default), plain(&value[&name]), "{schema}.{name}"),
        }
    }
}

#[test]
fn defaults_are_those_of_the_types() {
    let config = MultiTargetConfig::default();
    same_defaults("Config", &config);
    same_defaults("ConfigInput", &config);
    same_defaults("LoadShape", &config.load_shape);
    same_defaults("RequestSettings", &config.request);
    same_defaults("HealthSettings", &config.health);
    same_defaults("ConfigTargetInput", &Target::new("", 1));
    same_defaults("ConnectionInput", &domain::Connection::default());
    same_defaults("TargetInput", &Target::new("", 1));
    same_defaults("Journey", &domain::Journey::default());
    same_defaults("Goal", &domain::config::Goal::default());
    same_defaults("CustomDimension", &domain::config::CustomDimension::default());
    same_defaults("Content", &domain::config::Content::default());
    same_defaults("Funnel", &Funnel::default());
    same_defaults("FunnelStep", &FunnelStep::default());
    same_defaults("DataSets", &config.data_sets);
    same_defaults("TrackingEvent", &TrackingEvent::default());
}

#[test]
fn schemas_name_the_fields_of_the_types() {
    let target = Target::new("https://m.example", 1);
    let figures = TargetStatus { name: "a".into(), url: "b".into(), ..Default::default() };
    let summary = RunSummary {
        id: 1,
        outcome: RunOutcome::Running,
        kind: RunKind::Live,
        can_continue: false,
        name: None,
        tags: Vec::new(),
        preset: None,
        seed: 1,
        strategy: "weighted".into(),
        target_count: 1,
        started_at: String::new(),
        ended_at: None,
        elapsed_seconds: 0.0,
        planned: 0,
        delivered: 0,
        failed: 0,
        unknown: 0,
        dropped: 0,
        p95_ms: None,
        thresholds: None,
        started_by: None,
    };
    let config = MultiTargetConfig::default();
    let snapshot = StatusSnapshot::default();
    same("Config", &config);
    same("ConfigInput", &config);
    same("RequestSettings", &config.request);
    same("HealthSettings", &config.health);
    same("ConfigTarget", &target);
    same("ConfigTargetInput", &target);
    same("Connection", &domain::Connection::default());
    same("ConnectionInput", &domain::Connection::default());
    same("LoadShape", &config.load_shape);
    same("CountryShare", &domain::CountryShare::default());
    same("Journey", &domain::Journey::default());
    same("Goal", &domain::config::Goal::default());
    same("CustomDimension", &domain::config::CustomDimension::default());
    same("Content", &domain::config::Content::default());
    same("Funnel", &Funnel::default());
    same("FunnelStep", &FunnelStep::default());
    same("DataSets", &config.data_sets);
    same("EventSets", &EventSets::default());
    same("TrackingEvent", &TrackingEvent::default());
    same("DataSetReport", &DataSetReport::default());
    same("Count", &domain::data_sets::Count::default());
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
    same("EpochStatus", &EpochStatus::default());
    same("EpochShare", &EpochShare::default());
    same("Outage", &Outage::default());
    same("RunEvent", &RunEvent::default());
    same("ThresholdStatus", &ThresholdStatus::default());
    same("Bottleneck", &Bottleneck::default());
    same("SeriesPoint", &SeriesPoint::default());
    same("RunSummary", &summary);
    let report = RunReport { summary, notes: String::new(), config: config.clone(), snapshot, series: Vec::new() };
    same("RunLabels", &report.labels());
    same("RunPatch", &report.labels());
    same("RunReport", &report);
    same("ValidationReport", &ValidationReport::default());
    same("TargetProbe", &TargetProbe::default());
    same("FieldError", &FieldError::new("a", InputFinding::FieldMissing));
    same("FunnelCounts", &FunnelCounts::default());
    same("BackfillStatus", &BackfillStatus::default());
    same("DayStatus", &DayStatus::default());
    same("Preview", &Preview::default());
    same("PreviewVisit", &PreviewVisit::default());
    same("PreviewHit", &PreviewHit::default());
    same("RateRow", &RateRow::default());
    same("Imported", &Imported { config: config.clone(), taken: Vec::new(), left_out: Vec::new() });
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
