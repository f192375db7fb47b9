//! Names: from the spelling of the description to Rust identifiers.
//!
//! A [`Scope`] hands out every name that is emitted in one place (a module, a struct's fields, an
//! enumeration's variants), so that no two are equal and none is a name that emitted code needs for
//! itself. A name depends on its own spelling and on those before it that would collide, on nothing
//! else, so an unrelated change of the description leaves it as it is.
//!
//! A name that the description gives for Rust (`x-rust-name`, `x-enum-varnames`, the `name` of an error
//! code) is taken as it is or refused; it never gets a number.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::diagnostic::{Diagnostics, codes};
use crate::ir::{Literal, Name, Variant};
use crate::lower::describe::words::word_boundaries;
use crate::openapi;
use crate::schema::Located;
use crate::source::Place;

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

/// The names of one place, each with where it stands in the description, if that is known.
#[derive(Debug, Default)]
pub struct Scope {
    taken: BTreeMap<String, Option<Place>>,
    /// The number from which on a name that is taken may be free.
    next: BTreeMap<String, usize>,
}

impl Scope {
    /// A scope in which some names belong to emitted code.
    pub fn with(reserved: &[&str]) -> Self {
        Self {
            taken: reserved.iter().map(|name| ((*name).to_owned(), None)).collect(),
            next: BTreeMap::new(),
        }
    }

    /// A name for a spelling; a number at its end tells it from an equal one.
    pub fn name(&mut self, spelling: &str, case: Case) -> Name {
        self.claim(&identifier(spelling, case), None)
    }

    /// A name for a spelling of the description; its place is for the report of a clash.
    pub fn name_at(&mut self, spelling: Located<&str>, case: Case) -> Name {
        self.claim(&identifier(spelling.value, case), Some(spelling.place))
    }

    /// Whether the name of a spelling belongs to emitted code.
    pub fn is_reserved(&self, spelling: &str, case: Case) -> bool {
        matches!(self.taken.get(&identifier(spelling, case)), Some(None))
    }

    /// The name that an author gives. One that is taken is a fault: with a number it would be a name
    /// that nobody wrote. Hand out the names that may get a number before.
    pub fn authored(&mut self, spelling: Located<&str>, case: Case, diagnostics: &mut Diagnostics) -> Name {
        let plain = identifier(spelling.value, case);
        match self.taken.get(&plain) {
            // What is merged of several schemas may say the same in several types.
            Some(Some(first)) if *first == spelling.place => {}
            Some(first) => {
                let same = plain == spelling.value;
                let becomes = if same { String::new() } else { format!(", in Rust `{plain}`,") };
                let message = format!("the name `{}`{becomes} is taken", spelling.value);
                let diagnostic = diagnostics.error(codes::DUPLICATE_NAME, spelling.place, message);
                match first {
                    Some(first) => diagnostic.related(*first, "first here"),
                    None => diagnostic
                        .help("choose another name: the bindings have something of this name already"),
                };
            }
            None => {}
        }
        self.claim(&plain, Some(spelling.place))
    }

    /// The first of several spellings whose name is free.
    pub fn name_of(&mut self, spellings: &[&str], case: Case) -> Name {
        let mut candidates = spellings.iter().map(|spelling| identifier(spelling, case));
        let free = candidates.find(|candidate| !self.taken.contains_key(candidate));
        let last = spellings.last().copied().unwrap_or_default();
        self.claim(&free.unwrap_or_else(|| identifier(last, case)), None)
    }

