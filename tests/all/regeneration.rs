//! A change of the description is a change of the bindings, and of nothing else in them.

use std::collections::BTreeMap;

use hire_codegen::Generator;

use crate::readme;
use crate::scratch_crate::Scratch;

const SPEC: &str = include_str!("../../spec/hire.yaml");

/// The description with a field, a value of an enumeration and an operation more.
fn extended() -> String {
    let edits = [
        (
            "          examples: [已发放]\n",
            "          examples: [已发放]\n        priority: { type: integer, minimum: 1, description: What comes first. }\n",
        ),
        (
            "      enum: [1, 2, 3]\n      x-enum-varnames: [ToBeConfirmed, Confirmed, Paid]\n",
            "      enum: [1, 2, 3, 4]\n      x-enum-varnames: [ToBeConfirmed, Confirmed, Paid, Withdrawn]\n",
        ),
        (
            "referrer see them as paid.\n",
            "referrer see them as paid.\n        - Taken back.\n",
        ),
        (
            "  /open-apis/auth/v3/tenant_access_token/internal:\n",
            "  /open-apis/hire/v1/external_referral_rewards/{external_referral_reward_id}/notes:
    post:
      operationId: addNote
      security:
        - tenant_access_token: []
      x-rate-limit: { limit: 10, window: 1s }
      x-envelope: false
      parameters:
        - { name: external_referral_reward_id, in: path, required: true, schema: { type: string } }
      requestBody:
        required: true
        content:
          application/json: { schema: { type: object, required: [text], properties: { text: { type: string } } } }
      responses:
        '204': { description: Added. }

  /open-apis/auth/v3/tenant_access_token/internal:\n",
        ),
    ];
    edits.iter().fold(SPEC.to_owned(), |text, (old, new)| {
        assert_eq!(text.matches(old).count(), 1, "{old}");
        text.replace(old, new)
    })
}

/// The bindings of a text.
fn bindings(text: &str) -> BTreeMap<&'static str, String> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("hire.yaml");
    std::fs::write(&path, text).unwrap();
    let bindings =
        Generator::new(path).deny_warnings().generate().unwrap_or_else(|report| panic!("{report}"));
    bindings.files().iter().map(|file| (file.name, file.text.clone())).collect()
}

/// Words and signs, whatever the lines.
fn tokens(text: &str) -> Vec<&str> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut tokens = Vec::new();
    for part in text.split_whitespace() {
        let mut rest = part;
        while let Some(first) = rest.chars().next() {
            let end = if is_word(first) {
                rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())
            } else {
                first.len_utf8()
            };
            let (token, after) = rest.split_at(end);
            tokens.push(token);
            rest = after;
        }
    }
    tokens
}

/// The first word of a text that another text lacks at its place, however much there is between.
fn lost<'t>(old: &'t str, new: &str) -> Option<&'t str> {
    let mut new = tokens(new).into_iter();
    tokens(old).into_iter().find(|token| !new.any(|other| other == *token))
}

#[test]
fn what_is_added_to_the_description_is_added_to_the_bindings() {
    let before = bindings(SPEC);
    let after = bindings(&extended());
    assert!(before.keys().eq(after.keys()));
    for (name, old) in &before {
        assert_eq!(lost(old, &after[name]), None, "{name}");
    }
    for (name, expected) in [
        ("types.rs", "pub priority: Option<u64>,"),
        ("types.rs", "pub fn priority(mut self, value: u64) -> Self {"),
        ("types.rs", "    /// `4`: Taken back.\n    Withdrawn,\n"),
        ("types.rs", "4 => Withdrawn,"),
        ("types.rs", "pub struct AddNoteBody {"),
        ("wire.rs", "\"priority\" => priority: optional,"),
        ("validation.rs", "at.optional(\"priority\", &self.priority).minimum(1);"),
        ("operations.rs", "pub struct AddNote {"),
        ("client.rs", "pub async fn add_note("),
    ] {
        assert!(after[name].contains(expected), "{expected} in {name}");
        assert!(!before[name].contains(expected), "{expected} in {name}");
    }
    assert_eq!(before["errors.rs"], after["errors.rs"]);
    assert_eq!(before["mod.rs"], after["mod.rs"]);
}

#[test]
fn what_is_lost_would_be_found() {
    assert_eq!(lost("a(b, c)", "a(b, x, c,)"), None);
    assert_eq!(lost("a(b, c)", "a(bc)"), Some("b"));
    assert_eq!(lost("a b", "b a"), Some("b"));
}

#[test]
fn what_is_taken_away_again_leaves_nothing_behind() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (path, out) = (folder.path().join("hire.yaml"), folder.path().join("out"));
    let write = |text: &str| {
        std::fs::write(&path, text).unwrap();
        Generator::new(&path).generate().unwrap().write(&out).unwrap()
    };
    let read = || {
        let entries = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect::<BTreeMap<_, _>>()
    };
    write(SPEC);
    let first = read();
    let changed = ["types.rs", "wire.rs", "validation.rs", "operations.rs", "client.rs"];
    assert_eq!(write(&extended()), changed);
    assert_ne!(read(), first);
    assert_eq!(write(SPEC), changed);
    assert_eq!(read(), first);
    assert_eq!(write(SPEC), [""; 0]);
}

#[test]
fn a_schema_that_is_renamed_changes_its_own_names_alone() {
    let renamed = SPEC.replace("    Help:\n", "    Hint:\n").replace("schemas/Help'", "schemas/Hint'");
    assert_ne!(renamed, SPEC);
    let before = bindings(SPEC);
    let after = bindings(&renamed);
    assert!(after["types.rs"].contains("pub struct Hint {"));
    assert!(!after["types.rs"].contains("Help"));
    let back: BTreeMap<_, _> =
        after.iter().map(|(name, text)| (*name, text.replace("Hint", "Help"))).collect();
    assert_eq!(back, before);
}

/// Uses what is added.
const USE: &str = "
pub async fn use_it(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let _ = types::ExternalReward::builder().priority(2).stage(types::RewardStage::Withdrawn);
    let note = types::AddNoteBody::builder().text(\"A note.\").build()?;
    Ok(client.add_note(operations::AddNote::new(\"7\", note)).await?)
}
";

#[test]
fn what_is_added_compiles_and_what_is_taken_away_no_longer_does() {
    let crate_ = Scratch::new("regenerated");
    crate_.write("build.rs", &readme::block("build.rs"));
    crate_.write("src/lib.rs", &(readme::block("lib.rs") + USE));
    for (text, compiles) in [(SPEC, false), (&extended(), true), (SPEC, false)] {
        crate_.write("openapi.yaml", text);
        let run = crate_.cargo(&["build"]);
        assert_eq!(run.code == Some(0), compiles, "{}", run.stderr);
        for missing in ["`priority`", "`Withdrawn`", "`AddNoteBody`", "`add_note`", "`AddNote`"] {
            assert_eq!(run.stderr.contains(missing), !compiles, "{missing}: {}", run.stderr);
        }
        // Emitted code is no cause of a warning.
        assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    }
}
