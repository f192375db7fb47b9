//! What breaks a rule, and where.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Write as _};

use crate::values::printable::OneLine;

/// The part of a request or response that an instance belongs to.
///
/// The parameters' parts are the values of `in` ([OpenAPI 3.1.1, 4.8.12](https://spec.openapis.org/oas/v3.1.1#parameter-object)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Location {
    /// The body, or a value that stands alone.
    Body,
    /// A parameter in the path.
    Path,
    /// A parameter in the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// The part in lower case, as it is spelt in a description: `body`, `path`, `query`, `header`, `cookie`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One rule that one instance breaks.
///
/// `Display` says it in words: `/bonus/cash/amount: -1 is less than the minimum 0`. It escapes what would steer a terminal, as
/// [`Printable`](crate::Printable) does.
///
/// # Examples
/// ```
/// use hire_runtime::{Location, Violation};
///
/// let violation = Violation::new(Location::Body, "/bonus/cash/amount", "minimum", "0", "-1");
/// assert_eq!(violation.pointer, "/bonus/cash/amount");
/// assert_eq!(violation.to_string(), "/bonus/cash/amount: -1 is less than the minimum 0");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Violation {
    /// What the instance is part of.
    pub location: Location,
    /// The instance, as a JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) into its part: empty for a
    /// whole body, `/name` for a parameter. A missing property is a fault of the object that lacks it.
    pub pointer: String,
    /// The JSON Schema keyword that is broken, `minimum` for example; or `discriminator` for a property that names no
    /// type of a union, `variant` for a value of a union that would be read as another variant, `syntax` for a text that is not JSON, and `depth` for a value that is nested too deeply to be
    /// read or checked.
    pub keyword: &'static str,
    /// The keyword's value as text. For `required`, the name of the missing property.
    pub limit: Cow<'static, str>,
    /// What was found instead, shortened if long, and never a secret.
    pub found: String,
    pub(crate) undecided: bool,
}

impl Violation {
    /// A violation, for checks of one's own beside the emitted ones.
    pub fn new(
        location: Location,
        pointer: impl Into<String>,
        keyword: &'static str,
        limit: impl Into<Cow<'static, str>>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            location,
            pointer: pointer.into(),
            keyword,
            limit: limit.into(),
            found: found.into(),
            undecided: false,
        }
    }

    /// How much memory its texts take.
    fn bytes(&self) -> usize {
        let limit = match &self.limit {
            Cow::Borrowed(_) => 0,
            Cow::Owned(limit) => limit.len(),
        };
        self.pointer.len() + limit + self.found.len()
    }

    /// Whether nobody knows if the rule is broken: the text takes more steps than a pattern may take. Such a violation is
    /// reported for a part of a condition or of a branch as well, since what follows from it is not known either.
    ///
    /// # Examples
    /// ```
    /// use hire_runtime::{Location, Violation};
    ///
    /// assert!(!Violation::new(Location::Body, "/name", "pattern", "^a$", "\"b\"").is_undecided());
    /// ```
    pub const fn is_undecided(&self) -> bool {
        self.undecided
    }

    fn write_place(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.location != Location::Body || self.pointer.is_empty() {
            write!(f, "({})", self.location)?;
        }
        write!(f, "{}", OneLine(&self.pointer))
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_place(f)?;
        f.write_str(": ")?;
        let (limit, found) = (OneLine(&self.limit), OneLine(&self.found));
        match self.keyword {
            "type" => write!(f, "{found} is not of type {limit}"),
            "format" => write!(f, "{found} does not have the format {limit}"),
            "required" => write!(f, "the property {limit} is missing"),
            "minimum" => write!(f, "{found} is less than the minimum {limit}"),
            "maximum" => write!(f, "{found} is more than the maximum {limit}"),
            "exclusiveMinimum" => write!(f, "{found} is not more than {limit}"),
            "exclusiveMaximum" => write!(f, "{found} is not less than {limit}"),
            "multipleOf" => write!(f, "{found} is not a multiple of {limit}"),
            "minLength" | "minItems" | "minProperties" => {
                write!(f, "{found} found, at least {limit} needed")
            }
            "maxLength" | "maxItems" | "maxProperties" => {
                write!(f, "{found} found, at most {limit} allowed")
            }
            "pattern" => write!(f, "{found} does not match the pattern {limit}"),
            "uniqueItems" => write!(f, "{found} are equal"),
            "const" => write!(f, "{found} is not {limit}"),
            "enum" | "discriminator" => write!(f, "{found} is none of {limit}"),
            "additionalProperties" => f.write_str("this property is not allowed"),
            "anyOf" => write!(f, "at least one must hold: {limit}"),
            "oneOf" => write!(f, "exactly one must hold: {limit}"),
            "variant" => write!(f, "this {limit} is written as what is read as {found}"),
            "not" => write!(f, "must not hold: {limit}"),
            "false" => f.write_str("no value is allowed here"),
            "syntax" => write!(f, "not JSON: {limit} ({found})"),
            "depth" => write!(f, "nested more than {limit} levels deep"),
            keyword => write!(f, "{keyword} {limit} is broken by {found}"),
        }
    }
}

