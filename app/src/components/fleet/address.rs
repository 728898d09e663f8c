//! The person's choice as the query of an address, so that a view can be shared, kept and reached without
//! JavaScript: pure.

use super::{
    arrange::{Arrangement, Column},
    group::Group,
    map::{Colour, read_picked, write_picked},
};
use leptos_router::{location::Url, params::ParamsMap};

/// All that is chosen about the fleet's view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// Which rows, in which order.
    pub arrangement: Arrangement,
    /// Page from 0.
    pub page: usize,
    /// Whether latencies count from the send time instead of the planned time.
    pub from_send: bool,
    /// What the map is coloured by.
    pub colour: Colour,
    /// The target that is inspected.
    pub target: Option<i64>,
}

impl Choice {
    /// What `query` chooses; what it does not name, or names wrongly, is as usual.
    pub fn of(query: &ParamsMap) -> Self {
        let (column, descending) = query.get("sort").as_deref().and_then(order).unwrap_or_default();
        Self {
            arrangement: Arrangement {
                filter: query.get("q").unwrap_or_default(),
                group: query.get("health").and_then(|kind| Group::ALL.into_iter().find(|group| group.kind() == kind)),
                picked: query.get("targets").map(|ids| read_picked(&ids)).unwrap_or_default(),
                column,
                descending,
            },
            page: query.get("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).saturating_sub(1),
            from_send: query.get("latency").as_deref() == Some("send"),
            colour: query
                .get("map")
                .and_then(|key| Colour::ALL.into_iter().find(|colour| colour.key() == key))
                .unwrap_or_default(),
            target: query.get("target").and_then(|id| id.parse().ok()),
        }
    }

    /// The query that chooses this, with its question mark; empty where all is as usual.
    pub fn query(&self) -> String {
        let Arrangement { filter, group, picked, column, descending } = &self.arrangement;
        let sort = format!("{}{}", if *descending { "-" } else { "" }, column.key());
        let parts = [
            ("q", Some(Url::escape(filter)).filter(|filter| !filter.is_empty())),
            ("health", group.map(|group| group.kind().to_owned())),
            ("targets", Some(write_picked(picked)).filter(|ids| !ids.is_empty())),
            ("sort", Some(sort).filter(|_| (*column, *descending) != Default::default())),
            ("latency", self.from_send.then(|| "send".to_owned())),
            (
                "map",
                Some(self.colour).filter(|colour| *colour != Colour::default()).map(|colour| colour.key().to_owned()),
            ),
            ("target", self.target.map(|id| id.to_string())),
            ("page", (self.page > 0).then(|| (self.page + 1).to_string())),
        ];
        let parts: Vec<_> =
            parts.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}={value}"))).collect();
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }

    /// The same on another page.
    pub fn on_page(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }

    /// The same with another target inspected, or none.
    pub fn on_target(&self, target: Option<i64>) -> Self {
        Self { target, ..self.clone() }
    }
}

/// Column and whether the largest is first, from `p95` or `-p95`.
fn order(sort: &str) -> Option<(Column, bool)> {
    let key = sort.strip_prefix('-');
    Some((Column::of_key(key.unwrap_or(sort))?, key.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> ParamsMap {
        pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn what_is_as_usual_is_not_in_the_address() {
        assert_eq!(Choice::default().query(), "");
        assert_eq!(Choice::of(&query(&[])), Choice::default());
    }

    #[test]
    fn an_address_brings_the_view_back() {
        let choice = Choice::of(&query(&[
            ("q", "eu & ü"),
            ("health", "failing"),
            ("sort", "-p95"),
            ("latency", "send"),
            ("targets", "3,4,5,9"),
            ("map", "p95"),
            ("target", "7"),
            ("page", "3"),
        ]));
        let Arrangement { column, descending, group, .. } = choice.arrangement;
        assert_eq!((column, descending, group), (Column::P95, true, Some(Group::Failing)));
        assert_eq!((choice.page, choice.from_send), (2, true));
        assert!(
            choice.query().ends_with("&health=failing&targets=3-5,9&sort=-p95&latency=send&map=p95&target=7&page=3"),
            "{}",
            choice.query()
        );
        assert!(!choice.query().contains(" & "), "{}", choice.query());
    }

    #[test]
    fn what_means_nothing_changes_nothing() {
        let odd = [
            ("sort", "-"),
            ("health", "purple"),
            ("page", "-1"),
            ("latency", "x"),
            ("targets", "x"),
            ("map", "x"),
            ("target", "x"),
        ];
        assert_eq!(Choice::of(&query(&odd)), Choice::default());
        assert_eq!(Choice::of(&query(&[("page", "0")])).page, 0);
    }
}
