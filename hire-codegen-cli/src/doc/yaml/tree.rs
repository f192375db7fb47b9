//! Where the nodes of a YAML or JSON text are: what an edit needs, and no values.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, options};

/// How many lists and mappings may be in each other; the generator reads no more either.
const DEEPEST: usize = 128;

/// A node, and where it is.
#[derive(Debug)]
pub struct Node {
    /// From its first byte to the one after its last; of nothing at all, an empty range.
    pub span: Range<usize>,
    pub body: Body,
}

#[derive(Debug)]
pub enum Body {
    /// A scalar, or an alias: what it stands for is somewhere else.
    Leaf {
        /// Whether it is a literal or folded text.
        is_block: bool,
    },
    Sequence {
        is_flow: bool,
        items: Vec<Node>,
    },
    Mapping {
        is_flow: bool,
        members: Vec<Member>,
    },
}

#[derive(Debug)]
pub struct Member {
    pub key: String,
    pub key_span: Range<usize>,
    pub value: Node,
}

impl Member {
    /// The first byte after the member: of a key without a value, that after its colon.
    pub fn end(&self, text: &str) -> usize {
        if !self.value.span.is_empty() {
            return self.value.span.end;
        }
        let after = text.get(self.key_span.end..).unwrap_or_default();
        let colon = after.trim_start_matches([' ', '\t']).starts_with(':').then(|| after.find(':')).flatten();
        self.key_span.end + colon.map_or(0, |colon| colon + 1)
    }
}

/// A list or mapping that is being read.
struct Open {
    node: Node,
    /// The key that a value is awaited for.
    key: Option<(String, Range<usize>)>,
}

/// Reads the first document of a text; nothing, if it is none, or has keys that are no scalars.
pub fn read(text: &str) -> Option<Node> {
    let options =
        options! { emit_comments: false, flow_nesting_limit: DEEPEST, block_nesting_limit: DEEPEST };
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.ok()?;
        let span = span.byte_range()?;
        let is_flow = || text.get(span.start..).is_some_and(|text| text.starts_with(['[', '{']));
        let finished = match event {
            Event::Scalar(value, style, ..) => match open.last_mut() {
                Some(parent) if parent.awaits_key() => {
                    parent.key = Some((value.into_owned(), span));
                    continue;
                }
                _ if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) => {
                    Node { span: block_text(text, span), body: Body::Leaf { is_block: true } }
                }
                _ => Node { span, body: Body::Leaf { is_block: false } },
            },
            Event::Alias(..) => Node { span, body: Body::Leaf { is_block: false } },
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if open.last().is_some_and(Open::awaits_key) {
                    return None;
                }
                let is_flow = is_flow();
                let body = match event {
                    Event::SequenceStart(..) => Body::Sequence { is_flow, items: Vec::new() },
                    _ => Body::Mapping { is_flow, members: Vec::new() },
                };
                open.push(Open { node: Node { span, body }, key: None });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let mut node = open.pop()?.node;
                node.end(text, &span);
                node
            }
            _ => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.add(finished)?,
            None => return Some(finished),
        }
    }
    None
}

/// The range of a literal or folded text, which reaches up to what is next: lines that are less indented than its own are
/// comments behind it.
fn block_text(text: &str, span: Range<usize>) -> Range<usize> {
    let start = text.get(..span.start).unwrap_or_default().rfind('\n').map_or(0, |newline| newline + 1);
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_blank = |line: &str| line.trim().is_empty();
    let lines = text.get(start..span.end).unwrap_or_default().split_inclusive('\n');
    // The head, if the range begins with it.
    let has_head = text.get(span.clone()).is_some_and(|scalar| scalar.starts_with(['|', '>']));
    let (mut end, mut least) = (start, None);
    for (index, line) in lines.enumerate() {
        let is_content = !(is_blank(line) || has_head && index == 0);
        if is_content && indent(line) < *least.get_or_insert(indent(line)) {
            break;
        }
        end += line.len();
    }
    let range = span.start..end.max(span.start);
    let length = text.get(range).unwrap_or_default().trim_end().len();
    span.start..span.start + length
}

impl Open {
    fn awaits_key(&self) -> bool {
        self.key.is_none() && matches!(self.node.body, Body::Mapping { .. })
    }

    fn add(&mut self, value: Node) -> Option<()> {
        match &mut self.node.body {
            Body::Leaf { .. } => return None,
            Body::Sequence { items, .. } => items.push(value),
            Body::Mapping { members, .. } => {
                // An alias is no key that can be looked for.
                let (key, key_span) = self.key.take()?;
                members.push(Member { key, key_span, value });
            }
        }
        Some(())
    }
}

impl Node {
    /// Ends a list or mapping: with its bracket, or with what is last in it.
    fn end(&mut self, text: &str, span: &Range<usize>) {
        let last = match &self.body {
            Body::Sequence { is_flow: false, items } => items.last().map(|item| item.span.end),
            Body::Mapping { is_flow: false, members } => members.last().map(|member| member.end(text)),
            _ => Some(span.end),
        };
        self.span.end = last.unwrap_or(span.end).max(self.span.start);
        // A literal text is said to end where the next node begins.
        let inside = text.get(self.span.clone()).unwrap_or_default();
        self.span.end = self.span.start + inside.trim_end().len();
    }

    /// What a step of a JSON pointer leads to.
    pub fn step(&self, token: &str) -> Option<&Self> {
        match &self.body {
            Body::Leaf { .. } => None,
            Body::Sequence { items, .. } => items.get(token.parse::<usize>().ok()?),
            Body::Mapping { members, .. } => {
                members.iter().find(|member| member.key == token).map(|member| &member.value)
            }
        }
    }
}
