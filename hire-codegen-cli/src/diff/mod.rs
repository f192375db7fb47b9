//! Two descriptions compared: what differs on the wire, in the emitted Rust, and what it raises in a version.
//!
//! What is on the wire is read from the descriptions themselves, by rules that are rows of tables. What callers notice when
//! they compile is read from the bindings of both: their interfaces are compared, and each difference is a part of the
//! finding about the same place. A difference of bindings without one is a finding of its own.

mod acceptance;
mod api_rules;
mod behavior;
mod keyword_rules;
mod message_rules;
mod reach;
mod rule;
mod rules;
mod rust;
mod rust_rules;
mod target;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use hire_codegen::census::Position;
use hire_codegen::diagnostic::Diagnostics;
use hire_codegen::source::{Place, Sources, Span};
use hire_codegen::surface::Surface;
use hire_codegen::{Bindings, Generator, Report};

use self::behavior::{Behavior, Places};
use self::reach::References;
use self::target::Targets;

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
    /// Whether the code of the bindings differs that the finding is about. If it does not, nothing becomes of callers that are
    /// built anew.
    pub is_in_bindings: bool,
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
        let of_rule = if self.is_in_bindings { self.rule.effect } else { Effect::Nothing };
        self.rust.iter().map(|change| change.effect).fold(of_rule, Effect::max)
    }

    /// What the difference raises in a version of a crate with these bindings.
    pub fn verdict(&self) -> Verdict {
        let of_rust = self.rust.iter().map(|change| rules::of(change.id).verdict);
        of_rust.fold(self.rule.verdict, Verdict::max)
    }

    /// Whether the bindings alone differ, so that the subject is an item of them.
    pub fn is_of_bindings(&self) -> bool {
        self.rule.id.starts_with("rust-") && self.rule.id != "rust-name-changed"
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

impl Side {
    /// The description, as it is named in findings.
    pub fn name(&self) -> String {
        self.named(&self.path.file_name().unwrap_or_default().to_string_lossy())
    }

    /// A file, as it is named in findings: without dots, so that others know it by its name.
    fn named(&self, file: &str) -> String {
        let whole = format!("{}{file}", self.folder);
        let (start, path) = match whole.rsplit_once(':') {
            Some((revision, path)) if self.folder.contains(':') => (format!("{revision}:"), path),
            _ => (String::new(), whole.as_str()),
        };
        let mut names: Vec<&str> = Vec::new();
        for name in path.split('/') {
            match (name, names.last()) {
                (".", _) => {}
                ("..", Some(last)) if !matches!(*last, ".." | "") => drop(names.pop()),
                _ => names.push(name),
            }
        }
        start + &names.join("/")
    }
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
    let mut findings = joined(drafts, changes, &surfaces, (&sources.0, old), (&sources.1, new));
    if !written.is_empty() {
        let texts = written.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let written = Surface::read(texts).map_err(Failure::Message)?;
        let origin = Origin::Generator { from: written.version().map(str::to_owned) };
        let changes = rust::changes(&written, &surfaces.0);
        add(&mut findings, changes.into_iter(), (old, old), &origin);
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

/// Whether an operation is emitted for one of the descriptions, by method and path without names.
fn selected(bindings: &(Bindings, Bindings)) -> impl Fn(&str, &str) -> bool + use<> {
    let routes = [&bindings.0, &bindings.1].into_iter().flat_map(|it| it.routes().to_vec());
    // Bindings have the path as the generator takes it, whatever way it is written.
    let routes: BTreeSet<_> = routes.map(|(method, path)| (method, wire::unnamed(&path))).collect();
    move |method, path| routes.contains(&(method.to_owned(), path.to_owned()))
}

/// Makes findings of differences on the wire, with the differences of bindings that are about the same place.
fn joined(
    drafts: Vec<wire::Draft>,
    changes: Vec<RustChange>,
    surfaces: &(Surface, Surface),
    old: (&Sources, &Side),
    new: (&Sources, &Side),
) -> Vec<Finding> {
    let places =
        |sources: &Sources, which: Which| drafts.iter().map(|it| places_of(it, sources, which)).collect();
    let places: (Vec<_>, Vec<_>) = (places(old.0, Which::Old), places(new.0, Which::New));
    let located =
        |which: fn(&wire::Draft) -> Option<Place>| drafts.iter().filter_map(which).collect::<Vec<_>>();
    let spans = (
        old.0.locate_all(located(|draft| draft.old.as_ref().map(|it| it.0))),
        new.0.locate_all(located(|draft| draft.new.as_ref().map(|it| it.0))),
    );
    let references = (References::of(old.0), References::of(new.0));
    let behavior = Behavior::new(&surfaces.0, &surfaces.1);
    let concerned = behavior.concerned((&places.0, &places.1), (&references.0, &references.1));
    let mut findings: Vec<_> = drafts
        .into_iter()
        .zip(concerned)
        .map(|(draft, is_in_bindings)| Finding {
            rule: rules::of(&draft.id),
            subject: draft.subject,
            old: draft.old.map(|it| version(old, &spans.0, it)),
            new: draft.new.map(|it| version(new, &spans.1, it)),
            rust: Vec::new(),
            is_in_bindings,
            origin: Origin::Description,
            accepted: None,
        })
        .collect();
    let unexplained =
        behavior.unexplained(&changes, &findings, (&places.0, &places.1), (&references.0, &references.1));
    let mut targets = (Targets::default(), Targets::default());
    for (index, finding) in findings.iter().enumerate() {
        for (targets, places) in [(&mut targets.0, &places.0), (&mut targets.1, &places.1)] {
            if let Some(places) = places.get(index) {
                targets.add(index, finding.rule, places);
            }
        }
    }
    let mut alone = Vec::new();
    for change in changes {
        let index = target::target_of(&change, (&targets.0, &targets.1));
        match index.and_then(|index| findings.get_mut(index)) {
            Some(finding) => finding.rust.push(change),
            None => alone.push(change),
        }
    }
    add(&mut findings, alone.into_iter().chain(unexplained), (old.1, new.1), &Origin::Description);
    findings
}

/// One of the two descriptions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Old,
    New,
}

fn places_of(draft: &wire::Draft, sources: &Sources, which: Which) -> Places {
    let is_old = which == Which::Old;
    let version = if is_old { &draft.old } else { &draft.new };
    let operations = draft.operations.iter().filter_map(|it| if is_old { it.0 } else { it.1 });
    Places {
        own: version.as_ref().map(|it| sources.describe_place(it.0)),
        operations: operations.map(|place| sources.describe_place(place)).collect(),
    }
}

fn version(
    (sources, side): (&Sources, &Side),
    spans: &BTreeMap<Place, Span>,
    (place, text): (Place, String),
) -> Version {
    let described = sources.describe_place(place);
    let (file, pointer) = described.split_once('#').unwrap_or((&described, ""));
    Version {
        file: side.named(file),
        pointer: pointer.to_owned(),
        line: spans.get(&place).map_or(1, |span| span.line),
        text,
    }
}

/// Adds differences of bindings that are no part of another finding. Those of one rule at one place are one finding.
fn add(
    findings: &mut Vec<Finding>,
    changes: impl Iterator<Item = RustChange>,
    sides: (&Side, &Side),
    origin: &Origin,
) {
    let mut known = BTreeMap::new();
    for change in changes {
        let finding = rust_finding(change, sides, origin.clone());
        let place = finding.place().filter(|place| !place.pointer.is_empty());
        let key = place.map(|place| (finding.rule.id, place.file.clone(), place.pointer.clone()));
        let index = key.map(|key| *known.entry(key).or_insert(findings.len()));
        match index.and_then(|index| findings.get_mut(index)) {
            Some(other) => other.rust.extend(finding.rust),
            None => findings.push(finding),
        }
    }
}

/// A finding of a difference between bindings for which no description differs.
fn rust_finding(change: RustChange, (old, new): (&Side, &Side), origin: Origin) -> Finding {
    let version = |item: &Option<rust::ItemVersion>, side: &Side| {
        let item = item.as_ref()?;
        let position = item.position.as_ref();
        Some(Version {
            file: position.map_or_else(|| side.name(), |it| side.named(it.file())),
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
        is_in_bindings: true,
        origin,
        accepted: None,
    }
}
