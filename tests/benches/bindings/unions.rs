//! How many lines a union costs.

use std::error::Error;
use std::fs;

use hire_codegen::Generator;

const TWO_VARIANTS: &str = "openapi: 3.1.1
info: { title: Pets, version: '1' }
paths: {}
components:
  schemas:
    Cat:
      type: object
      required: [kind, lives]
      properties: { kind: { const: cat }, lives: { type: integer } }
    Dog:
      type: object
      required: [kind, tricks]
      properties: { kind: { const: dog }, tricks: { type: array, items: { type: string } } }
";

/// The union called `Pet` and a number.
fn union(number: usize) -> String {
    format!(
        "    Pet{number}:
      oneOf: [{{ $ref: '#/components/schemas/Cat' }}, {{ $ref: '#/components/schemas/Dog' }}]
      discriminator: {{ propertyName: kind, mapping: {{ cat: Cat, dog: Dog }} }}
"
    )
}

/// What the emitted files have, empty lines excepted.
struct Lines {
    all: usize,
    docs: usize,
    /// Whether the union is an enum, and not any JSON value with rules.
    typed: bool,
}

fn lines(unions: usize) -> Result<Lines, Box<dyn Error>> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let path = folder.path().join("openapi.yaml");
    fs::write(&path, TWO_VARIANTS.to_owned() + &(0..unions).map(union).collect::<String>())?;
    let bindings = Generator::new(path).generate()?;
    let text: String = bindings.files().iter().map(|file| file.text.as_str()).collect();
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(Lines {
        all: lines().count(),
        docs: lines().filter(|line| line.starts_with("///")).count(),
        typed: text.contains("pub enum Pet0 "),
    })
}

/// Prints what the second union of two adds: enum, impls and tables, but no imports.
pub fn print() -> Result<(), Box<dyn Error>> {
    let (one, two) = (lines(1)?, lines(2)?);
    let (all, docs) = (two.all - one.all, two.docs - one.docs);
    let what = if two.typed { "an enum" } else { "any JSON value with rules" };
    println!("a union of two variants ({what}): {all} lines, {docs} of them docs");
    Ok(())
}
