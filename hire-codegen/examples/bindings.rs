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
    eprint!("{}", bindings.warnings());
    let mut out = io::stdout().lock();
    for file in
        bindings.files().iter().filter(|file| names.is_empty() || names.iter().any(|it| it == file.name))
    {
        writeln!(out, "// {}\n{}", file.name, file.text)?;
    }
    write!(out, "{}", bindings.census())?;
    Ok(())
}
