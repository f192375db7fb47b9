//! Values of keywords: read as what they have to be, or reported.

use std::collections::BTreeMap;

use hire_syntax::pattern::Error;

use super::Reader;
use crate::diagnostic::{Severity, codes};
use crate::openapi::check_address;
use crate::schema::distinct::{Distinct, equal, type_of};
use crate::schema::lint::foreign_pattern::{Foreign, foreign};
use crate::schema::lint::legacy;
use crate::schema::{JsonTypes, Located, Schema};
use crate::source::{Cursor, Number, Place};

impl<'a> Reader<'a, '_> {
    pub(super) fn wrong(&mut self, value: Cursor<'a>, what: &str, expected: &str) {
        let message = format!("{what} is {expected}, not {}", value.shown());
        let diagnostic = self.diagnostics.error(codes::WRONG_TYPE, value.place(), message);
        if let Some(help) = legacy::value(self.dialect, value) {
            diagnostic.help(help);
        }
    }

    /// A list that says nothing (2020-12 core §10.2.1, §10.3.1.1, validation §6.1.1).
    pub(super) fn empty(&mut self, list: Cursor<'a>, of: &str) {
        let message =
            format!("`{}` lists no {of}, and must have one at least", list.key().unwrap_or_default());
        self.diagnostics
            .error(codes::BAD_VALUE, list.key_place(), message)
            .help("leave the keyword out where nothing is asked for");
    }

    fn named(value: Cursor<'a>) -> String {
        value.key().map_or_else(|| "an entry of this list".to_owned(), |key| format!("`{key}`"))
    }

    pub(super) fn text(&mut self, value: Cursor<'a>) -> Option<&'a str> {
        if value.as_str().is_none() {
            self.wrong(value, &Self::named(value), "a string");
        }
        value.as_str()
    }

    pub(super) fn placed_text(&mut self, value: Cursor<'a>) -> Option<Located<&'a str>> {
        self.text(value).map(|text| Located { value: text, place: value.place() })
    }

    /// The URL of an object of `externalDocs`, at the place of the keyword.
    pub(super) fn link(&mut self, docs: Cursor<'a>) -> Option<Located<&'a str>> {
        let url = docs.get("url")?;
        check_address(self.diagnostics, url, Severity::Error);
        self.text(url).map(|url| Located { value: url, place: docs.place() })
    }

    pub(super) fn flag(&mut self, value: Cursor<'a>) -> bool {
        if value.as_bool().is_none() {
            self.wrong(value, &Self::named(value), "true or false");
        }
        value.as_bool().unwrap_or_default()
    }

    pub(super) fn number(&mut self, value: Cursor<'a>) -> Option<Located<Number>> {
        let Some(number) = value.as_number() else {
            self.wrong(value, &Self::named(value), "a number");
            return None;
        };
        Some(Located { value: number, place: value.place() })
    }

    pub(super) fn count(&mut self, value: Cursor<'a>) -> Option<Located<u64>> {
        let Some(count) = value.as_u64() else {
            self.wrong(value, &Self::named(value), "a whole number, 0 or more");
            return None;
        };
        Some(Located { value: count, place: value.place() })
    }

    pub(super) fn names(&mut self, value: Cursor<'a>) -> Vec<Located<&'a str>> {
        if !value.is_sequence() {
            self.wrong(value, &Self::named(value), "a list of property names");
        }
        let mut names: Vec<Located<&'a str>> = Vec::new();
        let mut places: BTreeMap<&'a str, Place> = BTreeMap::new();
        for item in value.items() {
            let Some(name) = self.text(item) else { continue };
            if let Some(first) = places.get(name).copied() {
                self.diagnostics
                    .warning(codes::DUPLICATE_NAME, item.place(), format!("`{name}` is listed twice"))
                    .related(first, "first here");
            } else {
                places.insert(name, item.place());
                names.push(Located { value: name, place: item.place() });
            }
        }
        names
    }

    /// The values of `enum`. One that is listed twice counts once.
    pub(super) fn listed(&mut self, list: Cursor<'a>) -> Option<Located<Vec<Cursor<'a>>>> {
        if !list.is_sequence() {
            self.wrong(list, "`enum`", "a list of values");
            return None;
        }
        let mut values: Vec<Cursor<'a>> = Vec::new();
        let mut known = Distinct::default();
        for value in list.items() {
            if let Some(first) = known.insert(value) {
                let message = format!("the value {} is listed twice", value.to_json());
                self.diagnostics
                    .warning(codes::DUPLICATE_NAME, value.place(), message)
                    .related(first.place(), "first here");
            } else {
                values.push(value);
            }
        }
        if values.is_empty() {
            let message = "no value is valid: `enum` lists none";
            self.diagnostics.warning(codes::CONTRADICTION, list.key_place(), message);
        }
        Some(Located { value: values, place: list.place() })
    }

    /// `const`, and `enum` beside it: both must hold. The values stay those of `enum`, since names are given
    /// to these.
    pub(super) fn constant(&mut self, schema: Cursor<'a>, read: &mut Schema<'a>) {
        let Some(value) = schema.get("const") else { return };
        let Some(listed) = read.values.as_mut().filter(|listed| !listed.value.is_empty()) else {
            read.values.get_or_insert(Located { value: vec![value], place: value.place() });
            return;
        };
        listed.value.retain(|listed| equal(*listed, value));
        if listed.value.is_empty() {
            let message = "no value is valid: this is none of the values of `enum`, and both must hold";
            let diagnostic = self.diagnostics.warning(codes::CONTRADICTION, value.place(), message);
            diagnostic.related(listed.place, "these");
        }
    }

    /// A value of `enum` that `type` does not let through is listed in vain, and left out.
    pub(super) fn values_fit(&mut self, schema: &mut Schema<'a>) {
        let Some(values) = &mut schema.values else { return };
        if let Some(types) = schema.types {
            let alone = values.value.len() == 1;
            for value in &values.value {
                // A null beside other values means a nullable one to many; it is only never valid.
                if !types.value.contains(type_of(*value)) && (alone || !value.is_null()) {
                    let message = format!(
                        "the value is never valid: {} is not of type {}",
                        value.describe(),
                        types.value
                    );
                    self.diagnostics
                        .warning(codes::IGNORED, value.place(), message)
                        .related(types.place, "this type");
                }
            }
            values.value.retain(|value| types.value.contains(type_of(*value)));
        }
        schema.never |= values.value.is_empty();
        if !values.value.is_empty() && values.value.iter().all(|value| value.is_null()) {
            // Null alone is a type.
            schema.types = Some(Located { value: JsonTypes::NULL, place: values.place });
            schema.values = None;
        }
    }

    /// A bound that is not a value itself. OpenAPI 3.0 has a flag for that, beside the bound.
    pub(super) fn exclusive(&mut self, value: Cursor<'a>, inclusive: &str) -> Option<Located<Number>> {
        let bound = self.number(value)?;
        if self.dialect.exclusive_bounds_are_flags() {
            let name = value.key().unwrap_or_default();
            let message = format!("`{name}` is true or false in OpenAPI 3.0, and is read as a bound of 3.1");
            self.diagnostics
                .warning(codes::KEY_OF_OTHER_VERSION, value.place(), message)
                .help(format!("write `{inclusive}: {}` and `{name}: true`", bound.value));
        }
        Some(bound)
    }

    pub(super) fn discriminator(&mut self, value: Cursor<'a>) {
        if !value.is_mapping() {
            self.wrong(value, "`discriminator`", "a mapping with the name of a property in `propertyName`");
        }
        super::subtypes::subtypes(self, value);
    }

    /// Whether a text is a pattern. Warns of one that is, and means something else than where it comes from.
    pub(super) fn is_pattern(&mut self, pattern: &str, place: Place) -> bool {
        let compiled = self.schemas.matcher.with(pattern, |compiled| match compiled {
            Ok(compiled) => Ok(compiled.is_unicode()),
            Err(error) => Err(error.clone()),
        });
        match compiled {
            Ok(unicode) => {
                if let Some(Foreign { reading: Some(reading), help }) = foreign(pattern, unicode) {
                    let message = format!("`{pattern}` {reading}");
                    self.diagnostics.warning(codes::BAD_PATTERN, place, message).help(help);
                }
                true
            }
            Err(Error::Syntax(error)) => {
                let help = foreign(pattern, false)
                    .map_or("escape a character that stands for itself with `\\`", |foreign| foreign.help);
                let message = format!("`{pattern}` is not a regular expression of ECMA-262: {error}");
                self.diagnostics.error(codes::BAD_PATTERN, place, message).help(help);
                false
            }
            Err(error) => {
                let message = format!("this pattern is not supported: {error}");
                self.diagnostics
                    .error(codes::BAD_PATTERN, place, message)
                    .help("nothing would check it; write a shorter one, or say it in `description`");
                false
            }
        }
    }

    pub(super) fn patterns(&mut self, schema: &mut Schema<'a>, value: Cursor<'a>) {
        if !value.is_mapping() {
            self.wrong(value, "`patternProperties`", "a mapping of patterns to schemas");
        }
        for (pattern, cursor) in value.entries() {
            if self.is_pattern(pattern, cursor.key_place()) {
                let id = self.id(cursor);
                schema.object.patterns.push((Located { value: pattern, place: cursor.key_place() }, id));
            }
        }
    }
}
