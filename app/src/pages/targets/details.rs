//! What few targets need, folded up below their row, so that a list of a thousand stays light.

use super::{
    cell::rate_column,
    certificate::CertificateField,
    connection::{self, ConnectionFields},
    state::Editor,
};
use crate::{
    components::icon::{Icon, IconName},
    editors::{
        Column, Row,
        extras::{cap, trusts, ways},
        load::three_digits,
    },
    form::Field,
};
use domain::DistributionStrategy;
use leptos::prelude::*;

/// Whether the input with this id stands in the details of the row with this key.
pub(super) fn shows(id: &str, key: u32, strategy: DistributionStrategy) -> bool {
    columns(strategy).any(|column| column.id(key) == id)
}

/// The columns in the details: what the table has no room for, and what other strategies go by.
fn columns(strategy: DistributionStrategy) -> impl Iterator<Item = Column> {
    let other = if rate_column(strategy) == Column::Weight { Column::VisitsPerDay } else { Column::Weight };
    [Column::MaxRate, other, Column::Certificate].into_iter().chain(connection::COLUMNS)
}

/// Shows the details and folds them up.
#[component]
pub(super) fn DetailsButton(row_key: u32, row: Memo<Row>, name: Memo<String>) -> impl IntoView {
    let editor = Editor::get();
    let open = Memo::new(move |_| editor.open.with(|open| open.contains(&row_key)));
    let set = Memo::new(move |_| row.with(|row| summary(row).is_some()));
    let was_tried = editor.form.was_tried();
    let wrong = Memo::new(move |_| {
        let Some(index) = editor.draft.with(|draft| draft.rows.index_of(row_key)).filter(|_| was_tried.get()) else {
            return false;
        };
        let mut columns = columns(editor.draft.with(|draft| draft.strategy));
        editor.form.findings.with(|findings| columns.any(|column| findings.error_at(&column.path(index)).is_some()))
    });
    view! {
        <button type="button" class="btn btn-quiet btn-small editor-more" class:editor-more-set=move || set.get()
            class:editor-more-wrong=move || wrong.get() data-testid="target-details" title="Cap, certificates, proxy, password and more"
            aria-label=move || format!("More settings of {}", name.get())
            aria-expanded=move || open.get().to_string() aria-controls=move || open.get().then(|| details_id(row_key))
            on:click=move |_| editor.show_details(row_key, !open.get_untracked())>
            <Icon name=IconName::Sliders/><span class="editor-action-word">"More"</span>
        </button>
    }
    .into_any()
}

fn details_id(key: u32) -> String {
    format!("t{key}-details")
}

/// The details, or in a few words what is set there.
#[component]
pub(super) fn DetailsLine(row_key: u32, row: Memo<Row>, name: Memo<String>) -> impl IntoView {
    let editor = Editor::get();
    let open = Memo::new(move |_| editor.open.with(|open| open.contains(&row_key)));
    let summary = Memo::new(move |_| row.with(summary));
    move || {
        if open.get() {
            return Some(
                view! {
                    <tr class="editor-details-row" id=details_id(row_key) data-testid="target-details-row">
                        <td></td>
                        <td colspan="9"><Details row_key row name/></td>
                    </tr>
                }
                .into_any(),
            );
        }
        let summary = summary.get()?;
        Some(
            view! {
                <tr class="editor-answer-row"><td></td><td colspan="9">
                    <p class="editor-answer" data-testid="target-extras">{summary}</p>
                </td></tr>
            }
            .into_any(),
        )
    }
}

/// What is set of what is folded up.
fn summary(row: &Row) -> Option<String> {
    let rate = row.max_rate.trim();
    let rate = (!rate.is_empty()).then(|| rate.parse().map_or_else(|_| rate.to_owned(), three_digits));
    let parts: Vec<_> =
        rate.map(|rate| cap(&rate)).into_iter().chain(trusts(&row.certificate)).chain(ways(&row.connection)).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

#[component]
fn Details(row_key: u32, row: Memo<Row>, name: Memo<String>) -> impl IntoView {
    let editor = Editor::get();
    let strategy = editor.strategy();
    view! {
        <div class="editor-details" role="group" aria-label=move || format!("More settings of {}", name.get())>
            <Text row_key row column=Column::MaxRate placeholder=Column::MaxRate.absent()/>
            {move || match rate_column(strategy.get()) {
                Column::Weight => view! {
                    <Text row_key row column=Column::VisitsPerDay
                        placeholder=Signal::derive(move || editor.equal_part())/>
                }
                .into_any(),
                _ => view! {
                    <Text row_key row column=Column::Weight/>
                }
                .into_any(),
            }}
            <CertificateField row_key row name/>
            <ConnectionFields row_key row/>
        </div>
    }
    .into_any()
}

#[component]
fn Text(
    row_key: u32,
    row: Memo<Row>,
    column: Column,
    #[prop(optional, into)] placeholder: Signal<String>,
) -> impl IntoView {
    let editor = Editor::get();
    view! {
        <Field input=editor.input(row_key, column) label=column.label() unit=column.unit() hint=column.help() placeholder mode="decimal"
            text=Memo::new(move |_| row.with(|row| row.text(column).to_owned()))
            on_text=move |text| editor.type_cell(row_key, column, text)/>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_folded_up_is_summed_up_in_a_few_words() {
        let mut row = Row::new();
        assert_eq!(summary(&row), None);
        row.max_rate = "0.50".into();
        row.certificate = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----".into();
        assert_eq!(summary(&row).as_deref(), Some("at most 0.5 visits/s · trusts 1 certificate of its own"));
        row.set_text(Column::User, "staging".into());
        assert_eq!(
            summary(&row).as_deref(),
            Some("at most 0.5 visits/s · trusts 1 certificate of its own · as staging")
        );
        row.set_text(Column::User, String::new());
        row.max_rate = "many".into();
        row.certificate = "nonsense".into();
        assert_eq!(summary(&row).as_deref(), Some("at most many visits/s · trusts no certificate of its own"));
    }

    #[test]
    fn the_details_hold_what_the_strategy_leaves_out_of_the_table() {
        assert!(shows("t3-visits_per_day", 3, DistributionStrategy::Weighted));
        assert!(!shows("t3-weight", 3, DistributionStrategy::Weighted));
        assert!(shows("t3-weight", 3, DistributionStrategy::Independent));
        assert!(!shows("t4-weight", 3, DistributionStrategy::Independent));
    }
}
