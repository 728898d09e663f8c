//! One data set: what it holds, and its text to be edited. The server renders what it holds; the text is
//! fetched by the page.

use super::{
    SourceBadge,
    editor::TextEditor,
    findings::Findings,
    state::Editor,
    words::{file_name, purpose, title},
};
use crate::{
    api::data_sets::{DataSetOutline, get_data_set_outline},
    base::at,
    components::{
        Confirm, ErrorNotice, Load, Missing,
        icon::{Icon, IconName},
        load_undo::use_loads,
        use_toasts,
    },
    editors::data_lines::line_at,
    error::{AppError, ErrorCode},
    form::{ErrorSummary, FormFrame, FormHeader, NeedsJavaScript},
};
use domain::{DataSetKind, DataSetSource};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

const MISSING: Missing = Missing {
    title: "Data set not found",
    heading: "There is no such data set",
    text: "",
    link: ("/data", "See all data sets"),
    testid: "data-not-found",
};

/// The page of the set whose word is in the address.
#[component]
pub fn DataSetPage() -> impl IntoView {
    let params = use_params_map();
    let kind =
        Memo::new(move |_| params.with(|params| DataSetKind::from_word(&params.get("kind").unwrap_or_default())));
    let loads = use_loads();
    let set = Resource::new(
        move || (kind.get(), loads.version()),
        async |(kind, _)| match kind {
            Some(kind) => get_data_set_outline(kind).await,
            None => Err(AppError::new(ErrorCode::NotFound, "There is no data set of that name.")),
        },
    );
    view! {
        <Load from=set what="the data set" heading="Data" missing=MISSING let:outline>
            <SetView outline/>
        </Load>
    }
    .into_any()
}

#[component]
fn SetView(outline: DataSetOutline) -> impl IntoView {
    let kind = outline.kind;
    let editor = Editor::provide(outline);
    let word = kind.as_str();
    let toasts = use_toasts();
    let asking = RwSignal::new(false);
    let cannot_reset = move || editor.source.get() == DataSetSource::Default || editor.form.saving.get();
    view! {
        <FormFrame legend="Data set" here=format!("/data/{word}") on_discard=move |()| editor.discard()
            on_mine=move |revision| editor.save_over(revision, toasts)>
            <FormHeader title=title(kind) back_to="the text that is stored" on_save=move |()| editor.save(toasts)
                on_discard=move |()| editor.discard()
                meta=move || view! { <SourceBadge source=editor.source/><span>{purpose(kind)}</span> }>
                <a class="btn btn-quiet" href=at("/data")>"All data"</a>
                <a class="btn" href=at(format_args!("/api/data-sets/{word}/download")) download=file_name(kind) rel="external"
                    data-testid="data-download"><Icon name=IconName::Download/>"Download"</a>
                <button type="button" class="btn js-only" data-testid="data-reset" aria-disabled=move || cannot_reset().to_string()
                    on:click=move |_| asking.set(!untrack(cannot_reset))>"Reset"</button>
            </FormHeader>
            <Tabs current=kind/>
            <NeedsJavaScript text="Editing needs JavaScript. The text can be downloaded without it."/>
            <ErrorSummary go_to=move |place| editor.go_to(line_at(&place).unwrap_or(1))/>
            {move || editor.failure.get().map(|error| view! { <ErrorNotice error=error testid="data-failure"/> })}
            <div class="data-columns">
                <TextEditor/>
                <Findings/>
            </div>
        </FormFrame>
        <Confirm open=asking title="Back to what is built in?" confirm_label="Reset data set"
            message="Your text is removed from the configuration. Download it first if you want to keep it; presets that have a copy keep theirs."
            on_confirm=move |()| editor.reset(toasts)/>
    }
    .into_any()
}

/// The way to the other sets.
#[component]
fn Tabs(current: DataSetKind) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label="Data sets">
            {DataSetKind::ALL.into_iter().map(|kind| view! {
                <a href=at(format_args!("/data/{}", kind.as_str())) aria-current=(kind == current).then_some("page")>{title(kind)}</a>
            }).collect_view()}
        </nav>
    }
    .into_any()
}
