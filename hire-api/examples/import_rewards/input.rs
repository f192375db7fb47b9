//! The file of rewards.

use std::fs;
use std::io;
use std::path::Path;

use hire_api::types::ExternalReward;
use hire_runtime::{Location, Violation, Violations};
use serde_json::{Map, Value};

/// A line of the file.
pub struct Line {
    /// Counted from 1.
    pub number: usize,
    /// The external id as far as it can be told.
    pub external_id: String,
    /// The reward, or everything that is wrong with it.
    pub reward: Result<ExternalReward, Violations>,
}

/// Reads the lines that are not empty.
///
/// A file that holds no JSON Lines at all is one error, not one for each of its lines.
pub fn read(path: &Path) -> io::Result<Vec<Line>> {
    let bytes = fs::read(path).map_err(about(path))?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let lines = || {
        let lines = bytes.split(|byte| *byte == b'\n').enumerate();
        lines.filter(|(_, text)| !text.trim_ascii().is_empty())
    };
    if let Some(found) = other_than_lines(bytes, || lines().map(|(_, text)| text)) {
        let message = format!("{found}, where JSON Lines are needed: one object a line");
        return Err(about(path)(io::Error::new(io::ErrorKind::InvalidData, message)));
    }
    Ok(lines().map(|(index, text)| line(index + 1, text)).collect())
}

/// Says which file an error is about.
pub fn about(path: &Path) -> impl Fn(io::Error) -> io::Error {
    move |error| io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// What a file holds instead of lines with an object each, if it does.
fn other_than_lines<'t, L: Iterator<Item = &'t [u8]>>(
    text: &[u8],
    lines: impl Fn() -> L,
) -> Option<&'static str> {
    let is_object = |line: &[u8]| serde_json::from_slice::<Map<String, Value>>(line).is_ok();
    let first = text.trim_ascii_start().first()?;
    match first {
        b'[' => Some("a JSON array"),
        _ if lines().any(is_object) => None,
        _ if text.contains(&0) || std::str::from_utf8(text).is_err() => Some("no text in UTF-8"),
        // Lines with an object each are told from each other, even if none is right.
        b'{' if lines().nth(1).is_none_or(|second| second.trim_ascii_start().starts_with(b"{")) => None,
        b'{' => Some("an object over several lines"),
        _ => Some("no JSON object"),
    }
}

fn line(number: usize, text: &[u8]) -> Line {
    let reward = hire_runtime::parse::<ExternalReward>(text).and_then(|reward| known(reward, text));
    let external_id = match &reward {
        Ok(reward) => reward.external_id.clone(),
        Err(_) => serde_json::from_slice::<Value>(text)
            .ok()
            .and_then(|value| Some(value.get("external_id")?.as_str()?.to_owned()))
            .unwrap_or_default(),
    };
    Line { number, external_id, reward }
}

/// Refuses properties that a reward does not have. To the platform they mean nothing; in a file of money
/// to be paid, a misspelt one would be lost without a word, and an optional one with it.
fn known(reward: ExternalReward, text: &[u8]) -> Result<ExternalReward, Violations> {
    let written = serde_json::from_slice::<Value>(text).unwrap_or_default();
    let read = serde_json::to_value(&reward).unwrap_or_default();
    let mut unknown = Vec::new();
    collect_unknown(&written, &read, "", &mut unknown);
    let violation =
        |pointer: String| Violation::new(Location::Body, pointer, "additionalProperties", "", "a property");
    Violations::from_vec(unknown.into_iter().map(violation).collect()).map_or(Ok(reward), Err)
}

