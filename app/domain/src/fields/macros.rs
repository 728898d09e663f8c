//! How a table is written down: `path: Slot(what it may be) { label: …, help: … }`, one entry a field.

/// Declares tables of fields.
macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident of $owner:ty {
        $($head:ident $(. $tail:ident)* : $slot:ident ($($arg:tt)*) { $($key:ident: $value:expr),* $(,)? })*
    })*) => {$(
        $(#[$doc])*
        pub static $name: &[$crate::fields::Field<$owner>] = &[$(
            $crate::fields::Field {
                $($key: $value,)*
                ..$crate::fields::Field::new(
                    concat!(stringify!($head) $(, ".", stringify!($tail))*),
                    slot!($owner, [$head $(. $tail)*], $slot($($arg)*)),
                )
            }
        ),*];
    )*};
}

macro_rules! slot {
    ($owner:ty, [$($path:tt)*], Choice($choice:ty)) => {
        $crate::fields::Slot::Choice(
            erased!($owner, [$($path)*]),
            $crate::fields::Words {
                all: || <$choice>::ALL.iter().map(|choice| choice.as_str()).collect(),
                of: |owner: &$owner| owner.$($path)*.as_str(),
            },
        )
    };
    ($owner:ty, [$($path:tt)*], Secret()) => {
        $crate::fields::Slot::Secret(erased!($owner, [$($path)*]))
    };
    ($owner:ty, [$($path:tt)*], Line($rows:expr)) => {
        $crate::fields::Slot::Line(
            erased!($owner, [$($path)*]),
            $rows,
            $crate::fields::Line {
                show: |owner: &$owner| $crate::config::measured::line(&owner.$($path)*),
                read: |owner: &mut $owner, text: &str| {
                    $crate::config::measured::read_line(text).map(|list| owner.$($path)* = list)
                },
            },
        )
    };
    ($owner:ty, [$($path:tt)*], Rows($arg:expr)) => {
        $crate::fields::Slot::Rows(erased!($owner, [$($path)*]), $arg)
    };
    ($owner:ty, [$($path:tt)*], Object($arg:expr)) => {
        $crate::fields::Slot::Object(erased!($owner, [$($path)*]), $arg)
    };
    ($owner:ty, [$($path:tt)*], OptionalObject($arg:expr)) => {
        $crate::fields::Slot::OptionalObject(erased!($owner, [$($path)*]), $arg)
    };
    ($owner:ty, [$($path:tt)*], $slot:ident($($arg:expr),*)) => {
        $crate::fields::Slot::$slot(at!($owner, [$($path)*]) $(, $arg)*)
    };
}

macro_rules! at {
    ($owner:ty, [$($path:tt)*]) => {
        $crate::fields::At {
            get: |owner: &$owner| &owner.$($path)*,
            get_mut: |owner: &mut $owner| &mut owner.$($path)*,
        }
    };
}

macro_rules! erased {
    ($owner:ty, [$($path:tt)*]) => {
        $crate::fields::Erased {
            same: |one: &$owner, other: &$owner| one.$($path)* == other.$($path)*,
            copy: |from: &$owner, to: &mut $owner| to.$($path)*.clone_from(&from.$($path)*),
        }
    };
}
