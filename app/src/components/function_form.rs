//! The form of a server function, a plain one without JavaScript. The `ActionForm` of Leptos knows no base path.

use crate::{base::at, error::AppError};
use leptos::{
    ev::SubmitEvent,
    form::FromFormData,
    prelude::*,
    server_fn::{
        Http, ServerFn,
        codec::PostUrl,
        error::{FromServerFnError, ServerFnErrorErr},
    },
};
use serde::de::DeserializeOwned;

/// Sends its inputs to the server function of `action`.
#[component]
pub fn FunctionForm<F, Output>(
    /// What sends it while the page is alive.
    action: ServerAction<F>,
    /// Inputs and a button.
    children: Children,
) -> impl IntoView
where
    F: ServerFn<Protocol = Http<PostUrl, Output>, Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    F::Output: Send + Sync + 'static,
{
    view! { <form action=at(F::url()) method="post" on:submit=move |event| submit(&event, action)>{children()}</form> }
}

/// Sends the inputs of the form by `action` instead of leaving the page.
fn submit<F>(event: &SubmitEvent, action: ServerAction<F>)
where
    F: ServerFn<Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    F::Output: Send + Sync + 'static,
{
    // A button may have dealt with it.
    if event.default_prevented() {
        return;
    }
    event.prevent_default();
    match F::from_event(event) {
        Ok(arguments) => {
            action.dispatch(arguments);
        }
        Err(error) => {
            let error = AppError::from_server_fn_error(ServerFnErrorErr::Args(error.to_string()));
            action.value().set(Some(Err(error)));
        }
    }
}
