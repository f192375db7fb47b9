//! One property of an object, and the rules that its value is held against, one after the other.

use std::fmt;

use crate::values::codec::Data;
use crate::values::format::Format;
use crate::values::map::Map;
use crate::values::nullable::Nullable;
use crate::values::validate::{AsText, Checker, Validate};

/// A property of an object, which may be absent, and where violations of its rules go. Each method is one rule; rules of what is
/// absent hold.
///
/// # Examples
/// ```
/// use hire_runtime::{Checker, Validate};
///
/// struct Cash { currency: Option<String>, amount: f64 }
///
/// impl Validate for Cash {
///     fn check(&self, at: &mut Checker<'_>) {
///         at.optional("currency", &self.currency).min_length(3).max_length(3);
///         at.field("amount", &self.amount).finite().minimum(0.0);
///     }
/// }
///
/// let violations = Cash { currency: Some("$".to_owned()), amount: -1.0 }.validate().unwrap_err();
/// assert_eq!(violations.iter().map(|one| one.pointer.as_str()).collect::<Vec<_>>(), ["/currency", "/amount"]);
/// ```
///
/// `EACH` says whether it is each item of a list that the rules are about, see [`Property::each_item`].
#[derive(Debug)]
pub struct Property<'c, 'v, T, const EACH: bool = false> {
    at: Checker<'c>,
    values: Values<'v, T>,
}

/// What the rules are about.
#[derive(Debug)]
enum Values<'v, T> {
    /// The value of the property, if it is there.
    One(Option<&'v T>),
    /// Each item of a list that is the value of the property.
    Items(&'v [T]),
}

/// A number that rules can compare and show.
pub trait Number: Copy + PartialOrd + fmt::Display {}

macro_rules! numbers {
    ($($type:ty),*) => {
        $(impl Number for $type {})*
    };
}
numbers!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);

impl Checker<'_> {
    /// A required property of this object. While the object is not finished it may be absent.
    #[inline]
    pub fn field<'k, 'v, T>(&'k mut self, name: &'k str, value: &'v T) -> Property<'k, 'v, T> {
        let value = self.given(name, value);
        Property { at: self.name(name), values: Values::One(value) }
    }

    /// An optional property of this object, or a required one that may be `null`.
    #[inline]
    pub fn optional<'k, 'v, T>(&'k mut self, name: &'k str, value: &'v Option<T>) -> Property<'k, 'v, T> {
        Property { at: self.name(name), values: Values::One(value.as_ref()) }
    }

    /// An optional property of this object that may be `null`.
    #[inline]
    pub fn nullable<'k, 'v, T>(&'k mut self, name: &'k str, value: &'v Nullable<T>) -> Property<'k, 'v, T> {
        Property { at: self.name(name), values: Values::One(value.value()) }
    }
}

impl<T, const EACH: bool> Property<'_, '_, T, EACH> {
    #[inline]
    fn rule(&mut self, mut check: impl FnMut(&mut Checker<'_>, &T)) -> &mut Self {
        match self.values {
            Values::One(None) => {}
            Values::One(Some(value)) => check(&mut self.at, value),
            Values::Items(items) => self.at.items(items, check),
        }
        self
    }
}

impl<T: Validate, const EACH: bool> Property<'_, '_, T, EACH> {
    /// The rules that the type of the value has itself.
    #[inline]
    pub fn nested(&mut self) -> &mut Self {
        self.rule(|at, value| value.check(at))
    }
}

impl<T: AsText, const EACH: bool> Property<'_, '_, T, EACH> {
    /// See [`Checker::min_length`].
    #[inline]
    pub fn min_length(&mut self, limit: usize) -> &mut Self {
        self.rule(|at, value| at.min_length(value, limit))
    }

    /// See [`Checker::max_length`].
    #[inline]
    pub fn max_length(&mut self, limit: usize) -> &mut Self {
        self.rule(|at, value| at.max_length(value, limit))
    }

    /// See [`Checker::pattern`].
    #[cfg(feature = "pattern")]
    #[inline]
    pub fn pattern(&mut self, pattern: &crate::values::pattern::Pattern) -> &mut Self {
        self.rule(|at, value| at.pattern(value, pattern))
    }

