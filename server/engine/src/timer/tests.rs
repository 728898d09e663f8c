use super::*;
use futures::FutureExt;
use proptest::prelude::*;
use std::{future::Future, io, sync::Arc, time::Duration};
use tokio::{runtime::Builder, task::JoinSet, time::timeout};
use tokio_util::task::AbortOnDropHandle;

/// No machine is so slow that a wait of milliseconds takes this long.
const DEADLINE: Duration = Duration::from_secs(60);

/// In real time, with nothing but this on the runtime.
fn really<F: Future>(future: F) -> F::Output {
    Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

async fn in_time(timer: &mut Timer, due: Instant) {
    timeout(DEADLINE, timer.wait_until(due)).await.expect("the timer never came");
    assert!(Instant::now() >= due, "{:?} early", due - Instant::now());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tokio_s_timer_is_never_early_and_less_than_two_milliseconds_late(
        waits in prop::collection::vec(0u64..5_000_000_000, 1..50)
    ) {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let mut timer = Timer::new(false);
            let mut due = Instant::now();
            for wait in waits {
                due += Duration::from_nanos(wait);
                in_time(&mut timer, due).await;
                assert!(due.elapsed() < Duration::from_millis(2), "{:?} late", due.elapsed());
            }
        });
    }
}

#[test]
fn the_kernel_s_timer_is_never_early() {
    really(async {
        let mut timer = Timer::new(true);
        for micros in [0, 1, 49, 50, 51, 300, 999, 1_000, 3_000, 20_000] {
            in_time(&mut timer, Instant::now() + Duration::from_micros(micros)).await;
        }
        in_time(&mut timer, Instant::now() - Duration::from_millis(5)).await;
    });
}

#[test]
fn a_wait_that_was_given_up_does_not_touch_the_next() {
    really(async {
        let mut timer = Timer::new(true);
        // Far away, so that it cannot have expired.
        assert!(timer.wait_until(Instant::now() + DEADLINE * 60).now_or_never().is_none());
        in_time(&mut timer, Instant::now() + Duration::from_millis(2)).await;
        // Given up, expired, and noticed by the event loop while nobody waits.
        let expires = Instant::now() + Duration::from_millis(1);
        if timer.wait_until(expires).now_or_never().is_none() {
            sleep_until(expires + Duration::from_millis(2)).await;
        }
        in_time(&mut timer, Instant::now() + Duration::from_millis(3)).await;
    });
}

#[tokio::test(start_paused = true)]
async fn without_a_file_descriptor_it_is_tokio_s_timer() {
    let mut timer = Timer::of(Some(Err(io::Error::from_raw_os_error(24))));
    let due = Instant::now() + Duration::from_secs(30);
    in_time(&mut timer, due).await;
    assert!(due.elapsed() < Duration::from_millis(2));
}

/// Tasks that wait so many milliseconds each; none may be early.
fn wait_for_all(shared_timer: &Arc<SharedTimer>, millis: impl Iterator<Item = u64>) -> JoinSet<()> {
    let now = Instant::now();
    millis.map(|millis| wait(Arc::clone(shared_timer), now + Duration::from_millis(millis))).collect()
}

async fn wait(shared_timer: Arc<SharedTimer>, due: Instant) {
    shared_timer.wait_until(due).await;
    assert!(Instant::now() >= due, "{:?} early", due - Instant::now());
}

async fn all_over(mut waits: JoinSet<()>) {
    let over = async { while waits.join_next().await.is_some_and(|over| over.map(|()| true).unwrap()) {} };
    timeout(DEADLINE, over).await.expect("some were never woken");
}

#[test]
fn chimes_wake_everybody_and_nobody_early() {
    really(async {
        let shared_timer = Arc::<SharedTimer>::default();
        let running = Arc::clone(&shared_timer);
        let runner = AbortOnDropHandle::new(tokio::spawn(async move { running.run(Timer::new(true)).await }));
        tokio::task::yield_now().await;
        // Later ones that come before earlier ones, many at once, some past already.
        all_over(wait_for_all(&shared_timer, (0..200).map(|n| (200 - n) % 40))).await;
        // Nobody waits; then somebody does again, and one of two gives up.
        let mut given_up = wait_for_all(&shared_timer, 5..6);
        let waits = wait_for_all(&shared_timer, 10..11);
        tokio::task::yield_now().await;
        given_up.abort_all();
        while given_up.join_next().await.is_some() {}
        all_over(waits).await;
        drop(runner);
    });
}

#[tokio::test(start_paused = true)]
async fn without_a_ringer_chimes_are_tokio_s_timer() {
    let shared_timer = Arc::<SharedTimer>::default();
    let started = Instant::now();
    all_over(wait_for_all(&shared_timer, [7_000, 30, 500].into_iter())).await;
    assert_eq!(started.elapsed().as_secs(), 7);
    // The running ends while somebody waits.
    let running = Arc::clone(&shared_timer);
    let runner = AbortOnDropHandle::new(tokio::spawn(async move { running.run(Timer::new(false)).await }));
    tokio::task::yield_now().await;
    let waits = wait_for_all(&shared_timer, [2_000, 9_000].into_iter());
    sleep_until(Instant::now() + Duration::from_secs(5)).await;
    assert_eq!(shared_timer.waiting(), Some(1));
    drop(runner);
    all_over(waits).await;
    assert_eq!((started.elapsed().as_secs(), shared_timer.waiting()), (16, None));
}
