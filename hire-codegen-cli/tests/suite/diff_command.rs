//! `hire-codegen diff` as a program: where descriptions come from, formats, exit codes, acceptances, older bindings.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{Run, run};

const OLD: &str = "openapi: 3.1.1
info: { title: Pets, version: '1' }
paths:
  /pets:
    post:
      operationId: addPet
      requestBody: { required: true, content: { application/json: { schema: { $ref: 'pet.yaml#/Pet' } } } }
      responses: { '204': { description: Added. } }
";

const PET: &str = "Pet:
  type: object
  required: [name]
  properties:
    name: { type: string }
    age: { type: integer }
";

/// The exit code of `diff`, and what is printed.
fn diff(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let Run { code, stdout, stderr } = run(folder, &[&["diff"], arguments].concat(), "");
    (code.unwrap(), stdout + &stderr)
}

/// A folder with an old and a new description, which differ in a file that both refer to.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, pet) in
        [("old", PET.to_owned()), ("new", PET.replace("age: { type: integer }", "age: { type: string }"))]
    {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("api.yaml"), OLD).unwrap();
        fs::write(folder.path().join(name).join("pet.yaml"), pet).unwrap();
    }
    folder
}

#[test]
fn a_finding_has_its_three_columns_in_each_format() {
    let folder = folder();
    let formatted = |format: &str| diff(folder.path(), &["old/api.yaml", "new/api.yaml", "--format", format]);
    let (code, text) = formatted("text");
    let expected = "new/pet.yaml:6: major request-type-changed POST /pets request body /age: the type differs: `integer` is now `string`
    on the wire: breaks callers; in Rust: stops compiling
    types::Pet::age: `age: Option<i64>` is now `age: Option<String>`
    types::PetBuilder::age: `fn age(self, value: i64) -> types::PetBuilder` is now `fn age(self, value: impl Into<String>) -> types::PetBuilder`
verdict: major (1 major)
";
    assert_eq!((code, text.as_str()), (1, expected));
    let json: Value = serde_json::from_str(&formatted("json").1).unwrap();
    assert_eq!(json["verdict"], "major");
    let finding = &json["findings"][0];
    assert_eq!(finding["id"], "request-type-changed");
    assert_eq!((&finding["level"], &finding["effect"]), (&"error".into(), &"stops compiling".into()));
    assert_eq!(finding["new"]["pointer"], "/Pet/properties/age/type");
    assert_eq!(finding["origin"]["from"], "description");
    let row = "| major | `request-type-changed` | POST /pets request body /age: the type differs: `integer` is now `string` | breaks callers | stops compiling |";
    assert!(formatted("markdown").1.contains(row), "{}", formatted("markdown").1);
    assert!(
        formatted("github")
            .1
            .starts_with("::error file=new/pet.yaml,line=6,title=request-type-changed::major: ")
    );
    let sarif: Value = serde_json::from_str(&formatted("sarif").1).unwrap();
    assert_eq!(sarif.pointer("/runs/0/results/0/level"), Some(&"error".into()));
    let colored = diff(folder.path(), &["old/api.yaml", "new/api.yaml", "--color", "always"]).1;
    assert!(colored.contains("\u{1b}[31mmajor\u{1b}[0m"), "{colored}");
}

#[test]
fn exit_codes_say_whether_there_is_something_to_do() {
    let folder = folder();
    fs::write(folder.path().join("bad.yaml"), OLD.replace("type", "typo").replace("pet.yaml#/Pet", "#/Pet"))
        .unwrap();
    fs::write(
        folder.path().join("words.yaml"),
        OLD.replace("Added.", "It was added.").replace("pet.yaml", "old/pet.yaml"),
    )
    .unwrap();
    fs::write(folder.path().join("same.yaml"), OLD.replace("pet.yaml", "old/pet.yaml")).unwrap();
    for (arguments, code) in [
        (&["old/api.yaml", "old/api.yaml"][..], 0),
        (&["old/api.yaml", "new/api.yaml"], 1),
        (&["old/api.yaml", "new/api.yaml", "--fail-on", "never"], 0),
        (&["same.yaml", "words.yaml"], 0),
        (&["same.yaml", "words.yaml", "--fail-on", "minor"], 0),
        (&["same.yaml", "words.yaml", "--fail-on", "patch"], 1),
        (&["old/api.yaml", "bad.yaml"], 2),
        (&["old/api.yaml", "none.yaml"], 2),
        (&["old/api.yaml"], 2),
        (&["old/api.yaml", "new/api.yaml", "--accept", "none.yaml"], 2),
        (&["old/api.yaml", "new/api.yaml", "--today", "yesterday"], 2),
        (&["old/api.yaml", "new/api.yaml", "--bindings", "old"], 2),
        (&["git:main:api.yaml", "new/api.yaml"], 2),
    ] {
        let (found, text) = diff(folder.path(), arguments);
        assert_eq!(found, code, "{arguments:?}: {text}");
    }
    let (_, help) = diff(folder.path(), &["--help"]);
    assert!(help.contains("Examples:\n  hire-codegen diff git:main:openapi.yaml openapi.yaml"), "{help}");
    let (code, rules) = diff(folder.path(), &["--rules"]);
    assert!(
        code == 0
            && rules.contains(
                "| `request-property-added-required` | request | error | fails at run time | major |"
            ),
        "{rules}"
    );
}

