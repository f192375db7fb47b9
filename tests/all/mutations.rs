//! Descriptions with faults made at random: `cargo run -p hire-tests --release --example documents -- FOLDER --mutations
//! 1000` does it for a folder of documents.

#[path = "../documents/mutation.rs"]
mod mutation;

use std::fs;

use hire_codegen::Generator;
use hire_codegen::diagnostic::Diagnostics;
use hire_codegen::source::Sources;

use crate::scratch_crate::workspace;

#[test]
fn a_description_with_faults_becomes_a_report_or_bindings_that_are_rust() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openapi.json");
    let (mut refused, mut emitted) = (0, 0);
    for name in ["albums", "directions"] {
        let text =
            fs::read_to_string(workspace().join("tests/golden").join(name).join("openapi.yaml")).unwrap();
        let sources = Sources::from_text("openapi.yaml", &text, &mut Diagnostics::default()).unwrap();
        let description = sources.root().to_json();
        for seed in 0..15 {
            let mutated = mutation::mutated(&description, &mut fastrand::Rng::with_seed(seed));
            fs::write(&path, mutated.to_string()).unwrap();
            for generator in [Generator::new(&path), Generator::new(&path).lenient()] {
                let outcome = generator.generate();
                let defect = mutation::defect(&outcome);
                assert_eq!(defect, None, "{name} with seed {seed}: {mutated}");
                if outcome.is_ok() { emitted += 1 } else { refused += 1 }
            }
        }
    }
    assert!(refused > 0 && emitted > refused, "{refused} refused, {emitted} emitted");
}