fn collect_unknown(written: &Value, read: &Value, pointer: &str, unknown: &mut Vec<String>) {
    for (name, value) in written.as_object().into_iter().flatten() {
        let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
        match read.get(name) {
            Some(read) => collect_unknown(value, read, &pointer, unknown),
            None => unknown.push(pointer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_property_is_refused() {
        let text = br#"{"referral_user_id":"ou_1","external_id":"a","talent_id":"1","rule_type":5,"stage":1,
            "confirm_tme":"1","bonus":{"bonus_type":1,"point_bonus":1,"points":2}}"#;
        let violations = line(1, text).reward.unwrap_err();
        let found: Vec<_> = violations.iter().map(|it| (it.pointer.as_str(), it.keyword)).collect();
        assert_eq!(
            found,
            [("/confirm_tme", "additionalProperties"), ("/bonus/points", "additionalProperties")]
        );
    }

    #[test]
    fn every_line_is_read_for_itself() {
        let reward = |id: &str| {
            format!(
                r#"{{"referral_user_id":"ou_1","external_id":"{id}","talent_id":"1","rule_type":5,"stage":1,"bonus":{{"bonus_type":1,"point_bonus":1}}}}"#
            )
        };
        let mut text = b"\xEF\xBB\xBF".to_vec();
        let (first, last) = (reward("a"), reward("b"));
        let broken = first.replace(":5,", ":6,").replace("\"a\"", "\"c\"");
        for line in [&first, "", " \t", &first, "[]", "{", &broken, "\u{fffd}", &last] {
            text.extend_from_slice(line.as_bytes());
            text.extend_from_slice(b"\r\n");
        }
        // The replacement character stands for a byte that is not UTF-8.
        let at = text.windows(3).position(|part| part == "\u{fffd}".as_bytes());
        text[at.unwrap()] = 0xFF;
        let file = tempfile::NamedTempFile::new_in(crate::scratch()).unwrap();
        fs::write(file.path(), text).unwrap();
        let lines = read(file.path()).unwrap();

        let found: Vec<_> =
            lines.iter().map(|line| (line.number, line.external_id.as_str(), line.reward.is_ok())).collect();
        let expected = [
            (1, "a", true),
            (4, "a", true),
            (5, "", false),
            (6, "", false),
            (7, "c", false),
            (8, "", false),
            (9, "b", true),
        ];
        assert_eq!(found, expected);
        let reasons = lines[4].reward.as_ref().unwrap_err().to_string();
        assert!(reasons.starts_with("/rule_type: 6 "), "{reasons}");
        assert!(read(Path::new("/nowhere/rewards.jsonl")).is_err());
    }

    #[test]
    fn a_file_without_lines_of_objects_is_one_error() {
        let pretty = "{\n  \"external_id\": \"a\",\n  \"bonus\": { \"bonus_type\": 1 }\n}\n";
        let file = tempfile::NamedTempFile::new_in(crate::scratch()).unwrap();
        for (text, found) in [
            (b"[{\"stage\": 1}]".to_vec(), "a JSON array"),
            (b"\xEF\xBB\xBF\r\n[\r\n{\"stage\": 1},\r\n{\"stage\": 2}\r\n]\r\n".to_vec(), "a JSON array"),
            (b"[\n{\"stage\": 1},\n".to_vec(), "a JSON array"),
            (pretty.into(), "an object over several lines"),
            (pretty.repeat(2).replace('\n', "\r\n").into(), "an object over several lines"),
            (pretty.trim_end_matches("}\n").into(), "an object over several lines"),
            (pretty.encode_utf16().flat_map(u16::to_le_bytes).collect(), "no text in UTF-8"),
            (b"\x7FELF\x02\x01\n\x00\n".to_vec(), "no text in UTF-8"),
            (b"external_id,stage\na,1\n".to_vec(), "no JSON object"),
            (b"<html>".to_vec(), "no JSON object"),
            (b"17".to_vec(), "no JSON object"),
        ] {
            fs::write(file.path(), &text).unwrap();
            let error = read(file.path()).err().unwrap().to_string();
            let expected =
                format!("{}: {found}, where JSON Lines are needed: one object a line", file.path().display());
            assert_eq!(error, expected, "{}", text.escape_ascii());
        }
        for (text, lines) in [
            ("", 0),
            ("\u{feff}\r\n \n", 0),
            ("{\"stage\":", 1),
            ("{}", 1),
            ("{\"a\": ,}\n{\"b\"", 2),
            ("{}\n[]\n{", 3),
        ] {
            fs::write(file.path(), text).unwrap();
            assert_eq!(read(file.path()).unwrap().len(), lines, "{text:?}");
        }
    }

    #[test]
    fn the_rewards_of_the_example_are_as_the_exit_code_expects() {
        let lines = read(Path::new(crate::REWARDS)).unwrap();
        let refused: Vec<_> = lines.iter().filter(|line| line.reward.is_err()).collect();
        let [refused] = refused.as_slice() else {
            panic!("{} lines are refused", refused.len());
        };
        assert!(refused.reward.as_ref().unwrap_err().len() >= 5);
    }
}
