//! `cargo run -p hire-tests --release --example corpus`: bindings of real documents beside another
//! validator.
//!
//! For each document of a folder bindings are made and compiled. For each component, instances are made
//! from its schema, valid ones and single mutations of them; what the emitted types make of each is
//! compared with the `jsonschema` crate, and what they write with what they read. The folder is that of
//! `OPENAPI_CORPUS`, else `../shared/corpus` beside the workspace. `--random N` takes N documents made at random
//! instead, the first of them with the seed of `--seed N`, else 0. Options: `--only WORD` for documents
//! whose name has a word in it, `--valid N` and `--mutations N` for each schema, `--shown N` examples of
//! each kind of disagreement.
//!
//! `--calls N` makes N calls of each operation instead: requests made from the schemas reach a server on loopback that
//! reads them by the tables of the specifications and checks them against the document, and responses made from the
//! schemas have to be read as what was sent, failures too. `--at-once N` compiles at most N operations at once, which a document
//! of many operations needs. The exit code is 0 if nothing is left unexplained, 1 if something is, 2 if
//! the command could not run.

#![cfg_attr(
    test,
    allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot go on fails")
)]

mod calls;
mod compare;
mod deviations;
mod direction;
mod discriminator;
mod document;
mod hierarchy;
mod instances;
mod mutations;
mod pattern;
mod process;
mod program;
mod random;
mod reference;
mod report;
mod schema;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use compare::Amount;
use document::Document;
use program::Program;
use report::Report;

/// Why the command could not run.
type Failure = Box<dyn std::error::Error>;

/// What is asked for on the command line.
struct Options {
    only: Vec<String>,
    amount: Amount,
    shown: usize,
    /// How many documents are made at random, if any.
    random: Option<u64>,
    seed: u64,
    /// How many calls of each operation are made, instead of comparing values.
    calls: Option<usize>,
    /// How many operations are compiled at once, if not all.
    at_once: Option<usize>,
}

fn main() -> ExitCode {
    let run = options(env::args().skip(1)).and_then(|options| {
        let files = files(&options)?;
        let name = if options.random.is_some() { "random" } else { "the-corpus" };
        if let Some(calls) = options.calls {
            let amount =
                calls::Amount { calls, seed: options.seed, shown: options.shown, at_once: options.at_once };
            let folder = workspace().join("target/corpus").join(format!("calls-{name}"));
            let report = calls::call_all(&files, &folder, &amount)?;
            return Ok((report.to_string(), report.is_good()));
        }
        let mut report = compare_all(&files, name, options.amount)?;
        report.shown = options.shown;
        Ok((report.to_string(), report.is_good()))
    });
    match run {
        Ok((report, is_good)) => {
            print!("{report}");
            if is_good { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(2)
        }
    }
}

/// The documents that are asked for.
fn files(options: &Options) -> Result<Vec<PathBuf>, Failure> {
    if let Some(count) = options.random {
        let folder = workspace().join("target/corpus/descriptions");
        return match options.calls {
            Some(_) => calls::random::documents(&folder, options.seed, count),
            None => random::documents(&folder, options.seed, count),
        };
    }
    let folder =
        env::var_os("OPENAPI_CORPUS").map_or_else(|| workspace().join("../shared/corpus"), PathBuf::from);
    if !folder.is_dir() {
        let folder = folder.display();
        return Err(
            format!("{folder} is no folder: set OPENAPI_CORPUS to one with OpenAPI descriptions").into()
        );
    }
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let asked =
        |path: &PathBuf| options.only.is_empty() || options.only.iter().any(|word| name(path).contains(word));
    Ok(document::files(&folder)?.into_iter().filter(asked).collect())
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, Failure> {
    let amount = Amount { valid: 8, mutations: 24 };
    let mut options =
        Options { only: Vec::new(), amount, shown: 3, random: None, seed: 0, calls: None, at_once: None };
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--only" => options.only.push(value),
            "--valid" => options.amount.valid = value.parse()?,
            "--mutations" => options.amount.mutations = value.parse()?,
            "--shown" => options.shown = value.parse()?,
            "--random" => options.random = Some(value.parse()?),
            "--seed" => options.seed = value.parse()?,
            "--calls" => options.calls = Some(value.parse()?),
            "--at-once" => options.at_once = Some(value.parse()?),
            _ => {
                return Err(format!(
                    "{name} is not known; there are --calls, --at-once, --random, --seed, --only, --valid, --mutations and --shown"
                )
                .into());
            }
        }
    }
    Ok(options)
}

/// The workspace's folder.
fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or_else(|| Path::new("."))
}

