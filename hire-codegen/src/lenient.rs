//! Generation in spite of faults: what has one is left out, and all else is emitted.
//!
//! The description is read in rounds. After each, every error is assigned to what it is about: the innermost schema, which
//! becomes any JSON value; else the operation, or all operations that use a faulty component, which are left out. The next
//! round reads the description without these, since one fault may hide another. An error that is about neither, such as one
//! in a tag, loses what the reader made nothing of. All these errors are reported as warnings.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity, codes};
use crate::ir::Model;
use crate::openapi::{Selection, Trace};
use crate::source::{Cursor, Sources};

/// What was made of a description in one round.
pub struct Reading {
    /// None where a fault leaves nothing to be lowered.
    pub model: Option<Model>,
    /// The places of all schemas.
    pub schemas: BTreeSet<Place>,
    pub trace: Trace,
}

/// How many rounds there are at most: a fault that others hide takes one more.
const MOST_ROUNDS: usize = 30;

/// Reads a description until what is faulty is left out. None where no model can be made.
pub fn model(
    sources: &Sources,
    selection: &Selection,
    diagnostics: &mut Diagnostics,
    read: impl Fn(&Selection, &mut Diagnostics) -> Option<Reading>,
) -> Option<Model> {
    let mut selection = selection.clone();
    for _ in 0..MOST_ROUNDS {
        let mut found = Diagnostics::default();
        let reading = read(&selection, &mut found);
        // What has no place is no fault of the description, but of an option or of a file.
        let general = found.iter().any(|it| it.severity == Severity::Error && it.place.is_none());
        let Some(reading) = reading.filter(|_| !general) else {
            diagnostics.append(found);
            return None;
        };
        let left_out = Faults::new(sources, &reading, &selection.left_out).leave_out(&mut found);
        if !left_out.is_empty() {
            selection.left_out.extend(left_out);
            diagnostics.append(found.excused());
        } else if let Some(model) = reading.model {
            found.excuse();
            summary(&reading.trace, &selection.left_out, &mut found);
            diagnostics.append(found);
            return Some(model);
        } else {
            diagnostics.append(found);
            return None;
        }
    }
    let message = format!("after {MOST_ROUNDS} rounds of leaving out what is faulty, faults are left");
    let diagnostic = diagnostics.general(Severity::Error, codes::LEFT_OUT, message);
    diagnostic.help("leave the faulty operations out by name, or mend the first faults");
    None
}

/// Reads a description once more whose faults are all references that lead nowhere in its file, in schemas that no operation
/// uses, so that nobody meets them: these schemas are any JSON value, and the faults are warnings. None where there is any other
/// fault, and in a description without operations, whose schemas are what it is read for.
pub fn without_dangling(
    sources: &Sources,
    selection: &Selection,
    reading: &Reading,
    found: &mut Diagnostics,
    read: impl Fn(&Selection, &mut Diagnostics) -> Option<Reading>,
) -> Option<Model> {
    let of_operations = Selection { only_used_schemas: true, ..selection.clone() };
    let used = read(&of_operations, &mut Diagnostics::default())?;
    let is_unused = |place: Place| {
        let mut around = std::iter::successors(Some(sources.at(place)), |cursor| cursor.parent());
        let schema = around.find(|cursor| reading.schemas.contains(&cursor.place()));
        schema.is_some_and(|schema| !used.schemas.contains(&schema.place()))
    };
    let dangles = |error: &Diagnostic, place: Place| {
        let reference = sources.at(place).as_str();
        error.code == codes::UNRESOLVED_REF && reference.is_some_and(|text| text.starts_with('#'))
    };
    let are_unused = found
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .all(|error| error.place.is_some_and(|it| dangles(error, it) && is_unused(it.value())));
    if used.trace.operations.is_empty() || !are_unused {
        return None;
    }
    let mut faults = found.clone();
    let left_out = Faults::new(sources, reading, &selection.left_out).leave_out(&mut faults);
    let selection = Selection { left_out, ..selection.clone() };
    let mut left = Diagnostics::default();
    let model = read(&selection, &mut left)?.model?;
    if left.has_errors() {
        return None;
    }
    *found = faults.excused();
    found.append(left);
    Some(model)
}

/// Says how much is left out.
fn summary(trace: &Trace, left_out: &BTreeSet<Place>, diagnostics: &mut Diagnostics) {
    let operations = trace.operations.iter().filter(|place| left_out.contains(place)).count();
    let schemas = left_out.len() - operations;
    if left_out.is_empty() {
        return;
    }
    let message = format!(
        "{operations} of {} operations are left out, and {schemas} faulty schemas are any JSON value",
        trace.operations.len()
    );
    let diagnostic = diagnostics.general(Severity::Warning, codes::LEFT_OUT, message);
    diagnostic.help("mend what the other warnings say");
}

/// Assigns errors to what is left out for them.
struct Faults<'r> {
    sources: &'r Sources,
    reading: &'r Reading,
    left_out: &'r BTreeSet<Place>,
    operations: BTreeSet<Place>,
    /// The operations of each path item, by the places of the item and of references to it.
    items: BTreeMap<Place, Vec<Place>>,
    /// The objects with a `$ref` to a component, by the place of the component.
    holders: BTreeMap<Place, Vec<Place>>,
}

