//! Whether a site and a configuration mean the same time: whoever disagrees about midnight counts visits
//! around it on another day.

use domain::{MultiTargetConfig, load_shape::ZoneOffset, messages::ProbeDoubt};
use traffic::zone;

/// Compared from so many seconds ago, which is longer than a backfill reaches, for two years.
const BACK: i64 = 366 * 86_400;
const YEARS: u32 = 2;
/// The farthest that Matomo's own zones are from UTC, hours.
const FARTHEST: f64 = 14.0;
/// Characters of the longest offset, `+12.75`. Many more digits are a number, too, but might be a token.
const LONGEST_OFFSET: usize = 6;

/// What to say of a site whose time zone is `theirs`; `None` when its clock shows what that of `config` shows.
pub(super) fn warning(config: &MultiTargetConfig, theirs: &str, now_unix: i64) -> Option<ProbeDoubt> {
    let ours = config.timezone.as_str();
    let from = now_unix.saturating_sub(BACK);
    // A name that nobody knows is not compared, unless it is the same.
    let differ = ours != theirs && offsets(ours, from)? != offsets(theirs, from)?;
    differ.then(|| ProbeDoubt::OtherTimeZone { theirs: theirs.to_owned(), ours: ours.to_owned() })
}

/// When which offset holds; `None` for a name that is not known.
fn offsets(name: &str, from_unix: i64) -> Option<Vec<ZoneOffset>> {
    if zone::is_known(name) {
        return Some(zone::offsets(name, from_unix, YEARS));
    }
    // Matomo also has "UTC+5.5" (hours): the zones under "UTC" in its list of time zones.
    let hours: f64 = name
        .strip_prefix("UTC")
        .filter(|rest| rest.starts_with(['+', '-']) && rest.len() <= LONGEST_OFFSET)?
        .parse()
        .ok()?;
    let seconds = (hours.abs() <= FARTHEST).then(|| (hours * 3_600.0).round() as i32)?;
    Some(vec![ZoneOffset { from_unix, seconds }])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-06-01.
    const NOW: i64 = 1_780_272_000;

    fn warned(ours: &str, theirs: &str) -> bool {
        let config = MultiTargetConfig { timezone: ours.to_owned(), ..Default::default() };
        warning(&config, theirs, NOW).is_some()
    }

    #[test]
    fn names_of_the_same_clock_are_equal_and_others_are_not() {
        for (ours, theirs) in [
            ("CET", "Europe/Berlin"),
            ("Europe/Berlin", "Europe/Madrid"),
            ("UTC", "Etc/UTC"),
            ("Asia/Kolkata", "UTC+5.5"),
            ("America/Phoenix", "UTC-7"),
            ("Nowhere/Known", "Nowhere/Known"),
            ("UTC", "Nowhere/Known"),
            ("UTC", "UTC+999"),
            ("UTC", "UTC+00000000000000000000000000000001"),
        ] {
            assert!(!warned(ours, theirs), "{ours} {theirs}");
        }
        // The same in winter only; the same all through summer; never.
        for (ours, theirs) in
            [("Africa/Lagos", "Europe/Berlin"), ("Europe/Helsinki", "UTC+3"), ("CET", "UTC"), ("UTC", "UTC+0.5")]
        {
            assert!(warned(ours, theirs), "{ours} {theirs}");
        }
    }

    #[test]
    fn both_zones_are_named() {
        let config = MultiTargetConfig { timezone: "CET".to_owned(), ..Default::default() };
        let message = warning(&config, "UTC", NOW).unwrap().to_string();
        assert!(message.contains("time zone is UTC") && message.contains("says CET"), "{message}");
    }
}
