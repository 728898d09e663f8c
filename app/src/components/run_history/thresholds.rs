//! How a run stands with each of its thresholds.

use crate::{
    components::{
        icon::{Icon, IconName},
        table_card::TableCard,
    },
    format,
};
use domain::ThresholdStatus;
use leptos::prelude::*;

/// A table of thresholds; nothing when there are none.
#[component]
pub fn ThresholdList(
    /// One entry per threshold.
    #[prop(into)]
    thresholds: Signal<Vec<ThresholdStatus>>,
) -> impl IntoView {
    let any = Memo::new(move |_| thresholds.with(|thresholds| !thresholds.is_empty()));
    let sum = Signal::derive(move || {
        thresholds.with(|thresholds| {
            let held = thresholds.iter().filter(|threshold| threshold.passed).count();
            format!("{held} of {} hold", thresholds.len())
        })
    });
    view! {
        <Show when=move || any.get()>
            <TableCard title="Thresholds" testid="thresholds" note=sum columns=&["Must hold", "Measured"]
                text_columns=&["Result"]>
                {move || thresholds.get().into_iter().map(row).collect_view()}
            </TableCard>
        </Show>
    }
    .into_any()
}

fn row(status: ThresholdStatus) -> impl IntoView {
    let ThresholdStatus { threshold, measured, passed } = status;
    let (class, icon, word) = match (passed, &measured) {
        (true, _) => ("verdict verdict-good", IconName::Check, "holds"),
        (false, Some(_)) => ("verdict verdict-bad", IconName::Cross, "does not hold"),
        (false, None) => ("verdict", IconName::Cross, "nothing measured"),
    };
    view! {
        <tr data-testid="threshold" data-passed=passed.to_string()>
            <th scope="row"><code>{threshold}</code></th>
            <td>{measured.unwrap_or_else(|| format::NOTHING.to_owned())}</td>
            <td class="text"><span class=class><Icon name=icon/>{word}</span></td>
        </tr>
    }
}
