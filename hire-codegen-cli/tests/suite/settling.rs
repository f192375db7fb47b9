//! Edits of `doc check --write`: what they leave, and what they leave as it is.

use std::collections::BTreeSet;

use hire_codegen::Generator;
use hire_codegen_cli::doc::check::{self, Checked, Difference, settle};
use hire_codegen_cli::doc::description::Description;

use crate::differences::EDITS;
use crate::following::{Folder, differences};
use crate::{CONVERTED, edited, read};

/// What is left after the certain edits of a page.
fn settled(folder: &Folder, page: &str) -> Vec<Difference> {
    let (path, page) = (folder.path().join("api.yaml"), read(page));
    settle(&path, [&page]).unwrap();
    match check::check(&Description::load(&path).unwrap(), &page).unwrap() {
        Checked::Compared(differences) => differences,
        Checked::NoOperation => panic!("no operation\n{}", folder.text("api.yaml")),
    }
}

/// The kinds that are about words, which a person reads.
const WORDS: [&str; 9] = [
    "title-changed",
    "heading-changed",
    "text-changed",
    "example-changed",
    "listed-values-changed",
    "error-text-changed",
    "error-advice-changed",
    "body-example-changed",
    "section-text-changed",
];

fn is_of_words(finding: &str) -> bool {
    WORDS.contains(&finding.split(' ').next().unwrap())
}

/// What is left to a person after the certain edits: where a table is gone, where a row is somewhere else.
const DECIDED: [&str; 8] = [
    "rate-limit-changed",
    "table-removed",
    "field-moved",
    "list-changed",
    "type-changed",
    "requirement-unstated",
    "unread-changed",
    "url-changed",
];

/// What is left to a person after the certain edits of a page besides words, and what is wrong: certain edits that are left, and
/// faults of the description.
fn left(folder: &Folder, page: &str) -> (BTreeSet<String>, Vec<String>) {
    let left = settled(folder, page);
    let name = |left: &Difference| format!("{} {}", left.finding.kind.id, left.finding.path);
    let certain = left.iter().filter(|left| left.is_certain).map(name);
    let generated = Generator::new(folder.path().join("api.yaml")).generate();
    let wrong = certain.chain(generated.err().map(|report| report.to_string())).collect();
    (left.iter().map(name).filter(|name| !is_of_words(name)).collect(), wrong)
}

/// What is left of one edit that is no decision, nor at the place of one.
fn undecided(left: &BTreeSet<String>) -> Vec<String> {
    let parts = |name: &str| name.split_once(' ').map(|(id, path)| (id.to_owned(), path.to_owned())).unwrap();
    let decided = left.iter().map(|name| parts(name)).filter(|(id, _)| DECIDED.contains(&id.as_str()));
    let decided: BTreeSet<String> = decided.map(|(_, path)| path).collect();
    // A description has no place for whether that header is optional: it stays until the page is accepted.
    let is_open =
        |name: &&String| !decided.contains(&parts(name).1) && *name != "became-optional headers.Content-Type";
    left.iter().filter(is_open).cloned().collect()
}

/// A text in YAML with a comment behind each line that is none of a text of several lines.
fn with_comments(text: &str) -> String {
    let mut literal = None;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        literal = literal.filter(|outer| indent > *outer);
        let is_inside = literal.is_some();
        if line.ends_with("|-") {
            literal = Some(indent);
        }
        lines.push(if is_inside { format!("{line}\n") } else { format!("{line} # c{index}\n") });
    }
    lines.concat()
}

