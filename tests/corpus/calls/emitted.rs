//! What the bindings have for each operation, read of the emitted text: the fields of a request, how each is written, and
//! how responses are read.

use std::collections::BTreeMap;

use hire_codegen::Bindings;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{Fields, File, Item};

use crate::Failure;

/// Methods of a request writer that write a parameter.
const PARAMETERS: [(&str, &str); 5] = [
    ("path", "path"),
    ("query", "query"),
    ("query_string", "querystring"),
    ("header", "header"),
    ("cookie", "cookie"),
];

/// Methods that write a body.
const BODIES: [&str; 7] = ["json", "lines", "plain_text", "form", "multipart", "parts", "bytes"];

/// An endpoint of the bindings.
pub struct Endpoint {
    pub name: String,
    /// The `operationId`.
    pub id: String,
    pub method: String,
    pub path: String,
    pub parameters: Vec<Field>,
    pub body: Option<Body>,
}

/// A field with a parameter.
pub struct Field {
    pub name: String,
    pub type_: String,
    pub location: &'static str,
    /// The parameter's name.
    pub wire: String,
}

/// The field with the body.
pub struct Body {
    pub field: String,
    pub type_: String,
    /// The name of an enum, for several media types.
    pub of: Option<String>,
    pub kinds: Vec<BodyKind>,
}

/// A media type of a body.
#[derive(Clone)]
pub struct BodyKind {
    /// The variant of the enum, if it is one.
    pub variant: Option<String>,
    pub type_: String,
    /// The method that writes it.
    pub method: String,
    pub media_type: String,
}

/// Everything that is read of bindings.
pub struct Emitted {
    pub endpoints: Vec<Endpoint>,
    /// The enums of responses: each variant, and how it is read, if it carries something.
    pub responses: BTreeMap<String, Vec<(String, Option<String>)>>,
    /// The structs of headers: each field, whether it may be absent, and the name of its header.
    pub headers: BTreeMap<String, Vec<(String, bool, String)>>,
    /// The fields of the structs, each with the property that it is and its type.
    pub structs: BTreeMap<String, Vec<(String, String, String)>>,
}

impl Emitted {
    pub fn read(bindings: &Bindings) -> Result<Self, Failure> {
        let text = |name: &str| bindings.file(name).unwrap_or_default();
        let operations = syn::parse_file(text("operations.rs"))?;
        let members = members(&operations);
        let macros = Macros::read(&operations, &members);
        let endpoints = macros.endpoints.iter().map(|(name, table)| {
            let fields = members.get(name).map(Vec::as_slice).unwrap_or_default();
            let endpoint = endpoint(name, table, fields, &macros.payloads);
            endpoint.ok_or_else(|| Failure::from(format!("the table of {name} is not understood: {table}")))
        });
        let endpoints = endpoints.collect::<Result<_, _>>()?;
        let types = syn::parse_file(text("types.rs"))?;
        let structs = self::members(&types);
        let tables = Macros::read(&syn::parse_file(text("wire.rs"))?, &structs);
        let structs = structs.into_iter().map(|(name, fields)| {
            let names = tables.objects.get(&name);
            let property = |field: &str| names.and_then(|names| names.get(field)).cloned();
            let fields =
                fields.into_iter().filter_map(|(field, type_)| Some((property(&field)?, field, type_)));
            (name, fields.collect())
        });
        Ok(Self {
            endpoints,
            responses: macros.responses,
            headers: macros.headers,
            structs: structs.collect(),
        })
    }
}

/// The fields of structs, and the variants of enums, with their types.
type Members = BTreeMap<String, Vec<(String, String)>>;

fn members(file: &File) -> Members {
    let members = file.items.iter().filter_map(|item| match item {
        Item::Struct(item) => {
            let field = |field: &syn::Field| Some((field.ident.as_ref()?.to_string(), text(&field.ty)));
            Some((item.ident.to_string(), item.fields.iter().filter_map(field).collect()))
        }
        Item::Enum(item) => {
            let variant = |variant: &syn::Variant| match &variant.fields {
                Fields::Unnamed(fields) => {
                    Some((variant.ident.to_string(), text(&fields.unnamed.first()?.ty)))
                }
                _ => None,
            };
            Some((item.ident.to_string(), item.variants.iter().filter_map(variant).collect()))
        }
        _ => None,
    });
    members.collect()
}

fn text(node: &impl quote::ToTokens) -> String {
    // Beside a type of the name `Option`, the prelude's has its path.
    node.to_token_stream().to_string().replace(' ', "").replace("::core::option::", "")
}

