//! Whatever is sent as a configuration is read or refused by field, and what is accepted can be run.
//!
//! `docs/testing.md` has the command for a long run.

use super::*;
use crate::{import::import, plan::Content};
use domain::{
    Sequence, TokenAuth,
    rules::{AbortRule, Condition},
};
use engine::schedule::Schedule;
use proptest::{collection::vec, prelude::*};
use test_support::fuzz::{fuzz, spoilt};

/// What must never be seen again.
const TOKEN: &str = "s3cret0123456789abcdef0123456789";

/// A moment for what depends on it: 2026-03-29 00:30 in Berlin.
const NOW: i64 = 1_774_740_600;

/// What configurations are made of.
const WORDS: &[&str] = &[
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "0",
    "-0.0",
    "-1",
    "1e308",
    "1e999",
    "-1e400",
    "NaN",
    "Infinity",
    "5e-324",
    "18446744073709551615",
    "18446744073709551616",
    "9007199254740993",
    "4294967296",
    "0.1",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "é",
    "𝕏",
    "\u{202e}",
    "\t",
    "\0",
    ",",
    ":",
    "\"",
    "[[[[[[[[[[[[[[[[",
    "{\"a\":{\"a\":{\"a\":{\"a\":",
    "\"round-robin\"",
    "\"mirror\"",
    "\"independent\"",
    "\"hit\"",
    "\"steps\"",
    "\"day-curve\"",
    "\"hold\"",
    "p95",
    "error_rate",
    "lag.p99",
    "<=",
    ">",
    "500ms",
    "1%",
    " for ",
    "30s",
    "99999999999999999999h",
    "1.7.3",
    ".",
    "\\n",
    "http://[::1]:0/",
    "https://ü.example/a/../b?c#d",
    "http://256.1.1.1",
    "//",
    "@",
    "%",
    "%zz",
    "2024-02-30",
    "9999-12-31",
    "0000-00-00",
    "Europe/Berlin",
    "Etc/GMT+14",
    "-----BEGIN CERTIFICATE-----",
    "targets",
    "weight",
    "MATOMO_URL=https://m.example\n",
    "export ",
    "TARGET_VISITS_PER_DAY=",
    "'",
    "#",
    "=",
    "\n",
];

/// Values that may stand anywhere in JSON.
fn odd_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::sample::select(vec![0.0, 0.001, 0.5, 1.0, 1.5, 10.0, 100.0, 1e6, 1e10, 1e300]).prop_map(Value::from),
        prop::sample::select(vec![0u64, 1, 2, 30, 1_000, 100_000, 1 << 53]).prop_map(Value::from),
        prop::sample::select(WORDS.to_vec()).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((prop::sample::select(WORDS.to_vec()), inner), 0..4)
                .prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

