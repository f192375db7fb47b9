//! Time and memory grow with a description, and not with its square. `cargo run --release -p hire-codegen --example growth`
//! measures all shapes; here are those that once took minutes, in sizes at which they would again, and nothing is measured:
//! what has not ended long after it should have is a fault.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::support;

#[path = "../../examples/growth/shapes/mod.rs"]
#[allow(dead_code, reason = "the example has a use for all of it")]
mod shapes;

use shapes::{GROUPS, Options};

/// How long anything may take on the slowest of machines. What grows with the square of these sizes takes many times as
/// long without optimisation, and what does not a few seconds.
const GUARD: Duration = Duration::from_secs(30);

/// A shape with its size. A fault beside it ends the generator before anything is emitted, which takes most of the time.
const SHAPES: &[(&str, usize)] = &[
    ("chain of $ref", 5_000),
    ("chain of $ref, backwards", 5_000),
    ("ring of structs", 2_500),
    ("ring of required structs", 2_500),
    ("chain of structs with rules", 2_500),
    ("ring of unique lists", 2_000),
    ("dangling references", 5_000),
    ("dangling anchors", 5_000),
    ("enum of strings", 25_000),
    ("enum of numbers", 15_000),
    ("enum of objects", 10_000),
    ("enum twice in allOf", 12_500),
    ("enum with bad examples", 1_250),
    ("oneOf of const", 5_000),
    ("example of a list of an enum", 7_500),
    ("example of a unique list", 15_000),
    ("required properties", 10_000),
    ("unknown required", 5_000),
    ("dependentRequired", 2_000),
    ("clashing properties", 5_000),
    ("clashing schemas", 5_000),
    ("allOf of inline objects", 2_500),
    ("allOf of one property", 15_000),
    ("not of one enum", 2_000),
    ("anyOf of enums", 20_000),
    ("discriminator with mapping", 4_000),
    ("example for branches", 6_000),
    ("example with patterns", 2_500),
    ("properties and their patterns", 10_000),
    ("equal operation ids", 2_500),
    ("unknown security schemes", 5_000),
    ("equal warnings", 10_000),
    ("warnings in one line of JSON", 10_000),
    ("errors in one line", 5_000),
    ("keys that are no strings", 2_500),
    ("errors at items of lists", 2_500),
    ("duplicate keys", 7_500),
    ("path with equal parameters", 20_000),
    ("parameters that a path lacks", 10_000),
    ("branches of a part", 100),
    ("flow sequences, nested", 100_000),
    ("flow sequences, closed", 100_000),
    ("flow mappings, nested", 100_000),
    ("directives", 50_000),
];

fn text(name: &str, size: usize) -> (String, String, Options) {
    let shapes = GROUPS.iter().flat_map(|(_, shapes)| *shapes);
    let shape =
        shapes.into_iter().find(|shape| shape.name == name).unwrap_or_else(|| panic!("no shape {name}"));
    let (file, text) = shape.files(size).remove(0);
    let fault = "Fault: { type: strnig }";
    let text = if text.contains("components:") {
        text.replacen("schemas:\n", &format!("schemas:\n    {fault}\n"), 1)
    } else {
        text.replacen("paths:", &format!("components: {{ schemas: {{ {fault} }} }}\npaths:"), 1)
    };
    (file, text, shape.options)
}

#[test]
fn nothing_grows_with_the_square_of_a_description() {
    let next = AtomicUsize::new(0);
    let check = || {
        while let Some((name, size)) = SHAPES.get(next.fetch_add(1, Ordering::Relaxed)) {
            ends(name, *size);
        }
    };
    thread::scope(|scope| {
        let workers = [scope.spawn(check), scope.spawn(check)];
        for worker in workers {
            worker.join().unwrap();
        }
    });
}

/// Examples with the branches of a union, names of properties with patterns, schemas with what they are combined with are as
/// many pairs as there are of both: what is not judged or made any more is said once.
#[test]
fn what_is_left_of_too_many_pairs_is_said() {
    for (name, size, said) in [
        ("example for branches", 1_500, "neither this nor the examples and defaults after it are checked"),
        (
            "properties and their patterns",
            2_000,
            "the patterns for names of properties take more steps together than they may",
        ),
        ("ring of dynamic anchors", 300, "too many schemas are combined with each other"),
        ("allOf of one union", 320, "too many schemas are combined with each other"),
        ("not of one struct", 460, "types with more than 200000 fields in all are not supported"),
        (
            "allOf of one enum of anything",
            750,
            "enumerations with more than 2000000 values in all are not supported",
        ),
    ] {
        let report = ends(name, size);
        assert_eq!(report.matches(said).count(), 1, "{name}: {report}");
    }
}

