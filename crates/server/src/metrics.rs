//! What is counted, in the text form that Prometheus reads.

use crate::order::Status;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper ends of the buckets of durations, in milliseconds.
const BUCKETS: [u64; 11] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000];

/// The calls that are told apart.
pub(crate) const ROUTES: [&str; 16] = [
    "GET /v1/catalog",
    "GET /v1/payment-methods",
    "POST /v1/quotes",
    "POST /v1/orders",
    "GET /v1/orders/{id}",
    "GET /v1/orders/{id}/receipt",
    "POST /v1/orders/{id}/fulfil",
    "POST /v1/orders/{id}/fail",
    "POST /v1/orders/{id}/refund",
    "POST /v1/orders/{id}/paid",
    "POST /v1/webhooks/stripe",
    "GET /v1/sandbox/{session}",
    "POST /v1/sandbox/{session}",
    "GET /v1/openapi.json",
    "GET /v1/pages.css",
    "other",
];

/// Durations of one kind.
#[derive(Debug, Default)]
struct Durations {
    buckets: [AtomicU64; BUCKETS.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

/// Every count of a process.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// By route, then by the first digit of the status.
    responses: [[AtomicU64; 5]; ROUTES.len()],
    durations: [Durations; ROUTES.len()],
    orders: [AtomicU64; Status::ALL.len()],
    limited: AtomicU64,
    webhooks_sent: AtomicU64,
    webhooks_failed: AtomicU64,
    reloads: AtomicU64,
    reloads_refused: AtomicU64,
}

impl Metrics {
    pub(crate) fn response(&self, route: &str, status: u16, took: Duration) {
        let route = ROUTES.iter().position(|known| *known == route).unwrap_or(ROUTES.len() - 1);
        let class = usize::from(status / 100).clamp(1, 5) - 1;
        self.responses[route][class].fetch_add(1, Relaxed);
        let durations = &self.durations[route];
        durations.count.fetch_add(1, Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        durations.micros.fetch_add(micros, Relaxed);
        if let Some(bucket) = BUCKETS.iter().position(|end| micros <= end * 1_000) {
            durations.buckets[bucket].fetch_add(1, Relaxed);
        }
    }

    pub(crate) fn order_became(&self, status: Status) {
        if let Some(i) = Status::ALL.iter().position(|known| *known == status) {
            self.orders[i].fetch_add(1, Relaxed);
        }
    }

    pub(crate) fn limited(&self) {
        self.limited.fetch_add(1, Relaxed);
    }

    pub(crate) fn webhook(&self, arrived: bool) {
        if arrived { &self.webhooks_sent } else { &self.webhooks_failed }.fetch_add(1, Relaxed);
    }

    pub(crate) fn reload(&self, taken: bool) {
        if taken { &self.reloads } else { &self.reloads_refused }.fetch_add(1, Relaxed);
    }

    /// Everything, with what only the database knows: how many messages wait for the shop.
    pub(crate) fn text(&self, waiting: Option<i64>) -> String {
        let mut out = String::with_capacity(8_192);
        let head = |out: &mut String, name: &str, kind: &str, help: &str| {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
        };
        head(&mut out, "simfare_http_responses_total", "counter", "Responses, by call and class.");
        for (route, classes) in ROUTES.iter().zip(&self.responses) {
            for (class, count) in classes.iter().enumerate() {
                let count = count.load(Relaxed);
                if count > 0 {
                    let class = class + 1;
                    let _ = writeln!(
                        out,
                        "simfare_http_responses_total{{call=\"{route}\",class=\"{class}xx\"}} {count}"
                    );
                }
            }
        }
        let name = "simfare_http_duration_seconds";
        head(&mut out, name, "histogram", "How long responses took, by call.");
        for (route, durations) in ROUTES.iter().zip(&self.durations) {
            let count = durations.count.load(Relaxed);
            if count == 0 {
                continue;
            }
            let mut sum = 0;
            for (end, bucket) in BUCKETS.iter().zip(&durations.buckets) {
                sum += bucket.load(Relaxed);
                let end = seconds(end * 1_000);
                let _ = writeln!(out, "{name}_bucket{{call=\"{route}\",le=\"{end}\"}} {sum}");
            }
            let micros = seconds(durations.micros.load(Relaxed));
            let _ = writeln!(out, "{name}_bucket{{call=\"{route}\",le=\"+Inf\"}} {count}");
            let _ = writeln!(out, "{name}_sum{{call=\"{route}\"}} {micros}");
            let _ = writeln!(out, "{name}_count{{call=\"{route}\"}} {count}");
        }
        let name = "simfare_orders_total";
        head(&mut out, name, "counter", "Orders that came to a status in this process.");
        for (status, count) in Status::ALL.iter().zip(&self.orders) {
            let _ = writeln!(out, "{name}{{status=\"{}\"}} {}", status.word(), count.load(Relaxed));
        }
        for (name, help, count) in [
            ("simfare_rate_limited_total", "Requests refused for their number.", &self.limited),
            ("simfare_webhooks_sent_total", "Messages the shop has taken.", &self.webhooks_sent),
            (
                "simfare_webhooks_failed_total",
                "Tries to send a message that will be repeated.",
                &self.webhooks_failed,
            ),
            ("simfare_catalog_reloads_total", "Catalogs taken over while running.", &self.reloads),
            (
                "simfare_catalog_reloads_refused_total",
                "Catalogs with faults; the one before stayed.",
                &self.reloads_refused,
            ),
        ] {
            head(&mut out, name, "counter", help);
            let _ = writeln!(out, "{name} {}", count.load(Relaxed));
        }
        if let Some(waiting) = waiting {
            let name = "simfare_webhooks_waiting";
            head(&mut out, name, "gauge", "Messages the shop hasn't taken yet.");
            let _ = writeln!(out, "{name} {waiting}");
        }
        out
    }
}

/// Microseconds as a decimal number of seconds.
fn seconds(micros: u64) -> String {
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::openapi;

    #[test]
    fn every_described_call_is_counted_under_its_name() {
        let description: serde_json::Value =
            serde_json::from_str(&openapi().expect("JSON")).expect("JSON");
        let paths = description["paths"].as_object().expect("paths");
        let calls = paths.iter().flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("methods").keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        });
        let calls: Vec<String> = calls.filter(|call| call.contains(" /v1/")).collect();
        assert!(calls.len() > 8, "{calls:?}");
        for call in calls {
            assert!(ROUTES.contains(&call.as_str()), "{call}");
        }
    }
}
