//! What the comparison of descriptions says about callers, held against rustc: callers of the old bindings are compiled with
//! the new ones, and run. All cases are modules of one crate, which is compiled a few times.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod caller;
mod judge;
mod mutate;
mod pages;
#[path = "../../../tests/all/scratch_crate.rs"]
#[allow(dead_code, reason = "the other tests need the rest")]
mod scratch_crate;

use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use serde_json::Value;

use crate::judge::{Case, disagreements, judge};

const SHOP: &str = include_str!("../descriptions/shop.yaml");
const EDITS: &str = include_str!("../descriptions/edits.yaml");
const KEYWORDS: &str = include_str!("../descriptions/keywords.yaml");

fn rows(text: &str) -> Vec<Value> {
    serde_yaml::from_str(text).unwrap()
}

/// The cases of the edits of a description.
fn edits() -> Vec<Case> {
    let cases = rows(EDITS).into_iter().map(|row| {
        let parts = row["edits"].as_object().unwrap();
        let new =
            parts.iter().fold(SHOP.to_owned(), |old, (from, to)| old.replacen(from, to.as_str().unwrap(), 1));
        let mut case = Case::new(row["finds"].to_string(), SHOP, &new).unwrap();
        case.value =
            row.get("value").map(|value| (row["type"].as_str().unwrap().to_owned(), value.to_string()));
        case
    });
    cases.collect()
}

/// The cases of the changes of a schema, there and back, and in both directions.
fn keywords() -> Vec<Case> {
    let messages =
        [include_str!("../descriptions/request.yaml"), include_str!("../descriptions/response.yaml")];
    let mut cases = Vec::new();
    for row in rows(KEYWORDS) {
        let text = |key: &str| row[key].as_str().unwrap();
        for message in messages {
            let with = |key: &str| message.replace("SCHEMA", text(key));
            let (old, new) = (with("old"), with("new"));
            let name = format!("{} -> {}", text("old"), text("new"));
            let mut case = Case::new(&name, &old, &new).unwrap();
            let value = row.get("value").map(|value| serde_json::json!({ "v": value }).to_string());
            case.value = value.map(|value| ("Thing".to_owned(), value));
            cases.push(case);
            cases.push(Case::new(format!("{name}, back"), &new, &old).unwrap());
        }
    }
    cases
}

#[test]
fn rustc_and_the_program_agree_with_each_row() {
    let cases: Vec<_> = edits().into_iter().chain(keywords()).collect();
    let judged = judge(&cases);
    let wrong = disagreements(&cases, &judged);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    let broken = judged.broken.len();
    assert!(broken > 40 && cases.len() - broken > 100, "{broken} of {}", cases.len());
    // What the first schema of a row accepts, and the second does not, is an error at run time.
    for (number, case) in cases.iter().enumerate().filter(|(_, case)| case.value.is_some()) {
        assert_eq!(judged.read.get(&number).map(String::as_str), Some("true false"), "{}", case.name);
    }
}

/// Random edits of descriptions, of which the generator makes something.
fn random(paths: &[PathBuf], count: usize, seed: u64, most_lines: usize) -> Vec<Case> {
    let mut rng = Rng::with_seed(seed);
    let texts = paths.iter().filter_map(|path| {
        let value: Value = serde_yaml::from_str(&fs::read_to_string(path).ok()?).ok()?;
        Some((path.file_stem()?.to_string_lossy().into_owned(), value))
    });
    let mut texts: Vec<_> = texts.collect();
    let mut cases = Vec::new();
    while cases.len() < count && !texts.is_empty() {
        let at = rng.usize(..texts.len());
        let (name, description) = &texts[at];
        let Some((edit, new)) = mutate::edited(description, &mut rng) else { continue };
        let name = format!("{name}: {edit}");
        match Case::new(&name, &description.to_string(), &new.to_string()) {
            Some(case) if case.lines() > most_lines => drop(texts.remove(at)),
            Some(case) => cases.push(case),
            // The description itself may have faults; one of which nothing is made is tried no more.
            None if Case::new(&name, &description.to_string(), &description.to_string()).is_none() => {
                texts.remove(at);
            }
            None => {}
        }
    }
    cases
}

#[test]
fn rustc_agrees_with_random_edits() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let names = [
        "spec/hire.yaml",
        "tests/golden/albums/openapi.yaml",
        "tests/golden/unions/openapi.yaml",
        "hire-codegen-cli/tests/descriptions/shop.yaml",
    ];
    let paths: Vec<_> = names.iter().map(|name| workspace.join(name)).collect();
    let cases = random(&paths, 16, 7, 20_000);
    let judged = judge(&cases);
    let wrong = disagreements(&cases, &judged);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!((1..cases.len()).contains(&judged.broken.len()), "some stop compiling, and some do not");
}

/// The descriptions of fixtures, each of which is about a keyword or two.
fn fixtures() -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders = ["keywords", "pairs"].map(|name| workspace.join("tests/fixtures").join(name));
    let files =
        folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let mut paths: Vec<_> = files.filter(|path| path.extension().is_some_and(|it| it == "yaml")).collect();
    paths.sort();
    paths
}

/// The number that an environment variable has.
fn number<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name)
        .map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text}")))
}

/// `VERDICTS_SEED` makes other edits, and `VERDICTS_COUNT` more of them.
#[test]
fn findings_agree_with_the_code_of_bindings() {
    let cases = random(&fixtures(), number("VERDICTS_COUNT", 40), number("VERDICTS_SEED", 3), 20_000);
    let wrong: Vec<_> = cases.iter().filter_map(Case::contradiction).collect();
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// `VERDICTS=FOLDER cargo test -p hire-codegen-cli --test verdicts -- --ignored --nocapture` makes 100 edits of the descriptions in a
/// folder; `VERDICTS_SEED` makes others, `VERDICTS_COUNT` more or fewer. `VERDICTS_BYTES=300000-9000000` takes larger files than
/// those below 300 kB.
#[test]
#[ignore = "it needs a folder of descriptions, and minutes"]
fn rustc_agrees_with_random_edits_of_a_folder() {
    let folder = std::env::var("VERDICTS").expect("VERDICTS names a folder");
    let bytes = std::env::var("VERDICTS_BYTES").unwrap_or_else(|_| "0-300000".to_owned());
    let (least, most) = bytes.split_once('-').expect("VERDICTS_BYTES is two numbers");
    let [least, most] = [least, most].map(|text| text.parse::<u64>().expect("VERDICTS_BYTES is two numbers"));
    // As many copies of larger ones are too much for a compiler.
    let most_lines = if least > 0 { 80_000 } else { 8_000 };
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|it| it == "yaml" || it == "json"));
    paths.retain(|path| fs::metadata(path).is_ok_and(|it| (least..most).contains(&it.len())));
    paths.sort();
    let cases = random(&paths, number("VERDICTS_COUNT", 100), number("VERDICTS_SEED", 1), most_lines);
    let judged = judge(&cases);
    let wrong = disagreements(&cases, &judged);
    println!(
        "{} of {} edits stop callers from compiling; {} disagreements",
        judged.broken.len(),
        cases.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
