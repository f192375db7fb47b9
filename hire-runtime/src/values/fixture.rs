//! Types as the generator emits them, for the tests of this crate.
#![expect(clippy::struct_field_names, reason = "emitted names and types follow the description")]

use crate::{Checker, Map, Nullable, Secret, TimestampMs, Validate};

#[derive(Clone, PartialEq)]
pub struct Reward {
    pub external_id: String,
    pub application_id: Option<String>,
    pub talent_id: Option<String>,
    pub bonus: Bonus,
    pub create_time: Option<TimestampMs>,
    pub reason: Option<String>,
    pub comment: Nullable<String>,
    pub split: Option<Vec<Cash>>,
}
crate::object! {
    Reward => "Reward", [0, 3, 5];
    0 "external_id" => external_id: required,
    1 "application_id" => application_id: optional,
    2 "talent_id" => talent_id: optional,
    3 "bonus" => bonus: required,
    4 "create_time" => create_time: optional,
    5 "reason" => reason: required,
    6 "comment" => comment: nullable,
    7 "split" => split: optional,
}
impl Validate for Reward {
    fn check(&self, at: &mut Checker<'_>) {
        if let Some(value) = at.given("external_id", &self.external_id) {
            at.name("external_id").min_length(value, 1);
        }
        at.nested("bonus", &self.bonus);
        if let Some(value) = self.comment.value() {
            at.name("comment").max_length(value, 5);
        }
        if let Some(value) = &self.split {
            let at = &mut at.name("split");
            at.min_items(value.len(), 1);
            value.check(at);
        }
        if !(at.present("application_id", self.application_id.is_some())
            || at.present("talent_id", self.talent_id.is_some()))
        {
            at.violation("anyOf", "required: application_id, or required: talent_id", "neither");
        }
    }
}
#[derive(Clone, PartialEq)]
pub struct Bonus {
    pub bonus_type: BonusType,
    pub point_bonus: Option<i64>,
    pub cash: Option<Cash>,
}
crate::object! {
    Bonus => "Bonus", [0];
    0 "bonus_type" => bonus_type: required,
    1 "point_bonus" => point_bonus: optional,
    2 "cash" => cash: optional,
}
impl Validate for Bonus {
    fn check(&self, at: &mut Checker<'_>) {
        at.nested("bonus_type", &self.bonus_type);
        at.nested("cash", &self.cash);
        let bonus_type = at.given("bonus_type", &self.bonus_type);
        if bonus_type.is_some_and(|value| value.as_i64() == 1) {
            at.required("point_bonus", self.point_bonus.is_some());
        }
        if bonus_type.is_some_and(|value| value.as_i64() == 2) {
            at.required("cash", self.cash.is_some());
        }
    }
}
#[derive(Clone, PartialEq)]
pub struct Cash {
    pub currency: Currency,
    pub amount: f64,
}
crate::object! {
    Cash => "Cash", [0, 1];
    0 "currency" => currency: required,
    1 "amount" => amount: required,
}
impl Validate for Cash {
    fn check(&self, at: &mut Checker<'_>) {
        at.nested("currency", &self.currency);
        if let Some(value) = at.given("amount", &self.amount) {
            let at = &mut at.name("amount");
            at.finite(*value);
            at.minimum(*value, "0", *value >= 0.0);
            at.multiple_of(*value, "0.01");
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BonusType {
    Points,
    Cash,
    Unknown(i64),
}
crate::integer_enum! {
    BonusType;
    1 => Points,
    2 => Cash,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Currency {
    Cny,
    Eur,
    Unknown(String),
}
crate::string_enum! {
    Currency;
    "CNY" => Cny,
    "EUR" => Eur,
}

/// `additionalProperties: false`.
#[derive(Clone, PartialEq)]
pub struct Credentials {
    pub app_id: String,
    pub app_secret: Secret,
}
crate::object! {
    Credentials => "Credentials", [0, 1], Refuse;
    0 "app_id" => app_id: required,
    1 "app_secret" => app_secret: required,
}
impl Validate for Credentials {
    fn check(&self, at: &mut Checker<'_>) {
        if let Some(value) = at.given("app_secret", &self.app_secret) {
            at.name("app_secret").min_length(value, 8);
        }
    }
}
/// `additionalProperties` with a schema.
#[derive(Clone, PartialEq)]
pub struct Totals {
    pub name: String,
    pub additional: Map<i64>,
}
crate::object! {
    Totals => "Totals", [0], Keep additional;
    0 "name" => name: required,
}
impl Validate for Totals {}
/// An object in itself, as deep as one likes.
#[derive(Clone, PartialEq)]
pub struct Node {
    pub next: Option<Box<Node>>,
}
crate::object! {
    Node => "Node", [];
    0 "next" => next: optional,
}
impl Validate for Node {}
