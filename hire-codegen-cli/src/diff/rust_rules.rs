//! The rules of bindings: what differs in Rust where the wire is the same.

use super::rule::{Direction, Effect, Level, Model, Rule, Verdict};

/// Bindings are nothing on the wire.
const BREAKS: Model = (Direction::Both, Level::Note, Effect::StopsCompiling, Verdict::Major);
/// Callers compile, and nobody tells them.
const CHANGES: Model = (Direction::Both, Level::Note, Effect::ChangesMeaning, Verdict::Major);

/// The rows.
pub static RULES: &[Rule] = &[
    Rule::new("rust-item-removed", BREAKS, "the bindings no longer have the item"),
    Rule::new("rust-type-changed", BREAKS, "the item has another type"),
    Rule::new("rust-parameters-changed", BREAKS, "the function has other parameters"),
    Rule::new("rust-trait-removed", BREAKS, "the type no longer has the trait"),
    Rule::new("rust-parameters-reordered", CHANGES, "parameters of the same type are in another order"),
    Rule::new("rust-meaning-changed", CHANGES, "the item is something else in messages"),
    Rule::new("rust-behavior-changed", CHANGES, "the item is declared as before, and does something else"),
    Rule::new(
        "rust-item-added",
        (Direction::Both, Level::Note, Effect::Nothing, Verdict::Minor),
        "the bindings have an item more",
    ),
];
