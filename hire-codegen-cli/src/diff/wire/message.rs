//! Messages: parameters, bodies, responses and their headers.

use hire_codegen::source::Cursor;
use indexmap::IndexMap;

use super::comparison::{Comparison, Context, at, shown};
use super::operation::Operation;
use super::schema::compare_schemas;
use super::view::{Amount, View, resolved};
use crate::diff::rule::Direction;

/// The headers that parameters do not describe (OpenAPI 3.1.1 §4.8.12.1), and those that are of how a body is sent (RFC 9112 §6).
const IGNORED: [&str; 5] = ["accept", "content-type", "authorization", "content-length", "transfer-encoding"];

/// A parameter is known by its part of the request and its name; a header's name has no case, and a path parameter is the
/// one of its place in the path.
type Key = (String, String);

/// The parameters of an operation: its own, and those of the path item that it does not replace.
fn declared<'a>(operation: &Operation<'a>) -> IndexMap<Key, Cursor<'a>> {
    let text = |it: Cursor<'a>, key: &str| it.get(key).and_then(Cursor::as_str).unwrap_or_default();
    let places = operation.path_names();
    let keyed = operation.parameters().map(|parameter| {
        let (location, name) = (text(parameter, "in"), text(parameter, "name"));
        let name = match location {
            "header" => name.to_lowercase(),
            "path" => match places.iter().position(|place| *place == name) {
                Some(index) => index.to_string(),
                None => name.to_owned(),
            },
            _ => name.to_owned(),
        };
        ((location.to_owned(), name), parameter)
    });
    keyed.filter(|((location, name), _)| location != "header" || !IGNORED.contains(&name.as_str())).collect()
}

fn name(parameter: Cursor<'_>) -> &str {
    parameter.get("name").and_then(Cursor::as_str).unwrap_or_default()
}

/// Whether the object says that it is required; a path parameter always is.
fn is_required(object: Cursor<'_>) -> bool {
    object.get("required").and_then(Cursor::as_bool) == Some(true)
        || object.get("in").and_then(Cursor::as_str) == Some("path")
}

/// The schema of a parameter or header, whichever way it is written.
fn schema(object: Cursor<'_>) -> Option<Cursor<'_>> {
    let content = || object.get("content")?.entries().next()?.1.get("schema");
    object.get("schema").or_else(content)
}

/// A media type without its parameters, in lower case (RFC 9110 §8.3.1).
fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_lowercase()
}

/// A media type of a body, with its name.
type Media<'a> = (&'a str, Cursor<'a>);

