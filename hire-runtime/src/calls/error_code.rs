//! The codes by which an API names what went wrong.

use std::fmt::{self, Debug, Display};

/// The error codes of an API: an enum that the bindings emit.
///
/// A code that the description does not name is kept as it came. What such an enum needs
/// beside [`KNOWN`](Self::KNOWN) and [`unknown`](Self::unknown) comes from
/// [`error_code!`](crate::error_code).
///
/// ```
/// use hire_runtime::{CodeInfo, ErrorCode as _};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq)]
/// enum ErrorCode {
///     Busy,
///     Unknown(i64),
/// }
/// impl hire_runtime::ErrorCode for ErrorCode {
///     const KNOWN: &'static [CodeInfo<Self>] = &[CodeInfo::new(17, Self::Busy)
///         .meaning("The server is busy.")
///         .advice("Call again later.")
///         .retryable()];
///     fn unknown(code: i64) -> Self {
///         Self::Unknown(code)
///     }
/// }
/// hire_runtime::error_code!(ErrorCode);
///
/// let busy = ErrorCode::from_code(17);
/// assert_eq!(busy, ErrorCode::Busy);
/// assert_eq!(busy.advice(), Some("Call again later."));
/// assert_eq!(busy.to_string(), "17 Busy: The server is busy.");
/// assert_eq!(ErrorCode::from_code(5).to_string(), "5 (not in the description)");
/// ```
pub trait ErrorCode: Copy + Debug + Display + PartialEq + Into<i64> + Send + Sync + 'static {
    /// The codes that the description names, in its order.
    const KNOWN: &'static [CodeInfo<Self>];

    /// A code that the description does not name.
    fn unknown(code: i64) -> Self;

    /// The code of this number.
    fn from_code(code: i64) -> Self {
        Self::KNOWN
            .iter()
            .find(|info| info.number == code)
            .map_or_else(|| Self::unknown(code), |info| info.code)
    }

    /// The number.
    fn code(&self) -> i64 {
        (*self).into()
    }

    /// What the description says of it, if it names it.
    fn info(&self) -> Option<&'static CodeInfo<Self>> {
        Self::KNOWN.iter().find(|info| info.code == *self)
    }

    /// What the description says of it where it is the response of an operation, by the operation's
    /// id: the operation's own row, else the code's first.
    fn info_for(&self, operation: &str) -> Option<&'static CodeInfo<Self>> {
        let of_operation = |info: &&CodeInfo<Self>| info.code == *self && info.operation == Some(operation);
        Self::KNOWN.iter().find(of_operation).or_else(|| self.info())
    }
}

/// What a description says of one error code.
#[derive(Debug, Clone, Copy)]
pub struct CodeInfo<C> {
    number: i64,
    code: C,
    operation: Option<&'static str>,
    status: Option<u16>,
    meaning: &'static str,
    advice: &'static str,
    retryable: bool,
    reauthenticate: bool,
}

impl<C: Copy> CodeInfo<C> {
    /// The number on the wire, and what stands for it in Rust.
    pub const fn new(number: i64, code: C) -> Self {
        Self {
            number,
            code,
            operation: None,
            status: None,
            meaning: "",
            advice: "",
            retryable: false,
            reauthenticate: false,
        }
    }

    /// The row holds for this operation (by its id) alone, in place of the code's first row.
    #[must_use]
    pub const fn operation(mut self, id: &'static str) -> Self {
        self.operation = Some(id);
        self
    }

    /// The HTTP status that is documented to come with it.
    #[must_use]
    pub const fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// What it means.
    #[must_use]
    pub const fn meaning(mut self, meaning: &'static str) -> Self {
        self.meaning = meaning;
        self
    }

    /// What to do about it.
    #[must_use]
    pub const fn advice(mut self, advice: &'static str) -> Self {
        self.advice = advice;
        self
    }

    /// A call that failed with the code may succeed later.
    #[must_use]
    pub const fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }

    /// The credential was refused: the same call may succeed with a new one.
    #[must_use]
    pub const fn reauthenticate(mut self) -> Self {
        self.reauthenticate = true;
        self
    }

    /// The number on the wire.
    pub const fn number(&self) -> i64 {
        self.number
    }

    /// What stands for it in Rust.
    pub const fn code(&self) -> C {
        self.code
    }

    /// The documented HTTP status. The response's own is in
    /// [`ApiError::status`](crate::ApiError::status).
    pub const fn documented_status(&self) -> Option<u16> {
        self.status
    }

    /// What it means, if the description says.
    pub const fn described(&self) -> Option<&'static str> {
        some(self.meaning)
    }

    /// What to do about it, if the description says.
    pub const fn advised(&self) -> Option<&'static str> {
        some(self.advice)
    }

    /// Whether the same call may succeed later.
    pub const fn is_retryable(&self) -> bool {
        self.retryable
    }

    /// Whether the same call may succeed with a new credential.
    pub const fn wants_reauthentication(&self) -> bool {
        self.reauthenticate
    }
}