/// Something done to a JSON value, at the place that so many steps lead to.
#[derive(Clone, Debug)]
enum Change {
    Replace(Value),
    Remove,
    Twice,
    Add(&'static str, Value),
}

fn changed(samples: Vec<Value>) -> impl Strategy<Value = Value> {
    let change = prop_oneof![
        4 => odd_value().prop_map(Change::Replace),
        1 => Just(Change::Remove),
        1 => Just(Change::Twice),
        1 => (prop::sample::select(WORDS.to_vec()), odd_value()).prop_map(|(name, value)| Change::Add(name, value)),
    ];
    let changes = vec((vec(any::<usize>(), 1..5), change), 0..4);
    (0..samples.len(), changes).prop_map(move |(sample, changes)| {
        let mut value = samples[sample].clone();
        for (path, change) in changes {
            apply(&mut value, &path, change);
        }
        value
    })
}

fn apply(value: &mut Value, path: &[usize], change: Change) {
    let Some((&step, rest)) = path.split_first() else {
        if let Change::Replace(new) = change {
            *value = new;
        }
        return;
    };
    let is_here = rest.is_empty();
    match value {
        Value::Array(items) if !items.is_empty() => {
            let at = step % items.len();
            match change {
                Change::Remove if is_here => drop(items.remove(at)),
                Change::Twice if is_here => items.insert(at, items[at].clone()),
                change => apply(&mut items[at], rest, change),
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let name = fields.keys().nth(step % fields.len()).cloned().unwrap_or_default();
            match change {
                Change::Remove if is_here => drop(fields.remove(&name)),
                Change::Add(name, value) if is_here => drop(fields.insert(name.to_owned(), value)),
                change => {
                    if let Some(inner) = fields.get_mut(&name) {
                        apply(inner, rest, change);
                    }
                }
            }
        }
        other => {
            if let Change::Replace(new) = change {
                *other = new;
            }
        }
    }
}

/// Configurations as people send them.
fn samples() -> Vec<Value> {
    let targets = json!([
        { "name": "eu-1", "url": "https://eu.example/matomo", "site_id": 1, "token_auth": TOKEN, "weight": 3 },
        { "name": "a: b", "url": "http://[::1]:8080", "site_id": 7, "enabled": false, "max_visits_per_second": 2.5 },
        { "url": "http://127.0.0.1:9101/", "site_id": 2, "visits_per_day": 1000, "has_token": false },
    ]);
    let whole = |config: &MultiTargetConfig| serde_json::to_value(config).unwrap();
    let mut full = whole(&MultiTargetConfig::example());
    full["targets"] = targets.clone();
    full["abort_when"] = json!(["error_rate>50% for 30s", "eu-1: p95>2s for 1m"]);
    full["thresholds"] = json!(["p95<500ms", "a: b: lag.p99<=10ms"]);
    let shapes = ["constant", "ramp", "spike", "steps", "day-curve"];
    let shapes = shapes.map(|shape| json!({ "targets": targets, "load_shape": { "shape": shape } }));
    let backfill = json!({
        "targets": [targets[0]], "backfill_enabled": true, "backfill_start_date": "2026-03-01",
        "backfill_end_date": "2026-03-05", "timezone": "Europe/Berlin",
    });
    let few = json!({
        "targets": targets, "distribution_strategy": "independent", "target_visits_per_day": 500.5, "seed": 7,
        "health": { "on_unhealthy": "skip", "failure_rate": 0.5 }, "request": { "bulk_size": 40 }, "arrivals": "poisson",
    });
    [full, whole(&MultiTargetConfig::default()), backfill, few].into_iter().chain(shapes).collect()
}

/// Findings name their fields and say something.
fn assert_named(findings: &[FieldError]) {
    for finding in findings {
        assert!(!finding.field.is_empty() && !finding.message.is_empty(), "{finding:?}");
    }
}

/// Whether the secret stands where secrets belong and nowhere else; a name, for example, is repeated.
fn keeps_its_secret(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().all(|(name, value)| {
            !name.contains(TOKEN) && (name == "token_auth" && value.is_string() || keeps_its_secret(value))
        }),
        Value::Array(items) => items.iter().all(keeps_its_secret),
        Value::String(text) => !text.contains(TOKEN),
        _ => true,
    }
}

fn check_config(value: Value) {
    let keeps_its_secret = keeps_its_secret(&value);
    let assert_named = |findings: &[FieldError]| {
        assert_named(findings);
        assert!(!keeps_its_secret || !format!("{findings:?}").contains(TOKEN), "{findings:?}");
    };
    let mut config = match read_config(value, Validation::for_storing) {
        Ok(config) => config,
        Err(findings) => {
            assert!(!findings.is_empty());
            return assert_named(&findings);
        }
    };
    config.normalise();
    let once = config.clone();
    config.normalise();
    assert_eq!(config, once, "what is normal stays as it is");
    let found = Validation::for_storing(&config);
    assert_named(&found.errors);
    assert_named(&found.warnings);
    if found.errors.is_empty() {
        check_valid(config);
    }
}

/// What is accepted survives being stored and sent back, and a run can be made of it.
fn check_valid(config: MultiTargetConfig) {
    let text = serde_json::to_string(&config).unwrap();
    let mut again = read_config(serde_json::from_str(&text).unwrap(), Validation::for_storing).unwrap();
    again.normalise();
    assert!(Validation::for_storing(&again).errors.is_empty(), "{again:?}");
    let mut without_tokens = config.clone();
    without_tokens.targets.iter_mut().for_each(|target| target.token_auth = None);
    assert_eq!(again, without_tokens);
    assert_eq!(text, serde_json::to_string(&without_tokens).unwrap(), "a secret comes back out");
    for text in &config.abort_when {
        let rule = AbortRule::parse(text).unwrap();
        assert_eq!(AbortRule::parse(&rule.to_string()).as_ref(), Ok(&rule), "{rule}");
    }
    for text in &config.thresholds {
        let rule = Condition::parse(text).unwrap();
        assert_eq!(Condition::parse(&rule.to_string()).as_ref(), Ok(&rule), "{rule}");
    }
    let is_runnable = !config.targets.is_empty() && Validation::for_running(&config).errors.is_empty();
    if is_runnable && let Ok(content) = Content::of(&config, 42, NOW) {
        assert!(Sequence::of(&config, 42).is_some());
        for index in [0, 1, 1_000_000] {
            let visit = content.source.visit(index);
            assert!(visit.hit_count() > 0 && visit.hit_count() == content.source.hit_count(index));
        }
        let arrivals = Schedule::new(&config, 42, None, content.clock).take(50);
        let times: Vec<_> = arrivals.map(|arrival| arrival.planned).collect();
        assert!(times.is_sorted(), "{times:?}");
    }
}

#[test]
fn a_configuration_is_read_or_refused_by_field() {
    fuzz("configurations", 300, &changed(samples()), check_config);
}

#[test]
fn a_text_is_no_configuration_or_read() {
    let texts = samples().iter().map(|sample| serde_json::to_vec_pretty(sample).unwrap()).collect();
    fuzz("texts of configurations", 500, &spoilt(texts, WORDS), |text| {
        if let Ok(value) = serde_json::from_slice(&text) {
            check_config(value);
        }
    });
}

#[test]
fn what_is_imported_is_read_or_named() {
    let mut texts: Vec<_> = samples().iter().map(|sample| serde_json::to_vec(sample).unwrap()).collect();
    let env = format!(
        "MATOMO_URL=https://m.example/matomo.php\nMATOMO_SITE_ID=3\nMATOMO_TOKEN_AUTH={TOKEN}\nTARGET_VISITS_PER_DAY=20000\n\
         # a remark\nexport PAGEVIEWS_MIN=\"3\"\nPAGEVIEWS_MAX='6'\nSITESEARCH_PROBABILITY=0.15\nCONCURRENCY=50\n"
    );
    texts.push(env.into_bytes());
    texts.push(br#"{"name":"p","config":{"TARGET_VISITS_PER_DAY":20000,"PAGEVIEWS_MIN":3}}"#.to_vec());
    texts.push(br#"[{"name":"f","probability":0.1,"steps":[{"type":"pageview","url":"https://a.example"}]}]"#.to_vec());
    fuzz("imports", 500, &spoilt(texts, WORDS), |text| {
        match import(&String::from_utf8_lossy(&text)) {
            Ok(imported) => {
                assert_named(&imported.left_out);
                // What is taken over is what a configuration may have.
                let found = Validation::for_storing(&imported.config).errors;
                assert!(found.iter().all(|finding| finding.field == "targets"), "{found:?}");
            }
            Err(error) => assert!(!error.to_string().is_empty() && !error.to_string().contains(TOKEN), "{error}"),
        }
    });
}

#[test]
fn rules_are_read_or_refused_with_an_example() {
    let texts =
        ["error_rate>50% for 30s", "eu-1: p95>2s for 1m", "p95<500ms", "a: b: lag.p99<=10.25µs", "drop_rate>=0"];
    let texts = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    fuzz("rules", 2_000, &spoilt(texts, WORDS), |text| {
        let text = String::from_utf8_lossy(&text);
        match AbortRule::parse(&text) {
            Ok(rule) => assert_eq!(AbortRule::parse(&rule.to_string()).as_ref(), Ok(&rule), "{text:?} as {rule}"),
            Err(error) => assert!(error.to_string().contains("for example"), "{error}"),
        }
        match Condition::parse(&text) {
            Ok(rule) => assert_eq!(Condition::parse(&rule.to_string()).as_ref(), Ok(&rule), "{text:?} as {rule}"),
            Err(error) => assert!(error.to_string().contains("for example"), "{error}"),
        }
    });
}

#[test]
fn targets_funnels_and_events_are_read_or_refused() {
    let mut target = serde_json::to_value(Target::new("https://m.example", 1)).unwrap();
    target["token_auth"] = TokenAuth::new(TOKEN).expose().into();
    let events = serde_json::to_value(domain::EventSets::example()).unwrap();
    let samples = vec![target, serde_json::to_value(Funnel::example()).unwrap(), events];
    fuzz("targets, funnels and events", 1_000, &changed(samples), |value| {
        if let Ok((_, warnings)) = read_events(&value.to_string()).map_err(|findings| assert_named(&findings)) {
            assert!(warnings.iter().all(|warning| !warning.is_empty()));
        }
        if let Ok(funnel) = read_new_funnel(value.clone()).map_err(|findings| assert_named(&findings)) {
            assert_named(&Validation::of_funnel(&funnel).errors);
        }
        if let Ok(target) = read_target(value).map_err(|findings| assert_named(&findings)) {
            // Secrets are not written; that there are some is.
            let written = serde_json::to_value(&target).unwrap();
            let again = read_target(written.clone()).unwrap();
            assert_eq!(serde_json::to_value(&again).unwrap(), written);
        }
    });
}
