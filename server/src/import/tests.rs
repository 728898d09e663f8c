//! Files as Trafficinator's users have them.

use super::*;

const TOKEN: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// Every setting of its control UI and of its loader, each away from its default.
const FULL: &str = r#"
# Load for the staging system
MATOMO_URL=https://stats.example.org/analytics/matomo.php
export MATOMO_SITE_ID="7"
MATOMO_TOKEN_AUTH='0f1e2d3c4b5a69788796a5b4c3d2e1f0'

TARGET_VISITS_PER_DAY=12345.5
PAGEVIEWS_MIN=7
PAGEVIEWS_MAX=9   # above our default
CONCURRENCY=20
PAUSE_BETWEEN_PVS_MIN=3
PAUSE_BETWEEN_PVS_MAX=4.5
AUTO_STOP_AFTER_HOURS=1.5
MAX_TOTAL_VISITS=4000
SITESEARCH_PROBABILITY=0.01
OUTLINKS_PROBABILITY=0.02
DOWNLOADS_PROBABILITY=0.03
CLICK_EVENTS_PROBABILITY=0.04
RANDOM_EVENTS_PROBABILITY=0.06
DIRECT_TRAFFIC_PROBABILITY=0.97
ECOMMERCE_PROBABILITY=0.07
VISIT_DURATION_MIN=10
VISIT_DURATION_MAX=20
RANDOMIZE_VISITOR_COUNTRIES=False
ECOMMERCE_ORDER_VALUE_MIN=400
ECOMMERCE_ORDER_VALUE_MAX=500
ECOMMERCE_CURRENCY=EUR
TIMEZONE=Europe/Berlin
BACKFILL_ENABLED=true
BACKFILL_START_DATE=2026-01-05
BACKFILL_END_DATE=2026-01-11
BACKFILL_MAX_VISITS_PER_DAY=0
BACKFILL_MAX_VISITS_TOTAL=900
BACKFILL_RPS_LIMIT=2.5
BACKFILL_SEED=99
ECOMMERCE_ITEMS_MIN=6
ECOMMERCE_ITEMS_MAX=7
ECOMMERCE_TAX_RATE=0.25
ECOMMERCE_SHIPPING_RATES="0, 4.90,12"
"#;

fn fields(findings: &[FieldError]) -> Vec<&str> {
    findings.iter().map(|finding| finding.field.as_str()).collect()
}

fn reason<'a>(imported: &'a Imported, field: &str) -> &'a str {
    let found = imported.left_out.iter().find(|finding| finding.field == field);
    found.map_or_else(|| panic!("{field}: {:?}", imported.left_out), |finding| &finding.message)
}

#[test]
fn every_setting_of_an_env_file_has_its_effect() {
    let Imported { config, taken, left_out } = import(FULL).unwrap();
    assert_eq!(fields(&left_out), ["MAX_TOTAL_VISITS"], "taken over, with a word on what it means");
    assert_eq!((config.max_total_visits, config.max_visits_per_day), (4_000, 0));
    assert_eq!(taken.len(), 36, "{taken:?}");
    let target = &config.targets[0];
    assert_eq!(
        (target.url.as_str(), target.site_id, target.name.as_str(), target.has_token),
        ("https://stats.example.org/analytics/matomo.php", 7, "stats.example.org", true)
    );
    assert_eq!(target.token().map(TokenAuth::expose), Some(TOKEN));
    let written = serde_json::to_value(&config).unwrap();
    assert!(!written.to_string().contains(TOKEN));
    let plain = serde_json::to_value(MultiTargetConfig::default()).unwrap();
    for name in fields::names().filter(|name| !name.starts_with("matomo_")) {
        let relative = ["backfill_days_back", "backfill_duration_days"].contains(&name);
        assert_eq!(written[name] == plain[name], relative, "{name} keeps its default only where it is not set");
    }
    assert_eq!((config.backfill_max_visits_per_day, config.backfill_max_visits_total), (None, Some(900)));
    assert_eq!(config.ecommerce_shipping_rates, [0.0, 4.9, 12.0]);
    assert_eq!(config.campaigns_probability, 0.03, "campaigns are what direct visits leave");
    assert_eq!(Validation::for_running(&config).errors, []);
}

