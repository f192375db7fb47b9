//! The rules for single values: JSON Schema 2020-12 validation, section 6.

use std::borrow::Cow;
use std::fmt;

use hire_syntax::decimal::{self, Decimal};

use super::property::Number;
use super::unique;
use crate::values::codec::Data;
use crate::values::format::Format;
use crate::values::secret::Secret;
use crate::values::validate::{AsText, Checker, quoted, shortened};

impl Checker<'_> {
    /// A number must be finite, since JSON has no other. Keyword `type`, limit `number`
    /// ([JSON Schema 2020-12 core, 4.2.1](https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.1)).
    #[inline]
    pub fn finite(&mut self, value: impl Into<f64>) {
        let value = value.into();
        if !value.is_finite() {
            self.violation("type", "number", value);
        }
    }

    /// `minimum`: `holds` says whether the value is at least the limit
    /// ([6.2.4](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2.4)).
    pub fn minimum(&mut self, value: impl fmt::Display, limit: &'static str, holds: bool) {
        self.bound("minimum", value, limit, holds);
    }

    /// `maximum`: `holds` says whether the value is at most the limit
    /// ([6.2.2](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2.2)).
    pub fn maximum(&mut self, value: impl fmt::Display, limit: &'static str, holds: bool) {
        self.bound("maximum", value, limit, holds);
    }

    /// `exclusiveMinimum`: `holds` says whether the value is more than the limit
    /// ([6.2.5](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2.5)).
    pub fn exclusive_minimum(&mut self, value: impl fmt::Display, limit: &'static str, holds: bool) {
        self.bound("exclusiveMinimum", value, limit, holds);
    }

    /// `exclusiveMaximum`: `holds` says whether the value is less than the limit
    /// ([6.2.3](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2.3)).
    pub fn exclusive_maximum(&mut self, value: impl fmt::Display, limit: &'static str, holds: bool) {
        self.bound("exclusiveMaximum", value, limit, holds);
    }

    /// What is not finite has its own violation and gets no second one.
    fn bound(&mut self, keyword: &'static str, value: impl fmt::Display, limit: &'static str, holds: bool) {
        if !holds {
            self.out_of_bound(keyword, value, limit);
        }
    }

    #[cold]
    fn out_of_bound(
        &mut self,
        keyword: &'static str,
        value: impl fmt::Display,
        limit: impl Into<Cow<'static, str>>,
    ) {
        let found = value.to_string();
        if Decimal::read(&found).is_some() {
            self.violation(keyword, limit, found);
        }
    }

    /// As [`Self::bound`], with a limit whose text is its shortest.
    #[inline]
    pub(super) fn compare<T: Number>(&mut self, keyword: &'static str, value: T, limit: T, holds: bool) {
        if !holds {
            self.out_of_range(keyword, value, limit);
        }
    }

    #[cold]
    fn out_of_range<T: Number>(&mut self, keyword: &'static str, value: T, limit: T) {
        self.out_of_bound(keyword, value, limit.to_string());
    }

    /// `multipleOf`: the value divided by the limit is an integer, exactly, in decimals: 0.3 is a multiple of 0.1
    /// ([6.2.1](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2.1)).
    ///
    /// The value counts as its shortest decimal text. A limit that is not a number above 0 is a violation that says so.
    pub fn multiple_of(&mut self, value: impl fmt::Display, limit: &'static str) {
        let Some(divisor) = Decimal::read(&limit).filter(|divisor| divisor.is_positive()) else {
            let reason = format_args!(
                "{value} (the limit is not a number above 0 of at most {} digits)",
                decimal::DIGITS
            );
            return self.violation("multipleOf", limit, reason);
        };
        // What is not finite has its own violation.
        if Decimal::read(&value).is_some_and(|number| !number.is_multiple_of(divisor)) {
            self.violation("multipleOf", limit, value);
        }
    }

    /// `minLength`, in Unicode code points
    /// ([6.3.2](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.2)).
    pub fn min_length<T: AsText + ?Sized>(&mut self, value: &T, limit: usize) {
        self.length("minLength", value, limit, |length| length >= limit);
    }

    /// `maxLength`, in Unicode code points
    /// ([6.3.1](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.1)).
    pub fn max_length<T: AsText + ?Sized>(&mut self, value: &T, limit: usize) {
        self.length("maxLength", value, limit, |length| length <= limit);
    }

    fn length<T: AsText + ?Sized>(
        &mut self,
        keyword: &'static str,
        value: &T,
        limit: usize,
        holds: impl FnOnce(usize) -> bool,
    ) {
        let length = value.text().chars().count();
        if !holds(length) {
            let found = if T::SECRET {
                Secret::REDACTED.to_owned()
            } else {
                counted(length, "character", "characters")
            };
            self.report(keyword, Cow::Owned(limit.to_string()), found);
        }
    }

    /// `pattern`: matches anywhere in the text
    /// ([6.3.3](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3)).
    ///
    /// A pattern that is not a regular expression is a violation that says so, and so is a text that it takes too many steps
    /// to decide.
    #[cfg(feature = "pattern")]
    pub fn pattern<T: AsText + ?Sized>(&mut self, value: &T, pattern: &crate::values::pattern::Pattern) {
        self.matches(&value.text(), pattern, T::SECRET);
    }

    /// `pattern` beside a `maxLength`, which has a violation of its own: a text that is longer is not matched.
    #[cfg(feature = "pattern")]
    pub fn pattern_within<T: AsText + ?Sized>(
        &mut self,
        value: &T,
        longest: usize,
        pattern: &crate::values::pattern::Pattern,
    ) {
        let text = value.text();
        // No text has more characters than bytes.
        if text.len() <= longest || text.chars().nth(longest).is_none() {
            self.matches(&text, pattern, T::SECRET);
        }
    }

    #[cfg(feature = "pattern")]
    fn matches(&mut self, text: &str, pattern: &crate::values::pattern::Pattern, secret: bool) {
        let found = || {
            if secret { Secret::REDACTED.to_owned() } else { quoted(text) }
        };
        match self.is_match(pattern, text) {
            Ok(true) => {}
            Ok(false) => self.fault("pattern", || (Cow::Borrowed(pattern.as_str()), found())),
            Err(error) => {
                self.report_undecided("pattern", pattern.as_str(), format!("{} ({error})", found()));
            }
        }
    }

    /// `format`, as an assertion ([7](https://json-schema.org/draft/2020-12/json-schema-validation#section-7)).
    pub fn format<F: Format, T: AsText + ?Sized>(&mut self, value: &T) {
        let text = value.text();
        if !F::holds(&text) {
            let found = if T::SECRET { Secret::REDACTED.to_owned() } else { quoted(&text) };
            self.report("format", Cow::Borrowed(F::NAME), found);
        }
    }

    /// `minItems` ([6.4.2](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.4.2)).
    pub fn min_items(&mut self, length: usize, limit: usize) {
        self.size("minItems", length, limit, length >= limit);
    }

    /// `maxItems` ([6.4.1](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.4.1)).
    pub fn max_items(&mut self, length: usize, limit: usize) {
        self.size("maxItems", length, limit, length <= limit);
    }

    /// `minProperties` ([6.5.2](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.2)).
    pub fn min_properties(&mut self, length: usize, limit: usize) {
        self.size("minProperties", length, limit, length >= limit);
    }

    /// `maxProperties` ([6.5.1](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.1)).
    pub fn max_properties(&mut self, length: usize, limit: usize) {
        self.size("maxProperties", length, limit, length <= limit);
    }

    fn size(&mut self, keyword: &'static str, length: usize, limit: usize, holds: bool) {
        if !holds {
            let found = if keyword.ends_with("Items") {
                counted(length, "item", "items")
            } else {
                counted(length, "property", "properties")
            };
            self.report(keyword, Cow::Owned(limit.to_string()), found);
        }
    }

    /// `uniqueItems: true`: no two items are equal as JSON, where 1 and 1.0 are equal and the order of an object's
    /// properties does not matter
    /// ([6.4.3](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.4.3),
    /// [core, 4.2.2](https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.2)).
    ///
    /// The first pair is reported. Items are encoded to be compared, so this rule allocates.
    pub fn unique_items<T: Data>(&mut self, items: &[T]) {
        if let Some((one, other)) = unique::first_equal_pair(items) {
            self.violation("uniqueItems", "true", format_args!("items {one} and {other}"));
        }
    }

    /// `const`: `holds` says whether the value is the one of the schema, `limit` is that one as JSON
    /// ([6.1.3](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.3)).
    pub fn constant(&mut self, holds: bool, limit: &'static str, found: impl fmt::Display) {
        if !holds {
            self.violation("const", limit, found);
        }
    }

    /// `enum`: `holds` says whether the value is one of the schema's, `limit` has those
    /// ([6.1.2](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.2)).
    pub fn enumeration(
        &mut self,
        holds: bool,
        limit: impl Into<Cow<'static, str>>,
        found: impl fmt::Display,
    ) {
        if !holds {
            self.violation("enum", limit, found);
        }
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    shortened(format_args!("{count} {}", if count == 1 { one } else { many }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{Checker, Secret, Violations};

    type Rule = fn(&mut Checker<'_>);

    /// A pattern with a reference to a group is tried one way after another, for as many steps as the texts of a check may take
    /// together, wherever they are.
    #[cfg(feature = "pattern")]
    #[test]
    fn the_texts_of_a_check_share_the_steps_of_patterns() {
        use crate::{Map, Pattern};

        static TWICE: Pattern = Pattern::new(r"^(a*)*\1b$");
        static EITHER: Pattern = Pattern::new(r"^(?:(a*)*\1c|a*$)");
        let costly = "a".repeat(20);
        assert_eq!(TWICE.is_match(&costly), Ok(false), "one alone is decided");

        let texts = vec![costly.clone(); 40];
        let entries: Map<()> = (0..40).map(|number| (format!("{costly}-{number}"), ())).collect();
        let undecided = |check: &dyn Fn(&mut Checker<'_>)| {
            let found = Violations::of(|at| check(at)).unwrap_err().into_vec();
            found.iter().filter(|violation| violation.is_undecided()).count()
        };
        let all = |at: &mut Checker<'_>| at.items(&texts, |at, text| at.pattern(text, &TWICE));
        let most = 20..40;
        assert!(most.contains(&undecided(&all)), "{}", undecided(&all));
        let branches = |at: &mut Checker<'_>| {
            at.items(&texts, |at, text| _ = at.holds(|at| at.pattern(text, &TWICE)));
        };
        assert!(most.contains(&undecided(&branches)));
        let names = |at: &mut Checker<'_>| at.pattern_entries(&entries, &TWICE, |_, ()| {});
        assert!(most.contains(&undecided(&names)));
        let short = |at: &mut Checker<'_>| {
            all(at);
            at.pattern("ab", &TWICE);
            at.pattern("aab", &TWICE);
        };
        assert_eq!(undecided(&short), undecided(&all), "a short text has steps of its own");

        // A name that is not decided is no other one, be it decided before or not, and that is said once for a pattern.
        let map = Map::from([(&costly[2..], ())]);
        let other = |at: &mut Checker<'_>, (): &()| at.violation("additionalProperties", "false", "another");
        let closed = |at: &mut Checker<'_>| {
            at.pattern_entries(&map, &EITHER, |_, ()| {});
            at.other_entries(&map, &[], &[&EITHER], other);
        };
        assert_eq!(Violations::of(closed), Ok(()), "the name matches");
        let late = |at: &mut Checker<'_>| {
            at.items(&texts, |at, text| at.pattern(text, &EITHER));
            closed(at);
        };
        let found = Violations::of(late).unwrap_err().into_vec();
        assert!(found.iter().all(crate::Violation::is_undecided), "{found:?}");
        let of_names = found.iter().filter(|violation| violation.keyword == "patternProperties");
        assert_eq!(of_names.count(), 1);
    }

    /// What one rule reports at the root: keyword, limit and what was found.
    fn report(rule: Rule) -> Option<(&'static str, String, String)> {
        let violations = Violations::of(rule).err()?.into_vec();
        let [violation] = violations.try_into().expect("one rule, one violation");
        Some((violation.keyword, violation.limit.into_owned(), violation.found))
    }

    #[test]
    fn rules_that_hold_report_nothing() {
        let rules: &[Rule] = &[
            |at| at.finite(0.0),
            |at| at.finite(f32::MAX),
            |at| at.minimum(0, "0", true),
            |at| at.maximum(0, "0", true),
            |at| at.exclusive_minimum(1, "0", true),
            |at| at.exclusive_maximum(-1, "0", true),
            |at| at.multiple_of(0.3, "0.1"),
            |at| at.multiple_of(f64::NAN, "0.1"),
            |at| at.min_length("币币", 2),
            |at| at.max_length("😀", 1),
            |at| at.max_length("e\u{301}", 2),
            |at| at.max_length(&Secret::default(), 0),
            |at| at.min_items(1, 1),
            |at| at.max_items(1, 1),
            |at| at.min_properties(1, 1),
            |at| at.max_properties(1, 1),
            |at| at.unique_items(&[1, 2]),
            |at| at.constant(true, "1", 2),
            |at| at.enumeration(true, "1", 2),
            |at| at.required("a", true),
            // What is not finite is reported by `finite` alone.
            |at| at.minimum(f64::NAN, "0", false),
            |at| at.maximum(f64::INFINITY, "0", false),
            |at| at.exclusive_minimum(f64::NEG_INFINITY, "0", false),
        ];
        for (index, rule) in rules.iter().enumerate() {
            assert_eq!(report(*rule), None, "rule {index}");
        }
    }

    #[test]
    fn rules_that_are_broken_say_by_what() {
        let rules: &[(Rule, [&str; 3])] = &[
            (|at| at.finite(f64::NAN), ["type", "number", "NaN"]),
            (|at| at.finite(f32::NEG_INFINITY), ["type", "number", "-inf"]),
            (|at| at.minimum(-1.0, "0", false), ["minimum", "0", "-1"]),
            (|at| at.maximum(11, "10", false), ["maximum", "10", "11"]),
            (|at| at.exclusive_minimum(0, "0", false), ["exclusiveMinimum", "0", "0"]),
            (|at| at.exclusive_maximum(0, "0", false), ["exclusiveMaximum", "0", "0"]),
            (|at| at.multiple_of(0.35, "0.1"), ["multipleOf", "0.1", "0.35"]),
            (|at| at.min_length("", 1), ["minLength", "1", "0 characters"]),
            (|at| at.max_length("币币", 1), ["maxLength", "1", "2 characters"]),
            (|at| at.min_length(&Secret::from("x"), 2), ["minLength", "2", "[redacted]"]),
            (|at| at.min_items(1, 2), ["minItems", "2", "1 item"]),
            (|at| at.max_items(3, 2), ["maxItems", "2", "3 items"]),
            (|at| at.min_properties(0, 1), ["minProperties", "1", "0 properties"]),
            (|at| at.max_properties(2, 1), ["maxProperties", "1", "2 properties"]),
            (
                |at| at.unique_items(&[json!(1), json!(2), json!(1.0)]),
                ["uniqueItems", "true", "items 0 and 2"],
            ),
            (|at| at.constant(false, "1", 2), ["const", "1", "2"]),
            (|at| at.enumeration(false, "1, 2", 3), ["enum", "1, 2", "3"]),
            (|at| at.required("a", false), ["required", "a", "nothing"]),
        ];
        for (rule, [keyword, limit, found]) in rules {
            let reported = report(*rule);
            assert_eq!(reported, Some((*keyword, (*limit).to_owned(), (*found).to_owned())));
        }
    }

    #[test]
    fn a_limit_that_divides_nothing_is_reported_as_such() {
        for limit in ["0", "-1", "x"] {
            let violations = Violations::of(|at| at.multiple_of(1, limit)).unwrap_err();
            assert!(violations.as_slice()[0].found.contains("the limit is not a number above 0"));
        }
    }

    #[cfg(feature = "pattern")]
    #[test]
    fn patterns_are_checked_and_never_quote_a_secret() {
        use crate::Pattern;
        static CAPITALS: Pattern = Pattern::new("^[A-Z]+$");
        static BROKEN: Pattern = Pattern::new("(");

        assert_eq!(report(|at| at.pattern("CNY", &CAPITALS)), None);
        assert_eq!(
            report(|at| at.pattern("cny", &CAPITALS)),
            Some(("pattern", "^[A-Z]+$".to_owned(), "\"cny\"".to_owned()))
        );
        assert_eq!(
            report(|at| at.pattern(&Secret::from("hunter2"), &CAPITALS)),
            Some(("pattern", "^[A-Z]+$".to_owned(), "[redacted]".to_owned()))
        );
        let (_, _, found) = report(|at| at.pattern("CNY", &BROKEN)).unwrap();
        assert!(found.contains("the pattern is broken"), "{found}");
        let (_, _, found) = report(|at| at.pattern(&Secret::from("hunter2"), &BROKEN)).unwrap();
        assert!(!found.contains("hunter2"), "{found}");
    }

    /// A pattern that takes twice as many steps with each letter of a text that is not decided.
    #[cfg(feature = "pattern")]
    static ENDLESS: crate::Pattern = crate::Pattern::new(r"^(a+)+\1b$");

    #[cfg(feature = "pattern")]
    #[test]
    fn what_takes_too_many_steps_is_a_violation_that_says_so() {
        let text = "a".repeat(100);
        let (keyword, limit, found) = report(|at| at.pattern("a".repeat(100).as_str(), &ENDLESS)).unwrap();
        assert_eq!((keyword, limit.as_str()), ("pattern", r"^(a+)+\1b$"));
        assert!(found.ends_with("(undecided: the pattern takes more steps than it may)"), "{found}");
        let (_, _, found) =
            report(|at| at.pattern(&Secret::from("a".repeat(100).as_str()), &ENDLESS)).unwrap();
        assert!(found.starts_with("[redacted] (undecided") && !found.contains("aa"), "{found}");

        let violations = crate::Violations::of(|at| {
            // `not`, with a pattern in it: that it does not hold is as little known as that it holds.
            at.property("a", Some(text.as_str()), |at, text| {
                assert!(!at.holds(|at| assert!(!at.holds(|at| at.pattern(text, &ENDLESS)))));
            });
            at.pattern_entries(&crate::Map::from([(text.clone(), ())]), &ENDLESS, |_, ()| {});
            at.pattern("(undecided)", &ENDLESS);
        });
        let violations = violations.unwrap_err().into_vec();
        let undecided: Vec<_> = violations.iter().map(crate::Violation::is_undecided).collect();
        assert_eq!(undecided, [true, true, false], "{violations:?}");
        assert_eq!(violations[0].pointer, "/a");
        assert_eq!(violations[1].keyword, "patternProperties");
    }

    #[cfg(feature = "pattern")]
    #[test]
    fn a_text_beyond_its_length_is_not_matched() {
        let text = "é".repeat(100);
        let found = |longest| {
            let found = crate::Violations::of(|at| at.pattern_within(&text, longest, &ENDLESS));
            found.map_or_else(|violations| violations.len(), |()| 0)
        };
        assert_eq!([99, 100, 200, usize::MAX].map(found), [0, 1, 1, 1]);
        assert_eq!(report(|at| at.pattern_within(&"a".repeat(100), 99, &ENDLESS)), None);
    }
}
