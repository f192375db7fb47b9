//! An operation's request, made and answered without a socket.

use std::fmt::Debug;

use bytes::Bytes;
use http::header::{ACCEPT, Entry};
use http::{HeaderValue, Request, Response};

use crate::calls::request::SecretsInRequest;
use crate::values::secret;
use crate::{
    BaseUrl, Body, Checker, Error, ErrorCode, FromResponse, Operation, Received, RequestWriter, Unencodable,
    Validate, Violations,
};

/// A request of an operation: it makes an [`http::Request`] and reads the [`http::Response`] to
/// it. It knows no socket; [`Client::send`](crate::Client::send) brings both together. [`endpoint!`](crate::endpoint)
/// makes a struct one by a table.
///
/// ```
/// use hire_runtime::bytes::Bytes;
/// use hire_runtime::*;
///
/// static API: Api = Api::new("Rewards", "1.0.0");
/// static DELETE: Operation = Operation::new(&API, "deleteReward", "DELETE", "/v1/rewards/{id}");
///
/// struct DeleteReward {
///     id: String,
/// }
/// impl Validate for DeleteReward {}
/// impl Endpoint for DeleteReward {
///     type Success = Empty;
///     type Failure = Undocumented;
///     type Code = NoCode;
///     const OPERATION: &'static Operation = &DELETE;
///     fn write(&self, request: &mut RequestWriter) -> Result<(), Unencodable> {
///         request.path("id", &self.id)
///     }
/// }
///
/// let base: BaseUrl = "https://rewards.example".parse()?;
/// let delete = DeleteReward { id: "a/b".to_owned() };
/// let request = delete.to_request(&base)?;
/// assert_eq!(request.method(), "DELETE");
/// assert_eq!(request.uri(), "https://rewards.example/v1/rewards/a%2Fb");
///
/// // Send it with whatever you have, then:
/// let mut response = http::Response::new(Bytes::from_static(b"gone already"));
/// *response.status_mut() = http::StatusCode::NOT_FOUND;
/// let error = DeleteReward::from_response(response).unwrap_err();
/// assert_eq!(error.status(), Some(http::StatusCode::NOT_FOUND));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Endpoint: Validate + Sync {
    /// How a success is read, and what comes out.
    type Success: FromResponse;
    /// How a failure is read, and what [`Error::failure`] gives: [`Undocumented`](crate::Undocumented) where the
    /// description does not say.
    type Failure: FromResponse<Value: Debug + Send + Sync>;
    /// The codes of its errors.
    type Code: ErrorCode;
    /// What the description says of the operation.
    const OPERATION: &'static Operation;

    /// Writes parameters and body.
    ///
    /// # Errors
    /// A value cannot be written.
    fn write(&self, request: &mut RequestWriter) -> Result<(), Unencodable>;

    /// What makes it harmless to send the request twice, if the operation has such a thing.
    fn idempotency_key(&self) -> Option<&str> {
        None
    }

    /// Checks the value of a success: by the rules of its type, and by those that the description has for this response
    /// beside.
    fn check_success(value: &Value<Self>, at: &mut Checker<'_>) {
        Self::Success::check(value, at);
    }

    /// Checks what a failure carries, in the same way.
    fn check_failure(value: &Failure<Self>, at: &mut Checker<'_>) {
        Self::Failure::check(value, at);
    }

    /// The request, without a credential. It is not validated: call
    /// [`validate`](Validate::validate) before. [`Body::as_bytes`] has what is in memory, [`Body::into_stream`] whatever
    /// the body is.
    ///
    /// # Errors
    /// A value that cannot be written, such as an empty path parameter.
    fn to_request(&self, base: &BaseUrl) -> Result<Request<Body>, Violations> {
        let mut writer = RequestWriter::new(Self::OPERATION);
        let (result, secrets) = secret::written(|| self.write(&mut writer));
        result.map_err(Unencodable::into_violations)?;
        let mut request = writer.finish(base)?;
        if let (Some(accept), Entry::Vacant(entry)) = (accept::<Self>(), request.headers_mut().entry(ACCEPT))
        {
            entry.insert(accept);
        }
        if !secrets.is_empty() {
            request.extensions_mut().insert(SecretsInRequest(secrets));
        }
        Ok(request)
    }

    /// The value that a response carries.
    ///
    /// A server may quote a credential that it was sent. What was sent is not known here, so that
    /// stays in an error's message; [`Client`](crate::Client) hides it.
    ///
    /// # Errors
    /// [`Error::Api`] if the response says that the call failed, [`Error::Decode`] if it does
    /// not fit the description.
    fn from_response(response: Response<Bytes>) -> Result<Value<Self>, ErrorOf<Self>> {
        let received = Received::new(Self::OPERATION, response);
        let response = received.into_response::<Self::Success, Self::Failure, _>(|_| Ok(()), |_| Ok(()))?;
        Ok(response.value)
    }
}

/// What comes out of a success.
type Value<E> = <<E as Endpoint>::Success as FromResponse>::Value;

/// What comes out of a documented failure.
type Failure<E> = <<E as Endpoint>::Failure as FromResponse>::Value;

/// Why a call of an endpoint has no value.
pub type ErrorOf<E> = Error<<E as Endpoint>::Code, Failure<E>>;

/// The header `Accept`: what the operation names, else what the way of reading asks for.
fn accept<E: Endpoint + ?Sized>() -> Option<HeaderValue> {
    match (E::OPERATION.accepted(), E::Success::ACCEPT) {
        (Some(accepted), _) => HeaderValue::from_str(accepted).ok(),
        (None, [only]) => Some(HeaderValue::from_static(only)),
        (None, []) => None,
        (None, several) => HeaderValue::from_str(&several.join(", ")).ok(),
    }
}

