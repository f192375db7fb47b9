//! Tags of the raw dialect, and its tables.

use super::blocks::{Cell, Kind, Row, Table};
use super::inline::{inline, word};
use crate::doc::page::Unread;

/// The longest tag, so that a quote without its end costs no more than this.
const MAX_TAG: usize = 2048;

/// A tag at the start of a text.
pub struct Tag<'a> {
    /// The whole of it.
    pub text: &'a str,
    pub name: &'a str,
    pub is_end: bool,
    attributes: &'a str,
    /// How many bytes of the text it takes.
    pub length: usize,
}

/// The tag that a text begins with.
pub fn tag_at(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let is_end = inside.starts_with('/');
    let named = inside.strip_prefix('/').unwrap_or(inside);
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let end = named.find(|c: char| !is_name(c))?;
    let (name, attributes) = named.split_at(end);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    for (at, c) in attributes.char_indices().take(MAX_TAG) {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('>', None) => {
                let (attributes, _) = attributes.split_at(at);
                let length = 1 + usize::from(is_end) + name.len() + attributes.len() + 1;
                return Some(Tag { text: &text[..length], name, is_end, attributes, length });
            }
            ('<', None) => return None,
            _ => {}
        }
    }
    None
}

impl<'a> Tag<'a> {
    /// The value of an attribute, with quotes or without.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        loop {
            let (key, value) = rest.split_once('=')?;
            let value = value.trim_start();
            let (value, after) = match value.chars().next().filter(|c| ['"', '\''].contains(c)) {
                Some(quote) => value.get(1..)?.split_once(quote)?,
                None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            if key.split_whitespace().next_back() == Some(name) {
                return Some(value.trim());
            }
            rest = after;
        }
    }
}

/// What is open while a table is read.
#[derive(Default)]
struct Open {
    row: Option<Row>,
    /// Where a cell's text begins, and on which line.
    cell: Option<(usize, usize)>,
    /// Where the text between cells begins.
    outside: usize,
    is_head: bool,
}

/// Reads the table at the start of a text. Rows and cells without their end end where the next begins.
pub fn table(text: &str, first_line: usize, unread: &mut Vec<Unread>) -> Table {
    let mut table = Table { line: first_line, kind: Kind::Tags, columns: Vec::new(), rows: Vec::new() };
    let mut open = Open::default();
    let (mut at, mut line) = (0, first_line);
    while let Some(found) = text[at..].find('<') {
        line += count_lines(&text[at..at + found]);
        at += found;
        let rest = &text[at..];
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(rest.len(), |end| end + "-->".len());
            line += count_lines(&rest[..end]);
            at += end;
            continue;
        }
        let Some(tag) = tag_at(rest) else {
            at += 1;
            continue;
        };
        step(&mut table, &mut open, &tag, (text, at, line), unread);
        line += count_lines(tag.text);
        at += tag.length;
    }
    end_cell(&mut open, text, text.len());
    end_row(&mut table, &mut open);
    table
}

fn count_lines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// Takes one tag of a table.
fn step(
    table: &mut Table,
    open: &mut Open,
    tag: &Tag<'_>,
    (text, at, line): (&str, usize, usize),
    unread: &mut Vec<Unread>,
) {
    let name = tag.name.trim_start_matches("md-").trim_start_matches("dt-");
    match (name, tag.is_end) {
        ("thead", is_end) => open.is_head = !is_end,
        ("tr", false) => {
            end_cell(open, text, at);
            end_row(table, open);
            let level = tag.attribute("level").and_then(|level| level.parse().ok());
            open.row = Some(Row { line, level, is_head: open.is_head, cells: Vec::new() });
            open.outside = at + tag.length;
        }
        ("tr", true) => {
            end_cell(open, text, at);
            outside(open, text, at, line, unread);
            end_row(table, open);
        }
        ("td" | "th", false) => {
            end_cell(open, text, at);
            outside(open, text, at, line, unread);
            let row = Row { line, level: None, is_head: open.is_head, cells: Vec::new() };
            open.row.get_or_insert(row);
            open.cell = Some((at + tag.length, line));
        }
        ("td" | "th", true) => {
            end_cell(open, text, at);
            open.outside = at + tag.length;
        }
        _ => {}
    }
}

/// Reports text between cells, which belongs to none.
fn outside(open: &mut Open, text: &str, at: usize, line: usize, unread: &mut Vec<Unread>) {
    let between = text.get(open.outside..at).map(inline).unwrap_or_default();
    if open.row.is_some() && !between.trim().is_empty() {
        let what = format!("text outside of the row's cells: {}", super::inline::one_line(&between));
        unread.push(Unread::new(line, what));
    }
    open.outside = at;
}

fn end_cell(open: &mut Open, text: &str, end: usize) {
    if let Some((start, line)) = open.cell.take() {
        let text = inline(text.get(start..end).unwrap_or_default());
        open.row.get_or_insert_default().cells.push(Cell { line, text });
        open.outside = end;
    }
}

/// Adds a row; the first one is that of the columns.
fn end_row(table: &mut Table, open: &mut Open) {
    match open.row.take().filter(|row| !row.cells.is_empty()) {
        Some(row) if table.columns.is_empty() => {
            table.columns = row.cells.iter().map(|cell| word(&cell.text)).collect()
        }
        Some(row) if !row.is_head => table.rows.push(row),
        _ => {}
    }
}
