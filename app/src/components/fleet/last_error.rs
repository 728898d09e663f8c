//! The latest error of a target in a few words, with its sentence on demand: by mouse, touch and keyboard, without
//! JavaScript too.

use crate::{
    components::icon::{Icon, IconName},
    format,
};
use domain::LastError;
use leptos::prelude::*;

/// The words and the sentence of `error`; `id` tells targets apart.
pub fn last_error(id: i64, error: &LastError) -> impl IntoView + use<> {
    let popover = format!("last-error-{id}");
    view! {
        <button type="button" class="error-words" popovertarget=popover.clone()>
            <Icon name=IconName::Warning/><span>{short(&error.message).to_owned()}</span>
        </button>
        <span class="error-sentence" id=popover popover="auto" role="note">
            <time datetime=error.at.clone()>{format::clock(&error.at)}</time>" "{error.message.clone()}
        </span>
    }
}

/// What a sentence begins with, without what it adds: "connection refused", "answered 503".
pub fn short(message: &str) -> &str {
    let end = [": ", "; ", " (", ", "].into_iter().filter_map(|mark| message.find(mark)).min();
    end.and_then(|end| message.get(..end)).unwrap_or(message)
}

#[cfg(test)]
mod tests {
    use super::short;
    use domain::messages::NotDelivered;

    #[test]
    fn a_few_words_say_what_happened() {
        for (error, words) in [
            (NotDelivered::ConnectionRefused, "connection refused"),
            (NotDelivered::NoTls, "TLS failed"),
            (NotDelivered::Timeout { seconds: 5.0 }, "no complete answer within 5 s"),
        ] {
            assert_eq!(short(&error.to_string()), words);
        }
        assert_eq!(short(""), "");
    }
}
