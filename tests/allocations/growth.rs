//! How the memory of `parse` and `validate` grows with what they get: never faster than that.

use allocation_counter::{AllocationInfo, measure};
use hire_api::types::ExternalReward;
use hire_runtime::{Data, Decoded, Map, Validate, Violations, parse};
use hire_tests::fixtures::beyond_other_generators::{nesting, recursion};
use serde_json::Value;

/// What `parse` says that it takes at most, for each byte of a text, and what violations take beside that.
const FACTOR: u64 = 256;
const VIOLATIONS: u64 = 1024 * 1024;

/// An enum with many values, and long ones.
#[derive(Debug, Clone, PartialEq)]
enum Word {
    Known(usize),
    Unknown(String),
}

/// Of which each value has a part.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";

impl Word {
    const KNOWN: &'static [Self] = &[
        Self::Known(61),
        Self::Known(62),
        Self::Known(63),
        Self::Known(64),
        Self::Known(65),
        Self::Known(66),
        Self::Known(67),
        Self::Known(68),
    ];

    fn as_str(&self) -> &str {
        match self {
            Self::Known(length) => &LETTERS[..*length],
            Self::Unknown(value) => value,
        }
    }

    fn named(value: &str) -> Option<Self> {
        (LETTERS.starts_with(value) && (61..69).contains(&value.len())).then_some(Self::Known(value.len()))
    }
}
hire_runtime::string_enum!(Word);

/// A text of about a length, and what is read from it.
struct Shape {
    name: &'static str,
    text: fn(usize) -> String,
    parse: fn(&[u8]) -> Option<Violations>,
}

fn violations<T: Data>(text: &[u8]) -> Option<Violations> {
    parse::<T>(text).err()
}

/// A list of the same item.
fn list(item: &str, length: usize) -> String {
    format!("[{}]", vec![item; length / (item.len() + 1)].join(","))
}

