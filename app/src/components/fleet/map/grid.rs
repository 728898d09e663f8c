//! Where each target's cell stands: pure, and the same in the browser and on the server, so that nothing jumps.

use std::fmt::Write;

/// Cells beside each other before there is another row, for a fleet of a few.
const FEW: usize = 40;
/// The most rows: a thousand targets take 72 px.
const MOST_ROWS: usize = 9;
/// Height of a row of many, pixels.
const ROW_PX: usize = 8;
/// The least height, pixels.
const LEAST_PX: usize = 24;

/// The cells of `count` targets, row by row in list order; a cell is one unit wide and high.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Targets.
    pub count: usize,
    /// Cells of a full row, at least 1.
    pub columns: usize,
    /// Rows, at least 1.
    pub rows: usize,
}

impl Grid {
    /// For `count` targets.
    pub fn of(count: usize) -> Self {
        let rows = count.div_ceil(FEW).clamp(1, MOST_ROWS);
        let columns = count.div_ceil(rows).max(1);
        Self { count, columns, rows: count.div_ceil(columns).max(1) }
    }

    /// Height of the drawing, pixels.
    pub fn height_px(self) -> usize {
        (self.rows * ROW_PX).max(LEAST_PX)
    }

    /// Column and row of the cell at `place`.
    pub fn cell(self, place: usize) -> (usize, usize) {
        (place % self.columns, place / self.columns)
    }

    /// The target whose cell is at these parts of width and height, 0–1.
    pub fn at(self, x: f64, y: f64) -> Option<usize> {
        let along = |part: f64, cells: usize| ((part.clamp(0.0, 1.0) * cells as f64) as usize).min(cells - 1);
        let place = along(y, self.rows.max(1)) * self.columns + along(x, self.columns.max(1));
        (place < self.count).then_some(place)
    }

    /// The targets in the rectangle between the cells of two of them, in order.
    pub fn between(self, one: usize, other: usize) -> Vec<usize> {
        let [from, to] = [self.cell(one), self.cell(other)];
        let columns = from.0.min(to.0)..=from.0.max(to.0);
        let rows = from.1.min(to.1)..=from.1.max(to.1);
        let places = rows.flat_map(|row| columns.clone().map(move |column| row * self.columns + column));
        places.filter(|&place| place < self.count).collect()
    }

    /// Where an arrow key leads from `place`; `None` for other keys.
    pub fn step(self, place: usize, key: &str) -> Option<usize> {
        let last = self.count.checked_sub(1)?;
        let to = match key {
            "ArrowLeft" => place.saturating_sub(1),
            "ArrowRight" => place + 1,
            "ArrowUp" => place.checked_sub(self.columns).unwrap_or(place),
            "ArrowDown" => Some(place + self.columns).filter(|&to| to <= last).unwrap_or(place),
            "Home" => 0,
            "End" => last,
            _ => return None,
        };
        Some(to.min(last))
    }

    /// The outline of the cells at `places` as an SVG path.
    pub fn path(self, places: impl Iterator<Item = usize>) -> String {
        let mut path = String::new();
        for (column, row) in places.map(|place| self.cell(place)) {
            let _ = write!(path, "M{column} {row}h1v1h-1z");
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_targets_take_72_pixels_and_three_take_a_line() {
        let thousand = Grid::of(1_000);
        assert_eq!((thousand.rows, thousand.columns, thousand.height_px()), (9, 112, 72));
        let three = Grid::of(3);
        assert_eq!((three.rows, three.columns, three.height_px()), (1, 3, 24));
        assert_eq!((Grid::of(0).rows, Grid::of(0).columns), (1, 1));
    }

    #[test]
    fn every_target_has_a_cell_of_its_own_and_is_found_there() {
        for count in [1, 2, 40, 41, 99, 300, 999, 1_000] {
            let grid = Grid::of(count);
            for place in 0..count {
                let (column, row) = grid.cell(place);
                assert!(column < grid.columns && row < grid.rows, "{place} of {count}");
                let x = (column as f64 + 0.5) / grid.columns as f64;
                let y = (row as f64 + 0.5) / grid.rows as f64;
                assert_eq!(grid.at(x, y), Some(place), "{place} of {count}");
            }
        }
        assert_eq!(Grid::of(0).at(0.5, 0.5), None);
        assert_eq!(Grid::of(41).at(1.0, 1.0), None, "no target stands in the last row's last cell");
    }

    #[test]
    fn two_corners_make_a_rectangle_whichever_comes_first() {
        // Two rows of 25.
        let grid = Grid::of(50);
        assert_eq!(grid.between(2, 28), [2, 3, 27, 28]);
        assert_eq!(grid.between(28, 2), grid.between(3, 27));
        assert_eq!(grid.between(7, 7), [7]);
    }

    #[test]
    fn arrows_stay_on_the_map() {
        let grid = Grid::of(49);
        let steps =
            [(0, "ArrowLeft", 0), (0, "ArrowDown", 25), (24, "ArrowDown", 24), (30, "ArrowUp", 5), (5, "End", 48)];
        for (from, key, to) in steps {
            assert_eq!(grid.step(from, key), Some(to), "{key} from {from}");
        }
        assert_eq!(
            (grid.step(48, "ArrowRight"), grid.step(0, "x"), Grid::of(0).step(0, "End")),
            (Some(48), None, None)
        );
    }

    #[test]
    fn a_path_has_a_square_for_each_cell() {
        assert_eq!(Grid::of(50).path([0, 26].into_iter()), "M0 0h1v1h-1zM1 1h1v1h-1z");
    }
}
