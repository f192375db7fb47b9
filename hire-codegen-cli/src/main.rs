//! The command line `hire-codegen`.

mod description;
mod diff_command;
mod diff_report;
mod doc_commands;
mod doc_report;
mod folder_diff;
mod input;
mod lint_command;
mod lint_report;
mod progress;
mod report;
mod shell;

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ColorChoice, Parser, Subcommand};
use hire_codegen::diagnostic::codes;
use hire_codegen::{Bindings, Generator, Report, support};
use hire_codegen_cli::{diff, explain};

use self::description::Description;
use self::diff_command::Diff;
use self::doc_commands::DocCommand;
use self::lint_command::Lint;
use self::progress::Progress;

/// OpenAPI to Rust: types, validators and a client.
///
/// Exit codes: 0 all is well, 1 there are findings: faults of a description, files that are not what would be written, changes of a
/// description or of a page; 2 the command could not run.
#[derive(Debug, Parser)]
#[command(
    name = "hire-codegen",
    version,
    after_help = "Example:\n  hire-codegen generate openapi.yaml --out src/bindings"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When code frames have colors. By itself, on a terminal, unless the environment variable `NO_COLOR` is set.
    #[arg(long, value_name = "WHEN", default_value_t = ColorChoice::Auto, global = true)]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the bindings of a description into a folder, a file per concern.
    #[command(
        after_help = "Examples:\n  hire-codegen generate openapi.yaml --out src/bindings\n  hire-codegen generate openapi.yaml --out src/bindings --check"
    )]
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
        /// Write nothing: print how the folder differs from what would be written, as a unified diff. The exit code is 1 if
        /// it does.
        #[arg(long)]
        check: bool,
    },
    /// Read a description and report its faults, without writing anything.
    #[command(after_help = "Example:\n  hire-codegen check openapi.yaml --deny-warnings")]
    Check {
        #[command(flatten)]
        description: Description,
        /// Take warnings for faults.
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Report the faults of descriptions, and what could be better.
    ///
    /// Beside all that `check` reports: components that nothing uses, operations without a response for errors, and values that
    /// make no telling name. The exit code is 1 if anything is found.
    Lint(Box<Lint>),
    /// Say what a code of a fault or lint means.
    ///
    /// The page has a bad and a good description. Without a code, all codes are listed.
    #[command(after_help = "Example:\n  hire-codegen explain bad-example")]
    Explain {
        /// The code, as it stands in brackets: `error[unresolved-ref]`.
        #[arg(value_parser = explain::code)]
        code: Option<&'static str>,
    },
    /// Tell of each schema what became of it: its Rust type, what is validated, and why it is any JSON
    /// value if it is one.
    #[command(after_help = "Example:\n  hire-codegen census openapi.yaml")]
    Census {
        #[command(flatten)]
        description: Description,
    },
    /// Print what becomes of each keyword of a schema.
    #[command(after_help = "Example:\n  hire-codegen support")]
    Support,
    /// Print the completions of a shell: a script that it reads when it starts.
    #[command(
        after_help = "Example:\n  hire-codegen completions bash > ~/.local/share/bash-completion/completions/hire-codegen"
    )]
    Completions { shell: clap_complete::Shell },
    /// Print the page of the manual, or write the pages of all subcommands.
    #[command(after_help = "Example:\n  hire-codegen man --out ~/.local/share/man/man1")]
    Man {
        /// The folder for a page of each subcommand; it is made if it is not there.
        #[arg(long, value_name = "FOLDER")]
        out: Option<PathBuf>,
    },
    /// Name what differs between two descriptions: on the wire, in the emitted Rust, and what it raises in a version.
    Diff(Box<Diff>),
    /// Read documentation pages, and compare them.
    #[command(subcommand, after_help = "Example:\n  hire-codegen doc check create.md --spec openapi.yaml")]
    Doc(DocCommand),
}

/// What a command prints, and whether there is something to mend.
struct Outcome {
    text: String,
    has_findings: bool,
}

impl From<String> for Outcome {
    fn from(text: String) -> Self {
        Self { text, has_findings: false }
    }
}

/// Why a command has no outcome.
enum Failure {
    /// A description has faults.
    Faults(Report),
    /// A description has faults, so that there is nothing to compare.
    NotCompared(Report),
    /// What is needed could not be read.
    CouldNotRun(String),
}

impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self::Faults(report)
    }
}

impl From<diff::Failure> for Failure {
    fn from(failure: diff::Failure) -> Self {
        match failure {
            diff::Failure::Faults(report) => Self::NotCompared(report),
            diff::Failure::Message(message) => Self::CouldNotRun(message),
        }
    }
}

