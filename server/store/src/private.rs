//! Files that nobody but their owner reads, and files that are replaced whole or not at all.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

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
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
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
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let new = beside(&path, &format!(".{}.new", std::process::id()));
        let file = options().write(true).create(true).truncate(true).open(&new)?;
        Ok(Self { path, new, file: Some(BufWriter::new(file)) })
    }

    /// Where the content is until it is finished.
    pub(crate) fn place(&self) -> &Path {
        &self.new
    }

    /// Puts the content in place, through to the disk.
    ///
    /// # Errors
    /// When it cannot be; the file is as it was then.
    pub fn finish(mut self) -> io::Result<()> {
        if let Some(mut file) = self.file.take() {
            let placed =
                file.flush().and_then(|()| file.get_ref().sync_all()).and_then(|()| fs::rename(&self.new, &self.path));
            if placed.is_err() {
                // Of no use to anyone; the failure to be told is the one above.
                let _ = fs::remove_file(&self.new);
            }
            placed?;
        }
        sync_folder(&self.path)
    }
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
}
