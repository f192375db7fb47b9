//! Differences between descriptions, in the formats that people and other programs read.

use hire_codegen_cli::Level;
use hire_codegen_cli::diff::{self, Effect, Finding, Origin, Rule, RustChange, Side, Verdict, Version};
use serde_json::{Value, json};

use crate::report::{self, Entry, Format, cell, colored};

/// How many differences of bindings a text shows of one finding.
const SHOWN: usize = 3;

/// Writes findings in a format; `color` is for text alone. What is accepted is counted, and left out; notes
/// are about entries that accept nothing.
pub fn render(findings: &[Finding], notes: &[String], new: &Side, format: Format, color: bool) -> String {
    let (accepted, open): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| finding.accepted.is_some());
    let file = new.name();
    let entries = || open.iter().map(|finding| entry(finding, &file)).collect::<Vec<_>>();
    match format {
        Format::Text => {
            let lines: String = open.iter().map(|finding| text(finding, color)).collect();
            lines + &listed("note: ", notes) + &summary(&open, accepted.len())
        }
        Format::Json => {
            let value = json!({
                "verdict": verdict(&open).map(|it| it.to_string()),
                "findings": open.iter().map(|it| object(it)).collect::<Value>(),
                "accepted": accepted.iter().map(|it| object(it)).collect::<Value>(),
                "notes": notes,
            });
            format!("{value:#}\n")
        }
        Format::Markdown => {
            let head =
                "| verdict | finding | what | on the wire | in Rust |\n| --- | --- | --- | --- | --- |\n";
            let rows: String = open.iter().map(|it| row(it)).collect();
            let table = if open.is_empty() { String::new() } else { format!("{head}{rows}\n") };
            table + &listed("- ", notes) + &summary(&open, accepted.len())
        }
        Format::Github => {
            let notes = notes.iter().map(|note| format!("::notice title=acceptance::{note}\n"));
            entries().iter().map(report::command).chain(notes).collect()
        }
        Format::Sarif => report::sarif(diff::rules().map(|rule| (rule.id, rule.sentence)), &entries()),
    }
}

/// Notes, each on a line that begins with a mark.
fn listed(mark: &str, notes: &[String]) -> String {
    notes.iter().flat_map(|note| [mark, note, "\n"]).collect()
}

/// The highest verdict; none where nothing differs.
fn verdict(findings: &[&Finding]) -> Option<Verdict> {
    findings.iter().map(|finding| finding.verdict()).max()
}

fn summary(findings: &[&Finding], accepted: usize) -> String {
    let Some(highest) = verdict(findings) else {
        return if accepted == 0 {
            String::new()
        } else {
            format!("nothing but what is accepted: {accepted}\n")
        };
    };
    let counts = [Verdict::Major, Verdict::Minor, Verdict::Patch]
        .map(|verdict| (verdict, findings.iter().filter(|it| it.verdict() == verdict).count()));
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    let counts: Vec<_> = counts.map(|(verdict, count)| format!("{count} {verdict}")).collect();
    let rest = if accepted == 0 { String::new() } else { format!("; {accepted} accepted") };
    format!("verdict: {highest} ({}{rest})\n", counts.join(", "))
}

fn level(verdict: Verdict) -> Level {
    match verdict {
        Verdict::Major => Level::Error,
        Verdict::Minor => Level::Warning,
        Verdict::Patch => Level::Note,
    }
}

fn text(finding: &Finding, color: bool) -> String {
    let verdict = finding.verdict();
    let word = colored(&verdict.to_string(), level(verdict), color);
    let place = finding.place().map_or(String::new(), |it| format!("{}:{}: ", it.file, it.line));
    let mut lines = vec![format!("{place}{word} {finding}")];
    lines.push(format!("    on the wire: {}; in Rust: {}", wire(finding), finding.effect()));
    if let Origin::Generator { from } = &finding.origin {
        lines.push(format!("    {}", generator(from.as_deref())));
    }
    let breaking: Vec<_> = finding.rust.iter().filter(|it| it.effect > Effect::Nothing).collect();
    lines.extend(breaking.iter().take(SHOWN).map(|change| format!("    {}", rust(change))));
    if breaking.len() > SHOWN {
        lines.push(format!("    and {} more items", breaking.len() - SHOWN));
    }
    lines.join("\n") + "\n"
}

