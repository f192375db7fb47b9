//! What a shell has of the command line: completions, and pages of the manual.

use std::fs;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::Arguments;

/// The script that a shell completes subcommands and options by.
pub fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "hire-codegen", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The page of the program, or in a folder a page for each of its subcommands too.
///
/// # Errors
/// Fails with a message if a page cannot be written.
pub fn manual(folder: Option<&Path>) -> Result<String, String> {
    let command = Arguments::command();
    let Some(folder) = folder else {
        let mut page = Vec::new();
        Man::new(command).render(&mut page).map_err(|error| error.to_string())?;
        return Ok(String::from_utf8_lossy(&page).into_owned());
    };
    let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(format!("the pages are in {}: man -l {}\n", folder.display(), folder.join("hire-codegen.1").display()))
}
