//! The probe of one target, step by step: a tracker? the site? the token? the version?

use super::{
    answer::{self, Finding},
    client::{Client, Reply},
    refusals::Refusals,
    trials::Trials,
};
use chrono::{Duration as Days, Utc};
use domain::{Method, Target, TargetProbe, TokenAuth, tracker_url};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// An address that belongs to nobody (RFC 5737), to see whether the token allows one to be sent.
const NOBODYS_ADDRESS: &str = "192.0.2.1";
/// Older than the 24 hours that Matomo takes without a token.
const DAYS_BACK: i64 = 3;

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
    Refused(String),
    Unknown(String),
}

/// What was found out, and the target's field that is to blame if it cannot be used.
pub(super) struct Probed {
    pub probe: TargetProbe,
    pub at_fault: Option<&'static str>,
    /// The site's, where the token lets it be asked.
    pub timezone: Option<String>,
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
    let Some(token) = target.token() else {
        probe.authorized = Some(true);
        probe.message =
            format!("Site {site} takes hits. Without a token they carry this server's address and the current time.");
        return Probed { probe, at_fault: None, timezone: None };
    };
    let verdict = timeout_at(deadline, check_token(shared, &tracker, token, target.site_id)).await;
    match verdict.unwrap_or_else(|_| Verdict::Unknown(no_answer(timeout))) {
        Verdict::Accepted => {
            probe.authorized = Some(true);
            let ask = |question| timeout_at(deadline, ask(shared.client, target, token, question));
            let version = ask(&[("method", "API.getMatomoVersion")]).await.ok().flatten();
            probe.matomo_version = version.and_then(|reply| answer::version(&reply));
            let about = [("method", "SitesManager.getSiteFromId"), ("idSite", site.as_str())];
            let about = ask(&about).await.ok().flatten();
            probe.message = format!("Site {site} takes hits, and the token may write to it.");
            return Probed { probe, at_fault: None, timezone: about.and_then(|reply| answer::timezone(&reply)) };
        }
        Verdict::Refused(sentence) => {
            probe.authorized = Some(false);
            probe.message = sentence;
        }
        Verdict::Unknown(sentence) => {
            probe.message = format!("Site {site} takes hits, but the token was not checked. {sentence}")
        }
    }
    at_fault("token_auth", probe)
}

fn at_fault(field: &'static str, probe: TargetProbe) -> Probed {
    Probed { probe, at_fault: Some(field), timezone: None }
}

fn no_answer(timeout: Duration) -> String {
    format!(
        "No complete answer within {} s. Check the address and firewalls, or raise request.timeout_seconds.",
        timeout.as_secs_f64()
    )
}

/// Finds out whether `token` may write to the site, sending it only if it may still be good.
async fn check_token(shared: Shared<'_>, tracker: &str, token: &TokenAuth, site_id: u32) -> Verdict {
    if let Some(objection) = shared.refusals.objection(tracker, token, site_id) {
        return Verdict::Refused(objection.to_owned());
    }
    let verdict = shared.trials.verdict(tracker, token);
    let mut own = None;
    let first = verdict.get_or_try_init(|| async {
        let tried = try_token(shared, tracker, token, site_id).await;
        let known = match &tried {
            Verdict::Accepted => Ok(true),
            Verdict::Refused(_) => Ok(false),
            Verdict::Unknown(_) => Err(()),
        };
        own = Some(tried);
        known
    });
    let first = first.await.copied();
    match (own, first) {
        (Some(own), _) => own,
        (None, Ok(true)) => try_token(shared, tracker, token, site_id).await,
        (None, _) => Verdict::Unknown(
            "It has just been refused for another site of this Matomo. Test again once that is settled.".to_owned(),
        ),
    }
}

async fn try_token(shared: Shared<'_>, tracker: &str, token: &TokenAuth, site_id: u32) -> Verdict {
    let slots = shared.trials.slots(tracker, shared.refusals);
    // Never closed; an error could only mean that there is nothing to wait for.
    let Ok(slot) = slots.acquire().await else { return Verdict::Unknown(String::new()) };
    let site = site_id.to_string();
    let days_ago = (Utc::now() - Days::days(DAYS_BACK)).format("%Y-%m-%d %H:%M:%S").to_string();
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
        Finding::Accepted => Verdict::Accepted,
        Finding::NotATracker(sentence) => Verdict::Unknown(sentence),
        Finding::Refused => {
            slot.forget();
            shared.refusals.note(tracker, token, site_id);
            let by_get = match shared.method {
                Method::Post => "",
                Method::Get => " Tokens that Matomo takes in POST requests only need request.method post.",
            };
            Verdict::Refused(format!(
                "The token is refused for site {site}: it needs write access there. Enter another, or none; this one is \
                 not sent again, because Matomo locks out whoever tries wrong tokens.{by_get}"
            ))
        }
    }
}

/// The reporting API's answer. Asked only with a token that was just accepted.
async fn ask(client: &Client, target: &Target, token: &TokenAuth, question: &[(&str, &str)]) -> Option<Reply> {
    let parameters = [&[("module", "API"), ("format", "json"), ("token_auth", token.expose())], question].concat();
    client.post(&tracker_url::reporting(&target.url), &parameters).await.ok()
}

/// A visitor id nobody has had: 16 hexadecimal digits.
fn fresh_visitor() -> String {
    format!("{:016x}", rand::random::<u64>())
}
