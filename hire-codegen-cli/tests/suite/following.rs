//! Descriptions that follow pages: `doc import`, `doc check`, `doc accept`.

use std::fs;
use std::path::Path;

use hire_codegen::Generator;
use hire_codegen_cli::doc::{self, diff};
use serde_json::Value;
use tempfile::TempDir;

use crate::differences::EDITS;
use crate::{CONVERTED, FLAT, RAW, Run, edited, read, run};

/// A folder with pages and descriptions.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with a description of a page.
    pub fn of(page: &str, options: &[&str]) -> Self {
        let folder = Self::new();
        folder.write("page.md", page);
        let imported = folder.run(&[&["import", "page.md", "--out", "api.yaml"], options].concat());
        assert_eq!(imported.code, Some(0), "{}", imported.stderr);
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run(self.path(), &[&["doc"], arguments].concat(), "")
    }

    /// The findings of a check of a page: kinds and paths.
    fn check(&self, page: &str, options: &[&str]) -> Vec<String> {
        self.write("page.md", page);
        let arguments = [&["check", "page.md", "--spec", "api.yaml", "--format", "json"], options].concat();
        let run = self.run(&arguments);
        let findings: Vec<Value> = serde_json::from_str(&run.stdout).expect(&run.stderr);
        assert_eq!(run.code, Some(i32::from(!findings.is_empty())));
        let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
        let mut names: Vec<_> = findings
            .iter()
            .map(|finding| format!("{} {}", text(finding, "id"), text(finding, "path")))
            .collect();
        names.sort();
        names
    }

    /// Has the generator take the description, with the paths that it has.
    pub fn generate(&self) {
        let generator = Generator::new(self.path().join("api.yaml"));
        let generated = generator.generate();
        assert!(generated.is_ok(), "{}\n{}", generated.err().unwrap(), self.text("api.yaml"));
        let of_paths = ["undeclared-path-parameter", "unused-path-parameter", "duplicate-path"];
        let report = generator.lint();
        let mut codes = report.located().map(|(diagnostic, _)| diagnostic.code);
        assert!(codes.all(|code| !of_paths.contains(&code)), "{report}\n{}", self.text("api.yaml"));
    }
}

/// What is found between two versions of a page.
pub fn differences(old: &str, new: &str) -> Vec<String> {
    let findings = diff::compare(&read(old), &read(new));
    let mut names: Vec<_> =
        findings.iter().map(|finding| format!("{} {}", finding.kind.id, finding.path)).collect();
    names.sort();
    names
}

#[test]
fn an_imported_page_is_generated_and_leaves_nothing_to_find() {
    for page in [CONVERTED, FLAT, RAW] {
        for options in [&[][..], &["--no-copy"]] {
            let folder = Folder::of(page, options);
            folder.generate();
            assert_eq!(folder.check(page, &[]), [""; 0], "{}", folder.text("api.yaml"));
        }
    }
}

/// What a page has as an address or as a media type, and what is none.
#[test]
fn odd_addresses_and_media_types_leave_nothing_to_find() {
    const ADDRESS: &str = "https://open.feishu.cn/open-apis/pets/v1/owners/:owner_id/pets";
    const MEDIA: &str = "application/json; charset=utf-8";
    for (from, to) in [
        (ADDRESS, "https://open.feishu.cn"),
        (ADDRESS, "https://open.feishu.cn/"),
        (ADDRESS, "https://open.feishu.cn?to=/pets?/all"),
        (ADDRESS, "https://open.feishu.cn/pets {"),
        (ADDRESS, "https://open.feishu.cn/p{ets"),
        (MEDIA, "json"),
        (MEDIA, "见下文"),
        ("| 500 | 7002 |", "| 5121 | 7002 |"),
    ] {
        let page = edited(CONVERTED, from, to);
        let folder = Folder::of(&page, &[]);
        assert_eq!(folder.check(&page, &[]), [""; 0], "{to}\n{}", folder.text("api.yaml"));
    }
    let folder = Folder::new();
    for address in ["HTTP URL", "open.feishu.cn/pets"] {
        folder.write("page.md", &edited(CONVERTED, ADDRESS, address));
        let run = folder.run(&["import", "page.md", "--out", "api.yaml"]);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains(&format!("`{address}` is no address of an operation")), "{}", run.stderr);
    }
}

