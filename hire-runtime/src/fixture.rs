//! Types as the generator emits them, for the tests of this crate.
#![expect(
    clippy::option_option,
    clippy::struct_field_names,
    reason = "emitted names and types follow the description"
)]

use serde::de::MapAccess;
use serde::ser::SerializeMap;

use crate::{
    Additional, Checker, Map, Member, Missing, Nullable, Object, ObjectWriter, Secret, TimestampMs, Validate,
};

#[derive(Debug, Clone, PartialEq)]
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
#[derive(Clone, Default)]
pub struct RewardBuilder {
    pub external_id: Option<String>,
    pub application_id: Option<String>,
    pub talent_id: Option<String>,
    pub bonus: Option<Bonus>,
    pub create_time: Option<TimestampMs>,
    pub reason: Option<Option<String>>,
    pub comment: Nullable<String>,
    pub split: Option<Vec<Cash>>,
}
impl Object for Reward {
    type Partial = RewardBuilder;
    const NAME: &'static str = "Reward";
    const PROPERTIES: &'static [&'static str] =
        &["external_id", "application_id", "talent_id", "bonus", "create_time", "reason", "comment", "split"];
    fn set<'de, A: MapAccess<'de>>(
        partial: &mut RewardBuilder,
        index: usize,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match index {
            0 => value.read(&mut partial.external_id),
            1 => value.read(&mut partial.application_id),
            2 => value.read(&mut partial.talent_id),
            3 => value.read(&mut partial.bonus),
            4 => value.read(&mut partial.create_time),
            5 => value.read(&mut partial.reason),
            6 => value.read(&mut partial.comment),
            7 => value.read(&mut partial.split),
            _ => value.skip(),
        }
    }
    fn missing(partial: &RewardBuilder, missing: &mut Missing<'_>) {
        missing.unless(partial.external_id.is_some(), "external_id");
        missing.unless(partial.bonus.is_some(), "bonus");
        missing.unless(partial.reason.is_some(), "reason");
    }
    fn finish(partial: RewardBuilder) -> Option<Self> {
        Some(Self {
            external_id: partial.external_id?,
            application_id: partial.application_id,
            talent_id: partial.talent_id,
            bonus: partial.bonus?,
            create_time: partial.create_time,
            reason: partial.reason?,
            comment: partial.comment,
            split: partial.split,
        })
    }
    fn write<M: SerializeMap>(&self, object: &mut ObjectWriter<M>) {
        object.required("external_id", &self.external_id);
        object.optional("application_id", &self.application_id);
        object.optional("talent_id", &self.talent_id);
        object.required("bonus", &self.bonus);
        object.optional("create_time", &self.create_time);
        object.required("reason", &self.reason);
        object.nullable("comment", &self.comment);
        object.optional("split", &self.split);
    }
}
crate::object!(Reward, RewardBuilder);
impl Validate for Reward {
    fn check(&self, at: &mut Checker<'_>) {
        reward(
            at,
            Some(&self.external_id),
            self.application_id.as_ref(),
            self.talent_id.as_ref(),
            Some(&self.bonus),
            self.comment.value(),
            self.split.as_ref(),
        );
    }
}
impl Validate for RewardBuilder {
    fn check(&self, at: &mut Checker<'_>) {
        reward(
            at,
            self.external_id.as_ref(),
            self.application_id.as_ref(),
            self.talent_id.as_ref(),
            self.bonus.as_ref(),
            self.comment.value(),
            self.split.as_ref(),
        );
    }
}

