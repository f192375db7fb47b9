//! What rustc says of callers of old bindings that are compiled with new ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use hire_codegen::{Bindings, Generator};
use hire_codegen_cli::diff::{self, Effect, Failure, Finding, Side, Verdict};
use serde_json::Value;

use crate::caller::caller;
use crate::scratch_crate::Scratch;

/// Two descriptions, with what the comparison says of them.
pub struct Case {
    pub name: String,
    pub findings: Vec<Finding>,
    old: Bindings,
    new: Bindings,
    /// A type, and JSON of a value that the old bindings read and the new ones do not.
    pub value: Option<(String, String)>,
}

impl Case {
    /// Compares two texts of descriptions; none if one of them cannot be carried into Rust.
    pub fn new(name: impl Into<String>, old: &str, new: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let name = if text.starts_with('{') { format!("{name}.json") } else { format!("{name}.yaml") };
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            Side { path, folder: String::new(), allowed: Vec::new() }
        };
        let (before, after) = (file("old", old), file("new", new));
        let findings = match diff::compare(&before, &after, &[], |generator| generator) {
            Ok(findings) => findings,
            Err(Failure::Faults(_)) => return None,
            Err(Failure::Message(message)) => panic!("{message}"),
        };
        let bindings = |side: &Side| Generator::new(&side.path).generate().ok();
        let (old, new) = (bindings(&before)?, bindings(&after)?);
        Some(Self { name: name.into(), findings, old, new, value: None })
    }

    /// Whether the comparison says that callers stop compiling.
    pub fn breaks(&self) -> bool {
        self.findings.iter().any(|finding| finding.effect() == Effect::StopsCompiling)
    }

    /// What is wrong if the findings say otherwise than the code of the bindings: what is the same does the same, and what is
    /// not is found.
    pub fn contradiction(&self) -> Option<String> {
        let is_same = code(&self.old) == code(&self.new);
        let is_rust = |it: &&Finding| !it.rust.is_empty() || it.effect() != Effect::Nothing;
        // Words that a program can show, and that it does nothing by.
        let is_shown =
            |id: &str| matches!(id, "title-changed" | "version-changed" | "error-code-text-changed");
        let is_said = self.findings.iter().any(|it| it.verdict() > Verdict::Patch || is_shown(it.rule.id));
        let wrong = if is_same {
            self.findings.iter().find(is_rust).map(|finding| format!("does nothing in Rust: {finding}"))
        } else {
            (!is_said).then(|| "the code differs, and nothing says so".to_owned())
        };
        wrong.map(|wrong| format!("{}: {wrong}", self.name))
    }

    /// How many lines the new bindings have.
    pub fn lines(&self) -> usize {
        self.new.files().iter().map(|file| file.text.lines().count()).sum()
    }
}

/// The code of bindings without docs: two that are the same compile with the same callers.
pub fn code(bindings: &Bindings) -> String {
    let lines = bindings.files().iter().flat_map(|file| file.text.lines());
    lines.filter(|line| !line.trim_start().starts_with("//")).map(|line| line.to_owned() + "\n").collect()
}

/// The cases of which rustc says that the callers stop compiling, and what the program prints of the values: whether the old
/// and the new bindings read each.
pub struct Judged {
    pub broken: BTreeSet<usize>,
    pub read: BTreeMap<usize, String>,
}

/// The one crate that all cases are modules of.
struct Crate {
    scratch: Scratch,
    /// The modules of bindings, by their code.
    known: BTreeMap<String, String>,
    /// Each caller, with the case that it is of: none for those that have to compile.
    callers: BTreeMap<String, Option<usize>>,
}

impl Crate {
    fn new() -> Self {
        let dependencies = "[dependencies]\nhire-runtime = { path = \"../hire-codegen/hire-runtime\" }\n";
        Self {
            scratch: Scratch::with("verdicts", dependencies),
            known: BTreeMap::new(),
            callers: BTreeMap::new(),
        }
    }

    /// The module of some bindings. Of old ones a caller has to compile.
    fn bindings(&mut self, bindings: &Bindings, is_old: bool) -> String {
        let code = code(bindings);
        let number = self.known.len();
        if let Some(name) = self.known.get(&code) {
            return name.clone();
        }
        let name = format!("bindings{number}");
        for file in bindings.files() {
            self.scratch.write(&format!("src/{name}/{}", file.name), &file.text);
        }
        if is_old {
            let own = format!("own{number}");
            self.scratch.write(&format!("src/{own}.rs"), &caller(&bindings.surface().unwrap(), &name));
            self.callers.insert(own, None);
        }
        self.known.insert(code, name.clone());
        name
    }