#[test]
fn a_total_that_is_off_needs_no_word() {
    let imported = import("MAX_TOTAL_VISITS=0\nPAGEVIEWS_MIN=2").unwrap();
    assert_eq!((fields(&imported.left_out).len(), imported.taken.len()), (0, 2));
    let imported = import("MAX_TOTAL_VISITS=500").unwrap();
    assert!(reason(&imported, "MAX_TOTAL_VISITS").contains("max_visits_per_day"));
}

#[test]
fn presets_and_bare_configurations_are_the_same_in_json() {
    let bare = r#"{ "matomo_url": "https://m.example/matomo.php", "matomo_site_id": 3, "matomo_token_auth": null,
        "PAGEVIEWS_MIN": "2", "pageviews_max": 4.0, "randomize_visitor_countries": false, "backfill_days_back": 7,
        "backfill_duration_days": "7", "backfill_window_days": 7, "ecommerce_shipping_rates": [1, 2.5] }"#;
    let preset = format!(
        r#"{{ "id": 4, "name": "Mine", "description": "", "config": {bare}, "created_at": "x", "updated_at": "y" }}"#
    );
    let bare = import(bare).unwrap();
    let preset = import(&preset).unwrap();
    assert_eq!(bare.config, preset.config);
    assert_eq!(
        (fields(&bare.left_out), fields(&preset.left_out)),
        (vec!["backfill_window_days"], vec!["name", "backfill_window_days"])
    );
    let config = bare.config;
    assert_eq!((config.pageviews_min, config.pageviews_max, config.randomize_visitor_countries), (2, 4, false));
    assert_eq!((config.backfill_days_back, config.backfill_duration_days), (Some(7), Some(7)));
    assert_eq!((config.targets[0].site_id, config.targets[0].has_token), (3, false));
    assert_eq!(config.ecommerce_shipping_rates, [1.0, 2.5]);
}

#[test]
fn values_out_of_range_are_left_out_with_their_reason_and_the_defaults_stay() {
    let imported = import(
        "MATOMO_URL=https://m.example/matomo.php\nCONCURRENCY=0\nSITESEARCH_PROBABILITY=1.5\nPAGEVIEWS_MIN=five\n\
         MAX_TOTAL_VISITS=-3\nTIMEZONE=Mars/Olympus\nECOMMERCE_CURRENCY=euro\nBACKFILL_START_DATE=2026-02-30\n\
         BACKFILL_END_DATE=2026-02-28\nBACKFILL_SEED=4294967296\nRANDOMIZE_VISITOR_COUNTRIES=maybe\n\
         VISIT_DURATION_MIN=90\nVISIT_DURATION_MAX=80\nPAGEVIEWS_MAX=99999999999\nECOMMERCE_SHIPPING_RATES=1,x\n\
         TARGET_VISITS_PER_DAY=777",
    )
    .unwrap();
    assert_eq!(imported.taken, ["MATOMO_URL", "TARGET_VISITS_PER_DAY"]);
    let expected = MultiTargetConfig {
        targets: imported.config.targets.clone(),
        target_visits_per_day: 777.0,
        ..Default::default()
    };
    assert_eq!(imported.config, expected);
    for (field, part) in [
        ("CONCURRENCY", "between 1 and 100,000; the default stays"),
        ("SITESEARCH_PROBABILITY", "between 0 and 1"),
        ("PAGEVIEWS_MIN", "whole number"),
        ("MAX_TOTAL_VISITS", "whole number"),
        ("PAGEVIEWS_MAX", "range"),
        ("TIMEZONE", "time zone"),
        ("ECOMMERCE_CURRENCY", "three capital letters"),
        ("BACKFILL_START_DATE", "2026-01-31"),
        ("BACKFILL_END_DATE", "backfill_start_date"),
        ("BACKFILL_SEED", "between 0 and 2,147,483,647"),
        ("RANDOMIZE_VISITOR_COUNTRIES", "true or false"),
        ("VISIT_DURATION_MAX", "visit_duration_min"),
        ("VISIT_DURATION_MIN", "visit_duration_max"),
        ("ECOMMERCE_SHIPPING_RATES", "number"),
    ] {
        assert!(reason(&imported, field).contains(part), "{field}: {}", reason(&imported, field));
    }
    let message = format!("{:?}", imported.left_out);
    for value in ["1.5", "five", "Mars", "euro", "02-30", "4294967296", "4,294,967,296", "maybe"] {
        assert!(!message.contains(value), "{value} is repeated: {message}");
    }
}

