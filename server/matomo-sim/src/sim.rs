//! The state all connections share.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    Faults, SimConfig, SimError, SiteSettings, Stats,
    access::{BruteForce, Tokens},
    book::Book,
    clock::Clock,
    faults::{Dice, Plan, Timed},
    reporting::ArchiveCache,
    requests::RequestLog,
};

/// One simulated Matomo: its settings and everything it remembers.
#[derive(Debug)]
pub(crate) struct Sim {
    pub(crate) sites: BTreeSet<u32>,
    pub(crate) settings: BTreeMap<u32, SiteSettings>,
    pub(crate) bulk_needs_token: bool,
    pub(crate) tokens: Tokens,
    pub(crate) clock: Clock,
    pub(crate) faults: watch::Sender<Timed>,
    pub(crate) requests: Arc<RequestLog>,
    pub(crate) book: Mutex<Book>,
    pub(crate) logins: Mutex<BruteForce>,
    pub(crate) archives: Mutex<ArchiveCache>,
    dice: Mutex<Dice>,
}

impl Sim {
    pub(crate) fn new(config: &SimConfig) -> Self {
        let sites: BTreeSet<u32> = config.sites.iter().copied().collect();
        let settings = sites.iter().map(|site| {
            (*site, config.site_settings.get(site).cloned().unwrap_or_else(|| SiteSettings::of_new(*site)))
        });
        let clock = Clock::default();
        Self {
            settings: settings.collect(),
            bulk_needs_token: config.bulk_needs_token,
            tokens: Tokens::new(config, clock.now()),
            clock,
            faults: watch::Sender::new(Timed::starting_now(config.faults)),
            requests: Arc::default(),
            book: Mutex::new(Book::new(config)),
            logins: Mutex::default(),
            archives: Mutex::default(),
            dice: Mutex::new(Dice::new(config.seed)),
            sites,
        }
    }

    /// Decides what becomes of the next request.
    pub(crate) fn plan(&self) -> Plan {
        let faults = self.faults();
        self.dice.lock().plan(&faults)
    }

    pub(crate) fn faults(&self) -> Faults {
        self.faults.borrow().current()
    }

    /// Replaces the faults by what `change` makes of them, unless that is an error or out of range.
    pub(crate) fn change_faults(
        &self,
        change: impl FnOnce(Faults) -> Result<Faults, SimError>,
    ) -> Result<(), SimError> {
        let mut outcome = Ok(());
        self.faults.send_if_modified(|timed| {
            let changed = change(timed.current()).and_then(|faults| faults.check().map(|()| faults));
            outcome = changed.map(|faults| *timed = Timed::starting_now(faults));
            outcome.is_ok()
        });
        outcome
    }

    pub(crate) fn stats(&self, with_visitors: bool) -> Stats {
        let mut stats = self.book.lock().stats(with_visitors);
        (stats.connections, stats.requests) = self.requests.stats();
        stats
    }

    /// Forgets everything that was counted, also visits and order ids; the lock on wrong tokens stays.
    pub(crate) fn reset(&self) {
        self.book.lock().reset();
        self.requests.reset();
        self.archives.lock().clear();
    }
}
