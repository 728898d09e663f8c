//! Who makes a visit: identity, browser, place, language.

use crate::{
    countries::{Language, Place, language},
    data::Device,
    draw::{Draw, Part},
    form::{self, push_encoded},
    world::World,
};

/// What browsers say when countries are off: nothing that depends on the country.
const NEUTRAL_LANGUAGE: &str = "en";

/// One simulated visitor: a function of their own key, so that they are the same when they come again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visitor {
    /// Matomo's visitor id. Matomo never joins hits of different `cid`s and joins those of the same one,
    /// less than 30 minutes apart and on the same day of the site.
    cid: u64,
    device: usize,
    resolution: usize,
    hints: usize,
    place: Option<Place>,
    language: Option<&'static Language>,
}

impl Visitor {
    /// The visitor with this key, which is their id.
    ///
    /// Without `randomize_visitor_countries` a visitor has no address of their own (Matomo sees the
    /// sender's) and every browser asks for the same language.
    pub(crate) fn new(world: &World, key: u64) -> Self {
        let draw = &mut Draw::of(key, Part::Visitor);
        let device = world.data.devices.pick(draw);
        let (resolutions, hints) = world
            .data
            .devices
            .get(device)
            .map_or((0, 0), |device| (device.resolutions.len(), device.client_hints.len()));
        let resolution = draw.position(resolutions);
        let hints = draw.position(hints);
        let place = world.countries.as_ref().map(|countries| countries.draw(draw));
        let language = place.and_then(|place| language(place.country, draw));
        Self { cid: key, device, resolution, hints, place, language }
    }

    /// The visitor id.
    pub(crate) fn id(&self) -> u64 {
        self.cid
    }

    fn device<'a>(&self, world: &'a World) -> Option<&'a Device> {
        world.data.devices.get(self.device)
    }

    /// The browser's `User-Agent` header.
    pub(crate) fn user_agent<'a>(&self, world: &'a World) -> &'a str {
        self.device(world).map_or("", |device| &device.user_agent)
    }

    /// The browser's `Accept-Language` header.
    pub(crate) fn accept_language(&self) -> &'static str {
        self.language.map_or(NEUTRAL_LANGUAGE, |language| &language.header)
    }

    /// ISO 3166-1 code of the country; none when countries are off.
    pub(crate) fn country(&self) -> Option<&'static str> {
        Some(self.place?.country.country()?.code)
    }

    /// Appends what describes the visitor in every hit.
    pub(crate) fn write(&self, world: &World, out: &mut String) {
        out.push_str("&cid=");
        form::push_hex(out, self.cid);
        world.measures.write_user(self.cid, out);
        let device = self.device(world);
        if let Some(resolution) = device.and_then(|device| device.resolutions.get(self.resolution)) {
            out.push_str("&res=");
            out.push_str(resolution);
        }
        out.push_str("&cookie=1");
        if let Some(hints) = device.and_then(|device| device.client_hints.get(self.hints)) {
            out.push_str("&uadata=");
            out.push_str(hints);
        }
    }

    /// Appends the visitor's address, which Matomo takes only with a token.
    pub(crate) fn write_address(&self, out: &mut String) {
        let Some(place) = self.place else { return };
        let [first, second, third, fourth] = place.address.octets();
        out.push_str("&cip=");
        form::push_number(out, first);
        for octet in [second, third, fourth] {
            out.push('.');
            form::push_number(out, octet);
        }
    }

    /// Appends what the headers say: in a bulk request the hits of many visitors share one set of headers.
    pub(crate) fn write_headers(&self, world: &World, out: &mut String) {
        out.push_str("&ua=");
        out.push_str(self.device(world).map_or("", |device| &device.encoded));
        out.push_str("&lang=");
        match self.language {
            Some(language) => out.push_str(&language.encoded),
            None => push_encoded(out, NEUTRAL_LANGUAGE),
        }
    }
}
