//! The rest of a schedule that asks for more than this machine can even count as dropped.

use super::{state::Run, wording};
use crate::epoch::Epoch;
use domain::{DistributeBy, EventKind};
use transport::Transport;

/// Visits whose hits are counted to know how many hits the others have.
const SAMPLE: u64 = 256;

/// Books `visits` visits from index `first` on as dropped in one step: at each target its share of them, with as many
/// hits as visits have on average.
pub fn rest<T: Transport>(run: &Run<T>, epoch: &Epoch<T>, first: u64, visits: u64) {
    if visits == 0 {
        return;
    }
    let source = &run.plan.source;
    let sample = SAMPLE.min(visits);
    let hits: usize = (0..sample).map(|place| source.hit_count(first + place)).sum();
    let hits_of = |visits: u64| (visits as f64 * hits as f64 / sample as f64).round() as u64;
    let (mut given, mut share) = (0, 0.0);
    let is_mirrored = epoch.sequence().copies() > 1;
    for (place, bulkhead) in epoch.bulkheads().iter().enumerate() {
        // Rounded as sums, so that nothing of the whole is lost.
        share += epoch.expected_share(place);
        let until = (visits as f64 * share).round() as u64;
        let own = if is_mirrored { visits } else { until - given };
        given = until;
        let is_by_hit = run.plan.config.distribute_by == DistributeBy::Hit;
        epoch.span().count_apart(place, if is_by_hit { hits_of(own) } else { own });
        run.books.lane(first).write_off(bulkhead.slot, own, hits_of(own));
        run.planned.pass(bulkhead.slot, hits_of(own));
    }
    run.note(EventKind::Bottleneck, true, None, wording::written_off(visits));
}
