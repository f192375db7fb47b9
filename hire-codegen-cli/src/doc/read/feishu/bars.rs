//! Tables with bars: those of the flat and the converted dialect, and those that somebody wrote by hand.
//!
//! No dialect escapes a bar, so that the number of columns decides: all bars but the first few are text of the last cell.

use super::blocks::{Cell, Kind, Row, fence, heading};
use super::inline::{inline, word};

/// Whether a table begins on a line: the next line is one of dashes and bars.
pub fn is_start(line: &str, next: Option<&str>) -> bool {
    let is_separator = |next: &str| {
        next.contains('|')
            && next.contains('-')
            && next.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
    };
    line.contains('|') && next.is_some_and(is_separator)
}

/// Whether a row begins on a line. That of a table without outer bars may have its first bar on a later line, if the line ends
/// with two blanks.
pub fn is_row(line: &str, kind: Kind) -> bool {
    let is_first_cell = kind == Kind::OpenBars && line.ends_with("  ") && !line.trim().is_empty();
    (line.contains('|') || is_first_cell) && !ends_table(line)
}

/// Whether a line without bars is the rest of the row before it.
pub fn goes_on(line: &str) -> bool {
    !line.contains('|') && !line.ends_with("  ") && !line.trim().is_empty() && !ends_table(line)
}

fn ends_table(line: &str) -> bool {
    let trimmed = line.trim();
    heading(line).is_some()
        || fence(trimmed).is_some()
        || trimmed.starts_with(":::")
        || trimmed.starts_with("<md-")
}

/// The words of the line above the dashes.
pub fn columns(line: &str) -> Vec<String> {
    cells(line, usize::MAX).map(|(_, cell)| word(&inline(cell))).collect()
}

/// A row of so many columns.
pub fn row(text: &str, columns: usize, line: usize) -> Row {
    let cell = |(at, cell): (usize, &str)| {
        let lines = text.get(..at).map_or(0, |before| before.matches('\n').count());
        Cell { line: line + lines, text: inline(cell) }
    };
    Row { line, level: None, is_head: false, cells: cells(text, columns).map(cell).collect() }
}

/// The cells of a row, each with its offset.
fn cells(text: &str, columns: usize) -> impl Iterator<Item = (usize, &str)> {
    let inner = text.trim();
    let mut at = text.len() - text.trim_start().len();
    let mut rest = Some(inner);
    if let Some(inner) = inner.strip_prefix('|') {
        at += 1;
        let inner = inner.trim_end();
        rest = Some(inner.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(inner));
    }
    let mut left = columns;
    std::iter::from_fn(move || {
        let text = rest.take()?;
        left = left.saturating_sub(1);
        let is_bar = |(at, _): &(usize, &str)| !text.get(..*at).is_some_and(|before| before.ends_with('\\'));
        let bar = if left == 0 { None } else { text.match_indices('|').find(is_bar) };
        let cell = match bar {
            Some((bar, _)) => {
                rest = text.get(bar + 1..);
                text.get(..bar).unwrap_or_default()
            }
            None => text,
        };
        let start = at;
        at += cell.len() + 1;
        Some((start, cell))
    })
}
