//! The example of the documentation page goes in and comes out as it is.

use hire_api::hire_runtime::{Validate as _, parse};
use hire_api::types::{BonusType, ExternalReward, RewardStage, RuleType};

use crate::support::{EXAMPLE, compact, example_builder};

/// The page's example with its amount in each of the two spellings.
fn spellings() -> [String; 2] {
    ["100", "100.0"].map(|amount| EXAMPLE.replace(r#""amount": 100"#, &format!(r#""amount": {amount}"#)))
}

/// A number has one value in either spelling; which one is written is of no importance.
fn same_text(one: &str, other: &str) -> bool {
    let amount = |text: &str| compact(text).replace(r#""amount":100.0}"#, r#""amount":100}"#);
    amount(one) == amount(other)
}

#[test]
fn it_decodes_validates_and_encodes_to_the_same_text() {
    for text in spellings() {
        let decoded: ExternalReward = serde_json::from_str(&text).unwrap();
        assert_eq!(decoded.validate(), Ok(()));
        assert_eq!(parse::<ExternalReward>(text.as_bytes()), Ok(decoded.clone()));
        let encoded = serde_json::to_string(&decoded).unwrap();
        assert!(same_text(&encoded, &text), "{encoded}\n{text}");
        let pretty = serde_json::to_string_pretty(&decoded).unwrap();
        assert!(same_text(&pretty, &text), "{pretty}\n{text}");
    }
}

#[test]
fn a_builder_makes_the_same_of_typed_values() {
    let built = example_builder().build().unwrap();
    assert!(same_text(&serde_json::to_string(&built).unwrap(), EXAMPLE));
    for text in spellings() {
        assert_eq!(serde_json::from_str::<ExternalReward>(&text).unwrap(), built);
    }
}

#[test]
fn its_values_are_the_pages() {
    let reward: ExternalReward = serde_json::from_str(EXAMPLE).unwrap();
    assert_eq!(reward.rule_type, RuleType::Onboarding);
    assert_eq!(reward.stage, RewardStage::ToBeConfirmed);
    assert_eq!(reward.bonus.bonus_type, BonusType::Points);
    assert_eq!(reward.bonus.point_bonus, Some(100));
    let cash = reward.bonus.cash.unwrap();
    assert_eq!((cash.currency_type.as_str(), cash.amount.to_bits()), ("CNY", 100.0_f64.to_bits()));
    assert_eq!(reward.conversion_time.unwrap().as_millis(), 1_704_720_275_003);
    assert_eq!(reward.reason.as_deref(), Some("入职｜开源"));
    assert_eq!(reward.comment.as_deref(), Some("已发放"));
}

#[test]
fn the_order_of_what_comes_in_does_not_matter() {
    let mut members: Vec<_> = crate::support::example().as_object().unwrap().clone().into_iter().collect();
    members.reverse();
    let reversed = serde_json::Value::from_iter(members).to_string();
    assert!(reversed.starts_with(r#"{"comment""#));
    let decoded: ExternalReward = serde_json::from_str(&reversed).unwrap();
    assert!(same_text(&serde_json::to_string(&decoded).unwrap(), EXAMPLE));
}
