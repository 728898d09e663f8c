//! Puts an answer together from what is read, in whatever parts it comes. Knows nothing of connections.

use super::{
    body::Body,
    head::{self, Head},
};
use crate::{
    exchange_failure::ExchangeFailure,
    pool::{MAX_BODY, Reply},
};
use std::time::Duration;

/// The longest head, bytes.
const MAX_HEAD: usize = 32 * 1024;

/// An answer in the making.
#[derive(Debug)]
pub(super) enum Assembly {
    /// Its head has not come whole; what has come of it. Nearly always a head comes in one piece and this is empty.
    Head(Vec<u8>),
    /// Its body.
    Body {
        /// What the head said.
        head: Head,
        /// What is to come.
        body: Body,
        /// What has come.
        read: Vec<u8>,
    },
}

/// A whole answer.
#[derive(Debug)]
pub(super) struct Answered {
    /// The answer.
    pub reply: Reply,
    /// Whether the connection takes another request.
    pub keeps_alive: bool,
    /// How long the server keeps it, if it says so.
    pub patience: Option<Duration>,
}

impl Assembly {
    /// Nothing has come.
    pub(super) fn new() -> Self {
        Self::Head(Vec::new())
    }

    /// Takes what was read next; gives the answer when it is whole.
    ///
    /// # Errors
    /// What is wrong with the answer.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<Option<Answered>, ExchangeFailure> {
        match self {
            Self::Head(begun) if begun.is_empty() => self.begin(bytes),
            Self::Head(begun) => {
                begun.extend_from_slice(bytes);
                // Looked at again only with a new end of a line: a head in many parts would be read very often.
                if bytes.contains(&b'\n') {
                    let begun = std::mem::take(begun);
                    self.begin(&begun)
                } else {
                    self.wait()
                }
            }
            Self::Body { .. } => self.take_body(bytes),
        }
    }

    /// The connection ended; the answer, if that is how it was to end.
    ///
    /// # Errors
    /// [`ExchangeFailure::Broke`] or [`ExchangeFailure::BrokeOff`].
    pub(super) fn end(self) -> Result<Answered, ExchangeFailure> {
        match self {
            Self::Head(_) => Err(ExchangeFailure::closed()),
            Self::Body { head, body: Body::UntilEnd, read } => Ok(answered(head, read, true)),
            Self::Body { .. } => Err(ExchangeFailure::closed_in_answer()),
        }
    }

    /// Whether the head has come.
    pub(super) fn has_head(&self) -> bool {
        matches!(self, Self::Body { .. })
    }

    /// Takes all that has come so far.
    fn begin(&mut self, mut bytes: &[u8]) -> Result<Option<Answered>, ExchangeFailure> {
        let Some(head) = head_of(&mut bytes)? else {
            *self = Self::Head(bytes.to_vec());
            return self.wait();
        };
        let body = Body::new(head.framing);
        *self = Self::Body { head, body, read: Vec::new() };
        self.take_body(bytes)
    }

    /// There has to be more of the head, which must not go on for ever.
    fn wait(&self) -> Result<Option<Answered>, ExchangeFailure> {
        match self {
            Self::Head(begun) if begun.len() > MAX_HEAD => Err(ExchangeFailure::NotHttp),
            _ => Ok(None),
        }
    }

    fn take_body(&mut self, mut bytes: &[u8]) -> Result<Option<Answered>, ExchangeFailure> {
        let Self::Body { head, body, read } = self else { return Ok(None) };
        while !body.is_done() {
            if bytes.is_empty() {
                return Ok(None);
            }
            let part = body.next(&mut bytes).map_err(|error| ExchangeFailure::BrokeOff(error.0))?;
            if read.len() + part.len() > MAX_BODY {
                if Reply::is_told_by_body(head.status) {
                    return Err(ExchangeFailure::Endless { status: head.status, limit: MAX_BODY });
                }
                // Whatever else it says: the status has said it.
                return Ok(self.finish(false));
            }
            read.extend_from_slice(part);
        }
        let is_clean = bytes.is_empty() && !body.is_odd();
        Ok(self.finish(is_clean))
    }

    /// The answer with what has come of its body.
    fn finish(&mut self, is_clean: bool) -> Option<Answered> {
        match std::mem::replace(self, Self::new()) {
            Self::Body { head, read, .. } => Some(answered(head, read, is_clean)),
            Self::Head(_) => None,
        }
    }
}