/// Makes a struct of parameters and body an [`Endpoint`] by a table, with the methods that make one.
///
/// The table begins with how a success is read, behind `failure` how a failure is, behind `code` the codes of errors
/// ([`Undocumented`](crate::Undocumented) and [`NoCode`](crate::NoCode) where they are left out), and behind `from` the type
/// of the one value that a request can be made of. After that may stand `idempotency_key` with a function of the request, and
/// `check_success` and `check_failure` with functions that check a value by rules that its type does not have. `operation`
/// has the arguments of [`Operation::new`], and calls of its methods.
///
/// Each field has a line with the method of [`RequestWriter`] that writes it, the arguments of that around the value, and
/// what the field is made of: a parameter of `new`. One with a question mark is optional: it is an `Option`, and has a setter
/// instead.
///
/// # Examples
/// ```
/// use hire_runtime::{Api, BaseUrl, Empty, Endpoint, Validate, endpoint};
///
/// static API: Api = Api::new("Rewards", "1.0.0");
///
/// pub struct DeleteReward {
///     pub id: String,
///     pub reason: Option<String>,
/// }
/// impl Validate for DeleteReward {}
///
/// endpoint! {
///     DeleteReward -> Empty, from String;
///     operation(&API, "deleteReward", "DELETE", "/v1/rewards/{id}").security(&[&[("token", &[])]]);
///     path("id") => id: impl Into<String>,
///     query("reason") => reason?: impl Into<String>,
/// }
///
/// let base: BaseUrl = "https://rewards.example".parse()?;
/// let request = DeleteReward::new("7").reason("paid twice").to_request(&base)?;
/// assert_eq!(request.uri(), "https://rewards.example/v1/rewards/7?reason=paid%20twice");
/// assert_eq!(DeleteReward::from("7".to_owned()).reason, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! endpoint {
    (
        $name:ident -> $success:ty $(, failure $failure:ty)? $(, code $code:ty)? $(, from $from:ty)?;
        $(idempotency_key $key:expr;)?
        $(check_success $check_success:expr;)?
        $(check_failure $check_failure:expr;)?
        operation($($argument:expr),*) $(.$option:ident($($value:expr),*))*;
        $(
            $method:ident($($before:expr)? $(, $after:expr)?) =>
                $field:ident $(?: $(#[$attribute:meta])* $optional:ty)? $(: $required:ty)?,
        )*
    ) => {
        impl $name {
            /// Creates the request from its required parameters.
            #[allow(clippy::new_without_default, clippy::too_many_arguments)]
            #[must_use]
            pub fn new($($($field: $required,)?)*) -> Self {
                Self {
                    $($field: $crate::endpoint!(@initial $field $(, $optional)?),)*
                }
            }

            $($(
                #[doc = ::core::concat!(" Sets [`Self::", ::core::stringify!($field), "`].")]
                $(#[$attribute])*
                #[must_use]
                pub fn $field(mut self, $field: $optional) -> Self {
                    self.$field = ::core::option::Option::Some(::core::convert::Into::into($field));
                    self
                }
            )?)*
        }

        $(
            impl ::core::convert::From<$from> for $name {
                fn from(value: $from) -> Self {
                    Self::new(value)
                }
            }
        )?

        impl $crate::Endpoint for $name {
            type Success = $success;
            type Failure = $crate::endpoint!(@either $($failure)?, $crate::Undocumented);
            type Code = $crate::endpoint!(@either $($code)?, $crate::NoCode);
            const OPERATION: &'static $crate::Operation =
                &$crate::Operation::new($($argument),*)$(.$option($($value),*))*;

            #[allow(unused_variables)]
            fn write(
                &self,
                request: &mut $crate::RequestWriter,
            ) -> ::core::result::Result<(), $crate::Unencodable> {
                $($crate::endpoint!(
                    @write self.$field $(as $optional)?,
                    |value| request.$method($($before,)? value $(, $after)?)
                );)*
                ::core::result::Result::Ok(())
            }

            $(
                fn idempotency_key(&self) -> ::core::option::Option<&str> {
                    let key: fn(&Self) -> ::core::option::Option<&str> = $key;
                    key(self)
                }
            )?

            $(
                fn check_success(
                    value: &<Self::Success as $crate::FromResponse>::Value,
                    at: &mut $crate::Checker<'_>,
                ) {
                    let check: fn(&<Self::Success as $crate::FromResponse>::Value, &mut $crate::Checker<'_>) =
                        $check_success;
                    check(value, at);
                }
            )?

            $(
                fn check_failure(
                    value: &<Self::Failure as $crate::FromResponse>::Value,
                    at: &mut $crate::Checker<'_>,
                ) {
                    let check: fn(&<Self::Failure as $crate::FromResponse>::Value, &mut $crate::Checker<'_>) =
                        $check_failure;
                    check(value, at);
                }
            )?
        }
    };
    (@initial $required:ident) => { ::core::convert::Into::into($required) };
    (@initial $field:ident, $optional:ty) => { ::core::option::Option::None };
    (@either , $default:ty) => { $default };
    (@either $given:ty, $default:ty) => { $given };
    (@write $self:ident.$field:ident, |$value:ident| $write:expr) => {{
        let $value = &$self.$field;
        $write?;
    }};
    (@write $self:ident.$field:ident as $type:ty, |$value:ident| $write:expr) => {
        if let ::core::option::Option::Some($value) = &$self.$field {
            $write?;
        }
    };
}
