//! Files that nobody but their owner reads, and files that are replaced whole or not at all.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// What SQLite keeps of a database, by the ends of the names.
pub(crate) const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Makes `folder`, and those it is in, for its owner only; what is there stays as it is.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens files; those it creates are their owner's only.
pub(crate) fn options() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "modes are a matter of Unix"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// `path` with `ending` after its whole name.
pub(crate) fn with_suffix(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// `path` without links on its way, also while it is not there yet: a file has one name to decide by who uses it.
pub(crate) fn real(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::canonicalize(path)
        .or_else(|error| Ok(fs::canonicalize(folder)?.join(path.file_name().ok_or(error)?)))
        .unwrap_or_else(|_: io::Error| path.to_owned())
}

/// Takes the rights away that others have to the file `path`, if any. Returns whether there were some.
pub(crate) fn close_to_others(path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut permissions = fs::metadata(path)?.permissions();
        if permissions.mode() & 0o077 != 0 {
            permissions.set_mode(0o600);
            fs::set_permissions(path, permissions)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether others may put files into `folder`, or take them out.
pub(crate) fn is_open_to_others(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(folder).is_ok_and(|data| data.permissions().mode() & 0o022 != 0)
    }
    #[cfg(not(unix))]
    false
}

/// Makes what was done to the names in `path`'s folder outlive a power cut.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    // Elsewhere folders cannot be opened as files.
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The coming content of a file, readable by its owner only. Written beside it, so that until
/// [`Replacement::finish`] the file is as it was, also after a kill. Dropped without, it leaves nothing.
#[derive(Debug)]
pub struct Replacement {
    path: PathBuf,
    new: PathBuf,
    /// `None` once it is in place.
    file: Option<BufWriter<File>>,
}

impl Replacement {
    /// Begins the content of `path`; if that is a link, of what it links to.
    ///
    /// # Errors
    /// When the folder cannot be written: better now than when there is something to write.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let path = real(path);
        let new = with_suffix(&path, &format!(".{}.new", std::process::id()));
        let file = options().write(true).create(true).truncate(true).open(&new)?;
        Ok(Self { path, new, file: Some(BufWriter::new(file)) })
    }

    /// Where the content is until it is finished.
    pub(crate) fn place(&self) -> &Path {
        &self.new
    }

    /// Puts the content in place, through to the disk. A file that cannot be replaced, since it is a mount of its
    /// own, for example, is written over.
    ///
    /// # Errors
    /// When the content cannot be completed; the file is as it was then. When it can be put in place neither way; it
    /// is complete in the file that the error names.
    pub fn finish(self) -> io::Result<()> {
        self.finish_by(|new, path| fs::rename(new, path))
    }

    fn finish_by(mut self, replace: impl FnOnce(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        if let Err(error) = file.flush().and_then(|()| file.get_ref().sync_all()) {
            // Of no use to anyone; the failure to be told is the one above.
            let _ = fs::remove_file(&self.new);
            return Err(error);
        }
        if replace(&self.new, &self.path).is_err() {
            write_over(&self.new, &self.path).map_err(|error| {
                io::Error::new(error.kind(), format!("{error}; the content is kept in {}", self.new.display()))
            })?;
            // A second copy does no harm.
            let _ = fs::remove_file(&self.new);
        }
        sync_folder(&self.path)
    }
}

/// Puts the content of `from` into the file `to`.
fn write_over(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = File::open(from)?;
    let mut to = options().write(true).create(true).truncate(true).open(to)?;
    io::copy(&mut from, &mut to)?;
    to.sync_all()
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // Nobody misses it.
            let _ = fs::remove_file(&self.new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_content_stays_until_the_new_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        fs::write(&path, "old").unwrap();
        let mut given_up = Replacement::begin(&path).unwrap();
        given_up.write_all(b"half").unwrap();
        drop(given_up);
        assert_eq!(fs::read(&path).unwrap(), b"old");

        let mut new = Replacement::begin(&path).unwrap();
        new.write_all(b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        new.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(Replacement::begin(&folder.path().join("no/where.json")).is_err());
    }

    #[test]
    fn a_file_that_cannot_be_replaced_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        fs::write(&path, "a longer old content").unwrap();
        let mut new = Replacement::begin(&path).unwrap();
        new.write_all(b"new").unwrap();
        // What the system says of a file that is mounted by itself.
        new.finish_by(|_, _| Err(io::ErrorKind::ResourceBusy.into())).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_content_that_can_be_put_nowhere_is_kept_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let mut new = Replacement::begin(&path).unwrap();
        new.write_all(b"all of it").unwrap();
        fs::create_dir(&path).unwrap();
        let error = new.finish().unwrap_err().to_string();
        let (_, kept) = error.split_once("the content is kept in ").unwrap();
        assert_eq!(fs::read(kept).unwrap(), b"all of it");
    }
}
