//! Connections that no hit has needed for long are closed.

use super::support::*;
use futures::future::join_all;
use std::time::Duration;
use test_support::loopback::counting;
use transport::Transport;

#[tokio::test]
async fn what_has_waited_for_too_long_is_closed_and_the_next_hit_makes_a_connection() {
    let (server, open) = counting().await;
    let transport = transport(server.url());
    join_all((0..4).map(|_| deliver(&transport))).await;
    let made = server.connections();
    transport.tidy(Duration::from_secs(3_600));
    assert_eq!(open(), made);
    transport.tidy(Duration::ZERO);
    eventually(async || open() == 0).await;
    deliver(&transport).await;
    assert_eq!((server.connections(), open()), (made + 1, 1));
}
