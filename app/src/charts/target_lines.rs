//! Which lines tell of the targets in the last minute: each of a few, and of many those that are furthest behind with what
//! most of the others do. Pure, so that it can be tested with a thousand of them.

/// So many lines can be told apart.
pub const MOST_LINES: usize = 5;

/// What is known of a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Its name.
    pub name: String,
    /// Hits delivered per second, a second each, oldest first.
    pub delivered: Vec<f32>,
    /// Hits per second that were due lately and not delivered.
    pub behind: f64,
}

impl Course {
    /// What it delivered so many seconds before the end; 1 is the latest.
    fn at(&self, back: usize) -> Option<f32> {
        let place = self.delivered.len().checked_sub(back)?;
        self.delivered.get(place).copied()
    }
}

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetLines {
    /// Those with a line of their own.
    pub courses: Vec<Course>,
    /// What the middle half of all targets delivered, by the second: lower quartile, median and upper quartile. Empty where
    /// every target has its line.
    pub band: Vec<[f32; 3]>,
}

impl TargetLines {
    /// Of these targets.
    pub fn of(mut courses: Vec<Course>) -> Self {
        if courses.len() <= MOST_LINES {
            return Self { courses, band: Vec::new() };
        }
        let band = band(&courses);
        // Those that are as far behind stay in the order of the list.
        courses.sort_by(|one, other| other.behind.total_cmp(&one.behind));
        courses.truncate(MOST_LINES);
        Self { courses, band }
    }

    /// How many seconds it goes back.
    pub fn seconds(&self) -> usize {
        self.courses.iter().map(|course| course.delivered.len()).max().unwrap_or(0).max(self.band.len())
    }

    /// The highest value.
    pub fn highest(&self) -> f32 {
        let of_lines = self.courses.iter().flat_map(|course| course.delivered.iter().copied());
        of_lines.chain(self.band.iter().map(|[_, _, upper]| *upper)).fold(0.0, f32::max)
    }
}

/// The quartiles of all at each second, as far back as all go.
fn band(courses: &[Course]) -> Vec<[f32; 3]> {
    let length = courses.iter().map(|course| course.delivered.len()).min().unwrap_or(0);
    let mut quartiles = Vec::with_capacity(length);
    for back in (1..=length).rev() {
        let mut values: Vec<f32> = courses.iter().filter_map(|course| course.at(back)).collect();
        values.sort_unstable_by(f32::total_cmp);
        let quartile = |part: usize| values.get((values.len() - 1) * part / 4).copied().unwrap_or(0.0);
        quartiles.push([quartile(1), quartile(2), quartile(3)]);
    }
    quartiles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(name: &str, delivered: &[f32], behind: f64) -> Course {
        Course { name: name.into(), delivered: delivered.to_vec(), behind }
    }

    #[test]
    fn a_few_targets_have_a_line_each_in_the_order_of_the_list() {
        let few = vec![course("b", &[1.0], 0.0), course("a", &[2.0], 9.0)];
        assert_eq!(TargetLines::of(few.clone()), TargetLines { courses: few, band: Vec::new() });
    }

    #[test]
    fn of_many_the_worst_are_told_apart_and_the_middle_half_is_a_band() {
        let many = (0..101_u8).map(|n| course(&format!("t{n}"), &[f32::from(n), 7.0], f64::from(n % 50))).collect();
        let lines = TargetLines::of(many);
        let names: Vec<_> = lines.courses.iter().map(|course| course.name.as_str()).collect();
        assert_eq!(names, ["t49", "t99", "t48", "t98", "t47"]);
        assert_eq!(lines.band, [[25.0, 50.0, 75.0], [7.0, 7.0, 7.0]]);
        assert_eq!((lines.seconds(), lines.highest()), (2, 99.0));
    }

    #[test]
    fn a_target_that_came_later_is_aligned_at_its_end() {
        let mut many: Vec<_> = (0..6_u8).map(|n| course(&format!("t{n}"), &[1.0, 2.0, 3.0], 0.0)).collect();
        many.push(course("new", &[3.0], 0.0));
        assert_eq!(TargetLines::of(many).band, [[3.0, 3.0, 3.0]]);
    }
}
