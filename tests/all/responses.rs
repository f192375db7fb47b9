//! What becomes of everything that a server may answer, over a real socket.

mod failures;
mod refused_tokens;
mod successes;

use hire_api::hire_runtime::{ApiError, DecodeError, Error};
use hire_api::sandbox::{Fault, Operation, Sandbox};
use hire_api::types::CreatedReward;
use hire_api::{Client, ErrorCode};

use crate::support::{client, reward};

type Failure = Error<ErrorCode>;

/// A sandbox and a client of it.
struct World {
    sandbox: Sandbox,
    client: Client,
}

impl World {
    async fn start() -> Self {
        let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
        let client = client(sandbox.url());
        Self { sandbox, client }
    }

    /// What an import gives when the server does this.
    async fn import(&self, fault: Fault) -> Result<CreatedReward, Failure> {
        self.sandbox.fail_next(Operation::CreateExternalReward, fault);
        self.client.create_external_reward(reward("r-1")).await
    }

    /// What a deletion gives when the server does this: how many members the data have, if there
    /// are data.
    async fn delete(&self, fault: Fault) -> Result<Option<usize>, Failure> {
        self.sandbox.fail_next(Operation::DeleteExternalReward, fault);
        let data = self.client.delete_external_reward("7".to_owned()).await?;
        Ok(data.map(|data| data.len()))
    }
}

#[track_caller]
fn api(error: Failure) -> ApiError<ErrorCode> {
    match error {
        Error::Api(error) => *error,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn undecodable(error: Failure) -> DecodeError {
    match error {
        Error::Decode(error) => *error,
        other => panic!("{other:?}"),
    }
}
