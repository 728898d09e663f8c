//! What this machine runs out of: no fault of the target, and said so.

use super::support::*;
use domain::RequestSettings;
use std::{env, fs::File, net::SocketAddr, process::Command};
use tokio::net::TcpSocket;
use transport::{Connector, Outcome, Shortage, Transport};

/// Set in the process of its own that runs out of files.
const ALONE: &str = "TRACKSTORM_TEST_OUT_OF_FILES";

#[tokio::test]
async fn out_of_files() {
    if env::var_os(ALONE).is_none() {
        // The limit is one of the process, and other tests need files, too.
        let name = "shortage::out_of_files";
        let mut alone = Command::new(env::current_exe().unwrap());
        let output = alone.args(["--exact", name, "--nocapture"]).env(ALONE, "1").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
        return;
    }
    let server = Server::start("127.0.0.1:0", |_, stream| accept_all(stream)).await;
    let transport = transport(server.url());
    let (_, most) = rlimit::getrlimit(rlimit::Resource::NOFILE).unwrap();
    rlimit::setrlimit(rlimit::Resource::NOFILE, 64.min(most), most).unwrap();
    let mut taken: Vec<File> = std::iter::from_fn(|| File::open("/dev/null").ok()).collect();
    let sentence = "not sent: this machine has no more open files; raise its limit (ulimit -n)";
    assert_eq!(lose(&transport).await, (Outcome::NotSent(Shortage::Files), sentence.to_owned()));
    assert_eq!(transport.probe().await.outcome, Outcome::NotSent(Shortage::Files));
    // As soon as there are some, it goes on: one for each end.
    taken.truncate(taken.len() - 4);
    deliver(&transport).await;
}

#[tokio::test]
async fn out_of_ports() {
    let server = Server::start("127.0.0.1:0", |_, stream| accept_all(stream)).await;
    // One port is all there is; held, so that nobody else is given it.
    let held = TcpSocket::new_v4().unwrap();
    held.set_reuseaddr(true).unwrap();
    held.bind("127.0.0.1:0".parse::<SocketAddr>().unwrap()).unwrap();
    let connector = connector().with_source(held.local_addr().unwrap());
    let settings = RequestSettings::default();
    let (first, second) = (target(server.url()), target(server.url()));
    let first = connector.connect(&first, &settings).unwrap();
    deliver(&first).await;
    // The connection is kept, and with it the port.
    let second = connector.connect(&second, &settings).unwrap();
    let expected = format!(
        "not sent: this machine has no more free ports towards 127.0.0.1 port {}; lower request.max_in_flight_per_target, \
         have the target keep connections open, or widen net.ipv4.ip_local_port_range",
        server.address.port()
    );
    assert_eq!(lose(&second).await, (Outcome::NotSent(Shortage::Ports), expected));
    deliver(&first).await;
}