/// Of a schema that applies in several places of a value, with as many in each of these, the docs tell the parts once.
#[test]
fn parts_of_one_schema_are_told_once() {
    const LEVELS: usize = 18;
    let (file, text, options) = text("maps of one schema in three places", LEVELS);
    let emitted = ends_with(file, text.replace("strnig", "string"), options).unwrap();
    let told = emitted.matches("Words of the last.").count();
    assert!((1..100 * LEVELS).contains(&told), "{told}");
}

/// Makes bindings of a shape, or a report, in time. Returns the report.
fn ends(name: &str, size: usize) -> String {
    let (file, text, options) = text(name, size);
    ends_with(file, text, options).err().unwrap_or_default()
}

/// Makes bindings, or a report, in time.
fn ends_with(file: String, text: String, options: Options) -> Result<String, String> {
    let (sender, ended) = mpsc::channel();
    thread::spawn(move || {
        let folder = support::folder();
        let path = folder.path().join(file);
        std::fs::write(&path, text).unwrap();
        let made = options.generator(&path).generate();
        let made = made.map(|bindings| bindings.files().iter().map(|file| file.text.as_str()).collect());
        let _ = sender.send(made.map_err(|report| report.to_string()));
    });
    ended.recv_timeout(GUARD).unwrap_or_else(|_| panic!("it takes more than {GUARD:?}"))
}

/// Long items are formatted in parts; the text is that which the formatter makes of the whole.
#[test]
fn long_items_are_formatted_like_short_ones() {
    let head = "openapi: 3.1.1\ninfo: { title: Long, version: '1' }\ncomponents:\n  schemas:\n";
    let values = |value: fn(usize) -> String| (0..2_100).map(value).collect::<Vec<_>>().join(", ");
    let properties = (0..2_100).map(|index| match index % 5 {
        0 => format!("p{index}: {{ type: integer, minimum: {index} }}"),
        1 => format!("p{index}: {{ type: [string, 'null'], description: Words of {index} }}"),
        2 => format!("p{index}: {{ type: string, default: d{index} }}"),
        3 => format!("p{index}: {{ $ref: '#/components/schemas/Object' }}"),
        _ => format!("p{index}: {{ type: string, deprecated: true, minLength: 1 }}"),
    });
    let properties: Vec<_> = properties.collect();
    let required: Vec<_> =
        (0..2_100).filter(|index| index % 5 != 3).step_by(2).map(|it| format!("p{it}")).collect();
    let text = format!(
        "{head}    Plain: {{ type: string, enum: [{}] }}\n    Quoted: {{ type: string, enum: [{}] }}\n    \
         Numbers: {{ type: integer, enum: [{}] }}\n    Described: {{ type: string, enum: [{}], \
         x-enum-descriptions: [{}] }}\n    Object: {{ type: object, properties: {{ {} }}, required: [{}], \
         dependentRequired: {{ p3: [p2008] }} }}\n",
        values(|index| format!("v{index}")),
        values(|index| format!("'{} \"{index}\" ü'", "long ".repeat(index % 20))),
        values(|index| (index * 1_000).to_string()),
        values(|index| format!("v{index}")),
        values(|index| format!("'Words of {index}.'")),
        properties.join(", "),
        required.join(", "),
    );
    let bindings = support::generate(&text).unwrap();
    let solid =
        |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    for file in bindings.files() {
        // A formatter drops comments. Tables have a line for each row, which none knows.
        let lines = file.text.lines().filter(|line| !line.starts_with("// "));
        let mut in_table = false;
        let outside = lines.filter(|line| {
            in_table |= line.starts_with("::hire_runtime::") && line.ends_with("! {");
            let is_outside = !in_table;
            in_table &= *line != "}";
            is_outside
        });
        let emitted = outside.collect::<Vec<_>>().join("\n");
        let formatted = prettyplease::unparse(&syn::parse_file(&emitted).unwrap());
        let (emitted, formatted) = (solid(&emitted), solid(&formatted));
        let differs = emitted.iter().zip(&formatted).position(|(one, other)| one != other);
        let place = differs.map(|line| (&emitted[line], &formatted[line]));
        assert_eq!(place, None, "{}", file.name);
        assert_eq!(emitted.len(), formatted.len(), "{}", file.name);
    }
}
