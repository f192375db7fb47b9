//! Two descriptions compared by what they say of messages, whatever is emitted for them.

mod comparison;
mod document;
mod keywords;
mod meaning;
mod message;
mod operation;
mod schema;
mod security;
mod view;

use hire_codegen::source::Sources;

use self::comparison::Comparison;
pub use self::comparison::Draft;
pub use self::operation::unnamed;

/// The differences of two descriptions. Operations are compared that the filter wants, by method and [`unnamed`] path.
pub fn compare(old: &Sources, new: &Sources, is_meant: &dyn Fn(&str, &str) -> bool) -> Vec<Draft> {
    let mut comparison = Comparison::default();
    document::document(&mut comparison, old.root(), new.root(), is_meant);
    while let Some((context, pair)) = comparison.open.pop_front() {
        let before: Vec<_> = pair.old.iter().map(|place| old.at(*place)).collect();
        let after: Vec<_> = pair.new.iter().map(|place| new.at(*place)).collect();
        schema::compare(&mut comparison, &context, (&before, &after), pair.with_null);
    }
    comparison.found.into_values().collect()
}
