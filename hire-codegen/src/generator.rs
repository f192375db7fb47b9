//! The public face: options, and the way through the rooms.
//!
//! # Growth
//!
//! The time and the memory of the generator grow with the description and with what is emitted, since a description is
//! often somebody else's. What is asked again and again is remembered: the end of a chain of references
//! (`schema::targets`), the values of an `enum` (`schema::distinct`), which types may hold a secret
//! (`lower::types::secrets`) or contain each other (`lower::passes::cycles`). Items are formatted one at a time, long
//! ones in parts, on several processors (`emit::long`). Where nothing linear is known there is a limit: letters that are
//! compared to guess at misspelt words, beyond which faults are reported without a guess; 2,000 open brackets and 1,000
//! directives in YAML; 1,500 branches of a union that no discriminator tells apart; 200,000 fields in all.

use std::path::PathBuf;
use std::{env, fmt, thread};

use crate::bindings::{Bindings, message};
use crate::diagnostic::{Diagnostics, Severity, codes, is_printable};
use crate::emit::{self, Parts};
use crate::ir::Model;
use crate::lenient::Reading;
use crate::openapi::{Api, Criterion, Selection};
use crate::report::Report;
use crate::schema::{Formats, Meaning, Schemas};
use crate::source::Sources;
use crate::{lenient, lint, lower, openapi, schema};

/// The folder below `OUT_DIR` that [`Generator::emit`] writes to, and where
/// `hire_runtime::include_bindings!()` looks.
const FOLDER: &str = "bindings";

/// Address space, of which only what is used is taken.
const STACK: usize = 512 << 20;

/// Makes bindings from a description.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let path = dir.path().join("openapi.yaml");
/// # std::fs::write(&path, "openapi: 3.1.0\ninfo: {title: Empty, version: '1'}\npaths: {}\n")?;
/// let bindings = hire_codegen::Generator::new(path).without_client().generate()?;
/// assert_eq!(bindings.files()[0].name, "mod.rs");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own, not a state")]
pub struct Generator {
    description: PathBuf,
    allowed: Vec<PathBuf>,
    out_dir: Option<PathBuf>,
    client: bool,
    deny_warnings: bool,
    meaning: Meaning,
    selection: Selection,
    lenient: bool,
    group_by_tag: bool,
}

impl Generator {
    /// A generator for the description at a path, which is relative to the folder of the crate when
    /// it is used in a build script. The path ends in `.yaml`, `.yml` or `.json`.
    pub fn new(description: impl Into<PathBuf>) -> Self {
        Self {
            description: description.into(),
            allowed: Vec::new(),
            out_dir: None,
            client: true,
            deny_warnings: false,
            meaning: Meaning {
                formats: Formats::Asserted,
                nullable_without_type: false,
                assume_objects: false,
                merge_closed_parts: false,
            },
            selection: Selection::default(),
            lenient: false,
            group_by_tag: false,
        }
    }

    /// Reads files of this folder as well, where a `$ref` of the description names one; relative to the same folder as
    /// the description's path.
    ///
    /// Without this, only files in the folder of the description and in folders within it are read, since a description
    /// is often somebody else's text. References never lead elsewhere: not by `..`, not by a link, not to an address.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), hire_codegen::Report> {
    /// // `api/openapi.yaml` refers to `../common/money.yaml#/Amount`.
    /// hire_codegen::Generator::new("api/openapi.yaml").allow_files_in("common").emit()
    /// # }
    /// ```
    #[must_use]
    pub fn allow_files_in(mut self, folder: impl Into<PathBuf>) -> Self {
        self.allowed.push(folder.into());
        self
    }

    /// Writes into this folder instead of `$OUT_DIR/bindings`. Bindings among the sources of a crate are marked as generated,
    /// and `cargo fmt` leaves them as they are, whatever its settings.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Leaves out the client: types, validators and endpoints remain, for crates that bring a client
    /// of their own.
    #[must_use]
    pub fn without_client(mut self) -> Self {
        self.client = false;
        self
    }

    /// Takes warnings for faults: examples that break their schemas, keys that have no effect. For
    /// descriptions that are your own.
    #[must_use]
    pub fn deny_warnings(mut self) -> Self {
        self.deny_warnings = true;
        self
    }

    /// Takes `format` for documentation, as JSON Schema 2020-12 has it by default (validation §7.2.1): strings of any
    /// format are `String` without a rule, and integers have the width that their bounds ask for.
    ///
    /// Without this, a format is a rule, and a type where there is one for it. `format: password` hides a value either
    /// way.
    #[must_use]
    pub fn formats_as_annotations(mut self) -> Self {
        self.meaning.formats = Formats::Annotations;
        self
    }

