//! A Matomo to test against and the plainest possible HTTP client: one connection per request, bytes in, bytes out.

use std::{collections::BTreeMap, io};

use matomo_sim::{FaultMode, Faults, Reason, SimConfig, SimHandle, SiteStats, start};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

pub(crate) use test_support::polling::{DEADLINE, eventually};

/// 2026-11-22 12:00:00 UTC: the simulated clock stands still there, so no test fails at midnight.
pub(crate) const NOW: i64 = 1_795_348_800;
pub(crate) const DAY: i64 = 86_400;
pub(crate) const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

pub(crate) const SUPER: &str = "super-token";
pub(crate) const VIEW: &str = "view-token";
/// Writes to site 2 only.
pub(crate) const WRITER: &str = "writer-token";

pub(crate) fn config() -> SimConfig {
    SimConfig {
        token: Some(SUPER.to_owned()),
        view_token: Some(VIEW.to_owned()),
        site_tokens: BTreeMap::from([(WRITER.to_owned(), vec![2])]),
        ..SimConfig::default()
    }
}

pub(crate) struct Matomo {
    pub sim: SimHandle,
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let lines = self.head.lines().skip(1);
        lines
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
    }
}

impl Matomo {
    pub(crate) async fn start() -> Self {
        Self::with(config()).await
    }

    pub(crate) async fn with(config: SimConfig) -> Self {
        let sim = start(config).await.expect("a free port on loopback");
        sim.set_clock(Some(NOW));
        Self { sim }
    }

    pub(crate) fn mode(&self, mode: FaultMode) {
        self.sim.set_faults(Faults { mode, ..Faults::default() }).expect("valid faults");
    }

    /// The answer, or how the connection failed.
    pub(crate) async fn try_request(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Reply> {
        let mut stream = TcpStream::connect(self.sim.addr()).await?;
        let mut wire = format!("{method} {target} HTTP/1.1\r\nhost: sim\r\nconnection: close\r\n");
        for (name, value) in headers {
            wire += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            wire += &format!("content-length: {}\r\n", body.len());
        }
        stream.write_all(format!("{wire}\r\n").as_bytes()).await?;
        stream.write_all(body).await?;
        let mut answer = Vec::new();
        timeout(DEADLINE, stream.read_to_end(&mut answer)).await.map_err(io::Error::from)??;
        parse(&answer).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))
    }

    pub(crate) async fn request(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        self.try_request(method, target, headers, body.as_bytes()).await.expect("an answer")
    }

    pub(crate) async fn get(&self, target: &str) -> Reply {
        self.request("GET", target, &[], "").await
    }

    pub(crate) async fn post_form(&self, target: &str, form: &str) -> Reply {
        self.request("POST", target, &[("content-type", "application/x-www-form-urlencoded")], form).await
    }

    /// Sends one hit with `idsite=1&rec=1&send_image=0` put before `params`, from a browser.
    pub(crate) async fn hit(&self, params: &str) -> Reply {
        self.hit_with(params, &[("user-agent", BROWSER)]).await
    }

    pub(crate) async fn hit_with(&self, params: &str, headers: &[(&str, &str)]) -> Reply {
        self.request("GET", &format!("/matomo.php?idsite=1&rec=1&send_image=0&{params}"), headers, "").await
    }

    pub(crate) async fn bulk(&self, body: &Value) -> Reply {
        self.request("POST", "/matomo.php", &[("user-agent", BROWSER)], &body.to_string()).await
    }

    /// Calls the reporting API with the token in the body.
    pub(crate) async fn api(&self, token: &str, method: &str, params: &str) -> Reply {
        let target = format!("/index.php?module=API&format=json&method={method}&{params}");
        self.post_form(&target, &format!("token_auth={token}")).await
    }

    pub(crate) async fn change_faults(&self, patch: Value) -> Reply {
        self.request("POST", "/__sim/faults", &[], &patch.to_string()).await
    }

    pub(crate) fn totals(&self) -> SiteStats {
        let totals = self.sim.stats().totals;
        assert_eq!(totals.hits_received, totals.hits_recorded + totals.not_recorded(), "no hit may be lost");
        totals
    }

    /// Asserts that exactly these hits are in the books.
    pub(crate) fn assert_hits(&self, recorded: u64, not_recorded: &[(Reason, u64)]) {
        let totals = self.totals();
        assert_eq!(totals.hits_recorded, recorded);
        assert_eq!(totals.hits_not_recorded, not_recorded.iter().copied().collect());
    }
}

fn parse(answer: &[u8]) -> Option<Reply> {
    let end = answer.windows(4).position(|part| part == b"\r\n\r\n")?;
    let head = String::from_utf8(answer[..end].to_vec()).ok()?;
    let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    Some(Reply { status, head, body: answer[end + 4..].to_vec() })
}

/// A visitor id made from a small number.
pub(crate) fn cid(n: u64) -> String {
    format!("{n:016x}")
}

/// A bulk body.
pub(crate) fn batch<S: AsRef<str>>(requests: &[S]) -> Value {
    json!({ "requests": requests.iter().map(AsRef::as_ref).collect::<Vec<_>>() })
}
