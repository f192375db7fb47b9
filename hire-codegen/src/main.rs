//! The command line `hire-codegen`, behind the feature `cli`.

use std::io::{IsTerminal, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use hire_codegen::diagnostic::codes;
use hire_codegen::{Generator, Report, support};

/// OpenAPI to Rust: types, validators and a client.
///
/// Exit codes: 0 all is well, 1 the description has faults, 2 the command could not run.
#[derive(Debug, Parser)]
#[command(name = "hire-codegen", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the bindings of a description into a folder, a file per concern.
    Generate {
        /// The folder; it is made if it is not there. `mod.rs` in it declares the other files.
        #[arg(long)]
        out: PathBuf,
        /// Leave out the client.
        #[arg(long)]
        no_client: bool,
        #[command(flatten)]
        description: Description,
        /// Take warnings for faults.
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Read a description and report its faults, without writing anything.
    Check {
        #[command(flatten)]
        description: Description,
        /// Take warnings for faults.
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Tell of each schema what became of it: its Rust type, what is validated, and why it is any JSON
    /// value if it is one.
    Census {
        #[command(flatten)]
        description: Description,
    },
    /// Print what becomes of each keyword of a schema.
    Support,
}

/// What is read, and what is taken for what.
#[derive(Debug, clap::Args)]
struct Description {
    /// The description: OpenAPI 3.0 or 3.1, YAML or JSON.
    spec: PathBuf,
    /// Read files of this folder as well, where a `$ref` names one. Without it, only files in the folder of
    /// the description are read.
    #[arg(long, value_name = "FOLDER")]
    allow_files_in: Vec<PathBuf>,
    /// Take `format` for documentation: strings of any format are `String`.
    #[arg(long)]
    formats_as_annotations: bool,
    /// Take a schema with `properties` and without `type` for one of objects.
    #[arg(long)]
    assume_objects: bool,
    /// Take `nullable` without `type` for null, in OpenAPI 3.0.
    #[arg(long)]
    nullable_without_type: bool,
    #[command(flatten)]
    selection: Selection,
}

/// What is emitted of a description; everything, if nothing is given.
#[derive(Debug, clap::Args)]
struct Selection {
    /// Emit this operation: its `operationId`, or its method and path, as in `GET /pets`. May be given several times, as
    /// the next options.
    #[arg(long, value_name = "NAME")]
    operations: Vec<String>,
    /// Emit the operations with this tag.
    #[arg(long, value_name = "TAG")]
    tags: Vec<String>,
    /// Emit the operations of these paths: `*` stands for any characters of a segment, `**` for any segments.
    #[arg(long, value_name = "PATTERN")]
    paths: Vec<String>,
    /// Leave this operation out.
    #[arg(long, value_name = "NAME")]
    without_operations: Vec<String>,
    /// Leave the operations with this tag out.
    #[arg(long, value_name = "TAG")]
    without_tags: Vec<String>,
    /// Leave the operations of these paths out.
    #[arg(long, value_name = "PATTERN")]
    without_paths: Vec<String>,
    /// Emit those schemas alone that the emitted operations use.
    #[arg(long)]
    only_used_schemas: bool,
    /// Leave faulty operations out, and take faulty schemas for any JSON value.
    #[arg(long)]
    lenient: bool,
}

impl Selection {
    fn apply(self, generator: Generator) -> Generator {
        let generator = generator
            .operations(self.operations)
            .tags(self.tags)
            .without_operations(self.without_operations)
            .without_tags(self.without_tags);
        let generator = self.paths.into_iter().fold(generator, Generator::paths);
        let generator = self.without_paths.into_iter().fold(generator, Generator::without_paths);
        let generator = if self.only_used_schemas { generator.only_used_schemas() } else { generator };
        if self.lenient { generator.lenient() } else { generator }
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(report) => {
            print(&report);
            ExitCode::from(if could_not_run(&report) { 2 } else { 1 })
        }
    }
}

fn run(command: Command) -> Result<(), Report> {
    match command {
        Command::Generate { description, out, no_client, deny_warnings } => {
            let mut generator = generator(description, deny_warnings);
            if no_client {
                generator = generator.without_client();
            }
            let bindings = generator.generate()?;
            print(bindings.warnings());
            let changed = bindings.write(&out)?;
            println!("{} files in {}, {} changed", bindings.files().len(), out.display(), changed.len());
        }
        Command::Check { description, deny_warnings } => {
            let bindings = generator(description, deny_warnings).generate()?;
            print(bindings.warnings());
            println!("no errors");
        }
        Command::Census { description } => {
            let bindings = generator(description, false).generate()?;
            say(&bindings.census().to_string());
        }
        Command::Support => say(&support::plain()),
    }
    Ok(())
}

fn generator(description: Description, deny_warnings: bool) -> Generator {
    let Description {
        spec,
        allow_files_in,
        formats_as_annotations,
        assume_objects,
        nullable_without_type,
        selection,
    } = description;
    let generator = allow_files_in.into_iter().fold(Generator::new(spec), Generator::allow_files_in);
    let mut generator = selection.apply(generator);
    if formats_as_annotations {
        generator = generator.formats_as_annotations();
    }
    if assume_objects {
        generator = generator.assume_objects();
    }
    if nullable_without_type {
        generator = generator.nullable_without_type();
    }
    if deny_warnings { generator.deny_warnings() } else { generator }
}

/// Whether a file could not be read or written, so that nothing is known about the description.
fn could_not_run(report: &Report) -> bool {
    let files = [codes::UNREADABLE, codes::UNWRITABLE];
    report.diagnostics().any(|diagnostic| diagnostic.place.is_none() && files.contains(&diagnostic.code))
}

/// Prints a long text, of which a reader such as `head` may take a part.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn print(report: &Report) {
    let text = report.render(std::io::stderr().is_terminal());
    if !text.is_empty() {
        eprintln!("{}", text.trim_end());
    }
}