    /// Takes a schema with `properties` and without `type` for one of objects, as nearly everybody means
    /// it: it is a struct.
    ///
    /// Without this, such a schema is what JSON Schema makes of it (core §7.6.1), an object of this kind or
    /// any other value: an enum with the variants `Object` and `Other`. A warning names each.
    #[must_use]
    pub fn assume_objects(mut self) -> Self {
        self.meaning.assume_objects = true;
        self
    }

    /// Takes `nullable: true` without `type`, beside `$ref`, `allOf`, `oneOf`, `anyOf` or `enum`, for what its authors
    /// mean: null is a value there.
    ///
    /// Without this, it says nothing, as the specification has it (3.0.4 §4.7.24.2). A warning names each. Beside `type` it
    /// adds null without this as well, in OpenAPI 3.1 with a warning.
    #[must_use]
    pub fn nullable_without_type(mut self) -> Self {
        self.meaning.nullable_without_type = true;
        self
    }

    /// Takes `additionalProperties: false` in one part of an `allOf`, or of what stands beside `oneOf` or `anyOf`, for what its
    /// authors mean: the object as a whole has no other properties than those of all parts.
    ///
    /// Without this, each part refuses the properties of the others, as JSON Schema has it (core §10.3.2.3), so that no value
    /// may have them. A warning names each.
    #[must_use]
    pub fn merge_closed_parts(mut self) -> Self {
        self.meaning.merge_closed_parts = true;
        self
    }

    /// Emits these operations, and no others but those that [`tags`](Self::tags) or [`paths`](Self::paths) select. An
    /// operation is named by its `operationId`, or by method and path: `GET /pets/{id}`. A name that no operation has is
    /// an error.
    ///
    /// Schemas are emitted all the same, unless [`only_used_schemas`](Self::only_used_schemas) is called.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), hire_codegen::Report> {
    /// hire_codegen::Generator::new("github.json").operations(["issues/create", "GET /user"]).only_used_schemas().emit()
    /// # }
    /// ```
    #[must_use]
    pub fn operations(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.selection.selected.extend(names.into_iter().map(|name| Criterion::Operation(name.into())));
        self
    }

