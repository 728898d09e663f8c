//! Settings of Trafficinator that have no place in a configuration: why, and what to do instead.

use super::fields;
use crate::input::nearest;

/// What to say about the setting `name`, in whatever case.
pub(super) fn reason(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let reason = match lower.as_str() {
        "urls_file" => {
            "names a file on the old machine; upload that file as the data set of URLs, or send it to POST /api/urls"
        }
        "funnel_config_path" => {
            "names a file on the old machine; import the content of that file, its funnels are taken over, too"
        }
        "click_events" | "random_events" => {
            "is a data set; enter the events as the data set of events, or send them to POST /api/tracking-events"
        }
        "backfill_run_once" => "is not needed: a backfill is a run that ends when its days are filled",
        "backfill_window_days" => "follows from the other fields of the window",
        "auto_start" | "start_signal_file" | "start_check_interval" => {
            "is not needed: a run begins with Start, POST /api/start or trackstorm run"
        }
        "log_level" => "is a setting of the server; set TRACKSTORM_SERVER_LOG",
        "control_ui_port" => "is a setting of the server; set TRACKSTORM_ADDR",
        "config_db_path" => "is a setting of the server; set TRACKSTORM_DATABASE_URL",
        "control_ui_api_key" | "cors_origins" => {
            "concerns access to the web interface; Trackstorm has no login of its own yet and takes no requests from \
             other sites, so put your own login in front of it where others can reach it"
        }
        "backfill_history_path" => "is not needed: the history of runs is kept in the database",
        "backfill_container_prefix" | "docker_host" => "is not needed: runs do not start containers",
        _ => "",
    };
    if !reason.is_empty() {
        return reason.to_owned();
    }
    match nearest(&lower, fields::names()) {
        Some(nearest) => format!("is not a known setting; did you mean {nearest}?"),
        None => "is not a known setting".to_owned(),
    }
}