#[test]
fn edits_made_at_once_do_what_each_does_alone() {
    let folder = Folder::of(CONVERTED, &[]);
    let description = with_comments(&folder.text("api.yaml"));
    let lines: Vec<&str> = description.lines().filter(|line| line.contains("# c")).collect();
    let comments = |text: &str| -> BTreeSet<String> {
        text.lines().filter_map(|line| Some(line[line.rfind("# c")?..].to_owned())).collect()
    };
    let mut wrong = Vec::new();
    let mut edits = Vec::new();
    for (from, to, found) in EDITS {
        folder.write("api.yaml", &description);
        let (alone, faults) = left(&folder, &edited(CONVERTED, from, to));
        wrong.push((vec![*from], [faults, undecided(&alone)].concat()));
        // Of a limit that the page did not change, nothing is left.
        let is_of_limit = found.iter().any(|found| found.starts_with("rate-limit-changed"));
        assert!(is_of_limit || !alone.contains("rate-limit-changed rate_limit"), "{from}");
        let text = folder.text("api.yaml");
        let takes_away = ["-removed", "default-changed", "type-changed", "became-optional"];
        if !takes_away.iter().any(|id| found.iter().any(|found| found.contains(id))) {
            let gone = &comments(&description) - &comments(&text);
            wrong.push((vec![*from], gone.into_iter().collect()));
        }
        let after: BTreeSet<&str> = text.lines().collect();
        let lost: Vec<&str> = lines.iter().copied().filter(|line| !after.contains(line)).collect();
        edits.push((*from, *to, differences(CONVERTED, &edited(CONVERTED, from, to)), lost, alone));
    }
    let mut random = fastrand::Rng::with_seed(1);
    for newline in ["\n", "\r\n"].repeat(6) {
        random.shuffle(&mut edits);
        let count = random.usize(2..12);
        let (mut page, mut made, mut found) = (CONVERTED.to_owned(), Vec::new(), Vec::new());
        let (mut lost, mut decisions) = (BTreeSet::<&str>::new(), BTreeSet::<String>::new());
        for (from, to, differing, lines, alone) in &edits {
            // What is found under another address and at another path is another operation.
            if made.len() == count || differing.is_empty() || !page.contains(from) {
                continue;
            }
            let next = edited(&page, from, to);
            let mut all = [found.as_slice(), differing].concat();
            all.sort();
            // Edits of one row may be another difference than each of them: a field that is renamed and changed is a new one.
            if differences(CONVERTED, &next) == all {
                (page, found) = (next, all);
                made.push(*from);
                lost.extend(lines);
                decisions.extend(alone.iter().cloned());
            }
        }
        folder.write("api.yaml", &description.replace('\n', newline));
        // What is left of several edits is what is left of each.
        let (left, faults) = left(&folder, &page);
        wrong.push((made.clone(), faults.into_iter().chain(left.difference(&decisions).cloned()).collect()));
        let text = folder.text("api.yaml");
        assert_eq!(text.matches('\n').count(), text.matches(newline).count(), "{made:?}");
        let mut after = text.lines();
        let gone = lines.iter().find(|line| !lost.contains(*line) && !after.any(|other| other == **line));
        wrong.push((made, gone.map(ToString::to_string).into_iter().collect()));
    }
    wrong.retain(|(_, what)| !what.is_empty());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const LISTS_PAGE: &str = include_str!("../pages/lists.md");
const LISTS: &str = include_str!("../pages/lists.yaml");

/// What is exchanged in a text, and what it becomes.
type Exchanges = &'static [(&'static str, &'static str)];

/// Edits of a page, and what becomes of the description.
const LISTS_EDITS: [(Exchanges, Exchanges); 9] = [
    // Items in front are gone, or new.
    (
        &[
            ("| `qa` | `string` | 否 | 甲 |\n", ""),
            ("| `qb` | `string` | 否 | 乙 |\n", ""),
            ("| `qc` | `string` | 否 | 丙 |\n", ""),
        ],
        &[
            (
                "        # The first.\n        - name: qa\n          in: query\n          schema: { type: string }\n",
                "",
            ),
            ("        - { name: qb, in: query, schema: { type: string } }\n", ""),
            ("        - { $ref: '#/components/parameters/c' }\n", ""),
        ],
    ),
    (
        &[
            ("| `qa`", "| `ql` | `string` | 否 | 新 |\n| `qa`"),
            ("| `qb`", "| `qm` | `string` | 否 | 新 |\n| `qb`"),
            ("| `qc` | `string` | 否", "| `qc` | `string` | 是"),
        ],
        &[
            (
                "        # The first.\n",
                "        - name: ql\n          in: query\n          description: 新\n          schema:\n            type: string\n        # The first.\n",
            ),
            (
                "        - { name: qb",
                "        - name: qm\n          in: query\n          description: 新\n          schema:\n            type: string\n        - { name: qb",
            ),
            (
                "qc, in: query, schema: { type: string } }",
                "qc, in: query, schema: { type: string }, required: true }",
            ),
        ],
    ),
    (
        &[
            ("| 400 | 7001", "| 429 | 7000 | many | 无 |\n| 401 | 7001"),
            ("| 500 | 7003", "| 502 | 7002 | gate | 无 |\n| 503 | 7003"),
        ],
        &[
            (
                "        # A bad pet.\n",
                "        - code: 7000\n          status: 429\n          meaning: many\n          advice: 无\n        # A bad pet.\n",
            ),
            (
                "status: 400 }\n",
                "status: 401 }\n        - code: 7002\n          status: 502\n          meaning: gate\n          advice: 无\n",
            ),
            ("status: 500", "status: 503"),
        ],
    ),
    // What is inside of something with another name.
    (
        &[
            ("/owners/:owner_id/pets", "/keepers/:keeper_id/pets"),
            ("`owner_id`", "`keeper_id`"),
            ("`qb`", "`qz`"),
            ("5 次/秒", "6 次/秒"),
        ],
        &[
            ("/owners/{owner_id}/pets", "/keepers/{keeper_id}/pets"),
            ("owner_id,", "keeper_id,"),
            ("name: qb", "name: qz"),
            ("limit: 5", "limit: 6"),
        ],
    ),
    (
        &[("HTTP Method | GET", "HTTP Method | DELETE"), ("/v1/owners", "/v2/owners")],
        &[("    get:\n", "    delete:\n"), ("/v1/owners", "/v2/owners")],
    ),
    // Texts of values by the order of these.
    (
        &[("`c`: 其它", "`c`: 其它 - `d`: 新")],
        &[("c # c\n", "c, # c\n              d\n"), ("英文, 其它]", "英文, 其它, 新]")],
    ),
    (
        &[(" - `b`: 英文 - `c`: 其它", " - `x`: 新 - `z`: 其它 - `b`: 英文")],
        &[
            (
                "              b,\n              # about c\n              c # c\n",
                "              x,\n              z,\n              b\n",
            ),
            ("[其它, 英文, 其它]", "[其它, 新, 其它, 英文]"),
        ],
    ),
    // An alias stands for the values of another place: neither values nor texts are changed.
    (&[("`b`: 英文 |\n\n", "`b`: 英文 - `d`: 新 |\n\n")], &[]),
    // Alternatives that are there stay as they are.
    (
        &[("`pets:pet` 宠物", "`pets:pet` 宠物 `pets:all` 全部")],
        &[("# pets\n", "# pets\n        - tenant_access_token: [pets:all]\n")],
    ),
];

#[test]
fn indexes_and_pointers_are_those_of_the_text_as_it_is() {
    let folder = Folder::new();
    folder.write("old.md", LISTS_PAGE);
    let mut wrong = Vec::new();
    for (of_page, of_description) in LISTS_EDITS {
        let replaced = |text: &str, edits: Exchanges| {
            edits.iter().fold(text.to_owned(), |text, (from, to)| edited(&text, from, to))
        };
        folder.write("api.yaml", LISTS);
        let left = settled(&folder, &replaced(LISTS_PAGE, of_page));
        folder.generate();
        let refused = left.iter().filter(|difference| difference.is_certain).count();
        let (text, expected) = (folder.text("api.yaml"), replaced(LISTS, of_description));
        if refused != usize::from(of_description.is_empty()) || text != expected {
            wrong.push(format!("{of_page:?}: {refused} refused\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An alias stands for the schema of another property. What comes behind many edits that cannot be made is tried all the same, or
/// said not to be.
#[test]
fn edits_that_cannot_be_made_keep_none_from_being_tried() {
    for (aliases, made, untried) in [(40, 1, 0), (130, 0, 3)] {
        let page = |word: &str| {
            let rows = (0..aliases).map(|at| format!("| `f{at}` | `{word}` | 否 | 甲 |\n"));
            let row = format!("{}| `z` | `{word}` | 否 | 甲 |\n| `comment` |", rows.collect::<String>());
            edited(CONVERTED, "| `comment` |", &row)
        };
        let folder = Folder::of(&page("string"), &["--no-copy"]);
        let schema = "\n                  type: string\n                  description: 甲\n";
        let aliased = |text: String, at| edited(&text, &format!(" f{at}:{schema}"), &format!(" f{at}: *a\n"));
        let text = edited(&folder.text("api.yaml"), " f0:\n", " f0: &a\n");
        folder.write("api.yaml", &(1..aliases).fold(text, aliased));
        let settled = settle(&folder.path().join("api.yaml"), [&read(&page("int"))]).unwrap();
        assert_eq!((settled.made, settled.untried), (made, untried), "{} are left", settled.left.len());
    }
}
