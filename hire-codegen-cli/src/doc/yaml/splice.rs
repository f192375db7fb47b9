//! A change carried out in a text.
//!
//! Comments belong to what they stand above, with as many blanks in front, and to what is on their line. They go with what is
//! removed, and what is added stands between others with theirs. New lines end as those of the text do.

use std::ops::Range;

use serde_json::Value;

use super::change::Change;
use super::tree::{Body, Member, Node};
use super::write::{self, Style};

/// A range of a text, and what becomes of it.
pub struct Splice {
    pub range: Range<usize>,
    pub text: String,
}

/// What a change is in a text.
pub fn splice(change: &Change, text: &str, root: &Node, is_json: bool) -> Option<Splice> {
    let flow = if is_json { Style::Json } else { Style::Flow };
    let find = |pointer: &[String]| pointer.iter().try_fold(root, |node, token| node.step(token));
    let splice = match change {
        Change::Replace { at, value } => {
            let (last, parent) = at.split_last()?;
            replace(text, find(parent)?, last, value, flow)?
        }
        Change::Add { parent, members, after } => {
            let parts = Parts::of(text, find(parent)?)?;
            let style = if parts.is_flow { flow } else { Style::Block };
            let after = after.as_ref().and_then(|after| parts.keys.iter().position(|key| key == after));
            let index = after.map_or(parts.spans.len(), |index| index + 1);
            let indent = parts.indent();
            let added = members.iter().map(|(key, value)| write::member(key, value, indent, style));
            let gap = if parts.is_flow { ", ".to_owned() } else { format!("\n{}", " ".repeat(indent)) };
            parts.insert(index, &added.collect::<Vec<_>>().join(&gap))?
        }
        Change::Insert { list, index, value } => {
            let parts = Parts::of(text, find(list)?)?;
            let added = if parts.is_flow {
                write::flow(value, flow)
            } else {
                format!("- {}", write::item(value, parts.indent() + 2, Style::Block))
            };
            parts.insert(*index, &added)?
        }
        Change::Remove { at } => {
            let (last, parent) = at.split_last()?;
            let parts = Parts::of(text, find(parent)?)?;
            let index = match &parts.node.body {
                Body::Sequence { .. } => last.parse().ok()?,
                _ => parts.keys.iter().position(|key| key == last)?,
            };
            parts.remove(index)?
        }
        Change::Rename { at, name } => {
            let (last, parent) = at.split_last()?;
            let parent = find(parent)?;
            let is_block = matches!(parent.body, Body::Mapping { is_flow: false, .. });
            let style = if is_block { Style::Block } else { flow };
            let range = member(parent, last)?.key_span.clone();
            let written = write::in_quotes_of(text.get(range.clone())?, &name.as_str().into(), style);
            Splice { range, text: written }
        }
        Change::Reorder { at, order } => Parts::of(text, find(at)?)?.reorder(order)?,
    };
    let lines = splice.text.replace("\r\n", "\n");
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    let lines = if first.ends_with("\r\n") { lines.replace('\n', "\r\n") } else { lines };
    Some(Splice { text: lines, ..splice })
}

fn member<'n>(node: &'n Node, key: &str) -> Option<&'n Member> {
    let Body::Mapping { members, .. } = &node.body else { return None };
    members.iter().find(|member| member.key == key)
}

/// Exchanges the value of a member or item.
fn replace(text: &str, parent: &Node, last: &str, value: &Value, flow: Style) -> Option<Splice> {
    let node = parent.step(last)?;
    let range = node.span.clone();
    let is_scalar =
        !value.is_object() && !value.is_array() && !value.as_str().is_some_and(|text| text.contains('\n'));
    let is_in_place = is_scalar && matches!(node.body, Body::Leaf { is_block: false }) && !range.is_empty();
    match (&parent.body, member(parent, last)) {
        (Body::Mapping { is_flow: false, .. }, Some(member)) if !is_in_place => {
            let written = write::member(last, value, column(text, member.key_span.start), Style::Block);
            let comment = comment_of(text, member).unwrap_or_default();
            let (first, rest) = written.split_at(written.find('\n').unwrap_or(written.len()));
            // A comment behind the last line of a block is that of its last part.
            let (end, is_block) = (member.end(text), is_below(node));
            let of_last = line_behind(text, end);
            let end = if is_block && is_comment(of_last) { end + of_last.len() } else { end };
            Some(Splice { range: member.key_span.start..end, text: [first, comment, rest].concat() })
        }
        _ => Some(Splice { text: write::in_quotes_of(text.get(range.clone())?, value, flow), range }),
    }
}

/// Whether a node has lines of its own, below a key or a dash.
fn is_below(node: &Node) -> bool {
    matches!(node.body, Body::Sequence { is_flow: false, .. } | Body::Mapping { is_flow: false, .. })
}

