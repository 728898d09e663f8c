//! How far a backfill is: in all, and day by day. What this run has sent and what earlier runs had begun
//! stand apart: of a run that was cut off nobody knows whether all it had begun was sent.

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

    /// What no longer has to be sent.
    fn done(self) -> u64 {
        self.before + self.sent
    }

    /// What is still to come, or is missing when the run is over.
    fn missing(self) -> u64 {
        self.planned.saturating_sub(self.done())
    }

    /// The sum in words; for a run that is over, what is missing as well.
    fn words(self, over: bool) -> String {
        let mut words = format!("{} of {} visits sent", format::count(self.sent), format::count(self.planned));
        if self.before > 0 {
            words += &format!(", {} begun by earlier runs", format::count(self.before));
        }
        if over && self.missing() > 0 {
            words += &format!(", {} not sent", format::count(self.missing()));
        }
        words
    }

    /// Widths of the bar's two parts, percent: begun before, and sent now. Nothing planned is all done.
    fn widths(self) -> (f64, f64) {
        if self.planned == 0 {
            return (0.0, 100.0);
        }
        let share = |visits: u64| visits as f64 / self.planned as f64 * 100.0;
        let before = share(self.before).min(100.0);
        (before, share(self.sent).min(100.0 - before))
    }
}

/// Totals and a table of the days; nothing when there are none.
#[component]
pub fn BackfillDays(
    /// The days, in order.
    #[prop(into)]
    days: Signal<Vec<DayRow>>,
    /// Whether nothing more will be sent, so that what is not sent is missing.
    #[prop(into)]
    over: Signal<bool>,
    /// Visits that killed runs may have cost at most.
    #[prop(into)]
    in_doubt: Signal<u64>,
) -> impl IntoView {
    let doubt = Memo::new(move |_| (in_doubt.get() > 0).then(|| format::count(in_doubt.get())));
    let sum = Memo::new(move |_| {
        let statuses: Vec<_> = days.with(|days| days.iter().map(|day| day.status.get()).collect());
        Sum::of(statuses.iter())
    });
    // These columns are there only where they have something to tell.
    let columns = Columns {
        earlier: Memo::new(move |_| sum.get().before > 0),
        missing: Memo::new(move |_| over.get() && sum.get().missing() > 0),
    };
    let any = Memo::new(move |_| days.with(|days| !days.is_empty()));
    view! {
        <Show when=move || any.get()>
            <section class="card table-card" aria-labelledby="backfill-title" data-testid="backfill">
                <header class="backfill-head">
                    <h2 id="backfill-title">"Days filled"</h2>
                    <span class="backfill-sum" data-testid="backfill-sum">{move || sum.get().words(over.get())}</span>
                    <Bar sum over label="The whole backfill".to_owned()/>
                    <b class="backfill-percent">{move || format::percent(sum.get().done(), sum.get().planned)}</b>
                </header>
                {move || doubt.get().map(|visits| view! {
                    <p class="notice notice-warn" data-testid="backfill-in-doubt">
                        "Up to "{visits}" visits may be missing: earlier runs of this backfill were killed, and nobody knows which of their latest were sent."
                    </p>
                })}
                <DayTable days columns over/>
            </section>
        </Show>
    }
    .into_any()
}

#[component]
fn DayTable(days: Signal<Vec<DayRow>>, columns: Columns, over: Signal<bool>) -> impl IntoView {
    view! {
        <div class="table-scroll backfill-scroll" tabindex="0" role="region" aria-label="Table of days">
            <table class="data-table">
                <thead>
                    <tr>
                        <th scope="col">"Day"</th>
                        <th scope="col">"Planned"</th>
                        <Show when=move || columns.earlier.get()>
                            <th scope="col"><i class="backfill-key" data-part="before"></i>"Begun before"</th>
                        </Show>
                        <th scope="col"><i class="backfill-key" data-part="sent"></i>"Sent"</th>
                        <Show when=move || columns.missing.get()><th scope="col">"Not sent"</th></Show>
                        <th scope="col" class="text">"Progress"</th>
                    </tr>
                </thead>
                <tbody>
                    {move || days.get().into_iter().map(|day| view! { <Day day columns over/> }).collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Which of the columns that are not always there are.
#[derive(Clone, Copy)]
struct Columns {
    earlier: Memo<bool>,
    missing: Memo<bool>,
}

#[component]
fn Day(day: DayRow, columns: Columns, over: Signal<bool>) -> impl IntoView {
    let DayRow { date, status } = day;
    let sum = Memo::new(move |_| status.with(|day| Sum::of([day].into_iter())));
    let label = format!("{date} filled");
    view! {
        <tr data-testid="backfill-day" data-date=date.clone()>
            <th scope="row"><time datetime=date.clone()>{date.clone()}</time></th>
            <td>{move || format::count(sum.get().planned)}</td>
            <Show when=move || columns.earlier.get()>
                <td class="quiet">{move || format::count(sum.get().before)}</td>
            </Show>
            <td>{move || format::count(sum.get().sent)}</td>
            <Show when=move || columns.missing.get()>
                <td class:warn=move || { sum.get().missing() > 0 }>{move || format::count(sum.get().missing())}</td>
            </Show>
            <td class="text backfill-bar"><Bar sum over label=label/></td>
        </tr>
    }
    .into_any()
}

/// What earlier runs had begun, then what this one has sent.
#[component]
fn Bar(sum: Memo<Sum>, over: Signal<bool>, label: String) -> impl IntoView {
    let percent = |value: f64| format!("{value:.2}%");
    let before = move || percent(sum.get().widths().0);
    view! {
        <svg class="days-bar" role="progressbar" aria-label=label aria-valuemin="0"
            aria-valuemax=move || sum.get().planned.to_string()
            aria-valuenow=move || sum.get().done().min(sum.get().planned).to_string()
            aria-valuetext=move || sum.get().words(over.get())>
            <rect data-part="before" x="0" height="100%" width=before></rect>
            <rect data-part="sent" x=before height="100%" width=move || percent(sum.get().widths().1)></rect>
        </svg>
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
        assert_eq!((sum, sum.done(), sum.missing()), (Sum { planned: 15, before: 4, sent: 8 }, 12, 3));
    }

    #[test]
    fn words_keep_apart_what_was_sent_and_what_was_only_begun() {
        let sum = Sum { planned: 60, before: 20, sent: 37 };
        assert_eq!(sum.words(false), "37 of 60 visits sent, 20 begun by earlier runs");
        assert_eq!(sum.words(true), "37 of 60 visits sent, 20 begun by earlier runs, 3 not sent");
        let whole = Sum { planned: 60, before: 0, sent: 60 };
        assert_eq!(whole.words(true), "60 of 60 visits sent");
    }

    #[test]
    fn the_bars_parts_never_leave_it() {
        assert_eq!(Sum { planned: 40, before: 10, sent: 20 }.widths(), (25.0, 50.0));
        assert_eq!(Sum { planned: 10, before: 8, sent: 5 }.widths(), (80.0, 20.0));
        assert_eq!(Sum::default().widths(), (0.0, 100.0));
    }
}
