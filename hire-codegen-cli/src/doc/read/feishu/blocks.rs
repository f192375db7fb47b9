//! A page as a list of headings, texts, examples and tables.

use super::bars;
use super::inline::{inline, without_note};
use super::tags;
use crate::doc::page::Unread;
use crate::doc::refusal::{MAX_ROWS, Refusal};

/// A part of a page.
pub enum Block {
    Heading { text: String, line: usize },
    Text { text: String, line: usize },
    Code { text: String, line: usize },
    Table(Table),
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// With tags: the level of a row is an attribute.
    Tags,
    /// With bars, the first of a line included.
    Bars,
    /// With bars between cells alone.
    OpenBars,
}

pub struct Table {
    pub line: usize,
    pub kind: Kind,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

#[derive(Default)]
pub struct Row {
    pub line: usize,
    pub level: Option<usize>,
    pub is_head: bool,
    pub cells: Vec<Cell>,
}

/// A cell, in the notation of [`inline`].
#[derive(Debug, Default)]
pub struct Cell {
    pub line: usize,
    pub text: String,
}

/// What is before the first heading and no text of the page.
#[derive(Default)]
pub struct Head {
    pub title: Option<String>,
    /// The address of the page: the whole, or the path below that of all pages.
    pub source: Option<String>,
    /// The time of the last change, in milliseconds since 1970.
    pub update_time: Option<i64>,
    /// The date of the last change, where the page has it in words.
    pub updated: Option<String>,
}

/// A page, by its lines.
pub struct Scanner<'a> {
    text: &'a str,
    /// The lines, each with its offset.
    lines: Vec<(usize, &'a str)>,
    pub head: Head,
    pub blocks: Vec<Block>,
    pub unread: Vec<Unread>,
    rows: usize,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut offset = 0;
        let mut lines = Vec::new();
        for line in text.split('\n') {
            lines.push((offset, line.strip_suffix('\r').unwrap_or(line)));
            offset += line.len() + 1;
        }
        Self { text, lines, head: Head::default(), blocks: Vec::new(), unread: Vec::new(), rows: 0 }
    }

