//! What an imported file replaces of the working configuration. Files of other programs never speak of
//! everything: one may hold settings and a target, another only funnels.

use domain::MultiTargetConfig;

/// The parts that a file replaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakeOver {
    /// The list of targets.
    pub targets: bool,
    /// Load, visits, requests: everything that is neither target, funnel nor data.
    pub settings: bool,
    /// The list of funnels.
    pub funnels: bool,
}

impl TakeOver {
    /// What a configuration read from a file has to say.
    pub fn of(imported: &MultiTargetConfig) -> Self {
        let rest = MultiTargetConfig {
            targets: Vec::new(),
            funnels: Vec::new(),
            data_sets: Default::default(),
            ..imported.clone()
        };
        let targets = !imported.targets.is_empty();
        let funnels = !imported.funnels.is_empty();
        // A file with neither target nor funnel can only be about settings, also when they are the defaults.
        Self { targets, funnels, settings: targets || !funnels || rest != MultiTargetConfig::default() }
    }

    /// `imported` with what it does not speak of from `working`.
    pub fn apply(self, imported: MultiTargetConfig, working: MultiTargetConfig) -> MultiTargetConfig {
        let MultiTargetConfig { targets, funnels, .. } = imported.clone();
        let base = if self.settings { imported } else { working.clone() };
        MultiTargetConfig {
            targets: if self.targets { targets } else { working.targets },
            funnels: if self.funnels { funnels } else { working.funnels },
            data_sets: working.data_sets,
            ..base
        }
    }

    /// The parts in words: "targets, settings and funnels".
    pub fn words(self) -> String {
        let parts = [(self.targets, "targets"), (self.settings, "settings"), (self.funnels, "funnels")];
        let named: Vec<_> = parts.into_iter().filter(|(replaced, _)| *replaced).map(|(_, name)| name).collect();
        match named.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [most @ .., last] => format!("{} and {last}", most.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{DataSets, Funnel, Target};

    fn working() -> MultiTargetConfig {
        MultiTargetConfig {
            targets: vec![Target::new("https://here.example", 1)],
            funnels: vec![Funnel { name: "mine".into(), ..Funnel::example() }],
            data_sets: DataSets { urls: Some("https://here.example/".into()), ..DataSets::default() },
            pageviews_max: 9,
            ..Default::default()
        }
    }

    #[test]
    fn a_file_with_a_target_and_settings_keeps_funnels_and_data() {
        let file = MultiTargetConfig {
            targets: vec![Target::new("https://there.example", 2)],
            pageviews_max: 7,
            ..Default::default()
        };
        let parts = TakeOver::of(&file);
        assert_eq!(parts.words(), "targets and settings");
        let merged = parts.apply(file.clone(), working());
        assert_eq!((&merged.targets, merged.pageviews_max), (&file.targets, 7));
        assert_eq!((merged.funnels, merged.data_sets), (working().funnels, working().data_sets));
    }

    #[test]
    fn a_file_of_funnels_replaces_funnels_only() {
        let file = MultiTargetConfig { funnels: vec![Funnel::example(), Funnel::example()], ..Default::default() };
        let parts = TakeOver::of(&file);
        assert_eq!(parts.words(), "funnels");
        let merged = parts.apply(file, working());
        assert_eq!(merged.funnels.len(), 2);
        assert_eq!(MultiTargetConfig { funnels: working().funnels, ..merged }, working());
    }

    #[test]
    fn a_file_of_defaults_is_about_settings() {
        let parts = TakeOver::of(&MultiTargetConfig::default());
        assert_eq!(parts, TakeOver { settings: true, ..Default::default() });
        let merged = parts.apply(MultiTargetConfig::default(), working());
        assert_eq!((merged.targets, merged.pageviews_max), (working().targets, 6));
    }
}
