//! `hire-codegen doc`: documentation pages, read and compared, and descriptions that follow them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use hire_codegen_cli::doc::check::{self, Checked, Difference};
use hire_codegen_cli::doc::description::{Description, Location, Operation};
use hire_codegen_cli::doc::import::{self, Source};
use hire_codegen_cli::doc::yaml::{self, Edit};
use hire_codegen_cli::doc::{self, MAX_BYTES, Page, Refusal, diff, record};
use serde_json::{Value, json};

use crate::Outcome;
use crate::doc_report::{self, Placed};
use crate::progress::Progress;
use crate::report::Format;

#[derive(Debug, Subcommand)]
pub enum DocCommand {
    /// Print pages of operations as JSON: an object for one page, an array of them for several.
    ///
    /// What a page says is said by the object, and nothing else: what is not understood is listed under `unread`, with its line.
    /// A page of something else is `{"refused": why}`, and the exit code 1.
    #[command(after_help = "Example:\n  hire-codegen doc read create.md | jq .errors")]
    Read {
        /// The pages, as Markdown text; `-` is the standard input.
        #[arg(required = true)]
        pages: Vec<PathBuf>,
    },
    /// Name each difference between two versions of a page.
    ///
    /// Nothing is said where only targets of links or dates differ. The exit code is 1 if there are differences.
    #[command(after_help = "Example:\n  hire-codegen doc diff stored/create.md create.md --format markdown")]
    Diff {
        /// The page as it was; `-` is the standard input.
        old: PathBuf,
        /// The page as it is; `-` is the standard input.
        new: PathBuf,
        /// How differences are printed.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Compare pages with the operations of a description.
    ///
    /// Each difference is shown with its line on the page, its place in the description, and the edit that settles it. Changes of
    /// sentences are noticed against what `doc accept` recorded. The exit code is 1 if there are differences.
    #[command(
        after_help = "Example:\n  hire-codegen doc check create.md delete.md --spec openapi.yaml --write"
    )]
    Check {
        /// The pages, as Markdown text; `-` is the standard input.
        #[arg(required = true)]
        pages: Vec<PathBuf>,
        /// The description.
        #[arg(long)]
        spec: PathBuf,
        /// Make the edits that are certain; comments, order and layout of the description stay as they are.
        #[arg(long)]
        write: bool,
        /// How differences are printed.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Record in a description that its operations follow these pages, sentences and all: `x-doc`.
    #[command(after_help = "Example:\n  hire-codegen doc accept create.md --spec openapi.yaml")]
    Accept {
        /// The pages, as Markdown text; `-` is the standard input.
        #[arg(required = true)]
        pages: Vec<PathBuf>,
        /// The description.
        #[arg(long)]
        spec: PathBuf,
        /// Keep no copy of the pages beside the description, digests of their sentences alone.
        #[arg(long)]
        no_copy: bool,
    },
    /// Write a first description of what pages document, or add their operations to one.
    ///
    /// A comment `REVIEW` is where a person has to decide. What the description has already stays as it is.
    #[command(after_help = "Example:\n  hire-codegen doc import create.md delete.md --out openapi.yaml")]
    Import {
        /// The pages, as Markdown text; `-` is the standard input.
        #[arg(required = true)]
        pages: Vec<PathBuf>,
        /// The description.
        #[arg(long)]
        out: PathBuf,
        /// Keep no copy of the pages beside the description, digests of their sentences alone.
        #[arg(long)]
        no_copy: bool,
    },
}

/// Runs a command.
///
/// # Errors
///
/// Fails with a message if a file cannot be read.
pub fn run(command: DocCommand, color: bool) -> Result<Outcome, String> {
    let named: Vec<&PathBuf> = match &command {
        DocCommand::Diff { old, new, .. } => vec![old, new],
        DocCommand::Read { pages }
        | DocCommand::Check { pages, .. }
        | DocCommand::Accept { pages, .. }
        | DocCommand::Import { pages, .. } => pages.iter().collect(),
    };
    if named.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err("-: the standard input is one page, not several".to_owned());
    }
    match command {
        DocCommand::Read { pages } => {
            let read = each(&pages, page)?;
            let has_findings = read.iter().any(Result::is_err);
            let mut values: Vec<Value> = read.iter().map(to_json).collect();
            let value = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
            Ok(Outcome { text: format!("{value:#}\n"), has_findings })
        }
        DocCommand::Diff { old, new, format } => {
            let findings = diff::compare(&operation_page(&old)?.0, &operation_page(&new)?.0);
            let (old, new) = (old.display().to_string(), new.display().to_string());
            let placed: Vec<_> =
                findings.iter().map(|finding| Placed::of_pages(finding, &old, &new)).collect();
            let text = doc_report::render(&placed, format, color);
            Ok(Outcome { text, has_findings: !findings.is_empty() })
        }
        DocCommand::Check { pages, spec, write, format } => check_pages(&pages, &spec, write, format, color),
        DocCommand::Accept { pages, spec, no_copy } => accept(&pages, &spec, no_copy),
        DocCommand::Import { pages, out, no_copy } => import_pages(&pages, &out, no_copy),
    }
}

