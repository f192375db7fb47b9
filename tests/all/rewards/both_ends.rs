//! What the bindings let out and what the sandbox lets in: each reads the page for itself, and both say the same.

use hire_api::hire_runtime::{parse, reqwest};
use hire_api::sandbox::Sandbox;
use hire_api::types::{AppCredentials, ExternalReward};

use super::Edit::Set;
use super::Input::Example;
use super::{Edit, Input, bad, good};
use crate::support::{client, example};

/// Times by their JSON, and whether they are good.
const TIMES: &[(&str, bool)] = &[
    (r#""0""#, true),
    (r#""1""#, true),
    (r#""9223372036854775807""#, true),
    (r#""9223372036854775808""#, true),
    (r#""18446744073709551615""#, true),
    (r#""18446744073709551616""#, false),
    (r#""01""#, false),
    (r#""00""#, false),
    (r#""+1""#, false),
    (r#""-0""#, false),
    (r#""1 ""#, false),
    (r#""1e3""#, false),
    ("1704720275000", false),
];

/// Further values near the edges of the rules.
const ROWS: &[(&str, Input, bool)] = &[
    ("the fewest points", Example(&[Set("/bonus/point_bonus", "-9223372036854775808")]), true),
    ("points with an exponent", Example(&[Set("/bonus/point_bonus", "1e3")]), true),
    ("points beyond the integers of a float", Example(&[Set("/bonus/point_bonus", "1e18")]), true),
    ("points beyond all integers", Example(&[Set("/bonus/point_bonus", "1e19")]), false),
    ("points next to an integer", Example(&[Set("/bonus/point_bonus", "0.9999999999999999")]), false),
    ("a rule type with an exponent", Example(&[Set("/rule_type", "10e-1")]), true),
    ("a rule type as large as its type", Example(&[Set("/rule_type", "18446744073709551617")]), false),
    ("the largest amount", Example(&[Set("/bonus/cash/amount", "1.7976931348623157e308")]), true),
    ("an amount next to nothing", Example(&[Set("/bonus/cash/amount", "-5e-324")]), false),
];

/// What only the sandbox takes: the official SDK for Node sends `null` for what is set to it, and a name that occurs
/// twice is known to a parser of the text only.
const LENIENT: &[(&str, Input)] = &[
    ("a person null", Example(&[Set("/create_user_id", "null")])),
    ("cash null beside points", Example(&[Set("/bonus/cash", "null")])),
    ("points null beside cash", Example(&[Set("/bonus/bonus_type", "2"), Set("/bonus/point_bonus", "null")])),
];
const LENIENT_OF_BAD: [&str; 2] = ["a time null", "a name that occurs twice"];

/// Sends texts as they are, bad ones included, which no client of ours does.
struct Sender {
    sandbox: Sandbox,
    token: String,
    http: reqwest::Client,
}

impl Sender {
    async fn new() -> Self {
        let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
        let app = AppCredentials::builder().app_id(Sandbox::APP_ID).app_secret(Sandbox::APP_SECRET);
        let token = client(sandbox.url()).get_tenant_access_token(app.build().unwrap()).await.unwrap();
        let token = token.tenant_access_token.expose().to_owned();
        Self { sandbox, token, http: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    /// Whether the sandbox takes a text.
    async fn takes(&self, text: String) -> bool {
        let url = format!("{}/open-apis/hire/v1/external_referral_rewards", self.sandbox.url());
        let response = self.http.post(url).bearer_auth(&self.token).body(text).send().await.unwrap();
        match response.status().as_u16() {
            200 => true,
            400 => false,
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn both_take_what_is_good_and_refuse_what_is_bad() {
    let mut rows: Vec<_> =
        ROWS.iter().map(|(what, input, good)| (*what, input.text(), (*good, *good))).collect();
    rows.extend(good::ROWS.iter().map(|(what, input)| (*what, input.text(), (true, true))));
    rows.extend(
        bad::rows().map(|row| (row.what, row.input.text(), (false, LENIENT_OF_BAD.contains(&row.what)))),
    );
    rows.extend(LENIENT.iter().map(|(what, input)| (*what, input.text(), (false, true))));
    for (json, good) in TIMES {
        let mut reward = example();
        Edit::Set("/onboard_time", json).apply(&mut reward);
        rows.push((json, reward.to_string(), (*good, *good)));
    }
    let sender = Sender::new().await;
    let mut surprises = Vec::new();
    for (what, text, expected) in rows {
        let verdicts = (parse::<ExternalReward>(text.as_bytes()).is_ok(), sender.takes(text).await);
        if verdicts != expected {
            surprises.push(format!("{what}: the bindings {}, the sandbox {}", verdicts.0, verdicts.1));
        }
    }
    assert_eq!(surprises, [""; 0]);
}
