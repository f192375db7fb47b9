//! Two descriptions compared: what differs on the wire, in the emitted Rust, and what it raises in a version.
//!
//! What is on the wire is read from the descriptions themselves, by rules that are rows of tables. What callers notice when
//! they compile is read from the bindings of both: their interfaces are compared, and each difference is a part of the
//! finding about the same place. A difference of bindings without one is a finding of its own.

mod acceptance;
mod api_rules;
mod keyword_rules;
mod message_rules;
mod rule;
mod rules;
mod rust;
mod rust_rules;
mod wire;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use hire_codegen::census::Position;
use hire_codegen::diagnostic::Diagnostics;
use hire_codegen::source::{Place, Sources, Span};
use hire_codegen::surface::Surface;
use hire_codegen::{Bindings, Generator, Report};

pub use self::acceptance::{Acceptance, Acceptances, Day};
pub use self::rule::{Direction, Effect, Level, Rule, Verdict};
pub use self::rules::rules;
pub use self::rust::RustChange;

/// A difference between two descriptions, or between what two versions of the generator make of one.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that says what the difference is.
    pub rule: &'static Rule,
    /// What differs, in words: the operation, the message, and the way to a property as a JSON pointer.
    pub subject: String,
    /// What the old description has, if it has something.
    pub old: Option<Version>,
    /// What the new description has, if it has something.
    pub new: Option<Version>,
    /// What differs in the bindings for it.
    pub rust: Vec<RustChange>,
    /// Whether the description differs, or what is written for it.
    pub origin: Origin,
    /// The entry by which the finding is accepted.
    pub accepted: Option<Acceptance>,
}

/// What one of the descriptions has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The file, as it was asked for.
    pub file: String,
    /// The JSON pointer (RFC 6901) within the file.
    pub pointer: String,
    /// The line, from 1.
    pub line: usize,
    /// The value, or nothing where the subject says it all.
    pub text: String,
}

/// Where a difference comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The descriptions differ.
    Description,
    /// Another version of the generator writes something else for the same description.
    Generator {
        /// The version that wrote the old bindings; none where they do not say it.
        from: Option<String>,
    },
}

impl Finding {
    /// What becomes of callers that are written for the old bindings.
    pub fn effect(&self) -> Effect {
        let of_rust = self.rust.iter().map(|change| change.effect).max();
        of_rust.unwrap_or(Effect::Nothing).max(self.rule.effect)
    }

    /// What the difference raises in a version of a crate with these bindings.
    pub fn verdict(&self) -> Verdict {
        let breaks = self.effect() == Effect::StopsCompiling;
        if breaks { Verdict::Major } else { self.rule.verdict }
    }

    /// Marks the finding as accepted if an entry accepts it on a day.
    pub fn accept(&mut self, acceptances: &Acceptances, today: Day) {
        let versions = self.old.iter().chain(&self.new).map(|it| it.pointer.as_str());
        let places: Vec<_> = versions.chain([self.subject.as_str()]).collect();
        self.accepted = acceptances.of(self.rule.id, &places, today).cloned();
    }

    /// The place that a reader is led to: in the new description, unless only the old one has it.
    pub fn place(&self) -> Option<&Version> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rule { id, sentence, .. } = self.rule;
        write!(f, "{id} {}: {sentence}", self.subject)?;
        let text = |version: &Option<Version>| {
            version.as_ref().map(|it| it.text.clone()).filter(|text| !text.is_empty())
        };
        match (text(&self.old), text(&self.new)) {
            (Some(old), Some(new)) => write!(f, ": `{old}` is now `{new}`"),
            (Some(text), None) | (None, Some(text)) => write!(f, ": `{text}`"),
            (None, None) => Ok(()),
        }
    }
}

/// One of two descriptions: where it is, and how it is named in findings.
#[derive(Debug, Clone)]
pub struct Side {
    /// The file.
    pub path: PathBuf,
    /// The name of the folder of the file in findings, with a slash or a colon at the end; nothing for no folder.
    pub folder: String,
    /// Folders from which files are read as well.
    pub allowed: Vec<PathBuf>,
}

/// Why two descriptions are not compared.
#[derive(Debug)]
pub enum Failure {
    /// One of them has faults.
    Faults(Report),
    /// What is needed cannot be read.
    Message(String),
}

impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self::Faults(report)
    }
}

/// Compares two descriptions; `configured` gives a generator its options. Bindings that an earlier version of the generator
/// wrote for the old description, if there are any, are the texts of modules by their names.
///
/// # Errors
/// A description has faults, so that there are no bindings of it, or bindings are no Rust.
pub fn compare(
    old: &Side,
    new: &Side,
    written: &[(String, String)],
    configured: impl Fn(Generator) -> Generator,
) -> Result<Vec<Finding>, Failure> {
    let generate = |side: &Side| {
        let generator = side.allowed.iter().fold(Generator::new(&side.path), Generator::allow_files_in);
        configured(generator).generate()
    };
    let bindings = (generate(old)?, generate(new)?);
    let surfaces = (bindings.0.surface()?, bindings.1.surface()?);
    let sources = (load(old)?, load(new)?);
    let is_meant = selected(&bindings);
    let drafts = wire::compare(&sources.0, &sources.1, &is_meant);
    let changes = rust::changes(&surfaces.0, &surfaces.1);
    let mut findings = joined(drafts, changes, (&sources.0, old), (&sources.1, new));
    if !written.is_empty() {
        let texts = written.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let written = Surface::read(texts).map_err(Failure::Message)?;
        let origin = Origin::Generator { from: written.version().map(str::to_owned) };
        let changes = rust::changes(&written, &surfaces.0);
        for change in changes {
            add(&mut findings, change, (old, old), &origin);
        }
    }
    findings.sort_by_key(|finding| {
        let place = finding.place().map(|it| (it.file.clone(), it.line));
        (std::cmp::Reverse(finding.verdict()), place, finding.rule.id)
    });
    Ok(findings)
}

