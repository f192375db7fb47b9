//! Where a description is read from: a file, the standard input, or a revision of git.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use hire_codegen_cli::diff::Side;
use tempfile::TempDir;

/// A description that is ready to be read. What was put into a temporary folder goes with it.
pub struct Input {
    pub side: Side,
    temporary: Option<TempDir>,
}

impl Input {
    /// A text about files of the description, with the names that findings have of them.
    pub fn named(&self, text: &str) -> String {
        match (&self.temporary, self.side.path.parent()) {
            (Some(_), Some(folder)) => text.replace(&format!("{}/", folder.display()), &self.side.folder),
            _ => text.to_owned(),
        }
    }
}

/// How the name of a file begins that is one of a revision.
const GIT: &str = "git:";

/// Opens what an argument names. The folders that are allowed besides are of the same revision.
///
/// # Errors
/// Fails with a message if there is nothing of this name.
pub fn open(argument: &str, allowed: &[PathBuf]) -> Result<Input, String> {
    match argument.strip_prefix(GIT).map(|rest| rest.split_once(':')) {
        Some(Some((revision, path))) => of_revision(argument, revision, path, allowed),
        Some(None) => Err(format!("{argument}: a file of a revision is git:REV:PATH")),
        None if argument == "-" => of_standard_input(),
        None => {
            let path = PathBuf::from(argument);
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            let folder = parent.map_or(String::new(), |parent| format!("{}/", parent.display()));
            let side = Side { path, folder, allowed: allowed.to_vec() };
            Ok(Input { side, temporary: None })
        }
    }
}

fn of_standard_input() -> Result<Input, String> {
    let failed = |error: io::Error| format!("-: {error}");
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text).map_err(failed)?;
    // YAML may begin with a brace as well.
    let is_json = serde_json::from_str::<serde_json::Value>(&text).is_ok();
    let name = if is_json { "stdin.json" } else { "stdin.yaml" };
    let folder = TempDir::new().map_err(failed)?;
    let path = folder.path().join(name);
    fs::write(&path, text).map_err(failed)?;
    let side = Side { path, folder: String::new(), allowed: Vec::new() };
    Ok(Input { side, temporary: Some(folder) })
}

/// Takes the files of the description's folder, and of those that are allowed, out of a revision.
fn of_revision(argument: &str, revision: &str, path: &str, allowed: &[PathBuf]) -> Result<Input, String> {
    let failed = |error: io::Error| format!("{argument}: {error}");
    let git = Git { folder: PathBuf::from("."), index: None };
    let root = PathBuf::from(git.line(&["rev-parse", "--show-toplevel"])?);
    let prefix = git.line(&["rev-parse", "--show-prefix"])?;
    let commit = format!("{revision}^{{commit}}");
    let commit = git.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
    let commit = commit.map_err(|_| format!("{argument}: there is no revision `{revision}`"))?;
    // As in `git show`: a path is one from the root of the repository, unless it begins with a dot.
    let from = if path.starts_with('.') { prefix.as_str() } else { "" };
    let outside = || format!("{argument}: the path leads out of the repository");
    let path = normal(&Path::new(from).join(path)).ok_or_else(outside)?;
    let folders = allowed.iter().map(|folder| normal(&Path::new(&prefix).join(folder)).ok_or_else(outside));
    let folders = folders.collect::<Result<Vec<_>, _>>()?;

    let temporary = TempDir::new().map_err(failed)?;
    let tree = temporary.path().join("tree");
    fs::create_dir(&tree).map_err(failed)?;
    let git = Git { folder: root, index: Some(temporary.path().join("index")) };
    git.run(&["read-tree", &commit], &[])?;
    let of_folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let is_wanted = |file: &str| {
        let is_there = |folder: &PathBuf| Path::new(file).starts_with(folder);
        let is_read = [".yaml", ".yml", ".json"].iter().any(|end| file.to_lowercase().ends_with(end));
        is_read && (is_there(&of_folder) || folders.iter().any(is_there))
    };
    let listed = git.run(&["ls-files", "-z"], &[])?;
    let wanted: Vec<_> =
        listed.split_inclusive('\0').filter(|it| is_wanted(it.trim_end_matches('\0'))).collect();
    let target = format!("--prefix={}/", tree.display());
    git.run(&["checkout-index", "-z", "--stdin", &target], wanted.concat().as_bytes())?;
    let file = tree.join(&path);
    if !file.is_file() {
        return Err(format!("{argument}: the revision has no such file"));
    }
    let of_folder = of_folder.display().to_string();
    let slash = if of_folder.is_empty() { "" } else { "/" };
    let folder = format!("{GIT}{revision}:{of_folder}{slash}");
    let allowed = folders.iter().map(|folder| tree.join(folder)).filter(|folder| folder.is_dir()).collect();
    Ok(Input { side: Side { path: file, folder, allowed }, temporary: Some(temporary) })
}

/// A path without dots; none if it leads out of the folder that it starts in.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => normal.push(name),
            Component::ParentDir if normal.pop() => {}
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(normal)
}

/// The program `git` in a folder, with the repository's index or one of its own.
struct Git {
    folder: PathBuf,
    index: Option<PathBuf>,
}

impl Git {
    fn run(&self, arguments: &[&str], input: &[u8]) -> Result<String, String> {
        let failed = |error: io::Error| format!("git {}: {error}", arguments.join(" "));
        let mut command = Command::new("git");
        command.current_dir(&self.folder).args(arguments);
        command.envs(self.index.iter().map(|index| ("GIT_INDEX_FILE", index)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(failed)?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input).map_err(failed)?;
        }
        let output = child.wait_with_output().map_err(failed)?;
        if !output.status.success() {
            let error = String::from_utf8_lossy(&output.stderr);
            return Err(format!("git {}: {}", arguments.join(" "), error.trim()));
        }
        String::from_utf8(output.stdout)
            .map_err(|_| format!("git {}: a name is no text", arguments.join(" ")))
    }

    /// What is printed, which is a line.
    fn line(&self, arguments: &[&str]) -> Result<String, String> {
        Ok(self.run(arguments, &[])?.trim_end_matches('\n').to_owned())
    }
}