impl<'r> Faults<'r> {
    fn new(sources: &'r Sources, reading: &'r Reading, left_out: &'r BTreeSet<Place>) -> Self {
        let mut items: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
        for operation in &reading.trace.operations {
            if let Some(item) = sources.at(*operation).parent() {
                items.entry(item.place()).or_default().push(*operation);
            }
        }
        let mut holders: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
        for (holder, target) in &reading.trace.references {
            holders.entry(*target).or_default().push(*holder);
            if let Some(operations) = items.get(target).cloned() {
                items.insert(*holder, operations);
            }
        }
        let operations = reading.trace.operations.iter().copied().collect();
        Faults { sources, reading, left_out, operations, items, holders }
    }

    /// The places of what is to be left out besides, and says so in the errors.
    fn leave_out(&self, found: &mut Diagnostics) -> BTreeSet<Place> {
        let mut places = BTreeSet::new();
        let mut of_components = Vec::new();
        for error in found.errors() {
            let Some(place) = error.place.map(Place::value) else { continue };
            if let Some(schema) = self.schema_of(place) {
                places.insert(schema);
                error.help("until then this schema is any JSON value");
            } else if let Some(operation) = self.operation_of(place) {
                places.insert(operation);
                error.help("until then the operation is left out");
            } else {
                of_components.push(place);
                error.help("until then what uses it is left out");
            }
        }
        places.extend(self.users(of_components));
        self.open_branches(&mut places);
        places
    }

    fn ancestors(&self, place: Place) -> impl Iterator<Item = Cursor<'r>> {
        std::iter::successors(Some(self.sources.at(place)), |cursor| cursor.parent())
    }

    /// The innermost schema that a place is in, if a round can leave the schema out that has not done so before.
    fn schema_of(&self, place: Place) -> Option<Place> {
        let mut schemas = self.ancestors(place).map(|cursor| self.replaceable(cursor));
        schemas.find_map(|schema| schema.filter(|schema| !self.left_out.contains(schema)))
    }

    fn operation_of(&self, place: Place) -> Option<Place> {
        let mut places = self.ancestors(place).map(Cursor::place);
        places.find(|place| self.operations.contains(place) && !self.left_out.contains(place))
    }

    /// A schema that may be any value without making values invalid that are valid: the schema itself, or the one whose
    /// `oneOf`, `not` or `if` it is in, which ask for values that do not satisfy it. None of what is no schema.
    fn replaceable(&self, cursor: Cursor<'r>) -> Option<Place> {
        let mut schema = cursor;
        if !self.reading.schemas.contains(&schema.place()) {
            return None;
        }
        while let Some((keyword, around)) = applied_by(schema)
            && self.reading.schemas.contains(&around.place())
        {
            let unevaluated = ["unevaluatedProperties", "unevaluatedItems"];
            let is_seen = unevaluated.iter().any(|keyword| around.get(keyword).is_some());
            match keyword {
                "oneOf" | "not" | "if" => schema = around,
                "allOf" | "anyOf" | "then" | "else" if is_seen => schema = around,
                _ => break,
            }
        }
        Some(schema.place())
    }

    /// Adds the schemas in which a reference to one that is left out stands in a `oneOf`, `not` or `if`.
    fn open_branches(&self, places: &mut BTreeSet<Place>) {
        // The schemas with a reference to each schema.
        let mut references: BTreeMap<Place, Vec<Cursor<'r>>> = BTreeMap::new();
        if places.iter().any(|place| self.reading.schemas.contains(place)) {
            for schema in self.reading.schemas.iter().map(|place| self.sources.at(*place)) {
                let reference = schema.get("$ref").and_then(|it| it.resolve(it.as_str()?).ok());
                if let Some(target) = reference {
                    references.entry(target.place()).or_default().push(schema);
                }
            }
        }
        let mut seen = places.clone();
        let mut open: Vec<Place> = places.iter().copied().collect();
        while let Some(target) = open.pop() {
            for schema in references.remove(&target).unwrap_or_default() {
                let replaced = self.replaceable(schema);
                let around = replaced.filter(|place| *place != schema.place());
                places.extend(around.filter(|place| !self.left_out.contains(place)));
                let new = [Some(schema.place()), replaced].into_iter().flatten();
                open.extend(new.filter(|place| seen.insert(*place)));
            }
        }
    }

    /// The operations that places are of, by way of the components that they are in.
    fn users(&self, mut open: Vec<Place>) -> BTreeSet<Place> {
        let mut seen = BTreeSet::new();
        let mut users = BTreeSet::new();
        while let Some(place) = open.pop() {
            if let Some(operation) = self.operation_of(place) {
                users.insert(operation);
                continue;
            }
            for cursor in self.ancestors(place) {
                if !seen.insert(cursor.place()) {
                    break;
                }
                let operations = self.items.get(&cursor.place()).into_iter().flatten();
                users.extend(operations.filter(|operation| !self.left_out.contains(operation)));
                open.extend(self.holders.get(&cursor.place()).into_iter().flatten());
            }
        }
        users
    }
}

/// The keyword that applies a schema, and the schema that has the keyword.
fn applied_by(schema: Cursor<'_>) -> Option<(&str, Cursor<'_>)> {
    let parent = schema.parent()?;
    match schema.key() {
        Some(keyword) => Some((keyword, parent)),
        None => Some((parent.key()?, parent.parent()?)),
    }
}
