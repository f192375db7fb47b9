//! Bad values that are made in Rust, some of which JSON cannot spell.

use hire_api::hire_runtime::{BaseUrl, Endpoint as _, Validate as _, Violations};
use hire_api::operations::CreateExternalReward;
use hire_api::types::{Bonus, BonusType, Cash, ExternalReward, RewardStage, RuleType};

use super::rebuilt;
use crate::support::{Fault, assert_faults, example_reward};

/// The page's example through a builder that is not told some of the fields.
fn without(names: &[&str]) -> Result<ExternalReward, Violations> {
    let reward = example_reward();
    let mut builder = ExternalReward::builder();
    macro_rules! set {
        ($($field:ident: $value:expr,)*) => {
            $(if !names.contains(&stringify!($field)) {
                builder = builder.$field($value);
            })*
        };
    }
    set! {
        referral_user_id: reward.referral_user_id,
        external_id: reward.external_id,
        application_id: reward.application_id.unwrap(),
        talent_id: reward.talent_id.unwrap(),
        rule_type: reward.rule_type,
        bonus: reward.bonus,
        stage: reward.stage,
    }
    builder.build()
}

const NO_ID: Fault = ("", "anyOf", "application_id is given, or talent_id is given");

#[test]
fn a_builder_names_what_is_missing() {
    let missing =
        |names: &[&'static str]| -> Vec<Fault> { names.iter().map(|name| ("", "required", *name)).collect() };
    assert!(without(&[]).is_ok());
    for name in ["referral_user_id", "external_id", "rule_type", "bonus", "stage"] {
        assert_faults(name, without(&[name]), &missing(&[name]));
    }
    for id in ["application_id", "talent_id"] {
        assert!(without(&[id]).is_ok());
    }
    assert_faults("neither id", without(&["application_id", "talent_id"]), &[NO_ID]);
    let all = ["referral_user_id", "external_id", "rule_type", "bonus", "stage"];
    assert_faults("all required", without(&all), &missing(&all));
    let nothing = [missing(&all), vec![NO_ID]].concat();
    assert_faults("nothing", ExternalReward::builder().build(), &nothing);
}

#[test]
fn builders_of_parts_name_what_is_missing() {
    let (currency, amount) = (("", "required", "currency_type"), ("", "required", "amount"));
    assert_faults("cash", Cash::builder().build(), &[currency, amount]);
    assert_faults("no currency", Cash::builder().amount(1.0).build(), &[currency]);
    assert_faults("no amount", Cash::builder().currency_type("CNY").build(), &[amount]);
    let owed = Cash::builder().amount(-1.0);
    assert_faults("owed, in no currency", owed.build(), &[currency, ("/amount", "minimum", "0")]);
    // The kind has a default: points.
    assert_faults("bonus", Bonus::builder().build(), &[("", "required", "point_bonus")]);
    let points = Bonus::builder().point_bonus(1).build().unwrap();
    assert_eq!(points.bonus_type, BonusType::Points);
    let cash = Bonus::builder().bonus_type(BonusType::Cash).point_bonus(1);
    assert_faults("cash without cash", cash.build(), &[("", "required", "cash")]);
    let unknown = Bonus::builder().bonus_type(BonusType::Unknown(0));
    assert_faults("unknown", unknown.build(), &[("/bonus_type", "enum", "1, 2")]);
}

type Change = fn(&mut ExternalReward);

fn amount(reward: &mut ExternalReward, amount: f64) {
    reward.bonus.cash.as_mut().unwrap().amount = amount;
}

const NOT_A_NUMBER: &[Fault] = &[("/bonus/cash/amount", "type", "number")];
const TOO_SMALL: &[Fault] = &[("/bonus/cash/amount", "minimum", "0")];

const ROWS: &[(&str, Change, &[Fault])] = &[
    ("NaN", |reward| amount(reward, f64::NAN), NOT_A_NUMBER),
    ("infinite", |reward| amount(reward, f64::INFINITY), NOT_A_NUMBER),
    ("infinite below", |reward| amount(reward, f64::NEG_INFINITY), NOT_A_NUMBER),
    ("a cent less than nothing", |reward| amount(reward, -0.01), TOO_SMALL),
    ("as little less than nothing as can be", |reward| amount(reward, -f64::from_bits(1)), TOO_SMALL),
    (
        "rule type 0",
        |reward| reward.rule_type = RuleType::Unknown(0),
        &[("/rule_type", "enum", "1, 2, 3, 4, 5")],
    ),
    (
        "rule type from a number",
        |reward| reward.rule_type = RuleType::from(6),
        &[("/rule_type", "enum", "1, 2, 3, 4, 5")],
    ),
    ("stage", |reward| reward.stage = RewardStage::Unknown(-1), &[("/stage", "enum", "1, 2, 3")]),
    (
        "bonus type",
        |reward| reward.bonus.bonus_type = BonusType::Unknown(i64::MAX),
        &[("/bonus/bonus_type", "enum", "1, 2")],
    ),
    (
        "neither id",
        |reward| {
            reward.application_id = None;
            reward.talent_id = None;
        },
        &[NO_ID],
    ),
    ("no points", |reward| reward.bonus.point_bonus = None, &[("/bonus", "required", "point_bonus")]),
    (
        "no cash",
        |reward| {
            reward.bonus.bonus_type = BonusType::Cash;
            reward.bonus.cash = None;
        },
        &[("/bonus", "required", "cash")],
    ),
    (
        "several, at every level",
        |reward| {
            amount(reward, f64::NEG_INFINITY);
            reward.bonus.point_bonus = None;
            reward.rule_type = RuleType::Unknown(9);
            reward.stage = RewardStage::Unknown(9);
            reward.application_id = None;
            reward.talent_id = None;
        },
        &[
            ("/rule_type", "enum", "1, 2, 3, 4, 5"),
            ("/bonus/cash/amount", "type", "number"),
            ("/bonus", "required", "point_bonus"),
            ("/stage", "enum", "1, 2, 3"),
            NO_ID,
        ],
    ),
];

#[test]
fn each_has_exactly_its_violations() {
    for (what, change, faults) in ROWS {
        let mut reward = example_reward();
        change(&mut reward);
        assert_faults(what, reward.validate(), faults);
        assert_faults(what, CreateExternalReward::new(reward.clone()).validate(), faults);
        assert_faults(what, rebuilt(reward), faults);
    }
}

/// Without validation, too, nothing is sent that is not JSON.
#[test]
fn what_json_cannot_spell_is_not_written() {
    let base: BaseUrl = "http://127.0.0.1".parse().unwrap();
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut reward = example_reward();
        amount(&mut reward, number);
        assert!(serde_json::to_string(&reward).is_err());
        let violations = CreateExternalReward::new(reward).to_request(&base).unwrap_err();
        assert_eq!(violations.len(), 1, "{violations}");
    }
}