fn content(owner: Cursor<'_>) -> Vec<Media<'_>> {
    let entries = owner.get("content").into_iter().flat_map(Cursor::entries);
    entries.map(|(name, media)| (name, resolved(media))).collect()
}

/// Whether a status means success.
fn is_success(status: &str) -> bool {
    status.starts_with('2') || status.starts_with('3')
}

pub fn parameters(comparison: &mut Comparison, context: &Context, old: &Operation<'_>, new: &Operation<'_>) {
    let context = context.towards(Direction::Request);
    let (before, mut after) = (declared(old), declared(new));
    let mut gone = Vec::new();
    for (key, parameter) in &before {
        match after.shift_remove(key) {
            Some(same) => compare_parameter(comparison, &context, &key.0, *parameter, same),
            None => gone.push((key, parameter)),
        }
    }
    for (key, parameter) in gone {
        let moved = after.iter().find(|(_, it)| name(**it) == name(*parameter)).map(|(key, _)| key.clone());
        match moved.and_then(|key| Some((key.0.clone(), after.shift_remove(&key)?))) {
            Some((location, moved)) => {
                let at_name = context.at(&format!("{location} parameter {}", name(moved)));
                let version = |it: Cursor<'_>| shown(it.get("in"));
                comparison.report(
                    &at_name,
                    "parameter-location-changed",
                    version(*parameter),
                    version(moved),
                );
                compare_parameter(comparison, &context, &location, *parameter, moved);
            }
            None => {
                let context = context.at(&format!("{} parameter {}", key.0, name(*parameter)));
                comparison.report(&context, "parameter-removed", at(*parameter), None);
            }
        }
    }
    for (key, parameter) in after {
        let context = context.at(&format!("{} parameter {}", key.0, name(parameter)));
        let word = if is_required(parameter) { "required" } else { "optional" };
        comparison.report(&context, format!("parameter-added-{word}"), None, at(parameter));
    }
}

fn compare_parameter(
    comparison: &mut Comparison,
    context: &Context,
    location: &str,
    old: Cursor<'_>,
    new: Cursor<'_>,
) {
    let context = context.at(&format!("{location} parameter {}", name(new)));
    if location == "path" && name(old) != name(new) {
        comparison.report(&context, "path-parameter-renamed", shown(old.get("name")), shown(new.get("name")));
    }
    match (is_required(old), is_required(new)) {
        (false, true) => comparison.report(&context, "parameter-became-required", at(old), at(new)),
        (true, false) => comparison.report(&context, "parameter-became-optional", at(old), at(new)),
        _ => {}
    }
    // Nothing is taken apart of what is one value.
    let is_whole = is_one_value(old) || is_one_value(new);
    let is_moved = old.get("in").and_then(Cursor::as_str) != new.get("in").and_then(Cursor::as_str);
    if style(old, is_whole) != style(new, is_whole) && !is_moved {
        let version = |it: Cursor<'_>| Some((it.place(), style(it, is_whole)));
        comparison.report(&context, "parameter-style-changed", version(old), version(new));
    }
    let reserved = ("parameter-became-allow-reserved", "parameter-became-not-allow-reserved");
    // Nothing is escaped in other places.
    if matches!(location, "query" | "path") {
        comparison.flag(&context, (old, new), "allowReserved", reserved);
    }
    comparison.flag(&context, (old, new), "deprecated", ("parameter-deprecated", "parameter-reactivated"));
    comparison.member(&context, (old, new), &["description"], "parameter-description-changed");
    comparison.member(&context, (old, new), &["example", "examples"], "parameter-example-changed");
    match (schema(old), schema(new)) {
        (Some(before), Some(after)) => match listed(old, new, after) {
            Some(items) => {
                comparison.report(&context, "parameter-became-list", at(old), at(new));
                compare_schemas(comparison, &context.below("items"), &[before], &items);
            }
            None => compare_schemas(comparison, &context, &[before], &[after]),
        },
        (None, Some(schema)) => comparison.report_directed(&context, "schema-tightened", at(old), at(schema)),
        (Some(schema), None) => comparison.report_directed(&context, "schema-loosened", at(schema), at(new)),
        (None, None) => {}
    }
}

/// Whether all values of a parameter are of one part.
fn is_one_value(parameter: Cursor<'_>) -> bool {
    let types = schema(parameter).and_then(|schema| View::new(&[schema]).types(true));
    types.is_some_and(|types| !types.contains("array") && !types.contains("object"))
}

/// How a parameter is written; one that is a whole has no parts that could be written one by one.
fn style(parameter: Cursor<'_>, is_whole: bool) -> String {
    if let Some((media, _)) = parameter.get("content").and_then(|it| it.entries().next()) {
        return format!("content: {}", essence(media));
    }
    let location = parameter.get("in").and_then(Cursor::as_str).unwrap_or_default();
    let usual = if matches!(location, "path" | "header") { "simple" } else { "form" };
    let style = parameter.get("style").and_then(Cursor::as_str).unwrap_or(usual);
    let explode = parameter.get("explode").and_then(Cursor::as_bool).unwrap_or(style == "form");
    let explode = explode && !is_whole || style == "deepObject";
    format!("style: {style}, explode: {explode}")
}

/// The schemas of the items of a parameter that may be given several times, where it was one value, which is a list of one.
fn listed<'a>(old: Cursor<'_>, new: Cursor<'a>, schema: Cursor<'a>) -> Option<Vec<Cursor<'a>>> {
    let list = View::new(&[schema]);
    let is_list =
        list.types(true)?.into_iter().eq(["array"]) && style(new, false) == "style: form, explode: true";
    let may_be_one = list.number("minItems", true).is_none_or(Amount::is_one_at_most);
    (is_one_value(old) && is_list && may_be_one).then(|| list.schemas("items"))
}