fn reward(
    at: &mut Checker<'_>,
    external_id: Option<&String>,
    application_id: Option<&String>,
    talent_id: Option<&String>,
    bonus: Option<&Bonus>,
    comment: Option<&String>,
    split: Option<&Vec<Cash>>,
) {
    at.property("external_id", external_id, |at, value| {
        at.min_length(value, 1);
    });
    at.property("bonus", bonus, |at, value| value.check(at));
    at.property("comment", comment, |at, value| at.max_length(value, 5));
    at.property("split", split, |at, value| {
        at.min_items(value.len(), 1);
        value.check(at);
    });
    if !(at.present("application_id", application_id.is_some())
        || at.present("talent_id", talent_id.is_some()))
    {
        at.violation("anyOf", "required: application_id, or required: talent_id", "neither");
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Bonus {
    pub bonus_type: BonusType,
    pub point_bonus: Option<i64>,
    pub cash: Option<Cash>,
}
#[derive(Clone, Default)]
pub struct BonusBuilder {
    pub bonus_type: Option<BonusType>,
    pub point_bonus: Option<i64>,
    pub cash: Option<Cash>,
}
impl Object for Bonus {
    type Partial = BonusBuilder;
    const NAME: &'static str = "Bonus";
    const PROPERTIES: &'static [&'static str] = &["bonus_type", "point_bonus", "cash"];
    fn set<'de, A: MapAccess<'de>>(
        partial: &mut BonusBuilder,
        index: usize,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match index {
            0 => value.read(&mut partial.bonus_type),
            1 => value.read(&mut partial.point_bonus),
            2 => value.read(&mut partial.cash),
            _ => value.skip(),
        }
    }
    fn missing(partial: &BonusBuilder, missing: &mut Missing<'_>) {
        missing.unless(partial.bonus_type.is_some(), "bonus_type");
    }
    fn finish(partial: BonusBuilder) -> Option<Self> {
        Some(Self { bonus_type: partial.bonus_type?, point_bonus: partial.point_bonus, cash: partial.cash })
    }
    fn write<M: SerializeMap>(&self, object: &mut ObjectWriter<M>) {
        object.required("bonus_type", &self.bonus_type);
        object.optional("point_bonus", &self.point_bonus);
        object.optional("cash", &self.cash);
    }
}
crate::object!(Bonus, BonusBuilder);
impl Validate for Bonus {
    fn check(&self, at: &mut Checker<'_>) {
        bonus(at, Some(&self.bonus_type), self.point_bonus.as_ref(), self.cash.as_ref());
    }
}
impl Validate for BonusBuilder {
    fn check(&self, at: &mut Checker<'_>) {
        bonus(at, self.bonus_type.as_ref(), self.point_bonus.as_ref(), self.cash.as_ref());
    }
}

fn bonus(
    at: &mut Checker<'_>,
    bonus_type: Option<&BonusType>,
    point_bonus: Option<&i64>,
    cash: Option<&Cash>,
) {
    at.property("bonus_type", bonus_type, |at, value| value.check(at));
    at.property("cash", cash, |at, value| value.check(at));
    if bonus_type.is_some_and(|value| value.as_i64() == 1) {
        at.required("point_bonus", point_bonus.is_some());
    }
    if bonus_type.is_some_and(|value| value.as_i64() == 2) {
        at.required("cash", cash.is_some());
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Cash {
    pub currency: Currency,
    pub amount: f64,
}
#[derive(Clone, Default)]
pub struct CashBuilder {
    pub currency: Option<Currency>,
    pub amount: Option<f64>,
}
impl Object for Cash {
    type Partial = CashBuilder;
    const NAME: &'static str = "Cash";
    const PROPERTIES: &'static [&'static str] = &["currency", "amount"];
    fn set<'de, A: MapAccess<'de>>(
        partial: &mut CashBuilder,
        index: usize,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match index {
            0 => value.read(&mut partial.currency),
            1 => value.read(&mut partial.amount),
            _ => value.skip(),
        }
    }
    fn missing(partial: &CashBuilder, missing: &mut Missing<'_>) {
        missing.unless(partial.currency.is_some(), "currency");
        missing.unless(partial.amount.is_some(), "amount");
    }
    fn finish(partial: CashBuilder) -> Option<Self> {
        Some(Self { currency: partial.currency?, amount: partial.amount? })
    }
    fn write<M: SerializeMap>(&self, object: &mut ObjectWriter<M>) {
        object.required("currency", &self.currency);
        object.required("amount", &self.amount);
    }
}
crate::object!(Cash, CashBuilder);
impl Validate for Cash {
    fn check(&self, at: &mut Checker<'_>) {
        cash(at, Some(&self.currency), Some(&self.amount));
    }
}
impl Validate for CashBuilder {
    fn check(&self, at: &mut Checker<'_>) {
        cash(at, self.currency.as_ref(), self.amount.as_ref());
    }
}

fn cash(at: &mut Checker<'_>, currency: Option<&Currency>, amount: Option<&f64>) {
    at.property("currency", currency, |at, value| value.check(at));
    at.property("amount", amount, |at, value| {
        at.finite(*value);
        at.minimum(*value, "0", *value >= 0.0);
        at.multiple_of(*value, "0.01");
    });
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BonusType {
    Points,
    Cash,
    Unknown(i64),
}
impl BonusType {
    pub const KNOWN: &'static [Self] = &[Self::Points, Self::Cash];
    pub const fn as_i64(&self) -> i64 {
        match self {
            Self::Points => 1,
            Self::Cash => 2,
            Self::Unknown(value) => *value,
        }
    }
}
crate::integer_enum!(BonusType);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Currency {
    Cny,
    Eur,
    Unknown(String),
}
impl Currency {
    pub const KNOWN: &'static [Self] = &[Self::Cny, Self::Eur];
    pub fn as_str(&self) -> &str {
        match self {
            Self::Cny => "CNY",
            Self::Eur => "EUR",
            Self::Unknown(value) => value,
        }
    }
}
crate::string_enum!(Currency);

/// `additionalProperties: false`.
#[derive(Debug, Clone, PartialEq)]
pub struct Credentials {
    pub app_id: String,
    pub app_secret: Secret,
}
#[derive(Clone, Default)]
pub struct CredentialsBuilder {
    pub app_id: Option<String>,
    pub app_secret: Option<Secret>,
}
impl Object for Credentials {
    type Partial = CredentialsBuilder;
    const NAME: &'static str = "Credentials";
    const PROPERTIES: &'static [&'static str] = &["app_id", "app_secret"];
    const ADDITIONAL: Additional = Additional::Refuse;
    fn set<'de, A: MapAccess<'de>>(
        partial: &mut CredentialsBuilder,
        index: usize,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match index {
            0 => value.read(&mut partial.app_id),
            1 => value.read(&mut partial.app_secret),
            _ => value.skip(),
        }
    }
    fn missing(partial: &CredentialsBuilder, missing: &mut Missing<'_>) {
        missing.unless(partial.app_id.is_some(), "app_id");
        missing.unless(partial.app_secret.is_some(), "app_secret");
    }
    fn finish(partial: CredentialsBuilder) -> Option<Self> {
        Some(Self { app_id: partial.app_id?, app_secret: partial.app_secret? })
    }
    fn write<M: SerializeMap>(&self, object: &mut ObjectWriter<M>) {
        object.required("app_id", &self.app_id);
        object.required("app_secret", &self.app_secret);
    }
}
crate::object!(Credentials, CredentialsBuilder);
impl Validate for Credentials {
    fn check(&self, at: &mut Checker<'_>) {
        credentials(at, Some(&self.app_secret));
    }
}
impl Validate for CredentialsBuilder {
    fn check(&self, at: &mut Checker<'_>) {
        credentials(at, self.app_secret.as_ref());
    }
}

fn credentials(at: &mut Checker<'_>, app_secret: Option<&Secret>) {
    at.property("app_secret", app_secret, |at, value| {
        at.min_length(value, 8);
    });
}
/// `additionalProperties` with a schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    pub name: String,
    pub additional: Map<i64>,
}
#[derive(Clone, Default)]
pub struct TotalsBuilder {
    pub name: Option<String>,
    pub additional: Map<i64>,
}
impl Object for Totals {
    type Partial = TotalsBuilder;
    const NAME: &'static str = "Totals";
    const PROPERTIES: &'static [&'static str] = &["name"];
    const ADDITIONAL: Additional = Additional::Keep;
    fn set<'de, A: MapAccess<'de>>(
        partial: &mut TotalsBuilder,
        index: usize,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match index {
            0 => value.read(&mut partial.name),
            _ => value.skip(),
        }
    }
    fn set_additional<'de, A: MapAccess<'de>>(
        partial: &mut TotalsBuilder,
        name: String,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        value.read_into_map(&mut partial.additional, name)
    }
    fn missing(partial: &TotalsBuilder, missing: &mut Missing<'_>) {
        missing.unless(partial.name.is_some(), "name");
    }
    fn finish(partial: TotalsBuilder) -> Option<Self> {
        Some(Self { name: partial.name?, additional: partial.additional })
    }
    fn write<M: SerializeMap>(&self, object: &mut ObjectWriter<M>) {
        object.required("name", &self.name);
        object.additional(&self.additional);
    }
}
crate::object!(Totals, TotalsBuilder);
impl Validate for Totals {}
impl Validate for TotalsBuilder {}
/// An object in itself, as deep as one likes.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub next: Option<Box<Node>>,
}
#[derive(Clone, Default)]
pub struct NodeBuilder {
    pub next: Option<Box<Node>>,
}
impl Object for Node {
    type Partial = NodeBuilder;
    const NAME: &'static str = "Node";
    const PROPERTIES: &'static [&'static str] = &["next"];
    fn set<'de, A: MapAccess<'de>>(
        partial: &mut NodeBuilder,
        index: usize,
        value: Member<'_, A>,
    ) -> Result<(), A::Error> {
        match index {
            0 => value.read(&mut partial.next),
            _ => value.skip(),
        }
    }
    fn missing(_: &NodeBuilder, _: &mut Missing<'_>) {}
    fn finish(partial: NodeBuilder) -> Option<Self> {
        Some(Self { next: partial.next })
    }
    fn write<M: SerializeMap>(&self, object: &mut ObjectWriter<M>) {
        object.optional("next", &self.next);
    }
}
crate::object!(Node, NodeBuilder);
impl Validate for Node {}
impl Validate for NodeBuilder {}
