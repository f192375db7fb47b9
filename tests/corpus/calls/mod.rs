//! Calls of all operations of documents: requests made from the schemas reach a server that checks them against the
//! document, and responses made from the schemas are read by the bindings.

mod driver;
mod emitted;
mod made;
mod operation;
pub mod random;
mod reader;
mod request;
mod response;
mod server;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

use hire_codegen::Generator;
use serde_json::Value;

use self::emitted::{Emitted, Endpoint};
use self::made::{Schemas, Values};
use self::operation::Operation;
use self::server::{Prepared, Server};
use crate::process::{Process, Root};
use crate::{Failure, document};

/// What is asked for.
pub struct Amount {
    /// Calls of each operation.
    pub calls: usize,
    pub seed: u64,
    /// Disagreements of a document that are shown.
    pub shown: usize,
    /// How many operations a program has at most; without it, one program has all documents.
    pub at_once: Option<usize>,
}

/// A document with the operations that are called.
struct Called {
    name: String,
    module: String,
    document: Value,
    operations: Vec<(Operation, Endpoint)>,
    /// Operations of the document that no endpoint was emitted for.
    left_out: usize,
}

/// What came of the calls of a document.
#[derive(Default)]
pub struct Row {
    name: String,
    operations: usize,
    left_out: usize,
    parameters: usize,
    bodies: usize,
    /// Headers of responses.
    headers: usize,
    successes: usize,
    failures: usize,
    /// What could not be made: schemas without a value that was found, and what nothing can carry.
    not_made: BTreeMap<String, usize>,
    disagreements: Vec<String>,
}

/// All results.
pub struct Report {
    pub rows: Vec<Row>,
    shown: usize,
}

impl Report {
    pub fn is_good(&self) -> bool {
        self.rows.iter().all(|row| row.disagreements.is_empty())
    }

    /// How many calls succeeded, how many failed, and how many headers were read.
    #[cfg(test)]
    pub fn calls(&self) -> (usize, usize, usize) {
        let sum = |of: fn(&Row) -> usize| self.rows.iter().map(of).sum();
        (sum(|row| row.successes), sum(|row| row.failures), sum(|row| row.headers))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "document\toperations (left out)\tparameters\tbodies\theaders\tsuccesses\tfailures\tnot made\tdisagreements"
        )?;
        for row in &self.rows {
            let Row { name, operations, left_out, parameters, bodies, headers, successes, failures, .. } =
                row;
            let not_made: usize = row.not_made.values().sum();
            let disagreements = row.disagreements.len();
            writeln!(
                f,
                "{name}\t{operations} ({left_out})\t{parameters}\t{bodies}\t{headers}\t{successes}\t{failures}\t{not_made}\t{disagreements}"
            )?;
        }
        for row in &self.rows {
            for (what, count) in &row.not_made {
                writeln!(f, "{}: not made {count} times: {what}", row.name)?;
            }
            for disagreement in row.disagreements.iter().take(self.shown) {
                writeln!(f, "{}: {disagreement}", row.name)?;
            }
        }
        Ok(())
    }
}

/// Makes the bindings of all documents, builds the programs around them, and makes the calls.
pub fn call_all(files: &[PathBuf], folder: &Path, amount: &Amount) -> Result<Report, Failure> {
    let mut rows = Vec::new();
    if let Some(count) = amount.at_once {
        for file in files {
            let mut document = read(file)?;
            let operations = operation::operations(&mut document);
            for operations in operations.chunks(count.max(1)) {
                let routes: Vec<_> = operations.iter().map(Operation::route).collect();
                rows.extend(call(&[load(file, 0, folder, Some(&routes))?], folder, amount)?);
            }
        }
    } else {
        let documents = files.iter().enumerate().map(|(number, file)| load(file, number, folder, None));
        rows = call(&documents.collect::<Result<Vec<_>, _>>()?, folder, amount)?;
    }
    Ok(Report { rows, shown: amount.shown })
}

/// Builds one program around documents, and makes their calls.
fn call(documents: &[Called], folder: &Path, amount: &Amount) -> Result<Vec<Row>, Failure> {
    let modules: Vec<_> = documents.iter().map(|it| (it.module.clone(), it.operations.len())).collect();
    let server = Server::start()?;
    let main = driver::root(&modules);
    let root = Root { features: driver::FEATURES, dependencies: driver::TOKIO, main: &main };
    eprintln!("building the bindings of {} documents", documents.len());
    let mut program = Process::start(folder, &root, &[&server.url])?;
    let (mut rows, mut first) = (Vec::new(), 0);
    for called in documents {
        eprintln!("calling {}", called.name);
        let mut caller = Caller { called, server: &server, program: &mut program, row: Row::default() };
        caller.call(first, amount)?;
        rows.push(caller.row);
        first += called.operations.len();
    }
    Ok(rows)
}

fn read(file: &Path) -> Result<Value, Failure> {
    document::read(file, &fs::read_to_string(file)?)
}

