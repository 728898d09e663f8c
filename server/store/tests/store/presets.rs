//! Presets: saving, changing, listing, deleting.

use crate::support::{TOKEN, config, folder, open, target, with_connection, with_token};
use domain::{Page, PageRequest, PresetOutline, PresetSummary};
use store::StoreError;

#[tokio::test]
async fn a_preset_comes_back_with_its_tokens() {
    let folder = folder();
    let store = open(&folder).await;
    let saved = config([target("a"), with_token("b", TOKEN), with_connection("c")]);
    let created = store.create_preset("Black Friday", "the big day", &saved).await.unwrap();
    assert_eq!((created.name.as_str(), created.description.as_str()), ("Black Friday", "the big day"));
    assert_eq!(created.config, saved);
    assert_eq!(created.created_at, created.updated_at);
    store.close().await.unwrap();

    let store = open(&folder).await;
    assert_eq!(store.preset(created.id).await.unwrap(), created);
    assert_eq!(store.preset_by_slug("black-friday").await.unwrap(), created);
}

#[tokio::test]
async fn the_list_has_the_latest_change_first_and_no_tokens() {
    let folder = folder();
    let store = open(&folder).await;
    for name in ["a", "b", "c"] {
        store.create_preset(name, "", &config([with_token("t", TOKEN)])).await.unwrap();
    }
    let b = store.preset_by_slug("b").await.unwrap();
    store.update_preset(b.id, "b", "changed", None).await.unwrap();

    let part = async |limit, after| store.presets(PageRequest { limit, after }).await;
    let first = part(2, None).await.unwrap();
    let names = |page: &Page<PresetSummary>| page.entries.iter().map(|preset| preset.name.clone()).collect::<Vec<_>>();
    assert_eq!((names(&first), first.total, first.next), (vec!["b".to_owned(), "c".to_owned()], 3, Some(3)));
    let outline = PresetOutline::of(&config([with_token("t", TOKEN)]));
    assert!(first.entries.iter().all(|preset| preset.outline == outline));
    let second = part(2, first.next).await.unwrap();
    assert_eq!((names(&second), second.next), (vec!["a".to_owned()], None));
    assert_eq!(store.preset_named("b").await.unwrap(), Some(store.preset(b.id).await.unwrap()));
    assert_eq!(store.preset_named("x").await.unwrap(), None);
    assert_eq!(store.free_preset_name("x").await.unwrap(), "x");
    assert_eq!(store.free_preset_name("b").await.unwrap(), "b-2");
    store.delete_preset(3).await.unwrap();
    assert!(matches!(part(2, Some(3)).await, Err(StoreError::NotFound { .. })));
}

#[tokio::test]
async fn changing_the_text_keeps_the_configuration_and_changing_it_replaces_the_tokens() {
    let folder = folder();
    let store = open(&folder).await;
    let before = config([with_token("a", TOKEN), with_token("b", "other")]);
    let created = store.create_preset("old", "", &before).await.unwrap();

    let renamed = store.update_preset(created.id, "new", "text", None).await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.description.as_str(), &renamed.config), ("new", "text", &before));
    assert_eq!(renamed.created_at, created.created_at);
    assert!(renamed.updated_at > created.updated_at);

    let after = config([target("b"), with_token("c", "third")]);
    let changed = store.update_preset(created.id, "new", "text", Some(&after)).await.unwrap();
    assert_eq!(changed.config, after);
    assert_eq!(store.preset(created.id).await.unwrap(), changed);
}

#[tokio::test]
async fn a_taken_name_changes_nothing() {
    let folder = folder();
    let store = open(&folder).await;
    let a = config([target("a")]);
    let b = config([with_token("b", TOKEN)]);
    store.create_preset("a", "", &a).await.unwrap();
    let kept = store.create_preset("b", "", &b).await.unwrap();

    let clashes = [store.create_preset("a", "", &b).await, store.update_preset(kept.id, "a", "", Some(&a)).await];
    for clash in clashes {
        assert!(matches!(clash.unwrap_err(), StoreError::NameTaken { what: "preset", name } if name == "a"));
    }
    assert_eq!(store.preset(kept.id).await.unwrap(), kept);
    assert_eq!(store.presets(PageRequest::default()).await.unwrap().total, 2);
}

#[tokio::test]
async fn a_deleted_preset_is_gone() {
    let folder = folder();
    let store = open(&folder).await;
    let preset = store.create_preset("a", "", &config([with_token("a", TOKEN)])).await.unwrap();
    store.delete_preset(preset.id).await.unwrap();

    let missing = [
        store.preset(preset.id).await.err(),
        store.preset_by_slug("a").await.err(),
        store.update_preset(preset.id, "a", "", None).await.err(),
        store.delete_preset(preset.id).await.err(),
    ];
    for error in missing {
        assert!(matches!(error, Some(StoreError::NotFound { .. })), "{error:?}");
    }
    // A later preset starts without the tokens of the one that is gone.
    let later = store.create_preset("a", "", &config([target("a")])).await.unwrap();
    assert_eq!(later.config, config([target("a")]));
    assert!(later.id > preset.id);
}
