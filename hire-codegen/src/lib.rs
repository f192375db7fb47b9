//! OpenAPI to Rust at build time: types, validators and a client.
//!
//! A description (YAML or JSON, OpenAPI 3.0 or 3.1) becomes Rust while the crate that uses it is
//! built; when the description changes, the next `cargo build` has new bindings. Whatever cannot be
//! carried into Rust is refused, with a code frame that shows where it stands.
//!
//! In `build.rs`:
//!
//! ```no_run
//! fn main() -> Result<(), hire_codegen::Report> {
//!     hire_codegen::Generator::new("openapi.yaml").emit()
//! }
//! ```
//!
//! In `src/lib.rs`, with `hire-runtime` as a dependency:
//!
//! ```ignore
//! hire_runtime::include_bindings!();
//! ```
//!
//! What is emitted, without writing it; the example `bindings` of this crate does the same with a file of yours:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("pets.yaml");
//! std::fs::write(
//!     &path,
//!     "openapi: 3.1.1
//! info: { title: Pets, version: '1' }
//! paths: {}
//! components:
//!   schemas:
//!     Pet: { type: object, required: [name], properties: { name: { type: string } } }
//! ",
//! )?;
//! let bindings = hire_codegen::Generator::new(path).generate()?;
//! assert!(bindings.files().iter().any(|file| file.text.contains("pub struct Pet {")));
//! # Ok(())
//! # }
//! ```
//!
//! The way of the data is one of rooms, each of which knows only those before it: [`source`] reads text into trees,
//! `openapi` reads trees into the API, `schema` brings schemas into one dialect, `analysis` answers questions about them,
//! `lower` decides what is emitted (`ir`), `emit` writes it down. Each room adds [`diagnostic`]s, a [`Report`] shows them.

mod analysis;
mod bindings;
pub mod census;
pub mod diagnostic;
mod emit;
mod generator;
mod ir;
mod lenient;
mod lint;
mod lower;
mod markdown;
mod openapi;
mod report;
mod schema;
pub mod source;
pub mod support;
pub mod surface;

pub use bindings::{Bindings, Change};
pub use emit::File;
pub use generator::Generator;
pub use report::{Located, Report};
