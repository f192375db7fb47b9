//! Differences between pages, in the formats that people and other programs read.

use hire_codegen_cli::doc::diff::{Finding, KINDS, Version};
use serde_json::{Value, json};

use crate::report::{self, Entry, Format, cell, colored};

/// The two files that are compared, as they are named in a report.
pub struct Files {
    pub old: String,
    pub new: String,
}

/// Writes findings in a format; `color` is for text alone.
pub fn render(findings: &[Finding], files: &Files, format: Format, color: bool) -> String {
    let entries: Vec<_> = findings.iter().map(|finding| entry(finding, files)).collect();
    let placed = || findings.iter().zip(&entries);
    match format {
        Format::Text => placed().map(|(finding, entry)| text(finding, entry, color)).collect(),
        Format::Json => format!("{:#}\n", findings.iter().map(|it| object(it, files)).collect::<Value>()),
        Format::Markdown => {
            let head = "| line | finding | where | what |\n| --- | --- | --- | --- |\n";
            let rows = placed().map(|(finding, entry)| row(finding, entry));
            head.to_owned() + &rows.collect::<String>()
        }
        Format::Github => entries.iter().map(report::command).collect(),
        Format::Sarif => report::sarif(KINDS.iter().map(|kind| (kind.id, kind.sentence)), &entries),
    }
}

/// The place is in the new page, unless only the old one has it.
fn entry<'a>(finding: &Finding, files: &'a Files) -> Entry<'a> {
    let (file, version) = match (&finding.new, &finding.old) {
        (Some(new), _) => (&files.new, Some(new)),
        (None, old) => (&files.old, old.as_ref()),
    };
    Entry {
        id: finding.kind.id,
        level: finding.level(),
        file,
        line: version.map_or(1, |version| version.line),
        message: finding.to_string(),
    }
}

fn text(finding: &Finding, entry: &Entry<'_>, color: bool) -> String {
    let level = colored(entry.level.as_str(), entry.level, color);
    format!("{}:{}: {level} {finding}\n", entry.file, entry.line)
}

fn object(finding: &Finding, files: &Files) -> Value {
    let version =
        |version: &Version, file: &str| json!({ "file": file, "line": version.line, "text": version.text });
    json!({
        "id": finding.kind.id,
        "level": finding.level().as_str(),
        "path": finding.path,
        "message": finding.kind.sentence,
        "old": finding.old.as_ref().map(|old| version(old, &files.old)),
        "new": finding.new.as_ref().map(|new| version(new, &files.new)),
    })
}

fn row(finding: &Finding, entry: &Entry<'_>) -> String {
    let what = match finding.texts() {
        (Some(old), Some(new)) => format!("{}: {old} → {new}", finding.kind.sentence),
        (Some(text), None) | (None, Some(text)) => format!("{}: {text}", finding.kind.sentence),
        (None, None) => finding.kind.sentence.to_owned(),
    };
    let Entry { file, line, level, id, .. } = entry;
    format!("| {file}:{line} | {} {id} | `{}` | {} |\n", level.as_str(), finding.path, cell(&what))
}
