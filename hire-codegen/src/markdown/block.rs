//! Blocks of lines: fenced code, and lists for as long as they are open (`CommonMark`, chapters 4 and 5).

use std::borrow::Cow;

use super::inline::{Definitions, definition, escape};
use super::plain;

/// The most columns before text that do not make it code (`CommonMark` §4.4).
const INDENT: usize = 3;

/// Markdown of a description, safe for rustdoc.
pub fn safe(text: &str) -> Vec<String> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ' || byte == b'\n');
    let text = if is_plain { Cow::Borrowed(text) } else { Cow::Owned(without_control(text)) };
    let lines: Vec<&str> = text.trim().lines().collect();
    let written = |definitions| {
        let in_table = lines.iter().any(|line| rules_table(line));
        let mut writer = Writer { in_table, definitions, ..Writer::default() };
        for line in &lines {
            writer.line(line);
        }
        writer.close_fence();
        writer
    };
    let mut writer = written(Definitions::new());
    if !writer.definitions.is_empty() {
        // A label may be used before the line that defines it.
        writer = written(writer.definitions);
        while writer.lines.pop_if(|line| line.is_empty()).is_some() {}
    }
    writer.lines
}

/// A text without tabs, control characters and marks of direction.
fn without_control(text: &str) -> String {
    // A return alone ends a line too (§2.1).
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<_> = text.split('\n').map(|line| plain(&without_tabs(line))).collect();
    lines.join("\n")
}

/// Whether lines begin with text of a paragraph, so that words can be put before it.
pub fn begins_with_text(lines: &[String]) -> bool {
    let Some(first) = lines.first().map(|line| line.trim_start()) else { return false };
    let (markers, _) = Marker::all(first);
    let heading = first.trim_start_matches('#');
    let is_heading = heading.len() < first.len() && (heading.is_empty() || heading.starts_with(' '));
    let is_block = first.is_empty() || first.starts_with('|') || Fence::opens(first).is_some();
    let underlined = lines.get(1).is_some_and(|next| rules_table(next));
    markers.is_empty() && !is_heading && !is_block && !underlined
}

/// Whether a line may be the one below the head of a table, without which no line is a row of one.
fn rules_table(line: &str) -> bool {
    // It may be in a list.
    let allowed = |letter: char| letter.is_ascii_digit() || " |:-*+.)".contains(letter);
    line.contains('-') && line.chars().all(allowed)
}

/// Spaces up to the next of every fourth column, instead of tabs (§2.2).
fn without_tabs(line: &str) -> String {
    let mut spaced = String::with_capacity(line.len());
    let mut column = 0;
    for letter in line.chars() {
        let width = if letter == '\t' { 4 - column % 4 } else { 1 };
        column += width;
        match letter {
            '\t' => spaced.extend(std::iter::repeat_n(' ', width)),
            _ => spaced.push(letter),
        }
    }
    spaced
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

/// A column, in the description and in what is written, which may be less indented.
#[derive(Clone, Copy, Default)]
struct Column {
    read: usize,
    written: usize,
}

/// The begin of a fenced code block (§4.5).
struct Fence<'l> {
    mark: char,
    length: usize,
    rest: &'l str,
}

impl<'l> Fence<'l> {
    fn of(line: &'l str) -> Option<Self> {
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let rest = line.trim_start_matches(mark);
        let length = line.len() - rest.len();
        (length >= 3).then_some(Self { mark, length, rest })
    }

    fn opens(line: &'l str) -> Option<Self> {
        // Else it is a code span.
        Self::of(line).filter(|fence| fence.mark == '~' || !fence.rest.contains('`'))
    }
}

/// A fenced code block that is not closed yet.
struct Block {
    mark: char,
    length: usize,
    /// Where its first line begins.
    begin: Column,
    /// Where the item that it is in begins, in the description.
    item: usize,
}

impl Block {
    fn is_closed_by(&self, line: &str) -> bool {
        let fence = Fence::of(line).filter(|fence| fence.mark == self.mark && fence.length >= self.length);
        fence.is_some_and(|fence| fence.rest.trim().is_empty())
    }

    fn fence(&self) -> String {
        self.mark.to_string().repeat(self.length)
    }
}

/// What makes a line one of a list: `-`, `2.` (§5.2).
struct Marker<'l> {
    text: &'l str,
    /// The spaces behind it.
    gap: usize,
}

impl<'l> Marker<'l> {
    /// The marker that a line begins with, and the text of the item.
    fn of(line: &'l str) -> Option<(Self, &'l str)> {
        let digits = line.len() - line.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
        let bullet = digits == 0 && line.starts_with(['-', '*', '+']);
        let number = (1..=9).contains(&digits) && line.get(digits..)?.starts_with(['.', ')']);
        let (text, rest) = (bullet || number).then(|| line.split_at_checked(digits + 1))??;
        let inner = rest.trim_start_matches(' ');
        let gap = rest.len() - inner.len();
        // Without text behind it, the lines below may or may not be in its item.
        (gap > 0 && !is_break(line)).then_some((Self { text, gap }, inner))
    }

