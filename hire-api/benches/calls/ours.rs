//! Calls through the client.

use std::error::Error;

use hire_api::Client;
use hire_api::hire_runtime::StaticToken;
use hire_api::types::{Bonus, ExternalReward, RewardStage, RuleType};

use crate::Caller;

#[derive(Clone)]
pub struct Ours {
    client: Client,
}

impl Ours {
    pub fn new(url: &str) -> Result<Self, Box<dyn Error>> {
        let client = Client::builder()
            .base_url(url)
            .credential("tenant_access_token", StaticToken::new("t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234"))
            .rate_limiting(false)
            .build()?;
        Ok(Self { client })
    }
}

impl Caller for Ours {
    async fn call(self, number: u64) -> Result<(), Box<dyn Error>> {
        let reward = ExternalReward::builder()
            .referral_user_id("ou_7dab8a3d3cdcc9da365777c7ad535d62")
            .create_user_id("ou_7dab8a3d3cdcc9da365777c7ad535d63")
            .external_id(format!("reward-{number}"))
            .talent_id("6930815272790114326")
            .reason("入职｜开源｜2024-06-12")
            .rule_type(RuleType::Onboarding)
            .bonus(Bonus::builder().point_bonus(100).build()?)
            .stage(RewardStage::ToBeConfirmed)
            .build()?;
        let created = self.client.create_external_reward(reward).await?;
        match created.id.as_str() {
            "" => Err("no id".into()),
            _ => Ok(()),
        }
    }
}
