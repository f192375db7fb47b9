//! Values that stand where nothing has been read yet.

use serde_json::Value;

use crate::format::Format;
use crate::{Formatted, Map, Nullable, Secret, TimestampMs};

/// A value that something has to stand for until it is read or set. It need not be valid, and nobody gets to see it: an
/// object is handed out when each of its required properties has been there.
pub trait Blank: Sized {
    /// Such a value. It takes no memory of its own unless it is boxed.
    fn blank() -> Self;
}

macro_rules! blank {
    ($($type:ty = $value:expr),* $(,)?) => {
        $(impl Blank for $type {
            fn blank() -> Self {
                $value
            }
        })*
    };
}
blank!(
    () = (),
    bool = false,
    i8 = 0,
    i16 = 0,
    i32 = 0,
    i64 = 0,
    u8 = 0,
    u16 = 0,
    u32 = 0,
    u64 = 0,
    f32 = 0.0,
    f64 = 0.0,
    String = Self::new(),
    Secret = Self::default(),
    TimestampMs = Self::from_millis(0),
    Value = Self::Null,
);

impl<F: Format> Blank for Formatted<F> {
    fn blank() -> Self {
        Self::from_text("")
    }
}

impl<T> Blank for Option<T> {
    fn blank() -> Self {
        None
    }
}

impl<T> Blank for Nullable<T> {
    fn blank() -> Self {
        Self::Absent
    }
}

impl<T> Blank for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<T> Blank for Map<T> {
    fn blank() -> Self {
        Self::new()
    }
}

impl<T: Blank> Blank for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
}
