//! Any text as a description: it is refused with a report, or what is emitted is Rust; and the same twice.

#![no_main]

use std::fs;
use std::sync::LazyLock;

use hire_codegen::{Bindings, Generator, Report};
use libfuzzer_sys::{Corpus, fuzz_target};

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

fn generate(name: &str, text: &[u8]) -> Result<Bindings, Report> {
    let path = FOLDER.path().join(name);
    fs::write(&path, text).expect("the folder is there");
    Generator::new(path).generate()
}

fn text(made: &Result<Bindings, Report>) -> String {
    match made {
        Ok(bindings) => bindings.files().iter().map(|file| file.text.as_str()).collect(),
        Err(report) => report.to_string(),
    }
}

fuzz_target!(|text_of_description: &[u8]| -> Corpus {
    let json = text_of_description.first() == Some(&b'{');
    let name = if json { "openapi.json" } else { "openapi.yaml" };
    let made = generate(name, text_of_description);
    assert_eq!(text(&made), text(&generate(name, text_of_description)));
    match made {
        Ok(bindings) => {
            for file in bindings.files() {
                syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.name));
            }
            assert_eq!(bindings.inputs().len(), 1, "no other file is there to be read");
        }
        Err(report) => {
            assert!(report.has_errors());
            let defect = report.diagnostics().find(|it| it.code == hire_codegen::diagnostic::codes::DEFECT);
            assert!(defect.is_none(), "{report}");
            let printable = |it: char| it == '\n' || !it.is_control();
            assert!(report.to_string().chars().all(printable));
        }
    }
    Corpus::Keep
});
