//! One document: its bindings, and what there is to say about them.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use hire_codegen::diagnostic::Diagnostics;
use hire_codegen::source::Sources;
use hire_codegen::{Bindings, Generator, Report};
use serde_json::Value;

use super::scratch_crate::{self, Cost};
use super::{Failure, mebibytes};

/// What a row of the table says, as a line of words.
pub struct Facts {
    words: Vec<String>,
}

impl Facts {
    /// Reads what [`fmt::Display`] writes.
    pub fn read(line: &str) -> Option<Self> {
        let words: Vec<String> = line.split('\t').map(str::to_owned).collect();
        (words.len() == 9).then_some(Self { words })
    }

    /// The row, with what the check took.
    pub fn row(&self, checked: Option<&Cost>) -> String {
        let checked = checked.map_or_else(|| "fails\t".to_owned(), Cost::to_string);
        format!("{self}\t{checked}")
    }
}

impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words.join("\t"))
    }
}

/// Makes bindings of a document, in a folder with the root of a crate.
pub fn generate(file: &Path, out: &Path) -> Result<Facts, Failure> {
    let start = Instant::now();
    let (by, bindings) = match Generator::new(file).generate() {
        Ok(bindings) => ("default", bindings),
        Err(report) => ("lenient", lenient(file, &report)?),
    };
    let seconds = start.elapsed().as_secs_f64();
    let memory = peak(Path::new("/proc/self/status")).unwrap_or_default();
    bindings.write(&out.join("bindings"))?;
    scratch_crate::root(out, "pub mod bindings;\n")?;
    let lines = || bindings.files().iter().flat_map(|file| file.text.lines());
    let is_doc = |line: &&str| line.trim_start().starts_with("///");
    let emitted = lines().filter(|line| line.ends_with("::endpoint! {")).count();
    let all = operations(&json(file)?);
    let words = [
        by.to_owned(),
        format!("{all} ({})", all.saturating_sub(emitted)),
        bindings.census().schemas().len().to_string(),
        lines().count().to_string(),
        lines().filter(|line| !is_doc(line)).count().to_string(),
        format!("{:.1}", values(&bindings)),
        format!("{seconds:.2}"),
        mebibytes(memory),
        format!("{:.1}", seconds / baseline(file, &bindings)?),
    ];
    Ok(Facts { words: words.into() })
}

/// The seconds that it takes to read the document, and to format what is emitted, without anything between.
fn baseline(file: &Path, bindings: &Bindings) -> Result<f64, Failure> {
    let trees: Vec<syn::File> =
        bindings.files().iter().map(|file| syn::parse_file(&file.text)).collect::<Result<_, _>>()?;
    let start = Instant::now();
    black_box(Sources::load(file, &[], &mut Diagnostics::default()));
    for tree in &trees {
        black_box(prettyplease::unparse(tree));
    }
    Ok(start.elapsed().as_secs_f64())
}

fn lenient(file: &Path, report: &Report) -> Result<Bindings, Failure> {
    let errors = report.diagnostics().filter(|it| it.severity == hire_codegen::diagnostic::Severity::Error);
    for error in errors.take(3) {
        eprintln!("{}: {}: {}", file.display(), error.code, error.message);
    }
    Ok(Generator::new(file).lenient().generate().map_err(|report| report.to_string())?)
}

/// The document as the generator reads it.
pub fn json(file: &Path) -> Result<Value, Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let sources = Sources::from_text(&name, &fs::read_to_string(file)?, &mut Diagnostics::default());
    Ok(sources.ok_or("it cannot be parsed")?.root().to_json())
}

/// How many operations the paths of a document have.
fn operations(root: &Value) -> usize {
    let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let items = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    items.map(|(_, item)| methods.iter().filter(|method| item.get(method).is_some()).count()).sum()
}

/// How many of a hundred fields of structs are any JSON value.
fn values(bindings: &Bindings) -> f64 {
    let types =
        bindings.files().iter().filter(|file| file.name == "types.rs" || file.name == "operations.rs");
    let lines: Vec<&str> = types.flat_map(|file| file.text.lines().map(str::trim)).collect();
    let aliases = lines.iter().filter_map(|line| line.strip_prefix("pub type ")?.split_once(" = "));
    let untyped: BTreeSet<&str> =
        aliases.filter(|(_, of)| of.ends_with("serde_json::Value;")).map(|(name, _)| name).collect();
    let is_untyped = |of: &str| {
        of.split(|it: char| !it.is_alphanumeric()).any(|name| name == "Value" || untyped.contains(name))
    };
    let fields = lines.iter().filter(|line| line.starts_with("pub ") && line.ends_with(','));
    let fields: Vec<&str> = fields.filter_map(|line| Some(line.split_once(": ")?.1)).collect();
    let count = fields.iter().filter(|of| is_untyped(of)).count();
    let precise = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
    100.0 * precise(count) / precise(fields.len().max(1))
}

/// The most memory that a process has had, in KiB.
pub fn peak(status: &Path) -> Option<u64> {
    let status = fs::read_to_string(status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
