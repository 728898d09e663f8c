//! Which load shape applies, its numbers, and its drawing, which follows them.

use super::{curve_chart::CurveChart, day_curve::DayCurveEditor, input::Fields, state::Editor, steps::StepsEditor};
use crate::{
    components::choices::{Choices, Offer},
    editors::traffic::fields,
};
use domain::Shape;
use leptos::prelude::*;

#[component]
pub(super) fn ShapePicker() -> impl IntoView {
    let editor = Editor::get();
    let offers = Shape::ALL.map(|shape| Offer {
        choice: shape,
        value: shape.as_str(),
        title: title_of(shape),
        text: text_of(shape),
    });
    view! {
        <Choices group="shape" legend="Load shape" offers columns="choices-row choices-five" path="load_shape.shape"
            chosen=Signal::derive(move || editor.draft.with(|draft| draft.shape))
            on_choose=move |shape| editor.draft.update(|draft| draft.shape = shape)/>
        <div class="traffic-shape">
            {Shape::ALL.into_iter().map(|shape| view! { <ShapeFields shape/> }).collect_view()}
            <CurveChart/>
        </div>
    }
    .into_any()
}

/// The numbers of a shape: while it applies, and as long as they have errors.
#[component]
fn ShapeFields(shape: Shape) -> impl IntoView {
    let editor = Editor::get();
    let applies = Memo::new(move |_| editor.draft.with(|draft| draft.shape == shape));
    let shown = Memo::new(move |_| applies.get() || editor.assessed.with(|assessed| assessed.shape_has_error(shape)));
    move || {
        (shown.get() && shape != Shape::Constant).then(|| {
            view! {
                <div class="shape-fields" data-testid=format!("fields-{}", shape.as_str())>
                    {move || (!applies.get()).then(|| view! {
                        <p class="field-note field-warning">{format!("{} is not in use, but its numbers have errors.", title_of(shape))}</p>
                    })}
                    {(shape != Shape::DayCurve).then(|| view! {
                        <p class="field-hint">"Levels are multiples of the visits per day above: 1 is that rate, 2 is twice as much."</p>
                    })}
                    {match shape {
                        Shape::Constant => ().into_any(),
                        Shape::Ramp => view! { <Fields specs=fields::RAMP/> }.into_any(),
                        Shape::Steps => view! { <StepsEditor/> }.into_any(),
                        Shape::Spike => view! { <Fields specs=fields::SPIKE/> }.into_any(),
                        Shape::DayCurve => view! { <DayCurveEditor/> }.into_any(),
                    }}
                </div>
            }
        })
    }
}

fn title_of(shape: Shape) -> &'static str {
    match shape {
        Shape::Constant => "Constant",
        Shape::Ramp => "Ramp",
        Shape::Steps => "Steps",
        Shape::Spike => "Spike",
        Shape::DayCurve => "Day curve",
    }
}

fn text_of(shape: Shape) -> &'static str {
    match shape {
        Shape::Constant => "The same rate all the time.",
        Shape::Ramp => "From one level to another, which is then held.",
        Shape::Steps => "One level after the other; the last is held.",
        Shape::Spike => "A base level with one peak.",
        Shape::DayCurve => "The rhythm of days and weeks in the site's time zone.",
    }
}
