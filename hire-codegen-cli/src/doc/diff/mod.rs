//! Two versions of a page compared.
//!
//! What only looks different is no difference: targets of links, dates, white space, and marks of Markdown.
//!
//! ```
//! use hire_codegen_cli::doc::{self, diff};
//!
//! let page = |limit: &str| {
//!     let text = format!(
//!         "# 获取宠物\n\n## 请求\n\n| 项目 | 值 |\n| --- | --- |\n| HTTP URL | https://open.feishu.cn/open-apis/pets/v1/pets |\n\
//!          | HTTP Method | GET |\n| 接口频率限制 | {limit} |\n"
//!     );
//!     doc::read(&text).unwrap()
//! };
//! let findings = diff::compare(&page("10 次/秒"), &page("50 次/秒"));
//! assert_eq!(findings.len(), 1);
//! assert_eq!(findings[0].kind.id, "rate-limit-changed");
//! assert_eq!(findings[0].to_string(), "rate-limit-changed rate_limit: the rate limit differs: `10 次/秒` is now `50 次/秒`");
//! assert_eq!(findings[0].new.as_ref().unwrap().line, 9);
//! ```

mod fields;
mod kind;
mod text;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

pub(super) use self::fields::with_descendants;
pub use self::kind::{KINDS, Kind, Level};
use self::text::is_same;
pub(super) use self::text::{normal, without_tags};
use super::page::{ErrorRow, Example, Header, Page, Unread};

/// A difference between two versions of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of difference it is.
    pub kind: &'static Kind,
    /// What differs: an attribute of the page, or a field by its names from the table on.
    pub path: String,
    /// What the old page has, if it has something.
    pub old: Option<Version>,
    /// What the new page has, if it has something.
    pub new: Option<Version>,
}

/// What one of the pages has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Where it is on that page.
    pub line: usize,
    /// What it is, or nothing where the path says it all.
    pub text: String,
}

impl Version {
    #[expect(clippy::unnecessary_wraps, reason = "what only one page has, has no other version")]
    pub(super) fn new(line: usize, text: impl Into<String>) -> Option<Self> {
        Some(Self { line, text: text.into() })
    }
}

impl Finding {
    pub(super) fn new(id: &str, path: impl Into<String>, old: Option<Version>, new: Option<Version>) -> Self {
        Self { kind: kind::of(id), path: path.into(), old, new }
    }

    /// That a description has no operation of a page.
    pub fn operation_missing(page: &Page) -> Self {
        let address = format!("{} {}", page.method, page.url);
        Self::new("operation-missing", "url", None, Version::new(line(page, "url"), address))
    }

    /// How much the difference matters: what is in a response matters less to callers than what is in a request.
    pub fn level(&self) -> Level {
        let is_response = self.path == "response" || self.path.starts_with("response.");
        if is_response { self.kind.in_response } else { self.kind.in_request }
    }

    /// The two texts, shortened to where they differ.
    pub fn texts(&self) -> (Option<String>, Option<String>) {
        let text = |version: &Option<Version>| {
            version.as_ref().map(|version| version.text.clone()).filter(|text| !text.is_empty())
        };
        match (text(&self.old), text(&self.new)) {
            (Some(old), Some(new)) => {
                let (old, new) = text::around_difference(&old, &new);
                (Some(old), Some(new))
            }
            (old, new) => (old.map(|text| text::shortened(&text)), new.map(|text| text::shortened(&text))),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}: {}", self.kind.id, self.path, self.kind.sentence)?;
        match self.texts() {
            (Some(old), Some(new)) => write!(out, ": `{old}` is now `{new}`"),
            (Some(text), None) | (None, Some(text)) => write!(out, ": `{text}`"),
            (None, None) => Ok(()),
        }
    }
}

/// The differences between two versions of a page, in the order of the new one.
pub fn compare(old: &Page, new: &Page) -> Vec<Finding> {
    let mut findings = Vec::new();
    attributes(old, new, &mut findings);
    headers(old, new, &mut findings);
    fields::compare(old, new, &mut findings);
    errors(&old.errors, &new.errors, &mut findings);
    examples(old, new, &mut findings);
    sections(old, new, &mut findings);
    unread(&old.unread, &new.unread, &mut findings);
    findings.sort_by_key(|finding| finding.new.as_ref().or(finding.old.as_ref()).map(|version| version.line));
    findings
}

/// Where an attribute is on a page.
fn line(page: &Page, name: &str) -> usize {
    page.lines.get(name).copied().unwrap_or(1)
}

/// The two versions of a value, if they differ.
fn changed<T: PartialEq>(
    (old, old_line): (Option<&T>, usize),
    (new, new_line): (Option<&T>, usize),
    text: impl Fn(&T) -> String,
) -> Option<(Option<Version>, Option<Version>)> {
    let version = |value: Option<&T>, line| value.and_then(|value| Version::new(line, text(value)));
    (old != new).then(|| (version(old, old_line), version(new, new_line)))
}

