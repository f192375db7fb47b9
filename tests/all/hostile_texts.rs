//! The texts of a description are never compiled: `hostile_texts/openapi.yaml` has a text in every place that can hold one, and
//! whatever it is, it becomes docs that rustdoc takes for text, and values of string literals.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use hire_codegen::{Bindings, Generator};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Map, Value};
use syn::LitStr;

use crate::scratch_crate::{Run, Scratch, target};

#[path = "../../hire-codegen/src/markdown/rustdoc.rs"]
mod rustdoc;

const PLACES: &str = include_str!("../hostile_texts/openapi.yaml");

/// Texts that are code to one reader or another. What is compiled of them fails.
const TEXTS: &[&str] = &[
    "```\ncompile_error!(\"a fence\");\n```",
    "```rust,should_panic\ncompile_error!(\"an open fence\");",
    "~~~ {.rust}\ncompile_error!(\"another fence\");\n~~~ not the end\n~~~",
    "Text.\n\n    compile_error!(\"indented\");\n\n\tcompile_error!(\"after a tab\");",
    "- one\n-     compile_error!(\"in an item\");",
    "-\tone\n-\t\tcompile_error!(\"in an item, after tabs\");\n-\n      compile_error!(\"below a marker\");",
    "1. one\n\n        compile_error!(\"below an item\");\n10)      compile_error!(\"in another item\");",
    "- ```\n  compile_error!(\"a fence in an item\");\n  ```\n- - ~~~rust\n    compile_error!(\"deeper\");",
    "- x\n  ```\n\n```rust\ncompile_error!(\"after an item that ended\");\n```",
    "a paragraph\n2. ```rust\ncompile_error!(\"no item\");\n\n    compile_error!(\"of none\");",
    "> ```\n> compile_error!(\"a fence in a quote\");\n\n>     compile_error!(\"in a quote\");",
    "[^1]: ```\n    compile_error!(\"a fence in a footnote\");\n\n[^1]\n\n[a]: b\n[a]",
    "``\u{200e}`rust\ncompile_error!(\"a mark within a fence\");\n```",
    "one\r```\rcompile_error!(\"returns\");\r```\r\n\u{2028}    compile_error!(\"separators\");",
    "| a | b |\n|---|---|\n| `<script>alert(1)</script> | x` | y |\n| `[Missing] | x` | `a\\|b` |",
    "a | b\n---|---\n`<b>|` | y",
    "<pre>\n\n    compile_error!(\"in HTML\");\n</pre>\n<script>alert(1)</script><!-- <?a <![CDATA[ <!A",
    "![pixel](https://texts.example/pixel.png) [run](javascript:alert(1)) <javascript:alert(1)> [`Missing`] [a](b)",
    "*/ compile_error!(\"a comment\"); /* //! /// /** #![doc = \"x\"] #[doc = include_str!(\"x\")] #!/bin/sh",
    "\"; compile_error!(\"a string\"); \" \\\" \\\\ \\u{22} \"# \"## {} {0} ' b'",
    "\u{0}\u{7}\u{b}\u{c}\u{1b}[31m\u{7f}\u{85}\u{ad}\u{61c}\u{200b}\u{202e}\u{2066}\u{2069}\u{feff} compile_error!(\"odd letters\");",
    "---\ntitle: front matter\n---\n# compile_error!(\"hidden\");\n## Errors\n===\nhttps://texts.example/a|b?c=`d`.",
    "`` ` ``` ` compile_error!(\"ticks\") `\n`",
];

/// Addresses, for places that hold nothing else.
const ADDRESSES: &[&str] = &[
    "https://texts.example/*/'//!'",
    "javascript:alert(1)",
    "script",
    "http:a",
    "#a",
    "https://a_b_.example/_c_?d=(e)&f=[g]",
    "https://texts.example/[a](b)",
    "data:text/html,compile_error!(1)",
];

