//! Funnels: ids that stay, also when the whole configuration is saved.

use crate::support::{config, folder, open, target};
use domain::{Funnel, FunnelStep, MultiTargetConfig, StepKind};
use store::StoreError;

fn funnel(name: &str) -> Funnel {
    let step = FunnelStep { url: "https://a.example/x".into(), ..Default::default() };
    let event = FunnelStep { kind: StepKind::Event, event_value: Some(0.1 + 0.2), ..Default::default() };
    Funnel { name: name.into(), probability: 1.0 / 3.0, steps: vec![step, event], ..Default::default() }
}

#[tokio::test]
async fn they_are_added_changed_renamed_and_removed() {
    let folder = folder();
    let store = open(&folder).await;
    let first = store.add_funnel(&funnel("a")).await.unwrap();
    let second = store.add_funnel(&funnel("b")).await.unwrap();
    assert_eq!(first.funnel, funnel("a"));
    assert_eq!(store.funnels().await.unwrap(), [first.clone(), second.clone()]);

    let renamed = Funnel { enabled: false, ..funnel("c") };
    let replaced = store.replace_funnel(first.id, &renamed).await.unwrap();
    assert_eq!((replaced.id, &replaced.funnel, &replaced.created_at), (first.id, &renamed, &first.created_at));
    assert!(replaced.updated_at > first.updated_at);
    assert_eq!(store.funnel(first.id).await.unwrap(), replaced);

    for taken in [store.add_funnel(&funnel("b")).await, store.replace_funnel(first.id, &funnel("b")).await] {
        assert!(matches!(taken, Err(StoreError::NameTaken { what: "funnel", name }) if name == "b"));
    }
    store.delete_funnel(second.id).await.unwrap();
    for missing in [
        store.delete_funnel(second.id).await.err(),
        store.funnel(second.id).await.err(),
        store.replace_funnel(second.id, &funnel("z")).await.err(),
    ] {
        assert!(matches!(missing, Some(StoreError::NotFound { .. })), "{missing:?}");
    }
    let next = store.add_funnel(&funnel("b")).await.unwrap();
    assert!(next.id > second.id, "an id is never given again");
}

#[tokio::test]
async fn saving_the_configuration_keeps_ids_by_name_and_the_dates_of_what_stays() {
    let folder = folder();
    let store = open(&folder).await;
    let of = |funnels: Vec<Funnel>| MultiTargetConfig { funnels, ..config([target("t")]) };
    store.save_config(&of(["a", "b", "c"].map(funnel).into())).await.unwrap();
    let before = store.funnels().await.unwrap();

    let changed = Funnel { priority: 9, ..funnel("a") };
    let saved = of(vec![funnel("c"), funnel("new"), changed]);
    store.save_config(&saved).await.unwrap();
    assert_eq!(store.config().await.unwrap(), saved);
    let after = store.funnels().await.unwrap();
    assert_eq!(after[0], before[2]);
    assert_eq!((after[2].id, &after[2].created_at), (before[0].id, &before[0].created_at));
    assert!(after[2].updated_at > before[0].updated_at && after[1].id > before[2].id);
    assert!(store.funnel(before[1].id).await.is_err());

    let twice = store.save_config(&of(vec![funnel("x"), funnel("x")])).await.unwrap_err();
    assert!(matches!(twice, StoreError::NameTaken { what: "funnel", .. }), "{twice}");
    assert_eq!(store.funnels().await.unwrap(), after);
}
