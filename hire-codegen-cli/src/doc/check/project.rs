//! An operation of a description as the page that it is of.
//!
//! What a description can say is taken from there. What it cannot, or need not, is taken from the page that was accepted, and
//! without a copy of that from the page as it is; so that the two pages differ where the description and the page do.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hire_codegen::source::Cursor;
use indexmap::IndexSet;

use super::fields::{Direction, fields};
use crate::doc::description::{
    FIELD_SCOPES, Operation, Schema, limits, parameters_of, with_parameters, word,
};
use crate::doc::diff::{by_key, with_descendants};
use crate::doc::page::{ErrorRow, Field, Fields, Header, Page, path_in};
use crate::doc::record::{Accepted, Record};

/// A node of a description that a path of a finding is about.
#[derive(Clone)]
pub struct Spot<'a> {
    /// The property, parameter or other node.
    pub node: Cursor<'a>,
    /// The schema that the property is in.
    pub parent: Option<Schema<'a>>,
}

/// The page, and what its parts are in the description.
pub struct Projection<'a> {
    pub page: Page,
    pub spots: BTreeMap<String, Spot<'a>>,
}

/// The versions of the page that an operation is compared with.
struct Versions<'p> {
    /// The page that was accepted, if there is a copy of it.
    old: Option<&'p Page>,
    /// The page as it is.
    new: &'p Page,
    accepted: &'p Accepted,
    /// The page's names of the parameters in the path that have others in the description, by the latter.
    names: BTreeMap<&'p str, &'p str>,
}

impl<'p> Versions<'p> {
    /// A table of the page that was accepted, and of the page as it is.
    fn tables(&self, name: &str) -> (&'p Fields, &'p Fields) {
        (self.old.map_or(&Fields::Absent, |page| page.table(name)), self.new.table(name))
    }
}

/// The page that an operation is of; `new` is the page as it is.
pub fn project<'a>(operation: Operation<'a>, new: &Page, record: &Record) -> Projection<'a> {
    let accepted = &record.accepted;
    let old = match accepted {
        Accepted::Copy(page) => Some(&**page),
        _ => None,
    };
    let mut page = old.unwrap_or(new).clone();
    let mut spots = BTreeMap::new();
    let mut spot = |path: &str, node: Cursor<'a>| {
        spots.insert(path.to_owned(), Spot { node, parent: None });
    };
    let known = parameters_of(operation.path).into_iter();
    let names = known.zip(record.parameters.iter().map(String::as_str)).collect();
    page.url = url(operation, &new.url, &names);
    spot("url", operation.item);
    if new.method.trim().eq_ignore_ascii_case(operation.method) {
        page.method.clone_from(&new.method);
    } else {
        page.method = operation.method.to_uppercase();
    }
    if let Some(limit) = operation.node.get("x-rate-limit") {
        spot("rate_limit", limit);
    }
    page.rate_limit = rate_limit(operation.node, &page, new);
    (page.tokens, page.scopes) = security(operation, new);
    if let Some(security) = operation.node.get("security") {
        spot("scopes", security);
        spot("tokens", security);
    }
    let scopes = operation.node.get(FIELD_SCOPES);
    if let Some(node) = scopes {
        spot("field_scopes", node);
    }
    page.field_scopes = scopes.map(strings).unwrap_or_default();
    page.errors = errors(operation.node, &page.errors, new, &mut spot);
    page.headers = headers(operation, &page.headers, new, &mut spot);
    let versions = Versions { old, new, accepted, names };
    parameters(operation, &versions, &mut page, &mut spots);
    bodies(operation, &versions, &mut page, &mut spots);
    Projection { page, spots }
}

/// The strings of a list, or of the lists in a mapping.
fn strings(node: Cursor<'_>) -> Vec<String> {
    let lists = std::iter::once(node).chain(node.entries().map(|(_, list)| list));
    lists
        .flat_map(hire_codegen::source::Cursor::items)
        .filter_map(Cursor::as_str)
        .map(str::to_owned)
        .collect()
}

/// The address as a page has it, on the page's own server if that is one of the operation's.
fn url(operation: Operation<'_>, page: &str, names: &BTreeMap<&str, &str>) -> String {
    let (address, query) =
        page.split_once('?').map_or((page, None), |(address, query)| (address, Some(query)));
    let path = with_parameters(operation.path, |name| names.get(name).copied().unwrap_or(name));
    let path = match path.as_str() {
        // An address without a path is that of the path `/` (RFC 9110 §4.2.3).
        "/" if address.matches('/').count() < 3 => String::new(),
        _ if address.contains('{') => path,
        _ => colons(&path),
    };
    let servers = operation.servers();
    let with = |server: &str| format!("{server}{path}");
    let found = servers.iter().map(|server| with(server)).find(|url| url == address);
    let url = found.or_else(|| Some(with(servers.first()?))).unwrap_or_else(|| {
        let host = address.split('/').take(3).collect::<Vec<_>>().join("/");
        with(&host)
    });
    query.map_or(url.clone(), |query| format!("{url}?{query}"))
}

