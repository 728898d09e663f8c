//! Slugs: unique whatever happens at once, and never changed.

use crate::support::{config, folder, open, target};
use std::collections::BTreeSet;

#[tokio::test]
async fn a_slug_outlives_renaming_and_others_are_numbered() {
    let folder = folder();
    let store = open(&folder).await;
    let plan = config([target("a")]);
    let first = store.create_preset("Köln", "", &plan).await.unwrap();
    assert_eq!(first.slug, "koln");
    assert_eq!(store.update_preset(first.id, "Bonn", "", None).await.unwrap().slug, "koln");

    assert_eq!(store.create_preset("Köln", "", &plan).await.unwrap().slug, "koln-2");
    assert_eq!(store.create_preset("koln", "", &plan).await.unwrap().slug, "koln-3");
    assert_eq!(store.create_preset("koln 2", "", &plan).await.unwrap().slug, "koln-2-2");
    assert_eq!(store.create_preset("…", "", &plan).await.unwrap().slug, "preset");
    assert_eq!(store.preset_by_slug("koln").await.unwrap().name, "Bonn");
}

#[tokio::test]
async fn presets_made_at_once_never_share_a_slug() {
    let folder = folder();
    let store = open(&folder).await;
    let tasks: Vec<_> = (1..=20)
        .map(|blanks| {
            let store = store.clone();
            tokio::spawn(async move {
                let name = format!("a{}b", " ".repeat(blanks));
                store.create_preset(&name, "", &config([target("t")])).await.unwrap().slug
            })
        })
        .collect();
    let mut slugs = BTreeSet::new();
    for task in tasks {
        slugs.insert(task.await.unwrap());
    }
    let expected = (2..=20).map(|number| format!("a-b-{number}")).chain(["a-b".to_owned()]);
    assert_eq!(slugs, expected.collect());
}