/// Compares pages with a description, and makes the edits that are certain.
fn check_pages(
    paths: &[PathBuf],
    spec: &Path,
    write: bool,
    format: Format,
    color: bool,
) -> Result<Outcome, String> {
    let pages = each(paths, |path| operation_page(path).map(|(page, _)| page))?;
    let pages: Vec<_> = paths.iter().zip(pages).collect();
    let description = Description::load(spec)?;
    let used = used(&description, &pages);
    let mut found = differences(&description, &used)?;
    if write {
        let settled = check::settle(spec, used.iter().map(|(_, page)| *page))?;
        for (path, edit) in &settled.left {
            say(&format!("{}: cannot {edit}: do it by hand", path.display()));
        }
        if settled.made > 0 {
            found = differences(&Description::load(spec)?, &used)?;
        }
        if settled.untried > 0 {
            say(&format!(
                "{} edits were not tried: settle those before them, and run it again",
                settled.untried
            ));
        }
        say(&format!("{} edits made", settled.made));
    }
    let spec = spec.display().to_string();
    let names: Vec<String> = found.iter().map(|(path, _)| path.display().to_string()).collect();
    let placed: Vec<Placed<'_>> = found
        .iter()
        .zip(&names)
        .flat_map(|((_, differences), name)| {
            differences.iter().map(|difference| Placed::of_description(difference, &spec, name))
        })
        .collect();
    Ok(Outcome { text: doc_report::render(&placed, format, color), has_findings: !placed.is_empty() })
}

/// Tells the user something that is no finding.
fn say(message: &str) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// The pages that are compared: of two that describe one operation the one that the description names, else the first.
fn used<'p>(description: &Description, pages: &'p [(&'p PathBuf, Page)]) -> Vec<(&'p Path, &'p Page)> {
    let mut by_operation: BTreeMap<String, (&Path, &Page)> = BTreeMap::new();
    let mut order = Vec::new();
    for (path, page) in pages {
        let operation = check::operation(description, page);
        let key = operation.map_or_else(
            || format!("{} {}", page.method, page.url),
            |it| format!("{} {}", it.method, it.path),
        );
        let source = operation.and_then(|it| it.node.get(record::KEY)?.get("source")?.as_str());
        let is_named = source.is_some() && page.source.as_deref() == source;
        match by_operation.get(&key).copied() {
            None => {
                order.push(key.clone());
                by_operation.insert(key, (path.as_path(), page));
            }
            Some((first, _)) => {
                let (taken, left) = if is_named { (path.as_path(), first) } else { (first, path.as_path()) };
                say(&format!("{key}: {} is used, and not {}", taken.display(), left.display()));
                if is_named {
                    by_operation.insert(key, (path.as_path(), page));
                }
            }
        }
    }
    order.iter().filter_map(|key| by_operation.get(key).copied()).collect()
}

/// The differences of each page.
fn differences<'p>(
    description: &Description,
    pages: &[(&'p Path, &'p Page)],
) -> Result<Vec<(&'p Path, Vec<Difference>)>, String> {
    let mut found = Vec::new();
    for (path, page) in pages {
        let differences = match check::check(description, page)? {
            Checked::Compared(differences) => differences,
            Checked::NoOperation => vec![no_operation(description, page)],
        };
        if check::operation(description, page)
            .is_some_and(|operation| operation.node.get(record::KEY).is_none())
        {
            say(&format!("{}: changes of sentences are not noticed before `doc accept`", path.display()));
        }
        found.push((*path, differences));
    }
    Ok(found)
}

fn no_operation(description: &Description, page: &Page) -> Difference {
    let place =
        Location { file: description.path().to_owned(), line: 1, column: 1, pointer: "/paths".to_owned() };
    Difference {
        finding: diff::Finding::operation_missing(page),
        place,
        edits: Vec::new(),
        is_certain: false,
        doubt: None,
    }
}

/// Where the copy of a page is kept, relative to the description.
fn copy_name(spec: &Path, method: &str, path: &str) -> String {
    let stem = spec.file_stem().unwrap_or_default().to_string_lossy();
    let name: String = path.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<_> = name.split('-').filter(|word| !word.is_empty()).collect();
    format!("{stem}.pages/{method}-{}.md", words.join("-"))
}

