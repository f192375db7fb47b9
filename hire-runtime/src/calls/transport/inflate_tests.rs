//! Compressed responses, by the transport alone.

use std::io::Write as _;

use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress};

use super::*;

const TEXT: &[u8] = "{\"reason\": \"入职｜开源\"}".as_bytes();

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn brotli(plain: &[u8]) -> Vec<u8> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 1, 20);
    encoder.write_all(plain).unwrap();
    encoder.into_inner()
}

/// A response in one coding, of known length or in chunks.
fn coded(coding: &str, body: &[u8], chunked: bool) -> Vec<u8> {
    let header = format!("Content-Encoding: {coding}\r\n");
    if !chunked {
        return response("200 OK", &header, body);
    }
    let mut response = format!("HTTP/1.1 200 OK\r\n{header}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for chunk in body.chunks(7) {
        response.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        response.extend(chunk);
        response.extend(b"\r\n");
    }
    response.extend(b"0\r\n\r\n");
    response
}

async fn fetch(response: Vec<u8>, limit: usize) -> Result<http::Response<Bytes>, TransportError> {
    let server = server(response, Then::Close).await;
    let transport = ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap();
    let request = http::Request::get(format!("http://{}/", server.address)).body(Body::default()).unwrap();
    whole(&transport, request, Limits { max_response_bytes: limit, ..Limits::default() }).await
}

pub(super) fn chain(error: &TransportError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, ": {cause}").unwrap();
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn responses_are_inflated() {
    for (coding, body) in [("gzip", gzip(TEXT)), ("br", brotli(TEXT))] {
        for chunked in [false, true] {
            let response = fetch(coded(coding, &body, chunked), TEXT.len()).await.unwrap();
            assert_eq!(response.body(), TEXT, "{coding}");
            assert!(!response.headers().contains_key("content-encoding"));
            assert!(!response.headers().contains_key("content-length"));
            // One byte less is too little, though the compressed body may be shorter.
            let error = fetch(coded(coding, &body, chunked), TEXT.len() - 1).await.unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::TooLarge { limit: TEXT.len() - 1 });
        }
    }
}

#[tokio::test]
async fn compressed_responses_are_asked_for() {
    let server = server(response("200 OK", "", ""), Then::Close).await;
    let transport = ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap();
    let request = http::Request::get(format!("http://{}/", server.address)).body(Body::default()).unwrap();
    transport.send(request).await.unwrap();
    let received = server.received.lock().unwrap().to_ascii_lowercase();
    let accepted = received.lines().find_map(|line| line.strip_prefix("accept-encoding: ")).unwrap();
    let mut accepted: Vec<_> = accepted.split(',').map(str::trim).collect();
    accepted.sort_unstable();
    assert_eq!(accepted, ["br", "gzip"]);
}

#[tokio::test]
async fn no_body_needs_no_inflating() {
    for response in [
        response("200 OK", "Content-Encoding: gzip\r\n", ""),
        response("200 OK", "Content-Encoding: br\r\n", ""),
        b"HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n".to_vec(),
    ] {
        assert_eq!(fetch(response, 0).await.unwrap().body(), "");
    }
}

#[tokio::test]
async fn data_that_is_corrupt_or_ends_early_is_an_error() {
    let plain = TEXT.repeat(20);
    let (zipped, squeezed) = (gzip(&plain), brotli(&plain));
    let changed = |from: &[u8], at: usize| {
        let mut bytes = from.to_vec();
        bytes[at] ^= 0x5a;
        bytes
    };
    let mut cases = vec![("gzip", TEXT.to_vec()), ("gzip", squeezed.clone()), ("gzip", changed(&zipped, 0))];
    // In the data, and in the checksum and the length behind it.
    cases.extend(
        [zipped.len() / 2, zipped.len() - 8, zipped.len() - 4].map(|at| ("gzip", changed(&zipped, at))),
    );
    cases.extend(
        [1, 9, 12, zipped.len() / 2, zipped.len() - 9, zipped.len() - 1]
            .map(|end| ("gzip", zipped[..end].to_vec())),
    );
    cases.extend([1, squeezed.len() / 2, squeezed.len() - 1].map(|end| ("br", squeezed[..end].to_vec())));
    cases.push(("br", zipped.clone()));
    for (coding, body) in cases {
        for chunked in [false, true] {
            let error = fetch(coded(coding, &body, chunked), 1 << 20).await.unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::Body, "{coding} {}: {}", body.len(), chain(&error));
        }
    }
}

/// As many bytes of zeros as it says, without an end.
fn gzip_bomb(mebibytes: usize) -> Vec<u8> {
    let mut bomb = gzip(&[]);
    bomb.truncate(10);
    let mut block = Vec::with_capacity(1 << 16);
    // Behind a full flush nothing refers to what is before, so that a block can be repeated.
    let mut deflate = Compress::new(Compression::fast(), false);
    deflate.compress_vec(&vec![0; 1 << 20], &mut block, FlushCompress::Full).unwrap();
    assert_eq!(deflate.total_in(), 1 << 20);
    bomb.extend(block.repeat(mebibytes));
    bomb
}

/// The most memory that the process has had until now, in KiB.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test]
async fn a_bomb_does_not_go_off() {
    let gibibyte = gzip_bomb(1024);
    assert!(gibibyte.len() < 16 << 20, "{}", gibibyte.len());
    let zeros = brotli(&vec![0; 16 << 20]);
    assert!(zeros.len() < 1 << 16, "{}", zeros.len());
    #[cfg(target_os = "linux")]
    let before = peak();
    for (coding, body) in [("gzip", gibibyte), ("br", zeros)] {
        for chunked in [false, true] {
            let start = Instant::now();
            let error = fetch(coded(coding, &body, chunked), 1 << 20).await.unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::TooLarge { limit: 1 << 20 }, "{}", chain(&error));
            assert!(start.elapsed() < Duration::from_secs(20), "{coding}: {:?}", start.elapsed());
        }
    }
    // Other tests run in this process, and the responses are held here too.
    #[cfg(target_os = "linux")]
    assert!(peak() - before < 512 << 10, "{before} KiB, then {} KiB", peak());
}