/// Makes a folder a repository with one revision, which has what is of a name.
fn commit(folder: &Path, name: &str) {
    for arguments in [&["init", "--quiet"][..], &["add", name], &["commit", "--quiet", "--message", "Old"]] {
        let base = ["-c", "user.name=n", "-c", "user.email=e@example.com"];
        let output = Command::new("git").current_dir(folder).args(base).args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn a_description_may_be_of_a_revision_or_of_the_standard_input() {
    let folder = folder();
    commit(folder.path(), "old");
    // The folder is another one now; the revision has what both files were.
    fs::write(folder.path().join("old/pet.yaml"), PET.replace("age", "years")).unwrap();
    let status =
        || Command::new("git").current_dir(&folder).args(["status", "--porcelain"]).output().unwrap().stdout;
    let before = status();
    let (code, text) = diff(folder.path(), &["git:HEAD:old/api.yaml", "new/api.yaml"]);
    assert!(code == 1 && text.contains("new/pet.yaml:6: major request-type-changed"), "{text}");
    let (code, text) = diff(&folder.path().join("old"), &["git:HEAD:./api.yaml", "api.yaml"]);
    assert!(code == 1 && text.contains("git:HEAD:old/pet.yaml:6: major request-property-removed"), "{text}");
    assert_eq!(status(), before, "the index is as it was");
    for (revision, why) in [
        ("git:none:old/api.yaml", "there is no revision `none`"),
        ("git:HEAD:none.yaml", "the revision has no such file"),
        ("git:HEAD:../api.yaml", "the path leads out of the repository"),
        ("git:HEAD", "a file of a revision is git:REV:PATH"),
    ] {
        let (code, text) = diff(folder.path(), &[revision, "new/api.yaml"]);
        assert!(code == 2 && text.contains(why), "{revision}: {text}");
    }

    let alone = OLD.replace("$ref: 'pet.yaml#/Pet'", "type: object");
    fs::write(folder.path().join("alone.yaml"), alone.replace("addPet", "add")).unwrap();
    let text = run(folder.path(), &["diff", "-", "alone.yaml"], &alone).stdout;
    assert!(text.contains("alone.yaml:6: major operation-id-changed"), "{text}");
}

#[test]
fn descriptions_of_a_revision_are_read_as_those_of_a_folder() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    for name in ["common", "linked", "allowed"] {
        fs::create_dir(path(name)).unwrap();
    }
    fs::write(path("common/pet.yaml"), PET).unwrap();
    fs::write(path("common/api.yaml"), OLD).unwrap();
    fs::write(path("openapi"), OLD.replace("pet.yaml", "old/pet.yaml")).unwrap();
    fs::write(path("allowed/api.yaml"), OLD.replace("pet.yaml", "../common/pet.yaml")).unwrap();
    for name in ["api.yaml", "pet.yaml"] {
        std::os::unix::fs::symlink(format!("../common/{name}"), path("linked").join(name)).unwrap();
    }
    commit(folder.path(), ".");
    let (common, outside) = (path("common"), tempfile::tempdir().unwrap());
    let allow = ["--allow-files-in", common.to_str().unwrap(), "--allow-files-in"];
    let allow = [&allow[..], &[outside.path().to_str().unwrap()]].concat();
    for name in ["openapi", "linked/api.yaml", "allowed/api.yaml"] {
        let revision = format!("git:HEAD:{name}");
        let compared = diff(folder.path(), &[&[revision.as_str(), name], &allow[..]].concat());
        assert_eq!(compared, (0, String::new()), "{name}");
    }
}

#[test]
fn the_standard_input_is_one_description_in_yaml_or_json() {
    let folder = folder();
    let text = "{openapi: 3.1.1, info: { title: Pets, version: '1' }, paths: {}}";
    let json = r#"{ "openapi": "3.1.1", "info": { "title": "Pets", "version": "1" }, "paths": {} }"#;
    fs::write(folder.path().join("api.yaml"), text).unwrap();
    for (arguments, input, code, message) in [
        (&["diff", "-", "api.yaml"][..], text, 0, ""),
        (&["diff", "api.yaml", "-"], json, 0, ""),
        (&["diff", "-", "api.yaml"], "{openapi: 3.1.1, paths: 1}", 2, " stdin.yaml:1:"),
        (&["diff", "git:HEAD", "-"], "", 2, "a file of a revision is git:REV:PATH"),
        (&["diff", "-", "-"], "", 2, "error: -: the standard input is one description, not two"),
        (&["doc", "diff", "-", "-"], "", 2, "error: -: the standard input is one page, not several"),
        (&["doc", "read", "-", "-"], "", 2, "error: -: the standard input is one page, not several"),
    ] {
        let Run { code: found, stdout, stderr } = run(folder.path(), arguments, input);
        assert!(found == Some(code) && stderr.contains(message), "{arguments:?}: {stderr}");
        assert!(stdout.is_empty() && (code == 2 || stderr.is_empty()), "{arguments:?}: {stderr}");
    }
}

#[test]
fn what_is_accepted_is_reported_again_after_its_day() {
    let folder = folder();
    let accept = |text: &str, today: &str| {
        fs::write(folder.path().join("accepted.yaml"), text).unwrap();
        diff(folder.path(), &["old/api.yaml", "new/api.yaml", "--accept", "accepted.yaml", "--today", today])
    };
    let entry = "- id: request-type-changed\n  pointer: /Pet/properties/age/type\n  reason: Nobody sends it.\n  until: 2027-01-31\n";
    assert_eq!(accept(entry, "2027-01-31"), (0, "nothing but what is accepted: 1\n".to_owned()));
    let (code, text) = accept(entry, "2027-02-01");
    assert!(text.contains(
        "note: `request-type-changed` at `/Pet/properties/age/type` was accepted until 2027-01-31"
    ));
    assert!(code == 1 && text.contains("major request-type-changed"), "{text}");
    let (code, text) = accept(&entry.replace("/age/", "/name/"), "2027-01-01");
    assert!(code == 1 && text.contains("verdict: major (1 major)"), "{text}");
    assert!(
        text.contains(
            "note: `request-type-changed` at `/Pet/properties/name/type` is accepted, and not found"
        )
    );
    assert_eq!(accept(&entry.replace(" /Pet", " '#/Pet").replace("/type", "/type'"), "2027-01-31").0, 0);
    for (more, code) in
        [("value: string", 0), ("value: number", 1), ("file: new/pet.yaml", 0), ("file: pet.yaml", 1)]
    {
        assert_eq!(accept(&format!("{entry}  {more}\n"), "2027-01-31").0, code, "{more}");
    }
    for (from, to, why) in [
        ("/Pet/properties/age/type", "''", "`request-type-changed` has no pointer"),
        ("2027-01-31", "+027-+1-31", "`until: +027-+1-31` is no day"),
        ("request-type-changed", "type-changed", "`type-changed` is the id of no rule"),
        ("2027-01-31", "2027-02-30", "`until: 2027-02-30` is no day"),
        ("Nobody sends it.", "''", "has no reason"),
        ("  reason: Nobody sends it.\n", "", "an entry has no `reason`"),
        ("reason:", "because:", "`because` is none of id, pointer, value, file, reason, until"),
        (entry, "a: b", "it is no list"),
    ] {
        let (code, text) = accept(&entry.replace(from, to), "2027-01-01");
        assert!(code == 2 && text.contains(why), "{why}: {text}");
    }
    assert_eq!(accept("", "2027-01-01").0, 1);
}

#[test]
fn what_an_older_generator_wrote_is_told_from_what_the_description_says() {
    let folder = folder();
    let generated = run(folder.path(), &["generate", "old/api.yaml", "--out", "bindings"], "");
    assert_eq!(generated.code, Some(0));
    let compared = || diff(folder.path(), &["old/api.yaml", "old/api.yaml", "--bindings", "bindings"]);
    assert_eq!(compared(), (0, String::new()));
    // As if an older version had written other types, and more.
    for (file, from, to) in [
        ("types.rs", "pub age: Option<i64>", "pub age: Option<i32>"),
        ("mod.rs", concat!("hire-codegen: ", env!("CARGO_PKG_VERSION")), "hire-codegen: 0.0.7"),
    ] {
        let path = folder.path().join("bindings").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replace(from, to)).unwrap();
    }
    let (code, text) = compared();
    let expected = "old/pet.yaml:6: major rust-type-changed types::Pet::age: the item has another type: `age: Option<i32>` is now `age: Option<i64>`
    on the wire: nothing; in Rust: stops compiling
    the description is the same: version 0.0.7 of the generator wrote it otherwise
    types::Pet::age: `age: Option<i32>` is now `age: Option<i64>`
verdict: major (1 major)
";
    assert_eq!((code, text.as_str()), (1, expected));
}

