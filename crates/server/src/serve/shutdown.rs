//! When to stop.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Someone who can ask the service to end: Ctrl-C, or the signal a service manager sends.
#[derive(Debug)]
pub(super) struct Told {
    /// A handler that can't be set leaves the default, which ends the process.
    #[cfg(unix)]
    signals: Option<(Signal, Signal)>,
}

impl Told {
    /// Listens from now on.
    pub(super) fn new() -> Self {
        Self {
            #[cfg(unix)]
            signals: signal(SignalKind::terminate()).ok().zip(signal(SignalKind::interrupt()).ok()),
        }
    }

    /// Comes back when the service is asked to end: requests under way are then finished.
    pub(super) async fn wait(self) {
        #[cfg(unix)]
        if let Some((mut terminate, mut interrupt)) = self.signals {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_ok() {
            return;
        }
        std::future::pending().await
    }
}
