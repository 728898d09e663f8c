//! The probe of one target, step by step: a tracker? the site? the token? the version?

use super::{
    answer::{self, Finding},
    client::Client,
    refusals::{Objection, Refusals},
    rights::{self, Rights, ask},
    site::Site,
    taking::Taking,
    trials::{Trials, Tried},
};
use domain::{
    Method, Target, TargetProbe, TokenAuth,
    messages::{ProbeDoubt, ProbeResult, Unasked, UnaskedPart, UnaskedReason},
};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// An address that belongs to nobody (RFC 5737), to see whether the token allows one to be sent.
const NOBODYS_ADDRESS: &str = "192.0.2.1";
/// Older than the 24 hours that Matomo takes without a token.
const DAYS_BACK: i64 = 3;

/// What a tracker may take to learn of a new token, minutes (`tracker_cache_file_ttl`).
const TRACKER_LEARNS_IN: i64 = 5;

/// What all probes of one check share.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub client: &'a Client,
    /// How hits will be sent, and with them their token.
    pub method: Method,
    pub refusals: &'a Refusals,
    pub trials: &'a Trials,
}

/// What became of a token.
enum Verdict {
    Accepted,
    /// It is right, and the tracker does not know it yet.
    Pending(ProbeResult),
    Refused(ProbeResult),
    Unknown(ProbeResult),
}

/// What was found out, and the target's field that is to blame if it cannot be used.
pub(super) struct Probed {
    pub probe: TargetProbe,
    pub at_fault: Option<&'static str>,
    /// The site's own settings, where the token lets them be asked.
    pub site: Option<Site>,
    /// Why the tracker's yes means little, if it does.
    pub doubt: Option<ProbeDoubt>,
}

/// The field that is to blame when a target's own authority cannot be used.
pub(super) const CERTIFICATE: &str = "ca_certificate";

/// The field that is to blame when the way to a target cannot be taken.
pub(super) const CONNECTION: &str = "connection";

/// A target that cannot be asked because of a certificate or of its connection settings.
pub(super) fn unaskable(target: &Target, reason: &str) -> Probed {
    let name = target.name.clone();
    let url = target.url.clone();
    let fields = [CERTIFICATE, CONNECTION];
    let field = fields.into_iter().find(|field| reason.starts_with(field)).unwrap_or("url");
    let result = ProbeResult::Unusable { reason: reason.to_owned() };
    at_fault(field, TargetProbe { name, url, ..Default::default() }.with(result))
}

