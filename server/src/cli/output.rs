//! Where a report goes: standard output, or a file that keeps what it has until the report is complete.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};
use store::Replacement;

/// A report's destination, known to be writable.
pub(super) enum Output {
    /// A stream or device: written as it comes.
    Stream(BufWriter<Box<dyn Write>>),
    /// A file: replaced at the end.
    File(Replacement),
}

impl Output {
    /// Standard output, or the file at `path`.
    ///
    /// # Errors
    /// When that cannot be written.
    pub(super) fn open(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path else { return Ok(Self::Stream(BufWriter::new(Box::new(io::stdout())))) };
        match fs::metadata(path) {
            // Devices and pipes cannot be replaced.
            Ok(there) if !there.is_file() => {
                Ok(Self::Stream(BufWriter::new(Box::new(File::options().write(true).open(path)?))))
            }
            // Whoever must not write it must not replace it either.
            Ok(_) => File::options().append(true).open(path).and_then(|_| Replacement::begin(path)).map(Self::File),
            Err(_) => Replacement::begin(path).map(Self::File),
        }
    }

    /// Closes the report, which is complete.
    ///
    /// # Errors
    /// When it could not be written; a file is as it was then.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Stream(mut stream) => stream.flush(),
            Self::File(file) => file.finish(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stream(stream) => stream.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stream(stream) => stream.flush(),
            Self::File(file) => file.flush(),
        }
    }
}
