//! The same calls as one writes them without this crate: reqwest, and types with serde's derives.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde::{Deserialize, Serialize};

use crate::Caller;

#[derive(Clone)]
pub struct Bare {
    client: reqwest::Client,
    base: String,
}

#[derive(Serialize)]
struct Reward {
    referral_user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirm_user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_user_id: Option<String>,
    external_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    application_id: Option<String>,
    talent_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    rule_type: i32,
    bonus: Bonus,
    stage: i32,
}

#[derive(Serialize)]
struct Bonus {
    bonus_type: i32,
    point_bonus: i32,
}

#[derive(Deserialize)]
struct Envelope {
    code: i64,
    msg: String,
    data: Option<Created>,
}

#[derive(Deserialize)]
struct Created {
    id: String,
}

impl Bare {
    pub fn new(url: &str) -> Result<Self, Box<dyn Error>> {
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("bare/0.1.0")
            .tls_certs_only([])
            .build()?;
        Ok(Self { client, base: url.to_owned() })
    }
}

impl Caller for Bare {
    async fn call(self, number: u64) -> Result<(), Box<dyn Error>> {
        let reward = Reward {
            referral_user_id: "ou_7dab8a3d3cdcc9da365777c7ad535d62".to_owned(),
            create_user_id: Some("ou_7dab8a3d3cdcc9da365777c7ad535d63".to_owned()),
            confirm_user_id: None,
            pay_user_id: None,
            external_id: format!("reward-{number}"),
            application_id: None,
            talent_id: "6930815272790114326".to_owned(),
            job_id: None,
            reason: Some("入职｜开源｜2024-06-12".to_owned()),
            rule_type: 1,
            bonus: Bonus { bonus_type: 1, point_bonus: 100 },
            stage: 1,
        };
        let mut token = HeaderValue::from_static("Bearer t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234");
        token.set_sensitive(true);
        let response = self
            .client
            .post(format!("{}/open-apis/hire/v1/external_referral_rewards", self.base))
            .header(AUTHORIZATION, token)
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .body(serde_json::to_vec(&reward)?)
            .send()
            .await?;
        let status = response.status();
        let response: Envelope = serde_json::from_slice(&response.bytes().await?)?;
        match response.data {
            Some(created) if status.is_success() && response.code == 0 && !created.id.is_empty() => Ok(()),
            _ => Err(response.msg.into()),
        }
    }
}
