//! What happened in a run, as marks on the time axis of its charts: pure, so that grouping can be tested.

use crate::format;
use domain::{EpochStatus, EventKind, RunEvent};

/// An epoch that begins so close to an event was begun by it, seconds.
const SAME_MOMENT: f64 = 1.0;
/// Marks that are less than this part of the axis apart are one, so that their labels have room.
const ROOM: f64 = 0.14;
/// Sentences of one mark; of those beyond only the number is told.
const SENTENCES: usize = 6;

/// Something at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Seconds since the start of the run.
    pub at: f64,
    /// A word or two.
    pub label: String,
    /// A sentence.
    pub text: String,
    /// Whether somebody should look at it.
    pub is_warning: bool,
}

/// Marks that stand for one, in order of time.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkGroup {
    /// Where the first one is, 0–1 of the axis.
    pub place: f64,
    /// Its label, or how many there are.
    pub label: String,
    /// What happened, a line each.
    pub text: String,
    /// Whether any of them is a warning.
    pub is_warning: bool,
}

/// What happened in a run with `events` and `epochs`, whose steps begin at `steps`; in order of time.
pub fn marks(events: &[RunEvent], epochs: &[EpochStatus], steps: &[f64]) -> Vec<Mark> {
    let of_events = events.iter().map(|event| Mark {
        at: event.at_seconds,
        label: label(event).to_owned(),
        text: match &event.target {
            Some(target) => format!("{target}: {}", event.message),
            None => event.message.clone(),
        },
        is_warning: event.is_warning,
    });
    let is_told = |at: f64| events.iter().any(|event| (event.at_seconds - at).abs() <= SAME_MOMENT);
    let of_epochs = epochs.iter().filter(|epoch| epoch.number > 1 && !is_told(epoch.at_seconds)).map(|epoch| Mark {
        at: epoch.at_seconds,
        label: format!("epoch {}", epoch.number),
        text: format!("Epoch {}: {}", epoch.number, epoch.cause),
        is_warning: false,
    });
    let of_steps = steps.iter().zip(2..).map(|(&at, number)| Mark {
        at,
        label: format!("step {number}"),
        text: format!("Step {number} of the load begins."),
        is_warning: false,
    });
    let mut marks: Vec<_> = of_events.chain(of_epochs).chain(of_steps).collect();
    marks.sort_by(|one, other| one.at.total_cmp(&other.at));
    marks
}

/// When the steps after the first begin, seconds since the start of the run, up to `end`: `lengths` are in seconds of
/// load, which pauses put off.
pub fn step_times(lengths: &[f64], events: &[RunEvent], end: f64) -> Vec<f64> {
    let all_but_last = lengths.split_last().map_or(&[][..], |(_, held)| held);
    let mut active = 0.0;
    let mut times = Vec::new();
    for length in all_but_last {
        active += length;
        times.push(after_pauses(active, events));
    }
    times.retain(|&at| at < end);
    times
}

/// When a run has had `active` seconds of load; beyond any time while it is paused.
fn after_pauses(active: f64, events: &[RunEvent]) -> f64 {
    let mut at = active;
    let mut since = None;
    for event in events {
        match event.coded.code.as_str() {
            "run_paused" => since = since.or(Some(event.at_seconds).filter(|&since| since < at)),
            "run_resumed" => at += since.take().map_or(0.0, |since| event.at_seconds - since),
            _ => {}
        }
    }
    if since.is_some() { f64::INFINITY } else { at }
}

/// The marks within `range`, those that are close together as one.
pub fn grouped(marks: &[Mark], range: (f64, f64)) -> Vec<MarkGroup> {
    let (from, to) = range;
    let place = |mark: &Mark| (mark.at - from) / (to - from).max(f64::EPSILON);
    let mut groups: Vec<Vec<&Mark>> = Vec::new();
    for mark in marks.iter().filter(|mark| (from..=to).contains(&mark.at)) {
        let last =
            groups.last_mut().filter(|group| group.first().is_some_and(|&first| place(mark) - place(first) < ROOM));
        match last {
            Some(group) => group.push(mark),
            None => groups.push(vec![mark]),
        }
    }
    let one = |group: Vec<&Mark>| group.first().map(|first| group_of(&group, first, place(first)));
    groups.into_iter().filter_map(one).collect()
}

