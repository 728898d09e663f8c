//! What a preset does: the split, the load and the targets.

use crate::{
    components::split_preview::SplitFigure,
    editors::{
        load::{Load, three_digits},
        split::Split,
    },
    format,
    pages::presets::facts,
};
use domain::{Arrivals, DistributeBy, MultiTargetConfig, Preset, PresetOutline};
use leptos::prelude::*;

/// Targets listed; more than these are counted.
const LISTED: usize = 50;

#[component]
pub(super) fn PresetOverview(preset: Preset) -> impl IntoView {
    let Preset { description, config, updated_at, .. } = preset;
    let load = Load::of(&config);
    let unit = match config.distribute_by {
        DistributeBy::Visit => "visits",
        DistributeBy::Hit => "hits",
    };
    let arrivals = match config.arrivals {
        Arrivals::Constant => "evenly spaced",
        Arrivals::Poisson => "at random (Poisson)",
    };
    let seed = config.seed.map_or_else(|| "drawn at start".to_owned(), |seed| seed.to_string());
    let per_second =
        format!("{} visits/s, {} hits/s", three_digits(load.visits_per_second), three_digits(load.hits_per_second));
    let split = Split::of(&config);
    view! {
        {(!description.is_empty()).then(|| view! { <p class="preset-about" data-testid="preset-description">{description}</p> })}
        <div class="editor-columns">
            <section class="card" aria-labelledby="preset-split">
                <h2 id="preset-split">"How the load is split"</h2>
                <p><strong>{config.distribution_strategy.as_str()}</strong>" over "{unit}". "
                    <span class="muted">{config.distribution_strategy.about()}</span></p>
                {match split {
                    Some(split) => view! { <SplitFigure split unit/> }.into_any(),
                    None => view! { <p class="muted">"Every target is disabled: enable one in the editor before starting."</p> }.into_any(),
                }}
            </section>
            <section class="card" aria-labelledby="preset-load">
                <h2 id="preset-load">"Load"</h2>
                <dl class="preset-facts" data-testid="preset-facts">
                    <dt>"Rate"</dt><dd>{facts::rate(&PresetOutline::of(&config))}<br/><span class="muted">"≈ "{per_second}</span></dd>
                    <dt>"Arrivals"</dt><dd>{arrivals}</dd>
                    <dt>"Page views per visit"</dt><dd>{range(f64::from(config.pageviews_min), f64::from(config.pageviews_max))}</dd>
                    <dt>"Pause between pages"</dt><dd>{range(config.pause_between_pvs_min, config.pause_between_pvs_max)}" s"</dd>
                    <dt>"Ends"</dt><dd>{facts::ends(&config)}</dd>
                    <dt>"Seed"</dt><dd>{seed}</dd>
                    <dt>"Updated"</dt><dd>{format::utc(&updated_at)}</dd>
                </dl>
            </section>
        </div>
        <TargetList config=config/>
    }
    .into_any()
}

fn range(min: f64, max: f64) -> String {
    let (min, max) = (format::amount(min), format::amount(max));
    if min == max { min } else { format!("{min}–{max}") }
}

#[component]
fn TargetList(config: MultiTargetConfig) -> impl IntoView {
    let title = facts::targets(&PresetOutline::of(&config));
    let more = config.targets.len().saturating_sub(LISTED);
    view! {
        <section class="card" aria-labelledby="preset-targets">
            <h2 id="preset-targets">{title}</h2>
            <div class="editor-table-wrap" tabindex="0" role="region" aria-label="Table of targets">
                <table class="data-table preset-targets" data-testid="preset-targets">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col">"URL"</th>
                            <th scope="col">"Site ID"</th>
                            <th scope="col">"Weight"</th>
                            <th scope="col">"Token"</th>
                            <th scope="col">"State"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {config.targets.into_iter().take(LISTED).map(|target| view! {
                            <tr class:editor-row-off=!target.enabled>
                                <th scope="row">{target.name}</th>
                                <td>{target.url}</td>
                                <td>{target.site_id}</td>
                                <td>{target.weight}</td>
                                <td>{if target.has_token { "stored" } else { "none" }}</td>
                                <td>{if target.enabled { "enabled" } else { "disabled" }}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
            {(more > 0).then(|| view! { <p class="muted">{format!("and {more} more")}</p> })}
        </section>
    }
    .into_any()
}