const fn some(text: &'static str) -> Option<&'static str> {
    if text.is_empty() { None } else { Some(text) }
}

/// The code of operations whose description names none: any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoCode(
    /// The number on the wire.
    pub i64,
);

impl ErrorCode for NoCode {
    const KNOWN: &'static [CodeInfo<Self>] = &[];

    fn unknown(code: i64) -> Self {
        Self(code)
    }
}

impl From<NoCode> for i64 {
    fn from(code: NoCode) -> Self {
        code.0
    }
}

impl Display for NoCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (not in the description)", self.0)
    }
}

/// Gives an enum that implements [`ErrorCode`] its methods `code`, `meaning`, `advice` and
/// `is_retryable`, its number as `i64`, and a `Display` of number, name and meaning.
///
/// The enum keeps a code that it does not know in the variant `Unknown(i64)`. The trait's
/// documentation has an example.
///
/// [`ErrorCode`]: trait@crate::ErrorCode
#[macro_export]
macro_rules! error_code {
    ($name:ident) => {
        // Bindings that a crate keeps to itself may leave some unused.
        #[allow(dead_code)]
        impl $name {
            /// The number on the wire.
            pub fn code(&self) -> i64 {
                match self {
                    Self::Unknown(code) => *code,
                    known => $crate::ErrorCode::info(known).map_or(0, $crate::CodeInfo::number),
                }
            }

            /// What it means, if the description says.
            pub fn meaning(&self) -> ::core::option::Option<&'static str> {
                $crate::ErrorCode::info(self).and_then($crate::CodeInfo::described)
            }

            /// What to do about it, if the description says.
            pub fn advice(&self) -> ::core::option::Option<&'static str> {
                $crate::ErrorCode::info(self).and_then($crate::CodeInfo::advised)
            }

            /// Whether the same call may succeed later.
            pub fn is_retryable(&self) -> bool {
                $crate::ErrorCode::info(self).is_some_and($crate::CodeInfo::is_retryable)
            }
        }

        impl ::core::convert::From<$name> for i64 {
            fn from(code: $name) -> Self {
                code.code()
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                if let Self::Unknown(code) = self {
                    return ::core::write!(f, "{code} (not in the description)");
                }
                ::core::write!(f, "{} {:?}", self.code(), self)?;
                match self.meaning() {
                    ::core::option::Option::Some(meaning) => ::core::write!(f, ": {meaning}"),
                    ::core::option::Option::None => ::core::result::Result::Ok(()),
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Code {
        Busy,
        Silent,
        Unknown(i64),
    }
    impl ErrorCode for Code {
        const KNOWN: &'static [CodeInfo<Self>] = &[
            CodeInfo::new(17, Self::Busy)
                .status(503)
                .meaning("The server is busy.")
                .advice("Call again later.")
                .retryable(),
            CodeInfo::new(-3, Self::Silent).reauthenticate(),
        ];
        fn unknown(code: i64) -> Self {
            Self::Unknown(code)
        }
    }
    crate::error_code!(Code);

    #[test]
    fn numbers_become_codes_and_back() {
        for (number, code) in
            [(17, Code::Busy), (-3, Code::Silent), (i64::MAX, Code::Unknown(i64::MAX)), (0, Code::Unknown(0))]
        {
            assert_eq!(Code::from_code(number), code);
            assert_eq!(code.code(), number);
            assert_eq!(i64::from(code), number);
        }
    }

    #[test]
    fn what_the_description_says_is_there() {
        assert_eq!(Code::Busy.meaning(), Some("The server is busy."));
        assert_eq!(Code::Busy.advice(), Some("Call again later."));
        assert!(Code::Busy.is_retryable());
        assert_eq!(Code::Busy.info().and_then(CodeInfo::documented_status), Some(503));
        assert_eq!(Code::Silent.meaning(), None);
        assert_eq!(Code::Silent.advice(), None);
        assert!(!Code::Silent.is_retryable());
        assert!(Code::Silent.info().is_some_and(CodeInfo::wants_reauthentication));
        assert!(Code::Unknown(17_000).info().is_none());
    }

    #[test]
    fn display_is_number_name_meaning() {
        assert_eq!(Code::Busy.to_string(), "17 Busy: The server is busy.");
        assert_eq!(Code::Silent.to_string(), "-3 Silent");
        assert_eq!(Code::Unknown(9).to_string(), "9 (not in the description)");
        assert_eq!(NoCode::from_code(9).to_string(), "9 (not in the description)");
        assert_eq!(NoCode::from_code(9).code(), 9);
    }
}
