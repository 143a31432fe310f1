//! Whose turn it is to have a core for a quote: as many at once as there are cores, and of one
//! client no more than half of them, so that who asks for much waits behind themselves.

use super::Refusal;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// The turns of a service.
#[derive(Debug)]
pub(super) struct Turns {
    cores: Arc<Semaphore>,
    /// How many one client may have at once.
    of_one: usize,
    /// The clients that have one, or wait for one.
    clients: Arc<Mutex<HashMap<IpAddr, Arc<Semaphore>>>>,
}

/// A core, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _core: OwnedSemaphorePermit,
    _own: Own,
}

/// One of a client's own turns.
#[derive(Debug)]
struct Own {
    client: IpAddr,
    clients: Arc<Mutex<HashMap<IpAddr, Arc<Semaphore>>>>,
    turns: Arc<Semaphore>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Own {
    fn drop(&mut self) {
        self.permit = None;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        // The map's and this one: nobody else of this client's is here.
        if Arc::strong_count(&self.turns) <= 2 {
            clients.remove(&self.client);
        }
    }
}

impl Turns {
    pub(super) fn new(cores: usize, is_limited: bool) -> Self {
        Self {
            cores: Arc::new(Semaphore::new(cores)),
            of_one: if is_limited { (cores / 2).max(1) } else { cores },
            clients: Arc::default(),
        }
    }

    /// A client's turn, when it comes within `most`.
    ///
    /// # Errors
    /// It doesn't.
    pub(super) async fn next(&self, client: IpAddr, most: Duration) -> Result<Turn, Refusal> {
        let wait = async {
            let mut own = self.own(client);
            let turns = Arc::clone(&own.turns);
            own.permit = turns.acquire_owned().await.ok();
            // Neither is ever closed.
            let core = Arc::clone(&self.cores).acquire_owned().await.ok()?;
            Some(Turn { _core: core, _own: own })
        };
        timeout(most, wait).await.ok().flatten().ok_or(Refusal::Busy)
    }

    fn own(&self, client: IpAddr) -> Own {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let turns = clients.entry(client).or_insert_with(|| Arc::new(Semaphore::new(self.of_one)));
        let (turns, clients) = (Arc::clone(turns), Arc::clone(&self.clients));
        Own { client, clients, turns, permit: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MUCH: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const LITTLE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));
    const SOON: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn who_asks_for_much_waits_behind_themselves() {
        let turns = Turns::new(2, true);
        let first = turns.next(MUCH, SOON).await.expect("a core is free");
        assert!(turns.next(MUCH, SOON).await.is_err(), "the second of one client");
        let other = turns.next(LITTLE, SOON).await.expect("there are two cores");
        assert!(turns.next(LITTLE, SOON).await.is_err(), "no core is free");
        drop(first);
        turns.next(MUCH, SOON).await.expect("its turn again");
        drop(other);
        assert!(turns.clients.lock().expect("nobody panicked").is_empty());
    }
}