fn attributes(old: &Page, new: &Page, findings: &mut Vec<Finding>) {
    let some = |text: &String| Some(text.clone());
    let rows: [(&str, &str, Option<String>, Option<String>); 5] = [
        ("title-changed", "title", some(&old.title), some(&new.title)),
        ("heading-changed", "title", some(&old.heading), some(&new.heading)),
        ("url-changed", "url", some(&old.url), some(&new.url)),
        ("method-changed", "method", some(&old.method), some(&new.method)),
        ("rate-limit-changed", "rate_limit", old.rate_limit.clone(), new.rate_limit.clone()),
    ];
    for (id, path, before, after) in rows {
        let is_same = before.as_deref().map(normal) == after.as_deref().map(normal);
        let (before, after) = ((before.as_ref(), line(old, path)), (after.as_ref(), line(new, path)));
        let differs = changed(before, after, Clone::clone).filter(|_| !is_same);
        findings.extend(differs.map(|(old, new)| Finding::new(id, path, old, new)));
    }
    let lists = [
        ("scope", "scopes", &old.scopes, &new.scopes),
        ("field-scope", "field_scopes", &old.field_scopes, &new.field_scopes),
        ("token", "tokens", &old.tokens, &new.tokens),
    ];
    for (id, path, before, after) in lists {
        let [known, now]: [BTreeSet<&String>; 2] = [before, after].map(|items| items.iter().collect());
        for lost in before.iter().filter(|item| !now.contains(item)) {
            let version = Version::new(line(old, path), lost);
            findings.push(Finding::new(&format!("{id}-removed"), path, version, None));
        }
        for added in after.iter().filter(|item| !known.contains(item)) {
            let version = Version::new(line(new, path), added);
            findings.push(Finding::new(&format!("{id}-added"), path, None, version));
        }
    }
}

/// Pairs rows of two tables by a key; the second row of a key with the second.
fn pairs<'a, T, K: Ord>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&'a T) -> K,
) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut left = by_key(new, |row| Some(key(row)));
    let mut next = |row| left.get_mut(&key(row)).and_then(VecDeque::pop_front).map(|(_, row)| row);
    let mut pairs: Vec<_> = old.iter().map(|row| (Some(row), next(row))).collect();
    let mut added: Vec<_> = left.into_values().flatten().collect();
    added.sort_by_key(|(at, _)| *at);
    pairs.extend(added.into_iter().map(|(_, row)| (None, Some(row))));
    pairs
}

/// Rows of one key with their indexes, in their order.
pub(super) type Alike<'a, T> = VecDeque<(usize, &'a T)>;

/// Rows by a key, those that have one.
pub(super) fn by_key<'a, T, K: Ord>(
    rows: &'a [T],
    key: impl Fn(&'a T) -> Option<K>,
) -> BTreeMap<K, Alike<'a, T>> {
    let mut by_key: BTreeMap<K, Alike<'a, T>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(key) = key(row) {
            by_key.entry(key).or_default().push_back((at, row));
        }
    }
    by_key
}

/// Whether the rows that both tables have are in another order.
fn is_reordered<T, P: Ord>(pairs: &[(Option<&T>, Option<&T>)], place: impl FnMut(&T) -> P) -> bool {
    !pairs.iter().filter_map(|(old, new)| old.and(*new)).map(place).is_sorted()
}

fn headers(old: &Page, new: &Page, findings: &mut Vec<Finding>) {
    for pair in pairs(&old.headers, &new.headers, |header: &Header| header.name.to_lowercase()) {
        match pair {
            (Some(old), Some(new)) => {
                let path = format!("headers.{}", old.name);
                let required = (old.required != new.required).then_some(new.required);
                findings
                    .extend(required.map(|required| fields::required(&path, required, old.line, new.line)));
                let fixed =
                    changed((old.fixed.as_ref(), old.line), (new.fixed.as_ref(), new.line), Clone::clone);
                findings.extend(fixed.map(|(old, new)| Finding::new("fixed-value-changed", &path, old, new)));
                let example =
                    changed((old.example.as_ref(), old.line), (new.example.as_ref(), new.line), Clone::clone);
                findings.extend(example.map(|(old, new)| Finding::new("example-changed", &path, old, new)));
                if !is_same(&old.text, &new.text) {
                    let (old, new) = (Version::new(old.line, &old.text), Version::new(new.line, &new.text));
                    findings.push(Finding::new("text-changed", &path, old, new));
                }
            }
            (Some(old), None) => {
                let path = format!("headers.{}", old.name);
                findings.push(Finding::new("header-removed", path, Version::new(old.line, ""), None));
            }
            (None, Some(new)) => {
                let path = format!("headers.{}", new.name);
                findings.push(Finding::new("header-added", path, None, Version::new(new.line, "")));
            }
            (None, None) => {}
        }
    }
}

