//! The emitted types once more, with serde's derives: what somebody would write by hand.
//!
//! Their meaning is that of the emitted ones as far as derives go, and where it is not, they have the easier work: they do
//! not keep a string that an enum does not know, but in [`OpenVotes`], and take no `1.0` for an integer.

#![expect(clippy::struct_field_names, reason = "the names are those of the wire")]
#![expect(clippy::option_option, reason = "absent, null and a value are three")]

use std::fmt;

use indexmap::IndexMap;
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
pub struct ExternalReward {
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
    #[serde(skip_serializing_if = "Option::is_none")]
    talent_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    job_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    rule_type: RuleType,
    bonus: Bonus,
    stage: RewardStage,
    #[serde(skip_serializing_if = "Option::is_none")]
    create_time: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirm_time: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_time: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    onboard_time: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversion_time: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub struct Bonus {
    bonus_type: BonusType,
    #[serde(skip_serializing_if = "Option::is_none")]
    point_bonus: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cash: Option<Cash>,
}

#[derive(Serialize, Deserialize)]
pub struct Cash {
    currency_type: String,
    amount: f64,
}

#[derive(Serialize, Deserialize)]
pub struct Wide {
    id: String,
    kind: String,
    title: String,
    summary: String,
    author: String,
    language: String,
    region: String,
    source: String,
    owner: String,
    channel: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    views: i64,
    likes: i64,
    shares: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<i64>,
    score: f64,
    weight: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
    open: bool,
    pinned: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<bool>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    editor: Option<Option<String>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    reviewer: Option<Option<String>>,
    colour: Colour,
    level: Level,
}

#[derive(Serialize, Deserialize)]
pub struct Shelf {
    items: Vec<Item>,
}

#[derive(Serialize, Deserialize)]
pub struct Item {
    id: i64,
    name: String,
    price: f64,
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Vec<Vec<i64>>>,
}

#[derive(Serialize, Deserialize)]
pub struct Totals {
    totals: IndexMap<String, i64>,
}

#[derive(Serialize, Deserialize)]
pub struct Votes {
    colours: Vec<Colour>,
    levels: Vec<Level>,
}

/// Votes with an enum that is the emitted type: it keeps what it does not know.
#[derive(Serialize, Deserialize)]
pub struct OpenVotes {
    colours: Vec<OpenColour>,
    levels: Vec<Level>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OpenColour {
    Red,
    Orange,
    Yellow,
    Green,
    Blue,
    Indigo,
    Violet,
    Black,
    #[serde(untagged)]
    Unknown(String),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    Red,
    Orange,
    Yellow,
    Green,
    Blue,
    Indigo,
    Violet,
    Black,
}

/// An enum of integers, which keeps those that it does not know.
macro_rules! integers {
    ($name:ident: $($variant:ident = $value:literal),*) => {
        #[derive(Clone, Serialize, Deserialize)]
        #[serde(from = "i64", into = "i64")]
        pub enum $name {
            $($variant,)*
            Unknown(i64),
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Unknown(other),
                }
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => $value,)*
                    $name::Unknown(other) => other,
                }
            }
        }
    };
}
integers!(RuleType: Onboarding = 1, Process = 2, Activity = 3, OpenSource = 4, Other = 5);
integers!(RewardStage: ToBeConfirmed = 1, Confirmed = 2, Paid = 3);
integers!(BonusType: Points = 1, Cash = 2);
integers!(Level: One = 1, Two = 2, Three = 3, Four = 4, Five = 5);

/// Milliseconds since the epoch, a string of digits: by hand, since no derive says it without a string in between.
pub struct Millis(u64);

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;

        impl Visitor<'_> for Digits {
            type Value = Millis;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("digits")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Millis, E> {
                text.parse().map(Millis).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Digits)
    }
}

/// What is there is a value or null; what is not is left to `default`.
fn there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
