//! The targets as a list that can be pasted back, without tokens: secrets do not leave.

use super::{Draft, paste::COLUMNS};
use csv::WriterBuilder;

/// The rows with these keys, in the order of the list, with a line of column names.
pub fn csv(draft: &Draft, keys: &[u32]) -> String {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let columns = || COLUMNS.into_iter().filter(|column| *column != "token_auth");
    // Writing into memory does not fail.
    let _ = writer.write_record(columns());
    for row in draft.rows.iter().filter(|row| keys.contains(&row.key)) {
        let enabled = if row.enabled { "yes" } else { "no" };
        let cells = columns().map(|column| match column {
            "name" => row.name.as_str(),
            "url" => row.url.as_str(),
            "site_id" => row.site_id.as_str(),
            "weight" => row.weight.as_str(),
            "enabled" => enabled,
            "visits_per_day" => row.visits_per_day.as_str(),
            _ => row.max_rate.as_str(),
        });
        let _ = writer.write_record(cells);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editors::paste::Pasted;
    use domain::{MultiTargetConfig, Target, TokenAuth};

    #[test]
    fn what_is_exported_can_be_pasted_back_and_has_no_secret() {
        let targets = vec![
            Target { name: "a, \"b\"".into(), weight: 7, ..Target::new("https://a.example", 3) },
            Target {
                name: "off".into(),
                enabled: false,
                max_visits_per_second: Some(2.5),
                token_auth: Some(TokenAuth::new("0123456789abcdef0123456789abcdef")),
                ..Target::new("https://b.example/matomo", 1)
            },
            Target::new("https://left-out.example", 1),
        ];
        let draft = Draft::of(&MultiTargetConfig { targets, ..Default::default() });
        let text = csv(&draft, &draft.rows.keys()[..2]);
        assert!(!text.contains("0123456789abcdef") && !text.contains("left-out"), "{text}");
        let pasted = Pasted::read(&text, &Default::default(), 0);
        assert!(pasted.bad.is_empty(), "{:?}", pasted.bad);
        let cells = |row: &crate::editors::Row| {
            let numbers = [&row.site_id, &row.weight, &row.visits_per_day, &row.max_rate].map(String::clone);
            (row.name.clone(), row.url.clone(), row.enabled, numbers)
        };
        let [was, is] = [&draft.rows[..2], &pasted.rows[..]].map(|rows| rows.iter().map(cells).collect::<Vec<_>>());
        assert_eq!(was, is);
    }
}
