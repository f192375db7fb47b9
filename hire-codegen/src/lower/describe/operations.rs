//! Docs of operations, and of what these are sent.

use std::collections::BTreeSet;

use super::annotations::Documented;
use super::bullets::{doc_bullets, more, standing};
use crate::ir::{Docs, Rule, Type};
use crate::lower::types::TypeLowering;
use crate::markdown::{code, plain, safe_line};
use crate::openapi::{self, Status};

/// How many characters the docs of an operation have of what the description says of a response.
const LONGEST_RESPONSE: usize = 120;

/// Docs of the operations with a tag.
pub fn group(tag: &str, described: Option<&openapi::Tag<'_>>) -> Docs {
    let mut docs = Docs::default();
    docs.lines(vec![format!("The operations with the tag {}.", code(tag))]);
    docs.paragraph(described.and_then(|tag| tag.description).unwrap_or_default());
    docs.lines(described.and_then(|tag| tag.external_docs).map(more).into_iter().collect());
    docs
}

/// What the description calls an operation, or else its route.
pub fn summary(operation: &openapi::Operation<'_>) -> Docs {
    let mut docs = Docs::default();
    docs.paragraph(operation.summary.unwrap_or_default());
    if docs.lines.is_empty() {
        docs.lines(vec![route(operation)]);
    }
    docs
}

fn route(operation: &openapi::Operation<'_>) -> String {
    code(&format!("{} {}", operation.method.as_str(), operation.path))
}

/// Docs of an operation: its summary and its route first. `unread` are the media types of a success that no method asks for.
pub fn operation(operation: &openapi::Operation<'_>, unread: &BTreeSet<&str>, place: &str) -> Docs {
    let mut docs = Docs::default();
    docs.paragraph(operation.summary.unwrap_or_default());
    docs.lines(vec![route(operation)]);
    docs.paragraph(description(operation));
    let mut lines = Vec::new();
    // None comes last, wherever the description has it.
    let (named, none): (Vec<_>, Vec<_>) =
        operation.security.iter().flatten().partition(|schemes| !schemes.is_empty());
    let credentials: Vec<_> = named.into_iter().chain(none).map(credential).collect();
    if !credentials.is_empty() {
        lines.push(format!("- Credential: {}", credentials.join(", or ")));
    }
    if let Some(limit) = &operation.rate_limit {
        lines.push(format!("- Limit: {} requests in {:?}", limit.limit, limit.window));
    }
    if let Some((pointer, _)) = operation.idempotency_key {
        lines.push(format!("- A repeat with the same {} is meant to be harmless", code(pointer)));
    }
    lines.extend(operation.responses.iter().map(|response| self::response(operation, response)));
    lines.extend(left_to_send_raw(unread));
    if let Some(url) = operation.external_docs {
        lines.push(more(url));
    }
    docs.lines(lines);
    docs.place = Some(plain(place));
    docs
}

/// What the description says of an operation beyond its summary.
fn description<'a>(operation: &openapi::Operation<'a>) -> &'a str {
    let description = operation.description.unwrap_or_default();
    let sentence = |text: &'a str| text.trim().trim_end_matches('.');
    if operation.summary.map(sentence) == Some(sentence(description)) { "" } else { description }
}

/// The media types that a success comes in, and that no method asks for.
fn left_to_send_raw(unread: &BTreeSet<&str>) -> Option<String> {
    let unread: Vec<_> = unread.iter().map(|media_type| code(media_type)).collect();
    let unread = unread.join(", ");
    (!unread.is_empty())
        .then(|| format!("- Also as {unread}, by [`send_raw`](::hire_runtime::Client::send_raw)"))
}

/// A response: its status, the first line that is said of it, and the error codes that come with the status.
fn response(operation: &openapi::Operation<'_>, response: &openapi::Response<'_>) -> String {
    let described = response.description.lines().map(str::trim).find(|line| !line.is_empty());
    let described = described.map_or(String::new(), |line| {
        let cut: String = line.chars().take(LONGEST_RESPONSE).collect();
        let more = if cut.len() < line.len() { "…" } else { "" };
        format!(": {}{more}", safe_line(&cut))
    });
    let of_status = |it: &&openapi::ErrorCode<'_>| it.status.map(Status::Code) == Some(response.status);
    let codes = operation.error_codes.iter().filter(of_status).map(|it| code(&it.code.to_string()));
    let codes: Vec<_> = codes.collect();
    let codes = if codes.is_empty() { String::new() } else { format!(" Codes: {}.", codes.join(", ")) };
    format!("- Response {}{described}{codes}", code(&response.status.to_string()))
}

/// Security schemes that are needed together, each with its scopes.
fn credential(schemes: &openapi::SecurityRequirement<'_>) -> String {
    let needs = |(scheme, scopes): &(&str, Vec<&str>)| {
        let scopes: Vec<_> = scopes.iter().map(|scope| code(scope)).collect();
        let with = if scopes.is_empty() { "" } else { " with " };
        format!("{}{with}{}", code(scheme), scopes.join(", "))
    };
    let schemes: Vec<_> = schemes.iter().map(needs).collect();
    if schemes.is_empty() { "none".to_owned() } else { schemes.join(" and ") }
}

/// Docs of a parameter or body.
pub fn input(
    lowering: &TypeLowering<'_, '_>,
    (what, name): (&str, &str),
    description: Option<&str>,
    type_: &Type,
    rules: &[Rule],
    documented: &Documented<'_>,
) -> Docs {
    let mut docs = Docs::default();
    let Documented { annotations, known, parts } = documented;
    docs.paragraph(description.unwrap_or_default());
    let mut of_schema = annotations.clone();
    of_schema.description.take_if(|text| Some(text.value) == description);
    docs.about(&of_schema, name);
    if docs.lines.is_empty() {
        docs.lines(vec![format!("{what}.")]);
    }
    let mut lines = doc_bullets(lowering, type_, rules, (annotations, known), false);
    lines.extend(standing(annotations));
    docs.lines(lines);
    docs.parts(lowering, parts);
    docs
}
