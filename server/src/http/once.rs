//! Answers that are the same for all who ask until the next figures are published: written once.

use bytes::Bytes;
use engine::Published;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The latest answer of one kind. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct OncePerTick(Arc<Mutex<Option<(u64, Bytes)>>>);

impl OncePerTick {
    /// What `write` makes of `published`, written once: callers that come meanwhile wait for it instead of writing it
    /// again.
    pub(crate) async fn get(&self, published: &Published, write: impl FnOnce(&Published) -> Vec<u8>) -> Bytes {
        let mut latest = self.0.lock().await;
        match &*latest {
            Some((seq, bytes)) if *seq == published.seq => bytes.clone(),
            _ => {
                let bytes = Bytes::from(write(published));
                *latest = Some((published.seq, bytes.clone()));
                bytes
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OncePerTick;
    use engine::Published;

    #[tokio::test]
    async fn what_was_written_is_good_until_the_next_figures() {
        let answers = OncePerTick::default();
        let mut written = Vec::new();
        for seq in [7, 7, 8, 8, 8, 9] {
            let published = Published { seq, ..Default::default() };
            let answer = answers.get(&published, |published| {
                written.push(published.seq);
                published.seq.to_string().into_bytes()
            });
            assert_eq!(answer.await, seq.to_string());
        }
        assert_eq!(written, [7, 8, 9]);
    }
}
