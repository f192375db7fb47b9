//! The pages of the platform Feishu, in the dialects that they are published and stored in.
//!
//! | dialect | tables | which rows are inside of which |
//! | --- | --- | --- |
//! | raw | tags, `<md-dt-tr level="1">` | the level |
//! | converted | bars on both sides of a row | the indent of a mark, `└` or `∟` |
//! | flat | bars between cells, and rows of several lines | lost: the example says it, if its keys are the rows in their order |
//!
//! Pages mix them: a raw page may have tables that somebody wrote by hand, with bars.

mod bars;
mod blocks;
mod cell;
mod fields;
mod inline;
mod lists;
mod nesting;
mod operation;
mod tags;

use serde_json::Value;

use self::blocks::{Block, Kind, Row, Scanner, Table};
use self::fields::Nesting;
use self::inline::{one_line, word};
use super::Platform;
use crate::doc::page::{Example, Fields, Page, SectionText, Unread};
use crate::doc::refusal::Refusal;

/// Feishu, and Lark in Chinese.
pub struct Feishu;

impl Platform for Feishu {
    fn recognises(&self, text: &str) -> bool {
        ["HTTP URL", "事件类型", "feishu", "larksuite", "larkoffice", "<md-"]
            .iter()
            .any(|sign| text.contains(sign))
    }

    fn read(&self, text: &str) -> Result<Page, Refusal> {
        let mut scanner = Scanner::new(text);
        scanner.scan()?;
        let Scanner { head, blocks, unread, .. } = scanner;
        let mut page = Page { unread, ..Page::default() };
        page.updated = head.updated.or_else(|| head.update_time.map(date));
        page.source = head
            .source
            .map(|source| if source.starts_with('/') { format!("{DOCUMENTATION}{source}") } else { source });
        // Boxes of notes and tags in sentences are left over in other dialects as well.
        let is_raw = ["<md-table", "<md-dt-table", ":::html"].iter().any(|sign| text.contains(sign));
        let sections = sections(blocks, &mut page)?;
        page.title = head.title.unwrap_or_else(|| page.heading.clone());
        sections.read(is_raw, &mut page)?;
        page.texts.iter_mut().for_each(|section| section.text = without_buttons(&section.text));
        page.unread.sort_by_key(|unread| unread.line);
        Ok(page)
    }
}

/// The address that the paths of all pages are below.
const DOCUMENTATION: &str = "https://open.feishu.cn/document";

/// What a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Headers,
    Path,
    Query,
    Request,
    Response,
    Errors,
    RequestExample,
    ResponseExample,
}

/// The headings, as pages write them.
const HEADINGS: [(&str, Section); 16] = [
    ("请求头", Section::Headers),
    ("路径参数", Section::Path),
    ("查询参数", Section::Query),
    ("请求体", Section::Request),
    ("请求体参数", Section::Request),
    ("响应体", Section::Response),
    ("响应体参数", Section::Response),
    ("返回体", Section::Response),
    ("返回参数", Section::Response),
    ("错误码", Section::Errors),
    ("请求体示例", Section::RequestExample),
    ("请求示例", Section::RequestExample),
    ("响应体示例", Section::ResponseExample),
    ("响应示例", Section::ResponseExample),
    ("返回体示例", Section::ResponseExample),
    ("返回示例", Section::ResponseExample),
];

/// The tables and examples of a page, by what their headings announce.
#[derive(Default)]
struct Sections {
    operation: Option<Table>,
    tables: Vec<(Section, Table)>,
    examples: Vec<(Section, String, usize)>,
}

/// Sorts the parts of a page.
fn sections(blocks: Vec<Block>, page: &mut Page) -> Result<Sections, Refusal> {
    let mut sections = Sections::default();
    let (mut heading, mut section) = (String::new(), None);
    let (mut is_event, mut is_known) = (false, false);
    for block in blocks {
        match block {
            Block::Heading { text, line } => {
                let plain: String = text.split_whitespace().collect();
                section = HEADINGS.iter().find(|(known, _)| *known == plain).map(|(_, section)| *section);
                is_known |= section.is_some() || plain == "请求";
                is_event |= plain == "事件体";
                if page.heading.is_empty() {
                    page.heading.clone_from(&text);
                    page.lines.insert("title", line);
                }
                heading = text;
            }
            Block::Table(table) if sections.operation.is_none() && operation::is_of(&table) => {
                sections.operation = Some(table);
            }
            Block::Table(table) => {
                is_event |= table
                    .rows
                    .iter()
                    .any(|row| row.cells.first().is_some_and(|cell| word(&cell.text) == "事件类型"));
                let is_field_table =
                    |section| !matches!(section, Section::RequestExample | Section::ResponseExample);
                let known = section.filter(|section| is_field_table(*section));
                match known.filter(|known| sections.tables.iter().all(|(section, _)| section != known)) {
                    Some(section) => sections.tables.push((section, table)),
                    None => {
                        let what = format!("a table under `{heading}`");
                        page.unread.push(Unread { line: table.line, what, is_in_text: true });
                        page.texts.extend(table.rows.iter().map(|row| row_text(&heading, row)));
                    }
                }
            }
            Block::Code { text, line } => match section {
                Some(section @ (Section::RequestExample | Section::ResponseExample)) => {
                    sections.examples.push((section, text, line));
                }
                _ => page.texts.push(SectionText { heading: heading.clone(), text, line }),
            },
            Block::Text { text, line } => {
                page.texts.push(SectionText { heading: heading.clone(), text, line });
            }
        }
    }
    match sections.operation {
        None if is_event => Err(Refusal::Event),
        None => Err(Refusal::Guide),
        Some(_) if !is_known => Err(Refusal::OtherLanguage),
        Some(_) => Ok(sections),
    }
}

