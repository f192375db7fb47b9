//! Names: from the spelling of the description to Rust identifiers.
//!
//! A [`Scope`] hands out every name that is emitted in one place (a module, a struct's fields, an
//! enumeration's variants), so that no two are equal and none is a name that emitted code needs for
//! itself. A name depends on its own spelling and on those before it that would collide, on nothing
//! else, so an unrelated change of the description leaves it as it is.

use std::collections::BTreeSet;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// A valid Rust identifier, raw (`r#type`) where it is a keyword.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// The identifier as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier without `r#`.
    pub fn plain(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a kind of item is spelt in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Types and variants: `ExternalReward`.
    Camel,
    /// Fields, methods and modules: `external_reward`.
    Snake,
    /// Constants and statics: `EXTERNAL_REWARD`.
    Shouty,
}

/// The names of one place.
#[derive(Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// A scope in which some names belong to emitted code.
    pub fn with(reserved: &[&str]) -> Self {
        Self { taken: reserved.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// A name for a spelling; a number at its end tells it from an equal one.
    pub fn name(&mut self, spelling: &str, case: Case) -> Name {
        let plain = identifier(spelling, case);
        self.claim(&plain)
    }

    /// The first of several spellings whose name is free.
    pub fn name_of(&mut self, spellings: &[&str], case: Case) -> Name {
        let mut candidates = spellings.iter().map(|spelling| identifier(spelling, case));
        let free = candidates.find(|candidate| !self.taken.contains(candidate));
        let last = spellings.last().copied().unwrap_or_default();
        self.claim(&free.unwrap_or_else(|| identifier(last, case)))
    }

    fn claim(&mut self, plain: &str) -> Name {
        let mut candidate = plain.to_owned();
        let mut number = 2_usize;
        while !self.taken.insert(candidate.clone()) {
            candidate = numbered(plain, number);
            number += 1;
        }
        Name(raw(candidate))
    }
}

/// A digit after a digit would read as one number.
fn numbered(plain: &str, number: usize) -> String {
    if plain.ends_with(|last: char| last.is_ascii_digit()) {
        format!("{plain}_{number}")
    } else {
        format!("{plain}{number}")
    }
}

/// An identifier for any text.
fn identifier(spelling: &str, case: Case) -> String {
    let words = spoken(spelling);
    let cased = match case {
        Case::Camel => words.to_upper_camel_case(),
        Case::Snake => words.to_snake_case(),
        Case::Shouty => words.to_shouty_snake_case(),
    };
    let starts_well = cased.chars().next().is_some_and(|first| !first.is_numeric());
    if starts_well && syn::parse_str::<syn::Ident>(&raw(cased.clone())).is_ok() {
        return cased;
    }
    // Digits first, nothing left, or a letter that Rust's identifiers do not have.
    let ascii: String = cased
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || letter == '_' {
                letter.to_string()
            } else {
                format!("u{:x}", u32::from(letter))
            }
        })
        .collect();
    match case {
        Case::Camel | Case::Shouty => format!("N{ascii}"),
        Case::Snake => format!("n{ascii}"),
    }
}

/// Signs that tell names apart are spoken: `+1` and `-1` are `plus 1` and `minus 1`.
fn spoken(spelling: &str) -> String {
    let mut words = String::new();
    let mut start = true;
    for letter in spelling.chars() {
        let word = match letter {
            '+' => Some("plus"),
            '-' if start => Some("minus"),
            '*' => Some("star"),
            '<' => Some("less"),
            '>' => Some("greater"),
            '=' => Some("equals"),
            '!' => Some("not"),
            '%' => Some("percent"),
            '&' => Some("and"),
            '@' => Some("at"),
            '#' => Some("hash"),
            '$' if !start => Some("dollar"),
            // Its capital is a letter that rustc takes for a Latin one in disguise.
            'µ' => Some("micro"),
            _ => None,
        };
        match word {
            Some(word) => {
                words.push(' ');
                words.push_str(word);
                words.push(' ');
            }
            None if letter.is_alphanumeric() => words.push(letter),
            None => words.push(' '),
        }
        start = false;
    }
    if words.trim().is_empty() { "empty".to_owned() } else { words }
}

/// A keyword becomes a raw identifier; the few that cannot be raw get an underscore.
fn raw(name: String) -> String {
    if matches!(name.as_str(), "self" | "Self" | "super" | "crate" | "_") {
        return format!("{name}_");
    }
    let parses = syn::parse_str::<syn::Ident>(&name).is_ok();
    // `gen` is a keyword since edition 2024, which the parser does not assume.
    if name == "gen" || (!parses && syn::parse_str::<syn::Ident>(&format!("r#{name}")).is_ok()) {
        return format!("r#{name}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_identifiers() {
        let cases = [
            ("external_reward", Case::Camel, "ExternalReward"),
            ("X-Rate-Limit", Case::Snake, "x_rate_limit"),
            ("type", Case::Snake, "r#type"),
            ("gen", Case::Snake, "r#gen"),
            ("self", Case::Snake, "self_"),
            ("Self", Case::Camel, "Self_"),
            ("", Case::Camel, "Empty"),
            ("---", Case::Snake, "minus"),
            ("+1", Case::Camel, "Plus1"),
            ("-1", Case::Camel, "Minus1"),
            ("2fa", Case::Camel, "N2fa"),
            ("3d_model", Case::Snake, "n3d_model"),
            ("内推", Case::Snake, "内推"),
            ("$type", Case::Snake, "r#type"),
            ("a.b", Case::Camel, "AB"),
            ("µs", Case::Camel, "MicroS"),
            ("createUser", Case::Shouty, "CREATE_USER"),
        ];
        for (spelling, case, expected) in cases {
            let name = Scope::default().name(spelling, case);
            assert_eq!(name.as_str(), expected, "{spelling:?}");
            assert!(syn::parse_str::<syn::Ident>(name.as_str()).is_ok(), "{name} is an identifier");
        }
    }

    #[test]
    fn equal_names_are_told_apart() {
        let mut scope = Scope::with(&["build"]);
        let spellings = ["a_b", "a-b", "A B", "build", "v1", "V1"];
        let names = spellings.map(|spelling| scope.name(spelling, Case::Snake).as_str().to_owned());
        assert_eq!(names, ["a_b", "a_b2", "a_b3", "build2", "v1", "v1_2"]);
    }

    #[test]
    fn another_spelling_is_tried_before_a_number() {
        let mut scope = Scope::default();
        assert_eq!(scope.name_of(&["id", "query_id"], Case::Snake).as_str(), "id");
        assert_eq!(scope.name_of(&["id", "query_id"], Case::Snake).as_str(), "query_id");
        assert_eq!(scope.name_of(&["id", "query_id"], Case::Snake).as_str(), "query_id2");
    }
}
