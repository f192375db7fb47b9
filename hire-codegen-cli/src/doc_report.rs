//! Differences between pages, in the formats that people and other programs read.

use clap::ValueEnum;
use hire_codegen_cli::doc::diff::{Finding, KINDS, Kind, Level, Version};
use serde_json::{Value, json};

/// How findings are printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    /// A line for each, with file and line in front.
    Text,
    /// An array of objects.
    Json,
    /// A table.
    Markdown,
    /// Commands of GitHub Actions, which show as annotations.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

/// The two files that are compared, as they are named in a report.
pub struct Files {
    pub old: String,
    pub new: String,
}

/// A finding, and the place in a file that a reader is led to: in the new page, unless only the old one has it.
struct Placed<'a> {
    finding: &'a Finding,
    file: &'a str,
    line: usize,
}

/// Writes findings in a format; `color` is for text alone.
pub fn render(findings: &[Finding], files: &Files, format: Format, color: bool) -> String {
    let placed: Vec<_> = findings.iter().map(|finding| Placed::new(finding, files)).collect();
    let lines =
        |line: &dyn Fn(&Placed<'_>) -> String| placed.iter().map(|placed| line(placed) + "\n").collect();
    match format {
        Format::Text => lines(&|placed| text(placed, color)),
        Format::Json => {
            format!("{:#}\n", placed.iter().map(|placed| object(placed, files)).collect::<Value>())
        }
        Format::Markdown => {
            let head = "| line | finding | where | what |\n| --- | --- | --- | --- |\n";
            head.to_owned() + &lines(&row)
        }
        Format::Github => lines(&command),
        Format::Sarif => format!("{:#}\n", sarif(&placed)),
    }
}

impl<'a> Placed<'a> {
    fn new(finding: &'a Finding, files: &'a Files) -> Self {
        let (file, version) = match (&finding.new, &finding.old) {
            (Some(new), _) => (&files.new, Some(new)),
            (None, old) => (&files.old, old.as_ref()),
        };
        Self { finding, file, line: version.map_or(1, |version| version.line) }
    }

    fn name(&self) -> &'static str {
        match self.finding.level() {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

fn text(placed: &Placed<'_>, color: bool) -> String {
    let (start, end) = match (color, placed.finding.level()) {
        (false, _) => ("", ""),
        (true, Level::Note) => ("\u{1b}[36m", "\u{1b}[0m"),
        (true, Level::Warning) => ("\u{1b}[33m", "\u{1b}[0m"),
        (true, Level::Error) => ("\u{1b}[31m", "\u{1b}[0m"),
    };
    format!("{}:{}: {start}{}{end} {}", placed.file, placed.line, placed.name(), placed.finding)
}

fn object(placed: &Placed<'_>, files: &Files) -> Value {
    let finding = placed.finding;
    let version =
        |version: &Version, file: &str| json!({ "file": file, "line": version.line, "text": version.text });
    json!({
        "id": finding.kind.id,
        "level": placed.name(),
        "path": finding.path,
        "message": finding.kind.sentence,
        "old": finding.old.as_ref().map(|old| version(old, &files.old)),
        "new": finding.new.as_ref().map(|new| version(new, &files.new)),
    })
}

fn row(placed: &Placed<'_>) -> String {
    let finding = placed.finding;
    let what = match finding.texts() {
        (Some(old), Some(new)) => format!("{}: {old} → {new}", finding.kind.sentence),
        (Some(text), None) | (None, Some(text)) => format!("{}: {text}", finding.kind.sentence),
        (None, None) => finding.kind.sentence.to_owned(),
    };
    let what = what.replace('|', "\\|");
    format!(
        "| {}:{} | {} {} | `{}` | {what} |",
        placed.file,
        placed.line,
        placed.name(),
        finding.kind.id,
        finding.path
    )
}

/// A command of GitHub Actions; what would end its parts is escaped.
fn command(placed: &Placed<'_>) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let name = if placed.finding.level() == Level::Note { "notice" } else { placed.name() };
    let (file, title) = (property(placed.file), property(placed.finding.kind.id));
    format!("::{name} file={file},line={},title={title}::{}", placed.line, data(&placed.finding.to_string()))
}

fn sarif(placed: &[Placed<'_>]) -> Value {
    let rule = |kind: &Kind| json!({ "id": kind.id, "shortDescription": { "text": kind.sentence } });
    let result = |placed: &Placed<'_>| {
        json!({
            "ruleId": placed.finding.kind.id,
            "level": placed.name(),
            "message": { "text": placed.finding.to_string() },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": placed.file },
                    "region": { "startLine": placed.line },
                },
            }],
        })
    };
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "hire-codegen",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": KINDS.iter().map(rule).collect::<Value>(),
            } },
            "results": placed.iter().map(result).collect::<Value>(),
        }],
    })
}
