//! Multipart bodies of objects: which properties are files, and how each part is written (`OpenAPI` 3.1.1 §4.8.15).

use std::collections::{BTreeMap, BTreeSet};

use super::PendingOperation;
use super::bodies::PendingKind;
use super::encodings::{idle, serialization};
use crate::analysis::shape::Shape;
use crate::analysis::{annotations, by_type};
use crate::ir::{Additional, PartEncoding, Struct, Type, TypeId, TypeKind};
use crate::lower::naming::Case;
use crate::lower::types::TypeLowering;
use crate::openapi::{Api, Encoding, MediaRange};
use crate::schema::{ObjectRules, SchemaId};

/// How deep branches of a schema may lie in each other for a file to be found in them.
const DEEPEST: usize = 4;

/// The struct whose fields are the parts of a body. None of a body whose parts are not all known by name.
pub fn structure(lowering: &mut TypeLowering<'_, '_>, id: SchemaId, hint: &str) -> Option<TypeId> {
    let schema = lowering.analysis.flattened(id);
    let schema = lowering.analysis.schemas.shared(schema);
    let ObjectRules { properties, patterns, names, additional, .. } = &schema.object;
    let is_open = additional.is_some_and(|additional| !lowering.analysis.is_never(additional));
    if properties.is_empty() || is_open || !patterns.is_empty() || names.is_some() {
        return None;
    }
    match lowering.lower_type(id, hint).type_ {
        Type::Named(id) if lowering.structure_of(id).is_some() => Some(id),
        _ => None,
    }
}

/// Makes files of the fields that are sent as such, once all structs have their fields. A struct that has another use,
/// where such a property is a text, is left as it is, and the body has one of its own. A type that a field had, and that
/// nothing else has, becomes another name of the file.
pub fn files<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    api: &Api<'a>,
    operations: &mut [PendingOperation<'_, 'a>],
) {
    let mut used = used_otherwise(lowering, operations);
    let (mut copies, mut replaced) = (Vec::new(), Vec::new());
    let mut files = Files::new();
    for body in operations.iter_mut().filter_map(|operation| operation.body.as_mut()) {
        for payload in &mut body.payloads {
            let PendingKind::Parts { type_id, encodings, .. } = &mut payload.kind else { continue };
            let fields = lowering.origin(*type_id).fields.clone();
            let wires = lowering.structure_of(*type_id).into_iter().flat_map(|it| &it.fields);
            let wires: Vec<String> = wires.map(|field| field.wire.clone()).collect();
            let declared: BTreeMap<_, _> =
                payload.media.encodings.iter().map(|(name, encoding)| (*name, encoding)).collect();
            let is_form = payload.media.range.subtype.eq_ignore_ascii_case("form-data");
            let mut types = Vec::new();
            for (wire, schema) in wires.into_iter().zip(fields) {
                let encoding = declared.get(wire.as_str()).copied();
                let (type_, encoding) = part(lowering, api, (&wire, schema), (encoding, is_form), &mut files);
                types.push(type_);
                encodings.extend(encoding.map(|encoding| (wire, encoding)));
            }
            *type_id = with_types(lowering, *type_id, types, &mut used, &mut copies, &mut replaced);
        }
    }
    let used = used_otherwise(lowering, operations);
    let components: BTreeSet<_> = lowering.components.values().cloned().collect();
    for (id, type_) in replaced {
        if let Some(definition) = lowering.definitions.get_mut(id.index())
            && !used.contains(&id)
            && !components.contains(&definition.name)
        {
            definition.kind = TypeKind::Alias { type_, rules: Vec::new() };
        }
    }
}

/// The types that are something else than the whole of a multipart body.
fn used_otherwise(
    lowering: &TypeLowering<'_, '_>,
    operations: &[PendingOperation<'_, '_>],
) -> BTreeSet<TypeId> {
    let mut used = BTreeSet::new();
    for definition in &lowering.definitions {
        match &definition.kind {
            TypeKind::Struct(structure) => {
                used.extend(structure.fields.iter().flat_map(|field| field.type_.named()));
                if let Additional::Keep { type_, .. } = &structure.additional {
                    used.extend(type_.named());
                }
            }
            TypeKind::Union(union) => {
                used.extend(union.variants.iter().flat_map(|variant| variant.type_.named()));
            }
            TypeKind::Alias { type_, .. } => used.extend(type_.named()),
            TypeKind::Enumeration(_) | TypeKind::Any { .. } => {}
        }
    }
    for operation in operations {
        let payloads = operation.body.iter().flat_map(|body| &body.payloads);
        let bodies = payloads.filter(|payload| !matches!(payload.kind, PendingKind::Parts { .. }));
        let types = bodies.filter_map(|payload| payload.kind.type_()).chain(operation.response_types());
        let inputs = operation.inputs.iter().map(|input| input.type_.clone());
        for type_ in types.chain(inputs) {
            used.extend(type_.named());
        }
    }
    used
}

