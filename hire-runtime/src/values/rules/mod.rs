//! The rules of JSON Schema 2020-12, as methods of [`Checker`](crate::Checker).

mod dynamic;
mod property;
mod single;
mod unique;

pub use self::property::{Number, Property};
