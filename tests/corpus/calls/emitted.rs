//! What the bindings have for each operation, read of the emitted text: the fields of a request, how each is written, and
//! how responses are read.

use std::collections::BTreeMap;

use hire_codegen::Bindings;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{File, Item, ItemImpl, ItemStruct};

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
    /// The fields of the structs, each with the property that it is and its type.
    pub structs: BTreeMap<String, Vec<(String, String, String)>>,
}

impl Emitted {
    pub fn read(bindings: &Bindings) -> Result<Self, Failure> {
        let text = |name: &str| {
            let file = bindings.files().iter().find(|file| file.name == name);
            file.map(|file| file.text.as_str()).unwrap_or_default()
        };
        let operations = syn::parse_file(text("operations.rs"))?;
        let structs = structs(&operations);
        let mut macros = Macros::default();
        macros.read(&operations);
        let endpoints = operations.items.iter().filter_map(|item| match item {
            Item::Impl(item) => endpoint(item, &structs, &macros.payloads),
            _ => None,
        });
        let endpoints = endpoints.collect();
        let mut tables = Macros::default();
        tables.read(&syn::parse_file(text("wire.rs"))?);
        let types = syn::parse_file(text("types.rs"))?;
        let structs = self::structs(&types).into_iter().map(|(name, fields)| {
            let names = tables.objects.get(&name);
            let property = |field: &str| names.and_then(|names| names.get(field)).cloned();
            let fields =
                fields.into_iter().filter_map(|(field, type_)| Some((property(&field)?, field, type_)));
            (name, fields.collect())
        });
        Ok(Self { endpoints, responses: macros.responses, structs: structs.collect() })
    }
}

/// The fields of all structs, with their types.
fn structs(file: &File) -> BTreeMap<String, Vec<(String, String)>> {
    let fields = |item: &ItemStruct| {
        let field = |field: &syn::Field| Some((field.ident.as_ref()?.to_string(), text(&field.ty)));
        (item.ident.to_string(), item.fields.iter().filter_map(field).collect())
    };
    let structs = file.items.iter().filter_map(|item| match item {
        Item::Struct(item) => Some(fields(item)),
        _ => None,
    });
    structs.collect()
}

fn text(node: &impl quote::ToTokens) -> String {
    // Beside a type of the name `Option`, the prelude's has its path.
    node.to_token_stream().to_string().replace(' ', "").replace("::core::option::", "")
}

fn endpoint(
    item: &ItemImpl,
    structs: &BTreeMap<String, Vec<(String, String)>>,
    payloads: &BTreeMap<String, Vec<BodyKind>>,
) -> Option<Endpoint> {
    let (of, _) = item.trait_.as_ref()?;
    if of.segments.last()?.ident != "Endpoint" {
        return None;
    }
    let name = text(&item.self_ty);
    let fields = structs.get(&name)?;
    let calls = calls(item);
    let operation = calls.iter().find(|call| call.name == "new" && call.literals.len() == 3)?;
    let [_, method, path] = <[String; 3]>::try_from(operation.literals.clone()).ok()?;
    let type_of = |field: &str| fields.iter().find(|(name, _)| name == field).map(|(_, type_)| type_.clone());
    let parameters = calls.iter().filter_map(|call| {
        let (_, location) = PARAMETERS.into_iter().find(|(method, _)| *method == call.name)?;
        let name = call.field.clone()?;
        Some(Field { type_: type_of(&name)?, name, location, wire: call.literals.first()?.clone() })
    });
    let parameters: Vec<Field> = parameters.collect();
    let body = fields.iter().find(|(name, _)| parameters.iter().all(|it: &Field| it.name != *name));
    let body = body.cloned().and_then(|(field, type_)| {
        let of = payloads.keys().find(|name| type_ == **name || type_ == format!("Option<{name}>")).cloned();
        let own = calls.iter().find(|call| BODIES.contains(&call.name.as_str()));
        let own = own.and_then(|call| {
            let media_type = call.literals.first()?.clone();
            let inner = type_.strip_prefix("Option<").and_then(|it| it.strip_suffix('>'));
            // Whether it is the body that is optional, or its value, is said by how it is written.
            let of = if call.field.is_none() { inner.unwrap_or(&type_) } else { type_.as_str() }.to_owned();
            Some(BodyKind { variant: None, type_: of, method: call.name.clone(), media_type })
        });
        let kinds = of.as_ref().and_then(|name| payloads.get(name)).cloned();
        Some(Body { field, type_, kinds: kinds.or_else(|| Some(vec![own?]))?, of })
    });
    Some(Endpoint { name, method, path, parameters, body })
}

/// A call in the text: the method, the literals among its arguments, and the field of the request that is one.
struct Call {
    name: String,
    literals: Vec<String>,
    field: Option<String>,
}

fn calls(item: &ItemImpl) -> Vec<Call> {
    let mut found = Vec::new();
    collect(quote::ToTokens::to_token_stream(item), &mut found);
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
    let arguments = group.stream().to_string().replace(' ', "");
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
    let field = arguments
        .split_once("&self.")
        .map(|(_, rest)| rest.split([',', ')']).next().unwrap_or_default().to_owned());
    Call { name, literals, field }
}

/// The text of a literal, if it is one of a string.
fn string(literal: &str) -> Option<String> {
    syn::parse_str::<syn::LitStr>(literal).ok().map(|it| it.value())
}

/// The macros of the runtime that bindings have.
#[derive(Default)]
struct Macros {
    payloads: BTreeMap<String, Vec<BodyKind>>,
    responses: BTreeMap<String, Vec<(String, Option<String>)>>,
    /// The properties of objects, by their fields.
    objects: BTreeMap<String, BTreeMap<String, String>>,
}

impl Macros {
    fn read(&mut self, file: &File) {
        for item in &file.items {
            let Item::Macro(item) = item else { continue };
            let Some(segment) = item.mac.path.segments.last() else { continue };
            let tokens = item.mac.tokens.to_string();
            let Some((head, rows)) = tokens.split_once(';') else { continue };
            let head = head.trim();
            match segment.ident.to_string().as_str() {
                "payloads" => _ = self.payloads.insert(head.to_owned(), rows_of(rows, payload)),
                "responses" => _ = self.responses.insert(head.to_owned(), rows_of(rows, response)),
                "object" => {
                    let name = head.split("=>").next().unwrap_or_default().replace(' ', "");
                    let name = name.trim_start_matches("types::").to_owned();
                    _ = self.objects.insert(name, rows_of(rows, property).into_iter().collect());
                }
                _ => {}
            }
        }
    }
}

/// The rows of a macro, which end with a comma outside of parentheses and of the brackets of types.
fn rows_of<T>(rows: &str, read: fn(&str) -> Option<T>) -> Vec<T> {
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

/// `from Png(Body) => bytes("image/png")`
fn payload(row: &str) -> Option<BodyKind> {
    let (variant, writer) = row.split_once("=>")?;
    let (variant, type_) = variant.trim().trim_start_matches("from ").split_once('(')?;
    let (method, arguments) = writer.trim().split_once('(')?;
    let literal = arguments.trim().strip_prefix('"')?.split('"').next()?;
    Some(BodyKind {
        variant: Some(variant.trim().to_owned()),
        type_: type_.trim().strip_suffix(')')?.replace(' ', ""),
        method: method.trim().to_owned(),
        media_type: literal.to_owned(),
    })
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
