//! Descriptions of one shape and any size. What is between `«` and `»` stands once for each number below the size;
//! in it `№` is the number, `№+` the next one, `№~` the next one around the ring, `№-` a name that clashes with the others
//! as a Rust name. `∑` is the size everywhere.

mod documents;
mod schemas;

use std::path::Path;

use documents::{DIAGNOSTICS, OPERATIONS, TEXTS};
use hire_codegen::Generator;
use schemas::{BRANCHES, OBJECTS, REFERENCES, VALUES};

/// A shape: its name, the size at which it begins, and its text. A text that begins with neither `{` nor `openapi` stands
/// below `components.schemas`.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) size: usize,
    pub(crate) text: &'static str,
    /// A further file that each number has, `№.yaml`.
    pub(crate) file: Option<&'static str>,
    pub(crate) options: Options,
}

/// Options of the generator, for what is done with these alone.
#[derive(Clone, Copy, Default)]
pub(crate) struct Options {
    pub(crate) lenient: bool,
    pub(crate) group_by_tag: bool,
}

impl Options {
    const NONE: Self = Self { lenient: false, group_by_tag: false };

    /// The options with their names on a command line.
    pub(crate) fn named(&mut self) -> [(&'static str, &mut bool); 2] {
        [("--lenient", &mut self.lenient), ("--group-by-tag", &mut self.group_by_tag)]
    }

    pub(crate) fn generator(self, description: &Path) -> Generator {
        let mut generator = Generator::new(description);
        if self.lenient {
            generator = generator.lenient();
        }
        if self.group_by_tag {
            generator = generator.group_by_tag();
        }
        generator
    }
}

const fn shape(name: &'static str, size: usize, text: &'static str) -> Shape {
    with(name, size, text, Options::NONE)
}

const fn with(name: &'static str, size: usize, text: &'static str, options: Options) -> Shape {
    Shape { name, size, text, file: None, options }
}

/// The head of what is no document by itself.
const HEAD: &str = "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\n";

impl Shape {
    /// The files of the shape in a size, the description first.
    pub(crate) fn files(&self, size: usize) -> Vec<(String, String)> {
        let text = expanded(self.text, size);
        let whole = text.starts_with(['{', '[']) || text.starts_with("openapi");
        let below =
            text.starts_with("paths:") || text.starts_with("components:") || text.starts_with("tags:");
        let text = match (whole, below) {
            (true, _) => text,
            (false, true) => format!("{HEAD}{text}"),
            (false, false) => format!("{HEAD}components:\n  schemas:\n{text}"),
        };
        let name = if text.starts_with('{') { "openapi.json" } else { "openapi.yaml" };
        let mut files = vec![(name.to_owned(), text)];
        if let Some(file) = self.file {
            files.extend((0..size).map(|index| (format!("{index}.yaml"), numbered(file, index, size))));
        }
        files
    }
}

fn expanded(text: &str, size: usize) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('«') {
        let (each, behind) = after.split_once('»').unwrap_or((after, ""));
        whole += &before.replace('∑', &size.to_string());
        whole.extend((0..size).map(|index| numbered(each, index, size)));
        rest = behind;
    }
    whole + &rest.replace('∑', &size.to_string())
}

fn numbered(text: &str, index: usize, size: usize) -> String {
    let text = text.replace("№+", &(index + 1).to_string());
    let text = text.replace("№~", &((index + 1) % size).to_string());
    let text = if text.contains("№-") { text.replace("№-", &clashing(index)) } else { text };
    text.replace('№', &index.to_string()).replace('∑', &size.to_string())
}

/// A name that differs from those of other numbers in what stands between the words alone.
fn clashing(index: usize) -> String {
    let separators = ["-", "_", ".", "+"];
    let mut name = "a".to_owned();
    let mut rest = index;
    for letter in "bcdefghijk".chars() {
        name += separators.get(rest % 4).copied().unwrap_or_default();
        name.push(letter);
        rest /= 4;
    }
    name
}

/// Every shape, with the name of its group.
pub(crate) const GROUPS: &[(&str, &[Shape])] = &[
    ("references", REFERENCES),
    ("values", VALUES),
    ("objects", OBJECTS),
    ("branches", BRANCHES),
    ("operations", OPERATIONS),
    ("diagnostics", DIAGNOSTICS),
    ("texts", TEXTS),
];
