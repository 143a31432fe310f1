//! How many requests one client may make: a bucket of tokens each, refilled steadily.

use super::api::Api;
use super::problem::Problem;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Buckets are looked through for old ones when there are so many.
const MANY: usize = 10_000;

/// There are never more. Who comes then begins anew, as does everyone else.
const MOST: usize = 200_000;

/// How long after one look the next one is worth it.
const LOOK: Duration = Duration::from_secs(1);

/// How many seconds' worth of requests may come at once.
const BURST: u32 = 10;

/// The buckets of a service.
#[derive(Debug)]
pub(crate) struct Limits {
    /// Requests a second; 0 for no limit.
    per_second: u32,
    /// Whether a proxy in front says who the client is.
    behind_proxy: bool,
    buckets: Mutex<Buckets>,
}

#[derive(Debug, Default)]
struct Buckets {
    by_client: HashMap<IpAddr, Bucket>,
    looked_through: Option<Instant>,
}

impl Buckets {
    /// Forgets whose bucket is full again; that takes as long as there are many.
    fn look_through(&mut self, now: Instant) {
        let is_due =
            self.looked_through.is_none_or(|last| now.saturating_duration_since(last) >= LOOK);
        if self.by_client.len() >= MANY && is_due {
            let refill = Duration::from_secs(u64::from(BURST));
            self.by_client.retain(|_, bucket| now.saturating_duration_since(bucket.at) < refill);
            self.looked_through = Some(now);
        }
        if self.by_client.len() >= MOST {
            self.by_client.clear();
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Thousandths of requests.
    left: u64,
    at: Instant,
}

/// Whose address it is: one household has a whole /64.
pub(super) fn household(address: IpAddr) -> IpAddr {
    let IpAddr::V6(address) = address else { return address };
    match address.to_ipv4_mapped() {
        Some(address) => address.into(),
        None => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

impl Limits {
    pub(crate) fn new(per_second: u32, behind_proxy: bool) -> Self {
        Self { per_second, behind_proxy, buckets: Mutex::default() }
    }

    /// Takes one request of the client's; if there is none left, after how many seconds there
    /// will be.
    fn take(&self, client: IpAddr, now: Instant) -> Result<(), u64> {
        if self.per_second == 0 {
            return Ok(());
        }
        let full = u64::from(self.per_second) * u64::from(BURST) * 1000;
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.look_through(now);
        let bucket = buckets.by_client.entry(client).or_insert(Bucket { left: full, at: now });
        let millis = now.saturating_duration_since(bucket.at).as_millis();
        let gained =
            u64::try_from(millis).unwrap_or(u64::MAX).saturating_mul(self.per_second.into());
        bucket.left = bucket.left.saturating_add(gained).min(full);
        // What is less than a millisecond is counted the next time.
        bucket.at += Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX));
        if bucket.left < 1000 {
            return Err((1000 - bucket.left).div_ceil(u64::from(self.per_second) * 1000).max(1));
        }
        bucket.left -= 1000;
        Ok(())
    }

    /// Who makes a request.
    pub(super) fn client_of(&self, request: &Request) -> IpAddr {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
        self.client(request.headers(), peer)
    }

    /// Who asks. A proxy adds the address it sees at the end of `X-Forwarded-For`; what stands
    /// before it anyone can write.
    fn client(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> IpAddr {
        let forwarded = || {
            let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            let last = last.rsplit(',').next()?.trim();
            // Some proxies write the port too.
            let bare = last.strip_prefix('[').and_then(|last| last.strip_suffix(']'));
            let with_port = || last.parse::<SocketAddr>().ok().map(|address| address.ip());
            bare.unwrap_or(last).parse::<IpAddr>().ok().or_else(with_port)
        };
        let found = if self.behind_proxy { forwarded() } else { None };
        household(found.or(peer.map(|peer| peer.ip())).unwrap_or(Ipv6Addr::UNSPECIFIED.into()))
    }
}

/// Refuses who asks too often.
pub(super) async fn check(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    let client = api.limits.client_of(&request);
    match api.limits.take(client, Instant::now()) {
        Ok(()) => next.run(request).await,
        Err(seconds) => {
            api.metrics.limited();
            Problem::too_many(seconds).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const B: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn a_burst_then_a_steady_rate() {
        let limits = Limits::new(2, false);
        let start = Instant::now();
        let taken = (0..100).filter(|_| limits.take(A, start).is_ok()).count();
        assert_eq!(taken, 20);
        assert_eq!(limits.take(A, start), Err(1));
        assert_eq!(limits.take(B, start), Ok(()), "others are not held up");
        let later = start + Duration::from_millis(500);
        assert_eq!(limits.take(A, later), Ok(()));
        assert!(limits.take(A, later).is_err());
    }

    #[test]
    fn clients_without_number_take_no_memory_without_end() {
        let limits = Limits::new(1, false);
        let start = Instant::now();
        for i in 0..u32::try_from(2 * MOST).expect("a number") {
            assert!(limits.take(std::net::Ipv4Addr::from(i).into(), start).is_ok());
        }
        let count = || limits.buckets.lock().expect("no panic").by_client.len();
        assert!(count() <= MOST);
        // Not looked through again and again, but a second later.
        let later = start + Duration::from_secs(u64::from(BURST));
        assert!(limits.take(A, later).is_ok());
        assert_eq!(count(), 1);
    }

    #[test]
    fn no_limit() {
        let limits = Limits::new(0, false);
        assert!((0..1000).all(|_| limits.take(A, Instant::now()).is_ok()));
    }

    #[test]
    fn only_a_proxy_of_ours_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "198.51.100.7, 192.0.2.1".parse().expect("a value"));
        let peer = Some(SocketAddr::from((B, 1)));
        assert_eq!(Limits::new(1, false).client(&headers, peer), B);
        assert_eq!(Limits::new(1, true).client(&headers, peer), A);
        for with_port in ["192.0.2.1:4711", "[::ffff:192.0.2.1]", "[::ffff:192.0.2.1]:4711"] {
            headers.insert("x-forwarded-for", with_port.parse().expect("a value"));
            assert_eq!(Limits::new(1, true).client(&headers, peer), A, "{with_port}");
        }
    }
}
