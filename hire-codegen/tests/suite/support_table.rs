//! The support table says what is so: for each row there are schemas with and without the keyword, and
//! what differs between their bindings is what the row claims.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use hire_codegen::diagnostic::Severity;
use hire_codegen::support::{self, Effect, KEYWORDS};
use hire_codegen::{Bindings, Generator, Report};
use serde_json::{Map, Value, json};

use crate::support::generate_with;

const SAMPLES: &str = include_str!("keywords.yaml");

/// The environment variable that makes the test write the page's table.
const UPDATE: &str = "UPDATE_KEYWORDS";

const PAGE: &str = "../docs/keywords.md";

const BEGIN: &str = "<!-- support table -->\n";

const END: &str = "<!-- end of the support table -->";

/// The schema of a sample as the property of a component, beside another property and others to refer to.
fn generate(sample: &Value, schema: &Value) -> Result<Bindings, Report> {
    let version = sample["version"].as_str().unwrap_or("3.1.1");
    let required = if sample["required"] == json!(true) { json!({"required": ["p"]}) } else { json!({}) };
    let mut owner = json!({
        "type": "object",
        "properties": { "p": schema, "taken": { "type": "string", "x-rust-name": "taken" } },
    });
    join(&mut owner, &required);
    let object = json!({
        "type": "object",
        "properties": { "kind": { "type": "string" }, "a": { "type": "string", "maxLength": 5 } },
    });
    let document = json!({
        "openapi": version,
        "info": { "title": "A sample", "version": "1" },
        "paths": {},
        "components": { "schemas": {
            "T": owner,
            "Other": object,
            "Another": object,
            "Text": { "type": "string", "minLength": 2 },
        } },
    });
    generate_with(&document.to_string(), &[], Generator::without_client)
}

/// Puts the members of an object over those of another.
fn join(object: &mut Value, other: &Value) {
    let members = object.as_object_mut().expect("an object");
    members.extend(other.as_object().expect("an object").clone());
}

/// A file of bindings without docs, and the lines of its docs, each with how often it is there.
fn file(bindings: &Bindings, name: &str) -> (String, BTreeMap<String, usize>) {
    let text = bindings.file(name).unwrap_or_default();
    let of_docs = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("///") || line.starts_with("#[deprecated]")
    };
    let code = text.lines().filter(|line| !of_docs(line)).map(str::trim).collect::<Vec<_>>().join("\n");
    let mut docs = BTreeMap::new();
    for line in text.lines().filter(of_docs).map(str::trim).filter(|line| tells(line)) {
        *docs.entry(line.to_owned()).or_default() += 1;
    }
    (code, docs)
}

/// Whether a line of docs is not what stands at every item, whatever the description says.
fn tells(line: &str) -> bool {
    let text = line.trim_start_matches("///").trim();
    let begins = ["Sets [", "Returns a builder", "Builder of", "Adds", "The property `", "Rules:"];
    let whole = ["", "The finished value.", "# Errors", "Properties that the description does not name."];
    let name = text.starts_with('`') && text.ends_with("`.");
    !name && !begins.iter().any(|begin| text.starts_with(begin)) && !whole.contains(&text)
}

/// Diagnostics of a severity; each has a place.
fn said(report: &Report, severity: Severity) -> BTreeSet<String> {
    let alike = report.diagnostics().filter(|it| it.severity == severity);
    alike
        .map(|it| {
            assert!(it.place.is_some(), "{} has no place", it.message);
            format!("{} {}", it.code, it.message)
        })
        .collect()
}

/// What is seen of the keywords of a sample.
fn seen(sample: &Value) -> BTreeSet<Effect> {
    let mut with = sample["of"].clone();
    join(&mut with, sample.get("with").unwrap_or(&json!({})));
    let without = sample.get("without").unwrap_or(&sample["of"]);
    let before = generate(sample, without).unwrap_or_else(|report| panic!("{report}"));
    let mut effects = BTreeSet::new();
    let warned = |report: &Report| {
        !said(report, Severity::Warning).is_subset(&said(before.warnings(), Severity::Warning))
    };
    let after = match generate(sample, &with) {
        Ok(after) => after,
        Err(report) => {
            assert!(!said(&report, Severity::Error).is_empty());
            return BTreeSet::from([Effect::Refused]);
        }
    };
    if warned(after.warnings()) {
        effects.insert(Effect::Noted);
    }
    let differs = |name: &str| file(&before, name).0 != file(&after, name).0;
    if differs("types.rs") {
        effects.insert(Effect::Typed);
    }
    // The table by which a struct is read refuses what has no place in it.
    if differs("validation.rs") || (differs("wire.rs") && !differs("types.rs")) {
        effects.insert(Effect::Validated);
    }
    let told = file(&before, "types.rs").1;
    if file(&after, "types.rs")
        .1
        .into_iter()
        .any(|(line, count)| told.get(&line).is_none_or(|it| *it < count))
    {
        effects.insert(Effect::Docs);
    }
    effects
}

