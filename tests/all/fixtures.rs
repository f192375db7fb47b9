//! Fixtures: small descriptions, each about one keyword or about several that act on each other, with
//! values that are good or bad by them.
//!
//! A fixture is `fixtures/<group>/<name>.yaml`. Beside what any description has, it says
//!
//! - `x-keywords`: what it is about. Where one of them is taken out of the schemas, another verdict must
//!   come out for one of the values, so that no fixture is about less than it says;
//! - `x-warnings`: the codes of the warnings that it gives, if any;
//! - `x-cases`: for each type, `good` values and `bad` ones, and `lossy` ones, which are good and have
//!   properties that the type need not keep.
//!
//! Its bindings are compiled as a module of `hire_tests::fixtures`; an excerpt of them is committed beside it, which the
//! golden tests of the generator are about. Three verdicts on each value must be the stated one: that of reading untyped
//! JSON, that of decoding and then validating, and that of another validator.

mod nesting;
mod reference;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use hire_codegen::Generator;
use hire_tests::subjects::{SUBJECTS, Subject, VARIANTS};
use serde_json::Value;

use self::reference::Reference;

/// A description of a folder.
struct Fixture {
    /// `keywords/minimum`.
    name: String,
    path: PathBuf,
    tree: Value,
    /// The files in the folder `shared`, by their paths from here.
    files: BTreeMap<String, Value>,
}

/// What is expected of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Good,
    /// Good, and maybe without some properties when it is written again.
    Lossy,
    Bad,
}

impl Fixture {
    /// The fixtures of a folder, by name.
    fn all(group: &str) -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(group);
        let shared = yaml_files(&folder.join("shared")).into_iter();
        let shared =
            shared.map(|path| (format!("shared/{}", path.file_name().unwrap().display()), tree(&path)));
        let files: BTreeMap<_, _> = shared.collect();
        let fixture = |path: PathBuf| Self {
            name: format!("{group}/{}", path.file_stem().unwrap().display()),
            tree: tree(&path),
            files: files.clone(),
            path,
        };
        yaml_files(&folder).into_iter().map(fixture).collect()
    }

    fn reference(&self, description: &Value, schema: &str) -> Option<Reference> {
        Reference::new(description, &self.files, schema)
    }

    /// The strings of a list at its root.
    fn strings(&self, key: &str) -> Vec<&str> {
        let list = self.tree.get(key).and_then(Value::as_array).into_iter().flatten();
        list.map(|item| item.as_str().unwrap()).collect()
    }

    /// Each type with its cases.
    fn cases(&self) -> Vec<(&str, Vec<(Expected, &Value)>)> {
        let all = self.tree["x-cases"].as_object().unwrap_or_else(|| panic!("{}: no x-cases", self.name));
        all.iter().map(|(schema, cases)| (schema.as_str(), self.cases_of(cases))).collect()
    }

    fn cases_of<'a>(&self, cases: &'a Value) -> Vec<(Expected, &'a Value)> {
        let mut found = Vec::new();
        for (kind, values) in cases.as_object().unwrap() {
            let expected = match kind.as_str() {
                "good" => Expected::Good,
                "lossy" => Expected::Lossy,
                "bad" => Expected::Bad,
                other => panic!("{}: `{other}` is no kind of case", self.name),
            };
            found.extend(values.as_array().unwrap().iter().map(|value| (expected, value)));
        }
        found
    }

    /// Everything about it that does not hold.
    fn faults(&self) -> Vec<String> {
        let bindings = match Generator::new(&self.path).generate() {
            Ok(bindings) => bindings,
            Err(report) => return vec![report.to_string()],
        };
        let mut faults = Vec::new();
        let codes = bindings.warnings().diagnostics().map(|diagnostic| diagnostic.code);
        let codes: BTreeSet<_> = codes.collect();
        if codes != self.strings("x-warnings").into_iter().collect() {
            faults.push(format!("it has warnings that `x-warnings` does not say:\n{}", bindings.warnings()));
        }
        for (schema, cases) in self.cases() {
            self.judge(schema, &cases, &mut faults);
        }
        faults.extend(self.idle());
        faults
    }

    /// Compares the verdicts on the cases of a type with what is expected.
    fn judge(&self, schema: &str, cases: &[(Expected, &Value)], faults: &mut Vec<String>) {
        let of_this = |subject: &&Subject| subject.fixture == self.name && subject.schema == schema;
        let subject = SUBJECTS.iter().find(of_this).expect("build.rs lists what has cases");
        let reference = self.reference(&self.tree, schema).unwrap_or_else(|| panic!("{}", self.name));
        for (expected, value) in cases {
            let good = *expected != Expected::Bad;
            if reference.accepts(value) != good {
                faults.push(format!("{schema}: {value} is not {expected:?} by the other validator"));
            }
            for (way, outcome) in ["read", "decoded and validated"].into_iter().zip((subject.judge)(value)) {
                let fault = match outcome {
                    Ok(_) if !good => "is accepted".to_owned(),
                    Ok(again) if *expected == Expected::Good && !same(&again, value) => {
                        format!("becomes {again}")
                    }
                    Ok(again) if *expected == Expected::Lossy && !part(&again, value) => {
                        format!("becomes {again}")
                    }
                    Err(error) if good => format!("is refused: {error}"),
                    _ => continue,
                };
                faults.push(format!("{schema}: {value}, {expected:?}, {way}, {fault}"));
            }
        }
    }

    /// Keywords without which every verdict would be the same, and types of which one verdict is missing.
    fn idle(&self) -> Vec<String> {
        let mut idle = Vec::new();
        let keywords = self.strings("x-keywords");
        let can_fail = |keyword: &&str| !ANNOTATIONS.contains(keyword);
        if keywords.iter().any(can_fail) {
            for (schema, cases) in self.cases() {
                let bad = cases.iter().filter(|(expected, _)| *expected == Expected::Bad).count();
                if bad == 0 || bad == cases.len() {
                    idle.push(format!("{schema}: {bad} of {} cases are bad", cases.len()));
                }
            }
        }
        for keyword in keywords.into_iter().filter(can_fail) {
            let without = reference::without(&self.tree, keyword);
            let matters = self.cases().into_iter().any(|(schema, cases)| {
                let Some(reference) = self.reference(&without, schema) else { return true };
                cases.iter().any(|(expected, value)| reference.accepts(value) != (*expected != Expected::Bad))
            });
            if !matters {
                idle.push(format!("without `{keyword}`, every verdict is the same"));
            }
        }
        idle
    }
}

