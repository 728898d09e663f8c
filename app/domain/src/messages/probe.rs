//! What a test of a target found, and what to do about it.

use super::{NotDelivered, Sentence, exact};
use serde::Serialize;
use std::borrow::Cow;
use thiserror::Error;

/// What a test of a target found.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum ProbeResult {
    // It can be used.
    #[error(
        "Site {site_id} takes hits, and the token may write to it.{}",
        .unasked.as_ref().map(|unasked| format!(" {unasked}")).unwrap_or_default()
    )]
    SiteReady { site_id: u32, unasked: Option<Unasked> },
    #[error(
        "Site {site_id} takes hits. Without a token they carry this server's address and the current time, and the site's own \
         settings cannot be asked."
    )]
    SiteReadyWithoutToken { site_id: u32 },
    #[error("Site {site_id} takes hits, but the token was not checked. {reason}")]
    TokenNotChecked { site_id: u32, reason: Box<ProbeResult> },
    // The site.
    #[error("The tracker answers, but refuses site {site_id}. Check site_id, and that Matomo's database is up.")]
    SiteRefused { site_id: u32 },
    #[error(
        "The tracker answers, but records nothing: the statistics of this Matomo are off. Switch record_statistics on in the \
         section [Tracker] of its config.ini.php."
    )]
    StatisticsOff,
    // The token.
    #[error(
        "The token is refused for site {site_id}, and the reporting API, which would know why, {}. If the token is new, test \
         again at {again_at} UTC: the tracker learns of new tokens only every {minutes} minutes.{}",
        .status.map_or("did not answer".to_owned(), |status| format!("answered with status {status}")), by_get(*sent_by_get)
    )]
    TokenRefusedForUnknownReason {
        site_id: u32,
        status: Option<u16>,
        again_at: String,
        minutes: i64,
        sent_by_get: bool,
    },
    #[error(
        "The token is right, but the tracker does not know it yet: it learns of new tokens, and of new rights, only every \
         {minutes} minutes. Test again at {again_at} UTC.{}", by_get(*sent_by_get)
    )]
    TokenPending { again_at: String, minutes: i64, sent_by_get: bool },
    #[error(
        "The token is refused for site {site_id}: it needs write access there. Enter another, or none; this one is not sent \
         again, because Matomo locks out whoever tries wrong tokens.{}", by_get(*sent_by_get)
    )]
    TokenWithoutWriteAccess { site_id: u32, sent_by_get: bool },
    #[error(
        "This token was refused for this site within the last hour and is not sent again, because Matomo locks out whoever \
         tries wrong tokens. Enter another token."
    )]
    TokenRefusedLately,
    #[error(
        "Tokens were refused here too often within the last hour; another attempt could make Matomo lock this server out. \
         Check the tokens, and test again in an hour."
    )]
    TooManyTokensRefused,
    #[error("It has just been refused for another site of this Matomo. Test again once that is settled.")]
    TokenRefusedForAnotherSite,
    #[error(
        "This Matomo has locked out this server's address for an hour, because too many wrong tokens came from it. That says \
         nothing of this token: test again later, or have the lock lifted in Matomo."
    )]
    LockedOut,
    // Something else answered.
    #[error(
        "A web page answered instead of a tracker. Point the address to the folder of matomo.php, or to matomo.php itself."
    )]
    PageInsteadOfTracker,
    #[error(
        "The answer is not that of a Matomo tracker. Point the address to the folder of matomo.php, or to matomo.php itself."
    )]
    NotATracker,
    #[error(
        "The address redirects{}, and hits do not follow redirects. Enter the address it leads to.",
        .to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default()
    )]
    AddressRedirects { to: Option<String> },
    #[error("The port expects https and was sent plain http (status 400). Write https:// in the address.")]
    PortExpectsHttps,
    #[error(
        "Access is denied before Matomo is reached (status {status}). Check a firewall in front of it; for a password, enter \
         user and password of the target's connection."
    )]
    AccessDeniedBefore { status: u16 },
    #[error("There is no tracker at this address (status 404). Check the path: it is the folder of matomo.php.")]
    NoTrackerThere,
    #[error("The server limits requests (status 429). Try again later, or lift the limit.")]
    RequestsLimited,
    #[error("The server has a fault (status {status}). Look into its log, and that PHP and the database are up.")]
    ServerFault { status: u16 },
    #[error("The server answered with status {status}, which no tracker does. Check the address.")]
    UnexpectedStatus { status: u16 },
    // No answer.
    #[error("No complete answer within {} s. Check the address and firewalls, or raise request.timeout_seconds.", exact(*seconds))]
    NoAnswerInTime { seconds: f64 },
    #[error("{}{}", .proxy.as_ref().map(|proxy| format!("The proxy {proxy} does not lead there. ")).unwrap_or_default(), unreached(reason))]
    Unreached { reason: NotDelivered, proxy: Option<String> },
    /// The reason names the field, and why it cannot be used.
    #[error("{reason}.")]
    Unusable { reason: String },
}

