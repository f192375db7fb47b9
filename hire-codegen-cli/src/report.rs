//! Findings in the formats that people and other programs read: what all commands have in common.

use clap::ValueEnum;
use hire_codegen_cli::Level;
use serde_json::{Value, json};

/// How findings are printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    /// For people: lines with file and line in front, or code frames.
    Text,
    /// JSON.
    Json,
    /// A table.
    Markdown,
    /// Commands of GitHub Actions, which show as annotations.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

/// A finding, and the place in a file that a reader is led to.
pub struct Entry<'a> {
    /// The id of the rule.
    pub id: &'static str,
    pub level: Level,
    pub file: &'a str,
    pub line: usize,
    /// What is found, in a sentence.
    pub message: String,
}

/// A word in the color of a level.
pub fn colored(word: &str, level: Level, color: bool) -> String {
    let code = match level {
        Level::Note => 36,
        Level::Warning => 33,
        Level::Error => 31,
    };
    if color { format!("\u{1b}[{code}m{word}\u{1b}[0m") } else { word.to_owned() }
}

/// A text within a cell of a table.
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// A command of GitHub Actions; what would end its parts is escaped.
pub fn command(entry: &Entry<'_>) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let name = if entry.level == Level::Note { "notice" } else { entry.level.as_str() };
    let (file, title) = (property(entry.file), property(entry.id));
    format!("::{name} file={file},line={},title={title}::{}\n", entry.line, data(&entry.message))
}

/// The name of a file as a reference (RFC 3986 §2).
fn uri(file: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let bytes = file
        .bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    bytes.collect()
}

/// A log of SARIF, with the rules, each an id and a sentence.
pub fn sarif(rules: impl Iterator<Item = (&'static str, &'static str)>, entries: &[Entry<'_>]) -> String {
    let rule = |(id, sentence)| json!({ "id": id, "shortDescription": { "text": sentence } });
    let result = |entry: &Entry<'_>| {
        json!({
            "ruleId": entry.id,
            "level": entry.level.as_str(),
            "message": { "text": entry.message },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(entry.file) },
                    "region": { "startLine": entry.line },
                },
            }],
        })
    };
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "hire-codegen",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.map(rule).collect::<Value>(),
            } },
            "results": entries.iter().map(result).collect::<Value>(),
        }],
    });
    format!("{log:#}\n")
}
