//! The progress of a backfill from the command line, in a file: with it, a run that was cut off goes on
//! where it stood. Without a file nothing is kept.
//!
//! One process at a time: two would begin the same visits. The lock is on a file beside it, because the
//! file itself is replaced at every step.

use super::{Exit, failed};
use async_trait::async_trait;
use domain::{DataSets, MultiTargetConfig};
use engine::Checkpoint;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};
use store::Replacement;

/// What is in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    /// What was asked for, without tokens and data sets.
    config: MultiTargetConfig,
    /// Tells data sets apart: they can be megabytes, and the file is written often.
    data_digest: u64,
    seed: u64,
    /// The moment the first run started, seconds since the Unix epoch: the days are seen from there.
    started_unix: i64,
    /// By name of the target: visits with an index below this may have been begun.
    begun: BTreeMap<String, u64>,
    /// By name of the target: how many of those, at most, were not sent if the run ends without another note.
    #[serde(default)]
    open: BTreeMap<String, u64>,
    /// The sum of what runs that were killed had left open.
    #[serde(default)]
    in_doubt: u64,
}

#[derive(Debug, Default)]
struct Inner {
    path: Option<PathBuf>,
    /// Locked while this is open; the system lets go of it even after a kill.
    _lock: Option<File>,
    state: Mutex<State>,
}

/// The file, or only the memory of one process. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct StateFile(Arc<Inner>);

impl StateFile {
    /// Reads the file at `path`, or begins one with what is given. It is this process's until the last
    /// clone is gone.
    ///
    /// # Errors
    /// When it cannot be used, is in use, or belongs to another configuration; the reason has been said.
    pub(super) fn open(
        path: Option<&Path>,
        config: &MultiTargetConfig,
        seed: u64,
        started_unix: i64,
    ) -> Result<Self, Exit> {
        let mut state = State {
            data_digest: digest(&serde_json::to_vec(&config.data_sets).unwrap_or_default()),
            config: slim(config),
            seed,
            started_unix,
            begun: BTreeMap::new(),
            open: BTreeMap::new(),
            in_doubt: 0,
        };
        let lock = path.map(lock).transpose()?;
        if let Some(path) = path {
            let bad = |problem: &str| failed(Exit::BadConfiguration, format!("{} {problem}", path.display()));
            match fs::read(path) {
                Ok(bytes) => {
                    let earlier: State = serde_json::from_slice(&bytes)
                        .map_err(|_| bad("is no state of a backfill; name another file"))?;
                    if (&earlier.config, earlier.data_digest) != (&state.config, state.data_digest) {
                        return Err(bad("belongs to another configuration; go on with that one, or name another \
                                        file to fill the days anew"));
                    }
                    state = earlier;
                    state.in_doubt += std::mem::take(&mut state.open).into_values().sum::<u64>();
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(bad(&format!("cannot be read: {error}"))),
            }
        }
        let inner = Inner { path: path.map(Path::to_owned), _lock: lock, state: Mutex::new(state) };
        // Now, so that a folder that cannot be written is known before anything is sent.
        inner.save(&inner.state.lock()).map_err(|problem| failed(Exit::Failed, problem))?;
        Ok(Self(Arc::new(inner)))
    }

    /// Seed and moment of the first run: they decide the visits.
    pub(super) fn origin(&self) -> (u64, i64) {
        let state = self.0.state.lock();
        (state.seed, state.started_unix)
    }

    /// How far the targets were begun, by their numbers in the list.
    pub(super) fn begun(&self) -> BTreeMap<i64, u64> {
        let state = self.0.state.lock();
        let targets = state.config.targets.iter().zip(1..);
        targets.filter_map(|(target, number)| Some((number, *state.begun.get(&target.name)?))).collect()
    }

    /// How many of these visits may not have been sent, because earlier runs were killed.
    pub(super) fn in_doubt(&self) -> u64 {
        self.0.state.lock().in_doubt
    }
}

impl State {
    fn name(&self, target_id: i64) -> Result<String, String> {
        let target = usize::try_from(target_id - 1).ok().and_then(|place| self.config.targets.get(place));
        let name = target.map(|target| target.name.clone());
        name.ok_or_else(|| "the backfill has lost count of its targets".to_owned())
    }
}

impl Inner {
    fn change(&self, target_id: i64, change: impl FnOnce(&mut State, String)) -> Result<(), String> {
        let mut state = self.state.lock();
        let name = state.name(target_id)?;
        change(&mut state, name);
        self.save(&state)
    }

