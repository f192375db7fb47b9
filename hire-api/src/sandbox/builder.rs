//! A sandbox's settings, and how it starts.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::connection;
use super::ledger::Ledger;
use super::shared::{Settings, Shared};
use super::{Operation, RandomFaults, Sandbox};

/// Settings of a [`Sandbox`].
#[derive(Clone)]
#[must_use = "a sandbox starts with `start`"]
pub struct SandboxBuilder {
    port: u16,
    state_file: Option<PathBuf>,
    settings: Settings,
    faults: Vec<(Operation, RandomFaults)>,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            port: 0,
            state_file: None,
            settings: Settings {
                apps: BTreeMap::new(),
                rate_limit: Some(10),
                token_lifetime: Duration::from_secs(2 * 60 * 60),
                body_limit: 1024 * 1024,
                unknown_ids: BTreeSet::new(),
            },
            faults: Vec::new(),
        }
    }
}

impl SandboxBuilder {
    /// An app that may ask for tokens. May be called several times; without it the sandbox knows
    /// the app of [`Sandbox::APP_ID`].
    pub fn app(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.settings.apps.insert(id.into(), secret.into());
        self
    }

    /// How many requests an app may make in any second to each of the two operations on rewards;
    /// `None` for no limit. 10 unless set, as the platform documents.
    pub fn rate_limit(mut self, requests_per_second: impl Into<Option<u32>>) -> Self {
        self.settings.rate_limit = requests_per_second.into();
        self
    }

    /// How long a token lasts; two hours unless set. The response tells whole seconds, rounded down
    /// but at least 1. So a token of less than a second ends before the client expects it.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.token_lifetime = lifetime;
        self
    }

    /// The bytes that a request's body may have; 1 MiB unless set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// An id of a person, delivery, candidate or job that does not exist: a reward that names it is
    /// refused with code 1002002. May be called several times; all other ids exist.
    pub fn unknown_id(mut self, id: impl Into<String>) -> Self {
        self.settings.unknown_ids.insert(id.into());
        self
    }

    /// Faults that the requests of an operation meet by chance, as
    /// [`Sandbox::fail_randomly`] has it.
    pub fn random_faults(mut self, operation: Operation, faults: RandomFaults) -> Self {
        self.faults.push((operation, faults));
        self
    }

    /// A file that keeps the rewards, so that they outlive the sandbox. It is made when it does not
    /// exist. Two sandboxes must not use one file at the same time.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// The port to listen on; 0, which is the default, lets the operating system choose.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Starts the sandbox on 127.0.0.1, in the current Tokio runtime.
    ///
    /// # Errors
    /// When the port is taken, or the state file cannot be read or written.
    ///
    /// # Panics
    /// Outside of a Tokio runtime, as everything that opens a socket there.
    pub async fn start(self) -> io::Result<Sandbox> {
        let Self { port, state_file, mut settings, faults } = self;
        if settings.apps.is_empty() {
            settings.apps.insert(Sandbox::APP_ID.into(), Sandbox::APP_SECRET.into());
        }
        let ledger = match state_file {
            Some(path) => Ledger::open(&path)?,
            None => Ledger::default(),
        };
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::new(Shared::new(settings, ledger, stopped));
        for (operation, faults) in faults {
            shared.lock().faults.randomly(operation, faults);
        }
        let server = tokio::spawn(connection::serve(listener, Arc::clone(&shared)));
        Ok(Sandbox { url, shared, stop, server })
    }
}

impl std::fmt::Debug for SandboxBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SandboxBuilder")
            .field("port", &self.port)
            .field("state_file", &self.state_file)
            .field("apps", &self.settings.apps.keys())
            .field("rate_limit", &self.settings.rate_limit)
            .field("token_lifetime", &self.settings.token_lifetime)
            .field("body_limit", &self.settings.body_limit)
            .field("unknown_ids", &self.settings.unknown_ids)
            .field("faults", &self.faults)
            .finish()
    }
}
