//! Scalars with the quotes that they lack, and without those that they have.

use std::collections::BTreeMap;

use super::node::{Node, Value};
use super::{Cursor, File, Kind, Number};

impl File {
    /// The booleans and numbers, as the strings that they would be with quotes.
    fn quoted(&self) -> BTreeMap<u32, Node> {
        let nodes = (0..).zip(&self.nodes);
        let plain = nodes.filter(|(_, node)| matches!(node.value, Value::Bool(_) | Value::Number(_)));
        let texts = self.texts(plain.map(|(index, _)| index));
        self.with(texts.into_iter().map(|(index, text)| (index, Value::String(text.into()))))
    }

    /// The strings that are a boolean or a number without quotes, as these.
    fn unquoted(&self) -> BTreeMap<u32, Node> {
        let nodes = (0..).zip(&self.nodes);
        self.with(nodes.filter_map(|(index, node)| match &node.value {
            Value::String(text) => Some((index, unquoted(text)?)),
            _ => None,
        }))
    }

    /// Nodes with other values, at their places.
    fn with(&self, values: impl Iterator<Item = (u32, Value)>) -> BTreeMap<u32, Node> {
        let nodes = values.filter_map(|(index, value)| {
            let Node { parent, position, .. } = *self.nodes.get(index as usize)?;
            Some((index, Node { parent, position, value }))
        });
        nodes.collect()
    }
}

/// What a text is as JSON, if that is a boolean or a number.
fn unquoted(text: &str) -> Option<Value> {
    match text {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        // Most texts begin as no number does (RFC 8259 §6), and an error of the parser takes time.
        _ if !text.trim_start().starts_with(|first: char| first == '-' || first.is_ascii_digit()) => None,
        _ => {
            let number = serde_json::from_str::<serde_json::Number>(text).ok();
            number.and_then(|_| Number::read(text)).map(Value::Number)
        }
    }
}

impl<'a> Cursor<'a> {
    /// What a scalar would be with quotes, if it has none: a boolean or a number as the text that it is written as, `1.10` as
    /// `"1.10"`. And what a string would be without its quotes, if that is a boolean or a number. None of anything else: null
    /// has a meaning of its own.
    pub fn requoted(self) -> Option<Cursor<'a>> {
        let file = self.sources().file(self.place())?;
        let nodes = match self.kind() {
            Kind::Bool(_) | Kind::Number(_) => file.quoted.get_or_init(|| file.quoted()),
            Kind::String(_) => file.unquoted.get_or_init(|| file.unquoted()),
            Kind::Null | Kind::Sequence | Kind::Mapping => return None,
        };
        Some(Cursor::new(self.sources(), self.place(), nodes.get(&self.place().node)?))
    }

    /// The string, or the text that a boolean or a number is written as.
    pub fn as_text(self) -> Option<&'a str> {
        self.as_str().or_else(|| self.requoted()?.as_str())
    }
}
