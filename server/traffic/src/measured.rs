//! Goals, user ids, custom dimensions and contents: what is drawn of them, and how it is written. Each has random numbers
//! of its own, so that a visit without them is the very same as before.

use crate::{
    draw::{Draw, Part},
    form::{encoded, push_hex},
    hit::Kind,
};
use domain::{
    MultiTargetConfig,
    config::{Content, CustomDimension, DimensionScope, Goal, measured::MAX_MEASURED},
};

/// What a configuration says about them, ready to be written.
#[derive(Debug)]
pub(crate) struct Measures {
    goals: Vec<(f64, Box<str>)>,
    contents: Vec<Piece>,
    dimensions: Vec<Dimension>,
    /// Of a visitor having a user id.
    users: f64,
}

#[derive(Debug)]
struct Piece {
    seen: f64,
    used: f64,
    parameters: Box<str>,
}

#[derive(Debug)]
struct Dimension {
    of_visit: bool,
    /// Each with its name.
    values: Vec<Box<str>>,
}

/// Which goals a visit reaches, and which contents it sees and uses: a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) goals: u64,
    pub(crate) seen: u64,
    pub(crate) used: u64,
}

impl Reached {
    /// Number of hits.
    pub(crate) fn hits(self) -> usize {
        (self.goals.count_ones() + self.seen.count_ones() + self.used.count_ones()) as usize
    }
}

/// The places of the bits that are set.
pub(crate) fn places(bits: u64) -> impl Iterator<Item = u32> {
    (0..u64::BITS).filter(move |place| bits >> place & 1 == 1)
}

/// Its probability, and how it is written.
fn goal(goal: &Goal) -> (f64, Box<str>) {
    let revenue = if goal.revenue > 0.0 { format!("&revenue={:.2}", goal.revenue) } else { String::new() };
    (goal.probability, format!("&idgoal={}{revenue}", goal.id).into_boxed_str())
}

impl Piece {
    fn new(content: &Content) -> Self {
        let mut parameters = format!("&c_n={}", encoded(&content.name));
        for (name, value) in [("&c_p=", &content.piece), ("&c_t=", &content.target)] {
            if !value.is_empty() {
                parameters.push_str(name);
                parameters.push_str(&encoded(value));
            }
        }
        let seen = content.probability;
        let used = content.interaction_probability;
        Self { seen, used, parameters: parameters.into_boxed_str() }
    }
}

impl Dimension {
    fn new(dimension: &CustomDimension) -> Self {
        Self {
            of_visit: dimension.scope == DimensionScope::Visit,
            values: dimension
                .values
                .iter()
                .map(|value| format!("&dimension{}={}", dimension.id, encoded(value)).into_boxed_str())
                .collect(),
        }
    }
}

impl Measures {
    pub(crate) fn new(config: &MultiTargetConfig) -> Self {
        Self {
            goals: config.goals.iter().take(MAX_MEASURED).map(goal).collect(),
            contents: config.contents.iter().take(MAX_MEASURED).map(Piece::new).collect(),
            dimensions: config.custom_dimensions.iter().take(MAX_MEASURED).map(Dimension::new).collect(),
            users: config.user_id_probability,
        }
    }

    /// What the visit with this key reaches, sees and uses; none if that is nothing.
    pub(crate) fn reached(&self, key: u64) -> Option<Box<Reached>> {
        if self.goals.is_empty() && self.contents.is_empty() {
            return None;
        }
        let goals = &mut Draw::of(key, Part::Goals);
        let contents = &mut Draw::of(key, Part::Contents);
        let mut reached = Reached::default();
        for (place, (probability, _)) in self.goals.iter().enumerate() {
            reached.goals |= u64::from(goals.chance(*probability)) << place;
        }
        for (place, content) in self.contents.iter().enumerate() {
            let seen = contents.chance(content.seen);
            let used = contents.chance(content.used);
            reached.seen |= u64::from(seen) << place;
            reached.used |= u64::from(seen && used) << place;
        }
        (reached != Reached::default()).then(|| Box::new(reached))
    }

    pub(crate) fn goal(&self, place: u32) -> &str {
        self.goals.get(place as usize).map_or("", |(_, parameters)| parameters)
    }

    pub(crate) fn content(&self, place: u32) -> &str {
        self.contents.get(place as usize).map_or("", |content| &content.parameters)
    }

    /// Appends the values of the dimensions of a hit; its `nonce` decides those of its action.
    pub(crate) fn write_dimensions(&self, key: u64, nonce: u32, kind: &Kind, out: &mut String) {
        if self.dimensions.is_empty() || matches!(kind, Kind::Ping) {
            return;
        }
        let visit = &mut Draw::of(key, Part::Dimensions);
        let action = &mut Draw::new(u64::from(nonce));
        for dimension in &self.dimensions {
            let place = match dimension.of_visit {
                true => visit.position(dimension.values.len()),
                false if kind.is_action() => action.position(dimension.values.len()),
                false => continue,
            };
            out.push_str(dimension.values.get(place).map_or("", |value| value));
        }
    }

    /// Appends the user id of the visitor whose id is `cid`, if they have one.
    pub(crate) fn write_user(&self, cid: u64, out: &mut String) {
        if self.users <= 0.0 {
            return;
        }
        let draw = &mut Draw::of(cid, Part::User);
        if draw.chance(self.users) {
            out.push_str("&uid=user-");
            push_hex(out, draw.bits());
        }
    }
}
