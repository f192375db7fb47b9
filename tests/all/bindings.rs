//! What the bindings of the descriptions in `golden` do: these have what the one of Feishu Hire has no use for.

mod albums;
mod directions;
mod failures;
mod formats;
mod groups;
mod kitchen;
mod pantry;
mod unions;