/// What a usable site did not tell.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[error("Its {what} could not be asked for: {reason}.")]
pub struct Unasked {
    /// What.
    pub what: UnaskedPart,
    /// Why not.
    pub reason: UnaskedReason,
}

/// A part of what is asked of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Error)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its words say")]
pub enum UnaskedPart {
    #[error("settings and time zone")]
    Settings,
    #[error("version")]
    Version,
}

/// Why the reporting API did not say what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Error)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its words say")]
pub enum UnaskedReason {
    #[error("the reporting API (index.php) did not answer in time")]
    NoAnswer,
    #[error("this Matomo has locked out this server's address for an hour, because too many wrong tokens came from it")]
    LockedOut,
    #[error("the reporting API (index.php) answered with status 503, as in maintenance mode")]
    Maintenance,
    #[error("the reporting API (index.php) answered with status {0}")]
    Status(u16),
}

/// What the answer of a target casts doubt on, though it takes hits.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum ProbeDoubt {
    #[error("its statistics are off, so it records nothing")]
    RecordsNothing,
    #[error(
        "this tracker takes everything, even hits for a site that cannot exist, as one with the QueuedTracking plugin does. \
         Whether site {site_id} exists and what of it is recorded cannot be found out from outside: compare the reports of \
         Matomo after a run"
    )]
    TakesEverything { site_id: u32 },
    #[error(
        "the site's time zone is {theirs}, the configuration says {ours}; visits around its midnight are split. Set timezone \
         to {theirs}, or change the site's in Matomo"
    )]
    OtherTimeZone { theirs: String, ours: String },
}

/// What a site's own settings do with visits that it takes. Percentages are of a sample.
#[derive(Clone, Debug, PartialEq, Serialize, Error)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what its sentence says")]
pub enum SiteCollision {
    #[error(
        "the site records its own addresses only, and {percent} % of the hits have others, such as {page}: they count as \
         delivered and are not recorded. Add that address to the site's URLs in Matomo, or enter pages of the site under \
         data_sets.urls"
    )]
    PagesOfOthers { percent: u32, page: String },
    #[error(
        "the site excludes the user agents of {percent} % of the visits: they count as delivered and are not recorded. Change \
         the site's excluded user agents in Matomo, or data_sets.user_agents"
    )]
    UserAgentsExcluded { percent: u32 },
    #[error(
        "the site excludes the addresses of {percent} % of the visits: they count as delivered and are not recorded. Change \
         the site's excluded IPs in Matomo, or countries"
    )]
    AddressesExcluded { percent: u32 },
    #[error(
        "the site excludes some addresses. Hits carry this server's own: make sure in Matomo that it is not one of them"
    )]
    OwnAddressMayBeExcluded,
    #[error(
        "the site excludes the referrers of {percent} % of the visits, which it records as direct entries. Change its excluded \
         referrers in Matomo, or data_sets.referrers"
    )]
    ReferrersExcluded { percent: u32 },
    #[error(
        "the site is not an e-commerce site in Matomo, so its reports do not show orders. Switch e-commerce on there, or set \
         ecommerce_probability to 0"
    )]
    NoShop,
    #[error(
        "the site's currency is {theirs}, the configuration says {ours}; Matomo takes every amount for its own. Set \
         ecommerce_currency to {theirs}, or change the site's"
    )]
    OtherCurrency { theirs: String, ours: String },
    #[error(
        "site search is off for this site in Matomo, so searches count as page views. Switch it on there, or set \
         sitesearch_probability to 0"
    )]
    NoSiteSearch,
}

