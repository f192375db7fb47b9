//! Where the rewards go.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use hire_api::sandbox::Sandbox;
use hire_api::{Client, feishu};
use hire_runtime::{ReqwestTransport, reqwest};

use crate::args::Args;
use crate::input::about;
use crate::terminal::note;

/// A delivery that the sandbox does not know, so that the demonstration shows a failure.
const UNKNOWN_APPLICATION: &str = "7301245508129999404";

/// Where the rewards go.
pub struct Target {
    pub client: Client,
    /// What the journal calls it.
    pub name: String,
    pub journal: PathBuf,
    /// The sandbox, if it is one. It runs as long as this lives.
    pub sandbox: Option<Sandbox>,
}

impl Target {
    /// The platform if `--live` asks for it, else the sandbox.
    pub async fn new(args: &Args) -> Result<Self, Box<dyn Error>> {
        match &args.file {
            Some(file) if args.live => Self::platform(args, file),
            _ => Self::sandbox(args).await,
        }
    }

    fn platform(args: &Args, file: &Path) -> Result<Self, Box<dyn Error>> {
        let credentials = feishu::Credentials::from_env()
            .map_err(|error| format!("--live needs an app's credentials: {error}"))?;
        let url = args.domain().url();
        note(format_args!("live: rewards are imported into {url} as {}", credentials.app_id()));
        let name = format!("{url} {}", credentials.app_id());
        let client = feishu::builder(credentials).domain(args.domain()).build()?;
        Ok(Self {
            client,
            name,
            journal: args.journal.clone().unwrap_or_else(|| beside(file)),
            sandbox: None,
        })
    }

    async fn sandbox(args: &Args) -> Result<Self, Box<dyn Error>> {
        let folder = args.sandbox_dir.clone().unwrap_or_else(folder);
        fs::create_dir_all(&folder).map_err(about(&folder))?;
        let state = folder.join("sandbox.jsonl");
        let journal = folder.join("journal.jsonl");
        if args.fresh {
            forget(&state)?;
            forget(&journal)?;
        }
        let sandbox = Sandbox::builder()
            .state_file(state)
            .unknown_id(UNKNOWN_APPLICATION)
            .start()
            .await
            .map_err(|error| format!("the sandbox does not start: {error} (--fresh empties it)"))?;
        note(format_args!("sandbox on {}: nothing leaves this machine", sandbox.url()));
        if feishu::Credentials::from_env().is_ok() {
            note("(credentials are set and not used: that takes --live)");
        }
        let credentials = feishu::Credentials::new(Sandbox::APP_ID, Sandbox::APP_SECRET);
        let client = feishu::builder(credentials)
            .base_url(sandbox.url())
            // A proxy in the environment could not reach this machine's loopback.
            .transport(ReqwestTransport::with(reqwest::ClientBuilder::no_proxy)?)
            .build()?;
        Ok(Self {
            client,
            name: "sandbox".to_owned(),
            journal: args.journal.clone().unwrap_or(journal),
            sandbox: Some(sandbox),
        })
    }
}

/// `rewards.jsonl` gets `rewards.jsonl.imported.jsonl`.
fn beside(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(".imported.jsonl");
    path.into()
}

/// A folder in cargo's target folder, where cargo puts this program: `target/debug/examples`.
/// Else one among the temporary files.
fn folder() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let examples = program.parent();
    let target = examples
        .filter(|folder| folder.file_name().is_some_and(|name| name == "examples"))
        .and_then(|examples| examples.parent()?.parent())
        .map_or_else(std::env::temp_dir, Path::to_path_buf);
    target.join("import_rewards")
}

fn forget(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(about(path)(error)),
        _ => Ok(()),
    }
}