/// What the difference means on the wire: for words and bindings, nothing.
fn wire(finding: &Finding) -> &'static str {
    let Rule { id, level, verdict, .. } = finding.rule;
    match (level, verdict) {
        (Level::Error, _) => "breaks callers",
        (Level::Warning, _) => "may break callers",
        (Level::Note, Verdict::Patch) => "nothing",
        (Level::Note, _) if id.starts_with("rust-") => "nothing",
        (Level::Note, _) => "breaks nobody",
    }
}

fn generator(from: Option<&str>) -> String {
    let from = from.map_or("an earlier version".to_owned(), |from| format!("version {from}"));
    format!("the description is the same: {from} of the generator wrote it otherwise")
}

/// A difference of bindings in a line.
fn rust(change: &RustChange) -> String {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{}: `{}` is now `{}`", change.path, old.text, new.text),
        (Some(_), None) => format!("{} is gone", change.path),
        (None, _) => format!("{} is new", change.path),
    }
}

/// The place of an entry is in the new description, which is what is changed: at its beginning for what it lacks.
fn entry<'a>(finding: &'a Finding, new: &'a str) -> Entry<'a> {
    let (file, line) = finding.new.as_ref().map_or((new, 1), |it| (it.file.as_str(), it.line));
    let verdict = finding.verdict();
    let message =
        format!("{verdict}: {finding} (on the wire: {}; in Rust: {})", wire(finding), finding.effect());
    Entry { id: finding.rule.id, level: level(verdict), file, line, message }
}

fn object(finding: &Finding) -> Value {
    let version =
        |it: &Version| json!({ "file": it.file, "pointer": it.pointer, "line": it.line, "text": it.text });
    let change = |it: &RustChange| {
        json!({
            "id": it.id,
            "path": it.path,
            "effect": it.effect.to_string(),
            "old": it.old.as_ref().map(|it| &it.text),
            "new": it.new.as_ref().map(|it| &it.text),
        })
    };
    let origin = match &finding.origin {
        Origin::Description => json!({ "from": "description" }),
        Origin::Generator { from } => json!({ "from": "generator", "version": from }),
    };
    json!({
        "id": finding.rule.id,
        "direction": finding.rule.direction.to_string(),
        "level": finding.rule.level.as_str(),
        "effect": finding.effect().to_string(),
        "verdict": finding.verdict().to_string(),
        "subject": finding.subject,
        "message": finding.rule.sentence,
        "old": finding.old.as_ref().map(version),
        "new": finding.new.as_ref().map(version),
        "rust": finding.rust.iter().map(change).collect::<Value>(),
        "origin": origin,
        "accepted": finding.accepted.as_ref().map(|it| json!({ "reason": it.reason, "until": it.until })),
    })
}

fn row(finding: &Finding) -> String {
    let (verdict, id) = (finding.verdict(), finding.rule.id);
    let what = finding.to_string();
    let what = what.strip_prefix(id).unwrap_or(&what).trim_start();
    format!("| {verdict} | `{id}` | {} | {} | {} |\n", cell(what), wire(finding), finding.effect())
}

/// The rules, as a table in Markdown.
pub fn rules() -> String {
    let head = "| rule | direction | level | in Rust, if it compiles | verdict | what | note |\n| --- | --- | --- | --- | --- | --- | --- |\n";
    let row = |rule: &Rule| {
        let Rule { id, direction, level, effect, verdict, sentence, note } = rule;
        format!(
            "| `{id}` | {direction} | {} | {effect} | {verdict} | {sentence} | {note} |\n",
            level.as_str()
        )
    };
    head.to_owned() + &diff::rules().map(row).collect::<String>()
}
