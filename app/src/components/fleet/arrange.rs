//! Which rows are shown and in which order: pure, so that it can be tested with a thousand of them.

use super::{group::Group, map::Picked, trouble::trouble};
use crate::live::TargetRow;
use domain::{Quantiles, TargetStatus};
use std::cmp::Ordering;

/// What rows can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// What needs a person first.
    #[default]
    Trouble,
    /// The order of the list.
    List,
    /// Name.
    Name,
    /// Share it got.
    Share,
    /// Distance from the share it was due.
    Distance,
    /// Visits assigned.
    Visits,
    /// Hits per second.
    Rate,
    /// Median latency.
    P50,
    /// 95th percentile.
    P95,
    /// 99th percentile.
    P99,
    /// Hits failed.
    Failed,
    /// Hits unknown.
    Unknown,
    /// Hits rejected.
    Rejected,
    /// Hits dropped.
    Dropped,
    /// Hits in flight.
    InFlight,
}

impl Column {
    const ALL: [Self; 15] = [
        Self::Trouble,
        Self::List,
        Self::Name,
        Self::Share,
        Self::Distance,
        Self::Visits,
        Self::Rate,
        Self::P50,
        Self::P95,
        Self::P99,
        Self::Failed,
        Self::Unknown,
        Self::Rejected,
        Self::Dropped,
        Self::InFlight,
    ];

    /// What it is called in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Trouble => "failing",
            Self::List => "list",
            Self::Name => "name",
            Self::Share => "share",
            Self::Distance => "distance",
            Self::Visits => "visits",
            Self::Rate => "rate",
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Rejected => "rejected",
            Self::Dropped => "dropped",
            Self::InFlight => "in-flight",
        }
    }

    /// The column that an address calls `key`.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// Whether its largest come first before anybody turns the order round.
    pub fn begins_descending(self) -> bool {
        !matches!(self, Self::Trouble | Self::List | Self::Name)
    }

    /// The figure it orders by; `None` for list order and names.
    fn figure(self, status: &TargetStatus, from_send: bool) -> Option<f64> {
        let latency = latency(status, from_send);
        Some(match self {
            Self::List | Self::Name => return None,
            Self::Trouble => f64::from(trouble(status)),
            Self::Share => status.share,
            Self::Distance => status.distance_visits.abs(),
            Self::Visits => status.visits.assigned as f64,
            Self::Rate => status.rate.delivered_hits_per_second,
            Self::P50 => latency.p50,
            Self::P95 => latency.p95,
            Self::P99 => latency.p99,
            Self::Failed => status.hits.failed as f64,
            Self::Unknown => status.hits.unknown as f64,
            Self::Rejected => status.hits.rejected as f64,
            Self::Dropped => status.hits.dropped as f64,
            Self::InFlight => status.hits.in_flight as f64,
        })
    }
}

/// The quantiles from the chosen moment: from planned of the delivered hits, from send of all.
pub fn latency(status: &TargetStatus, from_send: bool) -> &Quantiles {
    if from_send { &status.latency_ms.from_send } else { &status.latency_ms.delivered }
}

/// The person's choice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrangement {
    /// Part of a name or address; case does not matter.
    pub filter: String,
    /// Only this group.
    pub group: Option<Group>,
    /// Only the targets with these ids; all while there are none.
    pub picked: Picked,
    /// Ordered by this column.
    pub column: Column,
    /// Largest (or last) first.
    pub descending: bool,
}

impl Arrangement {
    /// Whether new figures can change what is shown.
    pub fn depends_on_figures(&self) -> bool {
        self.group.is_some() || !matches!(self.column, Column::List | Column::Name)
    }

    /// The next order when the head of `column` is pressed: figures from the largest, names from A, then
    /// the other way round, then what needs a person first.
    pub fn press(&mut self, column: Column) {
        let first = column.begins_descending();
        if self.column != column {
            (self.column, self.descending) = (column, first);
        } else if self.descending == first {
            self.descending = !first;
        } else {
            (self.column, self.descending) = Default::default();
        }
    }
}

/// Places of the rows to show, in order.
pub fn arrange(rows: &[TargetRow], chosen: &Arrangement, from_send: bool) -> Vec<usize> {
    use leptos::prelude::WithUntracked;
    let wanted = chosen.filter.trim().to_lowercase();
    let mut kept: Vec<(usize, &TargetRow, f64)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| chosen.picked.is_empty() || chosen.picked.contains(&row.id))
        .filter(|(_, row)| {
            wanted.is_empty() || row.name.to_lowercase().contains(&wanted) || row.url.to_lowercase().contains(&wanted)
        })
        .filter_map(|(place, row)| {
            row.status.with_untracked(|status| {
                let in_group = chosen.group.is_none_or(|group| Group::of(status) == group);
                in_group.then(|| (place, row, chosen.column.figure(status, from_send).unwrap_or_default()))
            })
        })
        .collect();
    if chosen.column != Column::List {
        kept.sort_by(|a, b| {
            let order = match chosen.column {
                Column::Name => a.1.name.to_lowercase().cmp(&b.1.name.to_lowercase()),
                _ => a.2.total_cmp(&b.2),
            };
            // Equal rows stay in list order whichever way the others go.
            let order = if chosen.descending { order.reverse() } else { order };
            if order == Ordering::Equal { a.0.cmp(&b.0) } else { order }
        });
    }
    kept.into_iter().map(|(place, ..)| place).collect()
}

#[cfg(test)]
mod tests;
