//! Differences between pages, in the formats that people and other programs read.

use hire_codegen_cli::doc::check::Difference;
use hire_codegen_cli::doc::diff::{Finding, KINDS, Version};
use serde_json::{Value, json};

use crate::report::{self, Entry, Format, cell, colored};

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
    let places: Vec<_> = placed.iter().map(Placed::place).collect();
    let entries: Vec<_> = placed.iter().zip(&places).map(|(it, place)| it.entry(place)).collect();
    let with_entries = || placed.iter().zip(&entries);
    match format {
        Format::Text => with_entries().map(|(placed, entry)| text(placed, entry, color)).collect(),
        Format::Json => format!("{:#}\n", placed.iter().map(object).collect::<Value>()),
        Format::Markdown => {
            let head = "| line | finding | where | what |\n| --- | --- | --- | --- |\n";
            let rows = with_entries().map(|(placed, entry)| row(placed, entry));
            head.to_owned() + &rows.collect::<String>()
        }
        Format::Github => entries.iter().map(report::command).collect(),
        Format::Sarif => report::sarif(KINDS.iter().map(|kind| (kind.id, kind.sentence)), &entries),
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

    /// The finding at its place; what to do about it is in the message.
    fn entry<'p>(&self, (file, line): &'p (String, usize)) -> Entry<'p> {
        let advice = self.advice().map(|(at, advice)| format!("\nat {at}\n{advice}")).unwrap_or_default();
        Entry {
            id: self.finding.kind.id,
            level: self.finding.level(),
            file,
            line: *line,
            message: format!("{}{advice}", self.finding),
        }
    }

    /// Where the description speaks of it, and what to do there.
    fn advice(&self) -> Option<(String, String)> {
        let Difference { place, edits, is_certain, doubt, .. } = self.difference?;
        let at = format!("{}:{}:{} #{}", place.file.display(), place.line, place.column, place.pointer);
        let doubt = doubt.iter().map(|doubt| (*doubt).to_owned());
        let words: Vec<_> = doubt.chain(edits.iter().map(|(_, edit)| edit.to_string())).collect();
        let advice = match (words.is_empty(), is_certain) {
            (true, _) => "read it, and accept the page".to_owned(),
            (false, true) => words.join("; "),
            (false, false) => format!("decide: {}", words.join("; ")),
        };
        Some((at, advice))
    }
}

fn text(placed: &Placed<'_>, entry: &Entry<'_>, color: bool) -> String {
    let level = colored(entry.level.as_str(), entry.level, color);
    let advice =
        placed.advice().map(|(at, advice)| format!("\n    at {at}\n    {advice}")).unwrap_or_default();
    format!("{}:{}: {level} {}{advice}\n", entry.file, entry.line, placed.finding)
}

fn object(placed: &Placed<'_>) -> Value {
    let finding = placed.finding;
    let version =
        |version: &Version, file: &str| json!({ "file": file, "line": version.line, "text": version.text });
    let mut object = json!({
        "id": finding.kind.id,
        "level": finding.level().as_str(),
        "path": finding.path,
        "message": finding.kind.sentence,
        "old": finding.old.as_ref().map(|old| version(old, placed.old_file)),
        "new": finding.new.as_ref().map(|new| version(new, placed.new_file)),
    });
    if let (Some(members), Some(difference)) = (object.as_object_mut(), placed.difference) {
        let Difference { place, edits, is_certain, doubt, .. } = difference;
        let edits = edits.iter().map(|(file, edit)| {
            let mut edit = edit.to_json();
            edit.as_object_mut().map(|members| members.insert("file".to_owned(), json!(file)));
            edit
        });
        let place = json!({
            "file": place.file, "line": place.line, "column": place.column, "pointer": place.pointer,
        });
        members.insert("place".to_owned(), place);
        members.insert("edits".to_owned(), edits.collect());
        members.insert("certain".to_owned(), json!(is_certain));
        members.insert("doubt".to_owned(), json!(doubt));
    }
    object
}

fn row(placed: &Placed<'_>, entry: &Entry<'_>) -> String {
    let finding = placed.finding;
    let what = match finding.texts() {
        (Some(old), Some(new)) => format!("{}: {old} → {new}", finding.kind.sentence),
        (Some(text), None) | (None, Some(text)) => format!("{}: {text}", finding.kind.sentence),
        (None, None) => finding.kind.sentence.to_owned(),
    };
    let advice = placed.advice().map(|(at, advice)| format!("; at {at}: {advice}")).unwrap_or_default();
    let Entry { file, line, level, id, .. } = entry;
    format!(
        "| {file}:{line} | {} {id} | `{}` | {} |\n",
        level.as_str(),
        finding.path,
        cell(&(what + &advice))
    )
}
