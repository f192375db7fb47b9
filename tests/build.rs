//! Emits the bindings of the descriptions in `golden`, `fixtures` and `benches`, so that what is compiled is what the
//! generator makes now, whether or not the golden copies have been refreshed.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a build that cannot go on fails")]

#[path = "build/alone.rs"]
mod alone;
#[path = "build/deep.rs"]
mod deep;
#[path = "build/hostile_names.rs"]
mod hostile_names;
#[path = "build/wide.rs"]
mod wide;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use hire_codegen::{Bindings, Generator, Report};
use serde_json::Value;

/// The words that cannot name a module as they are.
const KEYWORDS: [&str; 6] = ["const", "else", "enum", "if", "ref", "type"];

fn main() -> Result<(), Report> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let golden = ["kitchen", "pantry", "formats", "directions", "unions", "albums"];
    for (folder, name) in golden.map(|name| ("golden", name)).into_iter().chain([("benches", "values")]) {
        let description = format!("{folder}/{name}/openapi.yaml");
        Generator::new(description).out_dir(out.join(name)).deny_warnings().emit()?;
    }
    Generator::new("golden/groups/openapi.yaml")
        .group_by_tag()
        .out_dir(out.join("groups"))
        .deny_warnings()
        .emit()?;
    fs::write(out.join("examples.rs"), examples(&out, golden.into_iter().chain(["groups"]))).unwrap();
    // Their warnings are meant.
    for name in ["conformance", "quotes"] {
        Generator::new(format!("{name}/openapi.yaml")).out_dir(out.join(name)).emit()?;
    }
    fixtures(&out.join("fixtures"));
    let emitted = hostile_names::emitted(
        &[&out.join("kitchen"), &out.join("pantry")],
        Path::new("../hire-codegen/src/emit"),
    );
    let description = out.join("hostile_names.json");
    let words = hostile_names::words(emitted);
    fs::write(&description, hostile_names::description(&words).to_string()).unwrap();
    // The warnings are about the names of components, which have letters that OpenAPI does not want.
    Generator::new(description).generate()?.write(&out.join("hostile_names"))?;
    let tags = out.join("hostile_tags.json");
    fs::write(&tags, hostile_names::tags(&words).to_string()).unwrap();
    Generator::new(tags).group_by_tag().generate()?.write(&out.join("hostile_tags"))?;
    let alone = alone::descriptions().into_iter().enumerate();
    modules(&out.join("alone"), alone.map(|(number, description)| (format!("n{number}"), description)))?;
    let deep = deep::descriptions().into_iter();
    modules(&out.join("deep"), deep.map(|(name, description)| (name.to_owned(), description)))?;
    modules(&out.join("wide"), [("wide".to_owned(), wide::description())].into_iter())
}

/// The examples in the docs of the clients, each in a module.
fn examples<'n>(out: &Path, names: impl Iterator<Item = &'n str>) -> String {
    let mut modules = String::new();
    for name in names {
        let client = fs::read_to_string(out.join(name).join("client.rs")).unwrap_or_default();
        let Some((_, behind)) = client.split_once("/// ```text\n/// async fn example(") else { continue };
        let (example, _) = behind.split_once("/// ```\n").unwrap();
        let _ = write!(
            modules,
            "pub mod {name} {{\nuse crate::{name}::{{Client, operations, types}};\npub async fn example("
        );
        let lines = example.lines().map(|line| line.trim_start_matches("///").to_owned());
        modules.extend(lines.chain(["}".to_owned()]).map(|line| line + "\n"));
    }
    modules
}

/// Emits each description into a module of its name. Warnings about what is never valid are meant.
fn modules(out: &Path, descriptions: impl Iterator<Item = (String, Value)>) -> Result<(), Report> {
    let mut modules = String::new();
    fs::create_dir_all(out).unwrap();
    let group = out.file_name().unwrap().display();
    for (name, description) in descriptions {
        let path = out.join(format!("{name}.json"));
        fs::write(&path, description.to_string()).unwrap();
        Generator::new(path).generate()?.write(&out.join(&name))?;
        let _ = writeln!(
            modules,
            "/// Bindings of `{name}.json`.\npub mod {name} {{\n    \
             include!(concat!(env!(\"OUT_DIR\"), \"/{group}/{name}/mod.rs\"));\n}}"
        );
    }
    fs::write(out.join("modules.rs"), modules).unwrap();
    Ok(())
}

/// What is written of the fixtures: their modules, the list of the types that have cases, and that of the variants.
#[derive(Default)]
struct Listing {
    modules: String,
    subjects: String,
    variants: String,
}

