//! Which tab of a browser holds the stream that all of its tabs share.
//!
//! A browser opens six HTTP/1.1 connections to a server, and a stream keeps one for good: a stream in each of seven tabs
//! would leave none for anything else. So one tab, the leader, has the stream and passes every event on. Who leads is
//! written into a lease that all tabs of the origin can read and that the leader renews; a tab that finds none that is good
//! takes it. (Web Locks would do the same, but browsers have them over HTTPS and on localhost only.)
//!
//! Nothing here touches the browser; times are its clock in milliseconds since 1970.

#[cfg(test)]
mod tests;

/// How long a lease is good: many of the seconds in which it is renewed, so that a tab that is busy drawing keeps it.
const TERM: f64 = 10_000.0;
/// The same of a tab nobody sees: browsers let its timers fire once a minute only.
const HIDDEN_TERM: f64 = 70_000.0;
/// How often a tab that is seen asks the leader whether it is still there.
const ASK_EVERY: f64 = 5_000.0;
/// How long the leader may take to answer, however busy the machine, before somebody else leads.
const PATIENCE: f64 = 6_000.0;
/// After so long out of sight the leader leaves the stream to a tab that is seen, since browsers slow down and freeze
/// what nobody looks at. Not at once: whoever goes from tab to tab does not want a new stream each time.
const OUT_OF_SIGHT: f64 = 10_000.0;

/// Who leads, and until when that is good unless it is renewed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lease {
    /// Number of the tab.
    pub holder: u64,
    /// From then on anybody may take it.
    pub until: f64,
}

impl Lease {
    /// As it is stored.
    pub fn text(self) -> String {
        format!("{} {}", self.holder, self.until)
    }

    /// What [`Lease::text`] wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (holder, until) = text.split_once(' ')?;
        Some(Self { holder: holder.parse().ok()?, until: until.parse().ok()? })
    }

    /// A clock that was set back must not make it last for ever.
    fn is_good(self, now: f64) -> bool {
        now < self.until && self.until <= now + HIDDEN_TERM
    }
}

/// What a tab is to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Nothing.
    Stay,
    /// Write the lease, open the stream, and tell the others.
    Lead(Lease),
    /// Write the lease, which is its own already.
    Renew(Lease),
    /// Close the stream: another tab leads.
    Follow,
    /// Ask the leader how things are.
    Ask,
}

/// The part of one tab.
#[derive(Debug)]
pub struct Leadership {
    me: u64,
    leads: bool,
    /// When the leader was last asked.
    asked: f64,
    is_unanswered: bool,
    /// Since when nobody sees this tab.
    hidden: Option<f64>,
}

impl Leadership {
    /// The part of the tab with the number `me`, before it has looked.
    pub fn new(me: u64) -> Self {
        Self { me, leads: false, asked: f64::NEG_INFINITY, is_unanswered: false, hidden: None }
    }

    /// Number of the tab.
    pub fn me(&self) -> u64 {
        self.me
    }

    /// Whether the stream is this tab's.
    pub fn leads(&self) -> bool {
        self.leads
    }

    /// To be called at the start, every second, and whenever something may have changed; `lease` is what is written now.
    pub fn look(&mut self, now: f64, lease: Option<Lease>, is_visible: bool) -> Step {
        self.hidden = if is_visible { None } else { Some(self.hidden.unwrap_or(now)) };
        if !lease.is_some_and(|lease| lease.holder != self.me && lease.is_good(now)) {
            return self.take(now);
        }
        if self.leads {
            self.leave();
            return Step::Follow;
        }
        if is_visible && self.is_unanswered && now - self.asked >= PATIENCE {
            return self.take(now);
        }
        let is_first = self.asked == f64::NEG_INFINITY;
        // A clock that was set back must not silence it.
        let is_due = is_first || is_visible && (now - self.asked).abs() >= ASK_EVERY;
        if is_due && !self.is_unanswered { self.ask(now) } else { Step::Stay }
    }

    /// Leads from now on, whoever did.
    pub fn take(&mut self, now: f64) -> Step {
        let term = if self.hidden.is_some() { HIDDEN_TERM } else { TERM };
        let lease = Lease { holder: self.me, until: now + term };
        self.is_unanswered = false;
        if std::mem::replace(&mut self.leads, true) { Step::Renew(lease) } else { Step::Lead(lease) }
    }

    /// Something was missed: asks the leader, unless it has been asked already.
    pub fn miss(&mut self, now: f64) -> Step {
        if self.leads || self.is_unanswered { Step::Stay } else { self.ask(now) }
    }

    /// The leader answered.
    pub fn answered(&mut self) {
        self.is_unanswered = false;
    }

    /// Gives the stream up, if it is this tab's.
    pub fn leave(&mut self) {
        // What the others know by then is asked for.
        (self.leads, self.asked, self.is_unanswered) = (false, f64::NEG_INFINITY, false);
    }

    /// Whether the stream should go to a tab that is seen.
    pub fn is_out_of_sight(&self, now: f64) -> bool {
        self.leads && self.hidden.is_some_and(|since| now - since >= OUT_OF_SIGHT)
    }

    fn ask(&mut self, now: f64) -> Step {
        (self.asked, self.is_unanswered) = (now, true);
        Step::Ask
    }
}
