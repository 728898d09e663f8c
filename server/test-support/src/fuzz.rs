//! What fuzz targets share: how long they run, and how a valid text is spoilt.
//!
//! Normally each runs a fixed number of cases. With `FUZZ_SECONDS` it runs for so long, over and over with
//! other random numbers; `make fuzz` does that. What fails is shrunk and printed by proptest.

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use std::time::{Duration, Instant};

/// Cases between two looks at the clock.
const ROUND: u32 = 250;

/// Tries `check`, which panics when something is wrong, on what `inputs` makes: `cases` times, or for
/// `FUZZ_SECONDS`.
pub fn fuzz<S: Strategy>(name: &str, cases: u32, inputs: &S, check: impl Fn(S::Value)) {
    let seconds = std::env::var("FUZZ_SECONDS").ok().map(|seconds| seconds.parse().unwrap());
    let started = Instant::now();
    let mut tried = 0u64;
    loop {
        let round = if seconds.is_some() { ROUND } else { cases };
        let mut runner = TestRunner::new(Config { cases: round, failure_persistence: None, ..Config::default() });
        let result = runner.run(inputs, |input| {
            check(input);
            Ok(())
        });
        if let Err(failure) = result {
            panic!("{name}, after {tried} good cases: {failure}");
        }
        tried += u64::from(round);
        if started.elapsed() >= Duration::from_secs(seconds.unwrap_or(0)) {
            break;
        }
    }
    println!("{name}: {tried} cases in {:.0} s without a finding", started.elapsed().as_secs_f64());
}

/// Something done to a text. Places are parts of its length, in 65,536ths.
#[derive(Clone, Debug)]
pub enum Change {
    /// One bit the other way.
    Flip(u16, u8),
    /// Another byte.
    Set(u16, u8),
    /// The end is missing.
    Truncate(u16),
    /// A part is missing.
    Remove(u16, u8),
    /// A part comes twice.
    Duplicate(u16, u8),
    /// A part comes so many times that it is very long.
    Stretch(u16, u8, u16),
    /// One of the words.
    Insert(u16, usize),
    /// The rest of another sample.
    Splice(u16, usize, u16),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<u16>;
    prop_oneof![
        3 => (place(), 0u8..8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        3 => (place(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        2 => place().prop_map(Change::Truncate),
        3 => (place(), any::<u8>()).prop_map(|(at, length)| Change::Remove(at, length)),
        2 => (place(), any::<u8>()).prop_map(|(at, length)| Change::Duplicate(at, length)),
        1 => (place(), 0u8..16, 0u16..10_000).prop_map(|(at, length, times)| Change::Stretch(at, length, times)),
        6 => (place(), any::<usize>()).prop_map(|(at, word)| Change::Insert(at, word)),
        2 => (place(), any::<usize>(), place()).prop_map(|(at, sample, from)| Change::Splice(at, sample, from)),
    ]
}

/// Spoilt `samples`, with `words` put in here and there; now and then anything at all.
pub fn spoilt(samples: Vec<Vec<u8>>, words: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let changed = (0..samples.len(), vec(change(), 0..8)).prop_map(move |(sample, changes)| {
        let mut text = samples[sample].clone();
        for change in changes {
            apply(&mut text, &change, &samples, words);
        }
        text
    });
    prop_oneof![9 => changed, 1 => vec(any::<u8>(), 0..300)]
}

fn apply(text: &mut Vec<u8>, change: &Change, samples: &[Vec<u8>], words: &[&str]) {
    let place = |length: usize, at: u16| length * usize::from(at) / 65_536;
    let part = |text: &[u8], at: u16, length: u8| {
        let from = place(text.len(), at);
        from..text.len().min(from + usize::from(length) + 1)
    };
    match *change {
        Change::Flip(at, bit) if !text.is_empty() => {
            let at = place(text.len(), at);
            text[at] ^= 1 << bit;
        }
        Change::Set(at, byte) if !text.is_empty() => {
            let at = place(text.len(), at);
            text[at] = byte;
        }
        Change::Flip(..) | Change::Set(..) => {}
        Change::Truncate(at) => text.truncate(place(text.len(), at)),
        Change::Remove(at, length) => drop(text.drain(part(text, at, length))),
        Change::Duplicate(at, length) => {
            let range = part(text, at, length);
            let copy = text[range.clone()].to_vec();
            text.splice(range.start..range.start, copy);
        }
        Change::Stretch(at, length, times) => {
            let range = part(text, at, length);
            let copy = text[range.clone()].repeat(times.into());
            text.splice(range.start..range.start, copy);
        }
        Change::Insert(at, word) => {
            let at = place(text.len(), at);
            text.splice(at..at, words[word % words.len()].bytes());
        }
        Change::Splice(at, sample, from) => {
            let other = &samples[sample % samples.len()];
            text.truncate(place(text.len(), at));
            text.extend_from_slice(&other[place(other.len(), from)..]);
        }
    }
}
