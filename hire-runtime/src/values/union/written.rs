//! What tables see of a value of a union without writing it: a serializer that keeps nothing but a response.

use std::fmt;

use serde::ser::{
    Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer,
};
use serde_json::Number;

use super::Variants;
use super::decision::{Instance, Outline, Signature, Tags};

/// A value of a union, as it would be written.
pub(super) struct Written<'u, T>(pub &'u T);

impl<T: Variants> Written<'_, T> {
    /// Shows each member of an object, and the value of each member for which `member` returns true.
    fn members(&self, mut member: impl FnMut(&str) -> bool, mut value: impl FnMut(&Outline<'_>)) {
        let mut looked = false;
        self.look(|part, outline| match (part, outline) {
            (Part::Name, Outline::Text(name)) => looked = member(name),
            (Part::Member, outline) if looked => value(outline),
            _ => {}
        });
    }

    fn look(&self, mut see: impl FnMut(Part, &Outline<'_>)) {
        // What cannot be written, such as a number that is not finite, has been seen as far as it can be.
        let _ = self.0.write(Look { part: Part::Whole, see: &mut see });
    }

    /// Whether a property is absent, or an empty text.
    pub(super) fn lacks(&self, property: &str) -> bool {
        let mut lacks = true;
        self.members(|name| name == property, |value| lacks = matches!(value, Outline::Text("")));
        lacks
    }
}

impl<T: Variants> Instance for Written<'_, T> {
    fn kind(&self) -> Signature {
        let mut kind = Signature::NULL;
        self.look(|part, outline| {
            if part == Part::Whole {
                kind = outline.kind();
            }
        });
        kind
    }

    fn tagged(&self, property: &str, tags: Tags) -> Option<usize> {
        let mut tagged = None;
        self.members(
            |name| name == property,
            |value| {
                if let Outline::Text(tag) = value {
                    tagged = tags.iter().position(|tags| tags.contains(tag));
                }
            },
        );
        tagged
    }

    fn has_constants(&self, signature: &Signature) -> bool {
        let mut holds = true;
        let expected = std::cell::Cell::new(None);
        self.members(
            |name| {
                expected.set(signature.constants.iter().find(|(property, _)| *property == name));
                expected.get().is_some()
            },
            |value| {
                let constants = expected.get().map_or(&[][..], |(_, constants)| constants);
                holds &= constants.iter().any(|constant| constant.is(value));
            },
        );
        holds
    }

    fn has_required(&self, signature: &Signature) -> bool {
        let mut missing = signature.required.len();
        self.members(
            |name| {
                missing = missing.saturating_sub(usize::from(signature.required.contains(&name)));
                false
            },
            |_| {},
        );
        missing == 0
    }

    fn is_closed_over(&self, signature: &Signature) -> bool {
        let mut closed = true;
        if let Some(names) = signature.names {
            self.members(
                |name| {
                    closed &= names.contains(&name);
                    false
                },
                |_| {},
            );
        }
        closed
    }
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    /// The name of a member.
    Name,
    /// The value of a member, of which nothing is looked at in turn.
    Member,
}

struct Look<'l> {
    part: Part,
    see: &'l mut dyn FnMut(Part, &Outline<'_>),
}

impl Look<'_> {
    fn seen(self, outline: &Outline<'_>) -> Self {
        (self.see)(self.part, outline);
        self
    }

    fn member(&mut self, part: Part, value: &(impl Serialize + ?Sized)) -> Result<(), fmt::Error> {
        if self.part == Part::Whole {
            value.serialize(Look { part, see: self.see })?;
        }
        Ok(())
    }
}

macro_rules! numbers {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<(), fmt::Error> {
            self.seen(&Outline::Number(Number::from(value)));
        Ok(())
        })*
    };
}

impl Serializer for Look<'_> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Impossible<(), fmt::Error>;
    type SerializeTupleVariant = Impossible<(), fmt::Error>;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), fmt::Error>;

    numbers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    );

    fn serialize_bool(self, value: bool) -> Result<(), fmt::Error> {
        self.seen(&Outline::Bool(value));
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), fmt::Error> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), fmt::Error> {
        let outline = Number::from_f64(value).map_or(Outline::Null, Outline::Number);
        self.seen(&outline);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), fmt::Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), fmt::Error> {
        self.seen(&Outline::Text(value));
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), fmt::Error> {
        self.seen(&Outline::Array);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), fmt::Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), fmt::Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), fmt::Error> {
        self.seen(&Outline::Null);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), fmt::Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), fmt::Error> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), fmt::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), fmt::Error> {
        self.seen(&Outline::Object);
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, fmt::Error> {
        Ok(self.seen(&Outline::Array))
    }

    fn serialize_tuple(self, length: usize) -> Result<Self, fmt::Error> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, fmt::Error> {
        Ok(self.seen(&Outline::Object))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, fmt::Error> {
        Ok(self.seen(&Outline::Object))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, fmt::Error> {
        Err(fmt::Error)
    }
}

impl SerializeMap for Look<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), fmt::Error> {
        self.member(Part::Name, name)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), fmt::Error> {
        self.member(Part::Member, value)
    }

    fn end(self) -> Result<(), fmt::Error> {
        Ok(())
    }
}

impl SerializeStruct for Look<'_> {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), fmt::Error> {
        self.member(Part::Name, name)?;
        self.member(Part::Member, value)
    }

    fn end(self) -> Result<(), fmt::Error> {
        Ok(())
    }
}

macro_rules! lists {
    ($($list:ident: $method:ident),*) => {
        $(
            impl $list for Look<'_> {
                type Ok = ();
                type Error = fmt::Error;

                fn $method<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), fmt::Error> {
                    Ok(())
                }

                fn end(self) -> Result<(), fmt::Error> {
                    Ok(())
                }
            }
        )*
    };
}
lists!(SerializeSeq: serialize_element, SerializeTuple: serialize_element);
