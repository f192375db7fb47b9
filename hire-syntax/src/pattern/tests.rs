//! Patterns against `regress`, which has no bound, and within the bound where `regress` finds no end.

use proptest::prelude::*;
use proptest::sample::select;
use regress::backends;

use super::automaton::Automata;
use super::{Error, Pattern, STEPS, Steps, scan};

/// What `regress` makes of a pattern, with the flag `u` and else without it.
fn reference(pattern: &str) -> Result<(bool, regress::Regex), regress::Error> {
    let unicode = regress::Regex::with_flags(pattern, "u").map(|regex| (true, regex));
    unicode.or_else(|error| regress::Regex::new(pattern).map(|regex| (false, regex)).map_err(|_| error))
}

/// Pieces that a pattern is made of, with and without meaning.
fn piece() -> impl Strategy<Value = String> {
    let fixed = select(
        &[
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
        ][..],
    );
    fixed.prop_map(str::to_owned)
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
