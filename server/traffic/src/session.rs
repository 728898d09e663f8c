//! A composed visit as the engine sees it: one visitor and an ordered list of hits.

use crate::{
    compose::Content,
    days::Dated,
    form,
    hit::{Hit, Place},
    order::Order,
    origin::Origin,
    path::{Action, Path},
    plan::Plan,
    site::Page,
    visitor::Visitor,
    world::World,
};
use std::{sync::Arc, time::Duration};
use visit::{FunnelPart, Recipient, Visit};

/// Room for one hit's parameters, so that an empty buffer grows once.
const TYPICAL_LENGTH: usize = 1_024;

/// Without a token Matomo takes no `cdt` older than a day; one hour is left for waiting, seconds.
const FREE_BACKDATING: i64 = 82_800;

/// A visit ready to be sent.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) world: Arc<World>,
    pub(crate) plan: Plan,
    pub(crate) visitor: Visitor,
    pub(crate) is_returning: bool,
    pub(crate) origin: Origin,
    pub(crate) content: Content,
    /// What the `ec_id`s of its orders are made of; no other visit of the run has the same.
    pub(crate) order_number: u64,
    /// When it happened, if that is not when it is sent.
    pub(crate) dated: Option<Dated>,
}

/// When a hit happens.
struct Moment {
    /// What its clock shows, seconds since the Unix epoch.
    seen: i64,
    /// The time reported with `cdt`, seconds since the Unix epoch.
    reported: i64,
}

impl Session {
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    pub(crate) fn key(&self) -> u64 {
        self.plan.key
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(crate) fn order(&self, place: u32) -> Option<&Order> {
        self.content.orders.get(place as usize)
    }

    pub(crate) fn order_number(&self) -> u64 {
        self.order_number
    }

    /// The funnel it takes.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.world.paths.get(self.plan.funnel?)
    }

    pub(crate) fn page(&self, place: Place) -> Option<&Page> {
        match place {
            Place::Site(page) => self.world.site.page(page as usize),
            Place::Funnel(page) => self.path()?.pages.get(page as usize).map(|page| &page.page),
        }
    }

    /// What the step of its funnel at a place says, if that is no page view and no order.
    pub(crate) fn step(&self, place: u32) -> Option<&str> {
        match &self.path()?.steps.get(place as usize)?.action {
            Action::Other(parameters) => Some(parameters),
            Action::PageView | Action::Order(_) => None,
        }
    }

    /// How much earlier than it really was `hit` is reported, relative to the visit's last hit, milliseconds.
    fn lead(&self, hit: &Hit) -> i64 {
        let (reported, real) = self.content.hits.last().map_or((0, 0), |last| (last.reported_ms, last.at_ms));
        (reported - hit.reported_ms).saturating_sub(real - hit.at_ms).into()
    }

    /// The last hit happens when it is due, the others as long before it as their reported times say; all of them on
    /// the day of the arrival, so that Matomo's midnight does not split the visit.
    fn moment(&self, hit: &Hit, recipient: &Recipient<'_>) -> Moment {
        if let Some(dated) = &self.dated {
            let at = dated.at(hit.reported_ms.into());
            return Moment { seen: at, reported: at };
        }
        let planned = recipient.planned_unix_ms;
        let seen = planned.div_euclid(1_000);
        let arrival = planned.saturating_sub(hit.at_ms.into()).div_euclid(1_000);
        let day = self.world.clock.day_of(arrival);
        let within = |at: i64| at.clamp(day.start, day.end.saturating_sub(1).max(day.start));
        let reported = match recipient.token_auth {
            Some(_) => within(planned.saturating_sub(self.lead(hit)).div_euclid(1_000)),
            // What needs no token: the time it really happens at, on the day of the arrival.
            None => within(seen).max(seen - FREE_BACKDATING),
        };
        Moment { seen, reported }
    }
}

impl Visit for Session {
    fn hit_count(&self) -> usize {
        self.content.hits.len()
    }

    /// Past the last hit: the last hit's offset. A visit of the past has no pauses: all its hits are due at once.
    fn offset(&self, hit: usize) -> Duration {
        if self.dated.is_some() {
            return Duration::ZERO;
        }
        let hit = self.content.hits.get(hit).or(self.content.hits.last());
        Duration::from_millis(hit.map_or(0, |hit| hit.at_ms.into()))
    }

    /// Past the last hit: appends nothing. In a bulk request the parameters are those of a single one, and
    /// behind them what a single one says by its headers and its time.
    ///
    /// `h`, `m` and `s` are the clock of the configuration's time zone. `cdt` needs a token for what it does
    /// (the configured length of the visit, days gone by). Without one it tells the planned time on the day of
    /// the arrival: a single request only if that is not when it is sent, a bulk request always.
    fn write_parameters(&self, hit: usize, recipient: &Recipient<'_>, out: &mut String) {
        let number = hit;
        let Some(hit) = self.content.hits.get(number) else { return };
        let moment = self.moment(hit, recipient);
        out.reserve(TYPICAL_LENGTH);
        out.push_str("idsite=");
        form::push_number(out, recipient.site_id);
        out.push_str("&rec=1&apiv=1&send_image=0");
        hit.write(self, number == 0, out);
        let local = self.world.clock.local(moment.seen);
        for (name, value) in [
            ("&h=", local.div_euclid(3_600).rem_euclid(24)),
            ("&m=", local.div_euclid(60).rem_euclid(60)),
            ("&s=", local.rem_euclid(60)),
        ] {
            out.push_str(name);
            form::push_number(out, value);
        }
        self.visitor.write(&self.world, out);
        let is_time_sent_singly =
            recipient.token_auth.is_some() || self.dated.is_some() || moment.reported != moment.seen;
        if recipient.token_auth.is_some() {
            self.visitor.write_address(out);
        }
        if is_time_sent_singly {
            write_time(moment.reported, out);
        }
        if let Some(token_auth) = recipient.token_auth {
            out.push_str("&token_auth=");
            form::push_encoded(out, token_auth);
        }
        if recipient.in_bulk {
            self.visitor.write_headers(&self.world, out);
            if !is_time_sent_singly {
                write_time(moment.reported, out);
            }
        }
    }

    fn user_agent(&self) -> &str {
        self.visitor.user_agent(&self.world)
    }

    fn accept_language(&self) -> &str {
        self.visitor.accept_language()
    }

    /// None in a live visit: visitors return on a schedule, half a day apart, or not at all.
    fn visitor(&self) -> Option<u64> {
        self.dated.as_ref().map(|_| self.visitor.id())
    }

    fn funnel(&self) -> Option<FunnelPart> {
        self.path().map(|path| FunnelPart { funnel: path.funnel, hits: path.steps.len() })
    }
}

fn write_time(reported: i64, out: &mut String) {
    out.push_str("&cdt=");
    form::push_number(out, reported);
}