    fn claim(&mut self, plain: &str, place: Option<Place>) -> Name {
        let mut candidate = plain.to_owned();
        if self.taken.contains_key(plain) {
            let number = self.next.entry(plain.to_owned()).or_insert(2);
            while self.taken.contains_key(&candidate) {
                candidate = numbered(plain, *number);
                *number += 1;
            }
        }
        self.taken.insert(candidate.clone(), place);
        Name::new(raw(candidate))
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
    let cased = simple(spelling, case).unwrap_or_else(|| cased(spelling, case));
    let mut name = unmistakable(&cased, case);
    // What looks like a digit to a reader does not begin a name either.
    if name.starts_with(char::is_numeric) || !parses(&raw(name.clone())) {
        name.insert(0, if case == Case::Snake { 'n' } else { 'N' });
    }
    // In a script without capitals a constant would have the name of a local, which cannot shadow it.
    if case == Case::Shouty && !name.contains(char::is_uppercase) {
        name.insert_str(0, "N_");
    }
    if name.len() > LONGEST { shortened(&name) } else { name }
}

/// The words of a spelling, cased.
fn cased(spelling: &str, case: Case) -> String {
    let words = word_boundaries(&spoken(spelling), case == Case::Camel);
    match case {
        Case::Camel => words.to_upper_camel_case(),
        Case::Snake => words.to_snake_case(),
        Case::Shouty => words.to_shouty_snake_case(),
    }
}

/// The words of a spelling, cased, where they are plain to see, as they are in most: ASCII letters, with a separator or a
/// single capital where a word begins.
fn simple(spelling: &str, case: Case) -> Option<String> {
    // A word of its own in `iPad` and `iPhone`.
    if spelling.starts_with('-') || spelling.contains("iP") {
        return None;
    }
    let mut name = String::with_capacity(spelling.len() + 8);
    let mut before = b' ';
    for byte in spelling.bytes() {
        let is_capital = byte.is_ascii_uppercase();
        let begins = is_capital || !before.is_ascii_alphabetic();
        match byte {
            b'_' | b'-' | b' ' | b'/' | b'.' => {}
            _ if !byte.is_ascii_alphabetic() || is_capital && before.is_ascii_uppercase() => return None,
            _ => {
                if begins && !name.is_empty() && case != Case::Camel {
                    name.push('_');
                }
                let is_upper = case == Case::Shouty || case == Case::Camel && begins;
                let letter = if is_upper { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() };
                name.push(letter.into());
            }
        }
        before = byte;
    }
    Some(name).filter(|name| !name.is_empty())
}

/// How many bytes a name has at most: rustdoc makes a file of it, and file systems end at 255.
const LONGEST: usize = 200;

/// How many are left of one that is longer, so that words can be put behind it.
const SHORTENED: usize = 160;

fn shortened(name: &str) -> String {
    let fitting = name.char_indices().take_while(|(index, letter)| index + letter.len_utf8() <= SHORTENED);
    let cut: String = fitting.map(|(_, letter)| letter).collect();
    cut.trim_end_matches('_').to_owned()
}

/// Whether a name is an identifier and no keyword. A parser is asked where that is not plain to see.
fn parses(name: &str) -> bool {
    let is_plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_plain { !is_keyword(name) } else { syn::parse_str::<syn::Ident>(name).is_ok() }
}

/// The keywords of all editions up to 2021, as the parser has them.
#[rustfmt::skip]
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "Self" | "abstract" | "as" | "async" | "await" | "become" | "box" | "break" | "const" | "continue" | "crate"
            | "do" | "dyn" | "else" | "enum" | "extern" | "false" | "final" | "fn" | "for" | "if" | "impl" | "in"
            | "let" | "loop" | "macro" | "match" | "mod" | "move" | "mut" | "override" | "priv" | "pub" | "ref"
            | "return" | "self" | "static" | "struct" | "super" | "trait" | "true" | "try" | "type" | "typeof"
            | "unsafe" | "unsized" | "use" | "virtual" | "where" | "while" | "yield"
    )
}

/// Letters that rustc warns of become their numbers (`я` is `u44f`): those that are uncommon in
/// identifiers, and scripts that look like Latin in places. A lint of a crate as a whole cannot be
/// allowed for a module of it, so its cause must not be emitted.
fn unmistakable(name: &str, case: Case) -> String {
    // As most names are.
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return name.to_owned();
    }
    let mut clear = String::with_capacity(name.len());
    for letter in name.chars() {
        let alone = DISGUISED.iter().find(|script| script.contains(letter)).is_some_and(|script| {
            let of_script = |other: char| !script.contains(other) && Script::of(other) == Script::of(letter);
            !name.chars().any(of_script)
        });
        if Script::of(letter).is_some() && !alone {
            clear.push(letter);
            continue;
        }
        let number = format!("u{:x}", u32::from(letter));
        match case {
            Case::Camel if clear.is_empty() => clear.extend(["U", number.trim_start_matches('u')]),
            Case::Shouty => clear.push_str(&number.to_uppercase()),
            Case::Camel | Case::Snake => clear.push_str(&number),
        }
    }
    clear
}

/// The scripts whose letters stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Han,
    Hiragana,
    Katakana,
    Hangul,
}

impl Script {
    /// The script of a letter that Unicode recommends for identifiers (UAX 31, table 5). Of Latin, it is
    /// what living European languages and Vietnamese are written with.
    fn of(letter: char) -> Option<Self> {
        match letter {
            '_' | '0'..='9' | 'A'..='Z' | 'a'..='z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ē' => {
                Some(Self::Latin)
            }
            '々' | '〇' | '\u{4e00}'..='\u{9fff}' => Some(Self::Han),
            'ぁ'..='ゖ' | 'ゝ'..='ゞ' => Some(Self::Hiragana),
            'ァ'..='ヺ' | 'ー'..='ヾ' => Some(Self::Katakana),
            '가'..='힣' => Some(Self::Hangul),
            _ => LATIN.iter().any(|range| range.contains(&letter)).then_some(Self::Latin),
        }
    }
}

