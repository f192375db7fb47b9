//! Which finding a difference of bindings is a part of.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use hire_codegen::census::Position;

use super::behavior::Places;
use super::reach::{ancestors, is_within};
use super::rule::{Effect, Rule, Verdict};
use super::rust::{ItemVersion, RustChange};

/// The findings by their places in one of the descriptions. Words are not among them: no name in Rust is made of those that
/// have a rule but titles and tags, and what is accepted as words must not break anything.
#[derive(Default)]
pub struct Targets<'p> {
    places: BTreeMap<&'p str, Vec<Target>>,
    /// The findings of keywords, by what has the keyword.
    owners: BTreeMap<&'p str, Vec<Target>>,
    operations: BTreeMap<&'p str, Vec<Target>>,
}

/// A finding: the more it does, and the earlier it is, the rather it explains what is around it.
type Target = (Verdict, Effect, Reverse<usize>);

impl<'p> Targets<'p> {
    /// Adds a finding, which is at some places.
    pub fn add(&mut self, index: usize, rule: &Rule, places: &'p Places) {
        if rule.verdict == Verdict::Patch {
            return;
        }
        let target = (rule.verdict, rule.effect, Reverse(index));
        if let Some(place) = &places.own {
            self.places.entry(place).or_default().push(target);
            if let Some(owner) = ancestors(place).nth(1).filter(|owner| !is_collection(owner)) {
                self.owners.entry(owner).or_default().push(target);
            }
        }
        for operation in &places.operations {
            self.operations.entry(operation).or_default().push(target);
        }
    }

    /// The finding for a place of bindings, with how close it is: at the same place, around it, within it, of a keyword of what
    /// it is in, or of the same operation.
    fn closest(&self, item: &str) -> Option<(usize, usize, Target)> {
        let nearest = |targets: &BTreeMap<&str, Vec<Target>>| {
            ancestors(item)
                .find_map(|part| Some((part.len(), *targets.get(part)?.iter().min_by_key(|it| it.2)?)))
        };
        if let Some((length, target)) = nearest(&self.places) {
            return Some((if length == item.len() { 4 } else { 3 }, length, target));
        }
        let below = self.places.range(item..).take_while(|(place, _)| place.starts_with(item));
        let below = below.filter(|(place, _)| is_within(place, item)).flat_map(|(_, targets)| targets);
        let beside = || nearest(&self.owners).map(|(length, target)| (1, length, target));
        let operation = || ancestors(item).find_map(|part| self.operations.get(part));
        let of_operation = || operation()?.iter().max().map(|target| (0, 0, *target));
        below.max().map(|target| (2, 0, *target)).or_else(beside).or_else(of_operation)
    }
}

/// Whether what is in something stands beside each other, and has nothing to do with each other.
fn is_collection(place: &str) -> bool {
    const COLLECTIONS: [&str; 9] =
        ["properties", "parameters", "schemas", "headers", "content", "responses", "oneOf", "anyOf", "paths"];
    place.rsplit('/').next().is_some_and(|token| COLLECTIONS.contains(&token)) || place.ends_with('#')
}

/// The finding that a difference of bindings is a part of: the closest one in either description.
pub fn target_of(change: &RustChange, (old, new): (&Targets<'_>, &Targets<'_>)) -> Option<usize> {
    let closest = |version: &Option<ItemVersion>, targets: &Targets<'_>| {
        targets.closest(&place(version.as_ref()?.position.as_ref()?))
    };
    let (_, _, (_, _, Reverse(index))) = closest(&change.old, old).max(closest(&change.new, new))?;
    Some(index)
}

/// A place as the sources write it.
pub fn place(position: &Position) -> String {
    format!("{}#{}", position.file(), position.pointer())
}
