//! What the packages need of an operating system, feature by feature.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::scratch_crate::{Scratch, workspace};

/// What opens sockets, starts threads or reads clocks.
const SYSTEM: [&str; 12] = [
    "async-compression",
    "getrandom",
    "hyper",
    "hyper-util",
    "js-sys",
    "mio",
    "reqwest",
    "rustls",
    "socket2",
    "tokio",
    "wasm-bindgen",
    "web-time",
];

/// The packages that a package is built with for WebAssembly, each with its features. The target
/// does not have to be installed for that, but cargo may have to fetch packages that only it needs.
fn tree(package: &str, features: &str) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}|{f}", "--target", "wasm32-unknown-unknown"])
        .args(["--package", package, "--no-default-features", "--features", features])
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut packages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let (package, features) = line.split_once('|').unwrap();
        let name = package.split(' ').next().unwrap().to_owned();
        let features = features.trim_end_matches("(*)").trim().split(',').filter(|name| !name.is_empty());
        packages.entry(name).or_default().extend(features.map(str::to_owned));
    }
    assert!(packages.contains_key(package), "{packages:?}");
    packages
}

#[test]
fn without_the_client_nothing_of_the_system_is_needed() {
    for (package, features) in [
        ("hire-runtime", ""),
        ("hire-runtime", "pattern"),
        ("hire-runtime", "pattern,tracing"),
        ("hire-api", ""),
        ("hire-api", "tracing"),
    ] {
        let packages = tree(package, features);
        for name in SYSTEM {
            assert!(!packages.contains_key(name), "{package} with `{features}` needs {name}");
        }
    }
    let least = tree("hire-runtime", "");
    assert!(["regress", "tracing"].iter().all(|name| !least.contains_key(*name)), "{least:?}");
}

#[test]
fn the_client_opens_no_socket_unless_it_has_a_transport_that_does() {
    for (package, features) in [
        ("hire-runtime", "client"),
        ("hire-runtime", "testing"),
        ("hire-runtime", "blocking"),
        ("hire-api", "client"),
        ("hire-api", "testing"),
        ("hire-api", "blocking"),
    ] {
        let packages = tree(package, features);
        for name in SYSTEM.into_iter().filter(|name| *name != "tokio") {
            assert!(!packages.contains_key(name), "{package} with `{features}` needs {name}");
        }
        let more = ["fs", "io-std", "net", "process", "rt-multi-thread", "signal"];
        let found: Vec<_> = more.into_iter().filter(|name| packages["tokio"].contains(*name)).collect();
        assert!(found.is_empty(), "{package} with `{features}`: {found:?} of tokio");
    }
    assert!(tree("hire-runtime", "reqwest").contains_key("reqwest"));
    assert!(tree("hire-api", "reqwest").contains_key("reqwest"));
}

/// Modules that are there only with a feature of the crate, as the file that declares them says.
fn optional_modules(declarations: &str) -> BTreeSet<String> {
    let mut lines = declarations.lines().peekable();
    let mut found = BTreeSet::new();
    while let Some(line) = lines.next() {
        let Some(next) = lines.peek().filter(|_| line.starts_with("#[cfg(")) else {
            continue;
        };
        let name = next.trim_start_matches("pub ").trim_start_matches("pub(crate) ").strip_prefix("mod ");
        found.extend(name.map(|name| name.trim_end_matches(';').to_owned()));
    }
    found
}

