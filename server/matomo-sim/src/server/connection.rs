//! One connection: HTTP by hyper, until a fault takes the socket away from it.

use std::{io, net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
    time,
};

use super::respond::respond;
use crate::{faults::Seizure, sim::Sim};

/// An order to take the socket from hyper and misuse it, with the answer that was due as it would go over the wire.
#[derive(Debug)]
pub(crate) struct Takeover {
    pub(crate) seizure: Seizure,
    pub(crate) wire: Bytes,
}

/// No HTTP, no text, no end of line.
const GARBAGE: &[u8] = b"\x00\x16\x03\x01\xff\xfe nonsense \x80\x81\x82";
/// One chunk of the body without end, 4 KiB.
const CHUNK: [&[u8]; 3] = [b"1000\r\n", &[b'x'; 0x1000], b"\r\n"];
/// Pause between chunks: endless, not a flood.
const CHUNK_PAUSE: Duration = Duration::from_millis(10);

pub(crate) async fn serve(stream: TcpStream, peer: IpAddr, sim: Arc<Sim>) {
    // A socket that is gone already is noticed when it is read.
    let _ = stream.set_nodelay(true);
    let (order, mut orders) = mpsc::channel(1);
    let service = service_fn(move |request| respond(Arc::clone(&sim), peer, order.clone(), request));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let takeover = tokio::select! {
        // Its errors are the client's doing: it left, or sent what is not HTTP.
        _ = &mut connection => return,
        Some(takeover) = orders.recv() => takeover,
    };
    let stream = connection.into_parts().io.into_inner();
    // Failing to write means that the client has had enough.
    let _ = misuse(stream, takeover).await;
}

async fn misuse(mut stream: TcpStream, Takeover { seizure, wire }: Takeover) -> io::Result<()> {
    match seizure {
        Seizure::Reset => stream.set_zero_linger(),
        Seizure::ResetMidAnswer => {
            let (half, _) = wire.split_at_checked(wire.len() / 2).unwrap_or_default();
            stream.write_all(half).await?;
            stream.set_zero_linger()
        }
        Seizure::Garbage => {
            stream.write_all(GARBAGE).await?;
            stream.shutdown().await
        }
        Seizure::Trickle(interval) => {
            for byte in wire {
                stream.write_all(&[byte]).await?;
                time::sleep(interval).await;
            }
            stream.shutdown().await
        }
        Seizure::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await?;
            let mut ignored = [0; 512];
            loop {
                for part in CHUNK {
                    stream.write_all(part).await?;
                }
                tokio::select! {
                    () = time::sleep(CHUNK_PAUSE) => {}
                    read = stream.read(&mut ignored) => if read? == 0 { return Ok(()) },
                }
            }
        }
    }
}