fn errors(old: &[ErrorRow], new: &[ErrorRow], findings: &mut Vec<Finding>) {
    let pairs = pairs(old, new, |row: &ErrorRow| row.code);
    for pair in &pairs {
        let Some(code) = pair.0.or(pair.1).map(|row| row.code) else { continue };
        let path = format!("errors.{code}");
        match pair {
            (Some(old), Some(new)) => {
                let status = |status: &u16| status.to_string();
                let differs =
                    changed((old.status.as_ref(), old.line), (new.status.as_ref(), new.line), status);
                findings
                    .extend(differs.map(|(old, new)| Finding::new("error-status-changed", &path, old, new)));
                for (id, before, after) in [
                    ("error-text-changed", &old.text, &new.text),
                    ("error-advice-changed", &old.advice, &new.advice),
                ] {
                    if !is_same(before, after) {
                        let (old, new) = (Version::new(old.line, before), Version::new(new.line, after));
                        findings.push(Finding::new(id, &path, old, new));
                    }
                }
            }
            (Some(old), None) => {
                findings.push(Finding::new("error-removed", path, Version::new(old.line, &old.text), None));
            }
            (None, new) => {
                let new = new.and_then(|new| Version::new(new.line, &new.text));
                findings.push(Finding::new("error-added", path, None, new));
            }
        }
    }
    if let (true, Some(old), Some(new)) = (is_reordered(&pairs, |row| row.line), old.first(), new.first()) {
        findings.push(Finding::new(
            "error-order",
            "errors",
            Version::new(old.line, ""),
            Version::new(new.line, ""),
        ));
    }
}

fn examples(old: &Page, new: &Page, findings: &mut Vec<Finding>) {
    for (path, before, after) in [
        ("request_example", &old.request_example, &new.request_example),
        ("response_example", &old.response_example, &new.response_example),
    ] {
        let text = |example: &Example| match example {
            Example::Json(value) => value.to_string(),
            Example::Text(text) => text.clone(),
        };
        let differs = changed((before.as_ref(), line(old, path)), (after.as_ref(), line(new, path)), text);
        findings.extend(differs.map(|(old, new)| Finding::new("body-example-changed", path, old, new)));
    }
}

/// The lines of a page outside of tables and examples, by their heading. What is under the first heading is the introduction.
pub(super) fn by_heading(page: &Page) -> BTreeMap<&str, Vec<Version>> {
    let mut sections: BTreeMap<&str, Vec<Version>> = BTreeMap::new();
    for section in &page.texts {
        let heading = if section.heading == page.heading { "introduction" } else { &section.heading };
        let lines = section.text.lines().enumerate().filter(|(_, line)| !normal(line).is_empty());
        let lines = lines.filter_map(|(index, line)| Version::new(section.line + index, line.trim()));
        sections.entry(heading).or_default().extend(lines);
    }
    sections.retain(|_, lines| !lines.is_empty());
    sections
}

fn sections(old: &Page, new: &Page, findings: &mut Vec<Finding>) {
    let (before, after) = (by_heading(old), by_heading(new));
    let headings: Vec<&str> =
        after.keys().chain(before.keys().filter(|heading| !after.contains_key(*heading))).copied().collect();
    for heading in headings {
        let lines =
            |sections: &BTreeMap<&str, Vec<Version>>| sections.get(heading).cloned().unwrap_or_default();
        let (before, after) = (lines(&before), lines(&after));
        // A link may go on in the next line, so that lines are compared together.
        let whole = |lines: &[Version]| lines.iter().flat_map(|line| [&line.text, "\n"]).collect::<String>();
        if is_same(&whole(&before), &whole(&after)) {
            continue;
        }
        // The first line that the other page does not have.
        let differing = |lines: &[Version], others: &[Version]| {
            let others: BTreeSet<String> = others.iter().map(|other| normal(&other.text)).collect();
            lines.iter().find(|line| !others.contains(&normal(&line.text))).cloned()
        };
        let (old, new) = (differing(&before, &after), differing(&after, &before));
        let (old, new) = if old.is_none() && new.is_none() {
            (before.first().cloned(), after.first().cloned())
        } else {
            (old, new)
        };
        findings.push(Finding::new("section-text-changed", format!("section {heading}"), old, new));
    }
}

/// What only one of the pages has of what is not understood, and of which no text is compared.
fn unread(old: &[Unread], new: &[Unread], findings: &mut Vec<Finding>) {
    let alone = |all: &[Unread]| all.iter().filter(|unread| !unread.is_in_text).cloned().collect::<Vec<_>>();
    let (old, new) = (alone(old), alone(new));
    for pair in pairs(&old, &new, |unread: &Unread| normal(&unread.what)) {
        let version =
            |unread: Option<&Unread>| unread.and_then(|unread| Version::new(unread.line, &unread.what));
        if pair.0.is_none() || pair.1.is_none() {
            findings.push(Finding::new("unread-changed", "unread", version(pair.0), version(pair.1)));
        }
    }
}