/// Emits every description in a folder of `fixtures`. One that is refused has no module: the tests say
/// why, and know which are.
fn fixtures(out: &Path) {
    println!("cargo::rerun-if-changed=fixtures");
    let mut listing = Listing::default();
    for (group, descriptions) in descriptions(Path::new("fixtures")) {
        let _ = writeln!(listing.modules, "/// Of `fixtures/{group}`.\npub mod {group} {{");
        for description in descriptions {
            fixture(&mut listing, &group, &description, out);
        }
        listing.modules.push_str("}\n");
    }
    let list = format!(
        "/// All of them.\npub const SUBJECTS: &[Subject] = &[\n{}];\n\n\
         /// All of them.\npub const VARIANTS: &[Variant] = &[\n{}];\n",
        listing.subjects, listing.variants
    );
    fs::create_dir_all(out).unwrap();
    fs::write(out.join("modules.rs"), listing.modules).unwrap();
    fs::write(out.join("subjects.rs"), list).unwrap();
}

fn fixture(listing: &mut Listing, group: &str, description: &Path, out: &Path) {
    let stem = description.file_stem().unwrap().to_string_lossy();
    let Ok(bindings) = Generator::new(description).generate() else { return };
    bindings.write(&out.join(group).join(&*stem)).unwrap_or_else(|report| panic!("{report}"));
    let raw = if KEYWORDS.contains(&&*stem) { "r#" } else { "" };
    let module = format!("{raw}{}", snake(&stem));
    let _ = writeln!(
        listing.modules,
        "/// Bindings of `{stem}.yaml`.\npub mod {module} {{\n    \
         include!(concat!(env!(\"OUT_DIR\"), \"/fixtures/{group}/{stem}/mod.rs\"));\n}}"
    );
    let name = format!("{group}/{stem}");
    let place = format!("crate::fixtures::{group}::{module}");
    variants(listing, &name, &place, &bindings);
    let text = fs::read_to_string(description).unwrap();
    let tree: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{stem}: {error}"));
    for schema in tree.get("x-cases").and_then(Value::as_object).into_iter().flat_map(|cases| cases.keys()) {
        let value = format!("{place}::types::{schema}");
        let judge = match check_of(&bindings, schema) {
            Some(check) => format!("|json| judge_by(json, {place}::{check})"),
            None => format!("judge::<{value}>"),
        };
        let _ = writeln!(
            listing.subjects,
            "    Subject {{ fixture: {name:?}, schema: {schema:?}, judge: {judge}, parse: parsed::<{value}> }},",
        );
    }
}

/// Lists the variants with a value in them, which is made by hand, but for `Unknown`: that is read as whatever it has in it.
fn variants(listing: &mut Listing, fixture: &str, place: &str, bindings: &Bindings) {
    let Some(types) = bindings.file("types.rs") else { return };
    let mut enumeration = "";
    for line in types.lines() {
        if let Some(rest) = line.strip_prefix("pub enum ") {
            enumeration = rest.trim_end_matches(" {");
        }
        let inner = line.strip_prefix("    ").and_then(|line| line.strip_suffix("),"));
        let Some((variant, type_)) = inner.and_then(|inner| inner.split_once('(')) else { continue };
        if variant == "Unknown" || !variant.starts_with(|letter: char| letter.is_ascii_uppercase()) {
            continue;
        }
        let constructor = format!("{place}::types::{enumeration}::{variant}");
        let boxed = ["::std::boxed::Box", "Box", "::hire_runtime::ErasedBox"];
        let made = match boxed.iter().find(|name| type_.starts_with(&format!("{name}<"))) {
            Some(name) => format!("|json| made(json, |value| {constructor}({name}::new(value)))"),
            None => format!("|json| made(json, {constructor})"),
        };
        let _ = writeln!(
            listing.variants,
            "    Variant {{ fixture: {fixture:?}, name: \"{enumeration}::{variant}\", made: {made} }},"
        );
    }
}

/// The function with the rules of a component that is another name of a type, if there is one.
fn check_of(bindings: &Bindings, schema: &str) -> Option<String> {
    let rules = bindings.file("validation.rs")?;
    let functions = rules.lines().filter_map(|line| line.strip_prefix("pub fn "));
    let of_this = |line: &&str| line.ends_with(&format!(": &types::{schema}) {{"));
    let (name, _) = functions.into_iter().find(of_this)?.split_once('(')?;
    Some(name.to_owned())
}

/// The descriptions below a folder, by the folder that they are in.
fn descriptions(root: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let entries = |folder: &Path| {
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let groups = entries(root).into_iter().filter(|path| path.is_dir());
    let named = groups.map(|folder| {
        let is_description = |path: &PathBuf| path.extension().is_some_and(|it| it == "yaml");
        let files = entries(&folder).into_iter().filter(is_description).collect();
        (folder.file_name().unwrap().to_string_lossy().into_owned(), files)
    });
    named.collect()
}

/// `minLength-pattern` is the module `min_length_pattern`.
fn snake(stem: &str) -> String {
    let mut name = String::new();
    for letter in stem.chars() {
        match letter {
            '-' | '.' => name.push('_'),
            _ if letter.is_ascii_uppercase() => name.extend(['_', letter.to_ascii_lowercase()]),
            _ => name.push(letter),
        }
    }
    name
}
