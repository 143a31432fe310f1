//! The shop's own system: takes messages, or doesn't.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What came in.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) signature: String,
    pub(crate) event: String,
    pub(crate) body: Vec<u8>,
    pub(crate) at: Instant,
    /// What was answered.
    pub(crate) status: u16,
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("messages are JSON")
    }
}

/// A listener on a port of its own.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Listener {
    /// `answer` gets the count of messages before this one, and says which status to answer.
    pub(crate) fn start(answer: impl Fn(usize) -> u16 + Send + Sync + 'static) -> Self {
        Self::hanging(|_| false, answer)
    }

    /// The same, but to messages that `hangs` is true of there is no answer at all.
    pub(crate) fn hanging(
        hangs: impl Fn(&str) -> bool + Send + Sync + 'static,
        answer: impl Fn(usize) -> u16 + Send + Sync + 'static,
    ) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}/hook", socket.local_addr().expect("an address"));
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let (kept, answer) = (Arc::clone(&received), Arc::new((hangs, answer)));
        std::thread::spawn(move || {
            for stream in socket.incoming() {
                let Ok(stream) = stream else { continue };
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream);
                    // Connections are used again and again.
                    while let Some((signature, event, body)) = read(&mut reader) {
                        let (hangs, answer) = &*answer;
                        let is_lost = hangs(&String::from_utf8_lossy(&body));
                        let status = {
                            let mut kept = kept.lock().expect("no panic elsewhere");
                            let status = answer(kept.len());
                            let at = Instant::now();
                            kept.push(Received { signature, event, body, at, status });
                            status
                        };
                        if is_lost {
                            // Until the other side has had enough of it.
                            while reader.read(&mut [0]).is_ok_and(|count| count > 0) {}
                            return;
                        }
                        let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
                        if reader.get_mut().write_all(answer.as_bytes()).is_err() {
                            return;
                        }
                    }
                });
            }
        });
        Self { url, received }
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no panic elsewhere").clone()
    }

    /// What has come in once `done` says so.
    #[track_caller]
    pub(crate) fn wait(&self, done: impl Fn(&[Received]) -> bool) -> Vec<Received> {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let received = self.received();
            if done(&received) {
                return received;
            }
            let events: Vec<_> = received.iter().map(|r| r.json()["type"].clone()).collect();
            assert!(Instant::now() < end, "not yet: {events:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<(String, String, Vec<u8>)> {
    let (mut signature, mut event, mut length) = (String::new(), String::new(), 0);
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "simfare-signature" => signature = value.to_owned(),
            "simfare-event" => event = value.to_owned(),
            "content-length" => length = value.parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((signature, event, body))
}
