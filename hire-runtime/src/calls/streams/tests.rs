//! Records as they come in, whatever the chunks are.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use std::fmt::Debug;

use bytes::Bytes;
use serde_json::{Value, json};

use super::*;
use crate::{Api, Data, Operation, TransportErrorKind, Undocumented};

static API: Api = Api::new("streams", "1");
static READ: Operation = Operation::new(&API, "read", "POST", "/");

/// What a future gives that has nothing to wait for.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits"),
    }
}

/// A success whose body comes in chunks of this many bytes.
fn streamed<R: FromResponse>(
    content_type: &'static str,
    body: &[u8],
    chunk: usize,
    limit: usize,
) -> R::Value {
    let chunks: Vec<_> = body.chunks(chunk).map(Bytes::copy_from_slice).collect();
    let head = http::Response::builder().header(CONTENT_TYPE, content_type).body(()).unwrap().into_parts().0;
    let stream = ByteStream::from_chunks(chunks).with_limit(limit);
    let received = Received::of(&READ, head, Err(stream));
    received.into_response::<R, Undocumented, crate::NoCode>(|_| Ok(()), |_| Ok(())).unwrap().value
}

/// Each event as `id|event|data`.
fn events<T: Data + Debug + 'static>(body: &[u8], chunk: usize) -> Vec<String> {
    let mut events = streamed::<Events<T>>("text/event-stream; charset=utf-8", body, chunk, usize::MAX);
    let mut all = Vec::new();
    while let Some(event) = now(events.next()) {
        all.push(match event {
            Ok(Event { id, event, data, .. }) => {
                format!("{}|{}|{data:?}", id.unwrap_or_default(), event.unwrap_or_default())
            }
            Err(error) => error.to_string(),
        });
    }
    all
}

/// The streams of the HTML standard, sections 9.2.5 and 9.2.6, and what goes wrong elsewhere.
#[test]
fn events_are_read_as_the_html_standard_has_it() {
    for (body, expected) in [
        ("data: YHOO\ndata: +2\ndata: 10\n\n", &["||\"YHOO\\n+2\\n10\""][..]),
        (
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            &["1||\"first event\"", "||\"second event\"", "||\" third event\""],
        ),
        ("data\n\ndata\ndata\n\ndata:", &["||\"\"", "||\"\\n\""]),
        ("data:test\n\ndata: test\n\n", &["||\"test\"", "||\"test\""]),
        ("\u{feff}data: a\r\rdata: b\r\n\r\ndata: c\n\n", &["||\"a\"", "||\"b\"", "||\"c\""]),
        ("id: 1\nevent: add\ndata: a\n\ndata: b\n\n", &["1|add|\"a\"", "1||\"b\""]),
        ("id: a\0b\nretry: soon\nnone: x\nDATA: x\n\n", &[]),
        ("event: lost\n\ndata: kept\n\ndata: broken off\n", &["||\"kept\""]),
        ("data: ü€\n\n", &["||\"ü€\""]),
        ("data: \"quoted\"\n\n", &["||\"quoted\""]),
    ] {
        for chunk in [1, 2, 3, body.len()] {
            assert_eq!(events::<String>(body.as_bytes(), chunk), expected, "{body:?} by {chunk}");
        }
    }
    assert_eq!(events::<String>(b"data: \xff\n\n", 1), ["||\"\u{fffd}\""]);
}

#[test]
fn the_data_of_events_is_read_as_the_type() {
    let body = b"data: [1,\ndata: 2]\n\ndata: {}\n\ndata: [3]\n\ndata: [DONE]\n\ndata: [4]\n\n";
    let expected =
        "the response does not fit the description: invalid type: map, expected an array (HTTP 200 OK)";
    assert_eq!(events::<Vec<u8>>(body, 5), ["||[1, 2]", expected, "||[3]"]);
}

#[test]
fn done_ends_a_stream_whatever_its_type_is() {
    let body = b"data: \"a\"\n\ndata: [DONE]\n\ndata: \"b\"\n\n";
    assert_eq!(events::<String>(body, 5), ["||\"a\""]);
    assert_eq!(events::<Value>(body, 5), ["||String(\"a\")"]);
    assert_eq!(events::<Vec<u8>>(body, 5).len(), 1);
}

