//! The plain visit: page views on a walk through the built-in site, then the ping that closes it.

use crate::draw::{Draw, visit_key};
use crate::hit::{Hit, Kind, Timings};
use crate::session::Session;
use crate::site::site;
use crate::visitor::Visitor;
use domain::MultiTargetConfig;
use engine::{Visit, VisitSource};
use std::time::Duration;

/// Visits that only look at pages.
///
/// Visit `index` draws its numbers from a generator of its own, in a fixed order: first the number
/// of page views, so that [`VisitSource::hit_count`] needs nothing else; then the visitor; then hit by hit.
#[derive(Clone, Debug)]
pub struct PlainTraffic {
    seed: u64,
    pageviews_min: u32,
    pageviews_max: u32,
    pause_nanos_min: u64,
    pause_nanos_max: u64,
}

impl PlainTraffic {
    /// Visits with `pageviews_min` to `pageviews_max` page views and pauses of `pause_between_pvs_min`
    /// to `pause_between_pvs_max` seconds, both uniform; nothing else of `config` matters.
    ///
    /// Expects a validated configuration. Of another one it makes the nearest sense: at least one
    /// page view, no negative pause, a maximum below its minimum counts as the minimum.
    pub fn new(config: &MultiTargetConfig, seed: u64) -> Self {
        let pageviews_min = config.pageviews_min.max(1);
        Self {
            seed,
            pageviews_min,
            pageviews_max: config.pageviews_max.max(pageviews_min),
            pause_nanos_min: nanos(config.pause_between_pvs_min),
            pause_nanos_max: nanos(config.pause_between_pvs_max),
        }
    }

    fn page_views(&self, draw: &mut Draw) -> usize {
        draw.between(self.pageviews_min.into(), self.pageviews_max.into()) as usize
    }

    fn pause(&self, draw: &mut Draw) -> u64 {
        draw.between(self.pause_nanos_min, self.pause_nanos_max)
    }
}

impl VisitSource for PlainTraffic {
    fn visit(&self, index: u64) -> Box<dyn Visit> {
        let key = visit_key(self.seed, index);
        let draw = &mut Draw::new(key);
        let page_views = self.page_views(draw);
        let visitor = Visitor::new(key, draw);
        let mut hits = Vec::with_capacity(page_views + 1);

        let mut offset_nanos = 0;
        let mut page = site().landing(draw);
        let mut referrer = visitor.source;
        let mut page_view_id = draw.page_view_id();
        for remaining in (0..page_views).rev() {
            let kind = Kind::PageView(Timings::new(draw));
            hits.push(Hit { offset_nanos, page, referrer, page_view_id, nonce: nonce(draw), kind });
            offset_nanos = offset_nanos.saturating_add(self.pause(draw));
            // The ping that follows the last page view stays on its page.
            if remaining > 0 {
                referrer = page.encoded_url();
                page = site().next(page, draw);
                page_view_id = draw.page_view_id();
            }
        }
        hits.push(Hit { offset_nanos, page, referrer, page_view_id, nonce: nonce(draw), kind: Kind::Ping });
        Box::new(Session::new(visitor, hits))
    }

    fn hit_count(&self, index: u64) -> usize {
        self.page_views(&mut Draw::new(visit_key(self.seed, index))) + 1
    }
}

fn nonce(draw: &mut Draw) -> u32 {
    draw.below(Hit::NONCES) as u32
}

/// Seconds in whole nanoseconds; what is no length of time counts as 0.
fn nanos(seconds: f64) -> u64 {
    let pause = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    u64::try_from(pause.as_nanos()).unwrap_or(u64::MAX)
}
