//! Emits the bindings of the descriptions in `golden` and `benches`, so that what is compiled is what the
//! generator makes now, whether or not the golden copies have been refreshed.

use std::env;
use std::path::PathBuf;

use hire_codegen::{Generator, Report};

fn main() -> Result<(), Report> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for (folder, name) in [("golden", "kitchen"), ("golden", "pantry"), ("benches", "values")] {
        let description = format!("{folder}/{name}/openapi.yaml");
        Generator::new(description).out_dir(out.join(name)).deny_warnings().emit()?;
    }
    Ok(())
}
