//! How many members an object has.

use super::{Object, Writer};
use crate::codec::Data;
use crate::map::Map;
use crate::nullable::Nullable;
use crate::validate::Checker;

impl Checker<'_> {
    /// How many members the object has that is being checked: properties that are there, and additional ones. For
    /// [`min_properties`](Self::min_properties) and [`max_properties`](Self::max_properties).
    #[must_use]
    pub fn members<T: Object>(&self, object: &T) -> usize {
        // Members that could not be read are there all the same.
        self.source().map_or_else(
            || {
                let mut members = Members { at: self, count: 0 };
                object.write(&mut members);
                members.count
            },
            serde_json::Map::len,
        )
    }
}

struct Members<'c, 'p> {
    at: &'c Checker<'p>,
    count: usize,
}

impl Writer for Members<'_, '_> {
    fn required<T: Data>(&mut self, name: &'static str, value: &T) {
        self.count += usize::from(self.at.given(name, value).is_some());
    }

    fn optional<T: Data>(&mut self, _: &'static str, value: &Option<T>) {
        self.count += usize::from(value.is_some());
    }

    fn nullable<T: Data>(&mut self, _: &'static str, value: &Nullable<T>) {
        self.count += usize::from(!value.is_absent());
    }

    fn additional<T: Data>(&mut self, members: &Map<T>) {
        self.count += members.len();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::object::{Additional, Draft, Member, Object, Table, Writer};
    use crate::{Checker, Map, Nullable, Validate, Violations, blank, parse_value};

    /// At least three of its properties are there, and at most four.
    #[derive(PartialEq)]
    struct Counted {
        id: i64,
        size: Option<i64>,
        note: Nullable<String>,
        others: Map<i64>,
    }

    impl Object for Counted {
        const TABLE: Table = Table::new("Counted", &["id", "size", "note"], &[0]).with(Additional::Keep);

        fn blank() -> Self {
            Self { id: blank(), size: None, note: blank(), others: Map::new() }
        }

        fn read<M: Member>(&mut self, index: usize, member: M) {
            match index {
                0 => member.required(&mut self.id),
                1 => member.optional(&mut self.size),
                2 => member.nullable(&mut self.note),
                _ => member.skip(),
            }
        }

        fn read_additional<M: Member>(&mut self, name: String, member: M) {
            member.additional(&mut self.others, name);
        }

        fn write<W: Writer>(&self, object: &mut W) {
            object.required("id", &self.id);
            object.optional("size", &self.size);
            object.nullable("note", &self.note);
            object.additional(&self.others);
        }
    }

    impl Validate for Counted {
        fn check(&self, at: &mut Checker<'_>) {
            at.min_properties(at.members(self), 3);
            at.max_properties(at.members(self), 4);
        }
    }

    crate::object!(Counted);

    fn keywords<T>(result: Result<T, Violations>) -> Vec<&'static str> {
        let violations = result.err();
        violations.iter().flat_map(Violations::iter).map(|violation| violation.keyword).collect()
    }

    #[test]
    fn members_that_are_there_are_counted_whether_they_can_be_read_or_not() {
        for (value, broken) in [
            (json!({"id": 1, "note": null, "a": 2}), vec![]),
            (json!({"id": 1, "size": 1, "note": "x", "a": 2}), vec![]),
            (json!({"id": 1, "size": 1}), vec!["minProperties"]),
            (json!({"id": 1, "size": 1, "note": null, "a": 2, "b": 3}), vec!["maxProperties"]),
            (json!({"id": 1, "size": "x", "a": 2}), vec!["type"]),
            (json!({"id": "x", "size": 1, "a": 2, "b": "x", "c": 1}), vec!["type", "type", "maxProperties"]),
            (json!({"size": 1, "a": 2}), vec!["required", "minProperties"]),
        ] {
            assert_eq!(keywords(parse_value::<Counted>(&value)), broken, "{value}");
        }
    }

    #[test]
    fn a_builder_counts_what_has_been_set() {
        let draft = |id: Option<i64>| {
            let mut draft = Draft::<Counted>::new();
            draft.value.size = Some(1);
            draft.value.note = Nullable::Null;
            if let Some(id) = id {
                draft.set("id").id = id;
            }
            draft.build()
        };
        assert_eq!(keywords(draft(None)), ["required", "minProperties"]);
        assert_eq!(keywords(draft(Some(1))), [""; 0]);
    }
}