#[test]
fn the_page_of_the_guide_shows_what_is_printed() {
    let page = include_str!("../../../docs/what-a-change-breaks.md");
    let block = |before: &str| {
        let (_, after) = page.split_once(before).unwrap();
        after.split_once("```").unwrap().0
    };
    let old = block("```yaml\n");
    let new = old
        .replace("[name]", "[name, owner]")
        .replace("age: { type: integer }", "age: { type: integer, maximum: 99 }, owner: { type: string }")
        .replace("[new]", "[new, adopted]");
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("old.yaml", old), ("new.yaml", &new)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let (command, printed) = block("<!-- diff -->\n```console\n").split_once('\n').unwrap();
    assert_eq!(command, "$ hire-codegen diff old.yaml new.yaml");
    assert_eq!(diff(folder.path(), &["old.yaml", "new.yaml"]).1, printed);
}

#[test]
fn an_acceptance_of_a_value_is_not_one_of_the_next() {
    const POINTER: &str = "/paths/~1pets/post/requestBody/content/application~1json/schema/enum/1";
    let folder = tempfile::tempdir().unwrap();
    let with =
        |values: &str| OLD.replace("$ref: 'pet.yaml#/Pet'", &format!("type: string, enum: [{values}]"));
    for (name, values) in [("old.yaml", "a, b, c"), ("new.yaml", "a, c"), ("newer.yaml", "a, b")] {
        fs::write(folder.path().join(name), with(values)).unwrap();
    }
    let entry = |value: &str| {
        format!(
            "- {{ id: request-enum-value-removed, pointer: {POINTER}, reason: Unused., until: 2027-01-31{value} }}\n"
        )
    };
    for (value, code) in [("", 1), (", value: b", 0), (", value: c", 1)] {
        fs::write(folder.path().join("accepted.yaml"), entry(value)).unwrap();
        let arguments = ["old.yaml", "new.yaml", "--accept", "accepted.yaml", "--today", "2027-01-01"];
        assert_eq!(diff(folder.path(), &arguments).0, code, "{value}");
    }
}

#[test]
fn files_are_named_as_others_know_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("api")).unwrap();
    fs::create_dir(path("my files")).unwrap();
    for (name, pet) in
        [("old", PET.to_owned()), ("new", PET.replace("age: { type: integer }", "age: { type: string }"))]
    {
        fs::write(
            path(&format!("api/{name}.yaml")),
            OLD.replace("pet.yaml", &format!("../my files/{name}.yaml")),
        )
        .unwrap();
        fs::write(path(&format!("my files/{name}.yaml")), pet).unwrap();
    }
    let arguments = ["api/old.yaml", "api/new.yaml", "--allow-files-in", "my files", "--format"];
    let printed = |format| diff(folder.path(), &[&arguments[..], &[format]].concat()).1;
    assert!(printed("github").starts_with("::error file=my files/new.yaml,line=6,"), "{}", printed("github"));
    assert!(printed("sarif").contains("\"uri\": \"my%20files/new.yaml\""), "{}", printed("sarif"));
}
