//! The sandbox as a program: `cargo run -p hire-api --example sandbox --features sandbox`.
//!
//! It prints its address and the credentials of its app, and runs until its standard input ends.
//! Programs in any language can use it in place of the platform.

use std::io::{self, Write as _};

use hire_api::sandbox::Sandbox;

#[tokio::main]
async fn main() -> io::Result<()> {
    let sandbox = Sandbox::builder().start().await?;
    writeln!(io::stdout(), "{} {} {}", sandbox.url(), Sandbox::APP_ID, Sandbox::APP_SECRET)?;
    tokio::task::spawn_blocking(|| io::copy(&mut io::stdin().lock(), &mut io::sink())).await??;
    sandbox.shutdown().await;
    Ok(())
}
