//! How far a backfill is: in all, and day by day.

use crate::{format, live::DayRow};
use domain::DayStatus;
use leptos::prelude::*;

/// Sums over days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    planned: u64,
    before: u64,
    sent: u64,
}

impl Sum {
    fn of<'a>(days: impl Iterator<Item = &'a DayStatus>) -> Self {
        days.fold(Self::default(), |sum, day| Self {
            planned: sum.planned + day.planned,
            before: sum.before + day.before,
            sent: sum.sent + day.sent,
        })
    }

    fn done(self) -> u64 {
        self.before + self.sent
    }
}

/// Totals and a table of the days; nothing when there are none.
#[component]
pub fn BackfillDays(
    /// The days, in order.
    #[prop(into)]
    days: Signal<Vec<DayRow>>,
) -> impl IntoView {
    let sum = Memo::new(move |_| {
        let statuses: Vec<_> = days.with(|days| days.iter().map(|day| day.status.get()).collect());
        Sum::of(statuses.iter())
    });
    // The column of earlier runs is there only where there was one.
    let earlier = Memo::new(move |_| sum.get().before > 0);
    let any = Memo::new(move |_| days.with(|days| !days.is_empty()));
    let words = move || {
        let Sum { planned, before, sent } = sum.get();
        let earlier = if before > 0 { format!(", {} by earlier runs", format::count(before)) } else { String::new() };
        format!("{} of {} visits sent{earlier}", format::count(sent + before), format::count(planned))
    };
    view! {
        <Show when=move || any.get()>
            <section class="card table-card" aria-labelledby="backfill-title" data-testid="backfill">
                <header class="backfill-head">
                    <h2 id="backfill-title">"Days filled"</h2>
                    <span class="backfill-sum" data-testid="backfill-sum">{words}</span>
                    <Bar done=Signal::derive(move || sum.get().done()) of=Signal::derive(move || sum.get().planned)
                        label="The whole backfill".to_owned()/>
                    <b class="backfill-percent">{move || format::percent(sum.get().done(), sum.get().planned)}</b>
                </header>
                <div class="table-scroll backfill-scroll" tabindex="0" role="region" aria-label="Table of days">
                    <table class="data-table">
                        <thead>
                            <tr>
                                <th scope="col">"Day"</th>
                                <th scope="col">"Planned"</th>
                                <Show when=move || earlier.get()><th scope="col">"Earlier runs"</th></Show>
                                <th scope="col">"Sent"</th>
                                <th scope="col" class="text">"Progress"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {move || days.get().into_iter().map(|day| view! { <Day day=day earlier=earlier/> }).collect_view()}
                        </tbody>
                    </table>
                </div>
            </section>
        </Show>
    }
    .into_any()
}

#[component]
fn Day(day: DayRow, earlier: Memo<bool>) -> impl IntoView {
    let DayRow { date, status } = day;
    let status: Signal<DayStatus> = ArcSignal::from(status).into();
    let label = format!("{date} filled");
    view! {
        <tr data-testid="backfill-day" data-date=date.clone()>
            <th scope="row"><time datetime=date.clone()>{date.clone()}</time></th>
            <td>{move || status.with(|day| format::count(day.planned))}</td>
            <Show when=move || earlier.get()><td class="quiet">{move || status.with(|day| format::count(day.before))}</td></Show>
            <td>{move || status.with(|day| format::count(day.sent))}</td>
            <td class="text backfill-bar">
                <Bar done=Signal::derive(move || status.with(|day| day.before + day.sent))
                    of=Signal::derive(move || status.with(|day| day.planned)) label=label/>
            </td>
        </tr>
    }
    .into_any()
}

/// A day without visits is full from the start.
#[component]
fn Bar(done: Signal<u64>, of: Signal<u64>, label: String) -> impl IntoView {
    view! {
        <progress class="bar" aria-label=label max=move || of.get().max(1).to_string()
            value=move || if of.get() == 0 { "1".to_owned() } else { done.get().min(of.get()).to_string() }></progress>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_add_up() {
        let day = |planned, before, sent| DayStatus { date: String::new(), planned, before, sent };
        let sum = Sum::of([day(10, 4, 6), day(5, 0, 2)].iter());
        assert_eq!((sum, sum.done()), (Sum { planned: 15, before: 4, sent: 8 }, 12));
    }
}