fn load(side: &Side) -> Result<Sources, Failure> {
    let mut diagnostics = Diagnostics::default();
    Sources::load(&side.path, &side.allowed, &mut diagnostics)
        .ok_or_else(|| Failure::Message(format!("{} cannot be read", side.path.display())))
}

/// Whether an operation is emitted for one of the descriptions, by method and path.
fn selected(bindings: &(Bindings, Bindings)) -> impl Fn(&str, &str) -> bool + use<> {
    let routes: Vec<_> = [&bindings.0, &bindings.1].iter().flat_map(|it| it.routes().to_vec()).collect();
    move |method, path| routes.iter().any(|route| route.0 == method && route.1 == path)
}

/// Makes findings of differences on the wire, with the differences of bindings that are about the same place.
fn joined(
    drafts: Vec<wire::Draft>,
    changes: Vec<RustChange>,
    old: (&Sources, &Side),
    new: (&Sources, &Side),
) -> Vec<Finding> {
    let places =
        |which: fn(&wire::Draft) -> Option<Place>| drafts.iter().filter_map(which).collect::<Vec<_>>();
    let spans = (
        old.0.locate_all(places(|draft| draft.old.as_ref().map(|it| it.0))),
        new.0.locate_all(places(|draft| draft.new.as_ref().map(|it| it.0))),
    );
    let mut targets = Vec::new();
    let mut findings = Vec::new();
    for draft in drafts {
        let pointer =
            |sources: &Sources, place: Option<Place>| place.map(|place| sources.describe_place(place));
        targets.push(rust::Target {
            old: pointer(old.0, draft.old.as_ref().map(|it| it.0)),
            new: pointer(new.0, draft.new.as_ref().map(|it| it.0)),
            operation: (pointer(old.0, draft.operation.0), pointer(new.0, draft.operation.1)),
        });
        findings.push(Finding {
            rule: rules::of(&draft.id),
            subject: draft.subject,
            old: draft.old.map(|it| version(old, &spans.0, it)),
            new: draft.new.map(|it| version(new, &spans.1, it)),
            rust: Vec::new(),
            origin: Origin::Description,
            accepted: None,
        });
    }
    for change in changes {
        match rust::target_of(&change, &targets, &findings).and_then(|index| findings.get_mut(index)) {
            Some(finding) => finding.rust.push(change),
            None => add(&mut findings, change, (old.1, new.1), &Origin::Description),
        }
    }
    findings
}

fn version(
    (sources, side): (&Sources, &Side),
    spans: &BTreeMap<Place, Span>,
    (place, text): (Place, String),
) -> Version {
    let described = sources.describe_place(place);
    let (file, pointer) = described.split_once('#').unwrap_or((&described, ""));
    Version {
        file: format!("{}{file}", side.folder),
        pointer: pointer.to_owned(),
        line: spans.get(&place).map_or(1, |span| span.line),
        text,
    }
}

/// Adds a difference of bindings that is no part of another finding. Those of one rule at one place are one finding.
fn add(findings: &mut Vec<Finding>, change: RustChange, sides: (&Side, &Side), origin: &Origin) {
    let finding = rust_finding(change, sides, origin.clone());
    let is_same = |other: &&mut Finding| {
        let has_place = finding.place().is_some_and(|place| !place.pointer.is_empty());
        let pointer = |it: &Finding| it.place().map(|place| (place.file.clone(), place.pointer.clone()));
        has_place
            && pointer(other) == pointer(&finding)
            && other.rule == finding.rule
            && other.origin == finding.origin
    };
    match findings.iter_mut().find(is_same) {
        Some(other) => other.rust.extend(finding.rust),
        None => findings.push(finding),
    }
}

/// A finding of a difference between bindings for which no description differs.
fn rust_finding(change: RustChange, (old, new): (&Side, &Side), origin: Origin) -> Finding {
    let version = |item: &Option<rust::ItemVersion>, side: &Side| {
        let item = item.as_ref()?;
        let position = item.position.as_ref();
        Some(Version {
            file: format!("{}{}", side.folder, position.map_or("", |it| it.file())),
            pointer: position.map_or("", |it| it.pointer()).to_owned(),
            line: position.map_or(1, Position::line),
            text: item.text.clone(),
        })
    };
    Finding {
        rule: rules::of(change.id),
        subject: change.path.clone(),
        old: version(&change.old, old),
        new: version(&change.new, new),
        rust: vec![change],
        origin,
        accepted: None,
    }
}
