//! Neither the app's secret nor a token is ever shown: by `Debug`, by `Display`, by what any crate
//! tells `tracing` or `log`.

mod errors;
mod trace;
mod values;

use hire_api::sandbox::{RecordedRequest, Sandbox};

/// The secret of the app in these tests.
const APP_SECRET: &str = "s3cret-of-the-app-dskLLdkasdjlasdKK";

async fn sandbox() -> Sandbox {
    Sandbox::builder().rate_limit(None).app(Sandbox::APP_ID, APP_SECRET).start().await.unwrap()
}

/// The tokens that have arrived, the latest at the end.
fn tokens(requests: &[RecordedRequest]) -> Vec<String> {
    let mut tokens = Vec::new();
    for request in requests {
        let token = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
        if let Some(token) = token
            && !tokens.iter().any(|known| known == token)
        {
            tokens.push(token.to_owned());
        }
    }
    tokens
}

/// Asserts that a text has none of the secrets in it.
#[track_caller]
fn assert_hidden<S: AsRef<str>>(text: &str, secrets: impl IntoIterator<Item = S>) {
    for secret in secrets {
        let secret = secret.as_ref();
        assert!(secret.len() > 8, "not a secret: {secret:?}");
        if let Some(at) = text.find(secret) {
            let from = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let line = text[from..].lines().next().unwrap_or_default();
            panic!("{secret:?} is shown: {line}");
        }
    }
}