/// A value within two objects whose names take half of the length.
fn below_long_names(value: &str, length: usize) -> String {
    let name = "n".repeat(length / 4);
    format!(r#"{{"{name}":{{"{name}":{value}}}}}"#)
}

/// An object whose members have the same name, or different ones.
fn members(same: bool, length: usize) -> String {
    let members = (0..length / 11).map(|index| format!(r#""m{:05}":1"#, if same { 0 } else { index }));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// Levels of an object with one member, around a value.
fn levels(value: &str, count: usize) -> String {
    format!("{}{value}{}", r#"{"n":"#.repeat(count), "}".repeat(count))
}

/// What `parse` says that it takes at most of a text that is read as a schema without a static type which is in itself.
const FACTOR_OF_ANY: u64 = 1024;

const SHAPES: &[Shape] = &[
    Shape { name: "bad items", text: |length| list("true", length), parse: violations::<Vec<i64>> },
    Shape {
        name: "bad leaves below long names",
        text: |length| below_long_names(&list("true", length / 2), length),
        parse: violations::<Map<Map<Vec<i64>>>>,
    },
    Shape {
        name: "bad leaves, some of them null, below long names",
        text: |length| below_long_names(&list("[[true],null]", length / 2), length),
        parse: violations::<Map<Map<Vec<Vec<Option<Vec<Option<i64>>>>>>>>,
    },
    Shape { name: "names twice", text: |length| members(true, length), parse: violations::<Map<i64>> },
    Shape {
        name: "names twice in ignored members",
        text: |length| below_long_names(&members(true, length / 2), length),
        parse: violations::<ExternalReward>,
    },
    Shape {
        name: "members that are refused",
        text: |length| members(false, length),
        parse: violations::<recursion::types::First>,
    },
    Shape {
        name: "values of no enum",
        text: |length| list(r#""zz""#, length),
        parse: violations::<Vec<Word>>,
    },
    Shape {
        name: "unions of no type",
        text: |length| list("7", length),
        parse: violations::<Vec<recursion::types::Term>>,
    },
    Shape {
        name: "unions of several types",
        text: |length| list(r#"{"n":{"n":{"n":{}}}}"#, length),
        parse: violations::<Vec<nesting::types::Tie>>,
    },
    Shape {
        name: "a large value, deep in unions of several types",
        text: |length| levels(&list("1", length), 40),
        parse: violations::<nesting::types::Either>,
    },
    Shape {
        name: "a large value, deep in conditions",
        text: |length| levels(&list("1", length), 40),
        parse: violations::<nesting::types::Condition>,
    },
    Shape {
        name: "long texts",
        text: |length| list(&format!("{:?}", "x".repeat(500)), length),
        parse: violations::<Vec<i64>>,
    },
    Shape {
        name: "long numbers",
        text: |length| list(&"9".repeat(length / 2), length),
        parse: violations::<Vec<i64>>,
    },
    Shape { name: "what is good", text: |length| list("1", length), parse: violations::<Vec<i64>> },
    Shape { name: "any value", text: |length| list("[]", length), parse: violations::<Value> },
    Shape { name: "nothing but the begin", text: |length| "[".repeat(length), parse: violations::<Value> },
];

/// Asserts that twice as much takes about twice as much memory, and twice as many allocations, but for a constant.
#[track_caller]
fn assert_linear(name: &str, most: u64, allocations: impl Fn(usize) -> AllocationInfo) {
    let lengths = [8_000, 16_000, 32_000];
    let all = lengths.map(allocations);
    for two in all.windows(2) {
        let [one, twice] = two else { continue };
        let grown = |one: u64, twice: u64, constant: u64| twice <= 2 * one + one / 4 + constant;
        assert!(grown(one.bytes_max, twice.bytes_max, VIOLATIONS), "{name}: {all:#?}");
        assert!(grown(one.bytes_total, twice.bytes_total, 4 * VIOLATIONS), "{name}: {all:#?}");
        assert!(grown(one.count_total, twice.count_total, 5000), "{name}: {all:#?}");
    }
    for (length, info) in lengths.into_iter().zip(all) {
        let factor = info.bytes_max.saturating_sub(VIOLATIONS) / length as u64;
        assert!(factor < most, "{name}: {factor} bytes for each of {length}: {all:#?}");
    }
}

#[test]
fn the_memory_of_parse_is_linear_in_the_text() {
    for Shape { name, text, parse } in SHAPES {
        assert_linear(name, FACTOR, |length| {
            let text = text(length);
            measure(|| drop(parse(text.as_bytes())))
        });
    }
}

/// A copy of the value is held for each level, but only for some levels.
#[test]
fn the_memory_for_copies_of_values_of_any_type_is_bounded() {
    // The text is twice as long as that.
    assert_linear("a large value, deep in values of any type", 2 * FACTOR_OF_ANY, |length| {
        let text = levels(&list("1", 2 * length), 20);
        measure(|| {
            let violations = parse::<nesting::types::Inline>(text.as_bytes()).unwrap_err();
            assert_eq!(violations.len(), 1, "{violations}");
        })
    });
}

/// A schema that is in itself, and values of it by the number of their levels.
struct Recursion {
    name: &'static str,
    text: fn(usize) -> String,
    work: fn(&[u8]) -> [u64; 3],
}

/// How many allocations it takes to parse a text, to decode it, and to validate what was decoded.
fn work<T: Data>(text: &[u8]) -> [u64; 3] {
    let mut decoded = None;
    let ways = [
        measure(|| drop(parse::<T>(text))),
        measure(|| decoded = serde_json::from_slice::<Decoded<T>>(text).ok()),
        measure(|| drop(decoded.as_ref().map(|value| value.0.validate()))),
    ];
    ways.map(|way| way.count_total)
}

/// Levels of which each has members beside the next.
fn nested(member: &str, innermost: &str, count: usize) -> String {
    format!("{}{innermost}{}", format!(r#"{{{member}"n":"#).repeat(count), "}".repeat(count))
}

macro_rules! recursions {
    ($($type:ident: $member:literal, $innermost:literal;)*) => {
        &[$(Recursion {
            name: concat!(stringify!($type), ": ", $innermost),
            text: |count| nested($member, $innermost, count),
            work: work::<nesting::types::$type>,
        }),*]
    };
}

const RECURSIONS: &[Recursion] = recursions! {
    Tie: "", r#"{"a":1}"#;
    Tie: "", "{}";
    Either: r#""a":"s","b":"s","#, r#"{"a":"s"}"#;
    Either: r#""a":"s","b":"s","#, "7";
    Beside: r#""v":1,"#, "{}";
    Beside: r#""v":1,"#, "7";
    Condition: "", r#"{"v":1}"#;
    Condition: "", "7";
    Twice: r#""v":1,"#, "{}";
    Twice: r#""v":1,"#, "7";
    Not: r#""v":1,"#, "{}";
    Not: r#""v":1,"#, "7";
    Dependent: r#""a":1,"b":1,"#, "{}";
    Dependent: r#""a":1,"b":1,"#, "7";
    Unevaluated: r#""a":1,"b":1,"#, "{}";
    Unevaluated: r#""a":1,"b":1,"#, "7";
    First: r#""a":1,"b":1,"#, "{}";
    First: r#""a":1,"b":1,"#, "7";
    Looks: r#""v":1,"#, "{}";
    Looks: r#""v":1,"#, "7";
    Inline: r#""v":1,"w":1,"#, r#"{"v":1}"#;
    Inline: r#""v":1,"w":1,"#, "7";
    Trio: r#""z":1,"a":1,"#, "{}";
    Trio: r#""z":1,"c":1,"#, r#"{"z":"s"}"#;
    Trio: r#""z":1,"a":1,"c":1,"#, "7";
    Open: r#""a":1,"b":"s","#, r#"{"a":1}"#;
    Open: r#""a":1,"b":"s","#, r#"{"a":1,"b":1}"#;
    Swap: r#""a":1,"b":1,"#, r#"{"b":1}"#;
    Swap: r#""a":"s","b":1,"z":1,"#, r#"{"b":1}"#;
    Swap: r#""a":1,"b":1,"#, "7";
    Names: r#""a":{},"#, "{}";
    Names: r#""a":{},"#, "7";
};

/// Each level is read, and copied, once for each way that its schema applies to it: twice the levels take about four times as
/// many allocations, and not the square of them.
#[test]
fn the_work_of_recursive_schemas_is_bounded() {
    let contains = Recursion {
        name: "Contains",
        text: |count| format!("{}{}", r#"{"v":1,"c":["#.repeat(count / 2), "]}".repeat(count / 2)),
        work: work::<nesting::types::Contains>,
    };
    let lists = Recursion {
        name: "Lists",
        text: |count| format!("{}7{}", "[".repeat(count), ",[]]".repeat(count)),
        work: work::<nesting::types::Lists>,
    };
    for Recursion { name, text, work } in RECURSIONS.iter().chain([&contains, &lists]) {
        let counts = [5, 10, 20, 40, 80].map(|levels| work(text(levels).as_bytes()));
        for (index, way) in ["parse", "decode", "validate"].into_iter().enumerate() {
            let counts = counts.map(|ways| ways[index]);
            for two in counts.windows(2) {
                assert!(two[1] <= 6 * two[0] + 500, "{way}, {name}: {counts:?}");
            }
            assert!(counts[4] < 300_000, "{way}, {name}: {counts:?}");
        }
    }
}

#[test]
fn the_memory_of_validate_is_linear_in_the_value() {
    assert_linear("numbers", 8, |length| {
        let value = Map::from([("n".repeat(length), vec![f64::NAN; length / 8])]);
        measure(|| {
            let violations = value.validate().unwrap_err();
            assert_eq!(violations.len() + violations.omitted(), length / 8);
        })
    });
    assert_linear("unique items", FACTOR, |length| {
        let items: Vec<_> = (0..length as u64 / 8).collect();
        measure(|| Violations::of(|at| at.unique_items(&items)).unwrap())
    });
}

/// The violations of many are the first of them, and the number of the others.
#[test]
fn what_is_left_out_is_counted() {
    let text = members(false, 110_000);
    let violations = parse::<recursion::types::First>(text.as_bytes()).unwrap_err();
    assert_eq!((violations.len(), violations.omitted()), (Violations::MOST, 10_002 - Violations::MOST));
    assert!(violations.to_string().ends_with("\nand 9002 more"), "{violations}");
    // Few are listed where their pointers are long.
    let text = below_long_names(&list("true", 100_000), 400_000);
    let violations = parse::<Map<Map<Vec<i64>>>>(text.as_bytes()).unwrap_err();
    assert_eq!((violations.len(), violations.omitted()), (2, 19_998));
}
