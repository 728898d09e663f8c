//! Every rule about what visits do, and every warning about how many there are.

use super::{error_fields, good};
use crate::{
    Validation,
    config::{CountryShare, MultiTargetConfig},
    funnel::{Funnel, FunnelStep, StepKind},
    journey::Journey,
    load_shape::Shape,
};

type Break = fn(&mut MultiTargetConfig);

fn each_is_found(cases: &[(&str, Break)]) {
    for (field, break_it) in cases {
        let mut config = good();
        break_it(&mut config);
        assert!(error_fields(&config).contains(&(*field).to_owned()), "{field}: {:?}", error_fields(&config));
    }
}

#[test]
fn rates_and_orders_have_their_ranges() {
    each_is_found(&[
        ("sitesearch_probability", |c| c.sitesearch_probability = 1.1),
        ("outlinks_probability", |c| c.outlinks_probability = -0.1),
        ("downloads_probability", |c| c.downloads_probability = f64::NAN),
        ("click_events_probability", |c| c.click_events_probability = 2.0),
        ("random_events_probability", |c| c.random_events_probability = 2.0),
        ("direct_traffic_probability", |c| c.direct_traffic_probability = 1.5),
        ("campaigns_probability", |c| c.campaigns_probability = 0.71),
        ("returning_visitors_probability", |c| c.returning_visitors_probability = -1.0),
        ("ecommerce_probability", |c| c.ecommerce_probability = 1.5),
        ("ecommerce_tax_rate", |c| c.ecommerce_tax_rate = 1.5),
        ("visit_duration_min", |c| c.visit_duration_min = 0.0),
        ("visit_duration_max", |c| c.visit_duration_max = 121.0),
        ("visit_duration_max", |c| c.visit_duration_min = 9.0),
        ("ecommerce_order_value_min", |c| c.ecommerce_order_value_min = 0.0),
        ("ecommerce_order_value_max", |c| c.ecommerce_order_value_max = 10.0),
        ("ecommerce_currency", |c| c.ecommerce_currency = "kr".into()),
        ("ecommerce_items_min", |c| c.ecommerce_items_min = 0),
        ("ecommerce_items_max", |c| c.ecommerce_items_min = 6),
        ("ecommerce_shipping_rates[1]", |c| c.ecommerce_shipping_rates[1] = -1.0),
        ("timezone", |c| c.timezone = "Mars".into()),
    ]);
}

#[test]
fn countries_and_journeys_are_known_and_unique() {
    each_is_found(&[
        ("countries[0].country", |c| c.countries[0].country = "XX".into()),
        ("countries[1].country", |c| c.countries[1] = c.countries[0].clone()),
        ("countries[2].weight", |c| c.countries[2].weight = -1.0),
        ("countries", |c| c.countries = vec![CountryShare { country: "DE".into(), weight: 0.0 }]),
        ("journeys", |c| c.journeys = vec![Journey { weight: 0.0, ..Default::default() }]),
        ("journeys[1].name", |c| c.journeys = vec![Journey::default(), Journey::default()]),
        ("journeys[0].name", |c| c.journeys = vec![Journey { name: String::new(), ..Default::default() }]),
        ("journeys[0].dwell_factor", |c| c.journeys = vec![Journey { dwell_factor: 0.0, ..Default::default() }]),
        ("journeys[0].pageviews_max", |c| {
            c.journeys = vec![Journey { pageviews_min: Some(9), ..Default::default() }];
        }),
        ("journeys[0].downloads_probability", |c| {
            c.journeys = vec![Journey { downloads_probability: Some(7.0), ..Default::default() }];
        }),
    ]);
    let mut config = good();
    config.journeys = Journey::templates().into();
    assert_eq!(error_fields(&config), [""; 0]);
}

#[test]
fn load_shapes_have_their_ranges() {
    each_is_found(&[
        ("load_shape.ramp.from", |c| c.load_shape.ramp.from = -1.0),
        ("load_shape.ramp.seconds", |c| c.load_shape.ramp.seconds = 0.0),
        ("load_shape.steps", |c| c.load_shape.steps.clear()),
        ("load_shape.steps[1].level", |c| c.load_shape.steps[1].level = 101.0),
        ("load_shape.spike.hold_seconds", |c| c.load_shape.spike.hold_seconds = f64::INFINITY),
        ("load_shape.day_curve.hours", |c| c.load_shape.day_curve.hours.truncate(23)),
        ("load_shape.day_curve.weekdays[3]", |c| c.load_shape.day_curve.weekdays[3] = -1.0),
        ("load_shape", |c| {
            c.load_shape.shape = Shape::Ramp;
            c.load_shape.ramp.to = 0.0;
        }),
        ("load_shape.day_curve.hours", |c| {
            c.load_shape.shape = Shape::DayCurve;
            c.load_shape.day_curve.hours = vec![0.0; 24];
        }),
    ]);
}

#[test]
fn backfills_have_their_ranges() {
    each_is_found(&[
        ("backfill_days_back", |c| c.backfill_days_back = Some(366)),
        ("backfill_duration_days", |c| c.backfill_duration_days = Some(0)),
        ("backfill_max_visits_per_day", |c| c.backfill_max_visits_per_day = Some(10_001)),
        ("backfill_max_visits_total", |c| c.backfill_max_visits_total = Some(10_000_001)),
        ("backfill_max_visits_total", |c| c.backfill_max_visits_total = Some(1_999)),
        ("backfill_rps_limit", |c| c.backfill_rps_limit = Some(0.0)),
        ("backfill_rps_limit", |c| c.backfill_rps_limit = Some(501.0)),
        ("backfill_rps_limit", |c| c.backfill_rps_limit = Some(0.000_9)),
        ("backfill_rps_limit", |c| c.backfill_rps_limit = Some(f64::NAN)),
        ("backfill_seed", |c| c.backfill_seed = Some(1 << 31)),
        ("backfill_start_date", |c| c.backfill_enabled = true),
        ("targets[0].token_auth", |c| {
            c.backfill_enabled = true;
            c.targets[0].token_auth = None;
        }),
    ]);
}

