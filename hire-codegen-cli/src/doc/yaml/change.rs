//! What an edit changes, by places that are known.
//!
//! A value that is set in place of one of its kind changes what differs alone: members of mappings, items of lists. So what is the
//! same in both keeps its comments, its quotes and its layout.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Edit;
use super::write::without_comments;

/// A change whose places are known: members are there or have a parent that is, and items are indexes.
#[derive(Debug)]
pub enum Change {
    Replace {
        at: Vec<String>,
        value: Value,
    },
    Add {
        parent: Vec<String>,
        members: Map<String, Value>,
        after: Option<String>,
    },
    Insert {
        list: Vec<String>,
        index: usize,
        value: Value,
    },
    Remove {
        at: Vec<String>,
    },
    Rename {
        at: Vec<String>,
        name: String,
    },
    /// The indexes of what is there, in their new order.
    Reorder {
        at: Vec<String>,
        order: Vec<usize>,
    },
}

/// The changes that an edit is of a value, in the order that they are carried out in; nothing, if the value has no such place.
pub fn changes(edit: &Edit, before: &Value) -> Option<Vec<Change>> {
    let find = |pointer: &[String]| find(before, pointer);
    let change = match edit {
        Edit::Set { pointer, value, after } => match find(pointer) {
            Some(old) => return Some(differing(pointer, old, value)),
            None => add(pointer, value, after.as_ref(), before)?,
        },
        Edit::Extend { pointer, members } => match find(pointer) {
            Some(Value::Object(known)) if !known.is_empty() => {
                if members.keys().any(|key| known.contains_key(key)) {
                    return None;
                }
                Change::Add { parent: pointer.clone(), members: members.clone(), after: None }
            }
            Some(_) => Change::Replace { at: pointer.clone(), value: members.clone().into() },
            None => add(pointer, &members.clone().into(), None, before)?,
        },
        Edit::Push { pointer, value, at } => match find(pointer) {
            Some(Value::Array(items)) => {
                let index = at.unwrap_or(items.len());
                Change::Insert { list: pointer.clone(), index, value: value.clone() }
            }
            Some(_) => Change::Replace { at: pointer.clone(), value: vec![value.clone()].into() },
            None => add(pointer, &vec![value.clone()].into(), None, before)?,
        },
        Edit::Remove { pointer } => remove(pointer, before)?,
        Edit::Drop { pointer, item: (member, wanted) } => {
            let is_wanted =
                |item: &Value| member.map_or(Some(item), |member| item.get(member)) == Some(wanted);
            let index = find(pointer)?.as_array()?.iter().position(is_wanted)?;
            remove(&below(pointer, &index), before)?
        }
        Edit::Rename { pointer, name } => {
            let (_, parent) = pointer.split_last()?;
            find(pointer)?;
            if find(parent)?.get(name).is_some() {
                return None;
            }
            Change::Rename { at: pointer.clone(), name: name.clone() }
        }
        Edit::Order { pointer, order: (member, wanted) } => {
            let order = ordered(find(pointer)?, *member, wanted)?;
            Change::Reorder { at: pointer.clone(), order }
        }
    };
    Some(vec![change])
}

/// The indexes of members or items in an order, each that is not named behind what it follows.
fn ordered(value: &Value, member: Option<&str>, wanted: &[Value]) -> Option<Vec<usize>> {
    let names: Vec<Option<Value>> = match value {
        Value::Array(items) => {
            items.iter().map(|item| member.map_or(Some(item), |key| item.get(key)).cloned()).collect()
        }
        value => value.as_object()?.keys().map(|key| Some(key.as_str().into())).collect(),
    };
    let mut places = BTreeMap::new();
    for (place, name) in wanted.iter().enumerate() {
        places.entry(name.to_string()).or_insert(place);
    }
    let rank = |name: &Option<Value>| places.get(&name.as_ref()?.to_string()).copied();
    let ranks = names.iter().scan(None, |before, name| {
        *before = rank(name).or(*before);
        Some(*before)
    });
    let mut order: Vec<(Option<usize>, usize)> =
        ranks.enumerate().map(|(index, rank)| (rank, index)).collect();
    order.sort_unstable();
    Some(order.into_iter().map(|(_, index)| index).collect())
}

fn below(pointer: &[String], token: &(impl ToString + ?Sized)) -> Vec<String> {
    [pointer, &[token.to_string()]].concat()
}

/// Removes a member or item; with the last item its list, and of the last member's mapping nothing but the braces is left.
fn remove(pointer: &[String], before: &Value) -> Option<Change> {
    let (key, parent) = pointer.split_last()?;
    let at = pointer.to_vec();
    find(before, pointer)?;
    match find(before, parent)? {
        Value::Array(items) if items.len() == 1 => remove(parent, before),
        Value::Object(members) if members.len() == 1 && members.contains_key(key) && !parent.is_empty() => {
            Some(Change::Replace { at: parent.to_vec(), value: Map::new().into() })
        }
        _ => Some(Change::Remove { at }),
    }
}

