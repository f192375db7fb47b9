//! A property that may be absent, `null` or a value.

/// What an optional and nullable property is: absent, `null`, or a value.
///
/// JSON Schema tells a property that is not there from one that is `null`, and so do servers: in an update the first often
/// means "leave it", the second "clear it".
///
/// # Examples
/// ```
/// use hire_runtime::Nullable;
///
/// let reason = Nullable::from("late");
/// assert_eq!(reason.value(), Some(&"late"));
/// assert_eq!(Nullable::<&str>::default(), Nullable::Absent);
/// assert_eq!(Nullable::<&str>::from(None), Nullable::Null);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nullable<T> {
    /// The property is not there.
    #[default]
    Absent,
    /// The property is `null`.
    Null,
    /// The property has a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// The state with a reference to the value.
    pub const fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// The state with a mutable reference to the value.
    pub const fn as_mut(&mut self) -> Nullable<&mut T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// Changes the value, and leaves absence and null as they are.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Nullable<U> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(change(value)),
        }
    }

    /// The value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// All three states: `None` is absent, `Some(None)` is `null`.
    pub fn into_nested(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }

    /// Whether the property is not there.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the property is `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is `null`: whoever hands over an option has decided that the property is there.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

#[cfg(test)]
mod tests {
    use super::Nullable;

    #[test]
    fn a_state_is_a_nested_option() {
        for (nested, nullable) in
            [(None, Nullable::Absent), (Some(None), Nullable::Null), (Some(Some(1)), Nullable::Value(1))]
        {
            assert_eq!(nullable.into_nested(), nested);
            assert_eq!(nullable.into_value(), nested.flatten());
            assert_eq!(nullable.is_absent(), nested.is_none());
        }
    }

    #[test]
    fn the_state_survives_borrowing_and_mapping() {
        for state in [Nullable::Absent, Nullable::Null, Nullable::Value(2)] {
            let doubled = state.as_ref().map(|value| value * 2);
            assert_eq!(doubled.is_absent(), state.is_absent());
            assert_eq!(doubled.is_null(), state.is_null());
            assert_eq!(doubled.value().copied(), state.value().map(|value| value * 2));
        }
    }

    #[test]
    fn a_value_can_be_changed_in_place() {
        let mut state = Nullable::Value(1);
        if let Nullable::Value(value) = state.as_mut() {
            *value = 7;
        }
        assert_eq!(state, Nullable::Value(7));
    }
}