    /// Emits the operations that have one of these `tags`, beside those that are selected otherwise.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), hire_codegen::Report> {
    /// hire_codegen::Generator::new("github.json").tags(["issues", "pulls"]).emit()
    /// # }
    /// ```
    #[must_use]
    pub fn tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.selection.selected.extend(tags.into_iter().map(|tag| Criterion::Tag(tag.into())));
        self
    }

    /// Emits the operations of the paths that are like a pattern, beside those that are selected otherwise. In the pattern
    /// `*` stands for any characters of a segment, and the segment `**` for any number of segments, none included.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), hire_codegen::Report> {
    /// hire_codegen::Generator::new("github.json").paths("/repos/*/*/issues/**").emit()
    /// # }
    /// ```
    #[must_use]
    pub fn paths(mut self, pattern: impl Into<String>) -> Self {
        self.selection.selected.push(Criterion::Path(pattern.into()));
        self
    }

    /// Leaves these operations out, which are named as for [`operations`](Self::operations). What is left out is not read,
    /// so that no fault of it matters.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), hire_codegen::Report> {
    /// hire_codegen::Generator::new("petstore.yaml").without_operations(["uploadFile"]).emit()
    /// # }
    /// ```
    #[must_use]
    pub fn without_operations(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.selection.excluded.extend(names.into_iter().map(|name| Criterion::Operation(name.into())));
        self
    }

    /// Leaves the operations out that have one of these `tags`.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), hire_codegen::Report> {
    /// hire_codegen::Generator::new("petstore.yaml").without_tags(["internal"]).emit()
    /// # }
    /// ```
    #[must_use]
    pub fn without_tags(mut self, tags: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.selection.excluded.extend(tags.into_iter().map(|tag| Criterion::Tag(tag.into())));
        self
    }

    /// Leaves the operations out whose paths are like a pattern of [`paths`](Self::paths).
    ///
    /// ```no_run
    /// # fn main() -> Result<(), hire_codegen::Report> {
    /// hire_codegen::Generator::new("petstore.yaml").without_paths("/admin/**").emit()
    /// # }
    /// ```
    #[must_use]
    pub fn without_paths(mut self, pattern: impl Into<String>) -> Self {
        self.selection.excluded.push(Criterion::Path(pattern.into()));
        self
    }

    /// Emits the schemas of components that an emitted operation uses, and no others: the schemas of its parameters,
    /// bodies and responses, what these refer to, and the subtypes of a base with a discriminator.
    #[must_use]
    pub fn only_used_schemas(mut self) -> Self {
        self.selection.only_used_schemas = true;
        self
    }

    /// Emits all that can be emitted of a description with faults, or with something that is not supported: an operation
    /// that cannot be carried into Rust is left out, and a schema that cannot is any JSON value. Every error is a warning
    /// then, which says what became of it; a first warning counts what is left out.
    ///
    /// Errors remain: a file that is no YAML or JSON, a document that is not OpenAPI 3.0 or 3.1, and an option that matches
    /// nothing.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let dir = tempfile::tempdir()?;
    /// # let path = dir.path().join("openapi.yaml");
    /// # std::fs::write(&path, "
    /// # openapi: 3.1.0
    /// # info: {title: Faulty, version: '1'}
    /// # paths: {/a: {get: {operationId: a, parameters: [{$ref: '#/nothing'}]}}, /b: {get: {operationId: b}}}
    /// # ")?;
    /// let bindings = hire_codegen::Generator::new(path).lenient().generate()?;
    /// assert!(bindings.warnings().to_string().contains("1 of 2 operations are left out"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    /// Puts the methods of the client into a module for each tag, whose client the one of all operations gives:
    /// `client.issues().create(request)` of an operation `issues/create` with the tag `issues`. An operation is in the module
    /// of its first tag, by a name without the words of the tag; one without a tag stays where it was.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), hire_codegen::Report> {
    /// hire_codegen::Generator::new("github.json").group_by_tag().emit()
    /// # }
    /// ```
    #[must_use]
    pub fn group_by_tag(mut self) -> Self {
        self.group_by_tag = true;
        self
    }

    /// Makes the bindings and writes nothing.
    ///
    /// # Errors
    /// The description has faults; the report shows all of them.
    pub fn generate(&self) -> Result<Bindings, Report> {
        self.on_deep_stack(false)
    }

    /// Reports all that is wrong or suspicious about the description, and what could be better: beside the faults and warnings
    /// of [`generate`](Self::generate), components that no operation uses, operations without a response for errors, and
    /// values of an `enum` that make no telling name ([`LINTS`](codes::LINTS)). Of a description with errors, these alone and
    /// the warnings are known.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let dir = tempfile::tempdir()?;
    /// # let path = dir.path().join("openapi.yaml");
    /// # std::fs::write(&path, "
    /// # openapi: 3.1.0
    /// # info: {title: Pets, version: '1'}
    /// # paths: {/pets: {get: {operationId: listPets, responses: {'200': {description: All.}}}}}
    /// # ")?;
    /// let report = hire_codegen::Generator::new(path).lint();
    /// assert!(report.to_string().contains("warning[no-error-response]: `listPets` has no response for errors"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn lint(&self) -> Report {
        self.on_deep_stack(true).map_or_else(|report| report, Bindings::into_warnings)
    }

    fn on_deep_stack(&self, lints: bool) -> Result<Bindings, Report> {
        // Schemas are followed as deep as they refer to each other; that takes more than the stack that
        // build scripts are given.
        let worker = std::thread::Builder::new().stack_size(STACK);
        thread::scope(|scope| {
            let handle = worker.spawn_scoped(scope, || self.generate_here(lints));
            match handle.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(result)) => result,
                Ok(Err(_)) => Err(message(codes::DEFECT, "the generator panicked; this is a defect of it")),
                Err(error) => Err(message(codes::DEFECT, &format!("no thread could be started: {error}"))),
            }
        })
    }

    fn generate_here(&self, lints: bool) -> Result<Bindings, Report> {
        let mut diagnostics = Diagnostics::default();
        let Some(sources) = Sources::load(&self.description, &self.allowed, &mut diagnostics) else {
            return Err(Report::new(None, diagnostics));
        };
        if self.lenient {
            // Such as a key that is there twice: the rest of the tree is as it is written.
            diagnostics.excuse();
        }
        let model = self.model(&sources, &mut diagnostics);
        let model = model.filter(|_| !diagnostics.has_errors());
        if let Some(model) = model.as_ref().filter(|_| lints) {
            lint::lint(&sources, model, &mut diagnostics);
        }
        let made = model.and_then(|model| Some((self.files(&model, &mut diagnostics)?, model)));
        let mut report = Report::new(Some(&sources), diagnostics);
        if self.deny_warnings {
            report = report.deny_warnings();
        }
        match made {
            Some((files, model)) if !report.is_fatal() => Ok(Bindings::new(files, model, sources, report)),
            _ => Err(report),
        }
    }

    fn model(&self, sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Model> {
        let read = |selection: &_, diagnostics: &mut _| self.read(sources, selection, diagnostics);
        if self.lenient {
            return lenient::model(sources, &self.selection, diagnostics, read);
        }
        let mut found = Diagnostics::default();
        let reading = read(&self.selection, &mut found);
        let model = reading.and_then(|reading| {
            if found.has_errors() {
                lenient::without_dangling(sources, &self.selection, &reading, &mut found, read)
            } else {
                reading.model
            }
        });
        diagnostics.append(found);
        model
    }

    /// The way through the rooms. Faults do not stop it, so that all of them are found.
    fn read(
        &self,
        sources: &Sources,
        selection: &Selection,
        diagnostics: &mut Diagnostics,
    ) -> Option<Reading> {
        let mut api = openapi::read(sources, selection, diagnostics)?;
        let schemas = self.schemas(&mut api, selection, diagnostics);
        let places = schemas.places().collect();
        let schemas = schema::normalize(schemas, sources, diagnostics);
        let model = schemas.and_then(|schemas| {
            let assume_objects = self.meaning.assume_objects;
            lower::build(sources, &api, schemas, assume_objects, self.group_by_tag, diagnostics)
        });
        sources.report(diagnostics);
        Some(Reading { model, schemas: places, trace: api.trace })
    }

    /// The schemas of components and of operations. Of the former, those that nothing uses are taken out of the API where
    /// they are not wanted.
    fn schemas<'a>(
        &self,
        api: &mut Api<'a>,
        selection: &Selection,
        diagnostics: &mut Diagnostics,
    ) -> Schemas<'a> {
        let mut roots: Vec<_> =
            api.schemas.values().copied().filter(|_| !selection.only_used_schemas).collect();
        roots.extend(lower::operation_schemas(api));
        let schemas = schema::read(api.version, self.meaning, &selection.left_out, &roots, diagnostics);
        api.schemas.retain(|_, component| schemas.at(component.place()).is_some());
        schemas
    }

    fn files(&self, model: &Model, diagnostics: &mut Diagnostics) -> Option<Vec<emit::File>> {
        let name = self.description.file_name().unwrap_or_default().to_string_lossy();
        let parts = Parts { client: self.client };
        match emit::emit(model, parts, &name) {
            Ok(files) => Some(files),
            Err(defect) => {
                diagnostics.general(
                    Severity::Error,
                    codes::DEFECT,
                    format!(
                        "{} could not be written: {}; this is a defect of the generator",
                        defect.file, defect.error
                    ),
                );
                None
            }
        }
    }

    /// Makes the bindings and writes them for `hire_runtime::include_bindings!()`: what a build
    /// script calls. Files that stay as they were are not touched, and cargo is told to run the
    /// script again when a file that was read changes.
    ///
    /// # Errors
    /// The description has faults, or a file could not be written. Returned from `main`, the report
    /// is printed as code frames and fails the build.
    pub fn emit(&self) -> Result<(), Report> {
        tell_cargo("rerun-if-changed", self.description.display());
        let folder = match (&self.out_dir, env::var_os("OUT_DIR")) {
            (Some(folder), _) => folder.clone(),
            (None, Some(out_dir)) => PathBuf::from(out_dir).join(FOLDER),
            (None, None) => {
                let text = "there is no OUT_DIR: `emit` is for build scripts, or needs `out_dir`";
                return Err(message(codes::UNWRITABLE, text));
            }
        };
        let bindings = self.generate()?;
        for input in bindings.inputs() {
            tell_cargo("rerun-if-changed", input.display());
        }
        for line in bindings.warnings().to_string().lines() {
            tell_cargo("warning", line);
        }
        bindings.write(&folder)?;
        Ok(())
    }
}

