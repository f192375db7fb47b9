//! A crate with the bindings of all documents, and the process that answers what they make of an
//! instance.

use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::Failure;
use super::document::Document;
use super::process::{Process, Root};

/// What the crate does beside its bindings: a line `index instance` is answered by a line of JSON.
const MAIN: &str = r#"
use std::io::{BufRead as _, Write as _};

use hire_runtime::{Checker, Data, Decoded, Encoded, Violations};
use hire_runtime::serde_json::{self, Value, json};

type Check = fn(&Value) -> Value;

fn check<T: Data>(value: &Value, rules: fn(&mut Checker<'_>, &T)) -> Value {
    let own = |value: &T| Violations::of(|at| rules(at, value));
    let parsed = hire_runtime::parse_value::<T>(value).and_then(|value| own(&value).map(|()| value));
    let decoded: Result<Decoded<T>, _> = serde_json::from_str(&value.to_string());
    let (decode, validate) = match &decoded {
        Ok(decoded) => (None, decoded.0.validate().and_then(|()| own(&decoded.0)).err()),
        Err(error) => (Some(error.to_string()), None),
    };
    let again = parsed.as_ref().ok().map(|value| serde_json::to_value(Encoded(value)).map_err(|it| it.to_string()));
    json!({
        "parse": parsed.err().as_ref().map(list),
        "decode": decode,
        "validate": validate.as_ref().map(list),
        "again": again.unwrap_or(Ok(Value::Null)).unwrap_or_else(|error| json!({ "not written": error })),
    })
}

fn list(violations: &Violations) -> Value {
    violations.iter().map(|it| json!([it.keyword, it.to_string()])).collect()
}

fn main() {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (index, instance) = line.split_once(' ').unwrap();
        let answer = ALL[index.parse::<usize>().unwrap()](&serde_json::from_str(instance).unwrap());
        writeln!(out, "{answer}").unwrap();
        out.flush().unwrap();
    }
}
"#;

/// What the bindings make of an instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Answer {
    /// What is wrong with it, as keywords and texts, read from a tree.
    pub parse: Option<Vec<(String, String)>>,
    /// Why serde does not read it.
    pub decode: Option<String>,
    /// What is wrong with what serde has read.
    pub validate: Option<Vec<(String, String)>>,
    /// What is written of the value that was read.
    pub again: Value,
}

/// The running process.
pub struct Program(Process);

impl Program {
    /// Writes the crate into a folder, builds and starts it. The types have the numbers of their order.
    pub fn start(folder: &Path, documents: &[Document]) -> Result<Self, Failure> {
        let mut modules = String::new();
        let mut all = String::from("static ALL: &[Check] = &[\n");
        for document in documents {
            document.bindings.write(&folder.join("src").join(&document.module))?;
            let _ = writeln!(modules, "#[allow(warnings)]\nmod {};", document.module);
            for component in &document.components {
                let module = &document.module;
                let asked = component.asked.replace("types::", &format!("{module}::types::"));
                let rules = match &component.check {
                    Some(check) => format!("{module}::{check}"),
                    None => "|_, _| {}".to_owned(),
                };
                let _ = writeln!(all, "    |value| check::<{asked}>(value, {rules}),");
            }
        }
        let main = format!("#![allow(deprecated)]\n\n{modules}{MAIN}\n{all}];\n");
        let root = Root { features: "\"pattern\"", dependencies: "", main: &main };
        Ok(Self(Process::start(folder, &root, &[])?))
    }

    /// What the type of a number makes of an instance.
    pub fn ask(&mut self, index: usize, instance: &Value) -> Result<Answer, Failure> {
        Ok(serde_json::from_str(self.0.ask(&format!("{index} {instance}"))?)?)
    }
}
