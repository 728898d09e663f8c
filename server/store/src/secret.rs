//! Tokens at rest: nobody who gets hold of the database file alone can read one.
//!
//! XChaCha20-Poly1305 (RFC 8439 with the extended nonce of draft-irtf-cfrg-xchacha-03): authenticated,
//! and with 24-byte nonces so that drawing each at random is safe however many are drawn.

mod file;

use crate::error::{Result, StoreError};
use chacha20poly1305::{
    AeadCore, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, OsRng, Payload},
};
use domain::TokenAuth;
use std::{fmt, path::Path};

/// Bytes of a key.
pub(crate) const KEY_LENGTH: usize = 32;
/// Says how the rest was made, so that another way can be introduced beside this one.
const VERSION: &str = "v1:";
const NONCE_LENGTH: usize = 24;

/// The key that encrypts tokens. Wiped from memory when dropped; `Debug` hides it.
#[derive(Clone)]
pub struct SecretKey(XChaCha20Poly1305);

impl SecretKey {
    /// The key kept at `path`, drawn and written there first if there is none. A new file is
    /// readable by its owner only; an existing one is never overwritten.
    ///
    /// # Errors
    /// [`StoreError::Secret`] when the file cannot be read, written or understood.
    pub fn load_or_create(path: impl AsRef<Path>) -> Result<Self> {
        file::load_or_create(path.as_ref())
    }

    /// The key as 64 hexadecimal digits, as its file holds it.
    ///
    /// # Errors
    /// [`StoreError::Secret`] when it is anything else.
    pub fn from_hex(text: &str) -> Result<Self> {
        let mut bytes = [0; KEY_LENGTH];
        hex::decode_to_slice(text.trim(), &mut bytes).map_err(|_| {
            StoreError::Secret(
                "the secret key must be 64 hexadecimal digits; `openssl rand -hex 32` makes one".to_owned(),
            )
        })?;
        Ok(Self(XChaCha20Poly1305::new(&bytes.into())))
    }

    /// `token` as it may be stored. It can be read back only for the same `url`, so that whoever can
    /// write to the database cannot have it sent elsewhere.
    pub(crate) fn encrypt(&self, token: &TokenAuth, url: &str) -> Result<String> {
        let nonce = XChaCha20Poly1305::generate_nonce(&mut OsRng);
        let payload = Payload { msg: token.expose().as_bytes(), aad: url.as_bytes() };
        let sealed = self
            .0
            .encrypt(&nonce, payload)
            .map_err(|_| StoreError::Secret("the token is too long to be encrypted; check it".to_owned()))?;
        Ok(format!("{VERSION}{}{}", hex::encode(nonce), hex::encode(sealed)))
    }

    /// The token that [`encrypt`](Self::encrypt) made `stored` of; `owner` names it in the error.
    pub(crate) fn decrypt(&self, stored: &str, url: &str, owner: impl fmt::Display) -> Result<TokenAuth> {
        self.open(stored, url).map(TokenAuth::new).ok_or_else(|| {
            StoreError::Secret(format!(
                "the stored token of {owner} cannot be decrypted: it was saved under another secret key or changed \
                 outside Trackstorm; restart with the key file (security.secret-key-file) it was saved under, or delete \
                 it and enter it again with its token"
            ))
        })
    }

    fn open(&self, stored: &str, url: &str) -> Option<String> {
        let bytes = hex::decode(stored.strip_prefix(VERSION)?).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LENGTH)?;
        let payload = Payload { msg: sealed, aad: url.as_bytes() };
        String::from_utf8(self.0.decrypt(XNonce::from_slice(nonce), payload).ok()?).ok()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://m.example";

    fn key(digit: char) -> SecretKey {
        SecretKey::from_hex(&digit.to_string().repeat(64)).unwrap()
    }

    #[test]
    fn a_token_comes_back_under_its_key_and_address_only() {
        let token = TokenAuth::new("0123456789abcdef0123456789abcdef");
        let stored = key('a').encrypt(&token, URL).unwrap();
        assert!(stored.starts_with("v1:"));
        assert_eq!(key('a').decrypt(&stored, URL, "x").unwrap(), token);
        assert_ne!(stored, key('a').encrypt(&token, URL).unwrap(), "the nonce is drawn each time");

        assert!(key('b').decrypt(&stored, URL, "x").is_err());
        assert!(key('a').decrypt(&stored, "https://elsewhere.example", "x").is_err());
    }

    #[test]
    fn any_change_is_noticed() {
        let stored = key('a').encrypt(&TokenAuth::new("secret"), URL).unwrap();
        for position in 0..stored.len() {
            let mut changed = stored.clone().into_bytes();
            changed[position] = if changed[position] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(key('a').decrypt(&changed, URL, "x").is_err(), "byte {position}");
            assert!(key('a').decrypt(&stored[..position], URL, "x").is_err(), "cut at {position}");
        }
    }

    #[test]
    fn only_64_hexadecimal_digits_are_a_key() {
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(63), &"a".repeat(66)] {
            assert!(matches!(SecretKey::from_hex(text), Err(StoreError::Secret(_))), "{text:?}");
        }
        assert_eq!(format!("{:?}", key('a')), "SecretKey([redacted])");
    }
}