fn sources(folder: &Path, skip: &BTreeSet<String>, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if skip.contains(name.trim_end_matches("_tests")) || name.ends_with("tests") {
            continue;
        }
        if path.is_dir() {
            let declarations = std::fs::read_to_string(path.join("mod.rs")).unwrap_or_default();
            sources(&path, &optional_modules(&declarations), found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn modules_that_are_always_there_call_nothing_of_the_system() {
    let banned = [
        "Instant",
        "SystemTime::now",
        ".elapsed()",
        "std::net",
        "std::thread",
        "thread::",
        "std::fs",
        "tokio",
    ];
    for (modules, optional, always) in [
        ("hire-runtime/src/values/mod.rs", "pattern", "secret.rs"),
        ("hire-runtime/src/calls/mod.rs", "client", "endpoint.rs"),
        ("hire-api/src/lib.rs", "feishu", "lib.rs"),
    ] {
        let modules = workspace().join(modules);
        let folder = modules.parent().unwrap();
        let text = std::fs::read_to_string(&modules).unwrap();
        let skip = optional_modules(&text);
        assert!(skip.contains(optional), "{skip:?}");
        let mut files = Vec::new();
        sources(folder, &skip, &mut files);
        assert!(files.iter().any(|file| file.ends_with(always)), "{files:?}");
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let mut before = "";
            for line in text.lines().take_while(|line| *line != "#[cfg(test)]") {
                // A line that a feature turns on stands behind the one that says so.
                let optional = before.contains("cfg!(feature") || before.contains("#[cfg(feature");
                before = line;
                let comment = line.trim_start().starts_with("//");
                for name in banned.iter().filter(|_| !optional && !comment) {
                    assert!(!line.contains(name), "{}: {line}", file.display());
                }
            }
        }
    }
}

/// A description with numbers that some readers round, and a property called as `serde_json` wraps numbers.
const NUMBERS: &str = r#"{
    "openapi": "3.1.1", "info": { "title": "Numbers", "version": "1" }, "paths": {},
    "components": { "schemas": { "Sum": { "type": "object", "properties": {
        "$serde_json::private::Number": { "type": "string" },
        "most": { "type": "number", "maximum": 100000000000000000000, "default": 1e2 },
        "least": { "type": "integer", "minimum": -9.007199254740993e15 },
        "listed": { "enum": [1.50, 1e20, 18446744073709551617, "a"] }
    } } } }
}"#;

/// Prints what is emitted, and what becomes of texts: the verdicts of both readers, and what is written again.
const PROGRAM: &str = r##"
use hire_runtime::{Data, Decoded, Encoded, Value, Violations, parse, serde_json};

mod bindings {
    include!(concat!(env!("OUT_DIR"), "/bindings/mod.rs"));
}

fn shown<T: Data>(name: &str, text: &str) {
    let written = |value: &T| serde_json::to_string(&Encoded(value)).unwrap();
    let parsed = parse::<T>(text.as_bytes()).map(|value| written(&value)).map_err(|all| all.to_string());
    let decoded = serde_json::from_str::<Decoded<T>>(text).map(|Decoded(value)| written(&value));
    println!("{name} {text}: {parsed:?} {:?}", decoded.map_err(|_| "refused"));
}

fn main() {
    for file in ["types.rs", "wire.rs", "validation.rs"] {
        println!("{}", std::fs::read_to_string(format!("{}/bindings/{file}", env!("OUT_DIR"))).unwrap());
    }
    for text in [
        "0", "-0", "-0.0", "1.0", "1.50", "1e2", "1E+2", "9007199254740993", "9007199254740993.0", "18446744073709551615",
        "18446744073709551616", "-9223372036854775809", "100000000000000000001", "1e20", "1e400", "-1e400", "0.1e-400",
        "0.30000000000000000001", "[1e2, 100, 1.00]", r#"{"$serde_json::private::Number": "12"}"#,
        r#"{"$serde_json::private::Number": {}}"#, r#"{"$serde_json::private::Number": "x", "a": 1.10}"#,
        r#"{"listed": 1.5, "most": 100000000000000000001}"#, r#"{"listed": 100000000000000000000}"#, r#"{"listed": 1.6}"#,
        r#"{"b": 1, "a": 1, "b": 2}"#,
    ] {
        shown::<i64>("i64", text);
        shown::<u64>("u64", text);
        shown::<f64>("f64", text);
        shown::<f32>("f32", text);
        shown::<Value>("any", text);
        shown::<Vec<Value>>("list", text);
        shown::<bindings::types::Sum>("sum", text);
        if let Ok(value) = parse::<Value>(text.as_bytes()) {
            let rules = Violations::of(|at| {
                at.json_values(&value, &["100", "1.5", "9007199254740993", "18446744073709551616"]);
                at.unique_items(value.as_array().map_or(&[][..], Vec::as_slice));
            });
            println!("rules {text}: {:?}", rules.map_err(|all| all.to_string()));
        }
    }
}
"##;

#[test]
fn no_verdict_and_no_text_depends_on_features_of_serde_json() {
    let printed =
        ["[]", r#"["arbitrary_precision", "float_roundtrip", "unbounded_depth"]"#].map(|features| {
            let scratch = Scratch::new("scratch-numbers");
            let manifest = std::fs::read_to_string(scratch.path("Cargo.toml")).unwrap();
            let dependency = format!("serde_json = {{ version = \"1\", features = {features} }}\n");
            let manifest = manifest.replace("[dependencies]\n", &format!("[dependencies]\n{dependency}"));
            let manifest =
                manifest.replace("[build-dependencies]\n", &format!("[build-dependencies]\n{dependency}"));
            scratch.write("Cargo.toml", &manifest);
            scratch.write("api.json", NUMBERS);
            scratch.write("src/main.rs", PROGRAM);
            let build = "fn main() -> Result<(), hire_codegen::Report> {\n    \
                     hire_codegen::Generator::new(\"api.json\").emit()\n}\n";
            scratch.write("build.rs", build);
            scratch.cargo(&["run", "--quiet"]).succeeded().stdout
        });
    let [without, with] = printed.each_ref().map(|text| text.lines().collect::<Vec<_>>());
    assert!(without.len() > 300, "{without:?}");
    for (without, with) in without.iter().zip(&with) {
        assert_eq!(without, with);
    }
    assert_eq!(without.len(), with.len());
}
