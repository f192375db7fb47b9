//! Two descriptions compared by what they say of messages, whatever is emitted for them.

mod comparison;
mod document;
mod keywords;
mod message;
mod operation;
mod schema;
mod security;
mod view;

use hire_codegen::source::Sources;

use self::comparison::Comparison;
pub use self::comparison::Draft;

/// The differences of two descriptions. Operations are compared that the filter wants, by method and path.
pub fn compare(old: &Sources, new: &Sources, is_meant: &dyn Fn(&str, &str) -> bool) -> Vec<Draft> {
    let mut comparison = Comparison::default();
    document::document(&mut comparison, old.root(), new.root(), is_meant);
    comparison.found
}
