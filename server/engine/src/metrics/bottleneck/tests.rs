//! Each kind by its sign, with made-up counts.

use super::*;
use transport::Shortage;

const LIMITS: Limits = Limits { cores: 2, max_in_flight: 64, concurrency: 50, visits_by_hit: None };

/// Observes once a second; every second adds what the closure does to the counts of three targets.
struct Bench {
    detector: Detector,
    all_counts: Vec<TargetCounts>,
    second: u64,
    processor: Duration,
}

impl Bench {
    fn new() -> Self {
        let mut bench = Self {
            detector: Detector::default(),
            all_counts: vec![TargetCounts::default(); 3],
            second: 0,
            processor: Duration::ZERO,
        };
        bench.second(0.1, |_| {});
        bench
    }

    fn second(&mut self, cores: f64, change: impl Fn(&mut [TargetCounts])) -> Finding {
        self.second += 1;
        self.processor += Duration::from_secs_f64(cores);
        for counts in &mut self.all_counts {
            counts.hits.delivered += 100;
        }
        change(&mut self.all_counts);
        let elapsed = Duration::from_secs(self.second);
        self.detector.observe(elapsed, Some(self.processor), &self.all_counts, LIMITS, |slot| format!("t{slot}"))
    }

    /// The first of so many seconds with news, and the news.
    fn news(&mut self, seconds: usize, cores: f64, change: impl Fn(&mut [TargetCounts])) -> Vec<(usize, bool, String)> {
        (1..=seconds)
            .filter_map(|second| {
                let (is_worse, news) = self.second(cores, &change).news?;
                Some((second, is_worse, news.text))
            })
            .collect()
    }
}

#[test]
fn the_processor_is_named_when_hits_leave_late() {
    let late = |all_counts: &mut [TargetCounts]| {
        (0..10).for_each(|_| all_counts[0].strain.delay(Duration::from_millis(25), 1))
    };
    let mut bench = Bench::new();
    let news = bench.news(10, 1.9, late);
    let [(3, true, text)] = news.as_slice() else { panic!("{news:?}") };
    assert!(
        text.starts_with("The processor") && text.contains("25 ms on average") && text.contains("of 2 cores: lower"),
        "{text}"
    );
    let now = bench.second(1.9, late).now.unwrap();
    assert_eq!((now.kind, now.since_seconds), (BottleneckKind::Cpu, 4.0));
    let news = bench.news(10, 0.1, |_| {});
    assert_eq!(news.len(), 1);
    assert_eq!((news[0].0, news[0].1), (5, false));

    let news = Bench::new().news(3, 0.2, late);
    assert!(news[0].2.contains("only 0.2 of 2 cores, so other programs"), "{news:?}");
    // One in a hundred is what a p99 leaves out.
    let news = Bench::new().news(10, 1.9, |all_counts| {
        (0..3).for_each(|_| all_counts[0].strain.delay(Duration::from_millis(25), 1));
    });
    assert_eq!(news, []);
    // What is missed altogether counts whatever its number.
    let news = Bench::new().news(10, 1.9, |all_counts| {
        all_counts[1].strain.missed_visits += 1;
        all_counts[1].visits.dropped += 1;
    });
    assert!(news.len() == 1 && news[0].2.contains("1 visits") | news[0].2.contains("3 visits"), "{news:?}");
}

#[test]
fn sockets_are_named_at_once_and_say_which() {
    for (shortage, word, remedy) in [
        (Shortage::Files, "open files", "ulimit -n"),
        (Shortage::Ports, "local ports", "ip_local_port_range"),
        (Shortage::Memory, "memory", "more memory"),
    ] {
        let news = Bench::new().news(5, 1.0, |all_counts| all_counts[1].strain.lack(shortage, 7));
        let [(1, true, text)] = news.as_slice() else { panic!("{news:?}") };
        assert!(text.starts_with("7 hits") && text.contains(word) && text.contains(remedy), "{text}");
    }
}

#[test]
fn places_in_flight_are_named_with_their_targets() {
    let news = Bench::new().news(5, 0.1, |all_counts| {
        for slot in [0, 2] {
            (0..5).for_each(|_| all_counts[slot].strain.queue(Duration::from_millis(40), 1));
        }
        all_counts[2].strain.crowded_out += 1;
    });
    let [(3, true, text)] = news.as_slice() else { panic!("{news:?}") };
    assert!(
        text.contains("at t0 and t2:") && text.contains("30 waited 40 ms on average, and 3 were dropped"),
        "{text}"
    );
    assert!(text.contains("max_in_flight_per_target is 64"), "{text}");
}

#[test]
fn concurrency_is_named_with_its_targets_but_not_for_what_was_held_or_capped() {
    let news = Bench::new().news(5, 0.1, |all_counts| {
        all_counts.iter_mut().for_each(|counts| counts.visits.dropped += 2);
    });
    let [(3, true, text)] = news.as_slice() else { panic!("{news:?}") };
    assert!(text.contains("at t0, t1 and t2: 18 of the last") && text.contains("(50)"), "{text}");
    let news = Bench::new().news(10, 0.1, |all_counts| {
        all_counts[0].visits.dropped += 5;
        all_counts[0].visits.held += 2;
        all_counts[0].visits.capped += 3;
    });
    assert_eq!(news, []);
}

#[test]
fn what_explains_the_rest_takes_over_and_hands_back() {
    let mut bench = Bench::new();
    let drop = |all_counts: &mut [TargetCounts]| all_counts[0].visits.dropped += 2;
    assert_eq!(bench.news(4, 0.1, drop).len(), 1);
    let both = bench.second(0.1, |all_counts| {
        drop(all_counts);
        all_counts[0].strain.lack(Shortage::Files, 1);
    });
    assert_eq!(both.now.unwrap().kind, BottleneckKind::Sockets);
    let news = bench.news(10, 0.1, drop);
    let [(5, true, text)] = news.as_slice() else { panic!("{news:?}") };
    assert!(text.starts_with("Visits are dropped"), "{text}");
}

#[test]
fn looks_in_quick_succession_are_one_interval() {
    let mut detector = Detector::default();
    let mut counts = TargetCounts::default();
    let mut news = 0;
    for tenth in 1..=40u64 {
        counts.hits.delivered += 10;
        // For 1.5 seconds only, which is three intervals of half a second.
        if tenth <= 15 {
            counts.visits.dropped += 1;
        }
        let elapsed = Duration::from_millis(100 * tenth);
        let found = detector.observe(elapsed, None, std::slice::from_ref(&counts), LIMITS, |_| "t".to_owned());
        news += usize::from(found.news.is_some());
    }
    assert_eq!(news, 2);
}
