//! How a response is read: types that stand for a way of reading, and the enums of several of them.

use std::marker::PhantomData;

use bytes::Bytes;
use http::StatusCode;

use super::{Received, decode, utf8};
use crate::{Checker, Data, Mismatch, Undocumented};

/// A way to read the response to a call that succeeded. It names how the body is read, and [`Value`](Self::Value) is what
/// comes out.
///
/// [`Json`], [`Text`], [`Binary`], [`ByteStream`](crate::ByteStream), [`Events`](crate::Events), [`Lines`](crate::Lines), [`Empty`] and
/// [`Optional`] read any response with a status of success in the same way. What
/// depends on the status is an enum that [`responses!`](crate::responses) makes a way of reading itself.
pub trait FromResponse {
    /// What is read.
    type Value: 'static;

    /// The media types that are asked for, where the operation names no others: the header `Accept` (RFC 9110 §12.5.1). Empty
    /// where no body is expected.
    const ACCEPT: &'static [&'static str];

    /// Whether the client takes a stream up again that breaks off ([`Events`](crate::Events)), and so keeps the request.
    const RESUMES: bool = false;

    /// Whether the body of a success with this status is handed on unread, as a [stream](Received::stream). That of a
    /// failure never is.
    fn streams(status: StatusCode) -> bool {
        _ = status;
        false
    }

    /// Reads the value.
    ///
    /// # Errors
    /// The response does not fit the description.
    fn read(received: &mut Received) -> Result<Self::Value, Mismatch>;

    /// Checks the value by the rules of its type.
    fn check(value: &Self::Value, at: &mut Checker<'_>) {
        _ = (value, at);
    }
}

/// Reads JSON (RFC 8259) as a value of a type. What is missing reads as `null`, so that `Json<Option<T>>` reads an empty body
/// as `None`.
///
/// ```
/// use hire_runtime::bytes::Bytes;
/// use hire_runtime::*;
///
/// static API: Api = Api::new("Rewards", "1.0.0");
///
/// struct CountRewards;
/// impl Validate for CountRewards {}
/// endpoint! {
///     CountRewards -> Json<u32>;
///     operation(&API, "countRewards", "GET", "/v1/rewards/count");
/// }
///
/// let response = http::Response::new(Bytes::from_static(b"12"));
/// assert_eq!(CountRewards::from_response(response)?, 12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Json<T>(PhantomData<fn() -> T>);

impl<T: Data + 'static> FromResponse for Json<T> {
    type Value = T;
    const ACCEPT: &'static [&'static str] = &["application/json"];

    fn read(received: &mut Received) -> Result<T, Mismatch> {
        match received.data()? {
            Some(text) if text.trim_ascii() != "null" => decode(text),
            nothing => decode("null").map_err(|_| {
                Mismatch::whole(match nothing {
                    None => "a value is needed, but it is missing",
                    Some(_) => "a value is needed, but it is null",
                })
            }),
        }
    }

    fn check(value: &T, at: &mut Checker<'_>) {
        value.check(at);
    }
}

/// Reads nothing: whatever body comes is ignored.
#[derive(Debug)]
pub struct Empty;

impl FromResponse for Empty {
    type Value = ();
    const ACCEPT: &'static [&'static str] = &[];

    fn read(_: &mut Received) -> Result<(), Mismatch> {
        Ok(())
    }
}

/// Reads the body as text in UTF-8.
#[derive(Debug)]
pub struct Text;

impl FromResponse for Text {
    type Value = String;
    const ACCEPT: &'static [&'static str] = &["text/plain"];

    fn read(received: &mut Received) -> Result<String, Mismatch> {
        utf8(received.body()).map(str::to_owned)
    }
}

/// Reads the body as it is, all of it: what [`ByteStream`](crate::ByteStream) collects on demand.
#[derive(Debug)]
pub struct Binary;

impl FromResponse for Binary {
    type Value = Bytes;
    const ACCEPT: &'static [&'static str] = &["*/*"];

    fn read(received: &mut Received) -> Result<Bytes, Mismatch> {
        Ok(received.body().clone())
    }
}

/// Reads nothing where the body is empty, and else what `R` reads.
#[derive(Debug)]
pub struct Optional<R>(PhantomData<fn() -> R>);

