//! How far a run is on the way to its end: pure, so that every limit can be tested.

use crate::{api::run_end::RunEnd, format};
use domain::RunEvent;

/// A part of the way, 0–1, and its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// How far, 0–1.
    pub part: f64,
    /// "12 of 60 min, step 2 of 3".
    pub words: String,
}

/// How far a run is after `active_seconds` of load and `visits`; `None` where nothing ends it. Of two limits the nearer
/// one counts.
pub fn progress(end: &RunEnd, active_seconds: f64, visits: u64) -> Option<Progress> {
    let by_time = end.seconds.filter(|&limit| limit > 0.0).map(|limit| Progress {
        part: (active_seconds / limit).clamp(0.0, 1.0),
        words: time(active_seconds.clamp(0.0, limit), limit),
    });
    let by_visits = end.visits.filter(|&limit| limit > 0).map(|limit| Progress {
        part: (visits as f64 / limit as f64).clamp(0.0, 1.0),
        words: format!("{} of {} visits", format::count(visits.min(limit)), format::count(limit)),
    });
    let mut nearest = [by_time, by_visits].into_iter().flatten().max_by(|a, b| a.part.total_cmp(&b.part))?;
    if end.steps.len() > 1 {
        nearest.words += &format!(", step {} of {}", step(&end.steps, active_seconds), end.steps.len());
    }
    Some(nearest)
}

/// Seconds of the first `elapsed` that were not paused, as the events of the run tell.
pub fn active_seconds(events: &[RunEvent], elapsed: f64) -> f64 {
    let mut paused = 0.0;
    let mut since = None;
    for event in events {
        match event.coded.code.as_str() {
            "run_paused" => since = since.or(Some(event.at_seconds)),
            "run_resumed" => paused += since.take().map_or(0.0, |since| event.at_seconds - since),
            _ => {}
        }
    }
    paused += since.map_or(0.0, |since| elapsed - since);
    (elapsed - paused).max(0.0)
}

/// The step at `seconds`, from 1.
fn step(steps: &[f64], seconds: f64) -> usize {
    let mut end = 0.0;
    let over = steps.iter().take_while(|&&length| {
        end += length;
        end <= seconds
    });
    (over.count() + 1).min(steps.len())
}

/// Both in the unit that suits the limit.
fn time(now: f64, limit: f64) -> String {
    if limit < 120.0 {
        format!("{now:.0} of {limit:.0} s")
    } else if limit < 36_000.0 {
        format!("{:.0} of {} min", (now / 60.0).floor(), trimmed(limit / 60.0))
    } else {
        format!("{:.1} of {} h", now / 3_600.0, trimmed(limit / 3_600.0))
    }
}

/// With a decimal only where it says something.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::messages::{Message, RunStep};

    fn words(end: &RunEnd, seconds: f64, visits: u64) -> Option<String> {
        progress(end, seconds, visits).map(|progress| progress.words)
    }

    #[test]
    fn a_run_without_an_end_shows_no_progress() {
        assert_eq!(progress(&RunEnd { steps: vec![60.0, 60.0], ..Default::default() }, 12.0, 3), None);
    }

    #[test]
    fn time_is_shown_in_the_unit_of_its_limit() {
        let end = |seconds| RunEnd { seconds: Some(seconds), ..Default::default() };
        assert_eq!(words(&end(3_600.0), 750.0, 0).unwrap(), "12 of 60 min");
        assert_eq!(words(&end(90.0), 12.4, 0).unwrap(), "12 of 90 s");
        assert_eq!(words(&end(86_400.0), 5_400.0, 0).unwrap(), "1.5 of 24 h");
        assert_eq!(words(&end(90.0), 95.0, 0).unwrap(), "90 of 90 s");
    }

    #[test]
    fn the_nearer_of_two_limits_counts() {
        let end = RunEnd { seconds: Some(3_600.0), visits: Some(5_000), ..Default::default() };
        assert_eq!(words(&end, 360.0, 4_000).unwrap(), "4,000 of 5,000 visits");
        assert_eq!(words(&end, 3_000.0, 100).unwrap(), "50 of 60 min");
    }

    #[test]
    fn the_last_step_goes_on() {
        let end = RunEnd { seconds: Some(3_600.0), steps: vec![600.0, 600.0, 600.0], ..Default::default() };
        assert_eq!(words(&end, 0.0, 0).unwrap(), "0 of 60 min, step 1 of 3");
        assert_eq!(words(&end, 720.0, 0).unwrap(), "12 of 60 min, step 2 of 3");
        assert_eq!(words(&end, 3_000.0, 0).unwrap(), "50 of 60 min, step 3 of 3");
    }

    #[test]
    fn pauses_do_not_bring_the_end_nearer() {
        let event =
            |step: RunStep, at_seconds| RunEvent { at_seconds, coded: Message::from(step).coded, ..Default::default() };
        let mut events = vec![event(RunStep::RunPaused, 10.0), event(RunStep::RunResumed, 25.0)];
        assert_eq!(active_seconds(&events, 30.0), 15.0);
        events.push(event(RunStep::RunPaused, 30.0));
        assert_eq!(active_seconds(&events, 50.0), 15.0);
    }
}
