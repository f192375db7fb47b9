//! The server, in a process of its own.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::Barrier;

use crate::memory::AT_ONCE;

const PATH: &str = "/open-apis/hire/v1/external_referral_rewards";
const RESPONSE: &str = r#"{"code":0,"msg":"success","data":{"id":"6930815272790114324"}}"#;

/// Under this base URL, responses wait until as many requests have come as are to come at once.
pub const TOGETHER: &str = "/together";

/// A server that ends with this value.
pub struct Server {
    process: Child,
    pub url: String,
}

impl Server {
    pub fn start() -> Result<Self, Box<dyn Error>> {
        let mut process = Command::new(std::env::current_exe()?)
            .env(crate::ROLE, "server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut url = String::new();
        BufReader::new(process.stdout.take().ok_or("no output")?).read_line(&mut url)?;
        Ok(Self { process, url: url.trim().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until the process is ended.
pub fn run() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        std::io::stdout().flush()?;
        let barrier = Arc::new(Barrier::new(AT_ONCE));
        let response = || ([(CONTENT_TYPE, "application/json; charset=utf-8"), LOG_ID], RESPONSE);
        let together = async move |_: axum::body::Bytes| {
            barrier.wait().await;
            response()
        };
        let routes = Router::new()
            .route(PATH, post(async move |_: axum::body::Bytes| response()))
            .route(&format!("{TOGETHER}{PATH}"), post(together));
        axum::serve(listener, routes).await?;
        Ok(())
    })
}

const LOG_ID: (axum::http::HeaderName, &str) =
    (axum::http::HeaderName::from_static("x-tt-logid"), "20240612091500ABCDEF0123456789ABCD");