    fn line(&self, index: usize) -> Option<&'a str> {
        self.lines.get(index).map(|(_, line)| *line)
    }

    /// Reads the whole page.
    pub fn scan(&mut self) -> Result<(), Refusal> {
        let mut at = self.skip_head();
        while let Some(line) = self.line(at) {
            at = self.block(at, line)?;
        }
        // A tag may go on in the next line.
        for block in &mut self.blocks {
            if let Block::Text { text, .. } = block {
                *text = inline(text);
            }
        }
        Ok(())
    }

    /// Takes the lines between the first `---` and the next, and returns where the page goes on.
    fn skip_head(&mut self) -> usize {
        let mut starts = self.lines.iter().map(|(_, line)| line.trim_start_matches('\u{feff}').trim());
        let Some(start) = starts.position(|line| !line.is_empty() && !line.starts_with("<!--")) else {
            return 0;
        };
        if self.line(start).is_none_or(|line| line.trim_start_matches('\u{feff}').trim() != "---") {
            return 0;
        }
        let mut at = start + 1;
        while let Some(line) = self.line(at) {
            at += 1;
            if line.trim() == "---" {
                return at;
            }
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim().trim_matches('"').trim();
            match key.trim() {
                "title" if !value.is_empty() => self.head.title = Some(value.replace("\\\"", "\"")),
                "fullPath" | "source_url" if !value.is_empty() => self.head.source = Some(value.to_owned()),
                "updateTime" => self.head.update_time = value.parse().ok(),
                _ => {}
            }
        }
        0
    }

    /// Reads what begins on a line, and returns the line after it.
    fn block(&mut self, at: usize, line: &str) -> Result<usize, Refusal> {
        let line = without_note(line);
        let trimmed = line.trim();
        if let Some(fence) = fence(trimmed) {
            return Ok(self.code(at, |line| {
                line.trim_start().starts_with(fence) && line.trim().trim_matches('`').is_empty()
            }));
        }
        if trimmed.starts_with("<md-code-json") {
            return Ok(self.code(at, |line| line.contains("</md-code-json>")));
        }
        if trimmed.starts_with("<!--") {
            let is_end = |(_, line): &(usize, &str)| line.contains("-->");
            let after = self.lines.get(at..).and_then(|lines| lines.iter().position(is_end));
            return Ok(at + after.map_or(1, |lines| lines + 1));
        }
        if trimmed.contains("<md-table") || trimmed.contains("<md-dt-table") {
            return self.tag_table(at);
        }
        if let Some(text) = heading(line) {
            self.blocks.push(Block::Heading { text, line: at + 1 });
        } else if let Some(date) = trimmed.strip_prefix("最后更新于") {
            self.head.updated = Some(date.trim().to_owned());
        } else if bars::is_start(line, self.line(at + 1)) {
            return self.bar_table(at, line);
        } else if !trimmed.is_empty() && !trimmed.starts_with(":::") {
            match self.blocks.last_mut() {
                Some(Block::Text { text, .. }) => text.extend(["\n", line]),
                _ => self.blocks.push(Block::Text { text: line.to_owned(), line: at + 1 }),
            }
        }
        Ok(at + 1)
    }

    /// Takes the lines up to the one that ends an example.
    fn code(&mut self, start: usize, is_end: impl Fn(&str) -> bool) -> usize {
        let mut text = String::new();
        let mut at = start + 1;
        while let Some(line) = self.line(at) {
            at += 1;
            if is_end(line) {
                self.blocks.push(Block::Code { text, line: start + 1 });
                return at;
            }
            text.push_str(line);
            text.push('\n');
        }
        self.unread.push(Unread::new(start + 1, "an example without its end"));
        self.blocks.push(Block::Code { text, line: start + 1 });
        at
    }

    /// Takes the lines up to the end of a table with tags: its last tag, or the end of the `:::` block that it is in.
    fn tag_table(&mut self, start: usize) -> Result<usize, Refusal> {
        let mut inner_blocks = 0;
        let mut is_whole = false;
        let mut at = start;
        while let Some(line) = self.line(at) {
            let trimmed = line.trim();
            if trimmed.contains("</md-table>") || trimmed.contains("</md-dt-table>") {
                is_whole = true;
                at += 1;
                break;
            }
            match trimmed.strip_prefix(":::") {
                Some("") if inner_blocks == 0 => break,
                Some("") => inner_blocks -= 1,
                Some(_) => inner_blocks += 1,
                None => {}
            }
            at += 1;
        }
        if !is_whole {
            let what = "a table without its end".to_owned();
            self.unread.push(Unread { line: start + 1, what, is_in_text: true });
        }
        let offset = |at: usize| self.lines.get(at).map_or(self.text.len(), |(offset, _)| *offset);
        let text = self.text.get(offset(start)..offset(at)).unwrap_or_default();
        let table = tags::table(text, start + 1, &mut self.unread);
        self.table(table)?;
        Ok(at)
    }

    /// Takes the lines of a table with bars.
    fn bar_table(&mut self, start: usize, line: &str) -> Result<usize, Refusal> {
        let kind = if line.trim_start().starts_with('|') { Kind::Bars } else { Kind::OpenBars };
        let columns = bars::columns(line);
        let mut table = Table { line: start + 1, kind, columns, rows: Vec::new() };
        let mut at = start + 2;
        while let Some(line) = self.line(at).filter(|line| bars::is_row(line, kind)) {
            let (first, mut text) = (at + 1, line.to_owned());
            at += 1;
            // A row of a table without outer bars goes on where its line ends with two blanks.
            while kind == Kind::OpenBars
                && let Some(more) = self.line(at)
                && (self.line(at - 1).is_some_and(|line| line.ends_with("  ")) || bars::goes_on(more))
            {
                text.push('\n');
                text.push_str(more);
                at += 1;
            }
            table.rows.push(bars::row(&text, table.columns.len(), first));
        }
        self.table(table)?;
        Ok(at)
    }

    fn table(&mut self, table: Table) -> Result<(), Refusal> {
        self.rows += table.rows.len();
        self.blocks.push(Block::Table(table));
        if self.rows > MAX_ROWS { Err(Refusal::TooManyRows) } else { Ok(()) }
    }
}

/// The backticks that an example begins with.
pub fn fence(line: &str) -> Option<&str> {
    let length = line.len() - line.trim_start_matches('`').len();
    let (fence, info) = line.split_at(length);
    (length >= 3 && !info.contains('`')).then_some(fence)
}

/// The text of a heading, without marks of Markdown.
pub fn heading(line: &str) -> Option<String> {
    let text = line.trim_start_matches([' ', '\t']).strip_prefix('#')?.trim_start_matches('#');
    let is_heading = text.is_empty() || text.starts_with(|c: char| c.is_whitespace() || !c.is_ascii());
    is_heading.then(|| {
        inline(text).replace("**", "").replace("~~", "").trim_matches(['#', ' ', '\t', '\u{a0}']).to_owned()
    })
}
