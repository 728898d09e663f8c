//! Reads `data/countries/countries.bin`; the README beside it describes the format.

use super::CountryIndex;

static FILE: &[u8] = include_bytes!("../../data/countries/countries.bin");

/// Neighbouring addresses of one country.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    /// The first address.
    pub first: u32,
    /// How many addresses there are; at least 1.
    pub count: u32,
    /// Whose they are.
    pub country: CountryIndex,
}

/// The ranges of the data set in order of addresses; they do not overlap.
pub(super) fn ranges() -> impl Iterator<Item = Range> {
    let (&count, rest) = FILE.split_first().unwrap_or((&0, &[]));
    let (codes, rest) = rest.split_at_checked(usize::from(count) * 2).unwrap_or((&[], &[]));
    let countries = codes.chunks_exact(2).map(|code| CountryIndex::of(str::from_utf8(code).ok()?));
    Ranges { rest, countries: countries.collect(), end: 0 }
}

struct Ranges {
    /// What is still to be read.
    rest: &'static [u8],
    /// The file's countries, by the number they have in it.
    countries: Vec<Option<CountryIndex>>,
    /// The address after the range before.
    end: u32,
}

impl Iterator for Ranges {
    type Item = Range;

    /// None at the end of the file; also where it is damaged, which a test rules out.
    fn next(&mut self) -> Option<Range> {
        let first = self.end.checked_add(self.number()?)?;
        let count = self.number()?;
        let (&country, rest) = self.rest.split_first()?;
        self.rest = rest;
        self.end = first.checked_add(count)?;
        let country = (*self.countries.get(usize::from(country))?)?;
        Some(Range { first, count, country })
    }
}

impl Ranges {
    /// A number in LEB128 (DWARF 5, section 7.6): its lowest bit says whether the rest of it is the number
    /// itself (1) or counts blocks of 256 (0).
    fn number(&mut self) -> Option<u32> {
        let mut coded = 0_u64;
        let mut shift = 0;
        loop {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            coded |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let number = if coded & 1 == 1 { coded >> 1 } else { (coded >> 1).checked_mul(256)? };
        u32::try_from(number).ok()
    }
}
