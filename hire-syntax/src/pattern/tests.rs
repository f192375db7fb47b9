//! Patterns against `regress`, which has no bound, and within the bound where `regress` finds no end.

use proptest::prelude::*;
use proptest::sample::select;
use regress::backends;

use super::automaton::Automata;
use super::bounds::Steps;
use super::{Error, Pattern, STEPS, Undecided, scan};

/// What `regress` makes of a pattern, with the flag `u` and else without it.
fn reference(pattern: &str) -> Result<(bool, regress::Regex), regress::Error> {
    let unicode = regress::Regex::with_flags(pattern, "u").map(|regex| (true, regex));
    unicode.or_else(|error| regress::Regex::new(pattern).map(|regex| (false, regex)).map_err(|_| error))
}

/// Pieces that a pattern is made of, with and without meaning.
const PIECES: &[&str] = &[
    "a",
    "b",
    "c",
    "ab",
    "😀",
    "é",
    "1",
    "_",
    " ",
    "-",
    "\n",
    ".",
    "[^]",
    "[]",
    "^",
    "$",
    r"\b",
    r"\B",
    r"\d",
    r"\D",
    r"\s",
    r"\S",
    r"\w",
    r"\W",
    "[ab]",
    "[^a]",
    "[a-c1]",
    r"[\d_-]",
    r"[\w-a]",
    r"[^\W\d]",
    r"\p{L}",
    r"\P{Lu}",
    r"[\p{Nd}a]",
    r"[^\P{L}]",
    r"\x61",
    r"\u0062",
    r"\u{63}",
    r"\ud83d\ude00",
    r"\cJ",
    r"\c",
    r"[\c]",
    r"[\c1]",
    r"\0",
    r"\101",
    r"\8",
    r"\-",
    r"\_",
    r"\k",
    r"\n",
    r"[\b]",
    "{",
    "}",
    "]",
    "{1",
    "{,2}",
    r"\/",
];

fn piece() -> impl Strategy<Value = String> {
    select(PIECES).prop_map(str::to_owned)
}

fn repeated(inner: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let quantifiers = select(
        &["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,3}?", "{2,}", "{0}", "{1,2}", "{3,4}"][..],
    );
    (inner, quantifiers).prop_map(|(inner, quantifier)| format!("{inner}{quantifier}"))
}

fn pattern(references: bool) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![6 => piece(), 2 => repeated(piece())];
    leaf.prop_recursive(5, 24, 4, move |inner| {
        let group = |start: &'static str| inner.clone().prop_map(move |inner| format!("({start}{inner})"));
        let groups = prop_oneof![group(""), group("?:")].boxed();
        let looks = prop_oneof![group("?="), group("?!"), group("?<="), group("?<!")].boxed();
        let flags = prop_oneof![group("?i:"), group("?m:"), group("?s:"), group("?-i:")].boxed();
        let names = if references {
            prop_oneof![select(&[r"\1", r"\2", r"(\1)", r"\1+", r"(?:\1a)*", r"(?i:\1)"][..]).prop_map(str::to_owned)]
                .boxed()
        } else {
            groups.clone()
        };
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 2..4).prop_map(|pieces| pieces.concat()),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|pieces| format!("(?:{})", pieces.join("|"))),
            1 => prop::collection::vec(inner.clone(), 2..4).prop_map(|pieces| pieces.join("|")),
            3 => repeated(groups.clone()),
            2 => groups,
            1 => looks.clone(),
            1 => repeated(looks),
            1 => flags,
            2 => names,
        ]
    })
}

fn text() -> impl Strategy<Value = String> {
    let letter = select(
        &['a', 'b', 'c', 'A', 'K', '\u{212A}', 'é', 'É', '1', '_', ' ', '-', '\n', '😀', '\u{2028}'][..],
    );
    prop::collection::vec(letter, 0..9).prop_map(String::from_iter)
}

