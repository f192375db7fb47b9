//! Requests in the spellings of other clients, the official SDKs among them.

use super::*;

/// A request for a token, with these lines in its head.
fn asks(head: &str, body: &str) -> String {
    format!("POST {TOKENS} HTTP/1.1\r\nConnection: close\r\n{head}\r\n{body}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_taken_in_every_spelling_of_http() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    let body = json!({ "app_id": Sandbox::APP_ID, "app_secret": Sandbox::APP_SECRET }).to_string();
    let length = format!("Host: a\r\nContent-Length: {}\r\n", body.len());
    let (first, second) = body.split_at(7);
    let (first_length, second_length) = (first.len(), second.len());
    let chunked = format!("{first_length:x}\r\n{first}\r\n{second_length:X};a=b\r\n{second}\r\n0\r\n\r\n");
    for (what, head, body) in [
        ("no media type, as the SDK for Python", length.clone(), &body),
        ("no charset, as the SDK for Node", format!("{length}Content-Type: application/json\r\n"), &body),
        (
            "a charset, and a list of codings",
            format!("{length}Content-Type: application/json; charset=utf-8\r\nAccept-Encoding: gzip, br\r\n"),
            &body,
        ),
        ("other capitals", format!("{length}cOnTeNt-tYpE:APPLICATION/JSON;Charset=\"UTF-8\"\r\n"), &body),
        (
            "headers that nobody asked for",
            format!("{length}User-Agent: oapi-node-sdk/1.74.0\r\nX-More: 1\r\n"),
            &body,
        ),
        ("a body in chunks", "Host: a\r\nTransfer-Encoding: chunked\r\n".to_owned(), &chunked),
    ] {
        let response = exchange(&sandbox, asks(&head, body).as_bytes());
        assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{what}: {response}");
        assert!(response.contains("\"tenant_access_token\""), "{what}: {response}");
    }
    let expects = asks(&format!("{length}Expect: 100-continue\r\n"), &body);
    let response = exchange(&sandbox, expects.as_bytes());
    assert!(response.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), "{response}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_carries_many_requests() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    let bearer = format!("authorization: bearer {}", token(&sandbox));
    let body = example().to_string();
    let one = |target: &str, length, last| {
        let connection = if last { "close" } else { "keep-alive" };
        format!(
            "{target} HTTP/1.1\r\nhost: a\r\n{bearer}\r\nContent-Length: {length}\r\nConnection: {connection}\r\n\r\n"
        )
    };
    // The second import has its parameters in another order and no media type.
    let import = format!("POST {REWARDS}?user_id_type=union_id&lang=en");
    let again = format!("POST {REWARDS}?lang=en&user_id_type=union_id");
    // With a body, as the SDK for Node.
    let delete = format!("DELETE {REWARDS}/7100000000000000001");
    let requests = [
        one(&import, body.len(), false) + &body,
        one(&again, body.len(), false) + &body,
        one(&delete, 2, true) + "{}",
    ];
    let responses = exchange(&sandbox, requests.concat().as_bytes());
    assert_eq!(responses.matches("HTTP/1.1 200 OK\r\n").count(), 3, "{responses}");
    assert_eq!(responses.matches("\"7100000000000000001\"").count(), 2, "{responses}");
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_and_errors_are_spelt_as_the_sdks_read_them() {
    let sandbox = Sandbox::builder().rate_limit(1).start().await.unwrap();
    let token = token(&sandbox);
    let refused = import(&sandbox, &token, "", "{}");
    let limited = import(&sandbox, &token, "", "{}");
    let unknown = send(&sandbox, "POST", TOKENS, &[], "{}");
    let line = |response: &Response, name: &str| response.head.lines().any(|line| line.starts_with(name));
    for (response, code) in [(&refused, 1_002_002), (&limited, 99_991_400), (&unknown, 10_003)] {
        for name in ["X-Tt-Logid: ", "Content-Type: application/json; charset=utf-8"] {
            assert!(line(response, name), "{name}: {}", response.head);
        }
        let (body, id) = (response.json(), response.header("X-Tt-Logid").unwrap());
        assert_eq!((response.code(), body["error"]["log_id"].as_str()), (code, Some(id)));
        let link = body["error"]["troubleshooter"].as_str().unwrap();
        assert!(link.contains("https://") && link.contains(id) && link.contains(&code.to_string()), "{link}");
        assert!(!body["msg"].as_str().unwrap().is_empty());
    }
    for name in ["X-Ogw-Ratelimit-Limit: 1", "X-Ogw-Ratelimit-Reset: 1"] {
        assert!(line(&limited, name), "{name}: {}", limited.head);
    }
}
