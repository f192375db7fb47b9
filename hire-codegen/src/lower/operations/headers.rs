//! Headers of the responses to a success, and to a failure: their types, and how each is written.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::content::media_schema;
use super::parameters::string_schema;
use super::statuses::is_success;
use crate::ir::{At, Docs, Header, Headers, Name, Serialization, Type};
use crate::lower::describe;
use crate::lower::describe::annotations;
use crate::lower::naming::{Case, Scope};
use crate::lower::rules::RuleLowering;
use crate::lower::types::TypeLowering;
use crate::markdown::code;
use crate::openapi;
use crate::schema::SchemaId;

/// What responses say of a call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Success,
    Failure,
}

/// A header whose type is decided.
pub struct PendingHeader<'x, 'a> {
    header: &'x openapi::Header<'a>,
    schema: SchemaId,
    pub type_: Type,
    /// Whether each response has the header.
    required: bool,
}

/// The headers that the responses of an outcome have, each once, and whether all of these require it.
pub fn declared<'x, 'a>(
    operation: &'x openapi::Operation<'a>,
    outcome: Outcome,
) -> impl Iterator<Item = (&'x openapi::Header<'a>, bool)> {
    let is_of = |response: &&openapi::Response<'a>| {
        is_success(operation, response.status) == (outcome == Outcome::Success)
    };
    let mut responses = 0;
    // By the name in lower case, with the number of responses that require the header.
    let mut declared: IndexMap<String, (&openapi::Header<'a>, usize)> = IndexMap::new();
    for response in operation.responses.iter().filter(is_of) {
        responses += 1;
        let mut names = BTreeSet::new();
        for header in &response.headers {
            let name = header.name.to_ascii_lowercase();
            if names.insert(name.clone()) {
                let (_, required) = declared.entry(name).or_insert((header, 0));
                *required += usize::from(header.required);
            }
        }
    }
    declared.into_values().map(move |(header, required)| (header, required == responses))
}

pub fn headers<'x, 'a>(
    lowering: &mut TypeLowering<'a, '_>,
    operation: &'x openapi::Operation<'a>,
    outcome: Outcome,
    name: &str,
) -> Vec<PendingHeader<'x, 'a>> {
    let declared = declared(operation, outcome).map(|(header, required)| {
        let schema = header.schema.and_then(|schema| lowering.analysis.schemas.at(schema.place()));
        let schema = match &header.content {
            Some(media) => media_schema(lowering, media),
            None => schema.unwrap_or_else(|| string_schema(lowering, header.place)),
        };
        let type_ = lowering.lower_type(schema, &format!("{name} {}", header.name)).type_;
        let is_cookie = header.name.eq_ignore_ascii_case("set-cookie");
        PendingHeader { header, schema, type_: if is_cookie { secret(type_) } else { type_ }, required }
    });
    declared.collect()
}

/// Cookies are credentials (RFC 6265, section 8.2).
fn secret(type_: Type) -> Type {
    match type_ {
        Type::String => Type::Secret,
        Type::List(item) if *item == Type::String => Type::List(Box::new(Type::Secret)),
        other => other,
    }
}

/// The headers as a struct, if there are any.
pub fn finished(
    lowering: &mut RuleLowering<'_, '_, '_>,
    names: &mut Scope,
    operation: &Name,
    pending: &[PendingHeader<'_, '_>],
    outcome: Outcome,
) -> Option<Headers> {
    if pending.is_empty() {
        return None;
    }
    let mut scope = Scope::default();
    let fields = pending.iter().map(|header| finished_header(lowering, &mut scope, header)).collect();
    let mut docs = Docs::default();
    let (what, reader, suffix) = match outcome {
        Outcome::Success => ("responses to", "Response::headers_as", "headers"),
        Outcome::Failure => ("failures of", "ApiError::headers_as", "failure headers"),
    };
    docs.lines(vec![format!("The headers of {what} [`{operation}`], for `{reader}`.")]);
    Some(Headers { name: names.name(&format!("{} {suffix}", operation.plain()), Case::Camel), docs, fields })
}

fn finished_header(
    lowering: &mut RuleLowering<'_, '_, '_>,
    scope: &mut Scope,
    PendingHeader { header, schema, type_, required }: &PendingHeader<'_, '_>,
) -> Header {
    let rules = lowering.rules(*schema, type_);
    let mut documented =
        annotations::documented_use(lowering.types, *schema, type_, header.description.is_some());
    documented.annotations.examples.extend(&header.examples);
    let deprecated = documented.annotations.deprecated.take().is_some() || header.deprecated;
    let what = format!("The header {}", code(header.name));
    let subject = (what.as_str(), header.name);
    let docs = describe::input(lowering.types, subject, header.description, type_, &rules, &documented);
    let style = match &header.content {
        Some(media) if media.range.is_json() || media.range.is_range_with_json() => Some("JSON"),
        Some(_) => Some("TEXT"),
        None => header.explode.then_some("SIMPLE"),
    };
    let serialization = style.map(|style| Serialization {
        style: style.to_owned(),
        explode: header.content.is_none().then_some(true),
        allow_reserved: false,
    });
    Header {
        at: At(header.place),
        name: scope.name(header.name, Case::Snake),
        wire: header.name.to_owned(),
        docs,
        deprecated,
        type_: type_.clone(),
        required: *required,
        serialization,
    }
}
