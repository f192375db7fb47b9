//! Good and bad rewards: our verdict, in full, and beside it that of a JSON Schema validator.

mod bad;
mod both_ends;
mod good;
mod random;
mod schema;
mod typed;

use hire_api::hire_runtime::Violations;
use hire_api::types::ExternalReward;
use serde_json::Value;

use crate::support::example;

/// A change to the page's example.
#[derive(Debug, Clone, Copy)]
enum Edit {
    /// The place gets this JSON.
    Set(&'static str, &'static str),
    /// The member goes away.
    Drop(&'static str),
}

/// Where a row's JSON comes from.
#[derive(Debug, Clone, Copy)]
enum Input {
    /// The page's example with changes.
    Example(&'static [Edit]),
    /// A text of its own.
    Text(&'static str),
}

impl Input {
    fn text(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Example(edits) => {
                let mut reward = example();
                for edit in edits {
                    edit.apply(&mut reward);
                }
                reward.to_string()
            }
        }
    }
}

impl Edit {
    fn apply(self, reward: &mut Value) {
        let (Self::Set(pointer, _) | Self::Drop(pointer)) = self;
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = reward.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match self {
            Self::Set(_, json) => _ = parent.insert(name.to_owned(), serde_json::from_str(json).unwrap()),
            Self::Drop(_) => assert!(parent.shift_remove(name).is_some(), "{pointer}"),
        }
    }
}

/// A reward made anew, field by field through its builder.
fn rebuilt(reward: ExternalReward) -> Result<ExternalReward, Violations> {
    let mut builder = ExternalReward::builder()
        .referral_user_id(reward.referral_user_id)
        .external_id(reward.external_id)
        .rule_type(reward.rule_type)
        .bonus(reward.bonus)
        .stage(reward.stage);
    macro_rules! optional {
        ($($field:ident)*) => {
            $(if let Some(value) = reward.$field {
                builder = builder.$field(value);
            })*
        };
    }
    optional! {
        create_user_id confirm_user_id pay_user_id application_id talent_id job_id reason
        create_time confirm_time pay_time onboard_time conversion_time comment
    }
    builder.build()
}
