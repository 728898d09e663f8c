//! Connections that are used again after whatever was answered: no hit gets the answer to another.

use super::{
    WORDS, assert_sound,
    servers::{PATIENCE, Servers},
};
use domain::{Method, RequestSettings, Target};
use parking_lot::Mutex;
use proptest::{array::uniform6, option::weighted, prelude::*};
use std::{fmt, io, sync::Arc, time::Duration};
use test_support::fuzz::{fuzz, spoilt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::yield_now,
    time::timeout,
};
use transport::{Connector, HttpConnector, OutgoingHit, Transport};

/// Hits of one conversation, one after the other.
const HITS: usize = 6;

/// Stands in an answer, also a spoilt one, for the mark of the hit that it answers.
const MARK: &[u8] = b"@@@@";

/// A client that asks nothing in so many turns waits for more of the answer.
const TURNS: usize = 10;

/// So much is written at once and there at once, on loopback: nobody could tell an answer that comes later from the
/// answer to the next request. More than the client reads at once.
const LONGEST: usize = 16 * 1024;

/// What is answered to a hit.
#[derive(Clone)]
struct Reply {
    text: Vec<u8>,
    /// What comes later, and before the next hit.
    late: Option<Vec<u8>>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.text.escape_ascii())?;
        self.late.iter().try_for_each(|late| write!(f, " … later: {}", late.escape_ascii()))
    }
}

/// What is answered to each hit, and what happened.
struct Conversation {
    replies: [Reply; HITS],
    /// How often each hit came …
    came: [usize; HITS],
    /// … and how often its reply was sent, as far as the client took it.
    replied: [usize; HITS],
    connections: usize,
}

/// The mark of a hit: seconds to leave the target alone, so that it shows. Spoilt texts hold no such numbers.
fn mark(number: usize) -> u64 {
    1_000 + 111 * number as u64
}

fn marked(mut text: &[u8], number: usize) -> Vec<u8> {
    let mark = mark(number).to_string();
    let mut marked = Vec::new();
    while let Some(at) = text.windows(MARK.len()).position(|part| part == MARK) {
        marked.extend_from_slice(&text[..at]);
        marked.extend_from_slice(mark.as_bytes());
        text = &text[at + MARK.len()..];
    }
    [&marked, text].concat()
}

/// Each gives the hit its mark, and the connection something to get wrong.
fn samples() -> Vec<Vec<u8>> {
    let texts = [
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: @@@@\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nRetry-After: @@@@\r\n\r\nbusy",
        "HTTP/1.1 503 Busy\r\nRetry-After: @@@@\r\nTransfer-Encoding: chunked\r\n\r\n\
         2\r\nbu\r\n2;x=y\r\nsy\r\n0\r\nTrailer: 1\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 \r\nRetry-After: @@@@\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 503 Busy\r\nConnection: keep-alive\r\nContent-Length: 4\r\nRetry-After: @@@@\r\n\r\nbusy",
        "HTTP/1.1 429 \r\nConnection: close\r\nRetry-After: @@@@\r\nContent-Length: 0\r\n\r\n",
        // With the end of the connection.
        "HTTP/1.1 503 Busy\r\nRetry-After: @@@@\r\n\r\nbusy",
        // With more behind it.
        "HTTP/1.1 429 \r\nRetry-After: @@@@\r\nContent-Length: 2\r\n\r\nbusy",
        "HTTP/1.1 429 \r\nRetry-After: @@@@\r\nContent-Length: 0\r\n\r\n\
         HTTP/1.1 429 \r\nRetry-After: @@@@\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 \r\nRetry-After: @@@@\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n\
         0\r\n\r\nHTTP/1.1 503 \r\nRetry-After: @@@@\r\n\r\n",
    ];
    texts.map(|text| text.as_bytes().to_vec()).into()
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let good = prop::sample::select(samples());
    prop_oneof![good, spoilt(samples(), WORDS)].prop_map(|mut text| {
        text.truncate(LONGEST);
        text
    })
}