    fn root(&self, modules: &[&String], program: &str) {
        let modules: Vec<_> = modules.iter().map(|name| format!("mod {name};\n")).collect();
        let modules = modules.concat();
        self.scratch
            .write("src/main.rs", &format!("#![allow(unused)]\n{modules}\nfn main() {{\n{program}}}\n"));
    }

    /// Compiles, and takes callers out that do not compile, until all do: what is wrong in one may keep rustc from looking
    /// at another.
    fn settle(&mut self) -> BTreeSet<usize> {
        let mut broken = BTreeSet::new();
        loop {
            self.root(&self.known.values().chain(self.callers.keys()).collect::<Vec<_>>(), "");
            let run = self.scratch.cargo(&["check", "--quiet", "--message-format", "json"]);
            if run.code == Some(0) {
                return broken;
            }
            let failed = failed(&run.stdout);
            assert!(!failed.is_empty(), "{}\n{}", run.stdout, run.stderr);
            for (name, message) in failed {
                match self.callers.remove(&name) {
                    Some(Some(case)) => broken.insert(case),
                    _ => panic!("{name} has to compile: {message}"),
                };
            }
        }
    }
}

/// The modules with errors, each with its first one.
fn failed(messages: &str) -> BTreeMap<String, String> {
    let mut failed = BTreeMap::new();
    for line in messages.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        for span in message["spans"].as_array().into_iter().flatten() {
            let file = span["file_name"].as_str().unwrap_or_default();
            let module = file.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
            if span["is_primary"] == true {
                let text = message["rendered"].as_str().unwrap_or_default();
                failed.entry(module.to_owned()).or_insert_with(|| text.to_owned());
            }
        }
    }
    failed
}

/// Compiles the callers of all cases, and runs what has a value.
pub fn judge(cases: &[Case]) -> Judged {
    let mut crate_ = Crate::new();
    let mut program = String::new();
    for (number, case) in cases.iter().enumerate() {
        let is_same = code(&case.old) == code(&case.new);
        if is_same && case.value.is_none() {
            continue;
        }
        let (old, new) = (crate_.bindings(&case.old, true), crate_.bindings(&case.new, false));
        if !is_same {
            let name = format!("caller{number}");
            let text = caller(&case.old.surface().unwrap(), &new);
            crate_.scratch.write(&format!("src/{name}.rs"), &text);
            crate_.callers.insert(name, Some(number));
        }
        if let Some((type_, value)) = &case.value {
            let read = |module: &str| {
                format!("hire_runtime::parse_value::<{module}::types::{type_}>(&value).is_ok()")
            };
            let value =
                format!("let value = hire_runtime::serde_json::from_str(r####\"{value}\"####).unwrap();");
            let (old, new) = (read(&old), read(&new));
            writeln!(program, "    {{ {value} println!(\"{number} {{}} {{}}\", {old}, {new}); }}").unwrap();
        }
    }
    let broken = crate_.settle();
    // The program has no use for the others, which take a compiler their time.
    let is_run = |name: &&String| program.contains(&format!("{name}::"));
    crate_.root(&crate_.known.values().filter(is_run).collect::<Vec<_>>(), &program);
    let mut read = BTreeMap::new();
    if !program.is_empty() {
        let run = crate_.scratch.cargo(&["run", "--quiet"]).succeeded();
        for line in run.stdout.lines() {
            let (number, read_) = line.split_once(' ').unwrap();
            read.insert(number.parse().unwrap(), read_.to_owned());
        }
    }
    Judged { broken, read }
}

/// The cases in which the comparison and rustc do not agree, or the comparison and the code.
pub fn disagreements(cases: &[Case], judged: &Judged) -> Vec<String> {
    let wrong =
        cases.iter().enumerate().filter(|(number, case)| case.breaks() != judged.broken.contains(number));
    let said = wrong.map(|(_, case)| {
        let findings: Vec<_> =
            case.findings.iter().map(|it| format!("  {it} ({}) {:?}", it.effect(), it.rust)).collect();
        let says = if case.breaks() { "compiles all the same" } else { "stops compiling" };
        format!("{}: {says}\n{}", case.name, findings.join("\n"))
    });
    said.chain(cases.iter().filter_map(Case::contradiction)).collect()
}
