//! What the bindings of the descriptions in `golden` do: these have what the one of Feishu Hire has no use for.

mod albums;
mod directions;
mod failures;
mod formats;
mod groups;
mod kitchen;
mod pantry;
mod unions;

use serde_json::{Value, json};

/// Objects with some or none of the members, each with one of its values.
fn objects(members: &[(&str, Vec<Value>)]) -> Vec<Value> {
    let mut all = vec![json!({})];
    for (name, values) in members {
        let with = all.iter().flat_map(|object| {
            values.iter().map(|value| {
                let mut object = object.clone();
                object[*name] = value.clone();
                object
            })
        });
        let with: Vec<_> = with.collect();
        all.extend(with);
    }
    all
}
