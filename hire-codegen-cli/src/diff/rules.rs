//! All rules together.

use super::rule::{OTHER_MEANING, Rule};

/// All rules.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let tables = [super::api_rules::RULES, super::message_rules::RULES, super::rust_rules::RULES];
    tables.into_iter().flatten().chain(super::keyword_rules::RULES.iter().copied().flatten())
}

/// The rule of an id; that of unknown differences for an id without a row, which a test excludes.
pub fn of(id: &str) -> &'static Rule {
    static UNKNOWN: Rule =
        Rule::new("something-changed", OTHER_MEANING, "something differs that no rule is about");
    rules().find(|rule| rule.id == id).unwrap_or(&UNKNOWN)
}
