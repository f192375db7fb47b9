//! The table at the end.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table};

use hire_runtime::Printable;

use crate::outcome::{Failure, Outcome};
use crate::terminal::{has_colors, table_width};

/// The table, a row for each line: number, external id and outcome. Lines that were not sent are
/// left out: nothing happened to them, and they may be many.
pub fn render<'r>(rows: impl IntoIterator<Item = (usize, &'r str, &'r Outcome)>) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_header([
        "line",
        "external_id",
        "outcome",
        "id or reason",
    ]);
    table.set_width(table_width(table.width()));
    if !has_colors() {
        table.force_no_tty();
    }
    for (number, external_id, outcome) in rows {
        let (name, color) = match outcome {
            Outcome::Imported(_) => ("imported", Color::Green),
            Outcome::Before(_) => ("imported before", Color::Green),
            Outcome::Refused(_) => ("refused", Color::Yellow),
            Outcome::Failed(_) => ("failed", Color::Red),
            Outcome::NotSent => continue,
        };
        table.add_row([
            Cell::new(number),
            Cell::new(printable(external_id)),
            Cell::new(name).fg(color).add_attribute(Attribute::Bold),
            Cell::new(details(outcome)),
        ]);
    }
    table.to_string()
}

fn details(outcome: &Outcome) -> String {
    let lines: Vec<_> = match outcome {
        Outcome::Imported(id) | Outcome::Before(id) => vec![printable(id)],
        Outcome::Refused(reasons) => reasons.iter().map(|reason| printable(reason)).collect(),
        Outcome::Failed(failure) => explanation(failure),
        Outcome::NotSent => Vec::new(),
    };
    lines.join("\n")
}

fn explanation(failure: &Failure) -> Vec<String> {
    let mut lines = vec![printable(&failure.meaning)];
    lines.extend(failure.words.iter().map(|words| printable(words)));
    lines.extend(failure.advice.map(|advice| format!("advice: {advice}")));
    let log_id = failure.log_id.as_deref();
    lines.extend(log_id.map(|id| format!("log id: {}", printable(id))));
    lines
}

/// A text from a file or a response, in one line, cut, and without what would steer a terminal.
pub fn printable(text: &str) -> String {
    Printable(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_tells_all_and_steers_no_terminal() {
        let outcomes = [
            Outcome::Imported("7100000000000000001".into()),
            Outcome::Refused(vec!["/stage: 9 is none of 1".into(), "/x: \u{1b}[2J".into()]),
            Outcome::NotSent,
            Outcome::Failed(Failure {
                meaning: "1002002 InvalidParameter".into(),
                words: vec!["application_id: does not exist".into()],
                advice: Some("Look at the message."),
                log_id: Some("20240108".into()),
            }),
        ];
        let rows = outcomes.iter().zip(1..);
        let text = render(rows.map(|(outcome, line)| (line, "奖励\u{7}\u{202e}", outcome)));
        for part in [
            "7100000000000000001",
            "/stage: 9 is none of 1",
            "1002002 InvalidParameter",
            "application_id: does not exist",
            "advice: Look at the message.",
            "log id: 20240108",
            "奖励\\u{7}\\u{202e}",
            "\\u{1b}[2J",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert!(!text.contains('\u{7}'));
        assert!(!text.contains("not sent"), "{text}");
    }
}
