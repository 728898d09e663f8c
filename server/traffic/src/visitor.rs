//! Who makes a visit: identity, browser, language, where they come from.

use crate::draw::Draw;
use crate::form::{self, encoded, push_encoded};
use crate::weighted::Weighted;
use std::sync::LazyLock;

static DEVICES: LazyLock<Weighted<Device>> =
    LazyLock::new(|| Weighted::read(include_str!("../data/devices.txt"), Device::read));
static LANGUAGES: LazyLock<Weighted<Language>> =
    LazyLock::new(|| Weighted::read(include_str!("../data/languages.txt"), Language::read));
static REFERRERS: LazyLock<Weighted<Box<str>>> =
    LazyLock::new(|| Weighted::read(include_str!("../data/referrers.txt"), encoded));

/// A browser and the screens it is seen on.
#[derive(Debug, Default)]
struct Device {
    user_agent: &'static str,
    /// `user_agent`, form-encoded.
    encoded: Box<str>,
    /// Width `x` height in CSS pixels.
    resolutions: Vec<&'static str>,
}

impl Device {
    fn read(line: &'static str) -> Self {
        let (user_agent, resolutions) = line.split_once('|').unwrap_or((line, ""));
        let user_agent = user_agent.trim();
        let resolutions = resolutions.split(';').map(str::trim).collect();
        Self { user_agent, encoded: encoded(user_agent), resolutions }
    }
}

/// An `Accept-Language` header.
#[derive(Debug, Default)]
struct Language {
    header: &'static str,
    /// `header`, form-encoded.
    encoded: Box<str>,
}

impl Language {
    fn read(header: &'static str) -> Self {
        Self { header, encoded: encoded(header) }
    }
}

/// One simulated visitor.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// Matomo's visitor id. One of its own per visit: Matomo never joins hits of different `cid`s and
    /// joins those of the same one, less than 30 minutes apart and on the same day of the site.
    cid: u64,
    device: &'static Device,
    resolution: &'static str,
    language: &'static Language,
    /// The three last octets of an address in 10.0.0.0/8.
    address: [u8; 3],
    /// Form-encoded address of the page that brought the visitor; empty for none.
    pub(crate) source: &'static str,
}

impl Visitor {
    /// A visitor whose `cid` is the visit's own key, so that no two visits of a run share one.
    pub(crate) fn new(visit_key: u64, draw: &mut Draw) -> Self {
        let device = DEVICES.pick(draw);
        let resolution = draw.pick(&device.resolutions).copied().unwrap_or_default();
        let language = LANGUAGES.pick(draw);
        let [first, second, ..] = draw.bits().to_be_bytes();
        // Not 0 and not 255, which look like a network's own address and its broadcast.
        let last = draw.between(1, 254) as u8;
        let source = REFERRERS.pick(draw);
        Self { cid: visit_key, device, resolution, language, address: [first, second, last], source }
    }

    /// The browser's `User-Agent` header.
    pub(crate) fn user_agent(&self) -> &'static str {
        self.device.user_agent
    }

    /// The browser's `Accept-Language` header.
    pub(crate) fn accept_language(&self) -> &'static str {
        self.language.header
    }

    /// Appends what describes the visitor in every hit. `ua` and `lang` repeat the headers: in a bulk
    /// request the hits of many visitors share one set of headers.
    pub(crate) fn write(&self, out: &mut String) {
        out.push_str("&cid=");
        form::push_hex(out, self.cid);
        out.push_str("&res=");
        out.push_str(self.resolution);
        out.push_str("&lang=");
        out.push_str(&self.language.encoded);
        out.push_str("&ua=");
        out.push_str(&self.device.encoded);
        out.push_str("&cookie=1");
    }

    /// Appends the token, and what a hit may say only with one: the visitor's address and the time
    /// of the hit, `unix_seconds`.
    ///
    /// The address is a private one (RFC 1918): it belongs to nobody, and Matomo records it, whereas
    /// it silently drops hits from the ranges of search engines.
    pub(crate) fn write_authorized(&self, token_auth: &str, unix_seconds: i64, out: &mut String) {
        out.push_str("&cip=10");
        for octet in self.address {
            out.push('.');
            form::push_number(out, octet);
        }
        out.push_str("&cdt=");
        form::push_number(out, unix_seconds);
        out.push_str("&token_auth=");
        push_encoded(out, token_auth);
    }
}
