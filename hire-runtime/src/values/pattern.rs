//! The keyword `pattern`.

use std::sync::OnceLock;

use hire_syntax::pattern;

/// Why a text is not decided.
const UNDECIDED: &str = "undecided: the pattern takes more steps than it may";

/// A regular expression of ECMA-262, as the keyword `pattern` has it, compiled when it is first used.
///
/// A pattern is searched for anywhere in the text and needs `^` and `$` to match the whole
/// ([JSON Schema 2020-12 validation, 6.3.3](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3)),
/// and is read as [`hire_syntax::pattern`] says: with ECMA-262's flag `u`, else without it.
///
/// # Cost
/// No text takes more than [`pattern::STEPS`], and [`pattern::STEPS_PER_CHARACTER`] for each byte of it. What these do not
/// suffice for is undecided, and a violation that says so. A pattern without references to groups is decided in a time that
/// grows with the text alone, whatever is repeated in it. All texts of one check or [`parse`](crate::parse()) that other
/// patterns are held against share [`pattern::STEPS`], beside those that grow with their lengths: a text counts each time that
/// it is looked at, as for each variant of a union.
///
/// # Examples
/// ```
/// use hire_runtime::Pattern;
///
/// static CURRENCY: Pattern = Pattern::new("^[A-Z]{3}$");
/// assert_eq!(CURRENCY.is_match("CNY"), Ok(true));
/// assert_eq!(CURRENCY.is_match("yuan"), Ok(false));
/// ```
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Result<pattern::Pattern, String>>,
}

impl Pattern {
    /// A pattern, not compiled yet.
    pub const fn new(text: &'static str) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    /// The pattern as it is written.
    pub const fn as_str(&self) -> &'static str {
        self.text
    }

    /// Whether the pattern matches anywhere in the text.
    ///
    /// # Errors
    /// Why that cannot be told: the pattern is not a regular expression of ECMA-262 or beyond what is compiled, or it takes
    /// more steps than it may.
    ///
    /// # Examples
    /// ```
    /// use hire_runtime::Pattern;
    ///
    /// static TWICE: Pattern = Pattern::new(r"^(a+)+\1$");
    /// assert_eq!(TWICE.is_match("aaaa"), Ok(true));
    /// assert!(TWICE.is_match(&format!("{}b", "a".repeat(64))).unwrap_err().starts_with("undecided"));
    /// ```
    pub fn is_match(&self, text: &str) -> Result<bool, &str> {
        self.compiled()?.is_match(text).map_err(|pattern::Undecided| UNDECIDED)
    }

    /// As [`Self::is_match`], for one of the texts of a check, which share steps.
    pub(crate) fn is_match_sharing(&self, text: &str, shared: &mut u64) -> Result<bool, &str> {
        self.compiled()?.is_match_sharing(text, shared).map_err(|pattern::Undecided| UNDECIDED)
    }

    fn compiled(&self) -> Result<&pattern::Pattern, &str> {
        let compile =
            || pattern::Pattern::new(self.text).map_err(|error| format!("the pattern is broken: {error}"));
        self.compiled.get_or_init(compile).as_ref().map_err(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns_are_those_of_ecma_262_and_unanchored() {
        for (pattern, text, matches) in [
            ("^[A-Z]{3}$", "CNY", true),
            ("^[A-Z]{3}$", "CNYX", false),
            ("b", "abc", true),
            ("", "", true),
            ("^.$", "😀", true),
            (r"^\u{1F600}$", "😀", true),
            (r"^\d+$", "٣", false),
            (r"^\p{Script=Han}+$", "人民币", true),
            (r"^(?=.*\d)(?=.*[a-z]).{4,}$", "ab12", true),
            (r"^(a)\1$", "aa", true),
            ("^a$", "a\n", false),
            // Needless escapes.
            (r"^a\-b$", "a-b", true),
            (r"^a\-b$", "a\\-b", false),
            (r"^\#\_[\w\-]+\@$", "#_x-y@", true),
            (r"^\_.$", "_😀", true),
        ] {
            let pattern = Pattern::new(pattern);
            assert_eq!(pattern.is_match(text), Ok(matches), "{} {text}", pattern.as_str());
            assert_eq!(pattern.is_match(text), Ok(matches), "the second time");
        }
    }

    #[test]
    fn a_broken_pattern_says_why() {
        for pattern in ["(", "[z-a]", "a{2,1}", r"\"] {
            let pattern = Pattern::new(pattern);
            assert!(!pattern.is_match("a").unwrap_err().is_empty());
        }
    }
}
