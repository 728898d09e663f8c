//! Changes that are made only if what is stored is still what the caller knows.

use crate::error::AppError;

/// Whether a change may be made, decided by what is stored when it is made.
pub struct OnlyIf<T>(Option<Check<T>>);

type Check<T> = Box<dyn FnOnce(&T) -> Result<(), AppError> + Send>;

impl<T> OnlyIf<T> {
    /// Whatever is stored.
    pub fn always() -> Self {
        Self(None)
    }

    /// If `check` finds nothing wrong with what is stored.
    pub fn new(check: impl FnOnce(&T) -> Result<(), AppError> + Send + 'static) -> Self {
        Self(Some(Box::new(check)))
    }

    /// Whether it is worth reading what is stored.
    pub fn asks(&self) -> bool {
        self.0.is_some()
    }

    /// Looks at what is stored.
    ///
    /// # Errors
    /// What the check says.
    pub fn check(self, stored: &T) -> Result<(), AppError> {
        self.0.map_or(Ok(()), |check| check(stored))
    }
}
