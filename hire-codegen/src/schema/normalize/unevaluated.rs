//! What a schema evaluates of an array or an object: all that `unevaluatedItems` and
//! `unevaluatedProperties` leave alone (2020-12 core §11).
//!
//! Which branches hold is known for an instance only, so that the answer has conditions in it.

use crate::diagnostic::Diagnostics;
use crate::schema::{Schema, SchemaId, Schemas};

/// A part of a value that a schema evaluates.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluated<'a> {
    /// The property of a name.
    Name(&'a str),
    /// The properties whose names match a pattern.
    Pattern(&'a str),
    /// So many items at the beginning.
    First(usize),
    /// The items that satisfy a schema.
    Matching(SchemaId),
    All,
    /// What is evaluated where a schema holds, and where it does not.
    If {
        condition: SchemaId,
        then: Vec<Evaluated<'a>>,
        otherwise: Vec<Evaluated<'a>>,
    },
}

/// The half of a value that a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    Array,
    Object,
}

/// The most schemas that are looked at for one answer: branches of branches multiply.
const MOST: usize = 1000;

impl<'a> Schemas<'a> {
    /// What a schema evaluates of a value that satisfies the schema. `unevaluated…` of the schema is left out, since it
    /// applies to what remains. None if there are too many branches to tell.
    pub fn evaluated(
        &mut self,
        id: SchemaId,
        container: Container,
        diagnostics: &mut Diagnostics,
    ) -> Option<Vec<Evaluated<'a>>> {
        let mut left = MOST;
        let all = self.whole(id, container, &mut left, diagnostics);
        (left > 0).then_some(all)
    }

    fn whole(
        &mut self,
        id: SchemaId,
        container: Container,
        left: &mut usize,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Evaluated<'a>> {
        let flat = self.flattened(id, diagnostics);
        let schema = self.get(flat).clone();
        let mut all = local(&schema, container);
        self.applied_parts(&schema, container, &mut all, left, diagnostics);
        if all.contains(&Evaluated::All) { vec![Evaluated::All] } else { all }
    }

    /// What a part of a schema evaluates: everything if the part has `unevaluated…`.
    fn part(
        &mut self,
        id: SchemaId,
        container: Container,
        left: &mut usize,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Evaluated<'a>> {
        *left = left.saturating_sub(1);
        if *left == 0 {
            return Vec::new();
        }
        let flat = self.flattened(id, diagnostics);
        let schema = self.get(flat);
        let unevaluated = match container {
            Container::Array => schema.array.unevaluated,
            Container::Object => schema.object.unevaluated,
        };
        if unevaluated.is_some() {
            vec![Evaluated::All]
        } else {
            self.whole(flat, container, left, diagnostics)
        }
    }

    fn applied_parts(
        &mut self,
        schema: &Schema<'a>,
        container: Container,
        all: &mut Vec<Evaluated<'a>>,
        left: &mut usize,
        diagnostics: &mut Diagnostics,
    ) {
        let applicators = &schema.applicators;
        for part in &applicators.all_of {
            all.extend(self.part(*part, container, left, diagnostics));
        }
        let lists = applicators.any_of.iter().chain(&applicators.one_of);
        for branch in lists.flat_map(|branches| &branches.schemas) {
            let then = self.part(*branch, container, left, diagnostics);
            conditionally(all, *branch, then, Vec::new());
        }
        // A schema in `not` never holds where the schema around it does, and evaluates nothing.
        for conditional in &applicators.conditionals {
            let mut then = self.part(conditional.condition, container, left, diagnostics);
            if let Some(branch) = conditional.then {
                then.extend(self.part(branch, container, left, diagnostics));
            }
            let otherwise =
                conditional.otherwise.map(|branch| self.part(branch, container, left, diagnostics));
            conditionally(all, conditional.condition, then, otherwise.unwrap_or_default());
        }
    }

    /// Turns `unevaluated…` of a schema without references and `allOf` into `items` or `additionalProperties`, if these mean
    /// the same: nothing but the keywords beside them evaluates anything.
    pub fn lower_unevaluated(&mut self, schema: &mut Schema<'a>, diagnostics: &mut Diagnostics) {
        for container in [Container::Object, Container::Array] {
            let unevaluated = match container {
                Container::Array => &mut schema.array.unevaluated,
                Container::Object => &mut schema.object.unevaluated,
            };
            let Some(unevaluated) = unevaluated.take() else { continue };
            let beside = local(schema, container);
            if beside.contains(&Evaluated::All) {
                continue;
            }
            let mut applied = Vec::new();
            let mut left = MOST;
            self.applied_parts(schema, container, &mut applied, &mut left, diagnostics);
            let lowered = left > 0
                && all_among(&applied, &beside)
                && !beside.iter().any(|part| matches!(part, Evaluated::Matching(_)));
            let place = match (container, lowered) {
                (Container::Array, true) => &mut schema.array.items,
                (Container::Array, false) => &mut schema.array.unevaluated,
                (Container::Object, true) => &mut schema.object.additional,
                (Container::Object, false) => &mut schema.object.unevaluated,
            };
            *place = Some(unevaluated);
        }
    }
}

/// What a schema evaluates without the schemas that it applies.
fn local<'a>(schema: &Schema<'a>, container: Container) -> Vec<Evaluated<'a>> {
    match container {
        Container::Array => {
            let array = &schema.array;
            let mut all: Vec<_> =
                array.contains.iter().map(|contains| Evaluated::Matching(contains.schema)).collect();
            if array.items.is_some() {
                all.push(Evaluated::All);
            } else if !array.prefix.is_empty() {
                all.push(Evaluated::First(array.prefix.len()));
            }
            all
        }
        Container::Object => {
            let object = &schema.object;
            let mut all: Vec<_> = object.properties.keys().map(|name| Evaluated::Name(name)).collect();
            all.extend(object.patterns.iter().map(|(pattern, _)| Evaluated::Pattern(pattern.value)));
            if object.additional.is_some() {
                all.push(Evaluated::All);
            }
            all
        }
    }
}

fn conditionally<'a>(
    all: &mut Vec<Evaluated<'a>>,
    condition: SchemaId,
    then: Vec<Evaluated<'a>>,
    otherwise: Vec<Evaluated<'a>>,
) {
    if !then.is_empty() || !otherwise.is_empty() {
        all.push(Evaluated::If { condition, then, otherwise });
    }
}

/// Whether all parts are among those that are evaluated anyway.
fn all_among(parts: &[Evaluated<'_>], known: &[Evaluated<'_>]) -> bool {
    parts.iter().all(|part| match part {
        Evaluated::If { condition: _, then, otherwise } => {
            all_among(then, known) && all_among(otherwise, known)
        }
        Evaluated::First(count) => {
            known.iter().any(|known| matches!(known, Evaluated::First(more) if more >= count))
        }
        part => known.contains(part),
    })
}
