//! Any pattern and any text, with a zero between them: the matcher comes to an end, and to the verdict of another
//! engine where that comes to one.

#![no_main]

use hire_syntax::pattern::Pattern;
use libfuzzer_sys::{Corpus, fuzz_target};

/// With more than this the other engine may take years: repetitions within each other take it a number of steps that is
/// multiplied with each letter.
const REPETITIONS: usize = 3;
const LETTERS: usize = 12;

fuzz_target!(|input: &str| -> Corpus {
    let Some((pattern, text)) = input.split_once('\0') else { return Corpus::Reject };
    let Ok(compiled) = Pattern::new(pattern) else { return Corpus::Keep };
    let verdict = compiled.is_match(text);
    let repetitions = pattern.matches(['*', '+', '?', '{']).count();
    if repetitions > REPETITIONS || text.len() > LETTERS || pattern.len() > 64 {
        return Corpus::Keep;
    }
    // It refuses some patterns that ECMA-262 has.
    let regex = regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern));
    if let (Ok(verdict), Ok(regex)) = (verdict, regex) {
        assert_eq!(verdict, regex.find(text).is_some(), "{pattern:?} {text:?}");
    }
    Corpus::Keep
});