pub fn bodies(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    let context = context.towards(Direction::Request).at("request body");
    let body = |operation: Cursor<'_>| operation.get("requestBody").map(|it| resolved(it).place());
    match (body(old), body(new)) {
        (None, Some(body)) => {
            let word = if is_required(new.sources().at(body)) { "required" } else { "optional" };
            comparison.report(
                &context,
                format!("request-body-added-{word}"),
                at(old),
                Some((body, String::new())),
            );
        }
        (Some(body), None) => {
            comparison.report(&context, "request-body-removed", Some((body, String::new())), at(new));
        }
        (Some(before), Some(after)) => {
            let (old, new) = (old.sources().at(before), new.sources().at(after));
            let required = ("request-body-became-required", "request-body-became-optional");
            comparison.flag(&context, (old, new), "required", required);
            comparison.member(&context, (old, new), &["description"], "request-body-description-changed");
            contents(comparison, &context, old, new);
        }
        (None, None) => {}
    }
}

pub fn responses(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    fn all(operation: Cursor<'_>) -> IndexMap<String, Cursor<'_>> {
        let entries = operation.get("responses").into_iter().flat_map(Cursor::entries);
        let entries = entries.filter(|(status, _)| !status.starts_with("x-"));
        entries.map(|(status, response)| (status.to_uppercase(), response)).collect()
    }
    let (before, after) = (all(old), all(new));
    let kind = |status: &str| if is_success(status) { "success" } else { "failure" };
    for (status, response) in &before {
        let context = context.towards(Direction::Response).at(&format!("response {status}"));
        // What has a status of its own may be one of a range (OpenAPI 3.1.1 §4.8.16.2).
        let range = || after.get(&format!("{}XX", status.get(..1).unwrap_or_default()));
        match after.get(status).or_else(range) {
            Some(same) => compare_response(comparison, &context, resolved(*response), resolved(*same)),
            None => {
                let id = format!("response-{}-removed", kind(status));
                comparison.report(&context, id, at(*response), None);
            }
        }
    }
    for (status, response) in after.iter().filter(|(status, _)| !before.contains_key(*status)) {
        let context = context.towards(Direction::Response).at(&format!("response {status}"));
        comparison.report(&context, format!("response-{}-added", kind(status)), None, at(*response));
    }
}

fn compare_response(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    comparison.member(context, (old, new), &["description"], "response-description-changed");
    comparison.member(context, (old, new), &["links"], "link-changed");
    headers(comparison, context, old, new);
    match (content(old).is_empty(), content(new).is_empty()) {
        (true, false) => comparison.report(context, "response-body-added", at(old), at(new)),
        (false, true) => comparison.report(context, "response-body-removed", at(old), at(new)),
        _ => contents(comparison, context, old, new),
    }
}

fn headers(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    fn all(response: Cursor<'_>) -> IndexMap<String, Cursor<'_>> {
        let entries = response.get("headers").into_iter().flat_map(Cursor::entries);
        let all = entries.map(|(name, header)| (name.to_lowercase(), resolved(header)));
        all.filter(|(name, _)| name != "content-type").collect()
    }
    let (before, after) = (all(old), all(new));
    for (name, header) in &before {
        let context = context.at(&format!("header {name}"));
        let Some(new) = after.get(name) else {
            let word = if is_required(*header) { "required" } else { "optional" };
            comparison.report(&context, format!("response-header-{word}-removed"), at(*header), None);
            continue;
        };
        let both = (*header, *new);
        let required = ("response-header-became-required", "response-header-became-optional");
        comparison.flag(&context, both, "required", required);
        let deprecated = ("response-header-deprecated", "response-header-reactivated");
        comparison.flag(&context, both, "deprecated", deprecated);
        comparison.member(&context, both, &["description"], "response-header-description-changed");
        if let (Some(old), Some(new)) = (schema(*header), schema(*new)) {
            compare_schemas(comparison, &context, &[old], &[new]);
        }
    }
    for (name, header) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        comparison.report(&context.at(&format!("header {name}")), "response-header-added", None, at(*header));
    }
}

/// Whether two media types are the same.
type Pairing<'p> = &'p dyn Fn(&str, &str) -> bool;

/// A media type as it is compared: without case, and without spaces.
fn written(name: &str) -> String {
    name.to_lowercase().replace(' ', "")
}

/// Whether a range of media types, such as `image/*`, has another one in it (RFC 9110 §12.5.1).
fn covers(range: &str, name: &str) -> bool {
    let (range, name) = (essence(range), essence(name));
    let is_in = |main: &str| main == "*/" || name.starts_with(main);
    range != name && range.strip_suffix('*').is_some_and(is_in)
}

/// The narrowest range that has a media type in it.
fn range<'a>(all: &[Media<'a>], name: &str) -> Option<Media<'a>> {
    all.iter().filter(|(range, _)| covers(range, name)).max_by_key(|(range, _)| range.len()).copied()
}

