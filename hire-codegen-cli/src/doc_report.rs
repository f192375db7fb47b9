//! Differences between pages, in the formats that people and other programs read.

use clap::ValueEnum;
use hire_codegen_cli::doc::check::Difference;
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

/// A finding, and the files that it is about, as they are named in a report.
pub struct Placed<'a> {
    finding: &'a Finding,
    old_file: &'a str,
    new_file: &'a str,
    /// What a description has to do with it.
    difference: Option<&'a Difference>,
}

/// Writes findings in a format; `color` is for text alone.
pub fn render(placed: &[Placed<'_>], format: Format, color: bool) -> String {
    let lines =
        |line: &dyn Fn(&Placed<'_>) -> String| placed.iter().map(|placed| line(placed) + "\n").collect();
    match format {
        Format::Text => lines(&|placed| text(placed, color)),
        Format::Json => format!("{:#}\n", placed.iter().map(object).collect::<Value>()),
        Format::Markdown => {
            let head = "| line | finding | where | what |\n| --- | --- | --- | --- |\n";
            head.to_owned() + &lines(&row)
        }
        Format::Github => lines(&command),
        Format::Sarif => format!("{:#}\n", sarif(placed)),
    }
}

impl<'a> Placed<'a> {
    /// A difference between two versions of a page.
    pub fn of_pages(finding: &'a Finding, old_file: &'a str, new_file: &'a str) -> Self {
        Self { finding, old_file, new_file, difference: None }
    }

    /// A difference between a description and a page.
    pub fn of_description(difference: &'a Difference, spec: &'a str, page: &'a str) -> Self {
        Self { finding: &difference.finding, old_file: spec, new_file: page, difference: Some(difference) }
    }

    /// The file and line that a reader is led to: those of the new page, unless only what it is compared with has something.
    fn place(&self) -> (String, usize) {
        match (&self.finding.new, self.difference, &self.finding.old) {
            (Some(new), ..) => (self.new_file.to_owned(), new.line),
            (None, Some(difference), _) => {
                (difference.place.file.display().to_string(), difference.place.line)
            }
            (None, None, Some(old)) => (self.old_file.to_owned(), old.line),
            (None, None, None) => (self.new_file.to_owned(), 1),
        }
    }

    fn name(&self) -> &'static str {
        match self.finding.level() {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// Where the description speaks of it, and what to do there.
    fn advice(&self) -> Option<(String, String)> {
        let Difference { place, edits, is_certain, .. } = self.difference?;
        let at = format!("{}:{}:{} #{}", place.file.display(), place.line, place.column, place.pointer);
        let edits: Vec<_> = edits.iter().map(|(_, edit)| edit.to_string()).collect();
        let advice = match (edits.is_empty(), is_certain) {
            (true, _) => "read it, and accept the page".to_owned(),
            (false, true) => edits.join("; "),
            (false, false) => format!("decide: {}", edits.join("; ")),
        };
        Some((at, advice))
    }
}

fn text(placed: &Placed<'_>, color: bool) -> String {
    let (start, end) = match (color, placed.finding.level()) {
        (false, _) => ("", ""),
        (true, Level::Note) => ("\u{1b}[36m", "\u{1b}[0m"),
        (true, Level::Warning) => ("\u{1b}[33m", "\u{1b}[0m"),
        (true, Level::Error) => ("\u{1b}[31m", "\u{1b}[0m"),
    };
    let (file, line) = placed.place();
    let advice =
        placed.advice().map(|(at, advice)| format!("\n    at {at}\n    {advice}")).unwrap_or_default();
    format!("{file}:{line}: {start}{}{end} {}{advice}", placed.name(), placed.finding)
}

fn object(placed: &Placed<'_>) -> Value {
    let finding = placed.finding;
    let version =
        |version: &Version, file: &str| json!({ "file": file, "line": version.line, "text": version.text });
    let mut object = json!({
        "id": finding.kind.id,
        "level": placed.name(),
        "path": finding.path,
        "message": finding.kind.sentence,
        "old": finding.old.as_ref().map(|old| version(old, placed.old_file)),
        "new": finding.new.as_ref().map(|new| version(new, placed.new_file)),
    });
    if let Some(Difference { place, edits, is_certain, .. }) = placed.difference {
        object["place"] = json!({
            "file": place.file, "line": place.line, "column": place.column, "pointer": place.pointer,
        });
        let edit = |(file, edit): &(std::path::PathBuf, hire_codegen_cli::doc::yaml::Edit)| {
            let mut value = edit.to_json();
            value["file"] = json!(file);
            value
        };
        object["edits"] = edits.iter().map(edit).collect();
        object["certain"] = json!(is_certain);
    }
    object
}

fn row(placed: &Placed<'_>) -> String {
    let finding = placed.finding;
    let what = match finding.texts() {
        (Some(old), Some(new)) => format!("{}: {old} → {new}", finding.kind.sentence),
        (Some(text), None) | (None, Some(text)) => format!("{}: {text}", finding.kind.sentence),
        (None, None) => finding.kind.sentence.to_owned(),
    };
    let advice = placed.advice().map(|(at, advice)| format!("; at {at}: {advice}")).unwrap_or_default();
    let what = format!("{what}{advice}").replace('|', "\\|");
    let (file, line) = placed.place();
    format!("| {file}:{line} | {} {} | `{}` | {what} |", placed.name(), finding.kind.id, finding.path)
}

/// A command of GitHub Actions; what would end its parts is escaped.
fn command(placed: &Placed<'_>) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let name = if placed.finding.level() == Level::Note { "notice" } else { placed.name() };
    let (file, line) = placed.place();
    let (file, title) = (property(&file), property(placed.finding.kind.id));
    let advice = placed.advice().map(|(at, advice)| format!("\nat {at}\n{advice}")).unwrap_or_default();
    format!(
        "::{name} file={file},line={line},title={title}::{}",
        data(&format!("{}{advice}", placed.finding))
    )
}

fn sarif(placed: &[Placed<'_>]) -> Value {
    let rule = |kind: &Kind| json!({ "id": kind.id, "shortDescription": { "text": kind.sentence } });
    let result = |placed: &Placed<'_>| {
        let (file, line) = placed.place();
        json!({
            "ruleId": placed.finding.kind.id,
            "level": placed.name(),
            "message": { "text": placed.finding.to_string() },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": file },
                    "region": { "startLine": line },
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