/// Reads a head, past those of informational answers (100 to 199), from the front of `bytes`, which moves on past
/// them. `None` when there has to be more.
fn head_of(bytes: &mut &[u8]) -> Result<Option<Head>, ExchangeFailure> {
    while let Some((head, length)) = head::parse(bytes)? {
        *bytes = bytes.get(length..).unwrap_or_default();
        match head.status {
            // 101 would be the last in this protocol.
            100 | 102..=199 => {}
            _ => return Ok(Some(head)),
        }
    }
    Ok(None)
}

/// `is_clean`: the answer is over, without a doubt, and nothing came that does not belong to it.
fn answered(head: Head, body: Vec<u8>, is_clean: bool) -> Answered {
    let Head { status, headers, keeps_alive, patience, .. } = head;
    Answered { reply: Reply { status, headers, body }, keeps_alive: keeps_alive && is_clean, patience }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(parts: &[&[u8]]) -> Result<Option<(u16, Vec<u8>, bool)>, ExchangeFailure> {
        let mut assembly = Assembly::new();
        for part in parts {
            if let Some(answered) = assembly.take(part)? {
                return Ok(Some((answered.reply.status, answered.reply.body, answered.keeps_alive)));
            }
        }
        Ok(None)
    }

    proptest! {
        #[test]
        fn an_answer_is_the_same_in_whatever_parts_it_comes(cut in 1_usize..60, body in "[a-z]{0,40}") {
            let texts = [
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()),
                format!("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()),
                format!("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n{:x}\r\n{body}\r\n{}",
                    body.len(), if body.is_empty() { "" } else { "0\r\n\r\n" }),
            ];
            for text in texts {
                let parts: Vec<&[u8]> = text.as_bytes().chunks(cut).collect();
                prop_assert_eq!(read(&parts).unwrap(), Some((200, body.clone().into_bytes(), true)), "{}", text);
                let all_but_one = text.as_bytes().split_last().unwrap().1;
                prop_assert_eq!(read(&[all_but_one]).unwrap(), None);
            }
        }
    }

    #[test]
    fn what_follows_an_answer_spoils_the_connection_and_not_the_answer() {
        let two = b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
        assert_eq!(read(&[two]).unwrap(), Some((204, Vec::new(), false)));
    }

    #[test]
    fn nothing_goes_on_for_ever() {
        assert!(matches!(read(&[b"HTTP/1.1 200 OK\r\nX: ", &[b'x'; MAX_HEAD + 1]]), Err(ExchangeFailure::NotHttp)));
        let endless = [&b"HTTP/1.1 200 OK\r\n\r\n"[..], &[b'x'; MAX_BODY], b"x"];
        assert!(matches!(read(&endless), Err(ExchangeFailure::Endless { status: 200, limit: MAX_BODY })));
        let page = [&b"HTTP/1.1 404 Not Found\r\nContent-Length: 1000000\r\n\r\n"[..], &[b'x'; MAX_BODY], b"x"];
        let (status, _, keeps_alive) = read(&page).unwrap().unwrap();
        assert_eq!((status, keeps_alive), (404, false));
        let informational = b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(3);
        assert_eq!(read(&[&informational]).unwrap(), None);
    }

    #[test]
    fn the_end_of_a_connection_ends_only_what_it_may_end() {
        let ended = |bytes: &[u8]| {
            let mut assembly = Assembly::new();
            assert!(assembly.take(bytes).unwrap().is_none());
            assembly.end().map(|answered| (answered.reply.body, answered.keeps_alive))
        };
        assert_eq!(ended(b"HTTP/1.1 200 OK\r\n\r\nabc").unwrap(), (b"abc".to_vec(), false));
        assert!(matches!(ended(b""), Err(ExchangeFailure::Broke(_))));
        assert!(matches!(ended(b"HTTP/1.1 20"), Err(ExchangeFailure::Broke(_))));
        assert!(matches!(ended(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc"), Err(ExchangeFailure::BrokeOff(_))));
        assert!(matches!(
            ended(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc"),
            Err(ExchangeFailure::BrokeOff(_))
        ));
    }
}
