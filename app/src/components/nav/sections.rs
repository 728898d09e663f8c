//! The sections of the application: what the navigation, the command menu and the keys lead to.

use crate::components::icon::IconName;

/// A section.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Its address.
    pub path: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Its icon.
    pub icon: IconName,
    /// Two keys that lead there, one after the other.
    pub keys: &'static [&'static str],
}

/// All of them, in the order of the navigation.
pub const SECTIONS: [Section; 7] = [
    Section { path: "/", name: "Dashboard", icon: IconName::Dashboard, keys: &["g", "d"] },
    Section { path: "/targets", name: "Targets", icon: IconName::Targets, keys: &["g", "t"] },
    Section { path: "/traffic", name: "Traffic", icon: IconName::Traffic, keys: &["g", "l"] },
    Section { path: "/funnels", name: "Funnels", icon: IconName::Funnels, keys: &["g", "f"] },
    Section { path: "/data", name: "Data", icon: IconName::Data, keys: &["g", "a"] },
    Section { path: "/presets", name: "Presets", icon: IconName::Presets, keys: &["g", "p"] },
    Section { path: "/runs", name: "Runs", icon: IconName::Runs, keys: &["g", "r"] },
];
