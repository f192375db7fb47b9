//! Any text as a value of a type of the fixtures, which the first two bytes choose: `parse` finds faults or none, as
//! `parse_value` does, and decoding finds what `parse_value` finds. And as the value of a variant made by hand: what
//! `validate` accepts is read again as the same variant.

#![no_main]

use hire_tests::subjects::{SUBJECTS, VARIANTS};
use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::Value;

fuzz_target!(|input: &[u8]| -> Corpus {
    let [first, second, json @ ..] = input else { return Corpus::Reject };
    let chosen = usize::from(u16::from_be_bytes([*first, *second]));
    let Some(subject) = SUBJECTS.get(chosen) else {
        return Corpus::Reject;
    };
    let parsed = (subject.parse)(json);
    let Ok(value) = serde_json::from_slice::<Value>(json) else {
        assert!(parsed.is_err(), "what is no JSON is no value");
        return Corpus::Keep;
    };
    let [read, decoded] = (subject.judge)(&value);
    assert_eq!(
        read.is_ok(),
        decoded.is_ok(),
        "{}, {}: {read:?} {decoded:?}",
        subject.fixture,
        subject.schema
    );
    if let (Ok(read), Ok(decoded)) = (&read, &decoded) {
        assert_eq!(read, decoded);
        let again = (subject.judge)(read);
        assert_eq!(again[0].as_ref(), Ok(read), "what is written is read as it was");
    }
    // Those of one fixture, as well as some that have nothing to do with it.
    let other = chosen % VARIANTS.len();
    for (index, variant) in VARIANTS.iter().enumerate() {
        if index == other || variant.fixture == subject.fixture {
            let fault = (variant.made)(&value);
            assert_eq!(fault, None, "{}, {}", variant.fixture, variant.name);
        }
    }
    // A name may occur twice in the text, which a tree does not show.
    let twice =
        |violations: &hire_tests::subjects::Violations| violations.iter().any(|it| it.keyword == "syntax");
    match parsed {
        Ok(()) => {}
        Err(violations) => assert!(read.is_err() || twice(&violations), "{violations}"),
    }
    Corpus::Keep
});