#[test]
fn where_a_page_contradicts_itself_its_example_is_of_the_type_and_a_person_decides() {
    for (from, to, lines) in [
        (
            "\"name\": \"小白\",",
            "\"name\": 7,",
            "# REVIEW: the page says string, and its example has integer here\n                  type: [string, integer]",
        ),
        (
            "\"weight\": 4.5,",
            "\"weight\": null,",
            "# REVIEW: the page says number, and its example has null here\n                  type: [number, 'null']",
        ),
        ("[\"friendly\", \"small\"],\n    \"w", "[1, \"a\"],\n    \"w", "type: [string, integer]"),
        (
            "\"chip\": {",
            "\"chip\": [], \"chips\": {",
            "# REVIEW: the page says object, and its example has array here",
        ),
        ("\"comment\": \"无\"", "\"comment\": { \"by\": \"甲\" }", "type: [string, object]"),
        (
            "否 | 就诊记录 |\n| &nbsp;&nbsp;&nbsp;&nbsp;└ `clinic` | `\\-` | 否 | \\- |\n| &nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;└ `name` | `string` | 否 | 诊所 |",
            "否 | 就诊记录<br>**可选值有**：<br>- `a`: 甲 |",
            "which the page does not list",
        ),
        ("\"kind\": 1,", "\"kind\": 3,", "# REVIEW: the page's example has 3, which the page does not list"),
        ("\"kind\": 1,", "", "# REVIEW: the page's example lacks required fields: kind"),
    ] {
        let page = edited(CONVERTED, from, to);
        let folder = Folder::of(&page, &[]);
        let text = folder.text("api.yaml");
        assert!(text.contains(lines), "{lines}\n{text}");
        folder.generate();
        assert_eq!(folder.check(&page, &[]), [""; 0], "{text}");
    }
    // Rows inside of a text are its fields, where the example has an object.
    let page = edited(CONVERTED, "| `chip` | `chip` |", "| `chip` | `string` |");
    let folder = Folder::of(&page, &[]);
    let new = edited(&page, "| `visit\\[\\]` | 否 |", "| `visit\\[\\]` | 是 |");
    assert_eq!(folder.check(&new, &[]), ["became-required request.chip.visits"]);
    assert_eq!(folder.check(&new, &["--write"]), [""; 0]);
}

#[test]
fn an_edit_of_a_page_is_found_as_between_two_pages() {
    for (from, to, _) in EDITS {
        let new = edited(CONVERTED, from, to);
        let folder = Folder::of(CONVERTED, &[]);
        assert_eq!(folder.check(&new, &[]), differences(CONVERTED, &new), "{from} → {to}");
    }
}

