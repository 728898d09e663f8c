//! Draws a visitor's country and address from a configured distribution.

use super::{CountryIndex, addresses::addresses, shares::Shares};
use crate::draw::Draw;
use domain::{
    config::CountryShare,
    country::{COUNTRIES, OTHER},
};
use std::{collections::BTreeMap, net::Ipv4Addr};

/// Where a visitor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The country.
    pub country: CountryIndex,
    /// One of the country's public addresses, each as likely as any other.
    pub address: Ipv4Addr,
}

/// A distribution over countries, ready to draw from: built once per configuration.
#[derive(Clone, Debug)]
pub struct CountrySampler {
    shares: Shares<Choice>,
    /// The countries that are not listed, each with the number of addresses up to and including its own.
    others: Vec<(u64, CountryIndex)>,
}

#[derive(Clone, Copy, Debug)]
enum Choice {
    One(CountryIndex),
    Other,
}

impl CountrySampler {
    /// The sampler of a validated configuration. [`OTHER`] stands for all countries that are not listed, in
    /// proportion to their number of addresses. A country listed twice has both weights; one listed with
    /// weight 0 is never drawn, not even as another. Codes that are not in [`COUNTRIES`] are left out, which
    /// validation does not let happen. If nothing is left to draw, every address is as likely as any other.
    pub fn new(distribution: &[CountryShare]) -> Self {
        let listed: Vec<CountryIndex> =
            distribution.iter().filter_map(|share| CountryIndex::of(&share.country)).collect();
        let others = others(&listed);
        let choices = distribution.iter().filter_map(|share| {
            let choice = match share.country.as_str() {
                OTHER if others.is_empty() => return None,
                OTHER => Choice::Other,
                code => Choice::One(CountryIndex::of(code)?),
            };
            Some((share.weight, choice))
        });
        let shares = Shares::new(choices);
        if shares.is_empty() {
            return Self { shares: Shares::new([(1.0, Choice::Other)]), others: self::others(&[]) };
        }
        Self { shares, others }
    }

    /// The place of one visitor. Takes two numbers from `draw`, whatever the distribution; O(log n) in the
    /// number of a country's address ranges.
    pub(crate) fn draw(&self, draw: &mut Draw) -> Place {
        match self.shares.pick(draw) {
            Some(Choice::One(country)) => {
                let count = addresses(*country).map_or(0, |addresses| addresses.count());
                Place::numbered(*country, draw.below(count.into()))
            }
            Some(Choice::Other) | None => self.other(draw),
        }
    }

    /// Every country that can be drawn with its probability; the sum is 1.
    pub(crate) fn probabilities(&self) -> BTreeMap<CountryIndex, f64> {
        let mut probabilities = BTreeMap::new();
        let mut add = |country, probability| *probabilities.entry(country).or_insert(0.0) += probability;
        for (probability, choice) in self.shares.probabilities() {
            match choice {
                Choice::One(country) => add(*country, probability),
                Choice::Other => {
                    let total = self.others.last().map_or(1.0, |(sum, _)| *sum as f64);
                    let before = std::iter::once(0).chain(self.others.iter().map(|(sum, _)| *sum));
                    for ((sum, country), before) in self.others.iter().zip(before) {
                        add(*country, probability * (sum - before) as f64 / total);
                    }
                }
            }
        }
        probabilities
    }

    /// The place of the visitor with this key, a pure function of key and distribution: for previews and
    /// tests, which have no visit to draw for.
    pub fn sample(&self, key: u64) -> Place {
        self.draw(&mut Draw::new(key))
    }

    fn other(&self, draw: &mut Draw) -> Place {
        let number = draw.below(self.others.last().map_or(0, |(sum, _)| *sum));
        let position = self.others.partition_point(|(sum, _)| *sum <= number);
        let before = position.checked_sub(1).and_then(|previous| self.others.get(previous)).map_or(0, |(sum, _)| *sum);
        let country = self.others.get(position).map_or(CountryIndex(0), |(_, country)| *country);
        Place::numbered(country, number - before)
    }
}

impl Place {
    fn numbered(country: CountryIndex, number: u64) -> Self {
        let number = u32::try_from(number).unwrap_or_default();
        let address = addresses(country).map_or(Ipv4Addr::UNSPECIFIED, |addresses| addresses.get(number));
        Self { country, address }
    }
}

fn others(listed: &[CountryIndex]) -> Vec<(u64, CountryIndex)> {
    let mut sum = 0;
    let countries = COUNTRIES.iter().filter_map(|country| CountryIndex::of(country.code));
    let unlisted = countries.filter(|country| !listed.contains(country));
    let counted = unlisted.map(|country| {
        sum += addresses(country).map_or(0, |addresses| u64::from(addresses.count()));
        (sum, country)
    });
    counted.collect()
}
