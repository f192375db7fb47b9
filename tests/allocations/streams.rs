//! What streams take of memory, however long they are.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use allocation_counter::measure;
use hire_runtime::bytes::Bytes;
use hire_runtime::{Body, ByteStream, Client, ReqwestTransport, reqwest};
use hire_tests::albums::operations::{API, GetCover, ReplacePicture};

const CHUNK: usize = 64 * 1024;
const MOST: u64 = 4 << 20;

/// A GiB each way.
const LENGTH: usize = 1 << 30;

/// Gives so many bytes to a GET, and takes so many from a PUT.
fn server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            let mut chunk = vec![0; CHUNK];
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                socket.read_exact(&mut byte).unwrap();
                head.push(byte[0]);
            }
            if head.starts_with(b"GET") {
                write!(socket, "HTTP/1.1 200 OK\r\nContent-Length: {LENGTH}\r\n\r\n").unwrap();
                for _ in 0..LENGTH / CHUNK {
                    socket.write_all(&chunk).unwrap();
                }
            } else {
                assert!(String::from_utf8(head).unwrap().contains(&format!("content-length: {LENGTH}")));
                for _ in 0..LENGTH / CHUNK {
                    socket.read_exact(&mut chunk).unwrap();
                }
                socket.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
            }
        }
    });
    address
}

/// The client, its connections included, runs on this thread, whose allocations are counted.
#[test]
fn a_stream_takes_little_memory_however_long_it_is() {
    let address = server();
    let taken = measure(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let http = reqwest::Client::builder().no_proxy().build().unwrap();
            let client = Client::builder(&API)
                .base_url(format!("http://{address}"))
                .transport(ReqwestTransport::from(http))
                .build()
                .unwrap();
            let mut cover = client.send(&GetCover::new("a")).await.unwrap().unwrap();
            let mut received = 0;
            while let Some(chunk) = cover.next().await {
                received += chunk.unwrap().len();
            }
            assert_eq!(received, LENGTH);

            let chunk = Bytes::from(vec![0; CHUNK]);
            let chunks = move || ByteStream::from_chunks(std::iter::repeat_n(chunk.clone(), LENGTH / CHUNK));
            let body = Body::replay(chunks).with_length(LENGTH as u64).with_content_type("image/png");
            client.send(&ReplacePicture::new("a", body)).await.unwrap();
        });
    });
    assert!(taken.bytes_max < MOST, "{taken:?}");
}