#[test]
fn templates_of_funnels_are_valid_and_use_every_kind_of_step() {
    let mut config = good();
    config.funnels = Funnel::templates().into();
    assert_eq!(error_fields(&config), [""; 0]);
    let steps: Vec<_> = config.funnels.iter().flat_map(|funnel| &funnel.steps).map(|step| step.kind).collect();
    assert!(StepKind::ALL.iter().all(|kind| steps.contains(kind)));
}

#[test]
fn steps_need_what_their_type_sends() {
    for (kind, fields) in [
        (StepKind::Pageview, vec!["url"]),
        (StepKind::Event, vec!["event_category", "event_action", "event_name"]),
        (StepKind::SiteSearch, vec!["search_keyword"]),
        (StepKind::Outlink, vec!["target_url"]),
        (StepKind::Download, vec!["target_url"]),
        (StepKind::Ecommerce, vec![]),
    ] {
        let [purchase, ..] = Funnel::templates();
        let mut funnel = Funnel { steps: purchase.steps[..1].to_vec(), ..purchase };
        funnel.steps.push(FunnelStep { kind, ..FunnelStep::default() });
        let found: Vec<_> = Validation::of_funnel(&funnel).errors.into_iter().map(|error| error.field).collect();
        let expected: Vec<_> = fields.iter().map(|field| format!("steps[1].{field}")).collect();
        assert_eq!(found, expected, "{}", kind.as_str());
    }
}

#[test]
fn funnels_have_their_ranges() {
    each_is_found(&[
        ("funnels[0].name", |c| c.funnels = vec![Funnel { name: String::new(), ..Funnel::templates()[0].clone() }]),
        ("funnels[1].name", |c| c.funnels = vec![Funnel::templates()[0].clone(), Funnel::templates()[0].clone()]),
        ("funnels[0].probability", |c| c.funnels = vec![Funnel { probability: 1.5, ..Funnel::templates()[0].clone() }]),
        ("funnels[0].description", |c| {
            c.funnels = vec![Funnel { description: "x".repeat(501), ..Funnel::templates()[0].clone() }];
        }),
        ("funnels[0].steps", |c| c.funnels = vec![Funnel { steps: Vec::new(), ..Funnel::templates()[0].clone() }]),
        ("funnels[0].steps[0].type", |c| {
            c.funnels = Funnel::templates().into();
            c.funnels[0].steps[0].kind = StepKind::Ecommerce;
        }),
        ("funnels[0].steps[1].delay_seconds_max", |c| {
            c.funnels = Funnel::templates().into();
            c.funnels[0].steps[1].delay_seconds_min = 30.0;
        }),
        ("funnels[0].steps[5].ecommerce_currency", |c| {
            c.funnels = Funnel::templates().into();
            c.funnels[0].steps[5].ecommerce_currency = "euro".into();
        }),
        ("funnels[0].steps[1].url", |c| {
            c.funnels = Funnel::templates().into();
            c.funnels[0].steps[1].url = "/shop".into();
        }),
    ]);
}

#[test]
fn data_sets_are_checked_line_by_line() {
    let mut config = good();
    config.data_sets.urls = Some("https://a.example/x\nnonsense\n".into());
    let found = Validation::for_running(&config);
    assert_eq!(found.errors[0].field, "data_sets.urls");
    assert!(found.errors[0].message.starts_with("line 2: "), "{}", found.errors[0].message);
}

#[test]
fn what_is_measured_must_make_sense() {
    use crate::config::{Content, CustomDimension, Goal};
    type Change = fn(&mut MultiTargetConfig);
    let cases: [(&str, Change); 10] = [
        ("goals[0].id", |c| c.goals = vec![Goal { id: 0, ..Goal::default() }]),
        ("goals[0].probability", |c| c.goals = vec![Goal { probability: 1.1, ..Goal::default() }]),
        ("goals[0].revenue", |c| c.goals = vec![Goal { revenue: -1.0, ..Goal::default() }]),
        ("goals[1].id", |c| c.goals = vec![Goal::default(); 2]),
        ("goals", |c| c.goals = (1..=51).map(|id| Goal { id, ..Goal::default() }).collect()),
        ("user_id_probability", |c| c.user_id_probability = 2.0),
        ("custom_dimensions[0].values", |c| c.custom_dimensions = vec![CustomDimension::default()]),
        ("custom_dimensions[0].values[0]", |c| {
            c.custom_dimensions = vec![CustomDimension { values: vec!["a|b".into()], ..CustomDimension::default() }];
        }),
        ("contents[0].name", |c| c.contents = vec![Content::default()]),
        ("contents[0].piece", |c| {
            c.contents = vec![Content { name: "a".into(), piece: "x".repeat(201), ..Content::default() }];
        }),
    ];
    for (field, change) in cases {
        let mut config = MultiTargetConfig::default();
        change(&mut config);
        config.targets = vec![crate::Target::new("https://a.example", 1)];
        config.normalise();
        let errors = Validation::for_storing(&config).errors;
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), [field], "{errors:?}");
    }
    let config = MultiTargetConfig { user_id_probability: 0.5, ..MultiTargetConfig::default() };
    let warned = Validation::for_storing(&config).warnings;
    assert!(
        warned.iter().any(|warning| warning.field == "user_id_probability" && warning.message.contains("visitor id"))
    );
}