/// The comment behind the key of a member whose value is below it, with the blanks in front.
fn comment_of<'t>(text: &'t str, member: &Member) -> Option<&'t str> {
    let behind = line_behind(text, member.key_span.end);
    let (before, _) = behind.split_once('#')?;
    let is_alone =
        before.trim_start().strip_prefix(':')?.chars().all(|c| c.is_whitespace() || "|>-+".contains(c));
    behind.get(before.trim_end_matches(' ').len()..).filter(|_| is_alone)
}

/// How many characters of its line are before a byte.
fn column(text: &str, at: usize) -> usize {
    line_before(text, at).chars().count()
}

/// What of its line is before a byte.
fn line_before(text: &str, at: usize) -> &str {
    text.get(..at).and_then(|before| before.rsplit('\n').next()).unwrap_or_default()
}

/// What of its line is behind a byte, without the end of the line.
fn line_behind(text: &str, at: usize) -> &str {
    text.get(at..).and_then(|behind| behind.lines().next()).unwrap_or_default()
}

/// Whether a line, or what is left of one, has a comment and nothing else.
fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// The number of blanks that a line begins with.
fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Where the comments begin that stand above a part; without one, where the part begins.
fn with_comments(text: &str, part: usize) -> usize {
    let indent = line_before(text, part);
    let mut start = part;
    if !indent.trim().is_empty() {
        return start;
    }
    let mut above = text.get(..part - indent.len()).unwrap_or_default();
    while let Some(line) = above.split_inclusive('\n').next_back()
        && is_comment(line)
        && blanks(line) == indent.len()
    {
        above = above.strip_suffix(line).unwrap_or_default();
        start = above.len() + indent.len();
    }
    start
}