fn group_of(group: &[&Mark], first: &Mark, place: f64) -> MarkGroup {
    let mut lines: Vec<_> =
        group.iter().take(SENTENCES).map(|mark| format!("{} {}", format::offset(mark.at), mark.text)).collect();
    if let more @ 1.. = group.len().saturating_sub(SENTENCES) {
        lines.push(format!("and {more} more"));
    }
    MarkGroup {
        place,
        label: if group.len() == 1 { first.label.clone() } else { format!("{} events", group.len()) },
        text: lines.join("\n"),
        is_warning: group.iter().any(|mark| mark.is_warning),
    }
}

fn label(event: &RunEvent) -> &'static str {
    match (event.kind, event.coded.code.as_str()) {
        (_, "run_began") => "start",
        (_, "run_paused") => "pause",
        (_, "run_resumed") => "resume",
        (_, "abort_rule_fired") => "abort",
        (EventKind::Run, _) => "end",
        (EventKind::Health, _) => "health",
        (EventKind::Targets, _) => "targets",
        (EventKind::Load, _) => "load",
        (EventKind::Limit, _) => "limit",
        (EventKind::Bottleneck, _) => "machine",
        (EventKind::Clock, _) => "clock",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::messages::{Message, RunStep};

    fn step(step: RunStep, at_seconds: f64) -> RunEvent {
        let Message { text, coded } = step.into();
        RunEvent { at_seconds, message: text, coded, ..Default::default() }
    }

    fn mark(at: f64, is_warning: bool) -> Mark {
        Mark { at, label: "health".into(), text: format!("at {at}"), is_warning }
    }

    #[test]
    fn start_pause_and_end_are_told_apart() {
        let events = [
            step(RunStep::RunBegan { continues: None }, 0.0),
            step(RunStep::RunPaused, 5.0),
            step(RunStep::RunResumed, 9.0),
            step(RunStep::RunFinished, 60.0),
        ];
        let labels: Vec<_> = marks(&events, &[], &[]).into_iter().map(|mark| mark.label).collect();
        assert_eq!(labels, ["start", "pause", "resume", "end"]);
    }

    #[test]
    fn an_epoch_is_marked_where_no_event_tells_of_it() {
        let epoch = |number, at_seconds| EpochStatus { number, at_seconds, ..Default::default() };
        let event = RunEvent { at_seconds: 20.0, kind: EventKind::Targets, ..Default::default() };
        let marks = marks(&[event], &[epoch(1, 0.0), epoch(2, 20.4), epoch(3, 40.0)], &[30.0]);
        let labels: Vec<_> = marks.into_iter().map(|mark| mark.label).collect();
        assert_eq!(labels, ["targets", "step 2", "epoch 3"]);
    }

    #[test]
    fn what_is_close_together_is_one_mark_and_parts_when_zoomed_in() {
        let marks = [mark(10.0, false), mark(12.0, true), mark(14.0, false), mark(80.0, false)];
        let all = grouped(&marks, (0.0, 100.0));
        let told: Vec<_> = all.iter().map(|group| (group.label.as_str(), group.is_warning)).collect();
        assert_eq!(told, [("3 events", true), ("health", false)]);
        assert_eq!(all[0].text, "0:10 at 10\n0:12 at 12\n0:14 at 14");
        let zoomed = grouped(&marks, (8.0, 18.0));
        assert_eq!(zoomed.iter().map(|group| group.place).collect::<Vec<_>>(), [0.2, 0.4, 0.6]);
    }

    #[test]
    fn a_flapping_fleet_does_not_fill_the_axis() {
        let marks: Vec<_> = (0..200_u32).map(|second| mark(f64::from(second), true)).collect();
        let groups = grouped(&marks, (0.0, 200.0));
        assert!(groups.len() <= 8, "{}", groups.len());
        assert!(groups[0].text.ends_with("more"), "{}", groups[0].text);
    }

    #[test]
    fn pauses_put_off_the_steps_after_them() {
        let pause = [step(RunStep::RunPaused, 30.0), step(RunStep::RunResumed, 50.0)];
        assert_eq!(step_times(&[20.0, 20.0, 60.0], &pause, 1_000.0), [20.0, 60.0]);
        assert_eq!(step_times(&[20.0, 20.0, 60.0], &pause[..1], 1_000.0), [20.0]);
        assert_eq!(step_times(&[20.0, 20.0, 60.0], &[], 30.0), [20.0]);
    }
}