impl Sections {
    /// Reads the parts of a page into it.
    fn read(mut self, is_raw: bool, page: &mut Page) -> Result<(), Refusal> {
        let kind = self.operation.as_ref().map(|table| table.kind);
        let is_flat = kind == Some(Kind::OpenBars) && !is_raw;
        if let Some(table) = self.operation.take() {
            operation::read(&table, page);
        }
        if page.url.is_empty() || page.method.is_empty() {
            return Err(Refusal::Incomplete);
        }
        page.request_example = self.example(Section::RequestExample, "request_example", page);
        page.response_example = self.example(Section::ResponseExample, "response_example", page);
        for (section, table) in &self.tables {
            match section {
                Section::Headers => operation::headers(table, page),
                Section::Errors => operation::errors(table, page),
                Section::RequestExample | Section::ResponseExample => {}
                Section::Path => page.path_params = parameters(table, &mut page.unread)?,
                Section::Query => page.query = parameters(table, &mut page.unread)?,
                Section::Request => {
                    page.request = body(table, is_flat, page.request_example.as_ref(), &mut page.unread)?;
                }
                Section::Response => {
                    page.response = body(table, is_flat, page.response_example.as_ref(), &mut page.unread)?;
                }
            }
            page.lines.insert(section.name(), table.line);
        }
        Ok(())
    }

    /// The first example of a section; further ones are reported, and texts.
    fn example(&mut self, wanted: Section, name: &'static str, page: &mut Page) -> Option<Example> {
        let mut found = self.examples.extract_if(.., |(section, ..)| *section == wanted);
        let (_, text, line) = found.next()?;
        page.lines.insert(name, line);
        for (_, text, line) in found {
            page.unread.push(Unread { line, what: "a further example".to_owned(), is_in_text: true });
            page.texts.push(SectionText { heading: format!("further {name}"), text, line });
        }
        Some(
            serde_json::from_str(&text)
                .map_or_else(|_| Example::Text(text.trim_end().to_owned()), Example::Json),
        )
    }
}

/// A text without the button that leads to the platform's console: no other dialect than the raw one has it.
fn without_buttons(text: &str) -> String {
    const BUTTON: &str = "{尝试一下}(";
    let mut parts = text.split(BUTTON);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once(')').map_or(part, |(_, rest)| rest))
}

/// A row of a table that is not understood, as text.
fn row_text(heading: &str, row: &Row) -> SectionText {
    let cells: Vec<_> = row.cells.iter().map(|cell| one_line(&cell.text)).collect();
    SectionText { heading: heading.to_owned(), text: cells.join(" | "), line: row.line }
}

impl Section {
    /// The attribute of the page that it becomes.
    fn name(self) -> &'static str {
        match self {
            Self::Headers => "headers",
            Self::Path => "path_params",
            Self::Query => "query",
            Self::Request => "request",
            Self::Response => "response",
            Self::Errors => "errors",
            Self::RequestExample => "request_example",
            Self::ResponseExample => "response_example",
        }
    }
}

fn parameters(table: &Table, unread: &mut Vec<Unread>) -> Result<Fields, Refusal> {
    fields::fields(table, &Nesting::Never, unread).map(Option::unwrap_or_default)
}

fn body(
    table: &Table,
    is_flat: bool,
    example: Option<&Example>,
    unread: &mut Vec<Unread>,
) -> Result<Fields, Refusal> {
    let json: Option<&Value> = example.and_then(|example| match example {
        Example::Json(value) => Some(value),
        Example::Text(_) => None,
    });
    let nesting = if is_flat { Nesting::Example(json) } else { Nesting::Table(json) };
    fields::fields(table, &nesting, unread).map(Option::unwrap_or_default)
}

/// The date of a time in milliseconds since 1970, in China.
fn date(milliseconds: i64) -> String {
    const OFFSET: i64 = 8 * 3_600_000;
    let days = milliseconds.saturating_add(OFFSET).div_euclid(86_400_000) + 719_468;
    // Years begin in March, so that the day of a leap year is the last of its year.
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, year) = if month < 10 { (month + 3, year_of_era) } else { (month - 9, year_of_era + 1) };
    format!("{:04}-{month:02}-{day:02}", year + era * 400)
}