/// Writes the copy of a page, and returns its path in the description.
fn keep(spec: &Path, method: &str, path: &str, text: &str) -> Result<String, String> {
    let name = copy_name(spec, method, path);
    let file = spec.parent().unwrap_or(Path::new("")).join(&name);
    let folder = file.parent().unwrap_or(Path::new(""));
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&file, text));
    written.map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(name)
}

/// Records pages in a description.
fn accept(paths: &[PathBuf], spec: &Path, no_copy: bool) -> Result<Outcome, String> {
    let mut out = Vec::new();
    let mut has_findings = false;
    let progress = Progress::of(paths.len());
    for path in paths {
        progress.step(path.display());
        let (page, text) = operation_page(path)?;
        let description = Description::load(spec)?;
        let Some(Operation { method, path: address, node, .. }) = check::operation(&description, &page)
        else {
            has_findings = true;
            out.push(format!("{}: no operation {} {}\n", path.display(), page.method, page.url));
            continue;
        };
        let copy = if no_copy { None } else { Some(keep(spec, method, address, &text)?) };
        let (file, pointer) = (description.file(node), description.pointer(node));
        let pointer = yaml::tokens(&format!("{pointer}/{}", record::KEY));
        let value = record::record(
            &page,
            [&import::path(&page.url), address],
            node.get(record::KEY),
            copy.as_deref(),
        );
        let edit = (file, Edit::Set { pointer, value, after: None });
        if !check::write(&[edit])? {
            return Err(format!("{}: {} cannot be recorded", spec.display(), path.display()));
        }
        out.push(format!("{}: {} {address} accepted\n", path.display(), method.to_uppercase()));
    }
    Ok(Outcome { text: out.concat(), has_findings })
}

/// Adds the operations of pages to a description.
fn import_pages(paths: &[PathBuf], out: &Path, no_copy: bool) -> Result<Outcome, String> {
    let pages = each(paths, operation_page)?;
    let existing = match fs::read_to_string(out) {
        Ok(text) => {
            Description::load(out)?;
            Some(text)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(format!("{}: {error}", out.display())),
    };
    let mut sources: Vec<Source<'_>> = Vec::new();
    for (page, _) in &pages {
        let copy = (!no_copy)
            .then(|| copy_name(out, &page.method.trim().to_ascii_lowercase(), &import::path(&page.url)));
        sources.push(Source { page, copy });
    }
    let imported = import::import(out, existing.as_deref(), &sources)?;
    let mut lines = Vec::new();
    for (index, (path, (page, words))) in paths.iter().zip(&pages).enumerate() {
        let is_known = imported.known.contains(&index);
        if !no_copy && !is_known {
            keep(out, &page.method.trim().to_ascii_lowercase(), &import::path(&page.url), words)?;
        }
        let became = if is_known { "is there already, and left as it is" } else { "added" };
        lines.push(format!("{}: {} {} {became}\n", path.display(), page.method, page.url));
    }
    fs::write(out, &imported.text).map_err(|error| format!("{}: {error}", out.display()))?;
    let reviews = imported.text.matches("# REVIEW").count();
    lines.push(format!("{}: {reviews} places to review\n", out.display()));
    Ok(lines.concat().into())
}

/// Does something for each page in its order, as far as nothing fails.
fn each<T>(pages: &[PathBuf], read: impl Fn(&Path) -> Result<T, String>) -> Result<Vec<T>, String> {
    let progress = Progress::of(pages.len());
    let step = |path: &PathBuf| {
        progress.step(path.display());
        read(path)
    };
    pages.iter().map(step).collect()
}

/// Reads the page of an operation in a file, and its text.
fn operation_page(path: &Path) -> Result<(Page, String), String> {
    let refused = |refusal: Refusal| format!("{}: {refusal}", path.display());
    let text = page_text(path)?.map_err(refused)?;
    let page = doc::read(&text).map_err(refused)?;
    Ok((page, text))
}

fn to_json(page: &Result<Page, Refusal>) -> Value {
    match page {
        Ok(page) => page.to_json(),
        Err(refusal) => json!({ "refused": refusal.to_string() }),
    }
}

/// Reads the page in a file.
fn page(path: &Path) -> Result<Result<Page, Refusal>, String> {
    Ok(page_text(path)?.and_then(|text| doc::read(&text)))
}

/// The text in a file, if it can be that of a page.
fn page_text(path: &Path) -> Result<Result<String, Refusal>, String> {
    let mut bytes = Vec::new();
    // A byte more than is accepted, so that the page is refused for its size.
    let most = MAX_BYTES as u64 + 1;
    let read = if path.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|error| format!("{}: {error}", path.display()))?;
    if bytes.len() > MAX_BYTES {
        return Ok(Err(Refusal::TooLarge));
    }
    Ok(String::from_utf8(bytes).map_err(|_| Refusal::NotText))
}