/// The YAML files of a folder, in order; none if there is no such folder.
fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    paths
}

/// What a YAML file holds.
fn tree(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether two values are one in JSON, where `1` and `1.0` are.
fn same(left: &Value, right: &Value) -> bool {
    part(left, right) && part(right, left)
}

/// Whether a value is another one, or that one without some properties.
fn part(value: &Value, whole: &Value) -> bool {
    match (value, whole) {
        (Value::Object(value), Value::Object(whole)) => {
            value.iter().all(|(name, value)| whole.get(name).is_some_and(|whole| part(value, whole)))
        }
        (Value::Array(value), Value::Array(whole)) => {
            value.len() == whole.len() && value.iter().zip(whole).all(|(value, whole)| part(value, whole))
        }
        (Value::Number(value), Value::Number(whole)) => {
            value == whole || (value.is_f64() != whole.is_f64() && value.as_f64() == whole.as_f64())
        }
        _ => value == whole,
    }
}

/// Asserts that every fixture of a group holds.
#[track_caller]
fn assert_fixtures(group: &str) {
    let mut text = String::new();
    for fixture in Fixture::all(group) {
        let faults = fixture.faults();
        if !faults.is_empty() {
            let _ = writeln!(text, "{}\n    {}", fixture.name, faults.join("\n").replace('\n', "\n    "));
        }
    }
    assert!(text.is_empty(), "\n{text}");
}

#[test]
fn fixtures_of_keywords_hold() {
    assert_fixtures("keywords");
}

#[test]
fn fixtures_of_pairs_hold() {
    assert_fixtures("pairs");
}

#[test]
fn fixtures_beyond_other_generators_hold() {
    assert_fixtures("beyond_other_generators");
}

#[test]
fn valid_variants_made_by_hand_are_read_as_the_same_variant() {
    let mut tried = 0;
    for fixture in ["keywords", "pairs", "beyond_other_generators"].into_iter().flat_map(Fixture::all) {
        for variant in VARIANTS.iter().filter(|variant| variant.fixture == fixture.name) {
            for (_, value) in fixture.cases().into_iter().flat_map(|(_, cases)| cases) {
                assert_eq!((variant.made)(value), None, "{}: {} of {value}", variant.fixture, variant.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
}

/// The keywords of JSON Schema 2020-12 (core, applicator, unevaluated, validation, format, content and
/// meta-data vocabularies) and those that OpenAPI 3.0 and 3.1 add.
const KEYWORDS: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$ref",
    "$schema",
    "$vocabulary",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "description",
    "discriminator",
    "else",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "then",
    "title",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// The keywords that restrict nothing: no value is bad by them.
const ANNOTATIONS: &[&str] = &[
    "$comment",
    "$schema",
    "$vocabulary",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];

#[test]
fn every_keyword_has_a_fixture() {
    let fixtures = Fixture::all("keywords");
    let covered: BTreeSet<_> = fixtures.iter().flat_map(|fixture| fixture.strings("x-keywords")).collect();
    assert_eq!(covered, KEYWORDS.iter().copied().collect());
}