/// Whether the two agree on a pattern, and on texts.
fn agree(pattern: &str, texts: &[String]) -> Result<(), String> {
    let (ours, theirs) = (Pattern::new(pattern), reference(pattern));
    let (ours, (unicode, theirs)) = match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (Err(Error::Syntax(_)), Err(_)) => return Ok(()),
        (ours, theirs) => return Err(format!("{pattern:?}: {:?} and {:?}", ours.err(), theirs.err())),
    };
    if ours.is_unicode() != unicode {
        return Err(format!("{pattern:?}: with the flag `u`: {unicode}"));
    }
    for text in texts {
        let mut steps = 20_000;
        let Ok(found) = ours.is_match_within(text, &mut steps) else { continue };
        let expected = theirs.find(text).is_some();
        if found != expected {
            // Its two machines differ for `(?:(?:a{2,}){1,2}){2}` and `aaaa`: one of them forgets a round.
            let other = backends::find::<backends::PikeVMExecutor<'_, '_>>(&theirs, text, 0).next().is_some();
            if other == expected {
                return Err(format!("{pattern:?} on {text:?}: {found} instead of {expected}"));
            }
        }
        let scanned =
            Automata::new(&ours.tree).map(|automata| scan::search(&automata, text, &mut Steps(STEPS)));
        if scanned.is_some_and(|scanned| scanned != Ok(found)) {
            return Err(format!("{pattern:?} on {text:?}: {scanned:?} by the automata instead of {found}"));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn patterns_match_what_regress_matches(pattern in pattern(false), texts in prop::collection::vec(text(), 4)) {
        prop_assert_eq!(agree(&pattern, &texts), Ok(()));
    }

    #[test]
    fn references_match_what_regress_matches(pattern in pattern(true), texts in prop::collection::vec(text(), 4)) {
        prop_assert_eq!(agree(&pattern, &texts), Ok(()));
    }
}

/// Patterns that others take years for, or gigabytes, each with what is repeated in a text and what comes after that.
const CATASTROPHES: &[(&str, &str, &str)] = &[
    ("^(a+)+$", "a", "!"),
    ("^(a*)*$", "a", "!"),
    ("^(a|a)+$", "a", "!"),
    ("^(a|aa)+$", "a", "!"),
    ("^(a|a?)+$", "a", "!"),
    ("^(.*a){12}$", "a", "!"),
    ("^(.*)*$", "a", "\n!"),
    ("^((a+)+)+$", "a", "!"),
    ("^(a|a){40}b$", "a", ""),
    ("^(a+a+)+b$", "a", ""),
    ("^(a*a*)*b$", "a", ""),
    ("^a*a*a*a*a*a*a*a*b$", "a", ""),
    ("a*a*a*a*b", "a", ""),
    (r"\s+$", " ", "x"),
    (r"\s*$", " ", "x"),
    (r"^\s+|\s+$", " ", "x"),
    (r"(\s|\u00a0)+$", " ", "x"),
    (r"[ \t]+\n", " ", "x"),
    (r"\d+\D", "1", ""),
    (r"\w+@\w+\.\w+", "a", ""),
    (r"^\w+([-+.']\w+)*@\w+([-.]\w+)*\.\w+([-.]\w+)*$", "a.", ""),
    (r"^([a-zA-Z0-9_.+-])+@(([a-zA-Z0-9-])+\.)+([a-zA-Z0-9]{2,4})+$", "a@a", "!"),
    (
        r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
        "a",
        "!",
    ),
    (
        r"^(([^<>()[\]\\.,;:\s@]+(\.[^<>()[\]\\.,;:\s@]+)*)|(.+))@(([^<>()[\]\\.,;:\s@]+\.)+[^<>()[\]\\.,;:\s@]{2,})$",
        "a",
        "@",
    ),
    (r"^([0-9a-z]([-.\w]*[0-9a-z])*@([0-9a-z][-\w]*[0-9a-z]\.)+[a-z]{2,9})$", "a", "!"),
    (r"^((\w+)\s?)+$", "word ", "!"),
    (r"^([a-z]+ )*[a-z]+$", "word ", "!"),
    (r"^([a-z]+\s?)+$", "a", "!"),
    (r"^(\w+\.?)+@", "a", ""),
    (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a", ""),
    (r"^(https?://)?([\w-]+\.)+[\w-]+(/[\w-./?%&=]*)?$", "a.", "!"),
    (r"^(([\w-]+\.)*[\w-]+/?)+$", "a", "!"),
    (r"^(\/[^/]+)+\/$", "/a", ""),
    (r"^(\/?[^/]+)+\/$", "a", "!/!!\n"),
    (r"^(\d+\.)+\d+$", "1.", "x"),
    (r"^(\d+\.?)+$", "1", "x"),
    (r"^(\d|\d\d)+$", "1", "x"),
    (r"^-?(\d+)*(\.\d+)*$", "1", "x"),
    (r"^(?:\d{1,3},?)+$", "1", "x"),
    (r#"^"(\\.|[^"])*"$"#, "a", ""),
    (r#"^"(\\?.)*"$"#, r"\a", ""),
    (r"^(<[^>]*>)*$", "<", ""),
    (r"<(\w+)[^>]*>.*<", "<a>", ""),
    (r"^(#?[0-9a-f]+;?)*$", "a", "g"),
    (r"^(.+,)*.+$", ",", "\n!"),
    (r"^([^,]*,){10}x$", ",", ""),
    (r"^(?:.*?,){11}P", ",", ""),
    (r"(.*?,){9}P", "1,", ""),
    (r".*.*=.*", "x", ""),
    (r"(a?){40}b", "a", ""),
    (r"^(a?){40}(b?){40}c$", "ab", ""),
    (r"^(?:(?:a{2,3}){2,3}){40}$", "a", "b"),
    (r"^[a-z]{1,1000000}[0-9]$", "a", ""),
    (r"[a-z]{100,200}[0-9]", "a", ""),
    (r"(?:[a-z]{2,60}){2,60}[0-9]", "a", ""),
    (r"^.{1,2000}.{1,2000}.{1,2000}\n$", "a", ""),
    (r"^(?:[^]{0,5000}a){3}b$", "a", ""),
    (r"(x+x+)+y", "x", ""),
    (r"(x{2,}){2,}y", "x", ""),
    (r"(?:x?x?x?x?x?x?x?x?)*y", "x", ""),
    (r"^(?:x|y|xy|yx|xx|yy)*z$", "xy", ""),
    (r"^(?:[a-m]+|[h-z]+|[a-z])+$", "k", "!"),
    (r"^(?:\p{L}+\p{M}*)+$", "é", "!"),
    (r"^(?:\p{L}|\p{Ll}|\p{Script=Latin})+$", "é", "!"),
    (r"(?:😀+)+!", "😀", ""),
    (r"(?:[^a]|[^b])*c$", "ab", ""),
    (r"^(?:(?:ab)+|(?:ba)+|a|b)+$", "ab", "c"),
    (r"(?i:(a|A)+)+b", "aA", ""),
    (r"(?m:^(a+)+$)b", "a", "!"),
    (r"(?s:.*.*.*)\b!", "a", ""),
    (r"(?:\ba+\b)+!", "a ", ""),
    (r"(?:a+\b|\Ba)+!", "a", ""),
    // Assertions are looked up.
    (r"^(?=.*a)(?=.*b)(?=(a+)+$).*c$", "a", ""),
    (r"^(?=(a+)+$)", "a", "!"),
    (r"^(?!(a+)+$)b", "a", "!"),
    (r"(?=(a*)*b)c", "a", ""),
    (r"(?:a(?=.*b)|a)+$", "a", "!"),
    (r"(?:(?=a*b)a)+", "a", ""),
    (r"(?:(?!.*b)a)+c", "a", ""),
    (r"(?<=(a+)+)b", "a", ""),
    (r"(?<!a*a*a*)b", "a", "c"),
    (r"(?<=^(?:a|aa)*)b", "a", "c"),
    (r"(?:(?<=a.*)a)+b", "a", ""),
    (r"(?=(?=(?=(a*)*b)a*)a*)c", "a", ""),
    (r"^(?:(?=(?:a|b)*c)(?:a|b))+$", "ab", "!"),
    (r"(?<!(?<!(?:a+)+b)a)c", "a", ""),
    (r"(?=[^]*[^]*[^]*x)y", "a", ""),
    (r"(?<![^]*[^]*x)y", "a", ""),
    (r"^(?!.*(?:a+)+!)(?:a|.)+\n$", "a", ""),
    (r"^(?=[a-z]{1,5000}$)(?:[a-z]+-?)+\d$", "a", ""),
    (r"^(?:a{1,3}(?!b)){2,}c$", "a", ""),
    (r"^(?:(?:a|b)?(?=a|b)){3,}$", "ab", "!"),
    (r"(?:(?=a)a?)*b", "a", ""),
    (r"(?:(?=a)|a)*b", "a", ""),
    (r"(?:(?<=a)|a){3,}b", "a", ""),
];

/// Patterns that `regress` needs years or gigabytes for, with any text.
const HOPELESS: &[(&str, &str, &str)] = &[
    (r"(?:(?:\w*)*)*!", "a", ""),
    ("^(((((((((((a*)*)*)*)*)*)*)*)*)*)*)b$", "a", ""),
    (r"(?:(?:(?:(?:(?:a?){30}){30}){30}){30}){30}b", "a", ""),
    (r"^(?:(?:(?:(?:(?:a?){30}){30}){30}){30}){30}$", "a", "b"),
    (r"(?=(?:a{0,1000}){0,1000}b)c", "a", ""),
    (r"^(?:(?:a?b?){9}){9}c$", "ab", ""),
    (r"(?:(?:a|b?){9}){9}c", "ab", ""),
];

/// The steps that a text takes.
fn steps(pattern: &Pattern, text: &str) -> Result<u64, Undecided> {
    let mut left = u64::MAX;
    pattern.is_match_within(text, &mut left)?;
    Ok(u64::MAX - left)
}

/// A text that is twice as long takes about twice as many steps, and `regress` agrees on one that it finds an end for.
#[test]
fn catastrophes_take_steps_that_grow_with_the_text() {
    assert!(CATASTROPHES.len() + HOPELESS.len() >= 100, "{}", CATASTROPHES.len());
    let known = CATASTROPHES.iter().map(|one| (one, true));
    for ((pattern, repeated, end), known) in known.chain(HOPELESS.iter().map(|one| (one, false))) {
        let compiled = Pattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let text = |count: usize| format!("{}{end}", repeated.repeat(count));
        if known {
            agree(pattern, &[0, 1, 2].map(text)).unwrap();
        }
        let [once, twice] = [500, 1_000].map(|count| steps(&compiled, &text(count)));
        let (Ok(once), Ok(twice)) = (once, twice) else { panic!("{pattern} is not decided") };
        assert!(twice < once * 5 / 2 + 20_000, "{pattern}: {once} steps, and {twice} of twice as much");
    }
}

#[test]
fn references_end_at_the_bound() {
    for pattern in [
        r"^(a+)+\1!$",
        r"^(a|aa)+\1b$",
        r"(a*)*\1b",
        r"^(?:(a+)+)\1{2}b",
        r"(?=(a+)+\1b)c",
        r"(?<n>a*)*\k<n>b",
    ] {
        let pattern = Pattern::new(pattern).unwrap();
        let mut left = 100_000;
        assert_eq!(pattern.is_match_within(&"a".repeat(100), &mut left), Err(Undecided), "{pattern:?}");
        assert_eq!(left, 0);
        assert_eq!(pattern.is_match(&"a".repeat(100)), Err(Undecided));
        assert!(pattern.is_match("a").is_ok());
    }
}

/// What is long, deep or wide is compiled in bounds, or refused.
#[test]
fn large_patterns_are_bounded() {
    let (group, many) = ("(?:", 100_000);
    let refused = [
        "a".repeat(many),
        "(?:a|".repeat(300) + &")".repeat(300),
        group.repeat(15_000),
        "(".repeat(60_000),
        "(?=".repeat(20_000),
        (0..300)
            .map(|index| char::from_u32(0xE0 + index).unwrap())
            .fold("(?i:".to_owned(), |all, c| all + &String::from(c))
            + ")",
    ];
    for pattern in &refused {
        assert!(matches!(Pattern::new(pattern), Err(Error::TooLarge(_))), "{pattern:.20}");
    }
    let words: Vec<_> = (0..9_000).map(|index| format!("w{index}")).collect();
    let names: Vec<_> = (0..5_000).map(|index| format!("(?<a{index}>a)")).collect();
    let accepted = [
        ("(?:ab|".to_owned() + &"c|".repeat(30_000) + "d)!", "d!", true),
        (format!("^(?:{})$", words.join("|")), "w8999", true),
        (format!("^(?:{})$", words.join("|")), "w9000", false),
        (names.concat(), "a", false),
        ("(?:(?:\\p{L}{5}){5}){5}".repeat(2_500), "a", false),
        ("\\u{".repeat(20_000), "a", false),
        ("[a-z]".repeat(12_000), "a", false),
        ("a?".repeat(30_000) + "b", "a", false),
        ("(?:(?:a|bc?){1000}){1000}!".to_owned(), "a", false),
        ("(?:(?:(?:a?b?){99}){99}){99}c".to_owned(), "ab", false),
    ];
    for (pattern, text, expected) in accepted {
        let compiled = Pattern::new(&pattern).unwrap_or_else(|error| panic!("{pattern:.20}: {error}"));
        let mut left = 2_000_000;
        assert_eq!(compiled.is_match_within(text, &mut left), Ok(expected), "{pattern:.20}");
    }
}

/// Where `regress` is not what the standard says.
#[test]
fn the_standard_counts() {
    for (pattern, text, matches) in [
        // One of the groups of a name has matched: §22.2.2.7.
        (r"^(?:(?<n>a)|(?<n>b))\k<n>$", "bb", true),
        (r"^(?:(?<n>a)|(?<n>b))\k<n>$", "b", false),
        // A surrogate that is half of nothing, and a letter: §22.2.1.
        (r"^[\ud83d\u0041]$", "A", true),
        ("^(?:(?:a{2,}){1,2}){2}$", "aaaa", true),
    ] {
        assert_eq!(Pattern::new(pattern).unwrap().is_match(text), Ok(matches), "{pattern} {text}");
    }
    let twice = Pattern::new("(?:(?<a>x)|y)(?:z|(?<a>w))");
    assert!(matches!(twice, Err(Error::Syntax(_))), "{twice:?}");
}
