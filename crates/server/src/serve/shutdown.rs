//! When to stop.

use tokio::signal;

/// Comes back when someone asks the service to end: requests under way are then finished.
pub(super) async fn requested() {
    #[cfg(unix)]
    {
        use signal::unix::{SignalKind, signal};
        // A handler that can't be set leaves the default, which ends the process.
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return std::future::pending().await;
        };
        let Ok(mut interrupt) = signal(SignalKind::interrupt()) else {
            return std::future::pending().await;
        };
        std::future::poll_fn(|context| {
            let stop =
                terminate.poll_recv(context).is_ready() || interrupt.poll_recv(context).is_ready();
            if stop { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
    }
    #[cfg(not(unix))]
    if signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
