//! Visits of a single short hit, so that arrivals are all there is.

use std::time::Duration;
use visit::{FunnelPart, Recipient, Visit, VisitSource};

/// Makes the visits. Calls what it holds when a hit is about to leave, with its visit's index and the site
/// it goes to.
pub struct Single<N>(pub N);

impl<N: Fn(u64, u32) + Clone + Send + Sync + 'static> VisitSource for Single<N> {
    fn visit(&self, index: u64) -> Box<dyn Visit> {
        Box::new(Hit { index, note: self.0.clone() })
    }

    fn hit_count(&self, _: u64) -> usize {
        1
    }
}

struct Hit<N> {
    index: u64,
    note: N,
}

impl<N: Fn(u64, u32) + Send + Sync> Visit for Hit<N> {
    fn hit_count(&self) -> usize {
        1
    }

    fn offset(&self, _: usize) -> Duration {
        Duration::ZERO
    }

    fn write_parameters(&self, _: usize, recipient: &Recipient<'_>, out: &mut String) {
        (self.note)(self.index, recipient.site_id);
        out.push_str("idsite=1&rec=1");
    }

    fn user_agent(&self) -> &'static str {
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    }

    fn accept_language(&self) -> &'static str {
        "en"
    }

    fn funnel(&self) -> Option<FunnelPart> {
        None
    }
}