/// A path whose parameters have a colon before their names.
fn colons(path: &str) -> String {
    path.replace('{', ":").replace('}', "")
}

/// The rate limit in words: those of the page, if that is the limit.
fn rate_limit(operation: Cursor<'_>, base: &Page, new: &Page) -> Option<String> {
    let limit = operation.get("x-rate-limit");
    let stated =
        limit.and_then(|limit| Some((limit.get("limit")?.as_u64()?, limit.get("window")?.as_str()?)));
    let of = |page: &Page| limits(page.rate_limit.as_deref().unwrap_or_default());
    let is_of = |page: &Page| stated.is_some_and(|stated| of(page).contains(&stated));
    // A limit in other words than these cannot be compared: the text is.
    if is_of(new) || (of(new).is_empty() && stated.is_none()) {
        return if of(new) == of(base) || is_of(new) && !of(base).contains(&stated.unwrap_or_default()) {
            new.rate_limit.clone()
        } else {
            base.rate_limit.clone()
        };
    }
    if is_of(base) {
        return base.rate_limit.clone();
    }
    stated.map(|(limit, window)| format!("{limit} / {window}"))
}

/// The kinds of tokens, and the scopes, in the order of the page.
fn security(operation: Operation<'_>, new: &Page) -> (Vec<String>, Vec<String>) {
    let document = operation.node.sources().root();
    let schemes = document.get("components").and_then(|components| components.get("securitySchemes"));
    let list = operation.node.get("security").or_else(|| document.get("security"));
    let (mut tokens, mut scopes) = (Vec::new(), Vec::new());
    for (name, needed) in list
        .into_iter()
        .flat_map(hire_codegen::source::Cursor::items)
        .flat_map(hire_codegen::source::Cursor::entries)
    {
        // A scheme with a name of the description's own is any token that the page has.
        let is_token =
            name.ends_with("_access_token") || schemes.is_none_or(|schemes| schemes.get(name).is_none());
        if is_token {
            tokens.push(name.to_owned());
        } else {
            tokens.extend(new.tokens.iter().cloned());
        }
        scopes.extend(needed.items().filter_map(Cursor::as_str).map(str::to_owned));
    }
    let unique = |items: Vec<String>| items.into_iter().collect::<IndexSet<_>>().into_iter().collect();
    // Of a page that names no kind of token, no description can say the scopes.
    if list.is_none_or(|list| list.items().next().is_none()) && new.tokens.is_empty() {
        return (Vec::new(), new.scopes.clone());
    }
    (unique(tokens), unique(scopes))
}

/// The error codes: those of the operation, and those of the document that the page has.
fn errors<'a>(
    operation: Cursor<'a>,
    base: &[ErrorRow],
    new: &Page,
    spot: &mut impl FnMut(&str, Cursor<'a>),
) -> Vec<ErrorRow> {
    let codes = |owner: Cursor<'a>| {
        owner.get("x-error-codes").into_iter().flat_map(hire_codegen::source::Cursor::items)
    };
    let code = |node: &Cursor<'a>| node.get("code").and_then(Cursor::as_i64);
    let mut rows: Vec<ErrorRow> = Vec::new();
    if let Some(list) = operation.get("x-error-codes") {
        spot("errors", list);
    }
    let (words, on_page) = (by_key(base, |row| Some(row.code)), by_key(&new.errors, |row| Some(row.code)));
    let is_on_page = |code: i64| on_page.contains_key(&code);
    let common = codes(operation.sources().root()).filter(|node| code(node).is_some_and(is_on_page));
    let mut has_common = false;
    let (mut known, mut repeated) = (BTreeSet::new(), Vec::new());
    for (is_common, node) in codes(operation).map(|node| (false, node)).chain(common.map(|node| (true, node)))
    {
        let Some(code) = code(&node) else { continue };
        if !known.insert(code) {
            continue;
        }
        has_common |= is_common;
        spot(&format!("errors.{code}"), node);
        // A page may have a code twice: the one that was accepted, or without a copy of it the one as it is.
        for index in 0..words.get(&code).map_or(1, VecDeque::len) {
            let [again, words] = [&on_page, &words].map(|rows| rows.get(&code)?.get(index).copied());
            let said = words.or(again).map(|(_, row)| row.clone());
            let is_stated = again.or(words).is_some_and(|(_, row)| row.status.is_some());
            let stated =
                node.get("status").and_then(Cursor::as_u64).and_then(|status| u16::try_from(status).ok());
            let status = if index == 0 {
                stated.filter(|_| is_stated)
            } else {
                said.as_ref().and_then(|row| row.status)
            };
            let row = ErrorRow { status, code, ..said.unwrap_or_default() };
            match again.or(words).filter(|_| index > 0) {
                Some((place, _)) => repeated.push((place, row)),
                None => rows.push(row),
            }
        }
    }
    if has_common {
        let place = |row: &ErrorRow| on_page.get(&row.code)?.front().map(|(place, _)| *place);
        rows.sort_by_key(|row| place(row).unwrap_or(usize::MAX));
    }
    with_further(rows, repeated, |row| Some(row.code))
}

