//! Taking connections and ending them, as `axum::serve` does, which has no limit to how long the
//! head of a request may take, nor to how long an answer may lie there: who never finishes the one,
//! or never takes the other, would hold a connection for ever.

use super::limit::household;
use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tower_service::Service;

/// How long the head of a request may take, and how long a client may take nothing more of an answer.
/// Longer than proxies keep a connection that nothing goes over, which is mostly a minute: they must be
/// the ones to end it.
pub(super) const PATIENCE: Duration = Duration::from_secs(75);

/// How long a new connection may stay silent.
const SILENCE: Duration = Duration::from_secs(10);

/// The most connections of one client: more than browsers open, and too few to leave none for
/// others.
pub(super) const OF_ONE: usize = 100;

/// How many connections each client has.
type Counts = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// One of a client's connections, until it is dropped.
struct Counted {
    client: IpAddr,
    counts: Counts,
}

impl Counted {
    /// One more, unless the client has as many as it may.
    fn new(client: IpAddr, counts: &Counts, most: usize) -> Option<Self> {
        let mut open = counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(client).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Self { client, counts: Arc::clone(counts) })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.client);
            }
        }
    }
}

/// Serves until told to end, then what is under way; of one client at most `of_one` connections at
/// a time.
pub(super) async fn serve(
    app: Router,
    socket: TcpListener,
    patience: Duration,
    of_one: usize,
    mut ending: watch::Receiver<bool>,
) {
    let counts = Counts::default();
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(patience);
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            Some(_) = open.join_next() => continue,
            _ = ending.wait_for(|ending| *ending) => break,
        };
        match accepted {
            Ok((stream, client)) => {
                // Closed at once, where there are too many.
                let Some(counted) = Counted::new(household(client.ip()), &counts, of_one) else {
                    continue;
                };
                let serving =
                    one(builder.clone(), app.clone(), (stream, client), patience, ending.clone());
                open.spawn(async move {
                    serving.await;
                    drop(counted);
                });
            }
            // Gone before it was taken.
            Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
            Err(error) => {
                // Too many are open, most likely: some end in the meantime.
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
    drop(socket);
    while open.join_next().await.is_some() {}
}

/// One connection, with all its requests.
async fn one(
    builder: Builder<TokioExecutor>,
    app: Router,
    (stream, client): (TcpStream, SocketAddr),
    patience: Duration,
    mut ending: watch::Receiver<bool>,
) {
    // Who says nothing holds nothing for long. Later, a connection is kept for what may come.
    let is_heard = tokio::select! {
        heard = tokio::time::timeout(SILENCE, stream.readable()) => heard.is_ok(),
        _ = ending.wait_for(|ending| *ending) => false,
    };
    if !is_heard {
        return;
    }
    let Ok(service) = app.into_make_service_with_connect_info::<SocketAddr>().call(client).await;
    let service = TowerToHyperService::new(service);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(patience));
    let stream = TokioIo::new(Box::pin(stream));
    let mut connection = pin!(builder.serve_connection(stream, service));
    tokio::select! {
        // What goes wrong here is the client's: it has gone, or doesn't speak HTTP.
        _ = connection.as_mut() => return,
        _ = ending.wait_for(|ending| *ending) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn a_head_that_comes_to_no_end_is_given_up() {
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = socket.local_addr().expect("an address");
        let (end, ending) = watch::channel(false);
        let app = Router::new().route("/", axum::routing::get(async || "here"));
        let serving = tokio::spawn(serve(app, socket, Duration::from_millis(200), 2, ending));
        let mut slow = TcpStream::connect(address).await.expect("a connection");
        slow.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.expect("sent");
        let mut rest = Vec::new();
        let over = tokio::time::timeout(Duration::from_secs(20), slow.read_to_end(&mut rest)).await;
        assert!(over.is_ok(), "it is held for ever");
        let mut quick = TcpStream::connect(address).await.expect("a connection");
        quick
            .write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .await
            .expect("sent");
        rest.clear();
        quick.read_to_end(&mut rest).await.expect("an answer");
        assert!(rest.ends_with(b"here"));
        end.send_replace(true);
        serving.await.expect("it ends");
    }

    #[tokio::test]
    async fn an_answer_that_nobody_takes_is_given_up() {
        const LENGTH: usize = 64 << 20;
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = socket.local_addr().expect("an address");
        let (end, ending) = watch::channel(false);
        let app = Router::new().route("/", axum::routing::get(async || vec![b'x'; LENGTH]));
        // One at a time: who comes next is let in once the first has been given up.
        let serving = tokio::spawn(serve(app, socket, Duration::from_millis(200), 1, ending));
        let ask = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let mut idle = TcpStream::connect(address).await.expect("a connection");
        idle.write_all(ask).await.expect("sent");
        let mut whole = Vec::new();
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let mut next = TcpStream::connect(address).await.expect("a connection");
            whole.clear();
            let sent = next.write_all(ask).await;
            let is_read = sent.is_ok() && next.read_to_end(&mut whole).await.is_ok();
            if is_read && whole.len() > LENGTH {
                break;
            }
        }
        assert!(whole.len() > LENGTH, "who takes it has it all");
        let mut part = Vec::new();
        let _ = idle.read_to_end(&mut part).await;
        assert!(part.len() < LENGTH, "{}", part.len());
        end.send_replace(true);
        serving.await.expect("it ends");
    }

    #[tokio::test]
    async fn one_client_leaves_room_for_others() {
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = socket.local_addr().expect("an address");
        let (end, ending) = watch::channel(false);
        let app = Router::new().route("/", axum::routing::get(async || "here"));
        let serving = tokio::spawn(serve(app, socket, Duration::from_secs(20), 2, ending));
        let connect = || async { TcpStream::connect(address).await.expect("a connection") };
        let (first, second, mut third) = (connect().await, connect().await, connect().await);
        let closed = tokio::time::timeout(Duration::from_secs(20), third.read(&mut [0])).await;
        assert!(matches!(closed, Ok(Ok(0) | Err(_))), "the third is closed at once");
        drop((first, second));
        let ask = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let mut rest = Vec::new();
        // It takes a moment to notice that they have gone.
        for _ in 0..100 {
            let mut again = connect().await;
            rest.clear();
            let sent = again.write_all(ask).await;
            if sent.is_ok() && again.read_to_end(&mut rest).await.is_ok() && !rest.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(rest.ends_with(b"here"));
        end.send_replace(true);
        serving.await.expect("it ends");
    }
}
