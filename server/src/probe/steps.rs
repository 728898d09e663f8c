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
use domain::{Method, Target, TargetProbe, TokenAuth};
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
    Pending(String),
    Refused(String),
    Unknown(String),
}

/// What was found out, and the target's field that is to blame if it cannot be used.
pub(super) struct Probed {
    pub probe: TargetProbe,
    pub at_fault: Option<&'static str>,
    /// The site's own settings, where the token lets them be asked.
    pub site: Option<Site>,
    /// The tracker's yes means little; a sentence says why.
    pub doubt: Option<String>,
}

/// The field that is to blame when a target's own authority cannot be used.
pub(super) const CERTIFICATE: &str = "ca_certificate";

/// The field that is to blame when the way to a target cannot be taken.
pub(super) const CONNECTION: &str = "connection";

/// A target that cannot be asked because of a certificate, or the way it is to be reached.
pub(super) fn unaskable(target: &Target, reason: &str) -> Probed {
    let (name, url) = (target.name.clone(), target.url.clone());
    let fields = [CERTIFICATE, CONNECTION];
    let field = fields.into_iter().find(|field| reason.starts_with(field)).unwrap_or("url");
    at_fault(field, TargetProbe { name, url, message: format!("{reason}."), ..Default::default() })
}

/// Probes `target`; takes at most `timeout`.
pub(super) async fn probe(shared: Shared<'_>, target: &Target, timeout: Duration) -> Probed {
    let deadline = Instant::now() + timeout;
    let mut probe = TargetProbe { name: target.name.clone(), url: target.url.clone(), ..Default::default() };
    let tracker = target.tracker();
    let site = target.site_id.to_string();
    let hit = [("idsite", site.as_str()), ("rec", "0"), ("cid", &fresh_visitor()), ("send_image", "0")];
    let reply = match timeout_at(deadline, shared.client.ask(shared.method, &tracker, &hit)).await {
        Ok(Ok(reply)) => reply,
        Ok(Err(failure)) => return at_fault("url", TargetProbe { message: failure.0, ..probe }),
        Err(_) => return at_fault("url", TargetProbe { message: no_answer(timeout), ..probe }),
    };
    probe.status_code = Some(reply.status.as_u16());
    probe.latency_ms = Some((reply.latency.as_secs_f64() * 1e6).round() / 1e3);
    match answer::read(&reply, &tracker) {
        Finding::NotATracker(sentence) => return at_fault("url", TargetProbe { message: sentence, ..probe }),
        Finding::Refused => {
            probe.reachable = true;
            probe.authorized = Some(false);
            probe.message = format!(
                "The tracker answers, but refuses site {site}. Check site_id, and that Matomo's database is up."
            );
            return at_fault("site_id", probe);
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
            probe.message = "The tracker answers, but records nothing: the statistics of this Matomo are off. Switch \
                             record_statistics on in the section [Tracker] of its config.ini.php."
                .to_owned();
            return Probed {
                doubt: Some("its statistics are off, so it records nothing".to_owned()),
                ..at_fault("url", probe)
            };
        }
        Taking::Anything => Some(format!(
            "this tracker takes everything, even hits for a site that cannot exist, as one with the QueuedTracking plugin \
             does. Whether site {site} exists and what of it is recorded cannot be found out from outside: compare the \
             reports of Matomo after a run"
        )),
        Taking::Unknown => None,
    };
    let Some(token) = target.token() else {
        probe.authorized = Some(true);
        let sure = if doubt.is_none() { Some(true) } else { None };
        probe.authorized = sure;
        probe.unchecked.extend(["matomo-version", "site-settings"].map(str::to_owned));
        probe.message = format!(
            "Site {site} takes hits. Without a token they carry this server's address and the current time, and the site's \
             own settings cannot be asked."
        );
        return Probed { probe, at_fault: None, site: None, doubt };
    };
    // Where everything is taken, only the reporting API knows tokens.
    let verdict = timeout_at(deadline, check_token(shared, target, &tracker, token, doubt.is_some())).await;
    match verdict.unwrap_or_else(|_| Verdict::Unknown(no_answer(timeout))) {
        Verdict::Accepted => {
            probe.authorized = Some(true);
            probe.message = format!("Site {site} takes hits, and the token may write to it.");
            let settings = compare(shared.client, target, token, deadline, &mut probe).await;
            return Probed { probe, at_fault: None, site: settings, doubt };
        }
        Verdict::Pending(sentence) => {
            probe.authorized = Some(false);
            probe.message = sentence;
        }
        Verdict::Refused(sentence) => {
            probe.authorized = Some(false);
            probe.message = sentence;
        }
        Verdict::Unknown(sentence) => {
            probe.unchecked.push("token".to_owned());
            probe.message = format!("Site {site} takes hits, but the token was not checked. {sentence}")
        }
    }
    probe.unchecked.extend(["matomo-version", "site-settings"].map(str::to_owned));
    Probed { doubt, ..at_fault("token_auth", probe) }
}

fn at_fault(field: &'static str, probe: TargetProbe) -> Probed {
    Probed { probe, at_fault: Some(field), site: None, doubt: None }
}

fn no_answer(timeout: Duration) -> String {
    format!(
        "No complete answer within {} s. Check the address and firewalls, or raise request.timeout_seconds.",
        timeout.as_secs_f64()
    )
}

