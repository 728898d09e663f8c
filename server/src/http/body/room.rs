//! Memory for request bodies. What all of them together may take is bounded, so that many large ones, held back at
//! their last byte, cannot take the server's memory.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// A body up to this size, bytes, gets room that larger ones never take.
pub(super) const SMALL: usize = 64 * 1024;

/// The room there is.
#[derive(Clone, Debug)]
pub(super) struct Room {
    taken: Arc<AtomicUsize>,
    total: usize,
}

/// Room that one body takes; free again when dropped.
#[derive(Debug)]
pub(super) struct Held {
    room: Room,
    bytes: usize,
}

impl Room {
    /// `total` bytes, a quarter of them for small bodies.
    pub(super) fn new(total: usize) -> Self {
        Self { taken: Arc::default(), total }
    }

    /// No room yet.
    pub(super) fn hold(&self) -> Held {
        Held { room: self.clone(), bytes: 0 }
    }
}

impl Held {
    /// Takes room for a body of `bytes` in all; false when there is none.
    pub(super) fn grow(&mut self, bytes: usize) -> bool {
        let total = self.room.total;
        let most = if bytes <= SMALL { total } else { total - total / 4 };
        let more = bytes.saturating_sub(self.bytes);
        let grown = self.room.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |taken| {
            Some(taken.saturating_add(more)).filter(|taken| *taken <= most || more == 0)
        });
        if grown.is_ok() {
            self.bytes += more;
        }
        grown.is_ok()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.room.taken.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_bodies_leave_room_for_small_ones_and_give_theirs_back() {
        let room = Room::new(4 * 1024 * 1024);
        let mut large = room.hold();
        assert!(large.grow(1024 * 1024) && large.grow(3 * 1024 * 1024));
        assert!(!large.grow(3 * 1024 * 1024 + 1), "a quarter is for small ones");
        let small: Vec<Held> = std::iter::repeat_with(|| room.hold()).take(16).collect();
        let mut taken = small.into_iter().map(|mut held| (held.grow(SMALL), held)).collect::<Vec<_>>();
        assert!(taken.iter().all(|(grown, _)| *grown));
        assert!(!room.hold().grow(1), "there is no more");
        assert!(room.hold().grow(0), "what has no body needs no room");
        taken.pop();
        assert!(room.hold().grow(SMALL));
        drop((large, taken));
        assert_eq!(room.taken.load(Ordering::Relaxed), 0);
    }
}