/// Probes `target`; takes at most `timeout`.
pub(super) async fn probe(shared: Shared<'_>, target: &Target, timeout: Duration) -> Probed {
    let deadline = Instant::now() + timeout;
    let mut probe = TargetProbe { name: target.name.clone(), url: target.url.clone(), ..Default::default() };
    let tracker = target.tracker();
    let site_id = target.site_id;
    let site = site_id.to_string();
    let hit = [("idsite", site.as_str()), ("rec", "0"), ("cid", &fresh_visitor()), ("send_image", "0")];
    let reply = match timeout_at(deadline, shared.client.ask(shared.method, &tracker, &hit)).await {
        Ok(Ok(reply)) => reply,
        Ok(Err(failure)) => return at_fault("url", probe.with(failure)),
        Err(_) => return at_fault("url", probe.with(no_answer(timeout))),
    };
    probe.status_code = Some(reply.status.as_u16());
    probe.latency_ms = Some((reply.latency.as_secs_f64() * 1e6).round() / 1e3);
    match answer::read(&reply, &tracker) {
        Finding::NotATracker(result) => return at_fault("url", probe.with(result)),
        Finding::Refused => {
            probe.reachable = true;
            probe.authorized = Some(false);
            return at_fault("site_id", probe.with(ProbeResult::SiteRefused { site_id }));
        }
        Finding::Accepted => probe.reachable = true,
    }
    let taking = shared.trials.taking(&tracker);
    let taking = taking.get_or_init(|| async {
        // The token is to have its part of the time.
        timeout_at(Instant::now() + timeout / 2, Taking::of(shared.client, &tracker)).await.unwrap_or(Taking::Unknown)
    });
    let taking = *taking.await;
    if taking != Taking::Fit {
        probe.unchecked.push("record".to_owned());
    }
    let doubt = match taking {
        Taking::Fit => None,
        Taking::AnythingForNothing => {
            let at_fault = at_fault("url", probe.with(ProbeResult::StatisticsOff));
            return Probed { doubt: Some(ProbeDoubt::RecordsNothing), ..at_fault };
        }
        Taking::Anything => Some(ProbeDoubt::TakesEverything { site_id }),
        Taking::Unknown => None,
    };
    let Some(token) = target.token() else {
        probe.authorized = Some(true);
        let sure = if doubt.is_none() { Some(true) } else { None };
        probe.authorized = sure;
        probe.unchecked.extend(["matomo-version", "site-settings"].map(str::to_owned));
        let probe = probe.with(ProbeResult::SiteReadyWithoutToken { site_id });
        return Probed { probe, at_fault: None, site: None, doubt };
    };
    // Where everything is taken, only the reporting API knows tokens.
    let verdict = timeout_at(deadline, check_token(shared, target, &tracker, token, doubt.is_some())).await;
    let result = match verdict.unwrap_or_else(|_| Verdict::Unknown(no_answer(timeout))) {
        Verdict::Accepted => {
            probe.authorized = Some(true);
            let (settings, unasked) = compare(shared.client, target, token, deadline, &mut probe).await;
            let probe = probe.with(ProbeResult::SiteReady { site_id, unasked });
            return Probed { probe, at_fault: None, site: settings, doubt };
        }
        Verdict::Pending(result) | Verdict::Refused(result) => {
            probe.authorized = Some(false);
            result
        }
        Verdict::Unknown(reason) => {
            probe.unchecked.push("token".to_owned());
            ProbeResult::TokenNotChecked { site_id, reason: Box::new(reason) }
        }
    };
    probe.unchecked.extend(["matomo-version", "site-settings"].map(str::to_owned));
    Probed { doubt, ..at_fault("token_auth", probe.with(result)) }
}

fn at_fault(field: &'static str, probe: TargetProbe) -> Probed {
    Probed { probe, at_fault: Some(field), site: None, doubt: None }
}

fn no_answer(timeout: Duration) -> ProbeResult {
    ProbeResult::NoAnswerInTime { seconds: timeout.as_secs_f64() }
}

/// Asks the reporting API for what is not said by the tracker; names in `probe` what it does not answer.
async fn compare(
    client: &Client,
    target: &Target,
    token: &TokenAuth,
    deadline: Instant,
    probe: &mut TargetProbe,
) -> (Option<Site>, Option<Unasked>) {
    let id = target.site_id.to_string();
    let question = async |method: &str| {
        let question = [("method", method), ("idSite", id.as_str())];
        timeout_at(deadline, ask(client, target, token, &question)).await.ok()?.ok()
    };
    let version = question("API.getMatomoVersion").await;
    probe.matomo_version = version.as_ref().and_then(answer::version);
    let about = question("SitesManager.getSiteFromId").await;
    let mut site = about.as_ref().and_then(Site::read);
    if let Some(site) = site.as_mut().filter(|site| site.only_own_urls)
        && let Some(reply) = question("SitesManager.getSiteUrlsFromId").await
    {
        site.add_urls(&reply);
    }
    let missing = [("matomo-version", probe.matomo_version.is_none()), ("site-settings", site.is_none())];
    probe.unchecked.extend(missing.into_iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| name.to_owned()));
    let unasked = |what, reply| Some(Unasked { what, reason: unanswered(reply) });
    let unasked = match (&site, &probe.matomo_version) {
        (None, _) => unasked(UnaskedPart::Settings, about.as_ref()),
        (Some(_), None) => unasked(UnaskedPart::Version, version.as_ref()),
        (Some(_), Some(_)) => None,
    };
    (site, unasked)
}

/// Why the reporting API did not say what it was asked.
fn unanswered(reply: Option<&super::client::Reply>) -> UnaskedReason {
    match reply {
        None => UnaskedReason::NoAnswer,
        Some(reply) if rights::is_locked_out(reply) => UnaskedReason::LockedOut,
        Some(reply) if reply.status.as_u16() == 503 => UnaskedReason::Maintenance,
        Some(reply) => UnaskedReason::Status(reply.status.as_u16()),
    }
}