/// Makes, builds and compares. The crate is kept in a folder of its own, so that it is built anew only
/// where something has changed.
fn compare_all(files: &[PathBuf], name: &str, amount: Amount) -> Result<Report, Failure> {
    let folder = workspace().join("target/corpus").join(name);
    fs::create_dir_all(&folder)?;
    let mut report = Report::default();
    let mut documents = Vec::new();
    for (number, file) in files.iter().enumerate() {
        match Document::load(file, number, &folder) {
            Ok(document) => {
                report.document(&document);
                documents.push(document);
            }
            Err(why) => report.refused(
                file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                why.to_string(),
            ),
        }
    }
    eprintln!("building the bindings of {} documents", documents.len());
    let mut program = Program::start(&folder, &documents)?;
    let mut first = 0;
    for document in &documents {
        eprintln!("comparing {}", document.name);
        // One document that the reference does not read leaves the others to be compared.
        if let Err(why) = compare::document(document, first, &mut program, amount, &mut report) {
            report.not_compared(document.name.clone(), why.to_string());
        }
        first += document.components.len();
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::compare::Amount;
    use super::{calls, compare_all, options, random, workspace};

    /// The descriptions of this project, and those with schemas of each kind.
    #[test]
    fn bindings_of_our_own_descriptions_agree() {
        let own = [
            "spec/hire.yaml",
            "tests/golden/kitchen/openapi.yaml",
            "tests/golden/formats/openapi.yaml",
            "hire-codegen/tests/census/openapi.yaml",
        ];
        let mut files: Vec<_> = own.iter().map(|path| workspace().join(path)).collect();
        files.push(unions());
        let mut report = compare_all(&files, "our-own", Amount { valid: 10, mutations: 60 }).unwrap();
        report.shown = 10;
        assert!(report.is_good(), "{report}");
        assert!(report.instances() > 2000, "{report}");
    }

    /// Descriptions of this project with operations of all kinds.
    #[test]
    fn calls_of_our_own_descriptions_agree() {
        let own = [
            "spec/hire.yaml",
            "tests/petstore/openapi.yaml",
            "tests/golden/albums/openapi.yaml",
            "tests/golden/directions/openapi.yaml",
            "tests/golden/formats/openapi.yaml",
            "tests/golden/groups/openapi.yaml",
            "tests/golden/kitchen/openapi.yaml",
            "tests/fixtures/beyond_other_generators/parameters.yaml",
            "tests/fixtures/beyond_other_generators/security.yaml",
        ];
        let files: Vec<_> = own.iter().map(|path| workspace().join(path)).collect();
        let amount = calls::Amount { calls: 12, seed: 1, shown: 20, at_once: None };
        let report = calls::call_all(&files, &workspace().join("target/corpus/our-calls"), &amount).unwrap();
        assert!(report.is_good(), "{report}");
        let (successes, failures, headers) = report.calls();
        assert!(successes > 300 && failures > 30 && headers > 20, "{report}");
    }

    /// What nobody writes down, with every keyword beside every other.
    #[test]
    fn bindings_of_random_descriptions_agree() {
        let files = random::documents(&workspace().join("target/corpus/descriptions"), 1, 3).unwrap();
        let mut report = compare_all(&files, "random", Amount { valid: 8, mutations: 24 }).unwrap();
        report.shown = 10;
        assert!(report.is_good(), "{report}");
        assert!(report.instances() > 1000, "{report}");
    }

    /// Operations that nobody writes down.
    #[test]
    fn calls_of_random_descriptions_agree() {
        let folder = workspace().join("target/corpus");
        let files = calls::random::documents(&folder.join("descriptions"), 1, 1).unwrap();
        let amount = calls::Amount { calls: 8, seed: 1, shown: 20, at_once: None };
        let report = calls::call_all(&files, &folder.join("random-calls"), &amount).unwrap();
        assert!(report.is_good(), "{report}");
        let (successes, failures, _) = report.calls();
        assert!(successes > 50 && failures > 50, "{report}");
    }

    /// The description of unions in one file, since the reference is given no others.
    fn unions() -> PathBuf {
        let text = fs::read_to_string(workspace().join("tests/golden/unions/openapi.yaml")).unwrap();
        let inside = "  schemas:\n    Fish:\n      type: object\n      required: [pet_type]\n      \
                      properties: { pet_type: { type: string }, fins: { type: integer, minimum: 0 } }\n";
        let text = text.replace("fish.yaml#/Fish", "#/components/schemas/Fish");
        let text = text.replacen("  schemas:\n", inside, 1);
        let path = workspace().join("target/corpus/unions.yaml");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn options_are_words_with_values() {
        let words = |text: &str| options(text.split(' ').map(str::to_owned));
        let read = words("--only box --valid 3 --only petstore").unwrap();
        assert_eq!((read.only, read.amount.valid), (vec!["box".to_owned(), "petstore".to_owned()], 3));
        assert!(words("--onyl box").is_err() && words("--valid").is_err() && words("--valid many").is_err());
    }
}