/// The endpoint of a table: `operation(&API, "id", "GET", "/pets"); path("id") => id: impl Into<String>,`.
fn endpoint(
    name: &str,
    table: &str,
    fields: &[(String, String)],
    payloads: &BTreeMap<String, Vec<BodyKind>>,
) -> Option<Endpoint> {
    let tokens: Vec<TokenTree> = table.parse::<TokenStream>().ok()?.into_iter().collect();
    let is_end = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
    let (head, rows) = tokens.split_at(tokens.iter().rposition(is_end)?);
    let operation =
        calls(head.iter().cloned().collect()).into_iter().find(|call| call.name == "operation")?;
    let [id, method, path] = <[String; 3]>::try_from(operation.literals).ok()?;
    let type_of = |field: &str| fields.iter().find(|(name, _)| name == field).map(|(_, type_)| type_.clone());
    let rows: TokenStream = rows.iter().skip(1).cloned().collect();
    let rows = rows_of(&rows.to_string(), row);
    let parameters = rows.iter().filter_map(|row| {
        let (_, location) = PARAMETERS.into_iter().find(|(method, _)| *method == row.call.name)?;
        let (name, wire) = (row.field.clone(), row.call.literals.first()?.clone());
        Some(Field { type_: type_of(&name)?, name, location, wire })
    });
    let parameters: Vec<Field> = parameters.collect();
    let body = rows.iter().find(|row| parameters.iter().all(|it| it.name != row.field));
    let body = body.and_then(|row| {
        let type_ = type_of(&row.field)?;
        let inner = type_.strip_prefix("Option<").and_then(|it| it.strip_suffix('>'));
        // Whether it is the body that is optional, or its value, is said by the row.
        let whole = if row.is_optional { inner.unwrap_or(&type_) } else { type_.as_str() }.to_owned();
        let of = payloads.keys().find(|name| **name == whole).cloned();
        let own = BODIES.contains(&row.call.name.as_str()).then(|| {
            let (method, media_type) = (row.call.name.clone(), row.call.literals.first()?.clone());
            Some(BodyKind { variant: None, type_: whole, method, media_type })
        });
        let kinds = of.as_ref().and_then(|name| payloads.get(name)).cloned();
        Some(Body { field: row.field.clone(), type_, kinds: kinds.or_else(|| Some(vec![own??]))?, of })
    });
    Some(Endpoint { name: name.to_owned(), id, method, path, parameters, body })
}

/// A row of a table of an endpoint.
struct Row {
    call: Call,
    field: String,
    is_optional: bool,
}

/// `query("limit") => limit?: u32`
fn row(text: &str) -> Option<Row> {
    let (call, field) = text.split_once("=>")?;
    let (field, _) = field.split_once(':').unwrap_or((field, ""));
    let (field, is_optional) = field.split_once('?').map_or((field, false), |(field, _)| (field, true));
    let call = calls(call.parse().ok()?).into_iter().next()?;
    Some(Row { call, field: field.trim().to_owned(), is_optional })
}

/// A call in the text: the method, and the literals among its arguments.
struct Call {
    name: String,
    literals: Vec<String>,
}

fn calls(tokens: TokenStream) -> Vec<Call> {
    let mut found = Vec::new();
    collect(tokens, &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<Call>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let before = index.checked_sub(1).and_then(|before| tokens.get(before));
        if group.delimiter() == Delimiter::Parenthesis
            && let Some(TokenTree::Ident(name)) = before
        {
            found.push(call(name.to_string(), group));
        }
        collect(group.stream(), found);
    }
}

fn call(name: String, group: &Group) -> Call {
    let mut literals = Vec::new();
    for token in group.stream() {
        match token {
            TokenTree::Literal(literal) => literals.extend(string(&literal.to_string())),
            // A name with its style.
            TokenTree::Group(inner) if inner.delimiter() == Delimiter::Parenthesis => {
                let first = inner.stream().into_iter().next();
                literals.extend(first.and_then(|it| string(&it.to_string())));
            }
            _ => {}
        }
    }
    Call { name, literals }
}

/// The text of a literal, if it is one of a string.
fn string(literal: &str) -> Option<String> {
    syn::parse_str::<syn::LitStr>(literal).ok().map(|it| it.value())
}

/// The macros of the runtime that bindings have.
#[derive(Default)]
struct Macros {
    /// The tables of endpoints, by the names of the requests.
    endpoints: Vec<(String, String)>,
    payloads: BTreeMap<String, Vec<BodyKind>>,
    responses: BTreeMap<String, Vec<(String, Option<String>)>>,
    headers: BTreeMap<String, Vec<(String, bool, String)>>,
    /// The properties of objects, by their fields.
    objects: BTreeMap<String, BTreeMap<String, String>>,
}

