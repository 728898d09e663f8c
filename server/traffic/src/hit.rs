//! The kinds of hit and what each kind adds to the parameters that all hits share.

use crate::draw::Draw;
use crate::form;
use crate::site::Page;

/// One tracking request of a visit.
#[derive(Debug)]
pub(crate) struct Hit {
    /// When it is due: nanoseconds since the visit's arrival.
    pub(crate) offset_nanos: u64,
    /// The page the visitor is on.
    pub(crate) page: &'static Page,
    /// Form-encoded address of where they came to that page from; empty for none.
    pub(crate) referrer: &'static str,
    /// Of the page view that the hit is or belongs to.
    pub(crate) page_view_id: [u8; 6],
    /// Keeps caches from answering in Matomo's place; below [`Hit::NONCES`].
    pub(crate) nonce: u32,
    /// What happened.
    pub(crate) kind: Kind,
}

/// What a hit reports.
#[derive(Debug)]
pub(crate) enum Kind {
    /// A page was opened.
    PageView(Timings),
    /// The page is still open: lengthens the time spent on it, is no action of its own.
    Ping,
}

/// How long the phases of loading a page took, milliseconds, named after Matomo's `pf_*` parameters.
#[derive(Debug)]
pub(crate) struct Timings {
    network: u16,
    server: u16,
    transfer: u16,
    dom_processing: u16,
    dom_completion: u16,
    on_load: u16,
}

impl Timings {
    /// Plausible timings of a site that works.
    pub(crate) fn new(draw: &mut Draw) -> Self {
        Self {
            network: phase(draw, 2, 180),
            server: phase(draw, 30, 900),
            transfer: phase(draw, 1, 150),
            dom_processing: phase(draw, 40, 1_200),
            dom_completion: phase(draw, 20, 1_500),
            on_load: phase(draw, 0, 60),
        }
    }

    fn write(&self, out: &mut String) {
        let phases = [
            ("&pf_net=", self.network),
            ("&pf_srv=", self.server),
            ("&pf_tfr=", self.transfer),
            ("&pf_dm1=", self.dom_processing),
            ("&pf_dm2=", self.dom_completion),
            ("&pf_onl=", self.on_load),
        ];
        for (name, milliseconds) in phases {
            out.push_str(name);
            form::push_number(out, milliseconds);
        }
    }
}

/// The smaller of two uniform draws: mostly quick, now and then slow, as loading times are.
fn phase(draw: &mut Draw, min: u16, max: u16) -> u16 {
    let (min, max) = (u64::from(min), u64::from(max));
    draw.between(min, max).min(draw.between(min, max)) as u16
}

impl Hit {
    /// `nonce` has six digits at most, as in Matomo's own tracker.
    pub(crate) const NONCES: u64 = 1_000_000;

    /// Appends what the hit says besides who sends it and when.
    pub(crate) fn write(&self, out: &mut String) {
        match &self.kind {
            Kind::PageView(timings) => {
                out.push_str("&action_name=");
                out.push_str(self.page.encoded_title());
                timings.write(out);
            }
            Kind::Ping => out.push_str("&ping=1"),
        }
        out.push_str("&url=");
        out.push_str(self.page.encoded_url());
        if !self.referrer.is_empty() {
            out.push_str("&urlref=");
            out.push_str(self.referrer);
        }
        out.push_str("&pv_id=");
        out.extend(self.page_view_id.map(char::from));
        out.push_str("&rand=");
        form::push_number(out, self.nonce);
    }
}
