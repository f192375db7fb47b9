//! Values of keywords: read as what they have to be, or reported.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::{Reader, subtypes};
use crate::diagnostic::{Severity, codes};
use crate::openapi::check_address;
use crate::schema::distinct::{Distinct, equal, type_of};
use crate::schema::lint::legacy;
use crate::schema::quotes::{self, Quotes};
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
            .warning(codes::BAD_VALUE, list.key_place(), message)
            .help("leave the keyword out where nothing is asked for");
    }

    /// Reports a value that stands where a list of such values is expected, and is taken for its one entry.
    pub(super) fn single(&mut self, value: Cursor<'a>) {
        let message =
            format!("{} is a list, and {} is taken for its one entry", Self::named(value), value.describe());
        self.diagnostics.warning(codes::WRONG_TYPE, value.place(), message).help("put it into `[]`");
    }

    fn named(value: Cursor<'a>) -> String {
        value.key().map_or_else(|| "an entry of this list".to_owned(), |key| format!("`{key}`"))
    }

    /// Reports a value that is quoted where it is none of strings, and taken for what is in the quotes.
    fn quoted(&mut self, value: Cursor<'a>, meant: impl Display) {
        let name = Self::named(value);
        let meant = meant.to_string();
        let (message, help) = if value.as_str() == Some(meant.as_str()) {
            (format!("{name} is {meant} in quotes"), Quotes::TooMany.help().to_owned())
        } else {
            (format!("{name} is the text {}", value.shown()), format!("write `{meant}`"))
        };
        let message = format!("{message}, and is taken for {meant}");
        self.diagnostics.warning(codes::WRONG_TYPE, value.place(), message).help(help);
    }

    /// A string, with or without quotes.
    pub(super) fn text(&mut self, value: Cursor<'a>) -> Option<&'a str> {
        self.unquoted(value).or_else(|| self.string(value))
    }

    /// A string that cannot be anything else.
    pub(super) fn string(&mut self, value: Cursor<'a>) -> Option<&'a str> {
        if value.as_str().is_none() {
            self.wrong(value, &Self::named(value), "a string");
        }
        value.as_str()
    }

    /// The text of a boolean or a number where a string belongs, which is reported.
    fn unquoted(&mut self, value: Cursor<'a>) -> Option<&'a str> {
        let meant = quotes::meant(value, JsonTypes::STRING)?;
        let message = format!("{} {}", Self::named(value), quotes::taken(value, meant));
        let diagnostic = self.diagnostics.warning(codes::WRONG_TYPE, value.place(), message);
        diagnostic.help(Quotes::Missing.help());
        meant.as_str()
    }

    pub(super) fn placed_text(&mut self, value: Cursor<'a>) -> Option<Located<&'a str>> {
        self.text(value).map(|text| Located { value: text, place: value.place() })
    }

    /// The URL of an object of `externalDocs`, at the place of the keyword.
    pub(super) fn link(&mut self, docs: Cursor<'a>) -> Option<Located<&'a str>> {
        let url = docs.get("url")?;
        if self.has_no_value("url", url) {
            return None;
        }
        check_address(self.diagnostics, url, Severity::Warning);
        self.text(url).map(|url| Located { value: url, place: docs.place() })
    }

    /// A text that people alone read: another value has no effect.
    pub(super) fn words(&mut self, value: Cursor<'a>) -> Option<Located<&'a str>> {
        let text = self.unquoted(value).or(value.as_str());
        if text.is_none() {
            let message =
                format!("{} is a string, not {}, and has no effect", Self::named(value), value.shown());
            self.diagnostics.warning(codes::WRONG_TYPE, value.place(), message).help("put quotes around it");
        }
        text.map(|text| Located { value: text, place: value.place() })
    }

    pub(super) fn flag(&mut self, value: Cursor<'a>) -> bool {
        if let Some(flag) = value.as_word_of_flag() {
            self.quoted(value, flag);
            return flag;
        }
        if value.as_bool().is_none() {
            self.wrong(value, &Self::named(value), "true or false");
        }
        value.as_bool().unwrap_or_default()
    }

    /// A flag that people alone read: another value has no effect.
    pub(super) fn idle_flag(&mut self, value: Cursor<'a>) -> bool {
        let is_flag = value.as_bool().or(value.as_word_of_flag()).is_some();
        if !is_flag {
            let message =
                format!("{} is true or false, not {}, and has no effect", Self::named(value), value.shown());
            self.diagnostics.warning(codes::WRONG_TYPE, value.place(), message);
        }
        is_flag && self.flag(value)
    }

    pub(super) fn number(&mut self, value: Cursor<'a>) -> Option<Located<Number>> {
        let quoted = value.as_str().and_then(Number::read);
        if let Some(number) = quoted {
            self.quoted(value, number);
        }
        let Some(number) = value.as_number().or(quoted) else {
            self.wrong(value, &Self::named(value), "a number");
            return None;
        };
        Some(Located { value: number, place: value.place() })
    }

    pub(super) fn count(&mut self, value: Cursor<'a>) -> Option<Located<u64>> {
        let quoted = value.as_str().and_then(|text| text.parse().ok());
        if let Some(count) = quoted {
            self.quoted(value, count);
        }
        if value.as_number().is_some_and(|number| number.as_f64() < 0.0) {
            let message = format!("{} below 0 has no effect", Self::named(value));
            self.diagnostics.warning(codes::BAD_VALUE, value.place(), message).help("write 0 or more");
            return None;
        }
        let Some(count) = value.as_u64().or(quoted) else {
            self.wrong(value, &Self::named(value), "a whole number, 0 or more");
            return None;
        };
        Some(Located { value: count, place: value.place() })
    }

    pub(super) fn names(&mut self, value: Cursor<'a>) -> Vec<Located<&'a str>> {
        if value.as_bool().is_some() {
            // As drafts before the fourth had it, in the property itself.
            let message = "`required` is a list of property names, and a boolean has no effect";
            let diagnostic = self.diagnostics.warning(codes::WRONG_TYPE, value.place(), message);
            diagnostic.help("name the property in the `required` of the object that has it");
        } else if value.as_str().is_some() {
            self.single(value);
        } else if !value.is_sequence() {
            self.wrong(value, &Self::named(value), "a list of property names");
        }
        let single = Some(value).filter(|value| value.as_str().is_some());
        let mut names: Vec<Located<&'a str>> = Vec::new();
        let mut places: BTreeMap<&'a str, Place> = BTreeMap::new();
        for item in value.items().chain(single) {
            if item.is_null() {
                let message = "an entry of this list has no value, and is left out";
                self.diagnostics.warning(codes::WRONG_TYPE, item.place(), message).help("remove the entry");
                continue;
            }
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

    /// The values of `enum`, and of `const`: both must hold. Where both are, the values stay those of `enum`, since names are
    /// given to these.
    pub(super) fn values(&mut self, schema: Cursor<'a>, read: &mut Schema<'a>) {
        if let Some(list) = schema.get("enum").filter(|list| !list.is_null()) {
            read.values = self.listed(list, read.types);
        }
        let Some(constant) = schema.get("const") else { return };
        let meant = self.as_one_of(&[constant], read.types);
        let Some(value) = meant.first().copied() else { return };
        let Some(listed) = read.values.as_mut().filter(|listed| !listed.value.is_empty()) else {
            read.values.get_or_insert(Located { value: meant, place: value.place() });
            return;
        };
        listed.value.retain(|listed| equal(*listed, value));
        if listed.value.is_empty() {
            let message = "no value is valid: this is none of the values of `enum`, and both must hold";
            let diagnostic = self.diagnostics.warning(codes::CONTRADICTION, value.place(), message);
            diagnostic.related(listed.place, "these");
        }
    }

    /// The values of `enum`. One that is listed twice counts once.
    fn listed(
        &mut self,
        list: Cursor<'a>,
        types: Option<Located<JsonTypes>>,
    ) -> Option<Located<Vec<Cursor<'a>>>> {
        if list.as_str().is_some() {
            self.single(list);
            return Some(Located { value: self.as_one_of(&[list], types), place: list.place() });
        }
        if !list.is_sequence() {
            self.wrong(list, "`enum`", "a list of values");
            return None;
        }
        let items: Vec<_> = list.items().collect();
        let mut values: Vec<Cursor<'a>> = Vec::new();
        let mut known = Distinct::default();
        for value in self.as_one_of(&items, types) {
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

    /// Values with the quotes that `type` asks for. Reports the first one that has others.
    fn as_one_of(&mut self, values: &[Cursor<'a>], types: Option<Located<JsonTypes>>) -> Vec<Cursor<'a>> {
        let Some(types) = types else { return values.to_vec() };
        quotes::all_of(values, types, self.diagnostics)
    }

    /// A value of `enum` that `type` does not let through is listed in vain, and left out.
    pub(super) fn values_fit(&mut self, schema: &mut Schema<'a>) {
        let Some(values) = &mut schema.values else { return };
        if let Some(types) = schema.types {
            for value in values.value.iter().filter(|value| !types.value.contains(type_of(**value))) {
                let message =
                    format!("the value is never valid: {} is not of type {}", value.describe(), types.value);
                let diagnostic = self.diagnostics.warning(codes::IGNORED, value.place(), message);
                diagnostic.related(types.place, "this type");
                diagnostic.help(match (value.is_null(), self.dialect.has("nullable")) {
                    (true, true) => {
                        "if null is meant, write `nullable: true` beside `type`; if the word is, quote it"
                    }
                    (true, false) => "if null is meant, add `'null'` to `type`; if the word is, quote it",
                    _ => "remove the value, or write it as one of the type: a text has quotes",
                });
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
        if let Some(property) = value.as_str() {
            // As Swagger 2.0 has it.
            let message = format!("`discriminator` is taken for `{{propertyName: {property}}}`");
            let diagnostic = self.diagnostics.warning(codes::WRONG_TYPE, value.place(), message);
            diagnostic.help(format!("write `{{propertyName: {property}}}`"));
        } else if !value.is_mapping() {
            self.wrong(value, "`discriminator`", "a mapping with the name of a property in `propertyName`");
        }
        subtypes::read(self, value);
    }
}