    /// All markers that a line begins with, and what is behind them.
    fn all(line: &'l str) -> (Vec<Self>, &'l str) {
        let (mut markers, mut rest) = (Vec::new(), line);
        while let Some((marker, inner)) = Self::of(rest) {
            markers.push(marker);
            rest = inner;
        }
        (markers, rest)
    }

    /// Whether it begins an item within a paragraph, too.
    fn interrupts(&self) -> bool {
        matches!(self.text, "-" | "*" | "+" | "1." | "1)")
    }
}

/// Whether a line is a thematic break (§4.1).
fn is_break(line: &str) -> bool {
    let mark = line.chars().next().filter(|mark| "-*_".contains(*mark));
    let alike = line.chars().all(|letter| letter == ' ' || Some(letter) == mark);
    mark.is_some_and(|mark| alike && line.matches(mark).count() >= 3)
}

#[derive(Default)]
struct Writer {
    lines: Vec<String>,
    /// Whether any line may be a row of a table.
    in_table: bool,
    /// Where the text of each item begins that is open for certain.
    items: Vec<Column>,
    block: Option<Block>,
    /// What the lines so far have defined, or all of them.
    definitions: Definitions,
    /// Whether the line before is a definition.
    defines: bool,
}

impl Writer {
    fn line(&mut self, line: &str) {
        let text = line.trim_matches(' ');
        let column = line.len() - line.trim_start_matches(' ').len();
        if let Some(block) = self.block.take_if(|block| !text.is_empty() && column < block.item) {
            // The item ends, and with it the block.
            self.close(&block);
        }
        match self.block.take() {
            Some(block) => self.code(block, column, text),
            None if text.is_empty() => self.lines.push(String::new()),
            None if self.defined(text) => {}
            None => self.text(column, text),
        }
    }

    /// Takes a definition of an address of the web, which is not shown. Within a paragraph there is none (§4.7).
    fn defined(&mut self, text: &str) -> bool {
        let definition = definition(text).filter(|_| self.defines || self.after_blank());
        self.defines = definition.is_some();
        let Some((label, Some(target))) = definition else { return false };
        // The first one of a label counts.
        self.definitions.entry(label).or_insert(target);
        true
    }

    /// A line within a block.
    fn code(&mut self, block: Block, column: usize, text: &str) {
        let deeper = column.saturating_sub(block.begin.read);
        if deeper <= INDENT && block.is_closed_by(text) {
            return self.close(&block);
        }
        let indent = if text.is_empty() { String::new() } else { spaces(block.begin.written + deeper) };
        self.lines.push(indent + text);
        self.block = Some(block);
    }

    fn close_fence(&mut self) {
        if let Some(block) = self.block.take() {
            self.close(&block);
        }
    }

    fn close(&mut self, block: &Block) {
        self.lines.push(spaces(block.begin.written) + &block.fence());
    }

    /// A line that is not in a block.
    fn text(&mut self, column: usize, text: &str) {
        let open = self.items.len();
        while self.items.pop_if(|item| item.read > column).is_some() {}
        let ended = self.items.len() < open;
        let item = self.items.last().copied().unwrap_or_default();
        let (markers, rest) = Marker::all(text);
        let fence = Fence::opens(rest);
        if fence.is_some() && !self.after_blank() {
            // No paragraph and no table has the line then, whatever is before it.
            self.lines.push(String::new());
        }
        let deeper = if fence.is_some() && markers.is_empty() {
            0
        } else {
            column.saturating_sub(item.read).min(INDENT)
        };
        let mut at = Column { read: column, written: item.written + deeper };
        let mut line = spaces(at.written);
        // A paragraph takes what does not interrupt it, unless the item that it was in has ended.
        let interrupts = markers.first().is_some_and(Marker::interrupts);
        let certain = self.after_blank() || (!self.in_table && (ended || interrupts));
        for marker in &markers {
            let gap = if marker.gap > INDENT + 1 { 1 } else { marker.gap };
            line.push_str(marker.text);
            line.push_str(&spaces(gap));
            at.read += marker.text.len() + marker.gap;
            at.written += marker.text.len() + gap;
            if certain {
                self.items.push(at);
            }
        }
        match fence {
            Some(Fence { mark, length, .. }) => {
                let block = Block {
                    mark,
                    length,
                    begin: at,
                    item: if markers.is_empty() { item.read } else { at.read },
                };
                self.lines.push(format!("{line}{}text", block.fence()));
                self.block = Some(block);
            }
            None => self.lines.push(line + &escape(rest, self.in_table, &self.definitions)),
        }
    }

    fn after_blank(&self) -> bool {
        self.lines.last().is_none_or(String::is_empty)
    }
}
