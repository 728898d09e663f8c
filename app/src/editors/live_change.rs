//! What becomes of changes that are saved while a run follows the configuration: some it follows within a
//! second, the others wait for its next start.

use domain::{MultiTargetConfig, fields, live_part};

/// The changes, by the names of their fields on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveChange {
    /// What the run follows within a second.
    pub now: Vec<&'static str>,
    /// What waits for the next start.
    pub later: Vec<&'static str>,
}

impl LiveChange {
    /// What leads from the configuration that a run follows, `running`, to the one that is `wanted`.
    pub fn between(running: &MultiTargetConfig, wanted: &MultiTargetConfig) -> Self {
        Self {
            now: names(live_part::followed_fields(running, wanted)),
            later: names(live_part::waiting_fields(running, wanted)),
        }
    }

    /// The notice once they are saved.
    pub fn sentence(&self) -> String {
        let changes = |count: usize| if count == 1 { "1 change".to_owned() } else { format!("{count} changes") };
        let apply = |count: usize| if count == 1 { "applies" } else { "apply" };
        match (self.now.len(), self.later.len()) {
            (0, 0) => "Saved.".to_owned(),
            (now, 0) => format!("Saved. The run follows {} within a second.", changes(now)),
            (0, later) => format!("Saved. {} {} from the next start on.", changes(later), apply(later)),
            (now, later) => format!(
                "Saved. The run follows {} within a second; {} {} from the next start on.",
                changes(now),
                changes(later),
                apply(later)
            ),
        }
    }
}

fn names(fields: Vec<&'static str>) -> Vec<&'static str> {
    let mut names: Vec<_> = fields.into_iter().map(name).collect();
    names.dedup();
    names
}

/// What people call a field of the configuration.
fn name(field: &'static str) -> &'static str {
    // Of a backfill, the names of the parts say little by themselves.
    if field.starts_with("backfill_") {
        return "Backfill";
    }
    fields::whole().find(|known| known.path == field).map_or(field, |known| known.label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{DistributionStrategy, Target};

    #[test]
    fn every_field_has_a_name_of_the_page() {
        let value = serde_json::to_value(MultiTargetConfig::default()).unwrap();
        for field in value.as_object().unwrap().keys() {
            let name = name(String::leak(field.clone()));
            assert!(!name.contains('_') && name.starts_with(char::is_uppercase), "{field}: {name}");
        }
    }

    #[test]
    fn what_is_followed_and_what_waits_are_listed_separately() {
        let running = MultiTargetConfig::default();
        let wanted = MultiTargetConfig {
            targets: vec![Target::new("https://m.example", 1)],
            distribution_strategy: DistributionStrategy::Failover,
            backfill_days_back: Some(3),
            backfill_duration_days: Some(2),
            ..MultiTargetConfig::default()
        };
        let change = LiveChange::between(&running, &wanted);
        assert_eq!((change.now.as_slice(), change.later.as_slice()), (&["Targets", "Strategy"][..], &["Backfill"][..]));
        assert_eq!(
            change.sentence(),
            "Saved. The run follows 2 changes within a second; 1 change applies from the next start on."
        );
        assert_eq!(LiveChange::between(&running, &running).sentence(), "Saved.");
    }
}
