//! What a description knows of the page that it was last compared with: `x-doc` of an operation.
//!
//! Sentences are not described, and yet a change of one may matter. `x-doc` has a digest of each, and where a copy of the page is
//! kept, its path.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fmt, fs};

use hire_codegen::source::Cursor;
use indexmap::IndexMap;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::description::parameters_of;
use super::diff::{by_heading, normal, without_tags};
use super::page::{Example, Field, Page};

/// The name of the extension.
pub const KEY: &str = "x-doc";

/// What a page says in words, under the key that its digest has.
pub struct Word {
    /// The words.
    pub text: String,
    /// The kind of the finding if they are others.
    pub kind: &'static str,
    /// Where they are.
    pub line: usize,
}

/// What was accepted of a page.
#[derive(Default)]
pub enum Accepted {
    /// Nothing, so that changes of sentences cannot be noticed.
    #[default]
    Nothing,
    /// The page as it was.
    Copy(Box<Page>),
    /// Digests of its sentences.
    Digests(BTreeMap<String, String>),
}

/// The mapping `x-doc` of an operation.
#[derive(Default)]
pub struct Record {
    /// The address of the page.
    pub source: Option<String>,
    /// The path of the copy, relative to the description.
    pub copy: Option<String>,
    /// What was accepted.
    pub accepted: Accepted,
    /// The page's names of the parameters in the path, in their order, where they are not those of the description.
    pub parameters: Vec<String>,
    /// Differences that are meant: each the kind and the path of a finding.
    pub deviations: Vec<String>,
}

impl Record {
    /// Reads the record of an operation, in a description in a folder.
    ///
    /// # Errors
    ///
    /// Fails with a message if the copy of the page cannot be read.
    pub fn read(operation: Cursor<'_>, folder: &Path) -> Result<Self, String> {
        let common = operation.sources().root().get(KEY).and_then(|record| record.get("deviations"));
        let Some(node) = operation.get(KEY) else {
            return Ok(Self { deviations: deviations(common), ..Self::default() });
        };
        let text = |key| node.get(key).and_then(Cursor::as_str).map(str::to_owned);
        let copy = text("copy");
        let accepted = match (&copy, node.get("digests")) {
            (Some(copy), _) => {
                let path = folder.join(copy);
                let text =
                    fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                let page = super::read(&text).map_err(|refusal| format!("{}: {refusal}", path.display()))?;
                Accepted::Copy(Box::new(page))
            }
            (None, Some(digests)) => {
                let digests = digests.entries();
                Accepted::Digests(
                    digests.map(|(key, value)| (key.to_owned(), super::description::word(value))).collect(),
                )
            }
            (None, None) => Accepted::Nothing,
        };
        let deviations = [deviations(common), deviations(node.get("deviations"))].concat();
        let names = node.get("parameters").into_iter().flat_map(Cursor::items).filter_map(Cursor::as_str);
        let parameters = names.map(str::to_owned).collect();
        Ok(Self { source: text("source"), copy, accepted, parameters, deviations })
    }
}

fn deviations(list: Option<Cursor<'_>>) -> Vec<String> {
    let items = list.into_iter().flat_map(hire_codegen::source::Cursor::items);
    items
        .filter_map(|item| item.get("finding").and_then(Cursor::as_str).or(item.as_str()))
        .map(str::to_owned)
        .collect()
}

/// The record of a page that an operation follows; what is in the record already and no page says stays there. The paths are that
/// of the page and that of the operation.
pub fn record(page: &Page, paths: [&str; 2], before: Option<Cursor<'_>>, copy: Option<&str>) -> Value {
    let mut record = Map::new();
    let mut put = |key: &str, value: Option<&str>| {
        record.extend(value.map(|value| (key.to_owned(), Value::from(value))));
    };
    put("source", page.source.as_deref());
    put("date", page.updated.as_deref());
    put("copy", copy);
    let [names, known] = paths.map(parameters_of);
    if names != known && names.len() == known.len() {
        record.insert("parameters".to_owned(), names.into());
    }
    if let Some(deviations) = before.and_then(|before| before.get("deviations")) {
        record.insert("deviations".to_owned(), deviations.to_json());
    }
    let digests =
        words(page).into_iter().map(|(key, word)| (key, Value::from(Digests::of(&word.text).to_string())));
    record.insert("digests".to_owned(), Value::Object(digests.collect()));
    Value::Object(record)
}

