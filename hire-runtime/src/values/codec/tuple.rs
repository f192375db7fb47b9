//! Tuples: arrays with a type for each position, and no item more or less.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde::ser::{SerializeSeq as _, Serializer};
use serde_json::Value;

use super::{Codec, Data, Encoded, InPlace, placeholder};
use crate::values::validate::{Checker, Validate};

macro_rules! tuples {
    ($($length:literal: $($type:ident $position:tt)*;)*) => {
        $(
            impl<$($type: Validate),*> Validate for ($($type,)*) {
                fn check(&self, at: &mut Checker<'_>) {
                    $(self.$position.check(&mut at.index($position));)*
                }
            }

            impl<$($type: Data),*> Data for ($($type,)*) {
                type Codec = Self;
            }

            impl<$($type: Data),*> Codec<Self> for ($($type,)*) {
                fn placeholder() -> Self {
                    ($(placeholder::<$type>(),)*)
                }

                fn encode<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
                    let mut items = serializer.serialize_seq(Some($length))?;
                    $(items.serialize_element(&Encoded(&value.$position))?;)*
                    items.end()
                }

                fn decode<'de, Z: Deserializer<'de>>(deserializer: Z) -> Result<Self, Z::Error> {
                    deserializer.deserialize_seq(TupleVisitor(PhantomData::<Self>))
                }

                fn parse(value: &Value, at: &mut Checker<'_>) -> Option<Self> {
                    let items = items(value, $length, at)?;
                    let (start, listed) = (at.count(), at.listed());
                    let parsed = ($(
                        items.get($position).and_then(|item| $type::Codec::parse(item, &mut at.index($position))),
                    )*);
                    if at.count() == start && items.len() == $length {
                        return Some(($(parsed.$position?,)*));
                    }
                    parsed.check(at);
                    at.arrange(listed, |index| index.and_then(|index| index.parse().ok()).unwrap_or(usize::MAX));
                    None
                }
            }

            impl<'de, $($type: Data),*> Visitor<'de> for TupleVisitor<($($type,)*)> {
                type Value = ($($type,)*);

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(concat!("an array of ", $length))
                }

                fn visit_seq<Z: SeqAccess<'de>>(self, mut items: Z) -> Result<Self::Value, Z::Error> {
                    let mut tuple = <($($type,)*) as Codec<_>>::placeholder();
                    $(
                        let item = items.next_element_seed(InPlace(&mut tuple.$position))?;
                        item.ok_or_else(|| de::Error::invalid_length($position, &self))?;
                    )*
                    if items.next_element::<IgnoredAny>()?.is_some() {
                        return Err(de::Error::invalid_length($length + 1, &self));
                    }
                    Ok(tuple)
                }
            }
        )*
    };
}
tuples! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
}

struct TupleVisitor<T>(PhantomData<T>);

/// The items of an array; reports another type, and another length.
fn items<'v>(value: &'v Value, length: usize, at: &mut Checker<'_>) -> Option<&'v [Value]> {
    let items = super::items(value, at)?;
    at.min_items(items.len(), length);
    at.max_items(items.len(), length);
    Some(items)
}

#[cfg(test)]
mod tests {
    use crate::{Decoded, Encoded, Validate, parse};

    type Pair = (i64, Option<String>);

    #[test]
    fn tuples_have_each_item_once() {
        for (text, pair) in [
            (r#"[1.0,"a"]"#, Some((1, Some("a".to_owned())))),
            ("[1,null]", Some((1, None))),
            ("[1]", None),
            ("[]", None),
            (r#"[1,"a",2]"#, None),
            (r#"["a",1]"#, None),
            ("{}", None),
            ("null", None),
        ] {
            let decoded = serde_json::from_str::<Decoded<Pair>>(text).ok().map(|Decoded(value)| value);
            assert_eq!(decoded, pair, "{text}");
            assert_eq!(parse::<Pair>(text.as_bytes()).ok(), pair, "{text}");
        }
        assert_eq!(
            serde_json::to_string(&Encoded(&(1, "a".to_owned(), vec![true]))).unwrap(),
            r#"[1,"a",[true]]"#
        );
        assert_eq!(serde_json::to_string(&Encoded(&(1,))).unwrap(), "[1]");
    }

    #[test]
    fn every_fault_of_a_tuple_is_found_in_order() {
        for (text, shown) in [
            (r#"["a",1]"#, "/0: \"a\" is not of type integer\n/1: 1 is not of type string, null"),
            (r#"["a"]"#, "(body): 1 item found, at least 2 needed\n/0: \"a\" is not of type integer"),
            ("[1,null,3]", "(body): 3 items found, at most 2 allowed"),
            ("7", "(body): 7 is not of type array"),
        ] {
            assert_eq!(parse::<Pair>(text.as_bytes()).unwrap_err().to_string(), shown, "{text}");
        }
        let violations = (f64::NAN, (1, f64::INFINITY)).validate().unwrap_err();
        let pointers: Vec<_> = violations.iter().map(|one| one.pointer.as_str()).collect();
        assert_eq!(pointers, ["/0", "/1/1"]);
    }
}
