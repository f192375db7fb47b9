//! Emits the bindings from the description.

use std::env;

use hire_codegen::{Generator, Report};

fn main() -> Result<(), Report> {
    let generator = Generator::new("spec/hire.yaml").deny_warnings();
    // So Cargo tells build scripts which features of the package are on.
    if env::var_os("CARGO_FEATURE_CLIENT").is_some() {
        generator.emit()
    } else {
        generator.without_client().emit()
    }
}