/// The digest of a text: of what a reader sees of it.
pub fn digest(text: &str) -> String {
    let bytes = Sha256::digest(normal(text).as_bytes());
    let digits: Vec<_> = bytes.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

/// The digest of a text, and of a text with tags that of what a dialect without them has.
pub struct Digests {
    whole: String,
    rest: Option<String>,
}

impl Digests {
    /// The digests of a text.
    pub fn of(text: &str) -> Self {
        Self { whole: digest(text), rest: without_tags(text).map(|rest| digest(&rest)) }
    }

    /// Whether the text is one that was recorded, as far as both pages can say it.
    pub fn is(&self, recorded: &str) -> bool {
        match recorded.split_once(' ') {
            Some((whole, rest)) => self.whole == whole || self.whole == rest,
            // A page without tags may have lost them.
            None => self.whole == recorded || self.rest.as_deref() == Some(recorded),
        }
    }
}

impl fmt::Display for Digests {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.whole)?;
        self.rest.iter().try_for_each(|rest| write!(out, " {rest}"))
    }
}

/// Everything that a page says in words, by keys.
pub fn words(page: &Page) -> IndexMap<String, Word> {
    let mut words = IndexMap::new();
    let line = |name: &str| page.lines.get(name).copied().unwrap_or(1);
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    add(&mut words, "title", "title-changed", &page.title, line("title"));
    add(&mut words, "heading", "heading-changed", &page.heading, line("title"));
    add(&mut words, "rate_limit", "rate-limit-changed", &some(&page.rate_limit), line("rate_limit"));
    for header in &page.headers {
        let key = format!("headers.{}", header.name);
        add(&mut words, &key, "text-changed", &header.text, header.line);
        add(&mut words, &format!("{key}#example"), "example-changed", &some(&header.example), header.line);
    }
    for (table, fields) in page.tables() {
        for field in fields.rows() {
            field_words(&mut words, table, field);
        }
    }
    for row in &page.errors {
        let key = format!("errors.{}", row.code);
        add(&mut words, &key, "error-text-changed", &row.text, row.line);
        add(&mut words, &format!("{key}#advice"), "error-advice-changed", &row.advice, row.line);
    }
    for (name, example) in
        [("request_example", &page.request_example), ("response_example", &page.response_example)]
    {
        let text = match example {
            None => continue,
            Some(Example::Json(value)) => value.to_string(),
            Some(Example::Text(text)) => text.clone(),
        };
        add(&mut words, name, "body-example-changed", &text, line(name));
    }
    for (heading, lines) in by_heading(page) {
        let text: String = lines.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect();
        let line = lines.first().map_or(1, |line| line.line);
        add(&mut words, &format!("section {heading}"), "section-text-changed", &text, line);
    }
    let unread: Vec<_> = page.unread.iter().filter(|unread| !unread.is_in_text).collect();
    let text: String = unread.iter().flat_map(|unread| [unread.what.as_str(), "\n"]).collect();
    add(&mut words, "unread", "unread-changed", &text, unread.first().map_or(1, |unread| unread.line));
    words
}

fn field_words(words: &mut IndexMap<String, Word>, parent: &str, field: &Field) {
    let path = field.path(parent);
    let values = field.values.iter().flatten().flat_map(|(key, text)| ["\n", key, ": ", text]);
    let text: String = std::iter::once(field.text.as_str()).chain(values).collect();
    let example = field.example.clone().unwrap_or_default();
    add(words, &path, "text-changed", &text, field.line);
    add(words, &format!("{path}#example"), "example-changed", &example, field.line);
    let limits =
        serde_json::json!([field.values.as_ref().map(Vec::len), field.default, field.rules.0]).to_string();
    let has_limits = field.values.is_some() || field.default.is_some() || !field.rules.0.is_empty();
    add(words, &format!("{path}#limits"), "rule-changed", if has_limits { &limits } else { "" }, field.line);
    for child in &field.children {
        field_words(words, &path, child);
    }
}

/// Adds words; nothing, if there are none, unless a row of a table has none: words that it gets later are noticed. A key that is there already has a number behind it.
fn add(words: &mut IndexMap<String, Word>, key: &str, kind: &'static str, text: &str, line: usize) {
    let is_row = key.contains('.') && !key.contains('#');
    if normal(text).is_empty() && !is_row {
        return;
    }
    let numbered = |number: usize| format!("{}~{number}", key.split('~').next().unwrap_or(key));
    let mut key = key.to_owned();
    if words.contains_key(&key) {
        // The numbers up to the first free one are taken: it is between two powers of two.
        let is_taken = |number: &usize| words.contains_key(&numbered(*number));
        let mut step = (0..usize::BITS - 2)
            .map(|power| 1_usize << power)
            .find(|step| !is_taken(&(2 * step)))
            .unwrap_or(1);
        let mut taken = step;
        while step > 1 {
            step /= 2;
            taken += if is_taken(&(taken + step)) { step } else { 0 };
        }
        key = numbered(taken + 1);
    }
    words.insert(key, Word { text: text.to_owned(), kind, line });
}