    fn save(&self, state: &State) -> Result<(), String> {
        let Some(path) = &self.path else { return Ok(()) };
        write(path, state).map_err(|error| {
            format!("the progress cannot be saved in {}, so nothing more is sent: {error}", path.display())
        })
    }
}

/// Keeps others from the state in `path`, for as long as the file that is given stays open.
fn lock(path: &Path) -> Result<File, Exit> {
    let lock_file = with_suffix(path, ".lock");
    let unusable =
        |error: io::Error| failed(Exit::Failed, format!("{} cannot be locked: {error}", lock_file.display()));
    let file = File::options().create(true).truncate(false).write(true).open(&lock_file).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(failed(
            Exit::BadConfiguration,
            format!(
                "{} is in use by another run, and both would send the same visits; wait for its end, or name another \
                 file to fill the days once more",
                path.display()
            ),
        )),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

fn with_suffix(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn write(path: &Path, state: &State) -> io::Result<()> {
    let mut file = Replacement::begin(path)?;
    serde_json::to_writer(&mut file, state)?;
    file.finish()
}

#[async_trait]
impl Checkpoint for StateFile {
    async fn reserve(&self, target_id: i64, below: u64) -> Result<(), String> {
        self.change(target_id, move |state, name| {
            state.begun.insert(name, below);
        })
        .await
    }

    fn leave_open(&self, target_id: i64, visits: u64) {
        let mut state = self.0.state.lock();
        if let Ok(name) = state.name(target_id) {
            state.open.insert(name, visits);
        }
    }

    async fn settle(&self, target_id: i64) -> Result<(), String> {
        self.change(target_id, |state, name| {
            state.open.remove(&name);
        })
        .await
    }
}

impl StateFile {
    /// Waits for the disk, so not where others wait for a processor.
    async fn change(
        &self,
        target_id: i64,
        change: impl FnOnce(&mut State, String) + Send + 'static,
    ) -> Result<(), String> {
        let inner = Arc::clone(&self.0);
        let changed = tokio::task::spawn_blocking(move || inner.change(target_id, change)).await;
        changed.unwrap_or_else(|_| Err("the progress could not be saved".to_owned()))
    }
}

/// FNV-1a, 64 bits (Fowler, Noll and Vo): enough to notice another file, and the same everywhere.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// Secrets may change on the way, and have no place in the file.
fn slim(config: &MultiTargetConfig) -> MultiTargetConfig {
    let mut config = MultiTargetConfig { data_sets: DataSets::default(), ..config.clone() };
    for target in &mut config.targets {
        (target.token_auth, target.has_token) = (None, false);
        target.connection = target.connection.redacted();
    }
    config
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Connection, Header, Target, TokenAuth};

    fn target(name: &str) -> Target {
        let secret = Some(TokenAuth::new("secret"));
        Target {
            name: name.to_owned(),
            token_auth: secret.clone(),
            connection: Connection {
                user: Some("staging".to_owned()),
                password: secret.clone(),
                has_password: true,
                headers: vec![Header { name: "X-Own".to_owned(), value: secret, has_value: true }],
                ..Connection::default()
            },
            ..Target::new("https://m.example", 1)
        }
    }

    fn config() -> MultiTargetConfig {
        MultiTargetConfig { targets: vec![target("a"), target("b")], backfill_days_back: Some(3), ..Default::default() }
    }

    #[tokio::test]
    async fn what_is_reserved_is_there_again_and_wins_over_seed_and_moment() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let state = StateFile::open(Some(&path), &config(), 5, 1_000).unwrap();
        assert!(state.begun().is_empty());
        state.reserve(2, 64).await.unwrap();
        state.reserve(2, 40).await.unwrap();
        drop(state);
        let mut again = config();
        again.targets[0].token_auth = Some(TokenAuth::new("another"));
        again.targets[0].connection.put_secret("password", TokenAuth::new("another"));
        let state = StateFile::open(Some(&path), &again, 6, 2_000).unwrap();
        assert_eq!((state.origin(), state.begun()), ((5, 1_000), BTreeMap::from([(2, 40)])));
        assert!(!fs::read_to_string(&path).unwrap().contains("secret"));
    }

    #[tokio::test]
    async fn what_a_killed_run_had_open_is_in_doubt_and_what_is_settled_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let mut due = 0;
        for is_killed in [true, true, false, true] {
            let state = StateFile::open(Some(&path), &config(), 5, 1_000).unwrap();
            assert_eq!(state.in_doubt(), due);
            for (target, visits) in [(1, 7), (2, 30)] {
                state.leave_open(target, visits);
                state.reserve(target, 64).await.unwrap();
            }
            if is_killed {
                due += 37;
            } else {
                state.settle(1).await.unwrap();
                state.settle(2).await.unwrap();
            }
        }
        assert_eq!(StateFile::open(Some(&path), &config(), 5, 1_000).unwrap().in_doubt(), 111);
    }

    #[test]
    fn nobody_else_gets_it_while_it_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let state = StateFile::open(Some(&path), &config(), 5, 1_000).unwrap();
        let clone = state.clone();
        drop(state);
        assert_eq!(StateFile::open(Some(&path), &config(), 5, 1_000).unwrap_err(), Exit::BadConfiguration);
        drop(clone);
        StateFile::open(Some(&path), &config(), 5, 1_000).unwrap();
    }

    #[test]
    fn the_digest_is_fnv_1a() {
        // From the test vectors of draft-eastlake-fnv.
        assert_eq!(
            (digest(b""), digest(b"a"), digest(b"foobar")),
            (0xcbf29ce484222325, 0xaf63dc4c8601ec8c, 0x85944171f73967e8)
        );
    }

    #[test]
    fn another_configuration_or_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        StateFile::open(Some(&path), &config(), 5, 1_000).unwrap();
        let other = MultiTargetConfig { backfill_days_back: Some(4), ..config() };
        assert_eq!(StateFile::open(Some(&path), &other, 5, 1_000).unwrap_err(), Exit::BadConfiguration);
        let data_sets = DataSets { urls: Some("https://a.example/".into()), ..Default::default() };
        let other = MultiTargetConfig { data_sets, ..config() };
        assert_eq!(StateFile::open(Some(&path), &other, 5, 1_000).unwrap_err(), Exit::BadConfiguration);
        fs::write(&path, "{}x").unwrap();
        assert_eq!(StateFile::open(Some(&path), &config(), 5, 1_000).unwrap_err(), Exit::BadConfiguration);
        let nowhere = folder.path().join("no/where.json");
        assert_eq!(StateFile::open(Some(&nowhere), &config(), 5, 1_000).unwrap_err(), Exit::Failed);
    }
}
