//! The workflow of `docs/github-action.yml`: its commands, as they stand there, in a repository with a base and a change.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::following::Folder;
use crate::{CONVERTED, edited};

/// The program's name in the workflow, where a shell finds it.
fn path() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_hire-codegen")).parent().unwrap().to_owned();
    let known = std::env::var_os("PATH").unwrap();
    let folders: Vec<PathBuf> = std::iter::once(folder).chain(std::env::split_paths(&known)).collect();
    std::env::join_paths(folders).unwrap().into_string().unwrap()
}

/// Runs a command in a folder, and returns its exit code and what it printed.
fn run(folder: &Path, program: &str, arguments: &[&str], variables: &[(String, String)]) -> (i32, String) {
    let output = Command::new(program)
        .current_dir(folder)
        .args(arguments)
        .envs(variables.iter().cloned())
        .env("PATH", path())
        .env_remove("NO_COLOR")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), text)
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let author = ["-c", "user.name=a", "-c", "user.email=a@a.example", "-c", "commit.gpgsign=false"];
    let (code, text) = run(folder, "git", &[&author, arguments].concat(), &[]);
    assert_eq!(code, 0, "git {arguments:?}: {text}");
    text.trim().to_owned()
}

fn commit(folder: &Path) -> String {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "--message", "a"]);
    git(folder, &["rev-parse", "HEAD"])
}

/// What each step of the workflow does in a repository whose head is a pull request to `main`: a step fails by its exit code, and
/// those behind it run if their condition says so.
fn steps(folder: &Path) -> Vec<(i32, String)> {
    let workflow: Value = serde_yaml::from_str(include_str!("../../../docs/github-action.yml")).unwrap();
    let job = &workflow["jobs"]["check"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut variables: Vec<_> =
        job["env"].as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect();
    variables.push(("GITHUB_BASE_REF".to_owned(), "main".to_owned()));
    let commands = job["steps"].as_array().unwrap().iter().filter(|step| step.get("run").is_some());
    let mut results: Vec<(i32, String)> = Vec::new();
    for step in commands {
        let command = text(&step["run"]);
        // The program is there already.
        if command.starts_with("cargo install ") {
            assert!(command.ends_with(" hire-codegen-cli"), "{command}");
            continue;
        }
        let always = step.get("if").map(text);
        assert!(always.is_none() || always.as_deref() == Some("success() || failure()"));
        if always.is_some() || results.iter().all(|(code, _)| *code == 0) {
            results.push(run(folder, "bash", &["-e", "-c", &command], &variables));
        }
    }
    results
}

/// What is exchanged on the page, whether the description follows, and what is printed of both.
type Row = ((&'static str, &'static str), bool, [(i32, &'static str); 2]);

#[test]
fn each_command_of_the_workflow_says_what_a_change_does() {
    let limit = ("5 次/秒", "6 次/秒");
    let gone = "| `comment` | `string` | 否 | 备注<br>**默认值**：空 |\n";
    let rows: [Row; 4] = [
        (("a | b", "a | b"), true, [(0, ""), (0, "")]),
        (limit, false, [(1, "::warning file=pages/create.md,line=23,title=rate-limit-changed::"), (0, "")]),
        ((gone, ""), false, [(1, "title=field-removed::field-removed request.comment"), (0, "")]),
        ((gone, ""), true, [(0, ""), (1, "::error file=openapi.yaml,line=")]),
    ];
    for ((from, to), follows, expected) in rows {
        let folder = Folder::new();
        let path = folder.path();
        git(path, &["init", "--quiet"]);
        let base = commit(path);
        git(path, &["update-ref", "refs/remotes/origin/main", &base]);
        std::fs::create_dir(path.join("pages")).unwrap();
        folder.write("pages/create.md", CONVERTED);
        let import = ["doc", "import", "pages/create.md", "--out", "openapi.yaml"];
        assert_eq!(run(path, "hire-codegen", &import, &[]).0, 0);
        commit(path);
        // A description that is new breaks nobody.
        assert_eq!(steps(path), [(0, String::new()), (0, String::new())]);
        let base = git(path, &["rev-parse", "HEAD"]);
        git(path, &["update-ref", "refs/remotes/origin/main", &base]);
        folder.write("pages/create.md", &edited(CONVERTED, from, to));
        if follows {
            let check = ["doc", "check", "pages/create.md", "--spec", "openapi.yaml", "--write"];
            run(path, "hire-codegen", &check, &[]);
            run(path, "hire-codegen", &["doc", "accept", "pages/create.md", "--spec", "openapi.yaml"], &[]);
        }
        commit(path);
        let found = steps(path);
        let is_as_expected = |((code, text), (expected, words)): (&(i32, String), &(i32, &str))| {
            code == expected && text.contains(words) && (*code != 0 || !text.contains("::"))
        };
        assert!(found.iter().zip(&expected).all(is_as_expected) && found.len() == 2, "{from}: {found:#?}");
    }
}