    /// See [`Checker::pattern_within`].
    #[cfg(feature = "pattern")]
    #[inline]
    pub fn pattern_within(&mut self, longest: usize, pattern: &crate::values::pattern::Pattern) -> &mut Self {
        self.rule(|at, value| at.pattern_within(value, longest, pattern))
    }

    /// See [`Checker::format`].
    #[inline]
    pub fn format<F: Format>(&mut self) -> &mut Self {
        self.rule(|at, value| {
            at.format::<F, _>(value);
        })
    }
}

impl<T: Number, const EACH: bool> Property<'_, '_, T, EACH> {
    /// `minimum`, see [`Checker::minimum`].
    #[inline]
    pub fn minimum(&mut self, limit: T) -> &mut Self {
        self.rule(|at, value| at.compare("minimum", *value, limit, *value >= limit))
    }

    /// `maximum`, see [`Checker::maximum`].
    #[inline]
    pub fn maximum(&mut self, limit: T) -> &mut Self {
        self.rule(|at, value| at.compare("maximum", *value, limit, *value <= limit))
    }

    /// `exclusiveMinimum`, see [`Checker::exclusive_minimum`].
    #[inline]
    pub fn exclusive_minimum(&mut self, limit: T) -> &mut Self {
        self.rule(|at, value| at.compare("exclusiveMinimum", *value, limit, *value > limit))
    }

    /// `exclusiveMaximum`, see [`Checker::exclusive_maximum`].
    #[inline]
    pub fn exclusive_maximum(&mut self, limit: T) -> &mut Self {
        self.rule(|at, value| at.compare("exclusiveMaximum", *value, limit, *value < limit))
    }

    /// `multipleOf`, see [`Checker::multiple_of`].
    #[inline]
    pub fn multiple_of(&mut self, limit: &'static str) -> &mut Self {
        self.rule(|at, value| at.multiple_of(*value, limit))
    }
}

impl<T: Number + Into<f64>, const EACH: bool> Property<'_, '_, T, EACH> {
    /// See [`Checker::finite`].
    #[inline]
    pub fn finite(&mut self) -> &mut Self {
        self.rule(|at, value| at.finite(*value))
    }
}

impl<'v, T> Property<'_, 'v, Vec<T>> {
    /// The items of the list: what follows is about each of them. Rules of the items of items are those of
    /// [`items`](Self::items).
    #[inline]
    pub fn each_item(&mut self) -> Property<'_, 'v, T, true> {
        let items = match self.values {
            Values::One(Some(items)) => items.as_slice(),
            Values::One(None) | Values::Items(_) => &[],
        };
        Property { at: self.at.here(), values: Values::Items(items) }
    }
}

impl<T, const EACH: bool> Property<'_, '_, Vec<T>, EACH> {
    /// See [`Checker::min_items`].
    #[inline]
    pub fn min_items(&mut self, limit: usize) -> &mut Self {
        self.rule(|at, value| at.min_items(value.len(), limit))
    }

    /// See [`Checker::max_items`].
    #[inline]
    pub fn max_items(&mut self, limit: usize) -> &mut Self {
        self.rule(|at, value| at.max_items(value.len(), limit))
    }

    /// See [`Checker::unique_items`].
    #[inline]
    pub fn unique_items(&mut self) -> &mut Self
    where
        T: Data,
    {
        self.rule(|at, value| at.unique_items(value))
    }

    /// See [`Checker::items`].
    #[inline]
    pub fn items(&mut self, mut check: impl FnMut(&mut Checker<'_>, &T)) -> &mut Self {
        self.rule(|at, value| at.items(value, &mut check))
    }
}

impl<T, const EACH: bool> Property<'_, '_, Map<T>, EACH> {
    /// See [`Checker::min_properties`].
    #[inline]
    pub fn min_properties(&mut self, limit: usize) -> &mut Self {
        self.rule(|at, value| at.min_properties(value.len(), limit))
    }

    /// See [`Checker::max_properties`].
    #[inline]
    pub fn max_properties(&mut self, limit: usize) -> &mut Self {
        self.rule(|at, value| at.max_properties(value.len(), limit))
    }

    /// See [`Checker::entries`].
    #[inline]
    pub fn entries(&mut self, mut check: impl FnMut(&mut Checker<'_>, &T)) -> &mut Self {
        self.rule(|at, value| at.entries(value, &mut check))
    }
}