impl Sentence for ProbeResult {}
impl Sentence for ProbeDoubt {}
impl Sentence for SiteCollision {}

fn by_get(sent_by_get: bool) -> &'static str {
    if sent_by_get { " Tokens that Matomo takes in POST requests only need request.method post." } else { "" }
}

/// Why a target that is being set up cannot be reached. Worded differently than for the hits of a run, where the
/// question is whether they may have been recorded.
fn unreached(reason: &NotDelivered) -> Cow<'static, str> {
    use NotDelivered as Not;
    let certificate = |what: &str| format!("No secure connection: {what}.").into();
    match reason {
        Not::HostUnknown { .. } => {
            "The host name cannot be resolved. Check its spelling, and that it is known to this server's DNS.".into()
        }
        Not::HostUnresolved { .. } => {
            "The host name cannot be resolved: the name server does not tell. Check this server's DNS.".into()
        }
        Not::NameServerSilent { .. } | Not::ConnectTimeout => {
            "No answer in time. Check the address and firewalls, or raise request.timeout_seconds.".into()
        }
        Not::ConnectionRefused => {
            "The connection was refused: nothing listens on that port. Check the port, and that the server is up."
                .into()
        }
        Not::NoRoute => "There is no route to the host. Check the address and this server's network.".into(),
        Not::BrokenBeforeAnswer { .. } | Not::BrokenBeforeSending { .. } | Not::BrokenInAnswer { .. } => {
            "The connection was closed without an answer. Check the port, http or https, and the server's log.".into()
        }
        Not::NoIpv6 { .. } => {
            "The host has an IPv6 address only, and this server has no IPv6. Enter an IPv4 address.".into()
        }
        Not::TlsTimeout { .. } => {
            "The port took the connection and did not speak TLS in time. Check the port and http or https.".into()
        }
        Not::ProxyPassword => "It wants a user and a password. Write them into the address in HTTPS_PROXY.".into(),
        Not::ProxyRefusal { status } => {
            format!("It answered {status} when asked for the target. Check that it lets this address through.").into()
        }
        Not::NoProxy => "It does not answer as a proxy does. Check its address and port.".into(),
        Not::NotHttp => {
            "What answered there does not speak HTTP properly. Check the address, the port and http or https.".into()
        }
        Not::AnswerTooLong { status, .. } => {
            format!("The answer (status {status}) is far longer than any of a tracker. Check the address.").into()
        }
        Not::NotForAddress => "The address cannot be asked. Check url.".into(),
        Not::OutOfFiles => "This server has no more open files. Raise its limit (ulimit -n).".into(),
        Not::OutOfPorts { .. } => {
            "This server has no more free ports towards that address. Try again in a minute.".into()
        }
        Not::OutOfMemory => "This server has no more memory for connections. Try again when less is going on.".into(),
        Not::NoTls => certificate("the port does not speak TLS; try http instead of https"),
        Not::CertificateExpired => certificate("the certificate has expired"),
        Not::CertificateForOtherName { .. } => certificate("the certificate is for another host name"),
        Not::CertificateUntrusted => certificate(
            "the certificate's issuer is not trusted by this server's system; if it is your own, enter it as ca_certificate",
        ),
        Not::CertificateOfAuthority => certificate(
            "the certificate is not one for servers, as those are that openssl req -x509 makes (CA:TRUE); enter that very \
             certificate as ca_certificate",
        ),
        Not::ClientCertificateRequired => certificate(
            "the server wants to see a certificate of this client; enter client_certificate and client_key of the target's \
             connection",
        ),
        Not::CertificateNotValidYet
        | Not::CertificateRevoked
        | Not::CertificateUnreadable
        | Not::CertificateNotForServers
        | Not::CertificateInvalid => certificate("the certificate is not valid"),
        Not::TlsAlert { .. } | Not::TlsNothingInCommon | Not::TlsViolated | Not::CertificateMissing => {
            certificate("the two sides do not agree on how to encrypt")
        }
        _ => "No connection could be made. Check the address, the port and firewalls.".into(),
    }
}
