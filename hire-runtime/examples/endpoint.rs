//! An operation written by hand, as bindings have it: `cargo run -p hire-runtime --example endpoint --features testing`.
//!
//! It is sent by a client with canned responses in place of a server, so that nothing leaves this machine.

use std::error::Error;

use hire_runtime::testing::{Canned, Replay};
use hire_runtime::{Api, Checker, Client, Date, Json, RetryPolicy, Validate, endpoint};

static API: Api = Api::new("Shops", "1.0.0");

/// Asks on which day a shop opens.
struct GetOpening {
    name: String,
}

impl Validate for GetOpening {
    fn check(&self, at: &mut Checker<'_>) {
        at.name("name").min_length(&self.name, 1);
    }
}

endpoint! {
    GetOpening -> Json<Date>;
    operation(&API, "getOpening", "GET", "/v1/shops/{name}/opening");
    path("name") => name: impl Into<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let replay = Replay::new();
    replay.next(Canned::json("2024-02-29"));
    let client = Client::builder(&API)
        .base_url("https://shops.example")
        .transport(replay.clone())
        .retry(RetryPolicy::none())
        .build()?;

    let opening = client.send(&GetOpening::new("Tea & more")).await?;
    for request in replay.requests() {
        println!("{} {}: {}", request.method(), request.path(), opening.as_str());
    }

    // A request that breaks a rule is not sent.
    match client.send(&GetOpening::new("")).await {
        Err(error) => println!("{error}"),
        Ok(_) => return Err("a name without letters was sent".into()),
    }
    assert_eq!(replay.requests().len(), 1);
    Ok(())
}
