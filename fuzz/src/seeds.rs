//! Writes the seeds of the fuzz targets, `seeds/<target>`, from the fixtures and the bad documents: run in the folder
//! `fuzz`.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use hire_tests::subjects::SUBJECTS;
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let mut descriptions = BTreeSet::new();
    let mut values = BTreeSet::new();
    let mut patterns = BTreeSet::new();
    for path in files(&[
        "../tests/fixtures/keywords",
        "../tests/fixtures/pairs",
        "../tests/fixtures/beyond_other_generators",
        "../hire-codegen/tests/bad",
    ])? {
        let text = fs::read(&path)?;
        let tree: Value = serde_yaml::from_slice(&text).unwrap_or_default();
        descriptions.insert(text);
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let group = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        let fixture = format!("{group}/{stem}");
        let mut texts = BTreeSet::new();
        for (index, subject) in (0_u16..).zip(SUBJECTS).filter(|(_, subject)| subject.fixture == fixture) {
            let cases = tree["x-cases"][subject.schema].as_object().into_iter().flatten();
            for case in cases.filter_map(|(_, cases)| cases.as_array()).flatten() {
                values.insert([index.to_be_bytes().to_vec(), case.to_string().into_bytes()].concat());
                texts.extend(case.as_str().map(str::to_owned));
            }
        }
        for pattern in patterns_in(&tree) {
            patterns.extend(texts.iter().map(|text| format!("{pattern}\0{text}").into_bytes()));
        }
    }
    for (target, seeds) in [("description", descriptions), ("parse", values), ("pattern", patterns)] {
        let folder = Path::new("seeds").join(target);
        fs::create_dir_all(&folder)?;
        for (index, seed) in seeds.iter().enumerate() {
            fs::write(folder.join(index.to_string()), seed)?;
        }
        println!("{}: {} seeds", folder.display(), seeds.len());
    }
    Ok(())
}

fn files(folders: &[&str]) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|it| it == "yaml" || it == "json") {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// The patterns in a description.
fn patterns_in(tree: &Value) -> Vec<String> {
    let mut patterns = Vec::new();
    let mut open = vec![tree];
    while let Some(value) = open.pop() {
        patterns.extend(value["pattern"].as_str().map(str::to_owned));
        let named = value["patternProperties"].as_object().into_iter().flat_map(|it| it.keys().cloned());
        patterns.extend(named);
        open.extend(value.as_array().into_iter().flatten());
        open.extend(value.as_object().into_iter().flat_map(|it| it.values()));
    }
    patterns
}
