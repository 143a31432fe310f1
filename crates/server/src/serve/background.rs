//! What the service does by itself: telling the shop, giving up unpaid orders, reading a new
//! catalog.

use super::api::Api;
use super::logged;
use crate::shop::{Courier, Listener, Seller, Shop};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

/// How often the clock is looked at.
const SWEEP: Duration = Duration::from_secs(1);

/// How often other instances' messages are looked for; one's own are heard at once.
const LOOK: Duration = Duration::from_secs(1);

/// How often the catalog's file is looked at.
const WATCH: Duration = Duration::from_secs(2);

/// How long the last message may take when the service ends.
const LAST: Duration = Duration::from_secs(10);

/// The tasks.
#[derive(Debug)]
pub(super) struct Background(JoinSet<()>);

pub(super) fn start(
    api: &Arc<Api>,
    listener: Option<Arc<Listener>>,
    ending: watch::Receiver<bool>,
) -> Background {
    let mut tasks = JoinSet::new();
    if let Some(shop) = &api.shop {
        tasks.spawn(sweep(Arc::clone(shop), listener.is_none(), ending.clone()));
        if let Some(listener) = listener {
            tasks.spawn(deliver(Arc::clone(shop), listener, ending.clone()));
        }
    }
    tasks.spawn(watch_catalog(Arc::clone(&api.seller), Arc::clone(api), ending));
    Background(tasks)
}

impl Background {
    /// Waits for the last round of each.
    pub(super) async fn finish(mut self) {
        let all = async { while self.0.join_next().await.is_some() {} };
        if timeout(LAST, all).await.is_err() {
            tracing::warn!("messages to the shop wait for the next start");
        }
    }
}

/// Whether the time passed before the service was told to end.
async fn slept(time: Duration, ending: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        () = sleep(time) => true,
        _ = ending.wait_for(|ending| *ending) => false,
    }
}

async fn sweep(shop: Arc<Shop>, forgets: bool, mut ending: watch::Receiver<bool>) {
    let mut forgot: Option<Instant> = None;
    loop {
        logged("sweeping", shop.sweep().await);
        let hour = Duration::from_secs(3600);
        if forgets && forgot.is_none_or(|forgot| forgot.elapsed() > hour) {
            logged("forgetting messages", shop.forget_messages().await);
            forgot = Some(Instant::now());
        }
        if !slept(SWEEP, &mut ending).await {
            return;
        }
    }
}

async fn deliver(shop: Arc<Shop>, listener: Arc<Listener>, mut ending: watch::Receiver<bool>) {
    let mut courier = Courier::new(Arc::clone(&shop), listener);
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        logged("telling the shop", courier.set_out().await);
        if *ending.borrow() {
            break;
        }
        loop {
            tokio::select! {
                // Its order's next message has become due.
                was_sent = courier.back() => if was_sent { break },
                () = shop.bell.notified() => break,
                _ = looks.tick() => break,
                _ = ending.wait_for(|ending| *ending) => break,
            }
        }
    }
    while !courier.is_idle() {
        courier.back().await;
    }
}

async fn watch_catalog(seller: Arc<Seller>, api: Arc<Api>, mut ending: watch::Receiver<bool>) {
    let mut hangup = Hangup::new();
    let mut stamp = seller.first;
    loop {
        tokio::select! {
            () = sleep(WATCH) => {
                let now = seller.stamp();
                // A file that is gone for a moment is about to be replaced.
                if now == stamp || now.is_none() {
                    continue;
                }
                stamp = now;
            }
            () = hangup.received() => stamp = seller.stamp(),
            _ = ending.wait_for(|ending| *ending) => return,
        }
        let reading = Arc::clone(&seller);
        match tokio::task::spawn_blocking(move || reading.reload()).await {
            Ok(Ok(true)) => {
                api.metrics.reload(true);
                tracing::info!("a new catalog is sold");
            }
            Ok(Ok(false)) => tracing::info!("the catalog is the same as before"),
            Ok(Err(faults)) => {
                api.metrics.reload(false);
                tracing::error!(%faults, "the new catalog has faults; the old one is still sold");
            }
            Err(_) => tracing::error!("reading the catalog came to no end"),
        }
    }
}

/// The signal by which services are told to read their configuration again.
struct Hangup {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Hangup {
    fn new() -> Self {
        Self {
            #[cfg(unix)]
            signal: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok(),
        }
    }

    async fn received(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending().await
    }
}
