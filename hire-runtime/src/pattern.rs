//! The keyword `pattern`.

use std::sync::OnceLock;

/// A regular expression of ECMA-262, as the keyword `pattern` has it, compiled when it is first used.
///
/// It is searched for anywhere in the text and needs `^` and `$` to match the whole
/// ([JSON Schema 2020-12 validation, 6.3.3](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3)),
/// and is read with ECMA-262's flag `u`: a character is a code point
/// ([core, 6.4](https://json-schema.org/draft/2020-12/json-schema-core#section-6.4)). Without the flag, more is a pattern
/// (ECMA-262 annex B): a `\` before a character that needs none, as in `a\-b`. What is no pattern with the flag and is one
/// without is read without.
///
/// # Cost
/// ECMA-262 has look-around and references to groups, so matching backtracks, and nothing bounds the time that it takes: a
/// pattern with nested repetition such as `^(a+)+$` needs a time that doubles with each further `a` of a text that does not
/// match. Patterns come from the description of an API, which its users trust, not from the data. Whoever checks texts of
/// strangers should keep nested repetition out of the description.
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
    compiled: OnceLock<Result<regress::Regex, String>>,
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
    /// Why the pattern is not a regular expression of ECMA-262.
    pub fn is_match(&self, text: &str) -> Result<bool, &str> {
        let flags = regress::Flags { unicode: true, ..regress::Flags::default() };
        self.compiled
            .get_or_init(|| {
                let regex = regress::Regex::with_flags(self.text, flags);
                // The error that counts is the one of the flag that the standard asks for.
                regex.or_else(|error| regress::Regex::new(self.text).map_err(|_| error.to_string()))
            })
            .as_ref()
            .map(|regex| regex.find(text).is_some())
            .map_err(String::as_str)
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