/// The rows of a name besides the first, of the page that was accepted, or without a copy of it of the page as it is. Each has its place
/// on the latter, if it is there.
pub fn repeats<'p>(
    accepted: &Accepted,
    row: impl Fn(usize) -> [Option<(usize, &'p Field)>; 2],
) -> impl Iterator<Item = (usize, &'p Field)> {
    (1..).map_while(move |index| {
        let [old, new] = row(index);
        let (place, row) = if matches!(accepted, Accepted::Copy(_)) { old } else { new }?;
        Some((new.map_or(place, |(place, _)| place), row))
    })
}

/// Rows with further ones, each at its place on the page, and what a page has again behind the first of its key.
pub fn with_further<T, K: Ord>(
    rows: Vec<T>,
    mut further: Vec<(usize, T)>,
    key: impl Fn(&T) -> Option<K>,
) -> Vec<T> {
    further.sort_by_key(|(place, _)| *place);
    let (mut rows, mut all, mut known) = (rows.into_iter(), Vec::new(), BTreeSet::new());
    for (place, row) in further {
        while all.len() < place || key(&row).is_some_and(|key| !known.contains(&key)) {
            let Some(next) = rows.next() else { break };
            known.extend(key(&next));
            all.push(next);
        }
        all.push(row);
    }
    all.extend(rows);
    all
}

/// The headers: what authorizes is said by the kinds of tokens, the type of the body by the body.
fn headers<'a>(
    operation: Operation<'a>,
    base: &[Header],
    new: &Page,
    spot: &mut impl FnMut(&str, Cursor<'a>),
) -> Vec<Header> {
    let name = |header: &Header| Some(header.name.to_lowercase());
    let (words_of, places) = (by_key(base, name), by_key(&new.headers, name));
    let named = |name: &str| {
        [&words_of, &places].map(|rows| rows.get(&name.to_lowercase())?.front().map(|(_, header)| *header))
    };
    let is_implied =
        |name: &str| name.eq_ignore_ascii_case("Authorization") || name.eq_ignore_ascii_case("Content-Type");
    let mut headers: Vec<Header> = base.iter().filter(|header| is_implied(&header.name)).cloned().collect();
    let mut seen = BTreeSet::new();
    for header in headers.iter_mut().filter(|header| seen.insert(name(header))) {
        let [_, row] = named(&header.name);
        let fixed = row.and_then(|row| row.fixed.as_ref());
        let media = operation.request().filter(|_| header.name.eq_ignore_ascii_case("Content-Type"));
        if let Some((media, key)) = media.and_then(|media| Some((media, media.key()?)))
            && fixed.is_some_and(|fixed| fixed.contains('/'))
        {
            spot(&format!("headers.{}", header.name), media);
            header.fixed = Some(key.to_owned());
        }
    }
    for parameter in operation.parameters("header") {
        let Some(name) = parameter.get("name").and_then(Cursor::as_str).filter(|name| !is_implied(name))
        else {
            continue;
        };
        let [words, on_page] = named(name);
        let mut header = words.or(on_page).cloned().unwrap_or_default();
        if header.name.is_empty() {
            name.clone_into(&mut header.name);
        }
        spot(&format!("headers.{}", header.name), parameter);
        if on_page.is_none_or(|header| header.required.is_some()) {
            header.required = Some(parameter.get("required").and_then(Cursor::as_bool).unwrap_or(false));
        }
        let schema = parameter.get("schema").map(Schema::of);
        let only =
            schema.and_then(|schema| schema.get("const").or_else(|| schema.get("enum")?.item(0)).map(word));
        header.fixed =
            only.or_else(|| header.fixed.filter(|_| on_page.is_some_and(|header| header.fixed.is_none())));
        headers.push(header);
        let again = words_of.get(&name.to_lowercase()).into_iter().flatten().skip(1);
        headers.extend(again.map(|(_, header)| (*header).clone()));
    }
    headers
}

/// The tables of parameters.
fn parameters<'a>(
    operation: Operation<'a>,
    versions: &Versions<'_>,
    page: &mut Page,
    spots: &mut BTreeMap<String, Spot<'a>>,
) {
    for (table, location) in [("path_params", "path"), ("query", "query")] {
        let (before, after) = versions.tables(table);
        let context = Direction { is_response: false, accepted: versions.accepted };
        let (mut rows, mut repeated) = (Vec::new(), Vec::new());
        let named = [before, after].map(|fields| by_key(fields.rows(), |row| Some(row.name.as_str())));
        for parameter in operation.parameters(location) {
            let Some(name) = parameter.get("name").and_then(Cursor::as_str) else { continue };
            let name = versions.names.get(name).filter(|_| location == "path").map_or(name, |name| *name);
            let schema = parameter.get("schema").map_or_else(|| Schema::of(parameter), Schema::of);
            let required = Some(parameter.get("required").and_then(Cursor::as_bool).unwrap_or(false));
            let path = path_in(table, name);
            let row = |index| named.each_ref().map(|rows| rows.get(name)?.get(index).copied());
            let [old, new] = row(0).map(|row| row.map(|(_, row)| row));
            rows.push(context.row(&path, name, &schema, required, old, new));
            repeated.extend(repeats(versions.accepted, row).map(|(place, row)| (place, row.clone())));
            spots.insert(path, Spot { node: parameter, parent: None });
        }
        // A path has its parameters, whether a page lists them or not.
        if location == "path" {
            let was_listed = |row: &Field| match versions.accepted {
                Accepted::Digests(digests) => {
                    let path = row.path(table);
                    digests.contains_key(&path) || digests.contains_key(&format!("{path}#example"))
                }
                _ => false,
            };
            let is_listed = |row: &Field| named.iter().any(|rows| rows.contains_key(row.name.as_str()));
            rows.retain(|row| is_listed(row) || was_listed(row));
            // What the address has no place for, no description has.
            let segments: BTreeSet<&str> = versions.new.url.split(['/', ':', '{', '}', '?']).collect();
            let known: BTreeSet<String> = rows.iter().map(|row| row.name.clone()).collect();
            let is_elsewhere =
                |row: &Field| !segments.contains(row.name.as_str()) && !known.contains(&row.name);
            let elsewhere = after.rows().iter().enumerate().filter(|(_, row)| is_elsewhere(row));
            let elsewhere = elsewhere.map(|(place, row)| {
                let before = named[0].get(row.name.as_str()).and_then(VecDeque::front);
                (place, before.map_or(row, |(_, row)| row).clone())
            });
            rows = with_further(rows, elsewhere.collect(), |_| None::<()>);
        }
        let rows = with_further(rows, repeated, |row| Some(row.name.clone()));
        let projected = match (rows.is_empty(), after.rows().is_empty()) {
            (true, true) => after.clone(),
            (true, false) => Fields::Absent,
            (false, _) => Fields::Known(rows),
        };
        page.set_table(table, projected);
    }
}