/// Asks the reporting API for what is not said by the tracker; names in `probe` what it does not answer.
async fn compare(
    client: &Client,
    target: &Target,
    token: &TokenAuth,
    deadline: Instant,
    probe: &mut TargetProbe,
) -> Option<Site> {
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
    let failed = if site.is_none() {
        Some(("settings and time zone", about.as_ref()))
    } else if probe.matomo_version.is_none() {
        Some(("version", version.as_ref()))
    } else {
        None
    };
    if let Some((what, reply)) = failed {
        probe.message.push_str(&format!(" Its {what} could not be asked for: {}.", unanswered(reply)));
    }
    site
}

/// Why the reporting API did not say what it was asked.
fn unanswered(reply: Option<&super::client::Reply>) -> String {
    match reply {
        None => "the reporting API (index.php) did not answer in time".to_owned(),
        Some(reply) if rights::is_locked_out(reply) => LOCKED_OUT.to_owned(),
        Some(reply) if reply.status.as_u16() == 503 => {
            "the reporting API (index.php) answered with status 503, as in maintenance mode".to_owned()
        }
        Some(reply) => format!("the reporting API (index.php) answered with status {}", reply.status.as_u16()),
    }
}

/// Twenty-one wrong tokens within an hour do that, whoever sent them from there.
const LOCKED_OUT: &str =
    "this Matomo has locked out this server's address for an hour, because too many wrong tokens came from it";

/// Finds out whether `token` may write to the site, sending it only if it may still be good.
async fn check_token(
    shared: Shared<'_>,
    target: &Target,
    tracker: &str,
    token: &TokenAuth,
    takes_anything: bool,
) -> Verdict {
    match shared.refusals.objection(tracker, token, target.site_id) {
        Some(Objection::Refused(sentence)) => return Verdict::Refused(sentence.to_owned()),
        Some(Objection::Pending(sentence)) => return Verdict::Pending(sentence),
        None => {}
    }
    let verdict = shared.trials.verdict(tracker, token);
    let mut own = None;
    let first = verdict.get_or_try_init(|| async {
        let tried = try_token(shared, target, tracker, token, takes_anything).await;
        let known = match &tried {
            Verdict::Accepted => Ok(Tried::Good),
            Verdict::Pending(sentence) => Ok(Tried::Pending(sentence.clone())),
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
        (None, Ok(Tried::Pending(sentence))) => Verdict::Pending(sentence),
        (None, _) => Verdict::Unknown(
            "It has just been refused for another site of this Matomo. Test again once that is settled.".to_owned(),
        ),
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
    // Closed by whoever finds this server locked out: no attempt is of any use then.
    let Ok(slot) = slots.acquire().await else { return Verdict::Unknown(locked_out()) };
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
        Err(failure) => return Verdict::Unknown(failure.0),
    };
    match answer::read(&reply, tracker) {
        Finding::Accepted if !takes_anything => return Verdict::Accepted,
        Finding::NotATracker(sentence) => return Verdict::Unknown(sentence),
        Finding::Accepted | Finding::Refused => {}
    }
    let rights = Rights::of(shared.client, target, token).await;
    if takes_anything && rights == Rights::Write {
        return Verdict::Accepted;
    }
    if rights == Rights::LockedOut {
        slots.close();
        return Verdict::Unknown(locked_out());
    }
    slot.forget();
    let note = |attempts| shared.refusals.note(tracker, token, target.site_id, attempts);
    let by_get = match shared.method {
        Method::Post => "",
        Method::Get => " Tokens that Matomo takes in POST requests only need request.method post.",
    };
    match rights {
        Rights::Write | Rights::Unknown(_) => {
            let again = (Timestamp::now() + SignedDuration::from_mins(TRACKER_LEARNS_IN)).strftime("%H:%M");
            let sentence = match rights {
                Rights::Unknown(status) => format!(
                    "The token is refused for site {site}, and the reporting API, which would know why, {}. If the token is \
                     new, test again at {again} UTC: the tracker learns of new tokens only every {TRACKER_LEARNS_IN} minutes.",
                    status.map_or("did not answer".to_owned(), |status| format!("answered with status {status}"))
                ),
                _ => format!(
                    "The token is right, but the tracker does not know it yet: it learns of new tokens, and of new rights, \
                     only every {TRACKER_LEARNS_IN} minutes. Test again at {again} UTC."
                ),
            };
            let sentence = sentence + by_get;
            shared.refusals.note_pending(tracker, token, target.site_id, &sentence);
            Verdict::Pending(sentence)
        }
        Rights::Less | Rights::Nothing | Rights::LockedOut => {
            note(if rights == Rights::Nothing { 2 } else { 1 });
            Verdict::Refused(format!(
                "The token is refused for site {site}: it needs write access there. Enter another, or none; this one is \
                 not sent again, because Matomo locks out whoever tries wrong tokens.{by_get}"
            ))
        }
    }
}

fn locked_out() -> String {
    let mut sentence = LOCKED_OUT.to_owned();
    sentence.replace_range(..1, "T");
    format!("{sentence}. That says nothing of this token: test again later, or have the lock lifted in Matomo.")
}

/// A visitor id nobody has had: 16 hexadecimal digits.
pub(super) fn fresh_visitor() -> String {
    format!("{:016x}", rand::random::<u64>())
}