/// Further letters of Latin.
const LATIN: [RangeInclusive<char>; 14] = [
    'Ė'..='ī',
    'Į'..='İ',
    'Ĵ'..='ķ',
    'Ĺ'..='ľ',
    'Ł'..='ň',
    'Ŋ'..='ō',
    'Ő'..='ő',
    'Ŕ'..='ŕ',
    'Ř'..='š',
    'Ť'..='ž',
    'Ơ'..='ơ',
    'Ư'..='ư',
    'Ș'..='ț',
    'Ạ'..='ỹ',
];

/// Letters, by script, that look like those of another script (UTS 39, section 4): rustc warns of a
/// script of which there are no others.
const DISGUISED: [&str; 3] =
    ["〇一丅丫丶丿乄二亻八力匕卜厶口囗士夕工彐礻", "へ", "イエカタトニネノハヒヘムメヨロー"];

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
            None if letter.is_alphanumeric() => match latin(letter) {
                Some(letters) => words.push_str(letters),
                None => words.push(letter),
            },
            None => words.push(' '),
        }
        start = false;
    }
    if words.trim().is_empty() { "empty".to_owned() } else { words }
}

/// Letters that look like one or more of ASCII, as those.
fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'Æ' => "Ae",
        'æ' => "ae",
        'Œ' => "Oe",
        'œ' => "oe",
        'ß' | 'ẞ' => "ss",
        'Þ' => "Th",
        'þ' => "th",
        'ı' => "i",
        'ſ' => "s",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        _ => return None,
    })
}

/// A keyword becomes a raw identifier; the few that cannot be raw get an underscore.
fn raw(name: String) -> String {
    if matches!(name.as_str(), "self" | "Self" | "super" | "crate" | "_") {
        return format!("{name}_");
    }
    // `gen` is a keyword since edition 2024, which the parser does not assume.
    if name == "gen" || (!parses(&name) && parses(&format!("r#{name}"))) {
        return format!("r#{name}");
    }
    name
}

/// What the name of a value of an enumeration is made of.
pub fn value_spelling(value: &Literal) -> String {
    match value {
        Literal::Integer(value) if *value < 0 => format!("minus {}", value.unsigned_abs()),
        Literal::Integer(value) => format!("value {value}"),
        Literal::String(text) => text.clone(),
        _ => String::new(),
    }
}

/// Whether the name of a variant tells what it means: an author gave it, or the value has letters that a name can have.
pub(crate) fn is_telling(variant: &Variant) -> bool {
    let has_letters = match &variant.value {
        Literal::String(text) => {
            spoken(text).contains(|it: char| it.is_alphabetic() && Script::of(it).is_some())
        }
        _ => false,
    };
    // One that is taken has a number behind it.
    let made = identifier(&value_spelling(&variant.value), Case::Camel);
    has_letters || !variant.name.as_str().starts_with(&made)
}

