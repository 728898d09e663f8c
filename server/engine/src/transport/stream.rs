//! A connection's bytes, encrypted or not.

use rustix::{io::Errno, net::RecvFlags};
use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

/// TCP, or TLS over TCP.
pub enum Stream {
    /// As it is.
    Plain(TcpStream),
    /// Encrypted. Boxed because it is ten times the size.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// Whether an idle connection is over: closed, or with something to say that nobody asked for. `look` makes
    /// sure of it by asking the system: the runtime asks for all connections together, so it may not have heard of
    /// it yet.
    pub fn is_over(&mut self, cx: &mut Context<'_>, look: bool) -> bool {
        let mut any = [0];
        let is_quiet = match self {
            // Asks the system only if there was news.
            Self::Plain(stream) => stream.try_read(&mut any).is_err_and(|e| e.kind() == io::ErrorKind::WouldBlock),
            // There may be messages that are TLS's own.
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, &mut ReadBuf::new(&mut any)).is_pending(),
        };
        !is_quiet || look && self.is_closed()
    }

    fn is_closed(&self) -> bool {
        let socket = match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref().0,
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
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Self::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }
}