impl Macros {
    fn read(file: &File, members: &Members) -> Self {
        let mut macros = Self::default();
        for item in &file.items {
            let Item::Macro(item) = item else { continue };
            let Some(segment) = item.mac.path.segments.last() else { continue };
            let tokens = without_attributes(item.mac.tokens.clone()).to_string();
            let Some((head, rows)) = tokens.split_once(';') else { continue };
            let head = head.trim();
            match segment.ident.to_string().as_str() {
                "endpoint" => {
                    let name = head.split("->").next().unwrap_or_default().trim();
                    macros.endpoints.push((name.to_owned(), rows.to_owned()));
                }
                "payloads" => {
                    let variants = members.get(head).map(Vec::as_slice).unwrap_or_default();
                    let kinds = rows_of(rows, |row| payload(row, variants));
                    macros.payloads.insert(head.to_owned(), kinds);
                }
                "headers" => _ = macros.headers.insert(head.to_owned(), rows_of(rows, header)),
                "responses" => _ = macros.responses.insert(head.to_owned(), rows_of(rows, response)),
                "object" => {
                    let name = head.split("=>").next().unwrap_or_default().replace(' ', "");
                    let name = name.trim_start_matches("types::").to_owned();
                    _ = macros.objects.insert(name, rows_of(rows, property).into_iter().collect());
                }
                _ => {}
            }
        }
        macros
    }
}

/// The tokens of a macro without the docs among them.
fn without_attributes(tokens: TokenStream) -> TokenStream {
    let mut is_attribute = false;
    let is_kept = |token: &TokenTree| {
        let is_begun = matches!(token, TokenTree::Punct(punct) if punct.as_char() == '#');
        !(std::mem::replace(&mut is_attribute, is_begun) || is_begun)
    };
    tokens.into_iter().filter(is_kept).collect()
}

/// The rows of a macro, which end with a comma outside of parentheses and of the brackets of types.
fn rows_of<T>(rows: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let mut depth = 0_i32;
    let mut texts = vec![String::new()];
    let mut is_text = false;
    let mut last = ' ';
    for letter in rows.chars() {
        is_text ^= letter == '"' && last != '\\';
        match letter {
            '(' | '[' | '<' if !is_text => depth += 1,
            ')' | ']' if !is_text => depth -= 1,
            '>' if !is_text && last != '=' => depth -= 1,
            _ => {}
        }
        if letter == ',' && depth == 0 && !is_text {
            texts.push(String::new());
        } else if let Some(row) = texts.last_mut() {
            row.push(letter);
        }
        last = letter;
    }
    texts.iter().filter_map(|row| read(row.trim())).collect()
}

/// `Png from Body => bytes("image/png")`
fn payload(row: &str, variants: &[(String, String)]) -> Option<BodyKind> {
    let (variant, writer) = row.split_once("=>")?;
    let variant = variant.split_whitespace().next()?;
    let (_, type_) = variants.iter().find(|(name, _)| name == variant)?;
    let Call { name, literals } = calls(writer.parse().ok()?).into_iter().next()?;
    Some(BodyKind {
        variant: Some(variant.to_owned()),
        type_: type_.clone(),
        method: name,
        media_type: literals.into_iter().next()?,
    })
}

/// `x_total?: i32 => ("X-Total", Style::SIMPLE.explode(true))`
fn header(row: &str) -> Option<(String, bool, String)> {
    let (field, header) = row.split_once("=>")?;
    let (field, _) = field.split_once(':')?;
    let header = calls(format!("header({header})").parse().ok()?).into_iter().next()?;
    let name = field.trim_end_matches([' ', '?']).to_owned();
    Some((name, field.contains('?'), header.literals.into_iter().next()?))
}

/// `201 => Created(Json<Album>, check)`
fn response(row: &str) -> Option<(String, Option<String>)> {
    let (_, variant) = row.split_once("=>")?;
    let variant = variant.trim();
    let Some((variant, reader)) = variant.split_once('(') else { return Some((variant.to_owned(), None)) };
    let reader = rows_of(reader.trim().strip_suffix(')')?, |it| Some(it.replace(' ', "")));
    // Behind a semicolon is what checks the items of a stream.
    let reader = reader.into_iter().next().map(|it| it.split(';').next().unwrap_or_default().to_owned());
    Some((variant.trim().to_owned(), reader))
}

/// `0 "title" => title : required`
fn property(row: &str) -> Option<(String, String)> {
    let (name, field) = row.split_once("=>")?;
    let (_, name) = name.trim().split_once('"')?;
    let name = string(&format!("\"{name}"))?;
    let field = field.split(':').next()?.trim();
    Some((field.to_owned(), name))
}
