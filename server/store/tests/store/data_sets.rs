//! Data sets: each on its own, all of them with the configuration, and presets apart from them.

use crate::support::{config, folder, open, target};
use domain::{DataSetKind, DataSets, EventSets, Funnel, MultiTargetConfig, TrackingEvent};

fn sets() -> DataSets {
    let event =
        TrackingEvent { category: "Größe".into(), action: "x".into(), value: Some(0.1), ..Default::default() };
    let mut sets = DataSets {
        events: Some(EventSets { click_events: vec![event], random_events: Vec::new() }),
        ..Default::default()
    };
    for kind in DataSetKind::ALL {
        sets.set_text(kind, Some(format!("# {}\r\nhttps://a.example/\ttitle\n", kind.as_str())));
    }
    sets
}

#[tokio::test]
async fn all_kinds_come_back_to_the_byte_alone_and_with_the_configuration() {
    let folder = folder();
    let store = open(&folder).await;
    assert!(store.custom_data_sets().await.unwrap().is_empty());
    for kind in DataSetKind::ALL {
        store.save_data_set(kind, &sets()).await.unwrap();
        let only = store.data_set(kind).await.unwrap();
        assert!(DataSetKind::ALL.into_iter().all(|other| only.is_custom(other) == (other == kind)));
        assert_eq!(only.text(kind), sets().text(kind));
    }
    store.close().await.unwrap();

    let store = open(&folder).await;
    assert_eq!(store.config().await.unwrap().data_sets, sets());
    assert_eq!(store.settings().await.unwrap().data_sets, DataSets::default());
    let mut listed = store.custom_data_sets().await.unwrap();
    listed.sort_by_key(|(kind, _)| kind.as_str());
    assert_eq!(listed.len(), DataSetKind::ALL.len());
    assert!(listed.contains(&(DataSetKind::Urls, 1)) && listed.contains(&(DataSetKind::Events, 1)));

    store.save_data_set(DataSetKind::Urls, &DataSets::default()).await.unwrap();
    assert_eq!(store.config().await.unwrap().data_sets, DataSets { urls: None, ..sets() });
}

#[tokio::test]
async fn the_configuration_replaces_them_and_settings_alone_do_not() {
    let folder = folder();
    let store = open(&folder).await;
    let funnels = vec![Funnel { name: "f".into(), ..Funnel::example() }];
    let full = MultiTargetConfig { funnels, data_sets: sets(), ..config([target("a")]) };
    store.save_config(&full).await.unwrap();
    let ids = store.funnels().await.unwrap();

    let settings = MultiTargetConfig { seed: Some(9), ..config([target("b")]) };
    store.save_settings(&settings).await.unwrap();
    let mixed = MultiTargetConfig { funnels: full.funnels.clone(), data_sets: sets(), ..settings.clone() };
    assert_eq!(store.config().await.unwrap(), mixed);
    assert_eq!(store.funnels().await.unwrap(), ids);

    store.save_config(&settings).await.unwrap();
    assert_eq!(store.config().await.unwrap(), settings);
}

#[tokio::test]
async fn presets_have_their_own() {
    let folder = folder();
    let store = open(&folder).await;
    let funnels = vec![Funnel { name: "f".into(), ..Funnel::example() }];
    let full = MultiTargetConfig { funnels, data_sets: sets(), ..config([target("a")]) };
    let preset = store.create_preset("p", "", &full).await.unwrap();
    store.save_config(&config([target("b")])).await.unwrap();
    assert_eq!(store.preset(preset.id).await.unwrap().config, full);
}
