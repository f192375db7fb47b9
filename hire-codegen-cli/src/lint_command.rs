//! `hire-codegen lint`: descriptions read for their faults, and for what could be better.

use hire_codegen::Generator;
use hire_codegen_cli::explain;

use crate::description::Reading;
use crate::progress::Progress;
use crate::report::Format;
use crate::{Failure, Outcome, could_not_run, input, lint_report};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hire-codegen lint openapi.yaml\n  hire-codegen lint openapi.yaml --allow unused-component --format github"
)]
pub struct Lint {
    /// The descriptions: files, `-` for the standard input, or `git:REV:PATH` for a file of a revision.
    #[arg(required = true)]
    specs: Vec<String>,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Leave out the warnings and lints of this code. May be given several times.
    #[arg(long, value_name = "CODE", value_parser = explain::code)]
    allow: Vec<&'static str>,
    #[command(flatten)]
    reading: Reading,
}

impl Lint {
    /// # Errors
    /// A description cannot be read.
    pub fn run(self, color: bool) -> Result<Outcome, Failure> {
        let mut linted = Vec::new();
        let progress = Progress::of(self.specs.len());
        for spec in &self.specs {
            progress.step(spec);
            let input = input::open(spec, &self.reading.allow_files_in).map_err(Failure::CouldNotRun)?;
            let generator = Generator::new(&input.side.path);
            let generator = input.side.allowed.iter().fold(generator, Generator::allow_files_in);
            let report = self.reading.clone().apply(generator).lint().without_warnings(&self.allow);
            if could_not_run(&report) {
                return Err(Failure::Faults(report));
            }
            linted.push((input, report));
        }
        let has_findings = linted.iter().any(|(_, report)| !report.is_empty());
        Ok(Outcome { text: lint_report::render(&linted, self.format, color), has_findings })
    }
}
