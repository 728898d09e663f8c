//! The data set read by other code than the product's, so that the two can be held against each other.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::LazyLock;

/// Addresses from `first` to `last`, both included, of one country.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub first: u64,
    pub last: u64,
    pub code: &'static str,
}

/// What `countries.bin` holds.
pub(super) struct File {
    pub codes: Vec<&'static str>,
    /// In file order.
    pub blocks: Vec<Block>,
}

/// Fails on anything that is not as the README says.
pub(super) static FILE: LazyLock<File> = LazyLock::new(|| {
    let mut rest: &[u8] = include_bytes!("../../../data/countries/countries.bin");
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at(count);
        rest = left;
        (taken, left.is_empty())
    };
    let count = usize::from(take(1).0[0]);
    let codes: Vec<&str> = (0..count).map(|_| std::str::from_utf8(take(2).0).unwrap()).collect();
    let mut blocks = Vec::new();
    let mut next = 0;
    loop {
        let [first, length] = [(); 2].map(|()| {
            let mut digits = Vec::new();
            while digits.last().is_none_or(|digit| *digit >= 128) {
                digits.push(take(1).0[0]);
            }
            let coded = digits.iter().rev().fold(0, |value, digit| value * 128 + u64::from(digit % 128));
            if coded % 2 == 0 { coded * 128 } else { coded / 2 }
        });
        let (country, end) = take(1);
        let first = next + first;
        next = first + length;
        assert!(length > 0 && next <= 1 << 32, "{} addresses from {first}", length);
        blocks.push(Block { first, last: next - 1, code: codes[usize::from(country[0])] });
        if end {
            return File { codes, blocks };
        }
    }
});

pub(super) fn number(address: Ipv4Addr) -> u64 {
    u64::from(u32::from(address))
}

/// Country by a binary search for the block that is neither below nor above the address.
pub(super) fn country(address: Ipv4Addr) -> Option<&'static str> {
    let address = number(address);
    let found = FILE.blocks.binary_search_by(|block| match block {
        block if block.last < address => std::cmp::Ordering::Less,
        block if block.first > address => std::cmp::Ordering::Greater,
        _ => std::cmp::Ordering::Equal,
    });
    found.ok().map(|position| FILE.blocks[position].code)
}

/// Number of addresses by country, counted in the blocks.
pub(super) fn totals() -> BTreeMap<&'static str, u64> {
    let mut totals = BTreeMap::new();
    for block in &FILE.blocks {
        *totals.entry(block.code).or_default() += block.last - block.first + 1;
    }
    totals
}

/// `name | rest` of the lines of a table that are neither empty nor comments.
pub(super) fn lines(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.split_once(" | ").unwrap())
}

/// First and last address of the networks in `excluded.txt`, sorted. Fails if two overlap.
pub(super) fn excluded() -> Vec<(u64, u64)> {
    let networks = lines(include_str!("../../../data/countries/excluded.txt")).map(|(network, _)| {
        let (address, prefix) = network.split_once('/').unwrap();
        let first = number(address.parse().unwrap());
        (first, first + (1 << (32 - prefix.parse::<u32>().unwrap())) - 1)
    });
    let mut networks: Vec<(u64, u64)> = networks.collect();
    networks.sort_unstable();
    assert!(networks.windows(2).all(|pair| pair[0].1 < pair[1].0), "{networks:?}");
    networks
}