fn reply() -> impl Strategy<Value = Reply> {
    (text(), weighted(0.2, text())).prop_map(|(text, late)| Reply { text, late })
}

/// Answers what is asked over one connection; closes it when the client waits for more.
async fn serve(mut stream: TcpStream, conversation: Arc<Mutex<Option<Conversation>>>) {
    // Or what comes later would come with the acknowledgement of what came before: after the next request.
    stream.set_nodelay(true).unwrap();
    let mut request = [0; 2_048];
    let mut is_first = true;
    loop {
        let asked = tokio::select! {
            biased;
            asked = stream.read(&mut request) => asked,
            () = turns(), if !is_first => return,
        };
        let Ok(length @ 1..) = asked else { return };
        let text = String::from_utf8_lossy(&request[..length]);
        let (_, number) = text.split_once("hit=").unwrap();
        let number: usize = number[..1].parse().unwrap();
        let reply = {
            let mut conversation = conversation.lock();
            let conversation = conversation.as_mut().unwrap();
            conversation.came[number] += 1;
            conversation.connections += usize::from(is_first);
            conversation.replies[number].clone()
        };
        is_first = false;
        let sent = send(&mut stream, &reply, number).await;
        conversation.lock().as_mut().unwrap().replied[number] += 1;
        if sent.is_err() {
            return;
        }
    }
}

async fn send(stream: &mut TcpStream, reply: &Reply, number: usize) -> io::Result<()> {
    stream.write_all(&marked(&reply.text, number)).await?;
    if let Some(late) = &reply.late {
        turns().await;
        stream.write_all(&marked(late, number)).await?;
    }
    Ok(())
}

/// In one turn of this runtime, which has one thread, the client sees what was sent and does what there is to do.
async fn turns() {
    for _ in 0..TURNS {
        yield_now().await;
    }
}

#[test]
fn no_hit_gets_the_answer_to_another() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let conversation = Arc::new(Mutex::new(None));
    let served = Arc::clone(&conversation);
    let servers = runtime.block_on(Servers::start(move |stream| serve(stream, Arc::clone(&served))));
    let connector = HttpConnector::new().unwrap();
    let method = prop::sample::select(vec![Method::Post, Method::Get]);
    let good = samples();
    let used_again = Mutex::new(0);
    fuzz("reuse", 500, &(uniform6(reply()), method), |(replies, method)| {
        let target = Target::new(format!("http://{}", servers.one()), 1);
        let transport = connector.connect(&target, &RequestSettings { method, ..Default::default() }).unwrap();
        let texts = replies.clone().map(|reply| reply.text);
        *conversation.lock() = Some(Conversation { replies, came: [0; HITS], replied: [0; HITS], connections: 0 });
        for (number, text) in texts.iter().enumerate() {
            let hit = OutgoingHit { parameters: format!("hit={number}"), user_agent: "a", accept_language: "b" };
            let answer = runtime.block_on(async { timeout(PATIENCE, transport.send(hit)).await.unwrap() });
            assert_sound(&answer);
            let state = |of: fn(&Conversation) -> [usize; HITS]| of(conversation.lock().as_ref().unwrap())[number];
            let came = state(|conversation| conversation.came);
            assert!(came <= 1, "hit {number} came {came} times");
            let own = Some(Duration::from_secs(mark(number)));
            if came == 1 && good.contains(text) {
                assert_eq!(answer.retry_after, own, "hit {number} did not get its good answer: {answer:?}");
            }
            let mut others =
                (0..HITS).map(|other| Some(Duration::from_secs(mark(other)))).filter(|other| *other != own);
            assert!(!others.any(|other| answer.retry_after == other), "hit {number} got another's answer: {answer:?}");
            runtime.block_on(async {
                while state(|conversation| conversation.replied) < came {
                    yield_now().await;
                }
            });
        }
        let conversation = conversation.lock().take().unwrap();
        *used_again.lock() += conversation.came.iter().sum::<usize>() - conversation.connections;
    });
    assert!(used_again.into_inner() > 100, "hardly any connection was used again, so this says nothing");
}