/// What an operation is called where it is told from others: its `operationId`, else its route.
pub fn operation_id(operation: &openapi::Operation<'_>) -> String {
    let route = || format!("{} {}", operation.method.as_str(), operation.path);
    operation.id.map_or_else(route, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPELLINGS: &[(&str, Case, &str)] = &[
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
        ("内推", Case::Shouty, "N_内推"),
        ("内推 a", Case::Shouty, "内推_A"),
        ("$type", Case::Snake, "r#type"),
        ("a.b", Case::Camel, "AB"),
        ("userIDs", Case::Snake, "user_ids"),
        ("userIDs", Case::Camel, "UserIds"),
        ("OAuth2Token", Case::Camel, "OAuth2Token"),
        ("OAuth2Token", Case::Snake, "oauth2_token"),
        ("iOSVersion", Case::Snake, "ios_version"),
        ("iOSVersion", Case::Camel, "IosVersion"),
        ("IPv4Address", Case::Snake, "ipv4_address"),
        ("IPv4Address", Case::Camel, "IPv4Address"),
        ("listIPv6s", Case::Snake, "list_ipv6s"),
        ("XMLHTTPRequest", Case::Snake, "xmlhttp_request"),
        ("200Content", Case::Camel, "N200Content"),
        ("200Content", Case::Snake, "n200_content"),
        ("µs", Case::Camel, "MicroS"),
        ("createUser", Case::Shouty, "CREATE_USER"),
        ("größe", Case::Snake, "grösse"),
        ("Žluťoučký kůň", Case::Snake, "žluťoučký_kůň"),
        ("længde", Case::Camel, "Laengde"),
        // Compatibility characters.
        ("ﬁle", Case::Snake, "file"),
        ("ǅ", Case::Snake, "u1c6"),
        ("ｆｕｌｌ", Case::Camel, "Uff26uff55uff4cuff4c"),
        ("x²", Case::Snake, "xub2"),
        ("²", Case::Shouty, "UB2"),
        // Scripts that look like Latin in places.
        ("имя", Case::Snake, "u438u43cu44f"),
        ("сора", Case::Camel, "U421u43eu440u430"),
        ("α", Case::Shouty, "U391"),
        ("aя", Case::Snake, "au44f"),
        // Letters that look like those of other scripts, alone and in company.
        ("一", Case::Snake, "u4e00"),
        ("一月", Case::Snake, "一月"),
        ("〇", Case::Snake, "u3007"),
        ("ロ", Case::Camel, "U30ed"),
        ("ロード", Case::Camel, "ロード"),
        ("추천", Case::Snake, "추천"),
    ];

    #[test]
    fn spellings_become_identifiers() {
        for (spelling, case, expected) in SPELLINGS {
            let name = Scope::default().name(spelling, *case);
            assert_eq!(name.as_str(), *expected, "{spelling:?}");
            assert!(syn::parse_str::<syn::Ident>(name.as_str()).is_ok(), "{name} is an identifier");
        }
    }

    #[test]
    fn words_that_are_plain_to_see_are_cased_like_others() {
        let spellings = [
            "pet_store",
            "petStore",
            "PetStore",
            "aB",
            "A b",
            "a-B",
            "get /pets/a.b",
            "_a__b_",
            "Aa bBc",
            "aBC",
            "",
            "iPad",
            "myiPhone",
            "iPadApp",
            "URLs",
            "v2",
            "-a",
            "$a",
            "é",
            "___",
        ];
        let mut plain = 0;
        for (spelling, case) in
            spellings.iter().flat_map(|it| [Case::Camel, Case::Snake, Case::Shouty].map(|case| (it, case)))
        {
            if let Some(name) = simple(spelling, case) {
                assert_eq!(name, cased(spelling, case), "{spelling:?}");
                plain += 1;
            }
        }
        assert_eq!(plain, 3 * 9);
    }

    #[test]
    fn long_names_are_cut_off_and_told_apart() {
        let mut scope = Scope::default();
        let (one, other) = ("long".repeat(60), "long".repeat(70));
        for case in [Case::Camel, Case::Snake, Case::Shouty] {
            let names = [&one, &other].map(|spelling| scope.name(spelling, case));
            assert!(names.iter().all(|name| name.as_str().len() <= 161), "{names:?}");
            assert_ne!(names[0], names[1]);
        }
        let builder = scope.name(&format!("{}Builder", "long".repeat(40)), Case::Camel);
        assert!(builder.as_str().ends_with("longBuilder"), "{builder}");
        // Letters are not cut in two.
        assert_eq!(scope.name(&"内".repeat(100), Case::Snake).as_str(), "内".repeat(53));
        assert_eq!(scope.name(&"a".repeat(200), Case::Snake).as_str(), "a".repeat(200));
    }

    #[test]
    fn equal_names_are_told_apart() {
        let mut scope = Scope::with(&["build"]);
        let spellings = ["a_b", "a-b", "A B", "build", "v1", "V1"];
        let names = spellings.map(|spelling| scope.name(spelling, Case::Snake).as_str().to_owned());
        assert_eq!(names, ["a_b", "a_b2", "a_b3", "build2", "v1", "v1_2"]);
    }

    #[test]
    fn what_an_author_names_is_never_numbered() {
        let mut diagnostics = Diagnostics::default();
        let placed = |value, node| Located { value, place: Place { node, ..Place::ROOT } };
        let mut scope = Scope::with(&["Unknown"]);
        scope.name("cat", Case::Camel);
        let free = scope.authored(placed("Dog", 1), Case::Camel, &mut diagnostics);
        assert_eq!(free.as_str(), "Dog");
        // The same place is the same name.
        scope.authored(placed("Dog", 1), Case::Camel, &mut diagnostics);
        assert!(diagnostics.is_empty());
        for (spelling, first) in [("Unknown", None), ("Cat", None), ("Dog", Some(1)), ("dog", Some(1))] {
            let mut diagnostics = Diagnostics::default();
            scope.authored(placed(spelling, 9), Case::Camel, &mut diagnostics);
            let found: Vec<_> = diagnostics.iter().collect();
            let [fault] = found.as_slice() else { panic!("{spelling}: {found:?}") };
            assert_eq!(fault.code, codes::DUPLICATE_NAME);
            assert_eq!(fault.related.first().map(|(place, _)| place.node), first, "{spelling}");
        }
    }

    #[test]
    fn another_spelling_is_tried_before_a_number() {
        let mut scope = Scope::default();
        assert_eq!(scope.name_of(&["id", "query_id"], Case::Snake).as_str(), "id");
        assert_eq!(scope.name_of(&["id", "query_id"], Case::Snake).as_str(), "query_id");
        assert_eq!(scope.name_of(&["id", "query_id"], Case::Snake).as_str(), "query_id2");
    }
}
