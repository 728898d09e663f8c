//! `matomo.php`: takes hits, singly or in bulk, and answers as Matomo 5.2 was measured to.

mod bulk;
mod campaign;
mod cdt;
mod excluded;
mod hit;
mod judge;
mod ranges;

use http::{
    HeaderName, Method, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
        ACCESS_CONTROL_ALLOW_ORIGIN,
    },
};

pub(crate) use self::hit::{Hit, Kind};
use self::judge::Judge;
use crate::{
    Reason,
    answer::{self, Answer},
    faults::State,
    incoming::Incoming,
    params::Params,
    sim::Sim,
};

pub(crate) fn answer(sim: &Sim, incoming: &Incoming, state: State) -> Answer {
    let mut answer = if incoming.is(&Method::OPTIONS) {
        preflight()
    } else if incoming.is(&Method::POST) && bulk::is_bulk(&incoming.body) {
        bulk::answer(sim, incoming, state)
    } else {
        single(sim, incoming, state)
    };
    if !incoming.is(&Method::GET) {
        answer::set(answer.headers_mut(), ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        answer::set(answer.headers_mut(), ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    answer
}

fn preflight() -> Answer {
    let mut answer = answer::empty(StatusCode::NO_CONTENT);
    let allow: [(HeaderName, _); 2] =
        [(ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"), (ACCESS_CONTROL_ALLOW_HEADERS, "*")];
    for (name, value) in allow {
        answer::set(answer.headers_mut(), name, value);
    }
    answer
}

fn single(sim: &Sim, incoming: &Incoming, state: State) -> Answer {
    let params = incoming.params();
    if params.is_empty() && state == State::RecordStatisticsOff {
        let mut answer = answer::pixel(true);
        *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        return answer;
    }
    if params.is_empty() {
        let is_visit_by_a_person = incoming.is(&Method::GET);
        return answer::landing(if is_visit_by_a_person { StatusCode::OK } else { StatusCode::BAD_REQUEST });
    }
    let judge = Judge { sim, incoming, state, bulk_token: "" };
    match take(&judge, &params) {
        Err(reason) if reason.is_refusal() && state != State::Queued => answer::landing(StatusCode::BAD_REQUEST),
        _ => answer::pixel(params.get("send_image") != Some("0")),
    }
}

/// Judges one hit and enters it in the books.
fn take(judge: &Judge<'_>, params: &Params<'_>) -> Result<(), Reason> {
    let site = judge.site(params);
    let judged = judge.judge(params);
    judge.sim.book.lock().receive(site, judged)
}