/// Prints an instruction to cargo, one line of a build script's output: a value that is not printable, such as a second
/// line, would be another instruction, and is never printed.
fn tell_cargo(instruction: &str, value: impl fmt::Display) {
    let value = value.to_string();
    if value.chars().all(is_printable) {
        println!("cargo::{instruction}={value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_that_differ_in_places_alone_are_equal() {
        let model = |extension: &str, most: u32| {
            let text = format!(
                "openapi: 3.1.1
info: {{ title: T, version: '1'{extension} }}
paths:
  /p:
    post:
      operationId: p
      parameters: [{{ name: q, in: query, schema: {{ type: string }} }}]
      requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/S' }} }} }} }}
      responses: {{ '200': {{ description: D., content: {{ text/plain: {{}} }} }} }}
components:
  schemas:
    S: {{ type: object, properties: {{ e: {{ enum: [a, b] }}, n: {{ type: number, maximum: {most} }} }} }}
"
            );
            let mut diagnostics = Diagnostics::default();
            let sources = Sources::from_text("t.yaml", &text, &mut diagnostics).unwrap();
            Generator::new("t.yaml").model(&sources, &mut diagnostics).unwrap()
        };
        let (first, moved, changed) = (model("", 1), model(", x-note: [1, 2]", 1), model("", 2));
        assert_eq!((&first.api, &first.types), (&moved.api, &moved.types));
        assert_eq!(first.operations, moved.operations);
        let places = |model: &Model| model.types.iter().map(|definition| definition.at.0).collect::<Vec<_>>();
        assert_ne!(places(&first), places(&moved));
        assert_ne!(first.types, changed.types);
    }
}
