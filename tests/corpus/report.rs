//! What came out, counted and grouped.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::document::{Component, Document};
use super::program::Answer;

/// A case in which bindings and reference differ.
pub struct Disagreement {
    pub document: String,
    pub component: String,
    pub reason: String,
    /// The known deviation that explains it.
    pub known: Option<&'static str>,
    pub instance: Value,
    /// What the reference says.
    pub reference: String,
    pub answer: Answer,
}

/// All results.
#[derive(Default)]
pub struct Report {
    documents: Vec<String>,
    refused: Vec<(String, String)>,
    not_compared: Vec<(String, String)>,
    schemas: usize,
    untyped: usize,
    /// Components of which no valid instance was found, and of values made for them anyway: how many differ by a known
    /// deviation, and by which.
    without_valid: BTreeMap<String, (usize, Option<&'static str>)>,
    valid: usize,
    invalid: usize,
    disagreements: Vec<Disagreement>,
    /// How many examples of each reason are shown.
    pub shown: usize,
}

/// How much of a text is shown.
const WIDTH: usize = 300;

impl Report {
    pub fn document(&mut self, document: &Document) {
        let census = document.bindings.census();
        let without = document.without.as_ref().map_or(String::new(), |it| format!(" ({it})"));
        self.documents.push(format!("{}: {}{without}", document.name, census.summary()));
    }

    pub fn refused(&mut self, name: String, why: String) {
        self.refused.push((name, why));
    }

    pub fn not_compared(&mut self, name: String, why: String) {
        self.not_compared.push((name, why));
    }

    pub fn schema(&mut self, component: &Component) {
        self.schemas += 1;
        self.untyped += usize::from(component.untyped);
    }

    /// A component of which no valid instance was found.
    pub fn without_valid(&mut self, document: &str, component: &Component) {
        self.without_valid.entry(format!("{document} {}", component.key)).or_default();
    }

    pub fn instance(&mut self, valid: bool) {
        *(if valid { &mut self.valid } else { &mut self.invalid }) += 1;
    }

    /// What is neither a valid instance nor a mutation of one counts apart if its difference is known.
    pub fn disagreement(&mut self, disagreement: Disagreement) {
        let component = format!("{} {}", disagreement.document, disagreement.component);
        match self.without_valid.get_mut(&component) {
            Some((count, reason)) if disagreement.known.is_some() => {
                *count += 1;
                *reason = disagreement.known;
            }
            _ => self.disagreements.push(disagreement),
        }
    }

    /// How many instances were compared.
    pub fn instances(&self) -> usize {
        self.valid + self.invalid
    }

    /// How many disagreements no known deviation explains.
    pub fn unexplained(&self) -> usize {
        self.disagreements.iter().filter(|it| it.known.is_none()).count()
    }

    /// Whether no document was refused as a whole, all were compared, and everything is explained.
    pub fn is_good(&self) -> bool {
        self.unexplained() == 0 && self.refused.is_empty() && self.not_compared.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Documents:")?;
        for document in &self.documents {
            writeln!(f, "  {document}")?;
        }
        for (name, why) in &self.refused {
            writeln!(f, "  {name} was refused: {}", cut(why.trim()))?;
        }
        for (name, why) in &self.not_compared {
            writeln!(f, "  {name} could not be compared: {}", cut(why.trim()))?;
        }
        let mut known: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        let mut groups: BTreeMap<&str, Vec<&Disagreement>> = BTreeMap::new();
        for it in &self.disagreements {
            match it.known {
                Some(reason) => {
                    *known.entry(reason).or_default().entry(&it.document).or_default() += 1;
                }
                None => groups.entry(&it.reason).or_default().push(it),
            }
        }
        for (reason, group) in groups {
            writeln!(f, "\n{} × {reason}:", group.len())?;
            for it in group.iter().take(self.shown) {
                writeln!(f, "  {} {}\n    {}", it.document, it.component, cut(&it.instance.to_string()))?;
                writeln!(
                    f,
                    "    schema:   {}\n    bindings: {}",
                    cut(&it.reference),
                    cut(&words(&it.answer))
                )?;
            }
        }
        if !known.is_empty() {
            writeln!(f, "\nKnown deviations:")?;
        }
        for (reason, of_documents) in known {
            let count: usize = of_documents.values().sum();
            let each = of_documents.iter().map(|(document, count)| format!("{document} {count}"));
            writeln!(f, "  {count} × {reason}: {}", each.collect::<Vec<_>>().join(", "))?;
        }
        if !self.without_valid.is_empty() {
            writeln!(f, "\nNo valid instance was found for these; values were made for them anyway:")?;
        }
        for (component, (count, reason)) in &self.without_valid {
            match reason {
                None => writeln!(f, "  {component}: no differences")?,
                Some(reason) => writeln!(f, "  {component}: {count} differences, {reason}")?,
            }
        }
        writeln!(
            f,
            "\n{} documents, {} refused; {} schemas, {} of them with any JSON value; {} instances, {} valid and {} not; \
             {} disagreements, {} of them not explained",
            self.documents.len() + self.refused.len(),
            self.refused.len(),
            self.schemas,
            self.untyped,
            self.instances(),
            self.valid,
            self.invalid,
            self.disagreements.len(),
            self.unexplained(),
        )
    }
}

/// What the bindings say.
fn words(answer: &Answer) -> String {
    let texts = |all: &Option<Vec<(String, String)>>| {
        let texts = all.iter().flatten().map(|(_, text)| text.as_str());
        texts.collect::<Vec<_>>().join("; ")
    };
    match (&answer.parse, &answer.decode) {
        (None, None) if answer.validate.is_none() => format!("valid, written {}", answer.again),
        (None, _) => format!(
            "valid; by serde {}{}",
            answer.decode.clone().unwrap_or_default(),
            texts(&answer.validate)
        ),
        (parse @ Some(_), None) if answer.validate.is_none() => format!("{}; by serde valid", texts(parse)),
        (parse, _) => texts(parse),
    }
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(WIDTH).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
