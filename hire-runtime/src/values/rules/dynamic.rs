//! Rules for what has no static type: values of any kind, items by position, entries by name.
//!
//! Section numbers are those of [JSON Schema 2020-12 core](https://json-schema.org/draft/2020-12/json-schema-core).

use std::any::TypeId;

use serde_json::Value;

use super::unique::same_json;
use crate::values::codec::{Codec as _, Data};
use crate::values::map::Map;
#[cfg(feature = "pattern")]
use crate::values::validate::quoted;
use crate::values::validate::{Checker, joined, shown};

impl Checker<'_> {
    /// Reads a value as a type, reports everything that is in the way, and checks what was read.
    ///
    /// A value that is read while another one is, as the values of a recursive schema are, is judged once: so `check` must
    /// depend on nothing but what was read. A check that has something of its own, such as a captured variable, is made each
    /// time.
    pub fn read<T: Data + 'static>(
        &mut self,
        value: &Value,
        check: impl FnOnce(&mut Checker<'_>, &T) + 'static,
    ) {
        let captures = size_of_val(&check) > 0;
        let rules = rules_of::<T, _>(&check);
        let read = |at: &mut Self, size| {
            at.read_within(|at| {
                if let Some(read) = T::Codec::parse(value, at) {
                    at.hold(size, |at| check(at, &read));
                }
            });
        };
        if captures { read(self, 0) } else { self.judge(rules, value, read) }
    }

    /// The value is of none of the types that are allowed here: `type`.
    pub fn mismatch(&mut self, types: &'static str, value: &Value) {
        self.fault("type", || (types.into(), shown(value)));
    }

    /// `enum`, or `const` where there is one value; each is JSON. Numbers are compared by value, objects
    /// in any order (4.2.2).
    pub fn json_values(&mut self, value: &Value, values: &'static [&'static str]) {
        if values.iter().any(|json| same_json(value, json)) {
            return;
        }
        let keyword = if values.len() == 1 { "const" } else { "enum" };
        self.fault(keyword, || (joined(values, ", ", |json| *json), shown(value)));
    }

    /// Checks the item at a position, if there is one (10.3.1.1, `prefixItems`).
    pub fn item<T>(&mut self, items: &[T], position: usize, check: impl FnOnce(&mut Checker<'_>, &T)) {
        if let Some(item) = items.get(position) {
            check(&mut self.index(position), item);
        }
    }

    /// Checks the item of a tuple at a position (10.3.1.1, `prefixItems`).
    pub fn position<T>(&mut self, position: usize, item: &T, check: impl FnOnce(&mut Checker<'_>, &T)) {
        check(&mut self.index(position), item);
    }

    /// Checks the items from a position on (10.3.1.2, `items` beside `prefixItems`).
    pub fn items_from<T>(
        &mut self,
        items: &[T],
        position: usize,
        mut check: impl FnMut(&mut Checker<'_>, &T),
    ) {
        for (index, item) in items.iter().enumerate().skip(position) {
            check(&mut self.index(index), item);
        }
    }

    /// `contains` with `minContains` and `maxContains`: how many items hold (10.3.1.3).
    pub fn contains<T>(
        &mut self,
        items: &[T],
        least: usize,
        most: Option<usize>,
        check: impl Fn(&mut Checker<'_>, &T),
    ) {
        let holds = |(index, item): &(usize, &T)| self.holds(|at| check(&mut at.index(*index), item));
        let count = items.iter().enumerate().filter(holds).count();
        if count < least {
            let keyword = if least == 1 { "contains" } else { "minContains" };
            self.violation(keyword, least.to_string(), count);
        }
        if let Some(most) = most.filter(|most| count > *most) {
            self.violation("maxContains", most.to_string(), count);
        }
    }

    /// Checks the entry of a name, if there is one (10.3.2.1, `properties`).
    pub fn entry<T>(&mut self, map: &Map<T>, name: &'static str, check: impl FnOnce(&mut Checker<'_>, &T)) {
        self.property(name, map.get(name), check);
    }

    /// Checks the entries that are not among `names` (10.3.2.3, `additionalProperties`).
    pub fn unnamed_entries<T>(
        &mut self,
        map: &Map<T>,
        names: &[&str],
        mut check: impl FnMut(&mut Checker<'_>, &T),
    ) {
        for (name, value) in map {
            if !names.contains(&name.as_str()) {
                check(&mut self.name(name), value);
            }
        }
    }

    /// Checks the entries that neither are among `names` nor match one of `patterns` (10.3.2.3,
    /// `additionalProperties`). A name that cannot be decided is a violation that says so, and its value is not checked.
    #[cfg(feature = "pattern")]
    pub fn other_entries<T>(
        &mut self,
        map: &Map<T>,
        names: &[&str],
        patterns: &[&crate::Pattern],
        mut check: impl FnMut(&mut Checker<'_>, &T),
    ) {
        for (name, value) in map {
            let mut matches = |pattern: &&crate::Pattern| self.matches_name(pattern, name);
            if !names.contains(&name.as_str()) && !patterns.iter().any(&mut matches) {
                check(&mut self.name(name), value);
            }
        }
    }

    /// Checks the entries whose names match a pattern (10.3.2.2, `patternProperties`). A name that the pattern cannot be held
    /// against is a violation that says so, and its value is not checked.
    #[cfg(feature = "pattern")]
    pub fn pattern_entries<T>(
        &mut self,
        map: &Map<T>,
        pattern: &crate::Pattern,
        mut check: impl FnMut(&mut Checker<'_>, &T),
    ) {
        for (name, value) in map {
            match self.is_match(pattern, name) {
                Ok(true) => check(&mut self.name(name), value),
                Ok(false) => {}
                Err(error) => self.report_undecided_name(pattern, name, error),
            }
        }
    }

    /// Whether a pattern may match the name of an entry. If that cannot be decided, it is a violation that says so.
    #[cfg(feature = "pattern")]
    pub fn matches_name(&mut self, pattern: &crate::Pattern, name: &str) -> bool {
        self.is_match(pattern, name).unwrap_or_else(|error| {
            self.report_undecided_name(pattern, name, error);
            true
        })
    }

    #[cfg(feature = "pattern")]
    fn report_undecided_name(&mut self, pattern: &crate::Pattern, name: &str, error: &str) {
        let mut at = self.name(name);
        if !at.has_undecided("patternProperties", pattern.as_str()) {
            let found = format!("the name {} ({error})", quoted(name));
            at.report_undecided("patternProperties", pattern.as_str(), found);
        }
    }

    /// Checks the names of a map (10.3.2.4, `propertyNames`): each as a text, at the place of the map.
    pub fn entry_names<T>(&mut self, map: &Map<T>, mut check: impl FnMut(&mut Checker<'_>, &Value)) {
        for name in map.keys() {
            check(self, &Value::String(name.clone()));
        }
    }

    /// Checks the entries of an object that nothing else evaluates (11.3, `unevaluatedProperties`). Any
    /// other value has none.
    pub fn unevaluated_entries(
        &mut self,
        value: &Value,
        evaluated: impl Fn(&mut Checker<'_>, &str) -> bool,
        mut check: impl FnMut(&mut Checker<'_>, &Value),
    ) {
        for (name, value) in value.as_object().into_iter().flatten() {
            if !evaluated(self, name) {
                check(&mut self.name(name), value);
            }
        }
    }

    /// Checks the items of an array that nothing else evaluates (11.2, `unevaluatedItems`). Any other
    /// value has none.
    pub fn unevaluated_items(
        &mut self,
        value: &Value,
        evaluated: impl Fn(&mut Checker<'_>, usize, &Value) -> bool,
        mut check: impl FnMut(&mut Checker<'_>, &Value),
    ) {
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            if !evaluated(self, index, item) {
                check(&mut self.index(index), item);
            }
        }
    }
}

/// What a type and a check of it are known by.
fn rules_of<T: 'static, F: 'static>(_: &F) -> TypeId {
    TypeId::of::<(fn(T), F)>()
}
