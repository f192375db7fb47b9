//! A server that does to its clients what networks, gateways and platforms do.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with a request.
#[derive(Clone)]
pub enum Reaction {
    /// Sends this and keeps the connection.
    Respond(Vec<u8>),
    /// Sends this, which is not a whole response, and closes the connection.
    Half(&'static str),
    /// Sends this and then nothing more.
    Stall(&'static str),
    /// Sends this, and then 20 bytes a second.
    Trickle(&'static str),
    /// Sends this, and then bytes for as long as somebody takes them.
    Flood(&'static str),
    /// Resets the connection.
    Reset,
    /// Resets the connection before anything is read.
    ResetUnread,
}

/// Answers requests as it is told.
pub struct Server {
    pub address: SocketAddr,
    pub seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
pub struct Seen {
    pub calls: Vec<Request>,
    pub tokens: usize,
    /// How often a connection was reset before anything was read.
    unread: usize,
    pub flooded: usize,
    /// How many connections are open.
    pub open: usize,
}

pub struct Request {
    pub body: Vec<u8>,
    pub at: Instant,
}

impl Server {
    pub async fn start(calls: Vec<Reaction>, tokens: Vec<Reaction>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Seen>>::default();
        let script = Arc::new((calls, tokens));
        tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                loop {
                    let (socket, _) = listener.accept().await.unwrap();
                    let (script, seen) = (Arc::clone(&script), Arc::clone(&seen));
                    seen.lock().unwrap().open += 1;
                    tokio::spawn(async move {
                        serve(socket, script, Arc::clone(&seen)).await;
                        seen.lock().unwrap().open -= 1;
                    });
                }
            }
        });
        Self { address, seen }
    }

    /// How many requests there were until now: calls and those for tokens.
    pub fn requests(&self) -> (usize, usize) {
        let seen = self.seen.lock().unwrap();
        (seen.calls.len(), seen.tokens)
    }

    /// Whether all connections end, now that the client is gone.
    pub async fn is_alone(&self) -> bool {
        let open = || self.seen.lock().unwrap().open;
        for _ in 0..1000 {
            if open() == 0 {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    }
}

async fn serve(mut socket: TcpStream, script: Arc<(Vec<Reaction>, Vec<Reaction>)>, seen: Arc<Mutex<Seen>>) {
    let (calls, tokens) = &*script;
    let unread = calls.iter().take_while(|reaction| matches!(reaction, Reaction::ResetUnread)).count();
    if seen.lock().unwrap().unread < unread {
        seen.lock().unwrap().unread += 1;
        return socket.set_zero_linger().unwrap();
    }
    while let Some((is_token, body)) = read(&mut socket).await {
        let reaction = {
            let mut seen = seen.lock().unwrap();
            let (reactions, number) = if is_token {
                seen.tokens += 1;
                (tokens, seen.tokens)
            } else {
                seen.calls.push(Request { body, at: Instant::now() });
                (calls, seen.unread + seen.calls.len())
            };
            reactions.get(number - 1).or(reactions.last()).cloned().unwrap_or(Reaction::Reset)
        };
        match reaction {
            Reaction::Respond(response) => socket.write_all(&response).await.unwrap_or_default(),
            Reaction::Half(part) => {
                _ = socket.write_all(part.as_bytes()).await;
                return;
            }
            Reaction::Stall(part) => {
                _ = socket.write_all(part.as_bytes()).await;
                // Until the client hangs up.
                _ = socket.read(&mut [0]).await;
                return;
            }
            Reaction::Trickle(head) => {
                _ = socket.write_all(head.as_bytes()).await;
                while socket.write_all(b" ").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                return;
            }
            Reaction::Flood(head) => {
                _ = socket.write_all(head.as_bytes()).await;
                while let Ok(bytes) = socket.write(&[b' '; 8192]).await {
                    seen.lock().unwrap().flooded += bytes;
                }
                return;
            }
            Reaction::Reset | Reaction::ResetUnread => return socket.set_zero_linger().unwrap(),
        }
    }
}

/// Whether a request is one for a token, and its body. `None` at the end of a connection.
async fn read(socket: &mut TcpStream) -> Option<(bool, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        let head = bytes.windows(4).position(|end| end == b"\r\n\r\n");
        if let Some(head) = head {
            let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
            if let Some(body) = bytes.get(head + 4..head + 4 + length) {
                return Some((text.contains("tenant_access_token"), body.to_vec()));
            }
        }
        if socket.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return None;
        }
    }
}

/// So many zero bytes in a gzip stream (RFC 1952), a thousandth as long: one byte, and references
/// to the byte before in the fixed code of DEFLATE (RFC 1951, section 3.2.6). Without a trailer: who
/// comes so far has read too much.
pub fn zeros_in_gzip(length: usize) -> Vec<u8> {
    let mut stream = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let (mut bits, mut count) = (0_u32, 0);
    // Numbers go from their lowest bit, codes from their highest one.
    let mut write = |value: u32, length: u32| {
        bits |= value << count;
        count += length;
        while count >= 8 {
            stream.push(bits.to_le_bytes()[0]);
            bits >>= 8;
            count -= 8;
        }
    };
    write(0b011, 3); // The last block, in the fixed code.
    write(0b0000_1100, 8); // The literal 0: 0011_0000.
    for _ in 0..length / 258 {
        write(0b1010_0011, 8); // The length 258: 1100_0101.
        write(0, 5); // The distance 1.
    }
    stream
}
