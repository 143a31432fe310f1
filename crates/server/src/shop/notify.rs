//! Telling the shop's own system of every change: messages from the outbox, signed, in order
//! for each order, repeated with growing delay until it answers 2xx.

use super::{Refusal, Shop};
use crate::clock::{self, SECOND, rfc3339};
use crate::order::view::OrderView;
use crate::order::{Order, Status, Step};
use crate::signing;
use crate::store::Parcel;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// How long the shop may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long what comes after the answer's status may take.
const REST: Duration = Duration::from_secs(2);

/// For so long a message is one process's alone; if that process ends, another takes it then.
const LEASE: i64 = 60 * SECOND;

/// The longest delay between two tries.
pub(super) const LONGEST: i64 = 6 * clock::HOUR;

/// Where the shop listens.
pub(crate) struct Listener {
    url: axum::http::Uri,
    secret: String,
    client: Client<HttpsConnector<HttpConnector>, Full<axum::body::Bytes>>,
}

/// Keeps its secret.
impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").finish_non_exhaustive()
    }
}

/// What the shop is sent.
#[derive(Serialize)]
struct Message<'a> {
    /// The same for every try: who has seen it needs not look again.
    id: String,
    /// `order.paid` and so on.
    r#type: String,
    created_at: String,
    /// The status this message is about; the order may be further on by now.
    status: Status,
    order: &'a OrderView,
}

impl Listener {
    pub(crate) fn new(url: axum::http::Uri, secret: String) -> Self {
        let connector =
            HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        Self { url, secret, client: Client::builder(TokioExecutor::new()).build(connector) }
    }

    /// Whether the shop has taken it.
    async fn send(&self, event: &str, body: Vec<u8>) -> Result<(), String> {
        let time = clock::now() / 1000;
        let signature = signing::hex_mac(&self.secret, time, &body);
        let request = axum::http::Request::post(self.url.clone())
            .header("content-type", "application/json")
            .header("user-agent", concat!("simfare/", env!("CARGO_PKG_VERSION")))
            .header("simfare-event", event)
            .header("simfare-signature", format!("t={time},v1={signature}"))
            .body(Full::from(body))
            .map_err(|error| error.to_string())?;
        let answer = async { self.client.request(request).await.map_err(|e| e.to_string()) };
        let response = tokio::time::timeout(PATIENCE, answer)
            .await
            .unwrap_or_else(|_| Err("no answer in time".to_owned()))?;
        let status = response.status();
        // Read to its end, so that the connection can serve again, unless that takes long; more than a
        // little is nobody's answer to a webhook.
        let rest = Limited::new(response.into_body(), 64 * 1024).collect();
        let _ = tokio::time::timeout(REST, rest).await;
        if status.is_success() { Ok(()) } else { Err(format!("status {}", status.as_u16())) }
    }
}

impl Shop {
    /// Whether the message was this process's to send.
    pub(super) async fn deliver_one(
        &self,
        to: &Listener,
        parcel: &Parcel,
    ) -> Result<bool, Refusal> {
        let until = clock::now().saturating_add(LEASE);
        if !self.store.take_parcel(parcel, until).await? {
            return Ok(false);
        }
        let order = self.order(&parcel.order_id).await?;
        let history = self.store.history(&order.id).await?;
        let Some(step) = history.iter().find(|step| step.seq == parcel.seq) else {
            // Nothing happened that could be told.
            self.store.parcel_arrived(parcel).await?;
            return Ok(true);
        };
        let (event, body) = self.message(&order, &history, step)?;
        match to.send(&event, body).await {
            Ok(()) => {
                self.metrics.webhook(true);
                // First what follows from it: a crash before the message is crossed off only
                // sends it again.
                if step.status == Status::Paid {
                    self.taken_up(order).await?;
                }
                self.store.parcel_arrived(parcel).await?;
                self.bell.notify_one();
            }
            Err(why) => {
                self.metrics.webhook(false);
                let delay = delay(parcel.attempts);
                tracing::warn!(order = %order.id, why, delay_s = delay / SECOND, "the shop didn't take a message");
                self.store.parcel_returned(parcel, clock::now().saturating_add(delay)).await?;
            }
        }
        Ok(true)
    }

    fn message(
        &self,
        order: &Order,
        history: &[Step],
        step: &Step,
    ) -> Result<(String, Vec<u8>), Refusal> {
        let event = format!("{}-{}", order.id.replacen("ord_", "evt_", 1), step.seq);
        let message = Message {
            id: event.clone(),
            r#type: format!("order.{}", step.status.word()),
            created_at: rfc3339(step.at),
            status: step.status,
            order: &self.view(order, history),
        };
        let body = serde_json::to_vec(&message)
            .map_err(|_| Refusal::Broken("a message can't be written"))?;
        Ok((event, body))
    }
}

/// How long to wait after so many failed tries: 2 s, 4 s, 8 s, … up to 6 hours, a little apart
/// from others that failed at the same moment.
fn delay(attempts: i64) -> i64 {
    let exponent = u32::try_from(attempts.clamp(0, 20)).unwrap_or(20);
    let whole = (2 * SECOND).saturating_mul(1 << exponent).min(LONGEST);
    let [random] = crate::secret::random::<1>().unwrap_or([128]);
    whole - whole / 4 * i64::from(random) / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_six_hours() {
        for (attempts, whole) in [(0, 2), (1, 4), (5, 64), (14, 21_600), (1_000_000, 21_600)] {
            let delay = delay(attempts);
            let whole = whole * SECOND;
            assert!(delay <= whole && delay >= whole * 3 / 4, "{attempts}: {delay}");
        }
    }
}
