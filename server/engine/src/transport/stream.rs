//! A connection's bytes, encrypted or not.

use rustix::{io::Errno, net::RecvFlags};
use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

/// TCP, or TLS over TCP.
pub struct Stream {
    bytes: Bytes,
    /// Whether the next read that finds nothing is to make sure of it.
    look: Arc<AtomicBool>,
}

enum Bytes {
    Plain(TcpStream),
    /// Boxed because it is ten times the size.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// As it is.
    pub fn plain(stream: TcpStream) -> Self {
        Self { bytes: Bytes::Plain(stream), look: Arc::default() }
    }

    /// Encrypted.
    pub fn tls(stream: TlsStream<TcpStream>) -> Self {
        Self { bytes: Bytes::Tls(Box::new(stream)), look: Arc::default() }
    }

    /// Set, it makes the next read that finds nothing ask the system whether the other side has closed.
    /// The runtime asks for all connections together, so it may not have heard of it yet.
    pub fn look(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.look)
    }

    fn is_closed(&self) -> bool {
        let socket = match &self.bytes {
            Bytes::Plain(stream) => stream,
            Bytes::Tls(stream) => stream.get_ref().0,
        };
        // The socket does not block. All but "nothing yet" and data is an end.
        match rustix::net::recv(socket, &mut [0], RecvFlags::PEEK) {
            Ok((_, length)) => length == 0,
            Err(error) => error != Errno::AGAIN && error != Errno::WOULDBLOCK,
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let stream = self.get_mut();
        let read = match &mut stream.bytes {
            Bytes::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Bytes::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        };
        if stream.look.load(Ordering::Relaxed) {
            stream.look.store(false, Ordering::Relaxed);
            if read.is_pending() && stream.is_closed() {
                // Nothing read: the end.
                return Poll::Ready(Ok(()));
            }
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().bytes {
            Bytes::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Bytes::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().bytes {
            Bytes::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Bytes::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().bytes {
            Bytes::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Bytes::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().bytes {
            Bytes::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Bytes::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.bytes {
            Bytes::Plain(stream) => stream.is_write_vectored(),
            Bytes::Tls(stream) => stream.is_write_vectored(),
        }
    }
}
