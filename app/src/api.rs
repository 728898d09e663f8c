//! Server functions, by resource: what the pages ask of the server. All live under `/rpc`, beside
//! REST under `/api`, and change things only by POST.
#![expect(missing_docs, reason = "the macro turns arguments into the fields of an undocumented struct")]

pub mod compare;
pub mod config;
pub mod data_sets;
pub mod demo;
pub mod engine;
#[cfg(feature = "ssr")]
mod form;
pub mod funnels;
pub mod history;
pub mod menu;
pub mod presets;
pub mod run_end;
pub mod runs;
pub mod targets;
pub mod tools;
pub mod traffic;

/// Whether the server function at `path` takes whole documents, such as a configuration or a data set, as JSON; what
/// all others take fits in a small form.
#[cfg(feature = "ssr")]
pub fn takes_documents(path: &str) -> bool {
    use leptos::server_fn::ServerFn;
    let paths = [
        config::SaveConfig::PATH,
        config::ValidateConfig::PATH,
        data_sets::CheckDataSet::PATH,
        data_sets::SaveDataSet::PATH,
        funnels::PreviewFunnel::PATH,
        funnels::SaveFunnel::PATH,
        tools::ApplyImport::PATH,
        tools::CheckImport::PATH,
        traffic::PreviewTraffic::PATH,
        traffic::SaveTraffic::PATH,
    ];
    paths.contains(&path)
}