/// The bindings of a document, or of those of its operations that have one of the routes.
fn load(file: &Path, number: usize, folder: &Path, routes: Option<&[String]>) -> Result<Called, Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut document = read(file)?;
    let generator = || match routes {
        Some(routes) => Generator::new(file).operations(routes.iter().cloned()).only_used_schemas(),
        None => Generator::new(file),
    };
    let bindings = generator().generate().or_else(|_| generator().lenient().generate());
    let bindings = bindings.map_err(|report| report.to_string())?;
    let module = document::module(number, &name);
    let source = folder.join("src").join(&module);
    _ = fs::remove_dir_all(&source);
    bindings.write(&source)?;
    let mut emitted = Emitted::read(&bindings)?;
    let mut endpoints = std::mem::take(&mut emitted.endpoints);
    let operations = operation::operations(&mut document).into_iter();
    let operations = operations.filter(|it| routes.is_none_or(|routes| routes.contains(&it.route())));
    let (mut pairs, mut left_out) = (Vec::new(), 0);
    for operation in operations {
        let is_of_it =
            |it: &Endpoint| it.method == operation.method && template(&it.path) == template(&operation.path);
        // A path that differs from another in a fragment alone has operations of its own.
        let is_it = |it: &Endpoint| is_of_it(it) && Some(&it.id) == operation.id.as_ref();
        match endpoints.iter().position(is_it).or_else(|| endpoints.iter().position(is_of_it)) {
            Some(index) => pairs.push((operation, endpoints.swap_remove(index))),
            None => left_out += 1,
        }
    }
    let called: Vec<&Endpoint> = pairs.iter().map(|(_, endpoint)| endpoint).collect();
    let credentials = driver::credentials(&document);
    if !called.is_empty() {
        driver::add(&source.join("operations.rs"), &emitted, &called, &credentials)?;
    }
    Ok(Called { name, module, document, operations: pairs, left_out })
}

/// A path without the names of its template, and without a fragment.
fn template(path: &str) -> String {
    let mut text = String::new();
    let path = path.split('#').next().unwrap_or_default();
    for (index, piece) in path.split(['{', '}']).enumerate() {
        text.push_str(if index % 2 == 0 { piece } else { "{}" });
    }
    text
}

/// Makes the calls of one document.
struct Caller<'c> {
    called: &'c Called,
    server: &'c Server,
    program: &'c mut Process,
    row: Row,
}

impl Caller<'_> {
    fn call(&mut self, first: usize, amount: &Amount) -> Result<(), Failure> {
        let called = self.called;
        self.row.name.clone_from(&called.name);
        (self.row.operations, self.row.left_out) = (called.operations.len(), called.left_out);
        let of_requests = Schemas::new(&called.document, "readOnly")?;
        let of_responses = Schemas::new(&called.document, "writeOnly")?;
        let mut requests = Values::new(&of_requests, amount.seed);
        let mut responses = Values::new(&of_responses, amount.seed);
        for (index, (operation, endpoint)) in called.operations.iter().enumerate() {
            for number in 0..amount.calls {
                let request = request::make(operation, endpoint, &mut requests, number)?;
                let response = response::make(operation, &mut responses, number)?;
                let (request, response) = match (request, response) {
                    (Ok(request), Ok(response)) => (request, response),
                    (Err(why), _) | (_, Err(why)) => {
                        let what = format!("{} {}: {why}", operation.method, operation.path);
                        *self.row.not_made.entry(what).or_default() += 1;
                        continue;
                    }
                };
                self.server.prepare(Prepared {
                    status: response.status,
                    headers: response.headers(),
                    bodies: response.bodies(),
                });
                let outcome = self.program.ask(&format!("{} {}", first + index, request.input))?;
                let outcome: Value = serde_json::from_str(outcome)?;
                let mut faults = Vec::new();
                match self.server.seen() {
                    (Some(seen), chosen) => {
                        let schemes = self.called.document.pointer("/components/securitySchemes");
                        let check = request::Check { operation, request: &request, schemes, seen: &seen };
                        faults.extend(check.faults(&mut requests, &self.server.runtime)?);
                        faults.extend(response.fault(chosen.as_deref(), &outcome, &mut responses)?);
                        faults.extend(response.header_faults(&outcome, &mut responses)?);
                    }
                    (None, _) => faults.push(format!("nothing was sent: {outcome}")),
                }
                self.row.parameters += request.parameters.iter().flatten().count();
                self.row.headers += response.headers().len();
                self.row.bodies += usize::from(request.body.is_some());
                let is_success = outcome.get("success").is_some();
                *(if is_success { &mut self.row.successes } else { &mut self.row.failures }) += 1;
                for fault in faults {
                    let mut text = format!("{} {}: {fault}", operation.method, operation.path);
                    let _ =
                        write!(text, "\n    of {}\n    with {} {outcome}", request.input, response.status);
                    self.row.disagreements.push(text);
                }
            }
        }
        Ok(())
    }
}
