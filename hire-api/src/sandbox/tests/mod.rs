//! The sandbox over a real socket, with requests written by hand.

mod admission;
mod clients;
mod rewards;
mod server;

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::{Fault, Operation, RandomFaults, Sandbox};

const REWARDS: &str = "/open-apis/hire/v1/external_referral_rewards";
const TOKENS: &str = "/open-apis/auth/v3/tenant_access_token/internal";
const JSON: &str = "application/json; charset=utf-8";

struct Response {
    status: u16,
    head: String,
    body: String,
}

impl Response {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect(&self.body)
    }

    fn code(&self) -> i64 {
        self.json()["code"].as_i64().unwrap()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// Sends the bytes of one request and reads until the server closes.
fn exchange(sandbox: &Sandbox, request: &[u8]) -> String {
    let address = sandbox.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    // An early refusal may close the connection before all is written.
    let _ = stream.write_all(request);
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response);
    String::from_utf8(response).unwrap()
}

fn send(sandbox: &Sandbox, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let mut request = format!(
        "{method} {target} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n").unwrap();
    }
    request += "\r\n";
    request += body;
    let response = exchange(sandbox, request.as_bytes());
    let (head, body) = response.split_once("\r\n\r\n").expect(&response);
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Response { status, head: head.to_owned(), body: body.to_owned() }
}

fn token(sandbox: &Sandbox) -> String {
    let body = json!({ "app_id": Sandbox::APP_ID, "app_secret": Sandbox::APP_SECRET });
    let response = send(sandbox, "POST", TOKENS, &[("Content-Type", JSON)], &body.to_string());
    assert_eq!((response.status, response.code()), (200, 0), "{}", response.body);
    response.json()["tenant_access_token"].as_str().unwrap().to_owned()
}

fn import(sandbox: &Sandbox, token: &str, query: &str, body: &str) -> Response {
    let bearer = format!("Bearer {token}");
    let headers = [("Content-Type", JSON), ("Authorization", bearer.as_str())];
    send(sandbox, "POST", &format!("{REWARDS}{query}"), &headers, body)
}

fn delete(sandbox: &Sandbox, token: &str, id: &str) -> Response {
    let bearer = format!("Bearer {token}");
    send(sandbox, "DELETE", &format!("{REWARDS}/{id}"), &[("Authorization", bearer.as_str())], "")
}

/// The example of the documentation page.
fn example() -> Value {
    json!({
        "referral_user_id": "on_94a1ee5551019f18cd73d9f111898cf2",
        "create_user_id": "on_94a1ee5551019f18cd73d9f111898cf2",
        "confirm_user_id": "on_94a1ee5551019f18cd73d9f111898cf2",
        "pay_user_id": "on_94a1ee5551019f18cd73d9f111898cf2",
        "external_id": "6930815272790114324",
        "application_id": "6930815272790114325",
        "talent_id": "6930815272790114326",
        "job_id": "6930815272790114327",
        "reason": "入职｜开源",
        "rule_type": 1,
        "bonus": {
            "bonus_type": 1,
            "point_bonus": 100,
            "cash": { "currency_type": "CNY", "amount": 100 }
        },
        "stage": 1,
        "create_time": "1704720275000",
        "confirm_time": "1704720275000",
        "pay_time": "1704720275001",
        "onboard_time": "1704720275002",
        "conversion_time": "1704720275003",
        "comment": "已发放"
    })
}

/// The example with some members replaced; `null` takes one away.
fn changed(changes: &[(&str, Value)]) -> Value {
    let mut reward = example();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = reward.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if value.is_null() {
            parent.remove(name as &str);
        } else {
            parent.insert((*name).to_owned(), value.clone());
        }
    }
    reward
}
