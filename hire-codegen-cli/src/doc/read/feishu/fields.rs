//! Tables of fields.

use serde_json::Value;

use super::blocks::{Cell, Kind, Row, Table};
use super::cell::{Counted, describe};
use super::inline::{BREAKS, one_line, without_links, word};
use super::nesting;
use crate::doc::page::{Field, Fields, Unread};
use crate::doc::refusal::Refusal;

/// The marks in front of the name of a field that is inside of another.
const MARKS: [char; 2] = ['└', '∟'];

/// What a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Name,
    Type,
    Required,
    Text,
    Status,
    Code,
    Advice,
}

pub const FIELD_COLUMNS: [(Column, &[&str]); 4] = [
    (
        Column::Name,
        &["名称", "参数", "字段", "属性", "属性名称", "参数名", "参数名称", "字段名", "字段名称", "name"],
    ),
    (Column::Type, &["类型", "数据类型", "参数类型", "字段类型", "type"]),
    (
        Column::Required,
        &["必填", "必须", "必选", "是否必填", "是否必须", "是否必选", "必填/选填", "required"],
    ),
    (
        Column::Text,
        &["描述", "说明", "参数说明", "字段说明", "字段描述", "参数描述", "备注", "含义", "description"],
    ),
];

pub const ERROR_COLUMNS: [(Column, &[&str]); 4] = [
    (Column::Status, &["http状态码", "httpcode", "httpstatus", "状态码"]),
    (Column::Code, &["错误码", "返回码", "code", "errorcode"]),
    (Column::Text, &["描述", "错误信息", "错误描述", "说明", "message", "msg", "description"]),
    (Column::Advice, &["排查建议", "建议", "解决方案", "处理建议", "解决方法"]),
];

/// Where the cells of a table's columns are.
pub struct Columns(Vec<Option<Column>>);

impl Columns {
    /// The columns of a table; unknown ones are reported.
    pub fn of(table: &Table, known: &[(Column, &[&str])], unread: &mut Vec<Unread>) -> Self {
        let mut columns: Vec<Option<Column>> = Vec::new();
        for name in &table.columns {
            let plain: String = name.to_lowercase().split_whitespace().collect();
            let column =
                known.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(column, _)| *column);
            let column = column.filter(|column| !columns.contains(&Some(*column)));
            if column.is_none() {
                unread.push(Unread::new(table.line, format!("a column `{name}`")));
            }
            columns.push(column);
        }
        Self(columns)
    }

    pub fn has(&self, column: Column) -> bool {
        self.0.contains(&Some(column))
    }

    pub fn cell<'a>(&self, row: &'a Row, column: Column) -> Option<&'a Cell> {
        row.cells.get(self.0.iter().position(|found| *found == Some(column))?)
    }

    /// Reports a row that has fewer cells than the table has columns.
    pub fn check(&self, row: &Row, unread: &mut Vec<Unread>) {
        if row.cells.len() < self.0.len() {
            let what = format!("a row of {} cells in a table of {} columns", row.cells.len(), self.0.len());
            unread.push(Unread::new(row.line, what));
        }
    }
}

