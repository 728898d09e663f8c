//! Targets on loopback, well or with a fault each, on a thread of their own.

use super::{Failure, pin};
use std::{io, thread, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    runtime::Builder,
    sync::oneshot,
    time::sleep,
};

/// What is the matter with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing: it answers 204.
    None,
    /// It reads and never answers.
    Hang,
    /// It takes no connections.
    Refuse,
    /// It resets the connection when a request came.
    Reset,
    /// Its answer comes byte by byte and never ends.
    Trickle,
    /// What it answers is no HTTP.
    Garbage,
}

/// They are gone when this is dropped.
pub(crate) struct Targets {
    pub urls: Vec<String>,
    thread: Option<thread::JoinHandle<()>>,
    stop: Option<oneshot::Sender<()>>,
}

impl Targets {
    /// Listens with one of `faults` each.
    pub(crate) fn listen(faults: Vec<Fault>) -> Result<Self, Failure> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let mut urls = Vec::new();
        // Bound without listening: nobody else gets the port.
        let mut refusing = Vec::new();
        for fault in faults {
            let socket = TcpSocket::new_v4()?;
            socket.bind(([127, 0, 0, 1], 0).into())?;
            urls.push(format!("http://{}", socket.local_addr()?));
            if fault == Fault::Refuse {
                refusing.push(socket);
            } else {
                let _inside = runtime.enter();
                runtime.spawn(accept(socket.listen(1_024)?, fault));
            }
        }
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            pin::to_processor(1);
            let _refusing = refusing;
            // Either way it is over.
            let _ = runtime.block_on(stopped);
        });
        Ok(Self { urls, thread: Some(thread), stop: Some(stop) })
    }
}

impl Drop for Targets {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept(listener: TcpListener, fault: Fault) {
    while let Ok((stream, _)) = listener.accept().await {
        // That a connection ends with an error is part of it.
        tokio::spawn(async move { serve(stream, fault).await });
    }
}

async fn serve(mut stream: TcpStream, fault: Fault) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = [0; 4_096];
    // A request of this size comes in one read.
    while stream.read(&mut buffer).await? > 0 {
        match fault {
            Fault::None => stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await?,
            Fault::Hang | Fault::Refuse => {}
            Fault::Reset => return stream.set_zero_linger(),
            Fault::Trickle => {
                for byte in b"HTTP/1.1 200 OK\r\nx-slow: ".iter().chain([b'x'; 4_096].iter()) {
                    stream.write_all(&[*byte]).await?;
                    sleep(Duration::from_millis(100)).await;
                }
            }
            Fault::Garbage => stream.write_all(b"\x16\x03\x01 whatever this is, it is no answer\r\n\0\0").await?,
        }
    }
    Ok(())
}
