//! A page on each code of diagnostics and lints: what it means and why, and a description with it and without.

use hire_codegen::diagnostic::{codes, nearest};

macro_rules! pages {
    ($($code:literal,)*) => {
        /// Each code with its page in Markdown: a few sentences, and the sections `Bad` and `Good`. The order is that of
        /// [`codes::ALL`].
        pub const PAGES: &[(&str, &str)] = &[$(($code, include_str!(concat!("explain/", $code, ".md")))),*];
    };
}

pages! {
    "unreadable",
    "encoding",
    "empty-file",
    "syntax",
    "multiple-documents",
    "duplicate-key",
    "key-kind",
    "merge-key",
    "yaml-tag",
    "not-a-number",
    "unresolved-ref",
    "ref-cycle",
    "ref-kind",
    "misplaced-ref",
    "ref-sibling",
    "wrong-type",
    "bad-value",
    "missing-key",
    "unknown-key",
    "key-of-other-version",
    "conflicting-keys",
    "unknown-extension",
    "misplaced-extension",
    "unsupported-version",
    "duplicate-operation-id",
    "path-template",
    "duplicate-path",
    "undeclared-path-parameter",
    "unused-path-parameter",
    "optional-path-parameter",
    "duplicate-parameter",
    "undefined-style",
    "ignored-header",
    "body-without-meaning",
    "unknown-security-scheme",
    "bad-status",
    "duplicate-error-code",
    "other-host",
    "unknown-variable",
    "unknown-type",
    "unknown-format",
    "no-type",
    "bad-pattern",
    "duplicate-name",
    "unknown-property",
    "circular-schema",
    "contradiction",
    "bad-example",
    "bad-default",
    "bad-envelope",
    "ignored",
    "unused-component",
    "no-error-response",
    "nameless-value",
    "unwritable",
    "defect",
    "no-match",
    "left-out",
    "unsupported",
}

/// The code of a name.
///
/// # Errors
///
/// Fails with a message if there is none.
pub fn code(name: &str) -> Result<&'static str, String> {
    let known = || codes::ALL.iter().map(|(code, _)| *code);
    known().find(|code| *code == name).ok_or_else(|| match nearest(name, known()) {
        Some(code) => format!("there is no such code; did you mean `{code}`?"),
        None => "there is no such code; `hire-codegen explain` lists all".to_owned(),
    })
}

/// The page on a code, with the code and its meaning above.
pub fn page(code: &str) -> String {
    let text = |table: &[(&str, &'static str)]| {
        table.iter().find(|(known, _)| *known == code).map_or("", |(_, text)| *text)
    };
    let note = if codes::LINTS.contains(&code) { " `lint` alone reports it." } else { "" };
    format!("# {code}\n\n{}{note}\n\n{}", text(codes::ALL), text(PAGES))
}

/// All codes, a line each.
pub fn list() -> String {
    let width = codes::ALL.iter().map(|(code, _)| code.len()).max().unwrap_or_default();
    let line = |(code, meaning): &(&str, &str)| {
        let note = if codes::LINTS.contains(code) { " (`lint` alone)" } else { "" };
        format!("{code:width$}  {meaning}{note}\n")
    };
    codes::ALL.iter().map(line).collect()
}
