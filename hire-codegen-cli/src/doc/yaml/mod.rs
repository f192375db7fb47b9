//! Edits of a YAML or JSON text that leave its comments, its order and its layout as they are.

mod apply;
mod change;
mod splice;
mod tree;
mod write;

use std::fmt;

use serde_json::{Map, Value, json};

pub use apply::{apply, apply_together};
pub use write::{document, without_comments};

/// A change of a description, by JSON pointers.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Gives a member of a mapping a value; of one of the same kind no more is changed than differs. Without the member it is
    /// added: behind `after`, else at the end; mappings on the way to it that are not there are added as well.
    Set {
        /// The pointer of the member, by its tokens.
        pointer: Vec<String>,
        /// The value; members whose names begin with `#` are comments.
        value: Value,
        /// The name of the member that it is put behind.
        after: Option<String>,
    },
    /// Adds members that are not there to the end of a mapping; without the mapping, that is added.
    Extend {
        /// The pointer of the mapping, by its tokens.
        pointer: Vec<String>,
        /// The members, as the value of [`Self::Set`] has them.
        members: Map<String, Value>,
    },
    /// Adds an item to a list; without the list, that is added.
    Push {
        /// The pointer of the list, by its tokens.
        pointer: Vec<String>,
        /// The item.
        value: Value,
        /// The index that it gets; without one it is put at the end.
        at: Option<usize>,
    },
    /// Removes a member of a mapping, or an item by its index; with the last item the list.
    Remove {
        /// The pointer of the member or item, by its tokens.
        pointer: Vec<String>,
    },
    /// Removes an item from a list by its value; the list itself, if nothing is left in it.
    Drop {
        /// The pointer of the list, by its tokens.
        pointer: Vec<String>,
        /// The item's value, or that of one of its members.
        item: (Option<&'static str>, Value),
    },
    /// Gives a member of a mapping another name.
    Rename {
        /// The pointer of the member, by its tokens.
        pointer: Vec<String>,
        /// The name.
        name: String,
    },
    /// Puts the members of a mapping, or the items of a list, into an order. What is not named stays behind what it follows.
    Order {
        /// The pointer of the mapping or list, by its tokens.
        pointer: Vec<String>,
        /// The names of members; or items, by the value of one of their members, or by their own.
        order: (Option<&'static str>, Vec<Value>),
    },
}

impl Edit {
    /// The pointer that the edit is about.
    pub fn pointer(&self) -> String {
        let (Self::Set { pointer, .. }
        | Self::Extend { pointer, .. }
        | Self::Push { pointer, .. }
        | Self::Remove { pointer }
        | Self::Drop { pointer, .. }
        | Self::Rename { pointer, .. }
        | Self::Order { pointer, .. }) = self;
        pointer.iter().fold(String::new(), |text, token| text + "/" + &escape(token))
    }

    /// The edit as a JSON object.
    pub fn to_json(&self) -> Value {
        let pointer = self.pointer();
        match self {
            Self::Set { value, .. } => {
                json!({ "op": "set", "pointer": pointer, "value": without_comments(value) })
            }
            Self::Extend { members, .. } => {
                let value = without_comments(&members.clone().into());
                json!({ "op": "extend", "pointer": pointer, "value": value })
            }
            Self::Push { value, .. } => {
                json!({ "op": "append", "pointer": pointer, "value": without_comments(value) })
            }
            Self::Remove { .. } => json!({ "op": "remove", "pointer": pointer }),
            Self::Drop { item: (_, value), .. } => {
                json!({ "op": "remove-item", "pointer": pointer, "value": value })
            }
            Self::Rename { name, .. } => json!({ "op": "rename", "pointer": pointer, "name": name }),
            Self::Order { order: (_, order), .. } => {
                json!({ "op": "order", "pointer": pointer, "value": order })
            }
        }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = self.pointer();
        let shown = |value: &Value| write::flow(value, write::Style::Flow);
        match self {
            Self::Set { value, .. } => write!(out, "set #{pointer} to {}", shown(value)),
            Self::Extend { members, .. } => {
                let names: Vec<_> = members.keys().map(String::as_str).collect();
                write!(out, "add {} to #{pointer}", names.join(", "))
            }
            Self::Push { value, .. } => write!(out, "add {} to #{pointer}", shown(value)),
            Self::Remove { .. } => write!(out, "remove #{pointer}"),
            Self::Drop { item: (_, value), .. } => write!(out, "remove {} from #{pointer}", shown(value)),
            Self::Rename { name, .. } => write!(out, "rename #{pointer} to {name}"),
            Self::Order { order: (_, order), .. } => {
                let order: Vec<_> = order.iter().map(shown).collect();
                write!(out, "order #{pointer} as {}", order.join(", "))
            }
        }
    }
}

/// A token of a JSON pointer as it is written in one.
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The tokens of a JSON pointer.
pub fn tokens(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect()
}
