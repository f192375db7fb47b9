//! A document of the corpus, and what the generator makes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use hire_codegen::census::Outcome;
use hire_codegen::diagnostic::{Diagnostics, Severity};
use hire_codegen::source::Sources;
use hire_codegen::{Bindings, Generator, Report};
use hire_syntax::pointer;
use serde_json::{Value, json};

use super::Failure;

/// A component, and the Rust type that is asked for it.
#[derive(Debug, Clone)]
pub struct Component {
    pub key: String,
    /// The type, by its path from the root of the bindings' module.
    pub asked: String,
    /// The function with the rules of another name of a type, if it has any.
    pub check: Option<String>,
    /// Whether it is any JSON value.
    pub untyped: bool,
}

/// A document with bindings.
pub struct Document {
    pub name: String,
    /// The name of the Rust module.
    pub module: String,
    /// What the bindings were made of.
    pub root: Value,
    pub components: Vec<Component>,
    pub bindings: Bindings,
    /// What had to be left out, in words, since it was refused.
    pub without: Option<String>,
}

impl Document {
    /// Makes bindings of a file. If it is refused, it is tried without its operations, and then without
    /// the components that are refused themselves. The number is that of its module.
    pub fn load(path: &Path, number: usize, folder: &Path) -> Result<Self, Failure> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut root = read(path, &fs::read_to_string(path)?)?;
        let first = match generate(path) {
            Ok(bindings) => return Ok(Self::of(name, number, root, bindings, None)),
            Err(report) => report,
        };
        let mut without = format!("refused with {}; without its operations", first.summary());
        if let Some(paths) = root.get_mut("paths") {
            *paths = json!({});
        }
        let copy = folder.join(format!("{}.json", module(number, &name)));
        let mut left_out: BTreeSet<String> = BTreeSet::new();
        loop {
            let text = root.to_string();
            fs::write(&copy, &text)?;
            let report = match generate(&copy) {
                Ok(bindings) => {
                    if !left_out.is_empty() {
                        let names: Vec<_> = left_out.into_iter().collect();
                        let _ = write!(without, ", and without the components {}", names.join(", "));
                    }
                    return Ok(Self::of(name, number, root, bindings, Some(without)));
                }
                Err(report) => report,
            };
            let faulty = faulty(&copy, &text, &report);
            if faulty.is_empty() || faulty.is_subset(&left_out) {
                return Err(format!("{}; and then {report}", first.summary()).into());
            }
            for key in &faulty {
                let pointer = format!("/components/schemas/{}", pointer::escape(key));
                if let Some(schema) = root.pointer_mut(&pointer) {
                    *schema = json!({});
                }
            }
            left_out.extend(faulty);
        }
    }

    fn of(name: String, number: usize, root: Value, bindings: Bindings, without: Option<String>) -> Self {
        let mut components = Vec::new();
        let checks = checks(&bindings);
        for schema in bindings.census().schemas() {
            let (Some(key), Some(name), Some(type_)) =
                (schema.component(), schema.type_name(), schema.rust_type())
            else {
                continue;
            };
            let own = format!("types::{name}");
            let nullable = format!("::core::option::Option<{own}>");
            let alias = type_ != own && type_ != nullable;
            let asked = if alias || type_ == own { own } else { nullable };
            let untyped = schema.outcome() == Outcome::Fallback;
            let check = checks.get(&asked).cloned();
            components.push(Component { key: key.to_owned(), asked, check, untyped });
        }
        Self { module: module(number, &name), name, root, components, bindings, without }
    }

    /// Whether it is of OpenAPI 3.0.
    pub fn is_30(&self) -> bool {
        let version = self.root.get("openapi").and_then(Value::as_str);
        version.is_some_and(|version| version.starts_with("3.0"))
    }

    /// The reference to a component.
    pub fn reference(key: &str) -> String {
        let pointer = format!("/components/schemas/{}", pointer::escape(key));
        let encoded = percent_encoding::utf8_percent_encode(&pointer, percent_encoding::NON_ALPHANUMERIC);
        format!("#{}", encoded.to_string().replace("%2F", "/"))
    }
}

/// The documents of a folder, in the order of their names.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let known = path.extension().is_some_and(|it| it == "json" || it == "yaml" || it == "yml");
        if known && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn generate(path: &Path) -> Result<Bindings, Report> {
    Generator::new(path).without_client().generate()
}

/// The functions with the rules of types that are other names, by these.
fn checks(bindings: &Bindings) -> BTreeMap<String, String> {
    let functions = bindings.file("validation.rs").unwrap_or_default().split("pub fn ").skip(1);
    let checks = functions.filter_map(|function| {
        let (signature, _) = function.split_once('{')?;
        let (name, parameters) = signature.split_once('(')?;
        // The value has no name where the rules need no look at it.
        let (_, type_) = parameters.split_once(": &types::")?;
        let end = type_.find([',', ')'])?;
        Some((format!("types::{}", type_.get(..end)?.trim()), name.to_owned()))
    });
    checks.collect()
}

/// A text as the generator reads it.
pub fn read(path: &Path, text: &str) -> Result<Value, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut diagnostics = Diagnostics::default();
    match Sources::from_text(&name, text, &mut diagnostics) {
        Some(sources) => Ok(sources.root().to_json()),
        None => Err(Report::new(None, diagnostics).to_string().into()),
    }
}

/// The components that have errors in them.
fn faulty(path: &Path, text: &str, report: &Report) -> BTreeSet<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(sources) = Sources::from_text(&name, text, &mut Diagnostics::default()) else {
        return BTreeSet::new();
    };
    let errors = report.diagnostics().filter(|it| it.severity == Severity::Error);
    let pointers = errors.filter_map(|it| Some(sources.pointer(it.place?)));
    let keys = pointers.filter_map(|pointer| {
        let key = pointer.strip_prefix("/components/schemas/")?.split('/').next()?;
        Some(pointer::unescape(key).into_owned())
    });
    keys.collect()
}

/// A module's name from a file's, and its number, since files of several folders may have the same.
pub fn module(number: usize, name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let letter =
        |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    format!("of_{number}_{}", stem.chars().map(letter).collect::<String>())
}
