//! Shows what is emitted: `cargo run -p hire-codegen --example bindings -- openapi.yaml types.rs`.
//!
//! Prints the files of a description's bindings, or those that are named after it, and what becomes of its schemas;
//! warnings go to the standard error. Nothing is written to the disk.

use std::env;
use std::error::Error;
use std::io::{self, Write as _};

use hire_codegen::Generator;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let description = arguments.next().ok_or("which description?")?;
    let names: Vec<_> = arguments.collect();
    let bindings = Generator::new(description).generate()?;
    let warnings = bindings.warnings().to_string();
    let files =
        bindings.files().iter().filter(|file| names.is_empty() || names.iter().any(|it| it == file.name));
    let texts = files.map(|file| format!("// {}\n{}", file.name, file.text));
    let text: String = texts.chain([bindings.census().to_string()]).collect();
    // A reader may have gone, as in `| head`.
    let _ = io::stderr().write_all(warnings.as_bytes());
    let _ = io::stdout().write_all(text.as_bytes());
    Ok(())
}
