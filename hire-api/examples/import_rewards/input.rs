//! The file of rewards.

use std::fs;
use std::io;
use std::path::Path;

use hire_api::types::ExternalReward;
use hire_runtime::{Part, Violation, Violations};
use serde_json::Value;

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
pub fn read(path: &Path) -> io::Result<Vec<Line>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let bytes = fs::read(path).map_err(named)?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let lines =
        bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, text)| !text.trim_ascii().is_empty());
    Ok(lines.map(|(index, text)| line(index + 1, text)).collect())
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
        |pointer: String| Violation::new(Part::Body, pointer, "additionalProperties", "", "a property");
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
        let name = format!("import-rewards-input-{}.jsonl", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, text).unwrap();
        let lines = read(&path).unwrap();
        fs::remove_file(&path).unwrap();

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
    fn the_rewards_of_the_example_are_as_the_exit_code_expects() {
        let lines = read(Path::new(crate::REWARDS)).unwrap();
        let refused: Vec<_> = lines.iter().filter(|line| line.reward.is_err()).collect();
        let [refused] = refused.as_slice() else {
            panic!("{} lines are refused", refused.len());
        };
        assert!(refused.reward.as_ref().unwrap_err().len() >= 5);
    }
}