/// What is put into places.
struct Texts<'t> {
    /// For places that any text may have, in turn.
    free: &'t [&'t str],
    /// For those that name something.
    name: &'t str,
    next: usize,
}

impl Texts<'_> {
    fn next<'x>(&mut self, texts: &[&'x str]) -> &'x str {
        self.next += 1;
        texts[self.next % texts.len()]
    }

    fn put(&mut self, text: &str) -> String {
        match text {
            "$text" => self.next(self.free).to_owned(),
            "$url" => {
                // An address with brackets behind its authority is none.
                let fine: Vec<_> =
                    ADDRESSES.iter().copied().filter(|address| !address.contains('[')).collect();
                self.next(&fine).to_owned()
            }
            "$pattern" => pattern(self.name),
            _ => text.replace("$name", self.name).replace("$value", self.name),
        }
    }

    /// The description with texts in its places.
    fn description(&mut self, places: &Value) -> Value {
        match places {
            Value::String(text) => self.put(text).into(),
            Value::Array(items) => items.iter().map(|item| self.description(item)).collect(),
            Value::Object(members) => {
                let mut put = Map::new();
                for (name, value) in members {
                    put.insert(self.put(name), self.description(value));
                }
                put.into()
            }
            other => other.clone(),
        }
    }
}

/// The pattern of a text itself.
fn pattern(text: &str) -> String {
    let escaped = |letter: char| {
        let escape = if "\\^$.|?*+()[]{}/".contains(letter) { "\\" } else { "" };
        format!("{escape}{letter}")
    };
    text.chars().map(escaped).collect()
}

/// The bindings with texts in all places, the `first` of them in the first one.
fn bindings(folder: &Path, free: &[&str], name: &str, first: usize) -> Bindings {
    let places: Value = serde_yaml::from_str(PLACES).unwrap();
    let description = Texts { free, name, next: first }.description(&places);
    let path = folder.join("texts.json");
    fs::write(&path, description.to_string()).unwrap();
    Generator::new(path).generate().unwrap_or_else(|report| panic!("{free:?} {name:?}: {report}"))
}

/// What is emitted: the docs of each item, and the tokens without docs and without the text of literals. Brackets and
/// commas depend on how long a line is.
#[derive(Default)]
struct Emitted {
    docs: Vec<Vec<String>>,
    code: String,
}

impl Emitted {
    fn of(bindings: &Bindings) -> Self {
        let mut emitted = Self::default();
        for file in bindings.files() {
            emitted.add(file.text.parse().unwrap_or_else(|error| panic!("{error}: {}", file.text)), true);
        }
        emitted
    }

    fn add(&mut self, tokens: TokenStream, mut apart: bool) {
        for tree in tokens {
            match tree {
                TokenTree::Group(group) => match doc(&group.stream()) {
                    Some(line) => {
                        self.docs.extend(apart.then(Vec::new));
                        self.docs.last_mut().unwrap().push(line);
                        apart = false;
                    }
                    None => {
                        apart = true;
                        self.add(group.stream(), true);
                    }
                },
                TokenTree::Literal(literal) if literal.to_string().contains('"') => {
                    self.code.push_str("\"\" ");
                }
                // That of an attribute, which may be docs.
                TokenTree::Punct(punct) if punct.as_char() == '#' => {}
                TokenTree::Punct(punct) if punct.as_char() == ',' => apart = true,
                tree => {
                    apart = true;
                    self.code.push_str(&tree.to_string());
                    self.code.push(' ');
                }
            }
        }
    }

    /// Asserts that rustdoc takes all docs for text.
    fn assert_harmless(&self, text: &str) {
        for lines in &self.docs {
            // rustdoc takes away the indentation that all lines have.
            let indent = |line: &String| line.len() - line.trim_start_matches(' ').len();
            let least =
                lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or_default();
            let lines: Vec<_> =
                lines.iter().map(|line| line.get(least..).unwrap_or_default().to_owned()).collect();
            rustdoc::assert_harmless(&lines, text, is_own);
        }
    }
}

