//! A connection's bytes, encrypted or not.

use rustix::{io::Errno, net::RecvFlags};
use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    task::coop,
};
use tokio_rustls::client::TlsStream;

/// TCP, or TLS over TCP.
pub(crate) enum Stream {
    /// As it is.
    Plain(TcpStream),
    /// Encrypted. Boxed because it is ten times the size.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// Whether an idle connection is over: closed, or with something to say that nobody asked for. `look` makes
    /// sure of it by asking the system: the runtime asks for all connections together, so it may not have heard of
    /// it yet. Pending when it is somebody else's turn: of a thousand connections that were closed together, not all
    /// should be looked at in one go.
    pub(crate) fn poll_over(&mut self, cx: &mut Context<'_>, look: bool) -> Poll<bool> {
        let mut any = [0];
        let is_quiet = match self {
            Self::Plain(stream) => {
                let turn = ready!(coop::poll_proceed(cx));
                // Asks the system only if there was news.
                let is_quiet = stream.try_read(&mut any).is_err_and(|e| e.kind() == io::ErrorKind::WouldBlock);
                if !is_quiet {
                    turn.made_progress();
                }
                is_quiet
            }
            Self::Tls(stream) => {
                // There may be messages that are TLS's own.
                let is_quiet = Pin::new(stream).poll_read(cx, &mut ReadBuf::new(&mut any)).is_pending();
                if is_quiet && !coop::has_budget_remaining() {
                    return Poll::Pending;
                }
                is_quiet
            }
        };
        Poll::Ready(!is_quiet || look && self.has_news())
    }

    fn has_news(&self) -> bool {
        let socket = match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref().0,
        };
        // The socket does not block. All but "nothing yet" is data or an end.
        !matches!(rustix::net::recv(socket, &mut [0], RecvFlags::PEEK), Err(Errno::AGAIN))
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