/// Whether a media type is one of some, or in a range of them.
fn accepts(all: &[Media<'_>], name: &str) -> bool {
    all.iter().any(|(other, _)| essence(other) == essence(name) || covers(other, name))
}

/// The media types of a body, whose message the context says. Of several that differ by their parameters alone each has its
/// own.
fn contents(comparison: &mut Comparison, context: &Context, old: Cursor<'_>, new: Cursor<'_>) {
    let (before, after) = (content(old), content(new));
    let (mut gone, mut left) = (before.clone(), after.clone());
    let pairings: [(Option<&str>, Pairing<'_>); 2] = [
        (None, &|old, new| written(old) == written(new)),
        (Some("media-type-parameters-changed"), &|old, new| essence(old) == essence(new)),
    ];
    for (change, is_same) in pairings {
        for media in std::mem::take(&mut gone) {
            match left.iter().position(|other| is_same(media.0, other.0)) {
                Some(index) => compare_media(comparison, context, change, (media, left.remove(index))),
                None => gone.push(media),
            }
        }
    }
    // A range is there for each media type in it; where it is in both descriptions, what is accepted is the same.
    let (widened, narrowed) = (Some("media-type-widened"), Some("media-type-narrowed"));
    let in_ranges = gone.iter().filter_map(|media| {
        let range = range(&after, media.0)?;
        Some((widened.filter(|_| !accepts(&before, range.0)), (*media, range)))
    });
    let of_ranges = left.iter().filter_map(|media| {
        let range = range(&before, media.0)?;
        Some((narrowed.filter(|_| !accepts(&after, range.0)), (range, *media)))
    });
    let pairs: Vec<_> = in_ranges.chain(of_ranges).collect();
    gone.retain(|(name, _)| pairs.iter().all(|(_, (media, _))| media.0 != *name));
    left.retain(|(name, _)| pairs.iter().all(|(_, (_, media))| media.0 != *name));
    for (change, both) in pairs {
        compare_media(comparison, context, change, both);
    }
    for (name, media) in gone {
        let version = Some((media.place(), name.to_owned()));
        comparison.report_directed(context, "media-type-removed", version, at(new));
    }
    for (name, media) in left {
        let version = Some((media.place(), name.to_owned()));
        comparison.report_directed(context, "media-type-added", at(old), version);
    }
}

fn compare_media(
    comparison: &mut Comparison,
    context: &Context,
    change: Option<&str>,
    ((old_name, old), (new_name, new)): (Media<'_>, Media<'_>),
) {
    let is_request = context.direction == Direction::Request;
    if let Some(change) = change {
        let version = |media: Cursor<'_>, name: &str| Some((media.place(), name.to_owned()));
        comparison.report_directed(context, change, version(old, old_name), version(new, new_name));
    }
    if is_request {
        comparison.member(context, (old, new), &["encoding"], "request-encoding-changed");
    }
    let examples = if is_request { "request-body-example-changed" } else { "response-example-changed" };
    comparison.member(context, (old, new), &["example", "examples"], examples);
    let is_refused = |schema: Cursor<'_>| View::new(&[schema]).is_false();
    for key in ["schema", "itemSchema"] {
        match (old.get(key), new.get(key)) {
            // A body that no value is let through for is none.
            (Some(old), Some(new)) if !is_request && is_refused(old) != is_refused(new) => {
                let id = if is_refused(new) { "response-body-removed" } else { "response-body-added" };
                comparison.report(context, id, at(old), at(new));
            }
            (Some(old), Some(new)) => compare_schemas(comparison, context, &[old], &[new]),
            (None, Some(schema)) => {
                comparison.report_directed(context, "schema-tightened", at(old), at(schema));
            }
            (Some(schema), None) => {
                comparison.report_directed(context, "schema-loosened", at(schema), at(new));
            }
            (None, None) => {}
        }
    }
}