/// The struct of a body whose fields have these types.
fn with_types(
    lowering: &mut TypeLowering<'_, '_>,
    original: TypeId,
    types: Vec<Type>,
    used: &mut BTreeSet<TypeId>,
    copies: &mut Vec<(TypeId, TypeId)>,
    replaced: &mut Vec<(TypeId, Type)>,
) -> TypeId {
    let has_types = |id: TypeId| {
        let fields = lowering.structure_of(id).map(|structure| &structure.fields);
        fields.is_some_and(|fields| fields.iter().map(|field| &field.type_).eq(&types))
    };
    if has_types(original) {
        used.insert(original);
        return original;
    }
    let copy = copies.iter().find(|(of, copy)| *of == original && has_types(*copy));
    if let Some((_, copy)) = copy {
        return *copy;
    }
    let id = if used.insert(original) { original } else { copied(lowering, original) };
    if id != original {
        copies.push((original, id));
    }
    if let Some(structure) = lowering.structure_mut(id) {
        for (field, type_) in structure.fields.iter_mut().zip(types) {
            if field.type_ != type_ {
                replaced.extend(field.type_.named().map(|id| (id, type_.clone())));
            }
            field.type_ = type_;
        }
    }
    id
}

fn copied(lowering: &mut TypeLowering<'_, '_>, original: TypeId) -> TypeId {
    let Some(structure) = lowering.structure_of(original).cloned() else { return original };
    let name = format!("{} multipart", lowering.get(original).name.plain());
    let name = lowering.scope.name(&name, Case::Camel);
    let builder = lowering.scope.name(&format!("{}Builder", name.plain()), Case::Camel);
    let structure = Struct { builder, wire: name.plain().to_owned(), ..structure };
    let origin = lowering.origin(original).clone();
    let copy = lowering.add(name, TypeKind::Struct(structure), origin.schema);
    if let Some(slot) = lowering.origins.get_mut(copy.index()) {
        *slot = origin;
    }
    copy
}

/// The type of a property in a multipart body, and how it is written, where that is not as usual.
fn part<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    api: &Api<'a>,
    (wire, schema): (&str, SchemaId),
    (encoding, is_form): (Option<&Encoding<'a>>, bool),
    files: &mut Files<'a>,
) -> (Type, Option<PartEncoding>) {
    let type_ = lowering.lower_type(schema, wire).type_;
    if let Some(style) = encoding.filter(|_| is_form).and_then(serialization) {
        return (type_, Some(PartEncoding { style: Some(style), ..PartEncoding::default() }));
    }
    if let Some(encoding) = encoding.filter(|encoding| serialization(encoding).is_some()) {
        idle(lowering, encoding, "style", "only `multipart/form-data` has styles");
    }
    let headers = headers(api, encoding);
    let item = item(lowering, schema);
    let annotations = annotations::annotations(&mut lowering.analysis, item.unwrap_or(schema));
    let declared = encoding.and_then(|encoding| encoding.content_type);
    let declared = declared.or(annotations.media_type.map(|media_type| media_type.value));
    let mut choices = declared.into_iter().flat_map(|declared| declared.split(',').map(str::trim));
    let (first, is_one) = (choices.next(), choices.next().is_none());
    let content_type = first.filter(|first| is_one && !first.contains('*')).map(str::to_owned);
    let is_list = if headers.is_some() {
        Some(item.is_some())
    } else {
        is_list_of_files(lowering, files, schema, first, 0)
    };
    let encoding = match is_list {
        Some(_) => {
            PartEncoding { content_type, headers: headers.unwrap_or_default(), ..PartEncoding::default() }
        }
        None => {
            let transfer = annotations.encoding.map(|encoding| encoding.value.to_owned());
            let binary = transfer.as_ref().map(|_| "application/octet-stream".to_owned());
            PartEncoding { content_type: content_type.or(binary), transfer, ..PartEncoding::default() }
        }
    };
    let type_ = match is_list {
        Some(true) => Type::List(Box::new(Type::File)),
        Some(false) => Type::File,
        None => type_,
    };
    (type_, Some(encoding).filter(|encoding| *encoding != PartEncoding::default()))
}