impl Error for Violation {}

/// Everything that is wrong with a value: one violation or more.
///
/// The order is that of the value: for each object the missing properties first, then its properties, then the rules of
/// the object as a whole. `Display` has one violation on each line.
///
/// A value may break more rules than anybody reads about, and each violation takes memory: so the first
/// [`MOST`](Self::MOST) that were found are listed, as long as their texts do not reach
/// [`MOST_BYTES`](Self::MOST_BYTES), and the rest is [counted](Self::omitted).
///
/// ```
/// use hire_runtime::{Violations, parse};
///
/// let text = format!("[{}]", ["true"; 2500].join(", "));
/// let violations = parse::<Vec<i64>>(text.as_bytes()).unwrap_err();
/// assert_eq!((violations.len(), violations.omitted()), (Violations::MOST, 1500));
/// assert!(violations.to_string().ends_with("/999: true is not of type integer\nand 1500 more"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Violations {
    listed: Vec<Violation>,
    /// The bytes that the texts of the listed ones take.
    bytes: usize,
    omitted: usize,
}

impl Violations {
    /// How many violations are listed at most.
    pub const MOST: usize = 1000;

    /// How many bytes the texts of the listed violations take at most, but for those of the last one: their pointers and
    /// what was found, and limits that are not part of the program.
    pub const MOST_BYTES: usize = 256 * 1024;

    /// The violations of a list, or `None` if the list is empty.
    pub fn from_vec(violations: Vec<Violation>) -> Option<Self> {
        let mut violations = violations.into_iter();
        let mut all = Self::from(violations.next()?);
        all.extend(violations);
        Some(all)
    }

    /// The violations that are listed, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.listed.iter()
    }

    /// How many violations are listed: never none.
    #[expect(clippy::len_without_is_empty, reason = "the list is never empty by construction")]
    pub fn len(&self) -> usize {
        self.listed.len()
    }

    /// How many more violations there are, which are not listed. Where a schema applies the same rules to a value in several
    /// ways, the violations of such a value may be counted as one.
    pub const fn omitted(&self) -> usize {
        self.omitted
    }

    /// The violations that are listed, as a slice.
    pub fn as_slice(&self) -> &[Violation] {
        &self.listed
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [Violation] {
        &mut self.listed
    }

    /// The violations that are listed, as a list.
    pub fn into_vec(self) -> Vec<Violation> {
        self.listed
    }

    /// Whether one more violation would be listed.
    pub(crate) const fn has_room(&self) -> bool {
        self.omitted == 0 && self.listed.len() < Self::MOST && self.bytes < Self::MOST_BYTES
    }

    /// One more violation, which is made only if it is listed.
    pub(crate) fn add(&mut self, violation: impl FnOnce() -> Violation) {
        if self.has_room() {
            let violation = violation();
            self.bytes += violation.bytes();
            self.listed.push(violation);
        } else {
            self.omit();
        }
    }

    /// One more violation, which is not listed.
    pub(crate) const fn omit(&mut self) {
        self.omitted += 1;
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.listed.iter().enumerate() {
            if index > 0 {
                f.write_char('\n')?;
            }
            violation.fmt(f)?;
        }
        if self.omitted > 0 {
            write!(f, "\nand {} more", self.omitted)?;
        }
        Ok(())
    }
}

impl Error for Violations {}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self { bytes: violation.bytes(), listed: vec![violation], omitted: 0 }
    }
}

impl Extend<Violation> for Violations {
    fn extend<I: IntoIterator<Item = Violation>>(&mut self, violations: I) {
        for violation in violations {
            self.add(|| violation);
        }
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.listed.into_iter()
    }
}