/// Whether a link is one of the generator's own, to an item that it emits: the texts have none of these.
fn is_own(link: &str) -> bool {
    let path = link.trim_matches('`').trim_start_matches("struct@");
    let is_path = path.chars().all(|letter| letter.is_alphanumeric() || "_:#".contains(letter));
    is_path && !TEXTS.iter().any(|text| text.contains(path))
}

/// The line of a doc comment.
fn doc(attribute: &TokenStream) -> Option<String> {
    let mut tokens = attribute.clone().into_iter();
    let is_doc = tokens.next()?.to_string() == "doc";
    let literal = tokens.nth(1).filter(|_| is_doc)?;
    Some(syn::parse2::<LitStr>(literal.into()).unwrap().value())
}

const PLAIN: &str = "plain words";

#[test]
fn texts_become_docs_and_string_literals_alone() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let plain = Emitted::of(&bindings(folder.path(), &[PLAIN], PLAIN, 0));
    assert!(plain.docs.len() > 100, "{}", plain.docs.len());
    for text in TEXTS {
        let free = Emitted::of(&bindings(folder.path(), &[text], PLAIN, 0));
        free.assert_harmless(text);
        let differs = free.code.split(' ').zip(plain.code.split(' ')).position(|(one, other)| one != other);
        if free.code != plain.code {
            let around = |code: &str| {
                let from = differs.unwrap_or_default().saturating_sub(20);
                code.split(' ').skip(from).take(40).collect::<Vec<_>>().join(" ")
            };
            panic!("{text:?} changes the code: {}\ninstead of: {}", around(&free.code), around(&plain.code));
        }
        let named = Emitted::of(&bindings(folder.path(), &[PLAIN], text, 0));
        named.assert_harmless(text);
        let compiled = ["compile_error", "include_str", "alert", "script"];
        let found = named.code.split(' ').find(|token| compiled.contains(token));
        assert_eq!(found, None, "{text:?} is in the code");
    }
}

#[test]
fn rustdoc_finds_no_test_and_no_fault_in_texts() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let crate_ = Scratch::new("texts");
    let mut modules = String::new();
    // Each place has a few of the texts, in turn; the test above has tried all of them in all places.
    for first in 0..3 {
        let name = TEXTS[first * TEXTS.len() / 3];
        for file in bindings(folder.path(), TEXTS, name, first).files() {
            crate_.write(&format!("src/texts{first}/{}", file.name), &file.text);
        }
        _ = writeln!(modules, "pub mod texts{first};");
    }
    crate_.write("src/lib.rs", &modules);
    let tests = crate_.cargo(&["test", "--doc"]).succeeded();
    assert!(tests.stdout.contains("\nrunning 0 tests\n"), "{}", tests.stdout);
    documented(&crate_).succeeded();
}

/// Runs rustdoc with warnings denied, on the runtime as it has been built: `cargo doc` would check all that it depends on
/// first.
fn documented(crate_: &Scratch) -> Run {
    let built = crate_.cargo(&["build", "--message-format=json"]).succeeded().stdout;
    let artifacts = built.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let of_runtime = |artifact: &Value| artifact["target"]["name"] == "hire_runtime";
    let mut files =
        artifacts.filter(of_runtime).filter_map(|artifact| artifact["filenames"].as_array().cloned());
    let runtime =
        files.next().and_then(|files| files.first()?.as_str().map(str::to_owned)).expect("it is built");
    let dependencies = target().join("debug").join("deps");
    let mut rustdoc = Command::new(Path::new(env!("CARGO")).with_file_name("rustdoc"));
    rustdoc.args(["--edition", "2024", "--crate-name", "texts", "-D", "warnings", "--out-dir"]);
    rustdoc.arg(crate_.path("docs")).arg("--extern").arg(format!("hire_runtime={runtime}"));
    rustdoc.arg("-L").arg(format!("dependency={}", dependencies.display())).arg(crate_.path("src/lib.rs"));
    Run::of(&rustdoc.output().unwrap())
}
