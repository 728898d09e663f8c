//! Bytes that belong to no answer: the connection they come over is not used again, and the next hit gets its own
//! answer over another.

use super::{
    support::*,
    tls::{Authority, to, trusting_at},
};
use std::time::Duration;
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    task::yield_now,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use transport::{Answer, HttpTransport};

/// Idle connections that have waited for longer than 1 ms are looked at more closely (`NEWS` of the pool).
const LONGER_THAN_NEWS: Duration = Duration::from_millis(3);

/// What servers say before they close, an answer that could be anybody's, and no answer at all.
const SURPLUSES: [&[u8]; 3] =
    [b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 204 No Content\r\n\r\n", b"\0"];

trait Both: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Both for S {}

/// A server that is told what to do step by step, and the way to it.
struct Puppet {
    listener: TcpListener,
    /// For https.
    acceptor: Option<TlsAcceptor>,
    transport: HttpTransport,
}

impl Puppet {
    async fn new(is_https: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        if is_https {
            let authority = Authority::new("own");
            let acceptor = authority.acceptor(&["localhost"], &[], |_| {});
            let transport = to(&trusting_at(address.port(), "localhost", Some(&authority)));
            Self { listener, acceptor: Some(acceptor), transport }
        } else {
            Self { listener, acceptor: None, transport: transport(format!("http://{address}")) }
        }
    }

    /// Sends a hit, which is to come over a new connection, and answers it with `parts`; over TLS, each is a record.
    /// Gives what became of the hit, and the server's end of the connection.
    async fn answer(&self, parts: &[&[u8]]) -> (Answer, Box<dyn Both>) {
        let answering = async {
            let (stream, _) = self.listener.accept().await.unwrap();
            // Or what is written later could wait for an acknowledgement of what was written before.
            stream.set_nodelay(true).unwrap();
            let mut stream: Box<dyn Both> = match &self.acceptor {
                Some(acceptor) => Box::new(acceptor.accept(stream).await.unwrap()),
                None => Box::new(stream),
            };
            request(&mut stream).await.unwrap();
            for part in parts {
                write(&mut stream, part).await;
            }
            stream
        };
        let both = async { tokio::join!(send(&self.transport), answering) };
        let Ok(both) = timeout(PATIENCE, both).await else { panic!("the hit did not come over a new connection") };
        both
    }
}

/// Does not wait, as long as there is room.
async fn write(stream: &mut Box<dyn Both>, bytes: &[u8]) {
    stream.write_all(bytes).await.unwrap();
    stream.flush().await.unwrap();
}

/// An answer that nobody else gets.
fn answer(number: u64) -> String {
    format!("HTTP/1.1 429 Too Many Requests\r\nRetry-After: {number}\r\nContent-Length: 0\r\n\r\n")
}

fn assert_answered(number: u64, answer: &Answer) {
    assert_eq!((answer.status, answer.retry_after), (Some(429), Some(Duration::from_secs(number))), "{answer:?}");
}

#[tokio::test]
async fn what_comes_with_an_answer_is_no_answer_to_the_next_hit() {
    for is_https in [false, true] {
        let puppet = Puppet::new(is_https).await;
        let mut kept = Vec::new();
        for surplus in SURPLUSES {
            for is_apart in [false, true] {
                let number = kept.len() as u64;
                let own = answer(number);
                let together = [own.as_bytes(), surplus].concat();
                let parts = if is_apart { vec![own.as_bytes(), surplus] } else { vec![&together[..]] };
                let (answer, stream) = puppet.answer(&parts).await;
                assert_answered(number, &answer);
                kept.push(stream);
            }
        }
    }
}

#[tokio::test]
async fn what_comes_after_an_answer_is_no_answer_to_the_next_hit() {
    for is_https in [false, true] {
        let puppet = Puppet::new(is_https).await;
        let mut kept = Vec::new();
        for surplus in SURPLUSES {
            for is_heard_of in [false, true] {
                let number = kept.len() as u64;
                let (answer, mut stream) = puppet.answer(&[answer(number).as_bytes()]).await;
                assert_answered(number, &answer);
                sleep(LONGER_THAN_NEWS).await;
                write(&mut stream, surplus).await;
                // As long as this task goes on, the system knows of it, and the runtime does not.
                if is_heard_of {
                    for _ in 0..10 {
                        yield_now().await;
                    }
                }
                kept.push(stream);
            }
        }
        // The last one counts, too.
        puppet.answer(&[NO_CONTENT]).await;
    }
}
