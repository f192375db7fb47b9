//! The support table: every keyword of a schema, and what becomes of it.
//!
//! ```
//! use hire_codegen::support::{Effect, KEYWORDS};
//!
//! let row = KEYWORDS.iter().find(|row| row.name == "multipleOf").unwrap();
//! assert!(row.has(Effect::Validated) && !row.has(Effect::Typed));
//! ```

use std::fmt::Write as _;

pub use crate::openapi::{Version, Versions};
pub use crate::schema::keywords::{Effect, KEYWORDS, Keyword, Vocabulary};

/// The table in markdown, a row for each keyword.
///
/// ```
/// let table = hire_codegen::support::markdown();
/// assert!(table.starts_with("| keyword | of | typed | validated |"));
/// ```
pub fn markdown() -> String {
    let columns: Vec<_> = Effect::ALL.iter().map(|effect| effect.name()).collect();
    let mut table = format!("| keyword | of | {} | remark |\n", columns.join(" | "));
    let _ = writeln!(table, "| --- | --- | {} | --- |", ["---"; Effect::ALL.len()].join(" | "));
    for row in KEYWORDS {
        let marks = Effect::ALL.map(|effect| if row.has(effect) { "yes" } else { "" });
        let _ =
            writeln!(table, "| `{}` | {} | {} | {} |", row.name, origin(row), marks.join(" | "), row.remark);
    }
    table
}

/// The table for a terminal: columns of equal width, no markup.
///
/// ```
/// assert!(hire_codegen::support::plain().lines().any(|line| line.starts_with("multipleOf ")));
/// ```
pub fn plain() -> String {
    let name = KEYWORDS.iter().map(|row| row.name.len()).max().unwrap_or_default();
    let of = KEYWORDS.iter().map(|row| origin(row).len()).max().unwrap_or_default();
    let columns: Vec<_> = Effect::ALL.iter().map(|effect| effect.name()).collect();
    let mut table = format!("{:name$}  {:of$}  {}  remark\n", "keyword", "of", columns.join("  "));
    for row in KEYWORDS {
        let _ = write!(table, "{:name$}  {:of$}", row.name, origin(row));
        for effect in Effect::ALL {
            let mark = if row.has(effect) { "yes" } else { "" };
            let _ = write!(table, "  {mark:width$}", width = effect.name().len());
        }
        let _ = writeln!(table, "  {}", row.remark.replace('`', ""));
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The vocabulary, and the versions that have the keyword unless all do.
fn origin(row: &Keyword) -> String {
    let mut origin = row.vocabulary.name().to_owned();
    if Version::READ.iter().all(|version| row.versions.contains(*version)) {
        return origin;
    }
    for version in Version::READ.iter().filter(|version| row.versions.contains(**version)) {
        let _ = write!(origin, ", {version}");
    }
    origin
}