fn samples() -> BTreeMap<String, Vec<Value>> {
    let samples: Map<String, Value> = serde_yaml::from_str(SAMPLES).expect("the samples are YAML");
    samples.into_iter().map(|(name, list)| (name, list.as_array().expect("a list").clone())).collect()
}

#[test]
fn what_is_seen_of_a_keyword_is_what_the_table_says() {
    let samples = samples();
    let rows: BTreeSet<&str> = KEYWORDS.iter().map(|row| row.name).collect();
    assert_eq!(rows, samples.keys().map(String::as_str).collect(), "a row without a sample, or the reverse");
    assert_eq!(rows.len(), KEYWORDS.len(), "a row is there twice");
    let mut wrong = Vec::new();
    for row in KEYWORDS {
        let mut all = BTreeSet::new();
        for sample in &samples[row.name] {
            let claimed: BTreeSet<&str> =
                sample["shows"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
            let seen = seen(sample);
            let names: BTreeSet<&str> = seen.iter().map(|effect| effect.name()).collect();
            if names != claimed {
                wrong.push(format!("{}: {sample} shows {names:?}", row.name));
            }
            all.extend(seen);
        }
        if all != row.effects.iter().copied().collect() {
            wrong.push(format!(
                "`{}` of the table is {:?}, and its samples show {all:?}",
                row.name, row.effects
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// JSON Schema's own list of its keywords is longer by none, and OpenAPI's by none.
#[test]
fn every_keyword_of_the_specifications_has_a_row() {
    let specified = "$id $schema $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment $defs \
        allOf anyOf oneOf not if then else dependentSchemas prefixItems items contains properties \
        patternProperties additionalProperties propertyNames unevaluatedItems unevaluatedProperties \
        type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength \
        pattern maxItems minItems uniqueItems maxContains minContains maxProperties minProperties required \
        dependentRequired title description default deprecated readOnly writeOnly examples format \
        contentEncoding contentMediaType contentSchema discriminator xml externalDocs example nullable";
    let rows: BTreeSet<&str> = KEYWORDS.iter().map(|row| row.name).collect();
    let own: BTreeSet<&str> = rows.iter().copied().filter(|name| !name.starts_with("x-")).collect();
    assert_eq!(own, specified.split_whitespace().collect());
}

/// Keywords that the reader asks for by name have rows; those that it is given have them, since it is
/// given no other.
#[test]
fn the_reader_asks_for_no_keyword_that_has_no_row() {
    let rows: BTreeSet<&str> = KEYWORDS.iter().map(|row| row.name).collect();
    let mut asked = BTreeSet::new();
    let folders = ["src/schema", "src/schema/lint", "src/schema/normalize", "src/schema/read"];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("the folder is there"));
    for path in entries.map(|entry| entry.expect("its entries are there").path()) {
        if path.is_dir() {
            continue;
        }
        let text = fs::read_to_string(&path).expect("it is a file");
        for (position, _) in text.match_indices(".get(\"") {
            let (name, _) = text[position + 6..].split_once('"').expect("the string ends");
            if matches!(name, "openapi" | "mapping" | "propertyName" | "url") {
                // Of a file that may be a description, of a discriminator, and of a link.
                continue;
            }
            assert!(rows.contains(name), "{} asks for `{name}`", path.display());
            asked.insert(name.to_owned());
        }
    }
    assert!(asked.contains("if") && asked.len() > 5, "{asked:?}");
}

#[test]
fn the_page_of_keywords_has_the_table() {
    let page = fs::read_to_string(PAGE).expect("it is there");
    let (before, rest) = page.split_once(BEGIN).expect("the table begins");
    let (kept, after) = rest.split_once(END).expect("the table ends");
    let table = format!("\n{}\n", support::markdown());
    if std::env::var_os(UPDATE).is_some_and(|value| !value.is_empty()) {
        fs::write(PAGE, format!("{before}{BEGIN}{table}{END}{after}")).expect("it can be written");
    } else {
        assert!(
            kept == table,
            "the table of docs/keywords.md is old: {UPDATE}=1 cargo test -p hire-codegen keywords"
        );
    }
}
