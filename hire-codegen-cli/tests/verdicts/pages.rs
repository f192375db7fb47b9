//! Documentation pages that became descriptions: what is compiled of these reads the examples of the pages.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use hire_codegen::Generator;
use hire_codegen_cli::doc::check::{self, Checked};
use hire_codegen_cli::doc::description::Description;
use hire_codegen_cli::doc::import::{self, Source};
use hire_codegen_cli::doc::{self, Page};
use serde_json::{Value, json};

use crate::judge::code;
use crate::scratch_crate::Scratch;

/// Pages that contradict themselves, so that their example breaks what their table says: lines of a file's name, the body, and why.
const EXEMPT: &str = include_str!("../pages.txt");

/// The example of a body, and the type that has to read it.
struct Sample {
    page: String,
    body: &'static str,
    module: String,
    json: String,
}

/// What becomes of the pages of a folder.
#[derive(Default)]
struct Outcome {
    refused: usize,
    imported: usize,
    wrong: Vec<String>,
    modules: BTreeSet<String>,
    samples: Vec<Sample>,
    no_json: usize,
}

/// The pages in a folder, and in those inside of it.
fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|it| it == "md") {
            found.push(path);
        }
    }
}

/// Gives the schemas of the bodies names, by which a program finds their types; the bodies that have an example.
fn name_bodies(description: &mut Value, page: &Page) -> Vec<(&'static str, String)> {
    let mut samples = Vec::new();
    let operation = description["paths"].as_object().and_then(|paths| paths.values().next()).unwrap();
    let method = operation.as_object().and_then(|methods| methods.keys().next()).unwrap().clone();
    let path = description["paths"].as_object().and_then(|paths| paths.keys().next()).unwrap().clone();
    for (body, pointer, example) in [
        ("PageRequest", "/requestBody/content", &page.request_example),
        ("PageResponse", "/responses/200/content", &page.response_example),
    ] {
        let operation = &mut description["paths"][&path][&method];
        let media =
            operation.pointer_mut(pointer).and_then(|content| content.as_object_mut()?.iter_mut().next());
        let Some((_, media)) = media.filter(|(name, _)| name.starts_with("application/json")) else {
            continue;
        };
        let reference = json!({ "$ref": format!("#/components/schemas/{body}") });
        let schema = std::mem::replace(&mut media["schema"], reference);
        description["components"]["schemas"][body] = schema;
        if let Some(doc::Example::Json(example)) = example {
            samples.push((body, example.to_string()));
        }
    }
    samples
}

impl Outcome {
    /// Imports a page, and compares it with its description, with a copy of it and without.
    fn take(&mut self, path: &Path, scratch: &Scratch) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        let Ok(page) = doc::read(&text) else {
            self.refused += 1;
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("api.yaml");
        fs::write(folder.path().join("page.md"), &text).unwrap();
        let mut imported = String::new();
        for copy in [None, Some("page.md".to_owned())] {
            imported = import::import(&file, None, &[Source { page: &page, copy }]).unwrap().text;
            fs::write(&file, &imported).unwrap();
            match check::check(&Description::load(&file).unwrap(), &page).unwrap() {
                Checked::Compared(differences) => {
                    self.wrong.extend(differences.iter().map(|it| format!("{name}: {}", it.finding)));
                }
                Checked::NoOperation => self.wrong.push(format!("{name}: no operation")),
            }
        }
        self.imported += 1;
        if let Err(report) = Generator::new(&file).generate() {
            self.wrong.push(format!("{name}: {report}"));
            return;
        }
        let mut description: Value = serde_yaml::from_str(&imported).unwrap();
        let samples = name_bodies(&mut description, &page);
        fs::write(&file, description.to_string()).unwrap();
        let bindings = Generator::new(&file).generate().unwrap();
        let module = format!("page{}", doc::record::digest(&code(&bindings)));
        if self.modules.insert(module.clone()) {
            for file in bindings.files() {
                scratch.write(&format!("src/{module}/{}", file.name), &file.text);
            }
        }
        let has_text = |example: &Option<_>| matches!(example, Some(doc::Example::Text(_)));
        self.no_json +=
            usize::from(has_text(&page.request_example)) + usize::from(has_text(&page.response_example));
        self.samples.extend(samples.into_iter().map(|(body, json)| Sample {
            page: name.clone(),
            body,
            module: module.clone(),
            json,
        }));
    }
}

/// A program that reads each sample, as a client does and with all rules.
fn program(outcome: &Outcome) -> String {
    let mut program = String::from("#![allow(unused)]\n");
    for module in &outcome.modules {
        writeln!(program, "mod {module};").unwrap();
    }
    program.push_str(
        "fn read<T: hire_runtime::Data>(number: usize, json: &str) {
    let decoded = hire_runtime::serde_json::from_str::<hire_runtime::Decoded<T>>(json);
    let found = match (decoded, hire_runtime::parse::<T>(json.as_bytes())) {
        (Err(error), _) => format!(\"no value of the type: {error}\"),
        (Ok(_), Err(violations)) => format!(\"breaks rules: {violations}\"),
        (Ok(_), Ok(_)) => String::new(),
    };
    println!(\"{number} {}\", found.replace('\\n', \"; \"));
}
fn main() {
",
    );
    for (number, Sample { body, module, json, .. }) in outcome.samples.iter().enumerate() {
        writeln!(program, "    read::<{module}::types::{body}>({number}, r####\"{json}\"####);").unwrap();
    }
    program + "}\n"
}

/// `DOC_PAGES=FOLDER cargo test -p hire-codegen-cli --test verdicts imported -- --ignored --nocapture` prints what becomes of the
/// pages in a folder.
#[test]
#[ignore = "it needs a folder of pages, and minutes"]
fn imported_types_read_the_examples_of_their_pages() {
    let folder = std::env::var("DOC_PAGES").expect("DOC_PAGES names a folder");
    let mut paths = Vec::new();
    pages(Path::new(&folder), &mut paths);
    paths.sort();
    let dependencies = "[dependencies]\nhire-runtime = { path = \"../hire-codegen/hire-runtime\" }\n";
    let scratch = Scratch::with("pages", dependencies);
    let mut outcome = Outcome::default();
    for path in &paths {
        outcome.take(path, &scratch);
    }
    scratch.write("src/main.rs", &program(&outcome));
    let run = scratch.cargo(&["run", "--quiet"]).succeeded();
    let mut read = 0;
    // What a page does not list is read all the same: an enumeration has a variant for it.
    let mut exempt = BTreeSet::new();
    for line in run.stdout.lines() {
        let (number, found) = line.split_once(' ').unwrap();
        let Sample { page, body, .. } = &outcome.samples[number.parse::<usize>().unwrap()];
        let is_exempt = |line: &&str| line.starts_with(&format!("{page} {body}: "));
        match EXEMPT.lines().find(is_exempt) {
            _ if found.is_empty() => read += 1,
            Some(line) if found.starts_with("breaks rules") => drop(exempt.insert(line)),
            _ => outcome.wrong.push(format!("{page} {body}: {found}")),
        }
    }
    println!(
        "{} pages imported, {} refused; {} examples, {read} of them read and valid; {} are no JSON; {} modules",
        outcome.imported,
        outcome.refused,
        outcome.samples.len(),
        outcome.no_json,
        outcome.modules.len()
    );
    for line in &exempt {
        println!("exempt: {line}");
    }
    assert!(outcome.wrong.is_empty(), "{}", outcome.wrong.join("\n"));
}
