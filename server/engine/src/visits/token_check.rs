//! Whether hits may be sent with their target's token.

use super::{Channel, Context};
use crate::tokens::Question;
use domain::{
    EventKind,
    messages::{HealthChange, NotDelivered},
};
use std::time::Duration;
use tokio::time::sleep;
use transport::{Answer, Cause, Outcome, Transport};

/// A run without a schedule would otherwise race through its visits when nothing is sent.
const PAUSE: Duration = Duration::from_millis(100);

/// Whether the token of `channel` is known to have been taken.
pub(super) fn is_good<T>(channel: &Channel<T>) -> bool {
    channel.known_trial().is_some_and(|trial| trial.is_good())
}

/// The answer to count for hits that must not be sent to the target of `channel` now; `None` if they may be sent.
pub(super) async fn refusal<T: Transport>(context: &Context<T>, channel: &Channel<T>) -> Option<Answer> {
    // A backfill checked it before it began: its days would be lost if its hits were not sent.
    if context.plan.backfill.is_some() || !context.plan.config.request.check_tokens {
        return None;
    }
    let trial = channel.trial(|| context.tokens.trial(&channel.target))?;
    if trial.is_good() {
        return None;
    }
    let refusal = trial
        .find_out(Question {
            target: &channel.target,
            transport: &channel.outlet.transport,
            timeout: context.timeout,
            registry: &context.tokens,
        })
        .await?;
    if channel.is_first_report_of_token(refusal.is_given_up) {
        context.note(EventKind::Health, true, Some(&channel.name()), HealthChange::TokenNotSent(refusal));
    }
    if !context.plan.is_open() {
        sleep(PAUSE).await;
    }
    let reason = Some(Box::new(NotDelivered::TokenRefused(refusal)));
    Some(Answer { outcome: Outcome::Rejected(Cause::Http4xx), status: None, reason, retry_after: None })
}

/// Takes note of what became of hits that were sent with the token.
pub(super) fn learn<T>(channel: &Channel<T>, answers: &[(Answer, u64)]) {
    if let Some(trial) = channel.known_trial() {
        trial.learn(answers);
    }
}
