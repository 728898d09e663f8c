//! The base path: below which path of its host Trackstorm is served. Usually none; behind a reverse proxy it may be
//! something like `/load`.
//!
//! Within the program an address begins at the root ("/targets"), on the server also when it is routed. What leaves
//! the program, into a page, a header or a request of the browser, goes through [`at`]. The server knows the base path
//! from its settings and writes it into every page, where the browser finds it.

use leptos::{
    prelude::{document, window},
    server_fn::client::try_set_server_url,
};
use leptos_router::{NavigateOptions, hooks};
use std::{fmt::Display, sync::OnceLock};
use wasm_bindgen::JsValue;

/// The attribute of `<html>` that tells the browser.
const ATTRIBUTE: &str = "data-base-path";

static BASE: OnceLock<String> = OnceLock::new();

/// The base path: empty, or like `/load`.
pub fn base() -> &'static str {
    BASE.get().map_or("", String::as_str)
}

/// Sets the base path, before anything is rendered and once in the life of the process.
pub fn set(path: String) {
    let _ = BASE.set(path);
}

/// The address that others know `path` by; it begins with a slash and may have a query.
pub fn at(path: impl Display) -> String {
    format!("{}{path}", base())
}

/// What [`at`] made `path` from; `None` if it is not below the base path.
pub fn below(path: &str) -> Option<&str> {
    rest(base(), path)
}

fn rest<'a>(base: &str, path: &'a str) -> Option<&'a str> {
    match path.strip_prefix(base)? {
        "" => Some("/"),
        rest => rest.starts_with('/').then_some(rest),
    }
}

/// The value of the page's [`ATTRIBUTE`]; none at the root.
pub(crate) fn attribute() -> Option<&'static str> {
    Some(base()).filter(|base| !base.is_empty())
}

/// In the browser, before it takes the page over: learns the base path from the page.
pub fn take_from_page() {
    let root = document().document_element();
    set(root.and_then(|root| root.get_attribute(ATTRIBUTE)).unwrap_or_default());
    // Only this sets it.
    let _ = try_set_server_url(base());
    move_below();
}

/// Puts the base path into an address without it, which a browser has that came to the server past the proxy: the
/// router knows no other addresses.
fn move_below() {
    let location = window().location();
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    let path = part(location.pathname());
    if path.strip_prefix(base()).is_some_and(|rest| rest.starts_with('/')) {
        return;
    }
    let path = below(&path).unwrap_or(&path);
    let address = at(path) + &part(location.search()) + &part(location.hash());
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// On the server, while a page is made: tells its router the address that the browser knows.
#[cfg(feature = "ssr")]
pub fn tell_address() {
    use axum::http::request::Parts;
    use leptos::prelude::{provide_context, use_context};
    use leptos_router::location::RequestUrl;

    let asked = use_context::<Parts>().and_then(|request| request.uri.path_and_query().map(at));
    if let Some(asked) = asked {
        // In full, because one that begins with two slashes would name a host.
        provide_context(RequestUrl::new(&format!("http://localhost{asked}")));
    }
}

/// Leads to a page, as the router's hook of this name, for addresses that begin at the root.
pub fn use_navigate() -> impl Fn(&str, NavigateOptions) + Clone {
    let navigate = hooks::use_navigate();
    // Resolving, the router would make "/load" of "/" where links have "/load/".
    move |path: &str, options: NavigateOptions| navigate(&at(path), NavigateOptions { resolve: false, ..options })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_is_below_the_base_path_begins_with_a_slash() {
        for (base, path, expected) in [
            ("", "/", Some("/")),
            ("", "/targets", Some("/targets")),
            ("/load", "/load", Some("/")),
            ("/load", "/load/", Some("/")),
            ("/load", "/load/targets", Some("/targets")),
            ("/load", "/load/load/x", Some("/load/x")),
            ("/tools/load", "/tools/load/runs/1", Some("/runs/1")),
            ("/load", "/", None),
            ("/load", "/loads", None),
            ("/load", "/targets", None),
            ("/tools/load", "/tools", None),
        ] {
            assert_eq!(rest(base, path), expected, "{base} {path}");
        }
    }

    /// Some pages are opened by no test.
    #[test]
    fn no_view_names_an_address_from_the_root() {
        // As the views write it; and what of Leptos knows no base path, or another address than ours.
        let unwanted = [
            "href=\"/",
            "src=\"/",
            "action=\"/",
            "href=format!(\"/",
            "<ActionForm",
            "hooks::use_navigate",
            "hooks::{use_navigate",
        ];
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for words in unwanted.iter().filter(|words| text.contains(**words)) {
                    assert!(path.ends_with("base.rs"), "{}: {words}", path.display());
                }
            }
        }
    }
}