/// The changes of the pages in the folder that the environment variable `DOC_PAIRS` names, as in the module `pairs`.
#[test]
fn each_change_of_the_platform_is_followed() {
    let Ok(folder) = std::env::var("DOC_PAIRS") else { return };
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.to_string_lossy().into_owned();
        let Some(name) = name.strip_suffix(".before.md") else { continue };
        let text = |version: &str| fs::read_to_string(format!("{name}.{version}.md")).unwrap();
        let (old, new) = (text("before"), text("after"));
        if doc::read(&old).is_err() {
            continue;
        }
        let folder = Folder::of(&old, &[]);
        let found = folder.check(&new, &[]);
        if found != differences(&old, &new) {
            wrong.push(format!("{name}: found {found:#?}"));
        }
        folder.check(&new, &["--write"]);
        folder.generate();
        assert_eq!(folder.run(&["accept", "page.md", "--spec", "api.yaml"]).code, Some(0));
        let left = folder.check(&new, &[]);
        if !left.is_empty() {
            wrong.push(format!("{name}: left {left:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_changed_sentence_is_noticed_with_and_without_a_copy() {
    let new = edited(CONVERTED, "宠物的名字", "宠物的昵称");
    for (options, words) in [(&[][..], "宠物的名字"), (&["--no-copy"], "the text differs: `宠物的昵称")]
    {
        let folder = Folder::of(CONVERTED, options);
        assert_eq!(folder.check(&new, &[]), ["text-changed request.name"]);
        let report = folder.run(&["check", "page.md", "--spec", "api.yaml"]).stdout;
        assert!(report.contains(words), "{report}");
        let accepted = folder.run(&[&["accept", "page.md", "--spec", "api.yaml"], options].concat());
        assert_eq!(accepted.code, Some(0), "{}", accepted.stderr);
        assert_eq!(folder.check(&new, &[]), [""; 0]);
    }
}

/// Of a page that does not say which rows are inside of which, the words are those of the rows of a name, wherever these are.
#[test]
fn a_copy_in_another_dialect_is_the_page_that_was_accepted() {
    for lost in ["", "\"weight\": 4.5,"] {
        let [converted, flat, raw] = [CONVERTED, FLAT, RAW].map(|page| page.replacen(lost, "", 1));
        for options in [&[][..], &["--no-copy"]] {
            let folder = Folder::of(&converted, options);
            for copy in [&flat, &raw] {
                assert_eq!(folder.check(copy, &[]), [""; 0]);
                for (from, to, found) in [
                    ("宠物的名字", "宠物的昵称", "text-changed request.name"),
                    ("\"小白\"  \n**数", "\"小黑\"  \n**数", "example-changed request.name"),
                    ("标签", "标识", "text-changed request.tags"),
                    ("错误码，非 0", "错误码，不为 0", "text-changed response.code"),
                ] {
                    if copy.contains(from) {
                        assert_eq!(folder.check(&edited(copy, from, to), &[]), [found], "{from}");
                    }
                }
            }
            let inner = folder.check(&edited(&flat, "string | 否 | 诊所", "string | 否 | 医院"), &[]);
            let path = if lost.is_empty() { "request.chip.visits.clinic.name" } else { "request.name" };
            assert_eq!(inner, [format!("text-changed {path}")]);
        }
    }
}

/// The converted dialect loses what looks like a tag. Where both pages have it, a change of it is one.
#[test]
fn a_tag_that_a_dialect_loses_is_no_change() {
    // The levels of the flat page are unknown without a row's value in its example.
    for (pages, gone) in [([RAW, CONVERTED], ""), ([FLAT, FLAT], "\"weight\": 4.5,")] {
        let words = ["名字，list<string>", "名字，list"];
        let [tagged, lost] =
            [0, 1].map(|at| edited(&pages[at].replacen(gone, "", 1), "宠物的名字", words[at]));
        let other = edited(&tagged, "list<string>", "list<int>");
        for options in [&[][..], &["--no-copy"]] {
            for (accepted, page, found) in [
                (&tagged, &lost, &[][..]),
                (&lost, &tagged, &[]),
                (&tagged, &other, &["text-changed request.name"]),
                (&tagged, &edited(&lost, "名字", "昵称"), &["text-changed request.name"]),
                (&lost, &edited(&tagged, "名字", "昵称"), &["text-changed request.name"]),
            ] {
                assert_eq!(Folder::of(accepted, options).check(page, &[]), found, "{page}");
            }
        }
    }
}

const BY_HAND: &str = "# By hand.
openapi: 3.1.1
info: { title: Pets, version: '1' }
servers: [{ url: 'https://open.feishu.cn/open-apis' }]
paths:
  /pets/v1/owners/{owner_id}/pets:
    post: # a comment
      security:
        - tenant_access_token: ['pets:pet']
      parameters: [{ name: owner_id, in: path, required: true, schema: { type: string } }]
      requestBody:
        content:
          application/json; charset=utf-8:
            schema:
              type: object
              required: [name]
              properties:
                name: { type: string, minLength: 1, maxLength: 30 } # the name
                # The kind.
                kind:
                  type: integer
                  enum:
                    - 1
      responses: { '200': { description: Done. } }
components:
  securitySchemes: { tenant_access_token: { type: http, scheme: bearer } }
";

#[test]
fn edits_leave_comments_and_layout() {
    let folder = Folder::new();
    folder.write("api.yaml", BY_HAND);
    let found = folder.check(CONVERTED, &[]);
    for finding in
        ["rule-changed request.name", "enum-value-added request.kind", "became-required request.kind"]
    {
        assert!(found.contains(&finding.to_owned()), "{found:?}");
    }
    let left = folder.check(CONVERTED, &["--write"]);
    // Of the two limits one has to be chosen.
    assert_eq!(left, ["rate-limit-changed rate_limit"], "{}", folder.text("api.yaml"));
    folder.generate();
    let text = folder.text("api.yaml");
    for line in [
        "# By hand.",
        "    post: # a comment",
        "                name: { type: string, minLength: 1, maxLength: 32 } # the name",
        "                # The kind.",
        "                    - 1\n                    - 2",
        "              required: [name, kind]",
        "    post: # a comment",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    // Nothing was accepted, so that sentences are not known.
    assert!(folder.run(&["check", "page.md", "--spec", "api.yaml"]).stderr.contains("before `doc accept`"));
}

#[test]
fn differences_that_are_meant_are_not_reported() {
    let folder = Folder::of(CONVERTED, &["--no-copy"]);
    let new = edited(CONVERTED, "| 500 | 7002 |", "| 503 | 7002 |");
    assert_eq!(folder.check(&new, &[]), ["error-status-changed errors.7002"]);
    let record = "        deviations:\n          - { finding: error-status-changed errors.7002, reason: seen otherwise }\n";
    folder.write(
        "api.yaml",
        &edited(&folder.text("api.yaml"), "        digests:\n", &format!("{record}        digests:\n")),
    );
    assert_eq!(folder.check(&new, &[]), [""; 0]);
    folder.run(&["accept", "page.md", "--spec", "api.yaml", "--no-copy"]);
    assert!(folder.text("api.yaml").contains("seen otherwise"));
}

#[test]
fn what_is_there_stays_and_types_of_one_name_stay_apart_unless_they_are_equal() {
    let folder = Folder::of(CONVERTED, &["--no-copy"]);
    let before = folder.text("api.yaml");
    let other =
        edited(&edited(CONVERTED, ":owner_id/pets", ":owner_id/animals"), "芯片号不可修改", "芯片号可以修改");
    let equal = edited(CONVERTED, ":owner_id/pets", ":owner_id/dogs");
    folder.write("other.md", &other);
    folder.write("equal.md", &equal);
    let run = folder.run(&["import", "page.md", "other.md", "equal.md", "--out", "api.yaml", "--no-copy"]);
    assert!(run.stdout.contains("is there already, and left as it is"), "{}", run.stdout);
    let text = folder.text("api.yaml");
    for line in before.lines() {
        assert!(text.contains(line), "{line}");
    }
    let value: Value = serde_yaml::from_str(&text).unwrap();
    let names: Vec<_> = value["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| name.ends_with("Chip"))
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    folder.generate();
    assert_eq!(folder.check(CONVERTED, &[]), [""; 0]);
    assert_eq!(folder.check(&other, &[]), [""; 0]);
}

#[test]
fn paths_that_differ_in_the_names_of_parameters_are_one() {
    let other = edited(&edited(CONVERTED, ":owner_id/pets", ":id/pets"), "| `owner_id` |", "| `id` |");
    let put = edited(&other, "HTTP Method | POST", "HTTP Method | PUT");
    let renamed = edited(&edited(&put, ":id/pets", ":who/pets"), "| `id` |", "| `who` |");
    for options in [&[][..], &["--no-copy"]] {
        let folder = Folder::of(CONVERTED, options);
        folder.write("other.md", &other);
        folder.write("put.md", &put);
        let run = folder.run(&[&["import", "other.md", "put.md", "--out", "api.yaml"], options].concat());
        assert!(run.stdout.contains("other.md: POST ") && run.stdout.contains(":id/pets is there already"));
        assert!(run.stdout.contains("put.md: PUT "), "{}", run.stdout);
        folder.generate();
        assert_eq!(folder.text("api.yaml").matches("/owners/{").count(), 1, "{}", folder.text("api.yaml"));
        assert_eq!(folder.check(CONVERTED, &[]), [""; 0]);
        assert_eq!(folder.check(&put, &[]), [""; 0]);
        // One page alone does not give the path another name.
        let found: &[&str] = match options {
            [] => &["field-renamed path_params.who", "url-changed url"],
            _ => &["field-added path_params.who", "field-removed path_params.id", "url-changed url"],
        };
        assert_eq!(folder.check(&renamed, &["--write"]), found);
        folder.generate();
        let accepted = folder.run(&[&["accept", "page.md", "--spec", "api.yaml"], options].concat());
        assert_eq!((accepted.code, folder.check(&renamed, &[])), (Some(0), Vec::new()));
    }
}

#[test]
fn an_operation_below_the_path_of_a_server_is_known_and_a_new_one_is_put_there() {
    let folder = Folder::new();
    folder.write("api.yaml", BY_HAND);
    folder.write("page.md", CONVERTED);
    folder.write("other.md", &edited(CONVERTED, ":owner_id/pets", ":owner_id/animals"));
    folder.write("elsewhere.md", &edited(CONVERTED, "open.feishu.cn/open-apis", "a.example/open-apis"));
    let arguments = ["import", "page.md", "elsewhere.md", "other.md", "--out", "api.yaml", "--no-copy"];
    let run = folder.run(&arguments);
    assert_eq!(run.stdout.matches("is there already").count(), 2, "{}", run.stdout);
    let text = folder.text("api.yaml");
    let added: Vec<_> = text.lines().filter(|line| line.starts_with("  /")).collect();
    let names = ["  /pets/v1/owners/{owner_id}/pets:", "  /pets/v1/owners/{owner_id}/animals:"];
    assert_eq!((added, text.matches("servers:").count()), (names.to_vec(), 1), "{text}");
    folder.generate();
    assert_eq!(folder.check(&folder.text("other.md"), &[]), [""; 0]);
}

/// The edits of a path and of its parameters are made where each name of the path is that of one parameter afterwards. Else the
/// description stays as it is.
#[test]
fn a_path_and_its_parameters_are_changed_together_or_not_at_all() {
    let put = edited(&edited(CONVERTED, ":owner_id/", ":who/"), "| `owner_id` |", "| `who` |");
    let put = edited(&edited(&put, "HTTP Method | POST", "HTTP Method | PUT"), "pet/create", "pet/update");
    let elsewhere = edited(&put, "/pets/v1/owners/", "/pets/v1/keepers/");
    let (keepers, row) = ("/v1/keepers/:who/", "| `who` | `string` | 主人 ID<br>**示例值**：\"ou_1\" |\n");
    let named = ("| `owner_id` |", "| `who` |");
    for (first, page, edits, is_certain) in [
        (&elsewhere[..], CONVERTED, &[(":owner_id/", ":who/"), named][..], true),
        (&elsewhere, CONVERTED, &[("/owners/:owner_id/", "/:owner_id/")], true),
        (&elsewhere, CONVERTED, &[(":owner_id/", ":who/")], false),
        (&elsewhere, CONVERTED, &[("/v1/owners/", "/v1/keepers/")], false),
        (&elsewhere, CONVERTED, &[("/v1/owners/:owner_id/", keepers), named], false),
        // A path that is of two pages keeps its name, whichever page that is of; the other page has rows of its own name.
        (&put, CONVERTED, &[(":owner_id/", ":id/"), ("| `owner_id` |", "| `id` |")], false),
        (CONVERTED, &put, &[(":who/", ":id/"), ("| `who` |", "| `id` |")], false),
        (CONVERTED, &put, &[(row, "")], false),
    ] {
        for options in [&[][..], &["--no-copy"]] {
            let folder = Folder::of(first, options);
            folder.write("other.md", page);
            let imported = [&["import", "other.md", "--out", "api.yaml"], options].concat();
            assert_eq!(folder.run(&imported).code, Some(0));
            let before = folder.text("api.yaml");
            let page = edits.iter().fold(page.to_owned(), |page, (from, to)| edited(&page, from, to));
            let mut left = folder.check(&page, &["--write"]);
            left.retain(|finding| !finding.starts_with("example-changed "));
            folder.generate();
            let is_same = folder.text("api.yaml") == before;
            assert_eq!((left.is_empty(), is_same), (is_certain, !is_certain), "{edits:?} {left:?}");
        }
    }
}

/// What is shown as a decision stays one after other edits are made, in a description that names the parameter otherwise.
#[test]
fn a_decision_is_made_by_no_other_edit() {
    let folder = Folder::new();
    folder.write("api.yaml", &BY_HAND.replace("owner_id", "id"));
    let left = folder.check(CONVERTED, &["--write"]);
    let decisions = ["field-added path_params.owner_id", "url-changed url"];
    assert!(decisions.iter().all(|decision| left.iter().any(|left| left == decision)), "{left:?}");
    folder.generate();
}

/// What a page lists in the path has the names of another page in the description: by the places of the names.
#[test]
fn rows_of_a_path_are_those_of_its_names_by_their_places() {
    let row = |name: &str| format!("| `{name}` | `string` | 主人 {name} |\n");
    let page = |names: [&str; 2], rows: [&str; 2]| {
        let page = edited(CONVERTED, ":owner_id/", &format!(":{}/:{}/", names[0], names[1]));
        let rows = rows.map(row).concat();
        edited(&page, "| `owner_id` | `string` | 主人 ID<br>**示例值**：\"ou_1\" |\n", &rows)
    };
    for names in [["b", "a"], ["c", "d"]] {
        let turned = [names[1], names[0]];
        let put = |rows| edited(&page(names, rows), "HTTP Method | POST", "HTTP Method | PUT");
        let folder = Folder::of(&page(["a", "b"], ["a", "b"]), &[]);
        folder.write("put.md", &put(names));
        assert_eq!(folder.run(&["import", "put.md", "--out", "api.yaml"]).code, Some(0));
        assert_eq!(folder.check(&put(turned), &[]), ["field-order path_params"]);
        assert_eq!(folder.check(&put(turned), &["--write"]), [""; 0]);
        folder.generate();
        // Imported, they are in the order of the page.
        assert_eq!(Folder::of(&put(turned), &[]).check(&put(turned), &[]), [""; 0]);
    }
}

/// What a page has several rows for is a person's to decide, and no edit that fails.
#[test]
fn rows_that_a_page_repeats_are_not_settled() {
    let rows: [(&str, &str, &[&str]); 5] = [
        (
            "| Content-Type |",
            "| X-A | string | 是 | 甲 |\n| x-a | string | 否 | 乙 |\n",
            &["header-added headers.X-A", "header-added headers.x-a"],
        ),
        (
            "| `owner_id_type` |",
            "| `q` | `int` | 否 | 甲 |\n| `q` | `string` | 否 | 乙 |\n",
            &["field-added query.q"; 2],
        ),
        (
            "| `comment` |",
            "| `f` | `int` | 否 | 甲 |\n| `f` | `string` | 否 | 乙 |\n",
            &["field-added request.f"; 2],
        ),
        ("| `data` |", "| `f` | `int` | 甲 |\n| `f` | `string` | 乙 |\n", &["field-added response.f"; 2]),
        ("| 500 |", "| 400 | 7 | 甲 | 乙 |\n| 401 | 7 | 丙 | 丁 |\n", &["error-added errors.7"; 2]),
    ];
    for (before, rows, found) in rows {
        let page = edited(CONVERTED, before, &format!("{rows}{before}"));
        let folder = Folder::of(CONVERTED, &[]);
        assert_eq!(folder.check(&page, &["--write"]), found);
        let run = folder.run(&["check", "page.md", "--spec", "api.yaml", "--write"]);
        assert!(run.stdout.contains("decide: the page has several rows of this name, and they may differ"));
        assert_eq!(run.stderr, "0 edits made\n");
        // Imported, the first row of each is described, and nothing is left to find.
        let folder = Folder::of(&page, &[]);
        folder.generate();
        assert_eq!(folder.check(&page, &[]), [""; 0], "{}", folder.text("api.yaml"));
    }
}

/// What a page has again is found as between two pages: when it comes, changes and goes; and what is inside of it is a person's to
/// decide as well.
#[test]
fn repeats_of_what_is_there_are_found_and_not_settled() {
    for (before, row, from, to) in [
        (
            "\n### 请求体\n",
            "| `owner_id_type` | `int` | 否 | 乙 |\n",
            "| `int` | 否 | 乙",
            "| `boolean` | 否 | 乙",
        ),
        ("| `comment` |", "| `name` | `int` | 否 | 乙 |\n", "| `int` | 否 | 乙", "| `int` | 是 | 丙"),
        (
            "| `comment` |",
            "| `chip` | `chip` | 否 | 乙 |\n| &nbsp;&nbsp;└ `more` | `int` | 否 | 内 |\n",
            "| `int` | 否 | 内 |\n",
            "| `int` | 否 | 内 |\n| &nbsp;&nbsp;└ `last` | `int` | 是 | 后 |\n",
        ),
        ("| `data` |", "| `code` | `string` | 乙 |\n", "| `string` | 乙", "| `boolean` | 乙"),
        ("| 500 |", "| 401 | 7001 | 丙 | 丁 |\n", "| 401 | 7001", "| 403 | 7001"),
        (" - `2`: 狗", " - `1`: 犬", "犬", "虎"),
    ] {
        let page = edited(CONVERTED, before, &format!("{row}{before}"));
        let changed = edited(&page, from, to);
        for (old, new) in [(CONVERTED, &page[..]), (&page, &changed), (&page, CONVERTED)] {
            let folder = Folder::of(old, &[]);
            let description = folder.text("api.yaml");
            let found = differences(old, new);
            assert_eq!((found.is_empty(), folder.check(new, &["--write"])), (false, found), "{row}");
            assert_eq!(folder.text("api.yaml"), description, "{row}");
        }
    }
}

/// What is proposed for a row is that of the row, also where the page has others of its name.
#[test]
fn the_proposal_for_a_repeated_row_is_of_that_row() {
    let rows = "| `f` | `int` | 否 | 甲 |\n| `f` | `string` | 否 | 乙 |\n";
    let codes = "| 400 | 7 | 甲 | 乙 |\n| 401 | 7 | 丙 | 丁 |\n";
    let page = edited(CONVERTED, "| `comment` |", &format!("{rows}| `comment` |"));
    let folder = Folder::of(CONVERTED, &[]);
    folder.write("new.md", &edited(&page, "| 500 |", &format!("{codes}| 500 |")));
    let report = folder.run(&["check", "new.md", "--spec", "api.yaml"]).stdout;
    for proposal in [
        "{ type: integer, description: 甲 }",
        "{ type: string, description: 乙 }",
        "status: 400",
        "status: 401",
    ] {
        assert_eq!(report.matches(proposal).count(), 1, "{proposal}\n{report}");
    }
}

/// A dot of a name is none between names.
#[test]
fn a_name_with_a_dot_is_no_path() {
    let row = "| `chip.code` | `string` | 否 | 点 |\n";
    let page = edited(CONVERTED, "| `comment` |", &format!("{row}| `comment` |"));
    for options in [&[][..], &["--no-copy"]] {
        let folder = Folder::of(&page, options);
        folder.generate();
        assert_eq!(folder.check(&page, &[]), [""; 0]);
        let new = edited(
            &edited(&page, "`chip.code` | `string` | 否 | 点", "`chip.code` | `int` | 是 | 号"),
            "└ `code` | `string` | 是",
            "└ `code` | `string` | 否",
        );
        let found = ["became-optional request.chip.code", "became-required request.chip%2Ecode"];
        let found =
            [&found[..], &["text-changed request.chip%2Ecode", "type-changed request.chip%2Ecode"]].concat();
        assert_eq!(folder.check(&new, &[]), found);
        assert_eq!(folder.check(&new, &["--write"]), ["text-changed request.chip%2Ecode"]);
        folder.generate();
    }
}

/// Of very many alternatives nobody gets the list with each scope, but what to do.
#[test]
fn very_many_alternatives_are_for_a_person_to_list() {
    let scopes: Vec<_> = (0..200).map(|scope| format!(" `pets:s{scope}` 域")).collect();
    let scopes = scopes.concat();
    let folder = Folder::of(CONVERTED, &[]);
    let page = edited(CONVERTED, "`pets:pet:write` 写入宠物", &format!("`pets:pet:write` 写入宠物{scopes}"));
    folder.write("new.md", &page);
    let report = folder.run(&["check", "new.md", "--spec", "api.yaml"]).stdout;
    let advice = "decide: there are more than 256 alternatives of a kind of token and a scope: list those";
    assert_eq!((report.matches(advice).count(), report.matches("accept the page").count()), (200, 0));
    // Listed by hand, nothing is left.
    let listed = Folder::of(&page, &[]);
    assert_eq!(listed.check(&page, &[]), [""; 0]);
}

/// Each change of a long page is found and settled, whatever there is of it: headers, parameters, fields, codes and values.
#[test]
fn long_pages_are_followed() {
    let rows = |row: &dyn Fn(usize) -> String| (0..300).map(row).collect::<String>();
    let values: Vec<_> = (3..2_000).map(|value| format!(" - `{value}`: 值")).collect();
    let page = [
        ("| Content-Type |", rows(&|row| format!("| X-{row} | string | 是 | 甲{row} |\n"))),
        ("| `owner_id_type` |", rows(&|row| format!("| `q{row}` | `int` | 否 | 甲{row} |\n"))),
        ("| `comment` |", rows(&|row| format!("| `f{row}` | `int` | 是 | 甲{row} |\n"))),
        ("| 500 |", rows(&|row| format!("| 400 | {} | 甲{row} | 乙 |\n", 10_000 + row))),
    ];
    let page = page
        .iter()
        .fold(CONVERTED.to_owned(), |page, (before, rows)| edited(&page, before, &format!("{rows}{before}")));
    let page = edited(&page, " - `2`: 狗", &(values.concat() + " - `2`: 狗"));
    let found = diff::compare(&read(CONVERTED), &read(&page));
    assert_eq!(found.len(), 4 * 300 + 1_997);
    let folder = Folder::of(CONVERTED, &[]);
    assert_eq!(folder.check(&page, &[]).len(), found.len());
    assert_eq!(folder.check(&page, &["--write"]), [""; 0]);
    assert_eq!(Folder::of(&page, &["--no-copy"]).check(&page, &[]), [""; 0]);
    // What begins like a tag very often, and ends at the end of the text alone.
    let begun = format!("备注{}{}", "<".repeat(1 << 18), "<a".repeat(1 << 17));
    let [open, closed] = ["", ">"].map(|end| edited(CONVERTED, "备注", &format!("{begun}{end}")));
    assert_eq!(differences(&open, &closed), ["text-changed request.comment"]);
}

#[test]
fn of_two_pages_of_one_operation_it_is_said_which_is_used() {
    let folder = Folder::of(CONVERTED, &[]);
    folder.write("old.md", &edited(CONVERTED, "fullPath: \"/uPets", "fullPath: \"/old"));
    let run = folder.run(&["check", "old.md", "page.md", "--spec", "api.yaml"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""));
    assert!(run.stderr.contains("page.md is used, and not old.md"), "{}", run.stderr);
}

#[test]
fn an_operation_that_is_not_described_is_a_finding() {
    let folder = Folder::new();
    folder.write("api.yaml", "openapi: 3.1.1\ninfo: { title: A, version: '1' }\npaths: {}\n");
    assert_eq!(folder.check(CONVERTED, &[]), ["operation-missing url"]);
}

#[test]
fn bad_pages_and_descriptions_are_errors() {
    let folder = Folder::of(CONVERTED, &[]);
    let good = folder.text("api.yaml");
    let rows = "| `a` | `int` | 否 | 甲 |\n".repeat(100_000);
    let levels = (0..10_000)
        .map(|level| format!("| {}└ `a` | `int` | 否 | 甲 |\n", "&nbsp;".repeat(1 + level.min(99))));
    let levels: String = levels.collect();
    let cut = CONVERTED.split_once("| HTTP Method").unwrap().0;
    for page in [
        cut,
        &edited(CONVERTED, "| `comment`", &format!("{levels}| `comment`")),
        "",
        "<!DOCTYPE html><html></html>",
        "# Create\n\n## Request\n\nBasic | \n--- | ---\nHTTP URL | https://a\nHTTP Method | GET\n",
        &"甲".repeat(4 << 20),
        &edited(CONVERTED, "| `comment`", &format!("{rows}| `comment`")),
    ] {
        folder.write("bad.md", page);
        for arguments in [
            &["check", "bad.md", "--spec", "api.yaml", "--write"][..],
            &["accept", "bad.md", "--spec", "api.yaml"],
            &["import", "bad.md", "--out", "other.yaml"],
            &["diff", "bad.md", "page.md"],
        ] {
            let run = folder.run(arguments);
            assert_eq!(run.code, Some(2), "{arguments:?} {}", run.stderr);
            assert!(run.stderr.starts_with("error: bad.md: "), "{}", run.stderr);
        }
    }
    assert!(!folder.path().join("other.yaml").exists());
    assert_eq!(folder.text("api.yaml"), good);
    let deep = format!("openapi: 3.1.1\na: {}", "[".repeat(10_000));
    for description in ["", "a: [", "[]", "swagger: '2.0'", "openapi: 3.1.1\na: 1\na: 2\n", &deep] {
        folder.write("api.yaml", description);
        for arguments in [
            &["check", "page.md", "--spec", "api.yaml", "--write"][..],
            &["accept", "page.md", "--spec", "api.yaml"],
            &["import", "page.md", "--out", "api.yaml"],
        ] {
            let run = folder.run(arguments);
            assert_eq!(run.code, Some(2), "{description:.40} {arguments:?} {}", run.stderr);
            assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
        }
        assert_eq!(folder.text("api.yaml"), description);
    }
}
