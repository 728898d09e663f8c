//! Brings in what Trafficinator was configured with: shows what can be taken over and what cannot before
//! anything is replaced.

use crate::{
    api::tools::{apply_import, check_import},
    base::use_navigate,
    components::{Dialog, ErrorNotice, file_button::FileButton, load_undo::use_loads},
    editors::import::TakeOver,
    error::AppError,
};
use domain::Imported;
use leptos::{prelude::*, task::spawn_local};

/// What the dialog knows.
#[derive(Clone, Copy)]
struct Import {
    open: RwSignal<bool>,
    text: RwSignal<String>,
    read: RwSignal<Option<Imported>>,
    failure: RwSignal<Option<AppError>>,
    busy: RwSignal<bool>,
}

impl Import {
    fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            text: RwSignal::new(String::new()),
            read: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Another text: what was read of the one before no longer holds.
    fn write(self, text: String) {
        self.text.set(text);
        self.read.set(None);
        self.failure.set(None);
    }

    fn check(self) {
        self.ask(check_import(self.text.get_untracked()), move |read| self.read.set(Some(read)));
    }

    fn ask<T: 'static>(
        self,
        question: impl Future<Output = Result<T, AppError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let outcome = question.await;
            // The person may have left the page meanwhile.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(answer) => then(answer),
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }
}

#[component]
pub(super) fn ImportSection() -> impl IntoView {
    let import = Import::new();
    let loads = use_loads();
    let navigate = use_navigate();
    let apply = Callback::new(move |parts: TakeOver| {
        let navigate = navigate.clone();
        import.ask(apply_import(import.text.get_untracked()), move |()| {
            import.open.set(false);
            import.write(String::new());
            loads.loaded("Imported into the working configuration.");
            navigate(if parts.settings { "/traffic" } else { "/funnels" }, Default::default());
        });
    });
    view! {
        <section class="card import-section" id="import" aria-labelledby="import-title">
            <div>
                <h2 id="import-title">"Import from Trafficinator"</h2>
                <p class="muted">"A .env file, a preset as JSON, or exported funnels. You see what is taken over before anything is replaced."</p>
            </div>
            <button type="button" class="btn js-only" data-testid="import-open" on:click=move |_| import.open.set(true)>"Import…"</button>
            <p class="no-js-only">"Importing here needs JavaScript; "<code>"trackstorm import FILE"</code>" does the same on the command line."</p>
        </section>
        <Dialog open=import.open title="Import from Trafficinator" testid="import-dialog">
            <Body import=import apply=apply/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Body(import: Import, apply: Callback<TakeOver>) -> impl IntoView {
    let parts = move || import.read.with(|read| read.as_ref().map(|read| TakeOver::of(&read.config)));
    view! {
        <div class="field">
            <div class="card-head">
                <label for="import-text">"Content of the file"</label>
                <FileButton testid="import-file" accept=".env,.json,.txt,application/json,text/plain"
                    on_text=move |text| { import.write(text); import.check(); }
                    on_error=move |error| import.failure.set(Some(error))/>
            </div>
            <textarea class="input import-text" id="import-text" data-testid="import-text" rows="10" wrap="off" spellcheck="false"
                autocomplete="off" autofocus placeholder="MATOMO_URL=https://matomo.example.org/matomo.php"
                prop:value=move || import.text.get() on:input:target=move |ev| import.write(ev.target().value())></textarea>
            <p class="field-hint">"A token in it is kept by the server and shown nowhere."</p>
        </div>
        {move || import.failure.get().map(|error| view! { <ErrorNotice error=error testid="import-error"/> })}
        {move || import.read.get().map(|read| view! { <Found read=read/> })}
        <div class="dialog-actions">
            <button type="button" class="btn" on:click=move |_| import.open.set(false)>"Cancel"</button>
            <button type="button" class=move || if parts().is_some() { "btn" } else { "btn btn-primary" } data-testid="import-check"
                disabled=move || import.text.with(|text| text.trim().is_empty()) || import.busy.get()
                on:click=move |_| import.check()>"Check"</button>
            {move || parts().map(|parts| view! {
                <button type="button" class="btn btn-primary" data-testid="import-apply" disabled=move || import.busy.get()
                    on:click=move |_| apply.run(parts)>"Use as working configuration"</button>
            })}
        </div>
    }
    .into_any()
}

/// What was taken over, what was not and why, and what that replaces.
#[component]
fn Found(read: Imported) -> impl IntoView {
    let parts = TakeOver::of(&read.config);
    let Imported { taken, left_out, .. } = read;
    let nothing = taken.is_empty();
    view! {
        <section class="import-found" aria-label="What was read">
            <h3>{format!("Taken over ({})", taken.len())}</h3>
            <ul class="import-taken" tabindex="0" aria-label="Fields taken over" data-testid="import-taken">
                {taken.into_iter().map(|name| view! { <li><code>{name}</code></li> }).collect_view()}
                {nothing.then(|| view! { <li class="muted">"Nothing that differs from the defaults."</li> })}
            </ul>
            {(!left_out.is_empty()).then(|| view! {
                <h3>{format!("Left out ({})", left_out.len())}</h3>
                <ul class="import-left" tabindex="0" aria-label="Fields left out" data-testid="import-left-out">
                    {left_out.into_iter().map(|field| view! { <li><code>{field.field}</code>" "{field.message}</li> }).collect_view()}
                </ul>
            })}
            <p class="notice">
                "Using it replaces the "<b>{parts.words()}</b>" of the working configuration. "
                {if parts.funnels { "Data sets stay." } else { "Funnels and data sets stay." }}
                " You can undo that for a while; an active run goes on with what it has."
            </p>
        </section>
    }
    .into_any()
}