/// Finds out whether `token` may write to the site, sending it only if it may still be good.
async fn check_token(
    shared: Shared<'_>,
    target: &Target,
    tracker: &str,
    token: &TokenAuth,
    takes_anything: bool,
) -> Verdict {
    match shared.refusals.objection(tracker, token, target.site_id) {
        Some(Objection::Refused(result)) => return Verdict::Refused(result),
        Some(Objection::Pending(result)) => return Verdict::Pending(result),
        None => {}
    }
    let verdict = shared.trials.verdict(tracker, token);
    let mut own = None;
    let first = verdict.get_or_try_init(|| async {
        let tried = try_token(shared, target, tracker, token, takes_anything).await;
        let known = match &tried {
            Verdict::Accepted => Ok(Tried::Good),
            Verdict::Pending(result) => Ok(Tried::Pending(result.clone())),
            Verdict::Refused(_) => Ok(Tried::Refused),
            Verdict::Unknown(_) => Err(()),
        };
        own = Some(tried);
        known
    });
    let first = first.await.cloned();
    match (own, first) {
        (Some(own), _) => own,
        (None, Ok(Tried::Good)) => try_token(shared, target, tracker, token, takes_anything).await,
        (None, Ok(Tried::Pending(result))) => Verdict::Pending(result),
        (None, _) => Verdict::Unknown(ProbeResult::TokenRefusedForAnotherSite),
    }
}

async fn try_token(
    shared: Shared<'_>,
    target: &Target,
    tracker: &str,
    token: &TokenAuth,
    takes_anything: bool,
) -> Verdict {
    let slots = shared.trials.slots(tracker, shared.refusals);
    // Closed once this server is found locked out: further attempts are useless then.
    let Ok(slot) = slots.acquire().await else { return Verdict::Unknown(ProbeResult::LockedOut) };
    let site = target.site_id.to_string();
    let days_ago =
        (Timestamp::now() - SignedDuration::from_hours(24 * DAYS_BACK)).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let hit = [
        ("idsite", site.as_str()),
        ("rec", "0"),
        ("cid", &fresh_visitor()),
        ("send_image", "0"),
        ("cip", NOBODYS_ADDRESS),
        ("cdt", &days_ago),
        ("token_auth", token.expose()),
    ];
    let reply = match shared.client.ask(shared.method, tracker, &hit).await {
        Ok(reply) => reply,
        Err(failure) => return Verdict::Unknown(failure),
    };
    match answer::read(&reply, tracker) {
        Finding::Accepted if !takes_anything => return Verdict::Accepted,
        Finding::NotATracker(result) => return Verdict::Unknown(result),
        Finding::Accepted | Finding::Refused => {}
    }
    let rights = Rights::of(shared.client, target, token).await;
    if takes_anything && rights == Rights::Write {
        return Verdict::Accepted;
    }
    if rights == Rights::LockedOut {
        slots.close();
        return Verdict::Unknown(ProbeResult::LockedOut);
    }
    slot.forget();
    let site_id = target.site_id;
    let sent_by_get = shared.method == Method::Get;
    match rights {
        Rights::Write | Rights::Unknown(_) => {
            let again = Timestamp::now() + SignedDuration::from_mins(TRACKER_LEARNS_IN);
            let again_at = again.strftime("%H:%M").to_string();
            let minutes = TRACKER_LEARNS_IN;
            let result = match rights {
                Rights::Unknown(status) => {
                    ProbeResult::TokenRefusedForUnknownReason { site_id, status, again_at, minutes, sent_by_get }
                }
                _ => ProbeResult::TokenPending { again_at, minutes, sent_by_get },
            };
            shared.refusals.note_pending(tracker, token, site_id, result.clone());
            Verdict::Pending(result)
        }
        Rights::Less | Rights::Nothing | Rights::LockedOut => {
            let attempts = if rights == Rights::Nothing { 2 } else { 1 };
            shared.refusals.note(tracker, token, site_id, attempts);
            Verdict::Refused(ProbeResult::TokenWithoutWriteAccess { site_id, sent_by_get })
        }
    }
}

/// A visitor id nobody has had: 16 hexadecimal digits.
pub(super) fn fresh_visitor() -> String {
    format!("{:016x}", rand::random::<u64>())
}
