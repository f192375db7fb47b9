//! Diagnostics and lints, in the formats that people and other programs read.

use hire_codegen::diagnostic::{Diagnostic, Severity, codes};
use hire_codegen::{Located, Report};
use hire_codegen_cli::Level;
use serde_json::{Value, json};

use crate::input::Input;
use crate::report::{self, Entry, Format, cell};

/// A finding, and where it is.
struct Finding<'r> {
    diagnostic: &'r Diagnostic,
    file: String,
    /// None of what has no place, such as an option.
    place: Option<Located<'r>>,
}

/// Writes what was found in descriptions in a format; `color` is for text alone.
pub fn render(linted: &[(Input, Report)], format: Format, color: bool) -> String {
    let findings: Vec<_> = linted.iter().flat_map(|(input, report)| findings(input, report)).collect();
    let entries = || findings.iter().map(Finding::entry).collect::<Vec<_>>();
    match format {
        Format::Text | Format::Markdown if findings.is_empty() => "no findings\n".to_owned(),
        Format::Text => text(linted, &findings, color),
        Format::Json => format!("{:#}\n", findings.iter().map(Finding::object).collect::<Value>()),
        Format::Markdown => {
            let head = "| place | finding | what | what to do |\n| --- | --- | --- | --- |\n";
            head.to_owned() + &findings.iter().map(Finding::row).collect::<String>()
        }
        Format::Github => entries().iter().map(report::command).collect(),
        Format::Sarif => report::sarif(codes::ALL.iter().copied(), &entries()),
    }
}

fn findings<'r>(input: &'r Input, report: &'r Report) -> impl Iterator<Item = Finding<'r>> {
    report.located().map(|(diagnostic, place)| {
        let path = input.side.path.to_string_lossy();
        let file = input.named(place.as_ref().map_or(&path, |it| it.file));
        Finding { diagnostic, file, place }
    })
}

/// Code frames, and how to learn more about them.
fn text(linted: &[(Input, Report)], findings: &[Finding<'_>], color: bool) -> String {
    let frames = linted.iter().filter(|(_, report)| !report.is_empty());
    let frames: Vec<_> = frames.map(|(input, report)| input.named(&report.render(color))).collect();
    let code = findings.first().map_or("", |it| it.diagnostic.code);
    format!("{}\nmore about a code: `hire-codegen explain {code}`\n", frames.join("\n"))
}

impl Finding<'_> {
    fn level(&self) -> Level {
        match self.diagnostic.severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
        }
    }

    fn line(&self) -> usize {
        self.place.as_ref().map_or(1, |it| it.line)
    }

    fn entry(&self) -> Entry<'_> {
        let Diagnostic { code, message, label, help, .. } = self.diagnostic;
        let lines = [message].into_iter().chain(label).chain(help).map(String::as_str);
        let message = lines.collect::<Vec<_>>().join("\n");
        Entry { id: code, level: self.level(), file: &self.file, line: self.line(), message }
    }

    fn object(&self) -> Value {
        let Diagnostic { code, message, label, help, .. } = self.diagnostic;
        json!({
            "id": code,
            "level": self.level().as_str(),
            "message": message,
            "label": label,
            "help": help,
            "file": self.file,
            "line": self.place.as_ref().map(|it| it.line),
            "column": self.place.as_ref().map(|it| it.column),
            "pointer": self.place.as_ref().and_then(|it| it.pointer),
        })
    }

    fn row(&self) -> String {
        let Diagnostic { code, message, label, help, .. } = self.diagnostic;
        let what = label.iter().fold(message.clone(), |what, label| what + ": " + label);
        let (level, line) = (self.level().as_str(), self.line());
        format!(
            "| {}:{line} | {level} `{code}` | {} | {} |\n",
            self.file,
            cell(&what),
            cell(&help.join("; "))
        )
    }
}
