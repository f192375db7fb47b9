//! From the API and its schemas to what will be emitted.
//!
//! All decisions are made here: names, types, presence, rules, docs. What comes after only writes them down.

mod describe;
mod naming;
mod operations;
mod passes;
mod rules;
mod types;

use indexmap::IndexMap;
pub(crate) use naming::is_telling;
pub(crate) use operations::schemas as operation_schemas;
use operations::{api, codes, groups, multipart};

use crate::analysis::discriminator;
use crate::diagnostic::Diagnostics;
use crate::ir::Model;
use crate::lower::passes::{
    direction, examples, patterns, preserve_unknown, records, refine, uninhabited, variant_names,
};
use crate::lower::rules::RuleLowering;
use crate::lower::types::{TypeLowering, components, fields};
use crate::openapi;
use crate::schema::Schemas;
use crate::source::Sources;

/// Works out everything that is emitted. Faults are reported; what has one is left out. None where there are more
/// fields, values or schemas than there may be.
pub fn build<'a>(
    sources: &'a Sources,
    api: &openapi::Api<'a>,
    schemas: Schemas<'a>,
    assume_objects: bool,
    group_by_tag: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Model> {
    let mut types = TypeLowering::new(sources, schemas, assume_objects, diagnostics);
    components::components(&mut types, api);
    if types.gives_up() {
        return None;
    }
    let mut pending = operations::pending_operations(&mut types, api);
    fields::drain(&mut types);
    if types.gives_up() {
        return None;
    }
    multipart::files(&mut types, api, &mut pending);
    direction::relax_required(&mut types, api.version, &operations::directions(&pending));
    let closing = uninhabited::relax_required_cycles(&mut types);
    let mut rules = RuleLowering::new(&mut types);
    rules.all();
    if rules.types.gives_up() {
        return None;
    }
    examples::instances(rules.types, api);
    let (mut operations, envelopes) = operations::finish(&mut rules, pending);
    // Rules of operations may have met types that nothing else names.
    rules.all();
    if rules.types.gives_up() {
        return None;
    }
    describe::types(rules.types);
    describe::limits(rules.types, &mut operations);
    variant_names::default_names(rules.types);
    preserve_unknown::preserve_unknown(&mut rules);
    uninhabited::require(&mut types, closing);
    discriminator::idle_discriminators(&mut types.analysis);
    types.diagnostics.append(std::mem::take(&mut types.analysis.findings));
    types.analysis.schemas.report(types.diagnostics);
    let codes = codes::table(api, sources, types.diagnostics);
    let records = records::recorded(&mut types);
    let groups = if group_by_tag { groups::groups(api, &mut operations) } else { Vec::new() };
    let api = api::describe(api, &mut operations, types.diagnostics);
    let patterns = IndexMap::new();
    let mut model =
        Model { api, types: types.definitions, operations, groups, envelopes, codes, patterns, records };
    refine::refine(&mut model);
    model.patterns = patterns::patterns(&model);
    Some(model)
}