#[test]
fn what_has_no_place_is_named_with_what_to_do() {
    let imported = import(
        "CONCURRENCY=5\nURLS_FILE=/app/data/urls.txt\nFUNNEL_CONFIG_PATH=/app/data/funnels.json\n\
         BACKFILL_RUN_ONCE=true\nAUTO_START=false\nSTART_SIGNAL_FILE=/x\nSTART_CHECK_INTERVAL=2\nLOG_LEVEL=INFO\n\
         CONTROL_UI_API_KEY=change-me\nCONTROL_UI_PORT=8000\nCORS_ORIGINS=*\nTARGET_VISIT_PER_DAY=3\nno assignment",
    )
    .unwrap();
    assert_eq!(imported.taken, ["CONCURRENCY"]);
    for (field, part) in [
        ("URLS_FILE", "/api/urls"),
        ("FUNNEL_CONFIG_PATH", "import"),
        ("BACKFILL_RUN_ONCE", "not needed"),
        ("AUTO_START", "not needed"),
        ("START_SIGNAL_FILE", "not needed"),
        ("START_CHECK_INTERVAL", "not needed"),
        ("LOG_LEVEL", "TRACKSTORM_SERVER_LOG"),
        ("CONTROL_UI_API_KEY", "login"),
        ("CONTROL_UI_PORT", "TRACKSTORM_ADDR"),
        ("CORS_ORIGINS", "other sites"),
        ("TARGET_VISIT_PER_DAY", "did you mean target_visits_per_day?"),
        ("line 13", "assignment"),
    ] {
        assert!(reason(&imported, field).contains(part), "{field}: {}", reason(&imported, field));
    }
    assert_eq!(imported.left_out.len(), 12);
    assert!(!format!("{:?}", imported.left_out).contains("change-me"));
}

#[test]
fn a_target_needs_an_address_that_can_be_used() {
    let imported = import("MATOMO_SITE_ID=3\nMATOMO_TOKEN_AUTH=secret\nCONCURRENCY=9").unwrap();
    assert_eq!(
        (imported.config.targets.len(), fields(&imported.left_out)),
        (0, vec!["MATOMO_SITE_ID", "MATOMO_TOKEN_AUTH"])
    );
    let imported = import("MATOMO_URL=https://me:secret@m.example/matomo.php\nMATOMO_TOKEN_AUTH=secret").unwrap();
    assert_eq!((imported.config.targets.len(), imported.taken.len()), (0, 0));
    assert!(reason(&imported, "MATOMO_URL").contains("user name"));
    assert!(!format!("{:?}", imported.left_out).contains("secret"));
    let imported = import("MATOMO_URL=https://m.example/stats/\nMATOMO_SITE_ID=0").unwrap();
    assert_eq!(
        (imported.config.targets[0].url.as_str(), imported.config.targets[0].site_id),
        ("https://m.example/stats", 1)
    );
    assert_eq!(imported.taken, ["MATOMO_URL"]);
    assert!(reason(&imported, "MATOMO_URL").contains("matomo.php below it"));
    assert!(reason(&imported, "MATOMO_SITE_ID").contains("1 or more"));
}

#[test]
fn both_forms_of_a_backfill_window_leave_the_dates() {
    let window = "BACKFILL_START_DATE=2026-01-05\nBACKFILL_END_DATE=2026-01-06\n";
    let imported = import(&format!("{window}BACKFILL_DAYS_BACK=3\nBACKFILL_DURATION_DAYS=2")).unwrap();
    assert_eq!(imported.taken, ["BACKFILL_START_DATE", "BACKFILL_END_DATE"]);
    assert_eq!(fields(&imported.left_out), ["BACKFILL_DAYS_BACK", "BACKFILL_DURATION_DAYS"]);
    let imported = import("BACKFILL_ENABLED=true").unwrap();
    assert!(!imported.config.backfill_enabled);
    assert!(reason(&imported, "BACKFILL_ENABLED").contains("name the days"));
}

