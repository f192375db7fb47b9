//! Where a description is read from: a file, the standard input, or a revision of git.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use hire_codegen_cli::diff::Side;
use tempfile::TempDir;

/// A description that is ready to be read. What was put into a temporary folder goes with it.
pub struct Input {
    pub side: Side,
    temporary: Option<Temporary>,
}

/// A folder, and how what is in it is named in messages.
struct Temporary {
    folder: TempDir,
    name: String,
}

impl Input {
    /// A message with files named as the user knows them.
    pub fn named(&self, message: &str) -> String {
        let Some(Temporary { folder, name }) = &self.temporary else { return message.to_owned() };
        message.replace(&format!("{}/", folder.path().display()), name)
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
    let folder = TempDir::new().map_err(failed)?;
    // JSON is read as JSON whatever its file is called, and YAML may begin with a brace as well.
    let path = folder.path().join("stdin.yaml");
    fs::write(&path, text).map_err(failed)?;
    let side = Side { path, folder: String::new(), allowed: Vec::new() };
    Ok(Input { side, temporary: Some(Temporary { folder, name: String::new() }) })
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
    // A revision has nothing of a folder outside of the repository.
    let folders = allowed.iter().filter_map(|folder| {
        let absolute = fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
        let is_absolute = folder.is_absolute().then(|| absolute.strip_prefix(&root).ok().map(Path::to_owned));
        is_absolute.unwrap_or_else(|| normal(&Path::new(&prefix).join(folder)))
    });
    let folders: Vec<PathBuf> = folders.collect();

    let temporary = TempDir::new().map_err(failed)?;
    let tree = temporary.path().to_owned();
    // No file of a revision is in a folder of this name.
    let own = tree.join(".git");
    fs::create_dir(&own).map_err(failed)?;
    let git = Git { folder: root, index: Some(own.join("index")) };
    git.run(&["read-tree", &commit], &[])?;
    let of_folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let is_wanted = |file: &Path| {
        let is_there = |folder: &PathBuf| file.starts_with(folder);
        let ends = |end: &OsStr| file.extension().is_some_and(|it| it.eq_ignore_ascii_case(end));
        let is_read = ["yaml", "yml", "json"].into_iter().map(OsStr::new).chain(path.extension()).any(ends);
        file == path || is_read && (is_there(&of_folder) || folders.iter().any(is_there))
    };
    git.check_out(is_wanted, &tree)?;
    let file = tree.join(&path);
    if !file.is_file() {
        return Err(format!("{argument}: the revision has no such file"));
    }
    let of_folder = of_folder.display().to_string();
    let slash = if of_folder.is_empty() { "" } else { "/" };
    let folder = format!("{GIT}{revision}:{of_folder}{slash}");
    let allowed = folders.iter().map(|folder| tree.join(folder)).filter(|folder| folder.is_dir()).collect();
    let temporary = Temporary { folder: temporary, name: format!("{GIT}{revision}:") };
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

    /// Takes files out of the index, and those that links among them lead to.
    fn check_out(&self, is_wanted: impl Fn(&Path) -> bool, tree: &Path) -> Result<(), String> {
        let listed = self.run(&["ls-files", "-z"], &[])?;
        let mut left: BTreeSet<&str> = listed.split_terminator('\0').collect();
        let target = format!("--prefix={}/", tree.display());
        let mut found: BTreeSet<&str> =
            left.iter().copied().filter(|file| is_wanted(Path::new(file))).collect();
        while !found.is_empty() {
            left = &left - &found;
            let names: String = found.iter().flat_map(|file| [*file, "\0"]).collect();
            self.run(&["checkout-index", "-z", "--stdin", &target], names.as_bytes())?;
            let links = found.iter().filter_map(|file| {
                let link = fs::read_link(tree.join(file)).ok()?;
                normal(&Path::new(file).parent()?.join(link))
            });
            let targets: Vec<PathBuf> = links.collect();
            let is_target = |file: &&str| targets.iter().any(|target| Path::new(file).starts_with(target));
            found = left.iter().copied().filter(is_target).collect();
        }
        Ok(())
    }

    /// What is printed, which is a line.
    fn line(&self, arguments: &[&str]) -> Result<String, String> {
        Ok(self.run(arguments, &[])?.trim_end_matches('\n').to_owned())
    }
}
