//! The tables of an operation as a whole: address and method, headers, error codes.

use std::collections::BTreeSet;

use super::blocks::{Cell, Row, Table};
use super::cell::{Counted, Described, describe, scope_ids};
use super::fields::{Column, Columns, ERROR_COLUMNS, required};
use super::inline::{BREAKS, one_line, word};
use crate::doc::page::{ErrorRow, Header, Page, SectionText, Unread};

const ADDRESS: &str = "HTTP URL";

/// The rows that say nothing which the page's data has.
const IGNORED: [&str; 1] = ["支持的应用类型"];

/// Whether a table has the address of an operation.
pub fn is_of(table: &Table) -> bool {
    table.rows.iter().any(|row| row.cells.first().is_some_and(|cell| word(&cell.text).starts_with(ADDRESS)))
}

/// Reads the table of address and method.
pub fn read(table: &Table, page: &mut Page) {
    for row in &table.rows {
        let Some(label) = row.cells.first().map(|cell| word(&cell.text)) else { continue };
        let empty = Cell { line: row.line, text: String::new() };
        let cell = row.cells.get(1).unwrap_or(&empty);
        let text = word(&one_line(&cell.text));
        let is = |known: &str| label.starts_with(known);
        let name = if is(ADDRESS) {
            page.url = text.trim_matches(['<', '>']).to_owned();
            "url"
        } else if is("HTTP Method") {
            page.method = text;
            "method"
        } else if is("接口频率限制") {
            page.rate_limit = Some(text).filter(|text| !text.is_empty());
            "rate_limit"
        } else if is("权限要求") {
            page.scopes = scopes(cell, &mut page.unread);
            let beside = beside_scopes(cell).filter(|_| !page.scopes.is_empty());
            page.texts.extend(beside);
            "scopes"
        } else if is("字段权限要求") {
            page.field_scopes = scopes(cell, &mut page.unread);
            "field_scopes"
        } else {
            if !IGNORED.iter().any(|known| is(known)) {
                page.unread.push(Unread::new(row.line, format!("a row `{}`", one_line(&label))));
            }
            continue;
        };
        page.lines.insert(name, row.line);
    }
}

/// The ids of the scopes of a cell, each once.
fn scopes(cell: &Cell, unread: &mut Vec<Unread>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let ids: Vec<String> = scope_ids(&cell.text).filter(|id| known.insert(*id)).map(str::to_owned).collect();
    if ids.is_empty() && !matches!(cell.text.trim(), "" | "无" | "-") {
        unread.push(Unread::new(cell.line, format!("scopes without ids: {}", one_line(&cell.text))));
    }
    ids
}

/// What a cell says besides its scopes: which of them are needed when.
fn beside_scopes(cell: &Cell) -> Option<SectionText> {
    let lines: Vec<_> = cell.text.split(BREAKS).map(without_scopes).collect();
    let text = lines.join("\n");
    let heading = "权限要求".to_owned();
    (!text.trim().is_empty()).then_some(SectionText { heading, text, line: cell.line })
}

/// A line of a cell without its scopes, of which the ids count: `` `id` name ``, up to the next scope or a note, or `name(id)`.
fn without_scopes(line: &str) -> String {
    if line.trim_end().ends_with(')') && scope_ids(line).next().is_some() && !line.contains('`') {
        return String::new();
    }
    let mut parts = line.split('`');
    let before = parts.next().unwrap_or_default().to_owned();
    // Between two marks of code is an id, and behind it a name.
    parts
        .skip(1)
        .step_by(2)
        .fold(before, |text, part| text + part.find(['>', '*']).map_or("", |note| part.split_at(note).1))
}

/// Reads the table of headers, and of the header `Authorization` the kinds of tokens.
pub fn headers(table: &Table, page: &mut Page) {
    let known = &super::fields::FIELD_COLUMNS;
    let columns = Columns::of(table, known, &mut page.unread);
    for row in &table.rows {
        let cell = |column| columns.cell(row, column);
        let Some(name) = cell(Column::Name).map(|cell| word(&cell.text)).filter(|name| !name.is_empty())
        else {
            continue;
        };
        let text = cell(Column::Required).map(|cell| word(&one_line(&cell.text)));
        let required = required(text, row.line, &mut page.unread);
        let described = cell(Column::Text).map(|cell| {
            if name.eq_ignore_ascii_case("Authorization") {
                tokens(&cell.text, page);
                page.lines.insert("tokens", row.line);
            }
            describe(cell, Counted::Characters, &mut Vec::new())
        });
        let Described { fixed, example, text, .. } = described.unwrap_or_default();
        page.headers.push(Header { name, required, fixed, example, text, line: row.line });
    }
}

fn tokens(text: &str, page: &mut Page) {
    for name in text.split('`').skip(1).step_by(2).map(str::trim) {
        let is_kind = matches!(name, "tenant_access_token" | "user_access_token" | "app_access_token");
        if is_kind && !page.tokens.iter().any(|known| known == name) {
            page.tokens.push(name.to_owned());
        }
    }
}

/// Reads the table of error codes.
pub fn errors(table: &Table, page: &mut Page) {
    let columns = Columns::of(table, &ERROR_COLUMNS, &mut page.unread);
    for row in &table.rows {
        columns.check(row, &mut page.unread);
        let Some(error) = error(row, &columns) else {
            let cells: Vec<_> = row.cells.iter().map(|cell| one_line(&cell.text)).collect();
            page.unread
                .push(Unread::new(row.line, format!("a row without an error code: {}", cells.join(", "))));
            continue;
        };
        let status = columns.cell(row, Column::Status).map(|cell| word(&one_line(&cell.text)));
        if let Some(status) =
            status.filter(|it| error.status.is_none() && !matches!(it.as_str(), "" | "-" | "/"))
        {
            page.unread.push(Unread::new(row.line, format!("a status of {}: {status}", error.code)));
        }
        page.errors.push(error);
    }
}

fn error(row: &Row, columns: &Columns) -> Option<ErrorRow> {
    let text = |column| columns.cell(row, column).map(|cell| one_line(&cell.text)).unwrap_or_default();
    Some(ErrorRow {
        status: word(&text(Column::Status)).parse().ok().filter(|status| (100..600).contains(status)),
        code: word(&text(Column::Code)).parse().ok()?,
        text: text(Column::Text),
        advice: text(Column::Advice),
        line: row.line,
    })
}
