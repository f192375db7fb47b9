//! Types as the generator emits them, for the tests of this crate.
#![expect(clippy::struct_field_names, reason = "emitted names and types follow the description")]

use crate::{
    Additional, Checker, Map, Member, Nullable, Object, Secret, Table, TimestampMs, Validate, Writer, blank,
};

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
impl Object for Reward {
    const TABLE: Table = Table::new(
        "Reward",
        &["external_id", "application_id", "talent_id", "bonus", "create_time", "reason", "comment", "split"],
        &[0, 3, 5],
    );
    fn blank() -> Self {
        Self {
            external_id: blank(),
            application_id: None,
            talent_id: None,
            bonus: blank(),
            create_time: None,
            reason: blank(),
            comment: Nullable::Absent,
            split: None,
        }
    }
    fn read<M: Member>(&mut self, index: usize, member: M) {
        match index {
            0 => member.required(&mut self.external_id),
            1 => member.optional(&mut self.application_id),
            2 => member.optional(&mut self.talent_id),
            3 => member.required(&mut self.bonus),
            4 => member.optional(&mut self.create_time),
            5 => member.required(&mut self.reason),
            6 => member.nullable(&mut self.comment),
            7 => member.optional(&mut self.split),
            _ => member.skip(),
        }
    }
    fn write<W: Writer>(&self, object: &mut W) {
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
crate::object!(Reward);
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
impl Object for Bonus {
    const TABLE: Table = Table::new("Bonus", &["bonus_type", "point_bonus", "cash"], &[0]);
    fn blank() -> Self {
        Self { bonus_type: blank(), point_bonus: None, cash: None }
    }
    fn read<M: Member>(&mut self, index: usize, member: M) {
        match index {
            0 => member.required(&mut self.bonus_type),
            1 => member.optional(&mut self.point_bonus),
            2 => member.optional(&mut self.cash),
            _ => member.skip(),
        }
    }
    fn write<W: Writer>(&self, object: &mut W) {
        object.required("bonus_type", &self.bonus_type);
        object.optional("point_bonus", &self.point_bonus);
        object.optional("cash", &self.cash);
    }
}
crate::object!(Bonus);
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
impl Object for Cash {
    const TABLE: Table = Table::new("Cash", &["currency", "amount"], &[0, 1]);
    fn blank() -> Self {
        Self { currency: blank(), amount: blank() }
    }
    fn read<M: Member>(&mut self, index: usize, member: M) {
        match index {
            0 => member.required(&mut self.currency),
            1 => member.required(&mut self.amount),
            _ => member.skip(),
        }
    }
    fn write<W: Writer>(&self, object: &mut W) {
        object.required("currency", &self.currency);
        object.required("amount", &self.amount);
    }
}
crate::object!(Cash);
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
    pub fn named(value: &str) -> Option<Self> {
        Some(match value {
            "CNY" => Self::Cny,
            "EUR" => Self::Eur,
            _ => return None,
        })
    }
}
crate::string_enum!(Currency);

/// `additionalProperties: false`.
#[derive(Clone, PartialEq)]
pub struct Credentials {
    pub app_id: String,
    pub app_secret: Secret,
}
impl Object for Credentials {
    const TABLE: Table =
        Table::new("Credentials", &["app_id", "app_secret"], &[0, 1]).with(Additional::Refuse);
    fn blank() -> Self {
        Self { app_id: blank(), app_secret: blank() }
    }
    fn read<M: Member>(&mut self, index: usize, member: M) {
        match index {
            0 => member.required(&mut self.app_id),
            1 => member.required(&mut self.app_secret),
            _ => member.skip(),
        }
    }
    fn write<W: Writer>(&self, object: &mut W) {
        object.required("app_id", &self.app_id);
        object.required("app_secret", &self.app_secret);
    }
}
crate::object!(Credentials);
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
impl Object for Totals {
    const TABLE: Table = Table::new("Totals", &["name"], &[0]).with(Additional::Keep);
    fn blank() -> Self {
        Self { name: blank(), additional: Map::new() }
    }
    fn read<M: Member>(&mut self, index: usize, member: M) {
        match index {
            0 => member.required(&mut self.name),
            _ => member.skip(),
        }
    }
    fn read_additional<M: Member>(&mut self, name: String, member: M) {
        member.additional(&mut self.additional, name);
    }
    fn write<W: Writer>(&self, object: &mut W) {
        object.required("name", &self.name);
        object.additional(&self.additional);
    }
}
crate::object!(Totals);
impl Validate for Totals {}
/// An object in itself, as deep as one likes.
#[derive(Clone, PartialEq)]
pub struct Node {
    pub next: Option<Box<Node>>,
}
impl Object for Node {
    const TABLE: Table = Table::new("Node", &["next"], &[]);
    fn blank() -> Self {
        Self { next: None }
    }
    fn read<M: Member>(&mut self, index: usize, member: M) {
        match index {
            0 => member.optional(&mut self.next),
            _ => member.skip(),
        }
    }
    fn write<W: Writer>(&self, object: &mut W) {
        object.optional("next", &self.next);
    }
}
crate::object!(Node);
impl Validate for Node {}
