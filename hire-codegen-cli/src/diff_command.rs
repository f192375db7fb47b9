//! `hire-codegen diff`: two descriptions compared.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::ValueEnum;
use hire_codegen_cli::diff::{self, Acceptances, Day, Finding, Verdict};

use crate::description::Reading;
use crate::progress::Progress;
use crate::report::Format;
use crate::{Colors, Failure, Outcome, diff_report, input};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  hire-codegen diff git:main:openapi.yaml openapi.yaml\n  hire-codegen diff old.yaml new.yaml --format markdown --accept accepted.yaml"
)]
pub struct Diff {
    /// The description as it was: a file, `-` for the standard input, or `git:REV:PATH` for a file of a revision, whose
    /// references lead to other files of the revision.
    #[arg(required_unless_present = "rules")]
    old: Option<String>,
    /// The description as it is, named in the same ways.
    #[arg(required_unless_present = "rules")]
    new: Option<String>,
    /// How differences are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// From which verdict on the exit code is 1.
    #[arg(long, value_enum, value_name = "VERDICT", default_value_t = FailOn::Major)]
    fail_on: FailOn,
    /// Take out of the report what this file accepts: a list in YAML, each entry with `id`, `pointer`, `reason` and `until`, and with
    /// `value` and `file` where these are not enough.
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
    /// Judge acceptances by this day, as in 2027-01-31, instead of by the clock.
    #[arg(long, value_name = "DAY")]
    today: Option<String>,
    /// Compare the bindings in this folder, which an earlier version wrote for OLD, with what this version writes for it.
    #[arg(long, value_name = "FOLDER")]
    bindings: Option<PathBuf>,
    /// Print the rules as a table, and compare nothing.
    #[arg(long, conflicts_with_all = ["old", "new"])]
    rules: bool,
    #[command(flatten)]
    reading: Reading,
}

/// From which verdict on there is something to do.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
    /// Callers break.
    Major,
    /// Something is new, or more.
    Minor,
    /// Anything differs.
    Patch,
    /// Nothing: the report is for reading.
    Never,
}

impl FailOn {
    fn is_reached(self, verdict: Verdict) -> bool {
        match self {
            Self::Major => verdict >= Verdict::Major,
            Self::Minor => verdict >= Verdict::Minor,
            Self::Patch => true,
            Self::Never => false,
        }
    }
}

impl Diff {
    /// The report, and whether there is something to do.
    ///
    /// # Errors
    /// A description has faults or cannot be read, or the file of acceptances is none.
    pub fn run(self, color: Colors) -> Result<Outcome, Failure> {
        let (Some(old), Some(new)) = (&self.old, &self.new) else {
            return Ok(diff_report::rules().into());
        };
        if [old, new] == ["-", "-"] {
            return Err(Failure::CouldNotRun("-: the standard input is one description, not two".to_owned()));
        }
        let open =
            |argument| input::open(argument, &self.reading.allow_files_in).map_err(Failure::CouldNotRun);
        let (old, new) = (open(old)?, open(new)?);
        let (accepted, today) = (self.accepted()?, self.today()?);
        let bindings = self.bindings.as_deref().map(texts).transpose()?.unwrap_or_default();
        let reading = self.reading.clone();
        let progress = Progress::on(new.side.path.display());
        let findings = diff::compare(&old.side, &new.side, &bindings, |it| reading.clone().apply(it));
        drop(progress);
        let named = |message: &str| old.named(&new.named(message));
        let mut findings = findings.map_err(|failure| match failure {
            diff::Failure::Faults(report) => Failure::NotCompared(named(&report.render(color.err))),
            diff::Failure::Message(message) => Failure::CouldNotRun(named(&message)),
        })?;
        let notes = accepted.apply(&mut findings, today);
        let is_open = |finding: &Finding| finding.accepted.is_none();
        let has_findings =
            findings.iter().filter(|it| is_open(it)).any(|it| self.fail_on.is_reached(it.verdict()));
        let text = diff_report::render(&findings, &notes, &new.side, self.format, color.out);
        Ok(Outcome { text, has_findings })
    }

    fn accepted(&self) -> Result<Acceptances, Failure> {
        let Some(path) = &self.accept else { return Ok(Acceptances::default()) };
        let failed = |error: String| Failure::CouldNotRun(format!("{}: {error}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        Acceptances::read(&text).map_err(failed)
    }

    fn today(&self) -> Result<Day, Failure> {
        let Some(text) = &self.today else { return Ok(Day::of(SystemTime::now())) };
        Day::read(text)
            .ok_or_else(|| Failure::CouldNotRun(format!("--today {text}: this is no day such as 2027-01-31")))
    }
}

/// The modules of bindings in a folder.
fn texts(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let failed = |error: std::io::Error| Failure::CouldNotRun(format!("{}: {error}", folder.display()));
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            texts.push((name, fs::read_to_string(&path).map_err(failed)?));
        }
    }
    if texts.is_empty() {
        return Err(Failure::CouldNotRun(format!("{}: there are no bindings", folder.display())));
    }
    texts.sort();
    Ok(texts)
}
