//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum, value_parser};
use hire_api::feishu;
use hire_api::types::UserIdType;

/// Import external referral rewards into Feishu Hire.
///
/// Reads a JSON Lines file, one reward a line, checks every reward before it is sent, keeps to the
/// platform's ten requests a second, and prints what became of each line.
///
/// Without --live nothing leaves this machine: a sandbox on 127.0.0.1 plays the platform.
#[derive(Debug, Parser)]
#[command(name = "import_rewards", version, after_long_help = AFTER)]
pub struct Args {
    /// The rewards, as JSON Lines; without it, those that come with the example.
    ///
    /// An empty line is skipped. An `external_id` may stand in the file once only: the platform
    /// would ignore the second reward without a word.
    pub file: Option<PathBuf>,

    /// Import into the platform instead of a sandbox; needs FILE and the credentials.
    #[arg(long, requires = "file")]
    pub live: bool,

    /// The platform to import into.
    #[arg(long, value_enum, default_value_t = Domain::Feishu, requires = "live")]
    domain: Domain,

    /// The kind of the user ids in FILE; without it, the platform takes them for open ids.
    #[arg(long, value_enum)]
    user_id_type: Option<IdType>,

    /// How many requests may be under way at once.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = value_parser!(u16).range(1..=50))]
    pub concurrency: u16,

    /// The file that remembers what was imported.
    ///
    /// Without it, FILE with `.imported.jsonl` added to its name when live, and `journal.jsonl` in
    /// the sandbox's folder else.
    #[arg(long, value_name = "PATH")]
    pub journal: Option<PathBuf>,

    /// Where the sandbox keeps its rewards; without it, `import_rewards` in cargo's target folder.
    #[arg(long, value_name = "DIR", conflicts_with = "live")]
    pub sandbox_dir: Option<PathBuf>,

    /// Begin with an empty sandbox: forget its rewards and its journal.
    #[arg(long, conflicts_with_all = ["live", "journal"])]
    pub fresh: bool,
}

const AFTER: &str = "\
Twice is once:
  Every import is written to a journal as soon as its response is there. Run again, and those lines
  are not sent any more. Should a response or the journal be lost, `external_id` still keeps the
  platform from importing a reward twice.

Stopping:
  Ctrl-C sends nothing more, waits for the requests under way, and prints the table. A second
  Ctrl-C does not wait.

Environment:
  FEISHU_APP_ID, FEISHU_APP_SECRET  the app's credentials, for --live. The secret is taken from
                                    the environment only, so that no list of processes shows it.

Exit code:
  0  every reward is imported, now or before
  1  a reward was refused, failed, or not sent
  2  the import could not run
  Without FILE, one line that breaks rules and one that the sandbox refuses belong to the
  demonstration: 0 says that these two and no others are not imported.";

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Domain {
    /// open.feishu.cn
    Feishu,
    /// open.larksuite.com
    Lark,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum IdType {
    /// Identifies a user within one app (ou_…).
    #[value(name = "open_id")]
    Open,
    /// Identifies a user across the apps of one developer (on_…).
    #[value(name = "union_id")]
    Union,
    /// Identifies a user within one tenant.
    #[value(name = "user_id")]
    User,
}

impl Args {
    pub fn domain(&self) -> feishu::Domain {
        match self.domain {
            Domain::Feishu => feishu::Domain::Feishu,
            Domain::Lark => feishu::Domain::Lark,
        }
    }

    pub fn user_id_type(&self) -> Option<UserIdType> {
        self.user_id_type.map(|kind| match kind {
            IdType::Open => UserIdType::OpenId,
            IdType::Union => UserIdType::UnionId,
            IdType::User => UserIdType::UserId,
        })
    }
}
