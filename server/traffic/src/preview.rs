//! Visits for people to look at before any is sent, and a check of what was drawn against what was configured.
//!
//! Both come from the very visits that a run sends, so they cannot show anything else.

mod people;
mod rates;
#[cfg(test)]
mod tests;
mod timeline;

use crate::{Traffic, session::Session, zone};
use domain::{
    DistributeBy, Funnel, MultiTargetConfig, Preview, PreviewVisit,
    backfill::{DayPlan, Window},
    preview::{MAX_PREVIEW_VISITS, RATE_SAMPLE},
};
use people::People;
use rates::{Facts, rates};
use std::time::Duration;
use timeline::Reader;
use visit::{Person, Visit};

/// The first `visits` visits (at most [`MAX_PREVIEW_VISITS`]) of a run of `config` that starts at `now_unix`
/// (seconds since the Unix epoch), as its first enabled target gets them, and the rates among its first
/// [`RATE_SAMPLE`]. A run that ends sooner has fewer visits. Without targets: as one with a token gets them.
///
/// Expects a validated configuration. `arrivals` says when visits 0, 1, 2, … of a live run arrive, since its start. Of a backfill the visits of the past days are shown: a visit then
/// arrives so many seconds after the first day began, and its hits are due at the times reported for them.
pub fn preview(
    config: &MultiTargetConfig,
    seed: u64,
    visits: u32,
    now_unix: i64,
    arrivals: impl Iterator<Item = Duration>,
) -> Preview {
    let visits = visits.min(MAX_PREVIEW_VISITS) as usize;
    let days = days(config, now_unix);
    let count = days.last().map_or(RATE_SAMPLE, |day| RATE_SAMPLE.min(day.first_index + day.visits));
    let first_day = days.first().map(|day| zone::day_bounds(&config.timezone, day.date).start);
    let traffic = match first_day {
        None => Traffic::live(config, seed),
        Some(_) => Traffic::backfill(config, seed, days.clone(), now_unix),
    };
    let arrivals: Vec<Duration> = arrivals.take(RATE_SAMPLE as usize).collect();
    let people = People::of(config, seed, &traffic, (&days, count), &arrivals);
    let start = Start { unix: now_unix, first_day };
    let show = |(index, at)| start.show(config, &traffic.session(index, people.person(index)), index, at);
    let shown = match first_day {
        None => (0..).zip(arrivals).take(visits).map(show).collect(),
        Some(_) => (0..count).take(visits).map(|index| show((index, Duration::ZERO))).collect(),
    };
    let drawn: Vec<Facts> = (0..count).map(|index| facts(&traffic, index, people.person(index))).collect();
    let returning = config.returning_visitors_probability * people.share_that_may_return();
    Preview { seed, visits: shown, rates: rates(config, &traffic.world().data, returning, &drawn) }
}

/// The visit that takes `funnel` at `now_unix` (seconds since the Unix epoch), and goes on if the funnel lets
/// it, with everything else as in `config`.
pub fn preview_funnel(config: &MultiTargetConfig, funnel: &Funnel, seed: u64, now_unix: i64) -> PreviewVisit {
    let config = MultiTargetConfig {
        funnels: vec![Funnel { probability: 1.0, enabled: true, ..funnel.clone() }],
        backfill_enabled: false,
        ..config.clone()
    };
    let start = Start { unix: now_unix, first_day: None };
    let traffic = Traffic::live(&config, seed);
    start.show(&config, &traffic.session(0, None), 0, Duration::ZERO)
}

/// The days of a backfill; none for a live run.
fn days(config: &MultiTargetConfig, now: i64) -> Vec<DayPlan> {
    if !config.backfill_enabled {
        return Vec::new();
    }
    let window = Window::of(config, zone::today(&config.timezone, now));
    window.map_or_else(|_| Vec::new(), |window| window.plan(config))
}

fn facts(traffic: &Traffic, index: u64, person: Option<Person>) -> Facts {
    let country = traffic.visitor(person.map_or(index, |person| person.number)).country();
    Facts { plan: traffic.plan(index), country, is_returning: person.is_some_and(|person| person.is_returning) }
}

/// When what is shown starts.
#[derive(Clone, Copy, Debug)]
struct Start {
    /// Seconds since the Unix epoch.
    unix: i64,
    /// When the first day of a backfill begins, seconds since the Unix epoch; none for a live run.
    first_day: Option<i64>,
}

impl Start {
    fn show(self, config: &MultiTargetConfig, session: &Session, index: u64, arrival: Duration) -> PreviewVisit {
        let target = config.enabled_targets().map(|(_, target)| target).next().or(config.targets.first());
        let reader = Reader {
            site_id: target.map_or(1, |target| target.site_id),
            // A backfill does not begin without a token.
            has_token: session.dated.is_some()
                || target.is_none_or(|target| target.has_token || target.token().is_some()),
            in_bulk: config.request.bulk_size > 1 && config.distribute_by == DistributeBy::Visit,
            arrival_unix_ms: self.unix * 1_000 + i64::try_from(arrival.as_millis()).unwrap_or(0),
        };
        let hits = reader.hits(session);
        PreviewVisit {
            index,
            arrival_seconds: self.since_first_day(session).unwrap_or(arrival).as_secs_f64(),
            journey: session.world.profile(session.plan.journey).map_or(String::new(), |profile| profile.name.clone()),
            funnel: session.path().map(|path| path.name.clone()),
            country: session.visitor.country().map(str::to_owned),
            source: session.plan.source.as_str().to_owned(),
            is_returning: session.is_returning,
            user_agent: session.user_agent().to_owned(),
            accept_language: session.accept_language().to_owned(),
            hits,
        }
    }

    /// How long after the beginning of the first day a visit of a day gone by happened.
    fn since_first_day(self, session: &Session) -> Option<Duration> {
        let first_day = Duration::from_secs(self.first_day?.try_into().ok()?);
        timeline::reported(session, 0)?.checked_sub(first_day)
    }
}