/// Adds a member with the mappings on the way to it.
fn add(pointer: &[String], value: &Value, after: Option<&String>, before: &Value) -> Option<Change> {
    let is_there = |length: &usize| pointer.get(..*length).is_some_and(|it| find(before, it).is_some());
    let (parent, missing) = pointer.split_at_checked((0..pointer.len()).rev().find(is_there)?)?;
    let (key, below) = missing.split_first()?;
    let value =
        below.iter().rev().fold(value.clone(), |value, key| Map::from_iter([(key.clone(), value)]).into());
    // What is behind `after` is the last of the pointer, not a mapping on the way.
    let after = after.filter(|_| below.is_empty()).cloned();
    let members = Map::from_iter([(key.clone(), value)]);
    Some(if is_nothing(find(before, parent)?) && !parent.is_empty() {
        Change::Replace { at: parent.to_vec(), value: members.into() }
    } else {
        Change::Add { parent: parent.to_vec(), members, after }
    })
}

/// What makes one value another that is at the same place.
fn differing(at: &[String], old: &Value, new: &Value) -> Vec<Change> {
    let plain = without_comments(new);
    match (old, &plain) {
        (old, new) if old == new => Vec::new(),
        (Value::Object(before), Value::Object(after))
            if before.len() == after.len() && before.keys().all(|key| after.contains_key(key)) =>
        {
            let members = new.as_object().into_iter().flatten();
            let pairs = members.filter_map(|(key, new)| Some((key, before.get(key)?, new)));
            pairs.flat_map(|(key, old, new)| differing(&below(at, key), old, new)).collect()
        }
        (Value::Array(before), Value::Array(after)) if before.iter().any(|item| after.contains(item)) => {
            items(at, before, after)
        }
        _ => vec![Change::Replace { at: at.to_vec(), value: new.clone() }],
    }
}

/// What makes one list another with items of the first, which is never empty on the way.
fn items(at: &[String], old: &[Value], new: &[Value]) -> Vec<Change> {
    let mut list = old.to_vec();
    let mut changes = Vec::new();
    for (index, item) in new.iter().enumerate() {
        let wanted = new.get(index..).unwrap_or_default();
        while list.get(index).is_some_and(|item| !wanted.contains(item)) {
            list.remove(index);
            changes.push(Change::Remove { at: below(at, &index) });
        }
        if list.get(index) != Some(item) {
            list.insert(index, item.clone());
            changes.push(Change::Insert { list: at.to_vec(), index, value: item.clone() });
        }
    }
    changes.extend((new.len()..list.len()).rev().map(|index| Change::Remove { at: below(at, &index) }));
    changes
}

fn find<'v>(value: &'v Value, pointer: &[String]) -> Option<&'v Value> {
    pointer.iter().try_fold(value, |value, token| match value {
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        value => value.get(token),
    })
}

/// Whether a member can be given by replacing the value: nothing at all, or an empty mapping.
fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(Map::is_empty)
}

fn walk<'v>(value: &'v mut Value, pointer: &[String]) -> Option<&'v mut Value> {
    pointer.iter().try_fold(value, |value, token| match value {
        Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
        value => value.get_mut(token),
    })
}

impl Change {
    /// Whether of the list or mapping that something was removed from nothing is left.
    pub fn leaves_nothing(&self, root: &Value) -> bool {
        let Self::Remove { at } = self else { return false };
        let parent = at.split_last().and_then(|(_, parent)| find(root, parent));
        parent.is_some_and(|parent| parent.as_array().is_some_and(Vec::is_empty) || is_nothing(parent))
    }

    /// Changes a value.
    pub fn carry_out(&self, root: &mut Value) -> Option<()> {
        match self {
            Self::Replace { at, value } => *walk(root, at)? = without_comments(value),
            Self::Add { parent, members, .. } => {
                let members = members.iter().map(|(key, value)| (key.clone(), without_comments(value)));
                walk(root, parent)?.as_object_mut()?.extend(members);
            }
            Self::Insert { list, index, value } => {
                let items = walk(root, list)?.as_array_mut()?;
                if *index > items.len() {
                    return None;
                }
                items.insert(*index, without_comments(value));
            }
            Self::Remove { at } => {
                let (last, parent) = at.split_last()?;
                match walk(root, parent)? {
                    Value::Array(items) => drop(items.remove(last.parse().ok()?)),
                    parent => drop(parent.as_object_mut()?.shift_remove(last)?),
                }
            }
            Self::Rename { at, name } => {
                let (last, parent) = at.split_last()?;
                let members = walk(root, parent)?.as_object_mut()?;
                let value = members.shift_remove(last)?;
                members.insert(name.clone(), value);
            }
            // The order of members is not compared.
            Self::Reorder { at, order } => {
                if let Value::Array(items) = walk(root, at)? {
                    *items = order.iter().filter_map(|at| items.get(*at).cloned()).collect();
                }
            }
        }
        Some(())
    }
}
