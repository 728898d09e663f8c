//! Drops the rest of a schedule in one step, when it has more visits than this machine could even count one by one.

use super::{Dispatch, Epoch};
use domain::{DistributeBy, EventKind, messages::MachineLimit};

/// Visits whose hits are counted to know how many hits the others have.
const SAMPLE: u64 = 256;

/// Counts `visits` visits from index `first` on as dropped in one step: at each target its share of them, with as many
/// hits as visits have on average.
pub(super) fn rest<T>(dispatch: &Dispatch<T>, epoch: &Epoch<T>, first: u64, visits: u64) {
    if visits == 0 {
        return;
    }
    let context = &dispatch.context;
    let source = &context.plan.source;
    let sample = SAMPLE.min(visits);
    let hits: usize = (0..sample).map(|place| source.hit_count(first + place)).sum();
    let hits_of = |visits: u64| (visits as f64 * hits as f64 / sample as f64).round() as u64;
    let mut given = 0;
    let mut share = 0.0;
    let is_mirrored = epoch.sequence().copies() > 1;
    for (place, channel) in epoch.channels().iter().enumerate() {
        // The running sums are rounded, so that the parts add up to the total.
        share += epoch.expected_share(place);
        let until = (visits as f64 * share).round() as u64;
        let own = if is_mirrored { visits } else { until - given };
        given = until;
        let is_by_hit = context.plan.config.distribute_by == DistributeBy::Hit;
        epoch.record().count_apart(place, if is_by_hit { hits_of(own) } else { own });
        context.shard(first).write_off(channel.slot, own, hits_of(own));
        context.planned.pass(channel.slot, hits_of(own));
    }
    context.note(EventKind::Bottleneck, true, None, MachineLimit::ScheduleWrittenOff { visits });
}
