//! The targets one by one.

use crate::support::{TOKEN, config, folder, open, target, with_connection, with_token};
use domain::{
    Connection, Target,
    fields::{Slot, TARGET},
};
use store::StoreError;

#[tokio::test]
async fn a_target_is_added_at_the_end_replaced_in_place_and_removed() {
    let folder = folder();
    let store = open(&folder).await;
    let [a, b] = store.save_config(&config([target("a"), target("b")])).await.unwrap().try_into().unwrap();
    let c = store.add_target(&with_token("c", TOKEN)).await.unwrap();
    assert_eq!(c.target, with_token("c", TOKEN));
    assert_eq!(store.target(c.id).await.unwrap(), c);

    let renamed = Target { weight: 9, ..with_token("renamed", "new") };
    let replaced = store.replace_target(a.id, &renamed).await.unwrap();
    assert_eq!((replaced.id, &replaced.target), (a.id, &renamed));
    store.delete_target(b.id).await.unwrap();
    assert_eq!(store.targets().await.unwrap(), [replaced, c]);
    assert_eq!(store.config().await.unwrap().targets, [renamed, with_token("c", TOKEN)]);
}

#[tokio::test]
async fn what_a_target_has_of_its_own_is_kept_and_can_be_taken_away() {
    let folder = folder();
    let store = open(&folder).await;
    let own = Target {
        visits_per_day: Some(12_345.5),
        max_visits_per_second: Some(0.25),
        ca_certificate: Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".into()),
        ..with_connection("own")
    };
    let [saved] = store.save_config(&config([own.clone()])).await.unwrap().try_into().unwrap();
    assert_eq!(saved.target, own);
    assert_eq!(store.config().await.unwrap().targets, std::slice::from_ref(&own));
    let added = store.add_target(&Target { name: "second".into(), ..own.clone() }).await.unwrap();
    assert_eq!(store.target(added.id).await.unwrap(), added);
    store.replace_target(saved.id, &target("own")).await.unwrap();
    assert_eq!(store.target(saved.id).await.unwrap().target, target("own"));
}

#[tokio::test]
async fn the_first_target_needs_no_configuration() {
    let folder = folder();
    let store = open(&folder).await;
    store.add_target(&target("a")).await.unwrap();
    assert_eq!(store.config().await.unwrap(), config([target("a")]));
}

#[tokio::test]
async fn a_cleared_token_is_gone() {
    let folder = folder();
    let store = open(&folder).await;
    let added = store.add_target(&with_token("a", TOKEN)).await.unwrap();
    store.replace_target(added.id, &with_token("a", "")).await.unwrap();
    assert_eq!(store.target(added.id).await.unwrap().target, target("a"));
}

#[tokio::test]
async fn taken_names_and_missing_targets_are_told() {
    let folder = folder();
    let store = open(&folder).await;
    let a = store.add_target(&target("a")).await.unwrap();
    let b = store.add_target(&target("b")).await.unwrap();

    let clashes = [store.add_target(&target("b")).await, store.replace_target(a.id, &target("b")).await];
    for clash in clashes {
        assert!(matches!(clash.unwrap_err(), StoreError::NameTaken { what: "target", name } if name == "b"));
    }
    assert_eq!(store.targets().await.unwrap(), [a, b]);

    let missing = [
        store.target(99).await.err(),
        store.replace_target(99, &target("x")).await.err(),
        store.delete_target(99).await.err(),
    ];
    for error in missing {
        assert_eq!(error.unwrap().to_string(), "there is no target 99; it may have been deleted, so reload the list");
    }
}

#[tokio::test]
async fn every_field_of_a_target_is_kept() {
    let folder = folder();
    let store = open(&folder).await;
    let [saved] = store.save_config(&config([target("a")])).await.unwrap().try_into().unwrap();
    for field in TARGET {
        let mut other = target("a");
        match &field.slot {
            Slot::Whole(at, _) => *(at.get_mut)(&mut other) = 7,
            Slot::Large(at, _) => *(at.get_mut)(&mut other) = 7,
            Slot::Number(at, _) | Slot::Share(at) => *(at.get_mut)(&mut other) = 0.5,
            Slot::OptionalNumber(at, _) => *(at.get_mut)(&mut other) = Some(1.5),
            Slot::OptionalWhole(at, _) => *(at.get_mut)(&mut other) = Some(7),
            Slot::OptionalLarge(at, _) => *(at.get_mut)(&mut other) = Some(7),
            Slot::Text(at, ..) => "http://other.example".clone_into((at.get_mut)(&mut other)),
            Slot::OptionalText(at, _) | Slot::Day(at) => *(at.get_mut)(&mut other) = Some("2026-01-31".to_owned()),
            // A token is not read back by itself.
            Slot::Secret(_) => continue,
            Slot::Flag(_) if field.path == "has_token" => continue,
            Slot::Flag(at) => *(at.get_mut)(&mut other) = !(at.get)(&target("a")),
            Slot::Object(..) if field.path == "connection" => {
                other.connection = Connection { exact_url: true, ..Connection::default() };
            }
            _ => panic!("say here how {} is changed", field.path),
        }
        store.replace_target(saved.id, &other).await.unwrap();
        let kept = store.target(saved.id).await.unwrap().target;
        assert!(!field.slot.same(&target("a"), &other) && field.slot.same(&kept, &other), "{}: {kept:?}", field.path);
    }
}
