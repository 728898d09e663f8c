//! Counter-based randomness: a number that depends on (seed, stream, index) and nothing else (law 2).

/// What a random number is for. Numbers of different streams are independent, so that drawing more of
/// one kind never shifts another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Which target a position of the random strategy goes to.
    Target,
    /// The gap before an arrival of a Poisson process.
    Arrival,
    /// The content of a visit.
    Visit,
    /// One part of a visit's content; the visit's own number takes the place of the seed.
    Part,
    /// The number of a visit's order.
    Order,
    /// The schedule of one target under the independent strategy; what it gives is that schedule's seed.
    Schedule,
    /// Whom of those who were at a target before it sees again.
    Return,
    /// What a backfill takes for its seed, so that a live run with the same one has other visits.
    Backfill,
}

impl Stream {
    fn key(self) -> u64 {
        match self {
            Self::Target => 0x7461_7267_6574_0001,
            Self::Arrival => 0x6172_7269_7665_0002,
            Self::Visit => 0x7669_7369_7400_0003,
            Self::Part => 0x7061_7274_0000_0004,
            Self::Order => 0x6f72_6465_7200_0005,
            Self::Schedule => 0x7363_6865_6475_0007,
            Self::Return => 0x7265_7475_726e_0008,
            Self::Backfill => 0x6261_636b_6600_0006,
        }
    }
}

/// 64 random bits for `index` of `stream` under `seed`.
///
/// Two rounds of the SplitMix64 finaliser (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014) over a Weyl sequence, the first keyed by seed and stream.
pub fn keyed(seed: u64, stream: Stream, index: u64) -> u64 {
    let key = finalise(seed ^ stream.key());
    finalise(key.wrapping_add(index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// An exponential number with mean 1 for `index` of `stream` under `seed`.
///
/// Von Neumann's comparison method ("Various techniques used in connection with random digits", 1951): from
/// uniform numbers alone, without a logarithm, whose last bit may differ from machine to machine (law 2).
pub fn exponential(seed: u64, stream: Stream, index: u64) -> f64 {
    let key = keyed(seed, stream, index);
    let mut uniform = (0..).map(|draw| keyed(key, Stream::Part, draw) >> 11);
    let mut whole = 0.0;
    loop {
        // A number whose run of falling successors has an odd length is kept: that has the chance e^-number.
        let first = uniform.next().unwrap_or(0);
        let mut latest = first;
        let mut is_odd = true;
        for next in uniform.by_ref() {
            if next >= latest {
                break;
            }
            (latest, is_odd) = (next, !is_odd);
        }
        if is_odd {
            return whole + first as f64 / (1u64 << 53) as f64;
        }
        whole += 1.0;
    }
}

fn finalise(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