/// The members of a mapping, with their values, or the items of a list, with their dashes.
struct Parts<'t> {
    text: &'t str,
    node: &'t Node,
    is_flow: bool,
    spans: Vec<Range<usize>>,
    /// The keys of members.
    keys: Vec<&'t str>,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str, node: &'t Node) -> Option<Self> {
        let parts = |is_flow, spans, keys| Some(Self { text, node, is_flow, spans, keys });
        match &node.body {
            Body::Leaf { .. } => None,
            Body::Sequence { is_flow, items } => {
                let spans =
                    items.iter().map(|item| item_span(text, item, *is_flow)).collect::<Option<_>>()?;
                parts(*is_flow, spans, Vec::new())
            }
            Body::Mapping { is_flow, members } => {
                let span = |member: &Member| member.key_span.start..member.end(text);
                let keys = members.iter().map(|member| member.key.as_str()).collect();
                parts(*is_flow, members.iter().map(span).collect(), keys)
            }
        }
    }

    fn indent(&self) -> usize {
        self.spans.first().map_or(0, |part| column(self.text, part.start))
    }

    /// Adds a part in front of the part of an index.
    fn insert(&self, index: usize, added: &str) -> Option<Splice> {
        let text = self.text;
        let at = |at: usize, text: String| Some(Splice { range: at..at, text });
        let newline = |part: &Range<usize>| format!("\n{}", " ".repeat(column(text, part.start)));
        let Some(before) = index.checked_sub(1) else {
            let Some(first) = self.spans.first() else {
                // Between two brackets.
                let is_mapping = matches!(self.node.body, Body::Mapping { .. });
                let padded = if is_mapping { format!(" {added} ") } else { added.to_owned() };
                let range = self.node.span.start + 1..self.node.span.end.checked_sub(1)?;
                return Some(Splice { range, text: padded });
            };
            let is_on_line = line_before(text, first.start).trim().is_empty();
            let gap = match (self.is_flow, is_on_line) {
                (true, true) => format!(",{}", newline(first)),
                (true, false) => ", ".to_owned(),
                (false, _) => newline(first),
            };
            return at(with_comments(text, first.start), format!("{added}{gap}"));
        };
        let part = self.spans.get(before)?;
        let newline = newline(part);
        let behind = line_behind(text, part.end);
        if !self.is_flow {
            if !behind.trim().is_empty() && !is_comment(behind) {
                return None;
            }
            return at(part.end + behind.len(), format!("{newline}{added}"));
        }
        let comma = behind.trim_start().strip_prefix(',');
        let rest = comma.unwrap_or(behind);
        let is_on_line = line_before(text, part.start).trim().is_empty() && !self.is_in_first_line(part);
        if is_comment(rest) || (is_on_line && rest.trim().is_empty()) {
            // Behind the comma and the comment of the line.
            let comma = if comma.is_some() { "," } else { "" };
            let text = format!(",{rest}{newline}{added}{comma}");
            return Some(Splice { range: part.end..part.end + behind.len(), text });
        }
        at(part.end, if is_on_line { format!(",{newline}{added}") } else { format!(", {added}") })
    }

    fn is_in_first_line(&self, part: &Range<usize>) -> bool {
        !self.text.get(self.node.span.start..part.start).is_some_and(|between| between.contains('\n'))
    }

    /// Removes a part: with the lines that are its own, and in brackets with a comma.
    fn remove(&self, index: usize) -> Option<Splice> {
        let (text, part) = (self.text, self.spans.get(index)?);
        let cut = |range| Some(Splice { range, text: String::new() });
        let before = index.checked_sub(1).and_then(|before| self.spans.get(before));
        let next = self.spans.get(index + 1);
        let has_comma = line_behind(text, part.end).trim_start().starts_with(',');
        let lines = self.lines(part);
        match (lines, before) {
            (Some(lines), Some(before)) if self.is_flow && !has_comma => {
                // The comma is in front.
                let between = text.get(before.end..lines.start)?.replacen(',', "", 1);
                Some(Splice { range: before.end..lines.end, text: between })
            }
            (Some(lines), _) => cut(lines),
            (None, Some(before)) if next.is_none() && self.is_flow => {
                let between = text.get(before.end..part.start)?;
                let kept = if between.contains('\n') { between.replacen(',', "", 1) } else { String::new() };
                Some(Splice { range: before.end..part.end, text: kept })
            }
            // Without brackets, it is on the line of a dash or of a key.
            (None, _) => match next {
                Some(next) => cut(part.start..with_comments(text, next.start)),
                None if self.is_flow => cut(part.clone()),
                None => None,
            },
        }
    }

    /// Puts parts into another order: in a block whole lines, each with the comments above it and behind it.
    fn reorder(&self, order: &[usize]) -> Option<Splice> {
        let (text, first, last) = (self.text, self.spans.first()?, self.spans.last()?);
        if self.is_flow {
            let gaps = self.spans.iter().zip(self.spans.iter().skip(1));
            let gaps: Vec<&str> =
                gaps.map(|(part, next)| text.get(part.end..next.start)).collect::<Option<_>>()?;
            let moved = order.iter().map(|index| text.get(self.spans.get(*index)?.clone()));
            let moved = moved.collect::<Option<Vec<_>>>()?;
            // A comment between brackets belongs to one of its neighbours.
            let is_plain = !gaps.iter().any(|gap| gap.contains('#'));
            let text = moved.iter().zip(gaps.iter().chain([&""])).flat_map(|(part, gap)| [*part, *gap]);
            return is_plain.then(|| Splice { range: first.start..last.end, text: text.collect() });
        }
        let start = self.lines(first)?.start;
        let mut at = start;
        let mut lines = Vec::new();
        for part in &self.spans {
            let end = self.lines(part)?.end;
            lines.push(text.get(at..end)?.trim_end_matches('\n'));
            at = end;
        }
        let moved = order.iter().map(|index| lines.get(*index).copied()).collect::<Option<Vec<_>>>()?;
        let end = if text.get(start..at)?.ends_with('\n') { "\n" } else { "" };
        Some(Splice { range: start..at, text: moved.join("\n") + end })
    }

    /// The lines of a part with the comments that belong to it, if nothing else is on them.
    fn lines(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let text = self.text;
        let indent = line_before(text, part.start);
        let behind = line_behind(text, part.end).trim_start();
        let behind = if self.is_flow { behind.strip_prefix(',').unwrap_or(behind) } else { behind };
        if !(indent.trim().is_empty() && (behind.trim().is_empty() || is_comment(behind))) {
            return None;
        }
        let mut lines = text.get(part.end..)?.split_inclusive('\n');
        let mut end = part.end + lines.next().map_or(0, str::len);
        // Comments that are further inside.
        end += lines
            .take_while(|line| is_comment(line) && blanks(line) > indent.len())
            .map(str::len)
            .sum::<usize>();
        Some(with_comments(text, part.start) - indent.len()..end)
    }
}

/// An item with its dash.
fn item_span(text: &str, item: &Node, is_flow: bool) -> Option<Range<usize>> {
    if is_flow {
        return Some(item.span.clone());
    }
    // Comments, anchors and tags may stand between the dash and the item.
    let is_between =
        |text: &str| is_comment(text) || text.split_whitespace().all(|word| word.starts_with(['&', '!']));
    let mut above = text.get(..item.span.start)?;
    loop {
        let line = above.rsplit('\n').next()?;
        let start = above.len() - line.len();
        let mut dashes = line.rmatch_indices('-').map(|(at, _)| at).filter(|_| !is_comment(line));
        let dash = dashes.find(|at| {
            line.get(at + 1..)
                .is_some_and(|rest| (rest.is_empty() || rest.starts_with([' ', '\r'])) && is_between(rest))
        });
        match dash {
            Some(dash) => return Some(start + dash..item.span.end),
            None if is_between(line) => above = text.get(..start.checked_sub(1)?)?,
            None => return None,
        }
    }
}