impl<R: FromResponse> FromResponse for Optional<R> {
    type Value = Option<R::Value>;
    const ACCEPT: &'static [&'static str] = R::ACCEPT;
    const RESUMES: bool = R::RESUMES;

    fn streams(status: StatusCode) -> bool {
        R::streams(status)
    }

    fn read(received: &mut Received) -> Result<Self::Value, Mismatch> {
        if received.body().is_empty() && received.stream.is_none() {
            Ok(None)
        } else {
            R::read(received).map(Some)
        }
    }

    fn check(value: &Self::Value, at: &mut Checker<'_>) {
        if let Some(value) = value {
            R::check(value, at);
        }
    }
}

impl FromResponse for Undocumented {
    type Value = Self;
    const ACCEPT: &'static [&'static str] = &[];

    fn read(_: &mut Received) -> Result<Self, Mismatch> {
        Err(Mismatch::whole("the operation has no typed failures"))
    }
}

/// Makes an enum a way of reading that depends on the status: each variant has the statuses that it is read from, and how its
/// value is read. A variant without a value stands for a response without a body. A status of success that no variant has
/// does not fit the description.
///
/// Behind the way of reading there may be a function that checks the value, after a comma, or one that checks each item of a
/// stream, after a semicolon.
///
/// ```
/// use hire_runtime::bytes::Bytes;
/// use hire_runtime::*;
///
/// static API: Api = Api::new("Jobs", "1.0.0");
///
/// #[derive(Debug, PartialEq)]
/// enum StartJobResponse {
///     Created(u32),
///     Accepted,
///     Success(String),
/// }
/// responses! {
///     StartJobResponse;
///     201 => Created(Json<u32>),
///     202 => Accepted,
///     200..=299 => Success(Text),
/// }
///
/// struct StartJob;
/// impl Validate for StartJob {}
/// endpoint! {
///     StartJob -> StartJobResponse;
///     operation(&API, "startJob", "POST", "/v1/jobs").accept("application/json, text/plain");
/// }
///
/// let response = http::Response::builder().status(201).body(Bytes::from_static(b"7"))?;
/// assert_eq!(StartJob::from_response(response)?, StartJobResponse::Created(7));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! responses {
    ($name:ident; $($status:pat => $variant:ident $(($reader:ty $(, $check:path)? $(; $items:path)?))?),* $(,)?) => {
        impl $crate::Documented for $name {}

        impl $crate::FromResponse for $name {
            type Value = Self;
            const ACCEPT: &'static [&'static str] = &[];
            const RESUMES: bool = $($(<$reader as $crate::FromResponse>::RESUMES ||)?)* false;

            #[allow(unreachable_patterns)]
            fn streams(status: $crate::http::StatusCode) -> bool {
                match status.as_u16() {
                    $($status => $crate::responses!(@streams status, $($reader)?),)*
                    _ => false,
                }
            }

            #[allow(unreachable_patterns)]
            fn read(received: &mut $crate::Received) -> ::core::result::Result<Self, $crate::Mismatch> {
                match received.status().as_u16() {
                    $($status => $crate::responses!(@read received, $variant $($reader)?),)*
                    status => ::core::result::Result::Err($crate::Mismatch::undescribed(status)),
                }
            }

            #[allow(unused_variables)]
            fn check(value: &Self, at: &mut $crate::Checker<'_>) {
                match value {
                    $($crate::responses!(@pattern value $variant $($reader)?) => {
                        $(
                            <$reader as $crate::FromResponse>::check(value, at);
                            $($check(at, value);)?
                            $(value.check_items($items);)?
                        )?
                    })*
                }
            }
        }
    };
    (@read $received:ident, $variant:ident) => { ::core::result::Result::Ok(Self::$variant) };
    (@read $received:ident, $variant:ident $reader:ty) => {
        <$reader as $crate::FromResponse>::read($received).map(Self::$variant)
    };
    (@streams $status:ident,) => { false };
    (@streams $status:ident, $reader:ty) => { <$reader as $crate::FromResponse>::streams($status) };
    (@pattern $value:ident $variant:ident) => { Self::$variant };
    (@pattern $value:ident $variant:ident $reader:ty) => { Self::$variant($value) };
}