/// The tables of bodies.
fn bodies<'a>(
    operation: Operation<'a>,
    versions: &Versions<'_>,
    page: &mut Page,
    spots: &mut BTreeMap<String, Spot<'a>>,
) {
    for (table, media) in [("request", operation.request()), ("response", operation.response())] {
        let (before, after) = versions.tables(table);
        let schema = media.and_then(|media| media.get("schema")).map(Schema::of);
        if let Some(node) = media {
            spots.insert(table.to_owned(), Spot { node, parent: schema.clone() });
        }
        let is_silent = matches!((before, after), (Fields::Absent, Fields::Absent));
        let projected = match schema {
            Some(schema) if !is_silent => match (before, after) {
                (Fields::Unknown(_), _) | (Fields::Known(_), Fields::Unknown(_)) => named(before, &schema),
                (Fields::Absent, Fields::Unknown(_)) => named(after, &schema),
                _ => {
                    let context = Direction { is_response: table == "response", accepted: versions.accepted };
                    Fields::Known(fields(&context, table, &schema, [before.rows(), after.rows()], spots))
                }
            },
            _ => Fields::Absent,
        };
        page.set_table(table, projected);
    }
}

/// The rows of a table whose names are those of properties, wherever these are: of a table without levels no more can be compared.
fn named(table: &Fields, schema: &Schema<'_>) -> Fields {
    let names = schema.names();
    let rows = with_descendants(table.rows()).into_iter().filter(|row| names.contains(row.name.as_str()));
    match table {
        Fields::Absent => Fields::Absent,
        _ => Fields::Unknown(rows.map(|row| Field { children: Vec::new(), ..row.clone() }).collect()),
    }
}
