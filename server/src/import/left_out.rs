//! Settings of Trafficinator that have no place in a configuration: why, and what to do instead.

use super::fields;
use crate::input::nearest;
use domain::messages::NoSettingFinding;

/// What to say about the setting `name`, in whatever case.
pub(super) fn reason(name: &str) -> NoSettingFinding {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "urls_file" => NoSettingFinding::FileOfUrls,
        "funnel_config_path" => NoSettingFinding::FileOfFunnels,
        "click_events" | "random_events" => NoSettingFinding::EventsAreData,
        "backfill_run_once" => NoSettingFinding::BackfillEnds,
        "backfill_window_days" => NoSettingFinding::WindowFollows,
        "auto_start" | "start_signal_file" | "start_check_interval" => NoSettingFinding::StartIsAsked,
        "log_level" => NoSettingFinding::SettingOfServer { variable: "TRACKSTORM_SERVER_LOG" },
        "control_ui_port" => NoSettingFinding::SettingOfServer { variable: "TRACKSTORM_ADDR" },
        "config_db_path" => NoSettingFinding::SettingOfServer { variable: "TRACKSTORM_DATABASE_URL" },
        "control_ui_api_key" | "cors_origins" => NoSettingFinding::AccessIsYours,
        "backfill_history_path" => NoSettingFinding::HistoryIsStored,
        "backfill_container_prefix" | "docker_host" => NoSettingFinding::NoContainers,
        _ => NoSettingFinding::UnknownSetting { near: nearest(&lower, fields::names()).map(str::to_owned) },
    }
}