/// A server may send what is no event without end.
#[test]
fn others_have_their_turn_while_records_are_skipped() {
    let comments = ":\n".repeat(10_000);
    let mut events = streamed::<Events<Value>>("text/event-stream", comments.as_bytes(), 999, usize::MAX);
    let mut lines = streamed::<Lines<Value>>("application/jsonl", &b"\n".repeat(10_000), 999, usize::MAX);
    let mut context = Context::from_waker(Waker::noop());
    assert!(pin!(events.next()).poll(&mut context).is_pending());
    assert!(pin!(lines.next()).poll(&mut context).is_pending());
    // The records are all taken, one turn after the other.
    let mut turns = 0;
    while pin!(events.next()).poll(&mut context).is_pending() {
        turns += 1;
    }
    assert!((30..50).contains(&turns), "{turns}");
}

#[test]
fn what_is_no_stream_of_events_is_an_error() {
    let head = http::Response::builder().header(CONTENT_TYPE, "text/html").body(()).unwrap().into_parts().0;
    let received = Received::of(&READ, head, Err(ByteStream::from_chunks(["<html>"])));
    let error = received
        .into_response::<Events<Value>, Undocumented, crate::NoCode>(|_| Ok(()), |_| Ok(()))
        .unwrap_err();
    assert!(
        error.to_string().contains("text/event-stream is needed, and the content type is text/html"),
        "{error}"
    );
}

#[test]
fn lines_are_values_of_json() {
    for (media_type, body, expected) in [
        ("application/jsonl", "1\n\n 2 \r\n3", vec![json!(1), json!(2), json!(3)]),
        ("application/x-ndjson", "{\"a\":\"\\n\"}\n[]\n", vec![json!({"a": "\n"}), json!([])]),
        (
            "application/json-seq",
            "\u{1e}1\n\u{1e}{\n\"a\": \"]\\\"\\\\\"\n}\n",
            vec![json!(1), json!({"a": "]\"\\"})],
        ),
        ("application/json-seq", "\u{1e}[1\u{1e}[2]\n", vec![json!(null), json!([2])]),
        // What is not closed by itself is whole only with whitespace behind it (RFC 7464, section 2.4).
        ("application/json-seq", "\u{1e}12\u{1e}34\n\u{1e}56", vec![json!(null), json!(34), json!(null)]),
        ("application/json-seq", "\u{1e}12 \u{1e}true\u{1e}7\r\n", vec![json!(12), json!(null), json!(7)]),
        ("Application/Geo+JSON-seq", "\u{1e}{}\u{1e}\"a\"", vec![json!({}), json!("a")]),
        ("application/json-seq", "\u{1e}{}\u{1e}\"a\"\u{1e}[]", vec![json!({}), json!("a"), json!([])]),
        ("application/jsonl", "12\n34", vec![json!(12), json!(34)]),
        ("application/jsonl", "1\nx\n3\n", vec![json!(1), json!(null), json!(3)]),
        ("application/jsonl", "", vec![]),
    ] {
        for chunk in [1, 2, body.len().max(1)] {
            let mut lines = streamed::<Lines<Value>>(media_type, body.as_bytes(), chunk, usize::MAX);
            let mut all = Vec::new();
            while let Some(line) = now(lines.next()) {
                all.push(line.unwrap_or_default());
            }
            assert_eq!(all, expected, "{body:?} by {chunk}");
        }
    }
}

#[test]
fn a_record_has_a_limit() {
    let long = ["1\n", &"2".repeat(40), "\n3\n"].concat();
    let mut lines = streamed::<Lines<Value>>("application/jsonl", long.as_bytes(), 7, 30);
    assert!(now(lines.next()).unwrap().is_ok());
    let crate::Error::Transport(error) = now(lines.next()).unwrap().unwrap_err() else {
        panic!("no transport")
    };
    assert_eq!(error.kind(), TransportErrorKind::TooLarge { limit: 30 });
    assert!(now(lines.next()).is_none());

    let many = "data: 1234567890\n".repeat(40);
    let mut events = streamed::<Events<Value>>("text/event-stream", many.as_bytes(), 7, 30);
    assert!(now(events.next()).unwrap().is_err());
    assert!(now(events.next()).is_none());
}
