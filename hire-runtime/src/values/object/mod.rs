//! Objects by table: one visitor and one writer for all of them.
//!
//! An emitted struct says what its properties are called, where each goes and which are required. How an object is read from
//! a format, or from untyped JSON with everything that is wrong with it, is written once, here.

mod codec;
mod count;
mod lookup;
mod member;
mod partial;
mod read;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod write;

pub use self::codec::ObjectCodec;
pub use self::count::property_count;
pub use self::member::Member;
pub use self::partial::Partial;
pub use self::table::{Additional, Object, Table, placeholder};
pub use self::write::{Writer, debug_object};