fn main() -> ExitCode {
    let Arguments { command, color } = Arguments::parse();
    let colors = |is_terminal| has_colors(color, is_terminal, |name| env::var_os(name).unwrap_or_default());
    let color = Colors { out: colors(io::stdout().is_terminal()), err: colors(io::stderr().is_terminal()) };
    match run(command, color) {
        Ok(Outcome { text, has_findings }) => say(&text, has_findings.into()),
        Err(Failure::Faults(report)) => {
            print(&report, color.err);
            ExitCode::from(if could_not_run(&report) { 2 } else { 1 })
        }
        Err(Failure::NotCompared(report)) => {
            print(&report, color.err);
            ExitCode::from(2)
        }
        Err(Failure::CouldNotRun(message)) => {
            let _ = writeln!(io::stderr(), "error: {message}");
            ExitCode::from(2)
        }
    }
}

/// Whether there are colors on the standard output, and on the standard error.
#[derive(Clone, Copy)]
struct Colors {
    out: bool,
    err: bool,
}

/// Whether frames have colors (<https://no-color.org>).
fn has_colors(choice: ColorChoice, is_terminal: bool, variable: impl Fn(&str) -> OsString) -> bool {
    match choice {
        ColorChoice::Auto => is_terminal && variable("NO_COLOR").is_empty() && variable("TERM") != "dumb",
        ColorChoice::Always => true,
        ColorChoice::Never => false,
    }
}

/// Runs a command.
fn run(command: Command, color: Colors) -> Result<Outcome, Failure> {
    match command {
        Command::Generate { description, out, no_client, deny_warnings, check } => {
            let without = |it: Generator| if no_client { it.without_client() } else { it };
            let bindings = bindings(description, deny_warnings, without)?;
            print(bindings.warnings(), color.err);
            if check {
                let changes = bindings.changes(&out)?;
                let text = folder_diff::unified(&changes, &out);
                return Ok(Outcome { text, has_findings: !changes.is_empty() });
            }
            let changed = bindings.write(&out)?;
            Ok(format!("{} files in {}, {} changed\n", bindings.files().len(), out.display(), changed.len())
                .into())
        }
        Command::Check { description, deny_warnings } => {
            let bindings = bindings(description, deny_warnings, |it| it)?;
            print(bindings.warnings(), color.err);
            Ok("no errors\n".to_owned().into())
        }
        Command::Lint(lint) => lint.run(color.out),
        Command::Explain { code } => Ok(code.map_or_else(explain::list, explain::page).into()),
        Command::Completions { shell } => Ok(shell::completions(shell).into()),
        Command::Man { out } => {
            shell::manual(out.as_deref()).map(Outcome::from).map_err(Failure::CouldNotRun)
        }
        Command::Census { description } => {
            let bindings = bindings(description, false, |it| it)?;
            Ok(bindings.census().to_string().into())
        }
        Command::Diff(diff) => {
            let (text, has_findings) = diff.run(color.out)?;
            Ok(Outcome { text, has_findings })
        }
        Command::Support => Ok(support::plain().into()),
        Command::Doc(command) => doc_commands::run(command, color.out).map_err(Failure::CouldNotRun),
    }
}

/// Makes the bindings of a description; `more` gives the generator the options that are not the description's.
fn bindings(
    description: Description,
    deny_warnings: bool,
    more: impl FnOnce(Generator) -> Generator,
) -> Result<Bindings, Report> {
    let Description { spec, reading } = description;
    let _progress = Progress::on(spec.display());
    let folders = reading.allow_files_in.clone();
    let generator = folders.into_iter().fold(Generator::new(spec), Generator::allow_files_in);
    let generator = more(reading.apply(generator));
    if deny_warnings { generator.deny_warnings().generate() } else { generator.generate() }
}

/// Whether a file could not be read or written, so that nothing is known about the description.
fn could_not_run(report: &Report) -> bool {
    let files = [codes::UNREADABLE, codes::UNWRITABLE];
    report.diagnostics().any(|diagnostic| diagnostic.place.is_none() && files.contains(&diagnostic.code))
}

/// Prints a text, of which a reader such as `head` may take a part, and returns the exit code.
fn say(text: &str, code: u8) -> ExitCode {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _ = writeln!(io::stderr(), "error: the standard output: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::from(code),
    }
}

/// Shows a report to whoever is there to see it.
fn print(report: &Report, color: bool) {
    let text = report.render(color);
    if !text.is_empty() {
        let _ = writeln!(io::stderr(), "{}", text.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_for_terminals_and_for_whoever_asks() {
        use ColorChoice::{Always, Auto, Never};
        for (choice, is_terminal, name, value, expected) in [
            (Auto, true, "TERM", "xterm", true),
            (Auto, false, "TERM", "xterm", false),
            (Auto, true, "TERM", "dumb", false),
            (Auto, true, "NO_COLOR", "1", false),
            (Auto, true, "NO_COLOR", "", true),
            (Always, false, "NO_COLOR", "1", true),
            (Always, false, "TERM", "dumb", true),
            (Never, true, "TERM", "xterm", false),
        ] {
            let variable = |asked: &str| if asked == name { value.into() } else { OsString::new() };
            assert_eq!(has_colors(choice, is_terminal, variable), expected, "{choice:?} {name}={value}");
        }
    }
}