/// Whether rows of a table may be inside of each other, and what says which are.
pub enum Nesting<'a> {
    /// Parameters: none is.
    Never,
    /// The table itself does, by levels or marks.
    Table(Option<&'a Value>),
    /// The example does, since the flat dialect has no levels and no marks.
    Example(Option<&'a Value>),
}

/// The fields of a table, or nothing if its columns are unknown.
pub fn fields(
    table: &Table,
    nesting: &Nesting<'_>,
    unread: &mut Vec<Unread>,
) -> Result<Option<Fields>, Refusal> {
    let mut unknown = Vec::new();
    let columns = Columns::of(table, &FIELD_COLUMNS, &mut unknown);
    if !columns.has(Column::Name) || !(columns.has(Column::Type) || columns.has(Column::Text)) {
        unread
            .push(Unread::new(table.line, format!("a table with the columns {}", table.columns.join(", "))));
        return Ok(None);
    }
    unread.append(&mut unknown);
    let by_level =
        table.kind == Kind::Tags && table.rows.iter().any(|row| row.level.is_some_and(|level| level > 0));
    let Rows { fields: rows, has_marks, has_lost } = rows(table, &columns, by_level, unread);
    let example = match nesting {
        Nesting::Never => return Ok(Some(Fields::Known(rows.into_iter().map(|(_, field)| field).collect()))),
        Nesting::Table(example) if has_lost && !by_level => *example,
        Nesting::Example(example) if has_lost || !has_marks => *example,
        _ => return nesting::tree(rows).map(|tree| Some(Fields::Known(tree))),
    };
    // A single row has no other place than the top.
    let depths = match rows.len() {
        0 | 1 => Some(vec![0; rows.len()]),
        _ => example
            .and_then(|example| nesting::depths(example, rows.iter().map(|(_, field)| field.name.as_str()))),
    };
    let fields = rows.into_iter().map(|(_, field)| field);
    match depths {
        Some(depths) => nesting::tree(depths.into_iter().zip(fields)).map(|tree| Some(Fields::Known(tree))),
        None => Ok(Some(Fields::Unknown(fields.collect()))),
    }
}

/// The rows of a table, each with how far it is indented.
struct Rows {
    fields: Vec<(usize, Field)>,
    /// Whether some have a mark in front of their names, and whether the indent of one is lost.
    has_marks: bool,
    has_lost: bool,
}

fn rows(table: &Table, columns: &Columns, by_level: bool, unread: &mut Vec<Unread>) -> Rows {
    let mut rows = Vec::with_capacity(table.rows.len());
    let (mut has_marks, mut has_lost) = (false, false);
    let mut nameless = None;
    for row in &table.rows {
        columns.check(row, unread);
        let Some(cell) = columns.cell(row, Column::Name) else { continue };
        let (mark, name) = marked(&cell.text);
        let indent = if by_level { row.level.unwrap_or(0) } else { mark.unwrap_or(0) };
        // What is inside of a row without a name is inside of no other.
        let is_inside = nameless.is_some_and(|nameless| indent > nameless);
        let Some(name) = name.filter(|_| !is_inside) else {
            let what = if is_inside {
                "a row inside of one that names no field"
            } else {
                "a row that names no field"
            };
            unread.push(Unread::new(row.line, format!("{what}: {}", one_line(&cell.text))));
            // A line of signs is between the rows, and has none inside of it.
            let is_line = !cell.text.contains(char::is_alphanumeric);
            nameless = if is_inside || is_line { nameless } else { Some(indent) };
            continue;
        };
        nameless = None;
        if let Some(rest) = cell.text.split('`').nth(2).filter(|rest| !rest.trim().is_empty()) {
            unread.push(Unread::new(row.line, format!("behind the name {name}: {}", one_line(rest))));
        }
        has_marks |= mark.is_some();
        has_lost |= mark == Some(0);
        rows.push((indent, field(name, row, columns, unread)));
    }
    Rows { fields: rows, has_marks, has_lost }
}

/// How far a name is indented, if it has a mark, and the name.
fn marked(cell: &str) -> (Option<usize>, Option<String>) {
    let cell = cell.trim_start_matches([' ', '\t', '\n', '\r']);
    let mark = cell.find(MARKS).map(|at| cell.split_at(at));
    let mark = mark.filter(|(before, _)| before.chars().all(char::is_whitespace));
    let name = without_links(mark.map_or(cell, |(_, name)| name.trim_start_matches(MARKS)));
    let name = name.trim().trim_matches('~');
    let code = name.strip_prefix('`').and_then(|code| code.split_once('`'));
    let name = word(code.map_or(name, |(code, _)| code));
    let is_name = name.contains(char::is_alphanumeric)
        && !name.contains(|c: char| c.is_whitespace() || BREAKS.contains(&c));
    (mark.map(|(before, _)| before.chars().count()), is_name.then_some(name))
}

fn field(name: String, row: &Row, columns: &Columns, unread: &mut Vec<Unread>) -> Field {
    let text = |column| columns.cell(row, column).map(|cell| word(&one_line(&cell.text)));
    let (type_word, list) = type_word(&text(Column::Type).unwrap_or_default());
    let is_string = list == 0 && type_word.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("string"));
    let counted = if is_string { Counted::Characters } else { Counted::Elements };
    let required = required(text(Column::Required), row.line, unread);
    let described =
        columns.cell(row, Column::Text).map(|cell| describe(cell, counted, unread)).unwrap_or_default();
    Field {
        name,
        type_word,
        list,
        required,
        values: described.values,
        default: described.default,
        example: described.example,
        rules: described.rules,
        text: described.text,
        line: row.line,
        children: Vec::new(),
    }
}

/// The word for a type, and how many times it is a list. A dash stands for no word.
fn type_word(text: &str) -> (Option<String>, u8) {
    let (mut word, mut list) = (text.trim(), 0);
    while let Some(element) = word.strip_suffix("[]").filter(|_| list < 2) {
        (word, list) = (element.trim_end(), list + 1);
    }
    (Some(word.to_owned()).filter(|word| !matches!(word.as_str(), "" | "-" | "/" | "/-" | "--")), list)
}

/// What a cell says of whether a field is required.
pub fn required(text: Option<String>, line: usize, unread: &mut Vec<Unread>) -> Option<bool> {
    let text = text?;
    let begins = |words: [&str; 6]| words.iter().any(|word| text.to_lowercase().starts_with(word));
    if begins(["是", "必填", "必须", "必选", "true", "yes"]) {
        return Some(true);
    }
    if begins(["否", "选填", "可选", "非必", "false", "no"]) {
        return Some(false);
    }
    if !matches!(text.as_str(), "" | "-" | "/") {
        unread.push(Unread::new(line, format!("whether it is required: {text}")));
    }
    None
}
