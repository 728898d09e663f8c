//! Every kind of set: what is read, which lines are refused, what is counted.

use super::*;

#[test]
fn good_lines_are_read_and_counted() {
    let cases = [
        (
            DataSetKind::Urls,
            "# pages\n\nhttps://a.example/shop/x\tTitle\nhttps://a.example/shop/y | Other\nhttps://b.example/\n",
        ),
        (DataSetKind::SearchTerms, "tent\nboots | Shoes\nsocks\tShoes"),
        (
            DataSetKind::Referrers,
            "search | https://search.example/?q={keyword}\nsocial\thttps://s.example\nreferral | https://r.example/x",
        ),
        (DataSetKind::UserAgents, "Mozilla/5.0 (X11)\nMozilla/5.0 (Windows) | 1920x1080\nOther/1"),
        (DataSetKind::Products, "A | Tent | Camping | 199.99\nB | Pan | Cooking | 9\nC\tMug\tCooking\t4.5"),
        (DataSetKind::Outlinks, "https://a.example\nhttps://b.example\nhttps://c.example/x"),
        (DataSetKind::Downloads, "https://a.example/x.pdf\nhttps://b.example/y.zip\nhttps://c.example/z"),
    ];
    for (kind, text) in cases {
        let report = DataSetReport::of_text(kind, text);
        assert_eq!((report.valid, report.entries), (true, 3), "{}: {report:?}", kind.as_str());
    }
    let report = DataSetReport::of_text(cases[0].0, cases[0].1);
    let counts = |counts: &[Count]| counts.iter().map(|c| (c.name.clone(), c.count)).collect::<Vec<_>>();
    assert_eq!(counts(&report.domains), [("a.example".to_owned(), 2), ("b.example".to_owned(), 1)]);
    assert_eq!(counts(&report.categories), [("shop".to_owned(), 2), ("(none)".to_owned(), 1)]);
}

#[test]
fn bad_lines_are_named_by_number() {
    let cases = [
        (DataSetKind::Urls, "https://a.example\n\nnonsense\n# x\nhttps://a b", vec!["line 3", "line 5"]),
        (
            DataSetKind::SearchTerms,
            "tent\n | Shoes | x | y\n  boots\n # x\n | Shoes\n\tShoes",
            vec!["line 2", "line 5", "line 6"],
        ),
        (DataSetKind::Referrers, "https://a.example\nsocial | x", vec!["line 1", "line 2"]),
        (DataSetKind::UserAgents, "Googlebot/2.1\nk6/0.4\nMozilla | 3x", vec!["line 1", "line 2", "line 3"]),
        (
            DataSetKind::Products,
            "A | Tent | Camping\nA | Tent | Camping | free\n | T | C | 1",
            vec!["line 1", "line 2", "line 3"],
        ),
        (DataSetKind::Outlinks, "https://a.example | x", vec!["line 1"]),
        (DataSetKind::Downloads, "/file.pdf", vec!["line 1"]),
        (DataSetKind::Urls, "# nothing", vec!["text"]),
    ];
    for (kind, text, places) in cases {
        let report = DataSetReport::of_text(kind, text);
        let found: Vec<_> = report.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!((report.valid, found), (false, places), "{text}");
    }
}

#[test]
fn more_pages_than_possible_are_refused() {
    let text: String = (0..=MAX_ENTRIES).map(|page| format!("https://a.example/{page}\n")).collect();
    assert_eq!(DataSetReport::of_text(DataSetKind::Urls, &text).errors[0].field, "text");
}

#[test]
fn few_many_and_repeated_pages_are_worth_a_warning() {
    let pages = |count: usize| -> String { (0..count).map(|page| format!("https://a.example/{page}\n")).collect() };
    for (text, warnings) in
        [(pages(5), 1), (pages(50), 1), (pages(500), 0), (pages(60_000), 1), (pages(500) + &pages(1), 1)]
    {
        assert_eq!(DataSetReport::of_text(DataSetKind::Urls, &text).warnings.len(), warnings);
    }
}

#[test]
fn events_need_category_and_action() {
    let good =
        TrackingEvent { category: "Video".into(), action: "Play".into(), value: Some(3.0), ..Default::default() };
    let sets = EventSets {
        click_events: vec![good.clone(), TrackingEvent { action: " ".into(), ..good.clone() }],
        random_events: vec![TrackingEvent { value: Some(-1.0), ..good }],
    };
    let report = sets.report();
    let fields: Vec<_> = report.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["click_events[1].action", "random_events[0].value"]);
    let sets = DataSets { events: Some(sets), ..Default::default() };
    assert_eq!(sets.errors().next().unwrap().field, "data_sets.events");
}