impl<'v> IntoIterator for &'v Violations {
    type Item = &'v Violation;
    type IntoIter = std::slice::Iter<'v, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.listed.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{Location, Violation, Violations};

    #[test]
    fn each_keyword_has_its_words() {
        for (keyword, limit, found, words) in [
            ("type", "integer", "\"1\"", "\"1\" is not of type integer"),
            ("format", "timestamp-ms", "\"x\"", "\"x\" does not have the format timestamp-ms"),
            ("required", "cash", "nothing", "the property cash is missing"),
            ("minimum", "0", "-1", "-1 is less than the minimum 0"),
            ("maximum", "9", "10", "10 is more than the maximum 9"),
            ("exclusiveMinimum", "0", "0", "0 is not more than 0"),
            ("exclusiveMaximum", "0", "0", "0 is not less than 0"),
            ("multipleOf", "2", "3", "3 is not a multiple of 2"),
            ("minLength", "1", "0 characters", "0 characters found, at least 1 needed"),
            ("maxItems", "1", "2 items", "2 items found, at most 1 allowed"),
            ("pattern", "^a$", "\"b\"", "\"b\" does not match the pattern ^a$"),
            ("uniqueItems", "true", "items 0 and 2", "items 0 and 2 are equal"),
            ("const", "1", "2", "2 is not 1"),
            ("enum", "1, 2", "3", "3 is none of 1, 2"),
            ("discriminator", "cat, dog", "\"cow\"", "\"cow\" is none of cat, dog"),
            ("variant", "Cat", "Dog", "this Cat is written as what is read as Dog"),
            ("additionalProperties", "false", "x", "this property is not allowed"),
            ("anyOf", "a, or b", "neither", "at least one must hold: a, or b"),
            ("oneOf", "a, or b", "both", "exactly one must hold: a, or b"),
            ("syntax", "expected value", "line 1, column 2", "not JSON: expected value (line 1, column 2)"),
            ("depth", "128", "more", "nested more than 128 levels deep"),
            ("x-even", "true", "3", "x-even true is broken by 3"),
        ] {
            let violation = Violation::new(Location::Body, "/a", keyword, limit, found);
            assert_eq!(violation.to_string(), format!("/a: {words}"));
        }
    }

    #[test]
    fn the_place_names_the_part_where_the_pointer_does_not_tell() {
        for (location, pointer, place) in [
            (Location::Body, "", "(body)"),
            (Location::Body, "/a", "/a"),
            (Location::Query, "/a", "(query)/a"),
            (Location::Path, "/a", "(path)/a"),
            (Location::Header, "/A", "(header)/A"),
            (Location::Cookie, "/a", "(cookie)/a"),
        ] {
            let violation = Violation::new(location, pointer, "const", "1", "2");
            assert_eq!(violation.to_string(), format!("{place}: 2 is not 1"));
        }
    }

    #[test]
    fn violations_are_a_list_that_is_never_empty() {
        assert_eq!(Violations::from_vec(Vec::new()), None);
        let one = Violation::new(Location::Body, "/a", "const", "1", "2");
        let mut all = Violations::from(one.clone());
        all.extend([Violation::new(Location::Body, "/b", "const", "1", "3")]);
        assert_eq!(all.len(), 2);
        assert_eq!(all.to_string(), "/a: 2 is not 1\n/b: 3 is not 1");
        assert_eq!(all.iter().next(), Some(&one));
        assert_eq!((&all).into_iter().count(), all.as_slice().len());
        assert_eq!(all.clone().into_iter().collect::<Vec<_>>(), all.into_vec());
    }

    #[test]
    fn what_is_not_listed_is_counted() {
        let violations = |found: &str, count| {
            let violation = Violation::new(Location::Body, "/a", "const", "1", found);
            Violations::from_vec(vec![violation; count]).unwrap()
        };
        let most = violations("2", Violations::MOST);
        assert_eq!((most.len(), most.omitted()), (Violations::MOST, 0));
        let mut more = violations("2", Violations::MOST + 2);
        assert_eq!((more.len(), more.omitted()), (Violations::MOST, 2));
        more.extend(most);
        assert_eq!(more.omitted(), Violations::MOST + 2);
        assert!(more.to_string().ends_with("\n/a: 2 is not 1\nand 1002 more"));
        // The text of each is more than a third of what there is room for.
        let long = violations(&"x".repeat(100_000), 5);
        assert_eq!((long.len(), long.omitted()), (3, 2));
    }
}
