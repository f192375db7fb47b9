//! Credentials and settings; with a sandbox, clients and their tokens.

#[cfg(all(feature = "sandbox", feature = "reqwest"))]
mod sandbox;

use super::*;

#[test]
fn credentials_come_from_the_environment() {
    let from = |id: Option<&str>, secret: Option<&str>| {
        Credentials::from_variables(|name| match name {
            "FEISHU_APP_ID" => id.map(str::to_owned),
            "FEISHU_APP_SECRET" => secret.map(str::to_owned),
            _ => None,
        })
    };
    let credentials = from(Some("cli_1"), Some("hush")).unwrap();
    assert_eq!(credentials, Credentials::new("cli_1", "hush"));
    assert_eq!(credentials.app_id(), "cli_1");
    for (id, secret, message) in [
        (None, Some("hush"), "the environment variable FEISHU_APP_ID is not set"),
        (Some("cli_1"), Some(""), "the environment variable FEISHU_APP_SECRET is not set"),
        (Some(""), None, "the environment variables FEISHU_APP_ID and FEISHU_APP_SECRET are not set"),
    ] {
        assert_eq!(from(id, secret).unwrap_err().to_string(), message);
    }
}

#[test]
fn debug_shows_no_secret() {
    let credentials = Credentials::new("cli_1", "hush");
    let shown = format!("{credentials:?} {:?}", builder(credentials.clone()));
    assert!(shown.contains("cli_1"), "{shown}");
    assert!(!shown.contains("hush"), "{shown}");
}

#[test]
fn the_domains_are_the_servers_of_the_description() {
    let servers = crate::operations::API.all_servers();
    assert_eq!(servers, [Domain::Feishu.url(), Domain::Lark.url()]);
    assert_eq!(Domain::default(), Domain::Feishu);
}

#[cfg(feature = "testing")]
#[tokio::test]
async fn empty_credentials_are_told_before_anything_is_sent() {
    use hire_runtime::testing::Replay;
    for (id, secret, reason) in [
        ("", "hush", "the app's id is empty"),
        ("cli_1", "", "the app's secret is empty"),
        ("", "", "the app's id and secret are empty"),
    ] {
        let expected =
            format!("the credential does not serve the security scheme `tenant_access_token`: {reason}");
        let replay = Replay::new();
        let credentials = Credentials::new(id, secret);
        let error = builder(credentials.clone()).transport(replay.clone()).build().unwrap_err();
        assert!(matches!(error, BuildError::Credential(_)), "{error:?}");
        assert_eq!(error.to_string(), expected);
        // By itself, where there is no client to build.
        let client = Client::builder().transport(replay.clone()).build().unwrap();
        let error = FeishuTokens::new(client, credentials).token(None).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(replay.requests().is_empty());
    }
}