#[test]
fn funnels_come_as_export_or_as_a_list() {
    let good = r#"{ "id": 3, "name": "Buy", "description": null, "probability": 0.35, "priority": 1, "enabled": true,
        "exit_after_completion": false, "step_count": 2, "created_at": "x", "updated_at": "y", "steps": [
        { "type": "pageview", "title": "Home", "url": "https://shop.example/", "event_value": null, "delay_seconds_min": 1, "delay_seconds_max": 2.5 },
        { "type": "ecommerce", "ecommerce_revenue": 80, "ecommerce_items": 2, "comment": "?" }] }"#;
    let bad = r#"{ "name": "Bad", "probability": 3, "steps": [{ "type": "event", "event_category": "x" }] }"#;
    let list = format!("[{good}, {bad}, 3, {good}]");
    let imported = import(&list).unwrap();
    assert_eq!(imported.config.funnels.len(), 1);
    let funnel = &imported.config.funnels[0];
    assert_eq!(
        (funnel.name.as_str(), funnel.priority, funnel.exit_after_completion, funnel.steps.len()),
        ("Buy", 1, false, 2)
    );
    assert_eq!((funnel.steps[0].delay_seconds_max, funnel.steps[1].ecommerce_items), (2.5, Some(2)));
    assert_eq!(imported.taken, ["funnels[0]"]);
    assert!(imported.config.targets.is_empty());
    for (field, part) in [
        ("funnels[1].probability", "between 0 and 1; the funnel was left out"),
        ("funnels[1].steps[0].type", "pageview"),
        ("funnels[1].steps[0].event_action", "required"),
        ("funnels[2]", "no funnel"),
        ("funnels[3].name", "already"),
    ] {
        assert!(reason(&imported, field).contains(part), "{field}: {}", reason(&imported, field));
    }
    assert_eq!(import(&format!(r#"{{ "funnels": {list} }}"#)).unwrap(), imported);
}

#[test]
fn what_is_none_of_these_is_refused_without_being_repeated() {
    for (text, part) in [
        ("", "is empty"),
        (" \n ", "is empty"),
        ("Dear all, the token is secret", "neither"),
        ("SECRET=secret", "neither"),
        ("{\"matomo_url\": secret}", "line 1 column"),
        ("[]", "neither"),
        ("{}", "neither"),
        ("{\"targets\": [], \"seed\": 1}", "already"),
        ("{\"name\": \"p\", \"config\": {\"targets\": []}}", "already"),
    ] {
        let error = import(text).unwrap_err().to_string();
        assert!(error.contains(part) && !error.contains("secret"), "{text}: {error}");
    }
}

#[test]
fn a_setting_without_a_name_is_named_as_such() {
    for text in [r#"{"abort_when": [], "": 1, "PAGEVIEWS_MIN": 3}"#, r#"{" ": 1, "PAGEVIEWS_MIN": 3}"#] {
        let imported = import(text).unwrap();
        assert!(reason(&imported, r#""""#).contains("no name"), "{text}");
        assert_eq!(imported.config.pageviews_min, 3);
    }
}

const TWO: &str = r#"[{"name":"Region A","url":"https://a.matomo.example.org","site_id":1,"token_auth":"","weight":70,"enabled":true},
    {"name":"Region B","url":"https://b.matomo.example.org","site_id":2,"weight":30}]"#;

#[test]
fn several_targets_are_taken_over_from_a_preset_and_from_the_environment() {
    let preset = format!(
        r#"{{"targets": {TWO}, "distribution_strategy": "weighted", "TARGET_VISITS_PER_DAY": "5000", "PAGEVIEWS_MIN": "2"}}"#
    );
    let one_line = TWO.replace('\n', "");
    let env = format!(
        "MATOMO_URL=https://m.example.org/matomo.php\nMATOMO_SITE_ID=1\n\
         MULTI_TARGET_CONFIG='{{\"targets\":{one_line},\"distribution_strategy\":\"weighted\"}}'\nTARGET_VISITS_PER_DAY=5000\n\
         PAGEVIEWS_MIN=2"
    );
    for (text, left_out) in [(preset.clone(), 0), (format!(r#"{{"name": "", "config": {preset}}}"#), 0), (env, 2)] {
        let imported = import(&text).unwrap();
        let config = imported.config;
        let targets: Vec<_> =
            config.targets.iter().map(|t| (t.name.as_str(), t.site_id, t.weight, t.has_token)).collect();
        assert_eq!(targets, [("Region A", 1, 70, false), ("Region B", 2, 30, false)], "{text}");
        assert_eq!(config.distribution_strategy, domain::DistributionStrategy::Weighted);
        assert_eq!((config.target_visits_per_day, config.pageviews_min), (5_000.0, 2));
        assert_eq!(imported.left_out.len(), left_out, "{:?}", imported.left_out);
    }
    let broken = import("MULTI_TARGET_CONFIG='{s3cret'\nPAGEVIEWS_MIN=2").unwrap();
    assert!(broken.left_out[0].message.contains("must be JSON") && !broken.left_out[0].message.contains("s3cret"));
}

#[test]
fn what_a_target_of_several_cannot_have_is_named() {
    let text = r#"{"targets": [{"url": "ftp://a", "site_id": 1}, {"url": "https://b.example", "site_id": 1, "colour": "red"},
        {"url": "https://c.example", "site_id": 1, "token_auth": "${TOKEN}"}], "PAGEVIEWS_MIN": "2"}"#;
    let imported = import(text).unwrap();
    let urls: Vec<_> = imported.config.targets.iter().map(|target| target.url.as_str()).collect();
    assert_eq!(urls, ["https://c.example"]);
    assert_eq!(imported.left_out.len(), 3, "{:?}", imported.left_out);
    assert!(!imported.config.targets[0].has_token);
}

#[test]
fn placeholders_and_comments_are_no_tokens() {
    for token in ["${TOKEN}", "${TOKEN:-}", "<token>", "your_token_here", "$TOKEN", " #optional", "{{ token }}"] {
        let text = format!(
            "MATOMO_URL=https://m.example.org/matomo.php\nMATOMO_TOKEN_AUTH={token}\nPAGEVIEWS_MIN=${{PAGES:-2}}"
        );
        let imported = import(&text).unwrap();
        assert!(!imported.config.targets[0].has_token, "{token}");
        assert_eq!(imported.config.pageviews_min, 2);
        assert!(
            imported.left_out.iter().all(|finding| finding.field == "MATOMO_TOKEN_AUTH"),
            "{:?}",
            imported.left_out
        );
    }
}

#[test]
fn the_environment_of_a_compose_file_is_taken_over() {
    let mapping = "services:\n  loader:\n    image: x\n    environment:\n      MATOMO_URL: \"https://m.example.org/matomo.php\"\n      # so many\n      PAGEVIEWS_MIN: 2 # pages\n    ports:\n      - 80:80\n";
    let list = "services:\n  loader:\n    environment:\n    - MATOMO_URL=https://m.example.org/matomo.php\n    - \"PAGEVIEWS_MIN=${PAGES:-2}\"\n    restart: always\n";
    for text in [mapping, list] {
        let imported = import(text).unwrap();
        assert_eq!(imported.config.targets[0].url, "https://m.example.org/matomo.php", "{text}");
        assert_eq!((imported.config.pageviews_min, imported.left_out), (2, vec![]), "{text}");
    }
    let flow =
        "services:\n  loader:\n    environment: {PAGEVIEWS_MIN: 2}\n  two:\n    environment:\n      PAGEVIEWS_MIN: 3\n";
    let imported = import(flow).unwrap();
    assert_eq!((imported.config.pageviews_min, imported.left_out[0].field.as_str()), (3, "line 3"));
}

#[test]
fn what_is_no_file_of_trafficinator_is_refused_before_it_is_read_to_its_end() {
    let settings: String = (0..400_000).map(|number| format!("SETTING_{number}=x\n")).collect();
    assert!(import(&settings).unwrap_err().to_string().contains("more than 1,000 settings"));
    let json: Map<String, Value> = (0..5_000).map(|number| (format!("setting_{number}"), Value::from(1))).collect();
    assert!(import(&Value::Object(json).to_string()).unwrap_err().to_string().contains("more than 1,000 settings"));
    let lines = format!("CONCURRENCY=5\n{}", "no assignment\n".repeat(400_000));
    let imported = import(&lines).unwrap();
    assert_eq!(imported.left_out.len(), MOST_LEFT_OUT + 1, "{:?}", imported.left_out.last());
}
