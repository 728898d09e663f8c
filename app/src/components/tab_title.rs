//! What stands in the browser's tab.
//!
//! A page's title can hold what people wrote, such as the name of a preset, and leptos_meta writes it into a
//! server-rendered page as it is. So it is escaped there, once, for the titles of all pages; in the browser it is set
//! as a text, and must not be.

use leptos::prelude::*;
use leptos_meta::Title;

/// Completes and escapes the titles that pages set with leptos_meta's `Title`.
#[component]
pub fn TabTitle() -> impl IntoView {
    let complete = |title: String| if title.is_empty() { NAME.to_owned() } else { format!("{title} · {NAME}") };
    view! {
        <Title formatter=move |title: String| {
            let title = complete(title);
            if cfg!(feature = "ssr") { escaped(&title) } else { title }
        }/>
    }
}

const NAME: &str = "Trackstorm";

/// `text` as the content of an element that holds text only.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_title() {
        assert_eq!(escaped("</title><h1>a &amp; b"), "&lt;/title&gt;&lt;h1&gt;a &amp;amp; b");
    }
}