/// The headers that the parts of a property have to have. None if it has no headers at all.
fn headers(api: &Api<'_>, encoding: Option<&Encoding<'_>>) -> Option<Vec<String>> {
    let headers = encoding.into_iter().flat_map(|encoding| &encoding.headers);
    let mut headers = headers.filter(|(name, _)| !name.eq_ignore_ascii_case("Content-Type")).peekable();
    headers.peek()?;
    let is_required = |place| api.encoding_headers.get(&place).is_some_and(|header| header.required);
    let required = headers.filter(|(_, header)| is_required(header.place()));
    Some(required.map(|(name, _)| (*name).to_owned()).collect())
}

/// The schema of the items of a list.
fn item(lowering: &mut TypeLowering<'_, '_>, schema: SchemaId) -> Option<SchemaId> {
    let flat = value(lowering, schema);
    lowering.analysis.schemas.get(flat).array.items
}

/// The schema of a value that is not null.
fn value(lowering: &mut TypeLowering<'_, '_>, mut id: SchemaId) -> SchemaId {
    while let Some(inner) = lowering.analysis.nullable_other(id).or_else(|| lowering.analysis.only_branch(id))
    {
        id = inner;
    }
    lowering.analysis.flattened(id)
}

/// What is known of schemas so far: whether a property of the media type is a list of files, by how deep in the property
/// the schema lies. A schema may be a branch of many others.
type Files<'a> = BTreeMap<(Option<&'a str>, SchemaId, usize), Option<bool>>;

/// Whether a property is a list of files, if it is one or several of them: strings of bytes, and whatever has a media type
/// that is neither JSON nor text.
fn is_list_of_files<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    files: &mut Files<'a>,
    id: SchemaId,
    media_type: Option<&'a str>,
    depth: usize,
) -> Option<bool> {
    let key = (media_type, lowering.analysis.schemas.resolve(id), depth);
    if let Some(known) = files.get(&key) {
        return *known;
    }
    let flat = value(lowering, id);
    let schema = lowering.analysis.schemas.shared(flat);
    let lists = schema.applicators.any_of.iter().chain(&schema.applicators.one_of);
    let branches: Vec<SchemaId> = lists.flat_map(|branches| branches.schemas.iter().copied()).collect();
    let found = if branches.is_empty() {
        let range = media_type.map(MediaRange::parse);
        match lowering.analysis.shape(&schema) {
            Shape::Array => {
                let items = schema.array.items.filter(|_| depth < DEEPEST);
                let item =
                    items.and_then(|items| is_list_of_files(lowering, files, items, media_type, DEEPEST));
                (item == Some(false)).then_some(true)
            }
            shape => is_file(lowering, flat, &shape, range.as_ref()).then_some(false),
        }
    } else {
        let mut found = None;
        for branch in branches.into_iter().filter(|_| depth < DEEPEST) {
            let branch = is_list_of_files(lowering, files, branch, media_type, depth + 1);
            found = found.max(branch);
            if found == Some(true) {
                break;
            }
        }
        found
    };
    files.insert(key, found);
    found
}

/// Whether a value that is no list is a file.
fn is_file(
    lowering: &mut TypeLowering<'_, '_>,
    flat: SchemaId,
    shape: &Shape<'_>,
    range: Option<&MediaRange<'_>>,
) -> bool {
    let schema = lowering.analysis.schemas.shared(flat);
    let is_json = range.is_some_and(MediaRange::is_json);
    let is_text = range.is_some_and(|range| {
        let subtype = range.suffix.unwrap_or(range.subtype);
        range.main.eq_ignore_ascii_case("text") || subtype.eq_ignore_ascii_case("xml")
    });
    let is_other = range.is_some() && !is_json;
    match shape {
        Shape::String if schema.content_encoding.is_some() => false,
        Shape::String => {
            let annotations = annotations::annotations(&mut lowering.analysis, flat);
            let is_binary = schema.format.is_some_and(|format| format.value == "binary");
            is_binary || annotations.media_type.is_some() || is_other && !is_text && schema.format.is_none()
        }
        Shape::Object => is_other,
        Shape::Any => !is_json && !is_text && !by_type::restricts_any(&mut lowering.analysis, flat),
        _ => false,
    }
}
