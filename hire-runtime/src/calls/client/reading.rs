//! Responses that are read otherwise than the description's first media type asks for.

use std::marker::PhantomData;

use super::Client;
use crate::{
    ByteStream, Checker, Endpoint, ErrorOf, FromResponse, Operation, RequestWriter, Response, Unencodable,
    Validate,
};

impl Client {
    /// Sends a request that asks for another media type, and reads a success as `R` says: emitted clients have a method
    /// for each stream that is offered beside JSON.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_as<R: FromResponse, E: Endpoint>(
        &self,
        endpoint: &E,
        accept: &str,
    ) -> Result<R::Value, ErrorOf<E>> {
        let reading = Reading::<E, R> { endpoint, accept, reader: PhantomData };
        self.send(&reading).await
    }

    /// Sends a request that asks for a media type that the bindings have no type for, and hands on the body of a success as
    /// it is. A failure is an error, as ever.
    ///
    /// ```no_run
    /// # async fn download(client: hire_runtime::Client, get_report: impl hire_runtime::Endpoint) -> Result<(), Box<dyn std::error::Error>> {
    /// let response = client.send_raw(&get_report, "application/xml").await.map_err(|error| error.to_string())?;
    /// println!("{:?}", response.headers.get("content-type"));
    /// let xml = response.value.bytes().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_raw<E: Endpoint>(
        &self,
        endpoint: &E,
        accept: &str,
    ) -> Result<Response<ByteStream>, ErrorOf<E>> {
        self.send_full(&Reading::<E, ByteStream> { endpoint, accept, reader: PhantomData }).await
    }
}

/// An endpoint whose success is read in another way.
struct Reading<'e, E, R> {
    endpoint: &'e E,
    accept: &'e str,
    reader: PhantomData<fn() -> R>,
}

impl<E: Validate, R> Validate for Reading<'_, E, R> {
    fn check(&self, at: &mut Checker<'_>) {
        self.endpoint.check(at);
    }
}

impl<E: Endpoint, R: FromResponse> Endpoint for Reading<'_, E, R> {
    type Success = R;
    type Failure = E::Failure;
    type Code = E::Code;
    const OPERATION: &'static Operation = E::OPERATION;

    fn write(&self, request: &mut RequestWriter) -> Result<(), Unencodable> {
        request.accept(self.accept);
        self.endpoint.write(request)
    }

    fn idempotency_key(&self) -> Option<&str> {
        self.endpoint.idempotency_key()
    }

    fn check_failure(value: &<E::Failure as FromResponse>::Value, at: &mut Checker<'_>) {
        E::check_failure(value, at);
    }
}
