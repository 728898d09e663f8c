//! One request from arrival to answer: read it, decide its fate, process it, and see the fate through.

use std::{convert::Infallible, future::pending, net::IpAddr, sync::Arc};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header::LOCATION};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming as Body;
use tokio::{sync::mpsc, time};

use super::connection::Takeover;
use crate::{
    answer::{self, Answer},
    control,
    faults::{Fate, Seizure, State},
    incoming::Incoming,
    reporting,
    sim::Sim,
    tracker,
};

/// The largest body read, in bytes: room for some 50,000 hits in one bulk.
const MAX_BODY: usize = 16 << 20;

pub(crate) async fn respond(
    sim: Arc<Sim>,
    peer: IpAddr,
    orders: mpsc::Sender<Takeover>,
    request: Request<Body>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(handle(&sim, peer, orders, request).await.map(Full::new))
}

async fn handle(sim: &Sim, peer: IpAddr, orders: mpsc::Sender<Takeover>, request: Request<Body>) -> Answer {
    let (parts, body) = request.into_parts();
    let read = Limited::new(body, MAX_BODY).collect().await;
    let incoming = match read {
        Ok(body) => Incoming { parts, body: body.to_bytes(), peer },
        Err(error) if error.is::<LengthLimitError>() => {
            return answer::empty(StatusCode::PAYLOAD_TOO_LARGE);
        }
        Err(_) => return answer::empty(StatusCode::BAD_REQUEST),
    };
    if control::is_control(incoming.path()) {
        return control::answer(sim, &incoming);
    }
    let mut receipt = sim.requests.receive(incoming.path());
    let plan = sim.plan();
    let answer = process(sim, &incoming, plan.state);
    if !plan.delay.is_zero() {
        time::sleep(plan.delay).await;
    }
    let answer = match plan.fate {
        Fate::Answer => answer,
        Fate::Instead(status) => instead(status),
        Fate::Never => pending().await,
        Fate::Seize(seizure) => {
            let is_head = incoming.is(&http::Method::HEAD);
            let takeover = Takeover { seizure, wire: on_the_wire(&answer, is_head) };
            if matches!(seizure, Seizure::Trickle(_)) {
                receipt.answered(answer.status());
            }
            // The connection takes one order and drops this future; there is nothing left to return.
            let _ = orders.send(takeover).await;
            pending().await
        }
    };
    receipt.answered(answer.status());
    answer
}

fn process(sim: &Sim, incoming: &Incoming, state: State) -> Answer {
    match incoming.script() {
        "matomo.php" | "piwik.php" => tracker::answer(sim, incoming, state),
        "index.php" => reporting::answer(sim, incoming, state),
        _ => answer::html(StatusCode::NOT_FOUND, "<h1>404 Not Found</h1>"),
    }
}

/// What a web server says in Matomo's place.
fn instead(status: StatusCode) -> Answer {
    if status.is_redirection() {
        let mut answer = answer::empty(status);
        answer::set(answer.headers_mut(), LOCATION, "/login");
        return answer;
    }
    answer::html(status, format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"))
}

/// The bytes hyper would send, for a socket it no longer holds.
fn on_the_wire(answer: &Answer, is_head: bool) -> Bytes {
    let mut wire = format!("HTTP/1.1 {}\r\n", answer.status()).into_bytes();
    for (name, value) in answer.headers() {
        wire.extend_from_slice(name.as_str().as_bytes());
        wire.extend_from_slice(b": ");
        wire.extend_from_slice(value.as_bytes());
        wire.extend_from_slice(b"\r\n");
    }
    if answer.status() != StatusCode::NO_CONTENT {
        wire.extend_from_slice(format!("content-length: {}\r\n", answer.body().len()).as_bytes());
    }
    wire.extend_from_slice(b"connection: close\r\n\r\n");
    if !is_head {
        wire.extend_from_slice(answer.body());
    }
    wire.into()
}
