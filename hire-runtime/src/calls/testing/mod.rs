//! For tests of what uses a client: a transport with canned responses, which keeps what was sent.
//!
//! No port is opened, and everything around the transport is the real client: validation,
//! credentials, limits, retries, decoding. Whatever this module prints hides headers that carry
//! credentials, and in bodies the values of properties whose names say `secret`, `password` or
//! `token`; it leaves out the query.
//!
//! ```
//! use hire_runtime::testing::{Canned, Replay};
//! use hire_runtime::{
//!     Api, Client, Endpoint, Json, Map, NoCode, Operation, RequestWriter, Undocumented,
//!     Unencodable, Validate, Value,
//! };
//! use serde_json::json;
//!
//! static API: Api = Api::new("Rewards", "1.0.0").servers(&["https://rewards.example"]);
//! static CREATE: Operation = Operation::new(&API, "createReward", "POST", "/v1/rewards");
//!
//! struct CreateReward {
//!     points: i64,
//! }
//! impl Validate for CreateReward {}
//! impl Endpoint for CreateReward {
//!     type Success = Json<Map<Value>>;
//!     type Failure = Undocumented;
//!     type Code = NoCode;
//!     const OPERATION: &'static Operation = &CREATE;
//!     fn write(&self, request: &mut RequestWriter) -> Result<(), Unencodable> {
//!         request.json("application/json", &json!({"points": self.points}))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let replay = Replay::new();
//! replay.on("POST", "/v1/rewards", Canned::json(json!({"id": "r-1"})));
//! let client = Client::builder(&API).transport(replay.clone()).build()?;
//!
//! let created = client.send(&CreateReward { points: 5 }).await?;
//! assert_eq!(created.get("id"), Some(&Value::from("r-1")));
//!
//! let sent = replay.requests();
//! assert_eq!(sent.len(), 1);
//! sent[0].assert_json(&json!({"points": 5}));
//! replay.assert_used();
//! # Ok(())
//! # }
//! ```

mod canned;
mod differences;
mod recorded;
mod replay;

pub use self::canned::Canned;
pub use self::differences::Differences;
pub use self::recorded::Recorded;
pub use self::replay::Replay;

#[cfg(test)]
mod tests;
