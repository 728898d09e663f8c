//! How a visit came: directly, by a campaign, or from another site.

use crate::{
    campaigns::{CAMPAIGNS, Campaign},
    data::{Data, Referrer},
    draw::{Draw, Part},
};
use domain::{MultiTargetConfig, data_sets::ReferrerKind};

/// The ways a visit can come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// From nowhere: no referrer.
    Direct,
    /// By a campaign: named in the address of the first page, no referrer.
    Campaign,
    /// From another site.
    Site(ReferrerKind),
}

impl Source {
    /// The word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Campaign => "campaign",
            Self::Site(kind) => kind.as_str(),
        }
    }
}

/// How likely each way is.
#[derive(Clone, Debug)]
pub(crate) struct Sources {
    /// The ways, each with its probability and those of all before it.
    until: Vec<(f64, Source)>,
}

impl Sources {
    /// Direct and campaign visits as configured; the rest is split by the weights of the kinds of sites, or
    /// direct where the data has no sites at all.
    pub(crate) fn new(config: &MultiTargetConfig, data: &Data) -> Self {
        let direct = config.direct_traffic_probability;
        let campaign = config.campaigns_probability;
        let rest = (1.0 - direct - campaign).max(0.0);
        let weights = data.referrers.weights();
        let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
        let kinds = weights
            .into_iter()
            .filter(|(_, weight)| *weight > 0)
            .map(|(kind, weight)| (rest * f64::from(weight) / f64::from(total), Source::Site(kind)));
        let mut sum = 0.0;
        let all = [(direct, Source::Direct), (campaign, Source::Campaign)].into_iter().chain(kinds);
        let likely = all.filter(|(probability, _)| *probability > 0.0);
        let until = likely.map(|(probability, source)| {
            sum += probability;
            (sum, source)
        });
        Self { until: until.collect() }
    }

    /// A way. Takes one number.
    pub(crate) fn draw(&self, draw: &mut Draw) -> Source {
        let roll = draw.fraction();
        // Rounding may leave the sum a little below 1: then the last one; with nothing likely, directly.
        let found = self.until.iter().find(|(until, _)| roll < *until).or(self.until.last());
        found.map_or(Source::Direct, |(_, source)| *source)
    }
}

/// How one visit came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    source: Source,
    /// Place of the site among those of its kind, or of the campaign.
    place: usize,
    /// Place of what was searched for, if the site is a search engine that reveals it.
    term: usize,
}

impl Origin {
    /// Where exactly the visit with this key comes from.
    pub(crate) fn new(source: Source, key: u64, data: &Data) -> Self {
        let draw = &mut Draw::of(key, Part::Origin);
        let place = match source {
            Source::Direct => 0,
            Source::Campaign => draw.position(CAMPAIGNS.len()),
            Source::Site(kind) => data.referrers.of(kind).pick(draw),
        };
        Self { source, place, term: data.search_terms.pick(draw) }
    }

    /// The site it comes from.
    fn referrer<'a>(&self, data: &'a Data) -> Option<&'a Referrer> {
        let Source::Site(kind) = self.source else { return None };
        data.referrers.of(kind).get(self.place)
    }

    /// The campaign it comes by.
    pub(crate) fn campaign(&self) -> Option<&'static Campaign> {
        if self.source == Source::Campaign { CAMPAIGNS.get(self.place) } else { None }
    }

    /// Appends the outside referrer as a parameter, if there is one.
    pub(crate) fn write(&self, data: &Data, out: &mut String) {
        if let Some(referrer) = self.referrer(data) {
            out.push_str("&urlref=");
            referrer.write(data.search_terms.get(self.term), out);
        }
    }
}
