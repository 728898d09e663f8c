//! Lists as people have them, and what happens to lines that cannot be read.

use super::*;
use crate::editors::row::TokenChange;

fn read(text: &str) -> Pasted {
    Pasted::read(text, &HashSet::from(["taken".to_owned()]), 0)
}

fn urls(pasted: &Pasted) -> Vec<&str> {
    pasted.rows.iter().map(|row| row.url.as_str()).collect()
}

#[test]
fn a_list_of_urls_gives_one_row_each() {
    let pasted = read("https://a.example\r\n\n  https://b.example/stats  \n# a comment\nhttp://127.0.0.1:9101\n");
    assert_eq!(urls(&pasted), ["https://a.example", "https://b.example/stats", "http://127.0.0.1:9101"]);
    assert_eq!(pasted.bad, []);
    assert_eq!(
        (pasted.rows[0].site_id.as_str(), pasted.rows[0].weight.as_str(), pasted.rows[0].enabled),
        ("1", "1", true)
    );
}

#[test]
fn a_header_decides_the_columns() {
    let pasted =
        read("URL, enabled ,weight,name,token_auth\nhttps://a.example,no,3,\"EU, first\",abc\nhttps://b.example\n");
    assert_eq!(pasted.bad, []);
    let row = &pasted.rows[0];
    assert_eq!((row.name.as_str(), row.weight.as_str(), row.enabled), ("EU, first", "3", false));
    assert_eq!(row.token, TokenChange::Replace("abc".into()));
    assert_eq!(pasted.rows[1].token, TokenChange::Keep);
}

#[test]
fn rates_of_their_own_are_read_and_checked() {
    let pasted = read(
        "url,visits_per_day,max_visits_per_second\nhttps://a.example,5000,0.5\nhttps://b.example,,\nhttps://c.example,lots,0\nhttps://d.example,1,0\n",
    );
    let rates: Vec<_> = pasted.rows.iter().map(|row| (row.visits_per_day.as_str(), row.max_rate.as_str())).collect();
    assert_eq!(rates, [("5000", "0.5"), ("", "")]);
    assert_eq!(pasted.bad.len(), 2);
    assert!(pasted.bad[0].finding.to_string().starts_with("visits_per_day: must be a number"), "{:?}", pasted.bad);
    assert!(
        pasted.bad[1].finding.to_string().starts_with("max_visits_per_second: must be between 0.001"),
        "{:?}",
        pasted.bad
    );
    let plain = read("eu-1,https://a.example,7,,2,true,100,3");
    assert_eq!((plain.bad.len(), plain.rows[0].max_rate.as_str()), (0, "3"));
}

#[test]
fn without_a_header_the_order_is_fixed_and_a_leading_address_skips_the_name() {
    for (text, name) in [
        ("eu-1,https://a.example,7,,2,true", "eu-1"),
        ("https://a.example,7,,2", ""),
        ("eu-1;https://a.example;7;;2", "eu-1"),
        ("eu-1\thttps://a.example\t7\t\t2", "eu-1"),
    ] {
        let pasted = read(text);
        assert_eq!(pasted.bad, [], "{text}");
        let row = &pasted.rows[0];
        assert_eq!(
            (row.name.as_str(), row.url.as_str(), row.site_id.as_str(), row.weight.as_str()),
            (name, "https://a.example", "7", "2"),
            "{text}"
        );
    }
}

#[test]
fn bad_lines_keep_their_number_and_text_while_good_ones_are_read() {
    let text = "name,url,site_id\n\nok,https://a.example,1\ntaken,https://b.example,1\nc,ftp://c.example,0\n# x\nd,https://d.example,one\ne,https://e.example,1,2\n";
    let pasted = read(text);
    assert_eq!(urls(&pasted), ["https://a.example"]);
    let bad: Vec<_> = pasted.bad.iter().map(|bad| (bad.line, bad.text.as_str())).collect();
    assert_eq!(
        bad,
        [
            (4, "taken,https://b.example,1"),
            (5, "c,ftp://c.example,0"),
            (7, "d,https://d.example,one"),
            (8, "e,https://e.example,1,2")
        ]
    );
    assert!(
        pasted.bad[1].finding.to_string().contains("url: must start with http")
            && pasted.bad[1].finding.to_string().contains("site_id: ")
    );
    assert!(pasted.bad[3].finding.to_string().starts_with("has 4 columns"));
    assert_eq!(
        pasted.leftover(),
        "name,url,site_id\ntaken,https://b.example,1\nc,ftp://c.example,0\nd,https://d.example,one\ne,https://e.example,1,2"
    );
}

#[test]
fn a_header_that_cannot_be_read_returns_everything() {
    let text = "url,idsite\nhttps://a.example,1";
    let pasted = read(text);
    assert_eq!(pasted.rows, []);
    assert_eq!(pasted.bad[0].text, text);
    assert!(
        pasted.bad[0].finding.to_string().contains("\"idsite\"")
            && pasted.bad[0].finding.to_string().contains("site_id")
    );
    assert_eq!(pasted.leftover(), text);
}

#[test]
fn an_open_quotation_mark_is_reported_and_loses_nothing() {
    let text = "a,https://a.example,1\n\"b,https://b.example,1\nc,https://c.example,1";
    let pasted = read(text);
    assert_eq!(urls(&pasted), ["https://a.example"]);
    assert_eq!((pasted.bad[0].line, pasted.bad.len()), (2, 1));
    assert!(pasted.leftover().ends_with("\"b,https://b.example,1\nc,https://c.example,1"));
}

#[test]
fn a_thousand_targets_is_the_limit() {
    let text: String = (0..3).map(|host| format!("https://m{host}.example\n")).collect();
    let pasted = Pasted::read(&text, &HashSet::new(), MAX_TARGETS - 2);
    assert_eq!((pasted.rows.len(), pasted.bad.len()), (2, 1));
    assert_eq!(pasted.leftover(), "https://m2.example");
}

#[test]
fn nothing_is_nothing() {
    assert_eq!(read(" \n\n# only a comment\n"), Pasted::default());
}
