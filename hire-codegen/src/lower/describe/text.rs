//! Docs as they are put together: paragraphs of the description, and lines of our own.

use crate::ir::{Docs, PreservedFor};
use crate::markdown::{begins_with_text, code, safe};
use crate::schema::Annotations;

impl Docs {
    /// Docs of one line.
    pub fn line(text: impl Into<String>) -> Self {
        Self { lines: vec![text.into()], place: None }
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, text: &str) {
        let lines = safe(text);
        if lines.is_empty() {
            return;
        }
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
    }

    /// Adds what a schema says of its values; a title that only repeats a name says nothing beside a description.
    pub fn about(&mut self, annotations: &Annotations<'_>, name: &str) {
        let title = annotations.title.map(|title| title.value).unwrap_or_default();
        let description = annotations.description.map(|description| description.value).unwrap_or_default();
        let alone = self.lines.is_empty() && description.trim().is_empty();
        if alone || !(repeats(title, name) || description.contains(title)) {
            self.paragraph(title);
        }
        self.paragraph(description);
    }

    /// Adds why properties are kept that the description does not name.
    pub fn preserved(&mut self, why: Option<PreservedFor>) {
        let words =
            |why: PreservedFor| format!("They are kept since {} {} them.", code(why.keyword), why.verb());
        self.lines(why.map(words).into_iter().collect());
    }

    /// Adds lines that are markdown of our own.
    pub fn lines(&mut self, lines: Vec<String>) {
        if !self.lines.is_empty() && !lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
    }
}

/// Docs with words before them.
pub fn after(words: &str, mut docs: Docs) -> Docs {
    let is_text = begins_with_text(&docs.lines);
    match docs.lines.first_mut() {
        Some(first) if is_text => *first = format!("{words}: {first}"),
        Some(_) => drop(docs.lines.splice(0..0, [format!("{words}:"), String::new()])),
        None => docs.lines.push(format!("{words}:")),
    }
    docs
}

/// Whether a title is the words of a name.
pub fn repeats(title: &str, name: &str) -> bool {
    let letters = |text: &str| {
        let letters = text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
        letters.collect::<String>()
    };
    letters(title) == letters(name)
}
