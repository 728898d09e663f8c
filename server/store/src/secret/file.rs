//! The key file: written once, whole or not at all, and never again.

use super::{KEY_LENGTH, SecretKey};
use crate::{
    error::{Result, StoreError},
    private,
};
use chacha20poly1305::{AeadCore, KeyInit, XChaCha20Poly1305, aead::OsRng};
use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::Path,
};

pub(super) fn load_or_create(path: &Path) -> Result<SecretKey> {
    match fs::read_to_string(path) {
        Ok(text) => return parse(path, &text),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(path, "read", &error)),
    }
    create(path).map_err(|error| failed(path, "created", &error))?;
    // Read back rather than kept: if two processes start at once, both use the one that won.
    let text = fs::read_to_string(path).map_err(|error| failed(path, "read", &error))?;
    parse(path, &text)
}

fn failed(path: &Path, action: &str, error: &io::Error) -> StoreError {
    StoreError::Secret(format!(
        "the key file {} cannot be {action}: {error}; make it and its folder accessible, or choose another path",
        path.display()
    ))
}

fn parse(path: &Path, text: &str) -> Result<SecretKey> {
    SecretKey::from_hex(text).map_err(|_| {
        StoreError::Secret(format!(
            "the key file {} does not hold 64 hexadecimal digits; restore it from a backup, or remove it to start with \
             a new key and enter all tokens again",
            path.display()
        ))
    })
}

/// Writes a new key beside `path`, through to the disk, and then links it to its name: the link appears
/// with all of its content or, if there is a file by then, not at all.
fn create(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    private::make_folder(folder)?;
    let key: [u8; KEY_LENGTH] = XChaCha20Poly1305::generate_key(&mut OsRng).into();
    let temporary = folder.join(format!(".key-{}", hex::encode(XChaCha20Poly1305::generate_nonce(&mut OsRng))));
    let linked = write_private(&temporary, &key).and_then(|()| match fs::hard_link(&temporary, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    });
    // Also when writing failed: a part of a key is of no use to anyone.
    let removed = fs::remove_file(&temporary);
    linked.and(removed)?;
    File::open(folder)?.sync_all()
}

fn write_private(path: &Path, key: &[u8]) -> io::Result<()> {
    let mut file = private::options().write(true).create_new(true).open(path)?;
    writeln!(file, "{}", hex::encode(key))?;
    file.sync_all()
}
