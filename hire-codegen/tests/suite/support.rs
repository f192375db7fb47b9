//! Descriptions of tests, and what is made of them.

use std::fs;

use hire_codegen::{Bindings, Generator, Report};
use tempfile::TempDir;

/// A folder that is there as long as the value.
pub fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder")
}

/// A description of an API on a server, with further members.
pub fn description(version: &str, members: &str) -> String {
    format!(
        "openapi: {version}\ninfo: {{ title: A, version: '1' }}\nservers: [{{ url: 'https://x.example' }}]\n{members}\n"
    )
}

/// Generates from the text of a description.
pub fn generate(text: &str) -> Result<Bindings, Report> {
    generate_with(text, &[], |generator| generator)
}

/// Generates from the text of a description, `api.json` or `api.yaml`, beside files that it may refer to.
pub fn generate_with(
    text: &str,
    files: &[(&str, &str)],
    options: impl FnOnce(Generator) -> Generator,
) -> Result<Bindings, Report> {
    let folder = folder();
    let name = if text.starts_with('{') { "api.json" } else { "api.yaml" };
    for (name, text) in files.iter().chain(&[(name, text)]) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder");
        fs::write(path, text).expect("the folder is there");
    }
    options(Generator::new(folder.path().join(name))).generate()
}

/// The texts of all files of bindings.
pub fn text(bindings: &Bindings) -> String {
    bindings.files().iter().map(|file| file.text.as_str()).collect()
}

/// All code of bindings, with one space wherever there is room between two words, and without the path of the runtime.
pub fn code(bindings: &Bindings) -> String {
    let text = text(bindings);
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("::hire_runtime::", "")
}
