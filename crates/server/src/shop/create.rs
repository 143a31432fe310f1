//! Taking an order: quoted again, kept once, then sent to pay.

use super::{Refusal, Shop};
use crate::clock::{self, HOUR};
use crate::order::bill::Bill;
use crate::order::body::{OrderBody, Parsed};
use crate::order::{Order, ProviderKind, Renewal, Status, owed};
use crate::payment::Method;
use crate::secret;
use crate::store::Created;
use simfare_engine::catalog::SimKind;
use simfare_engine::format::Id;
use simfare_engine::order_line::{LineKind, Lines};
use simfare_engine::quote::{Status as QuoteStatus, due_now};
use simfare_engine::{Catalog, Date, Faults, Quote};
use std::net::IpAddr;
use std::sync::Arc;
use tracing::Instrument;

/// An order that was taken, now or by an earlier request with the same key.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) order: Order,
    pub(crate) replayed: bool,
}

impl Shop {
    /// Takes the order of a body under its `Idempotency-Key`.
    pub(crate) async fn create(
        self: &Arc<Self>,
        key: &str,
        bytes: &[u8],
        client: IpAddr,
    ) -> Result<Taken, Refusal> {
        let parsed = Parsed::new(bytes).map_err(Refusal::NotJson)?;
        let key_hash = secret::sha256(key.as_bytes());
        let body_hash = parsed.hash();
        // Before anything is looked at: the same request gets the same order, whatever has
        // become of the catalog since.
        let (order, is_new) = match self.store.by_key(&key_hash).await? {
            Some(order) => (order, false),
            None => match self.quoted(&parsed, &key_hash, &body_hash, client).await {
                Ok(order) => (order, true),
                // The same request may have been taken meanwhile, with the catalog there was then.
                Err(refusal) => match self.store.by_key(&key_hash).await? {
                    Some(order) => (order, false),
                    None => return Err(refusal),
                },
            },
        };
        // On a task of its own from here on: a customer who closes the page doesn't stop it half
        // way. Until here it is given up with them.
        let shop = Arc::clone(self);
        let taking = async move {
            match is_new {
                true => shop.take(order, &body_hash).await,
                false => shop.replay(order, &body_hash).await,
            }
        };
        let taken = tokio::spawn(taking.in_current_span()).await;
        taken.map_err(|_| Refusal::Broken("an order came to no end"))?
    }

    /// Keeps an order, unless its key has one by now, and begins its payment.
    async fn take(&self, order: Order, body_hash: &str) -> Result<Taken, Refusal> {
        let steps: &[Status] = match order.provider {
            ProviderKind::None => &[Status::Paid],
            ProviderKind::Sandbox | ProviderKind::Manual => &[Status::AwaitingPayment],
            // Stripe has to be asked first, and the order kept before that.
            ProviderKind::Stripe => &[],
        };
        match self.store.create(&order, steps).await? {
            Created::Existing(order) => self.replay(order, body_hash).await,
            Created::New(order) => {
                self.metrics.order_became(Status::Created);
                for step in steps {
                    self.metrics.order_became(*step);
                }
                tracing::info!(order = %order.id, provider = order.provider.word(), "order taken");
                self.bell.notify_one();
                Ok(Taken { order: self.started(order).await?, replayed: false })
            }
        }
    }

    /// The order of a body on the catalog of this moment, not yet kept.
    async fn quoted(
        &self,
        parsed: &Parsed<'_>,
        key_hash: &str,
        body_hash: &str,
        client: IpAddr,
    ) -> Result<Order, Refusal> {
        let seller = self.seller.as_ref().ok_or(Refusal::Broken("a shop without a catalog"))?;
        let sold = seller.sold();
        let body = parsed.read(&sold.catalog).map_err(Refusal::Faulty)?;
        let (body, method) = self.checked(body, &sold.catalog)?;
        let asked = body.request.clone();
        let quote = seller.quote(sold.clone(), asked, client).await?;
        let mut quote = quote.map_err(|faults| under_request(&faults))?;
        if quote.status != QuoteStatus::Optimal || quote.total != Some(body.expected_total) {
            return Err(Refusal::TotalChanged(Box::new(quote)));
        }
        if quote.purchases.first().is_some_and(|first| first.date < earliest_day()) {
            return Err(Refusal::at("/request/start_date", PAST));
        }
        quote.alternatives.clear();
        deliverable(&body, &quote, &sold.catalog)?;
        self.draft(&body, &method, &quote, &sold.catalog, key_hash.to_owned(), body_hash.to_owned())
    }

    /// The order that the key has already, if it was for the same.
    async fn replay(&self, order: Order, body_hash: &str) -> Result<Taken, Refusal> {
        if !secret::same(&order.body_hash, body_hash) {
            return Err(Refusal::KeyReused);
        }
        Ok(Taken { order: self.started(order).await?, replayed: true })
    }

    /// What only the shop knows to be wrong: the day, the way to pay, the renewal.
    fn checked(
        &self,
        mut body: OrderBody,
        catalog: &Catalog,
    ) -> Result<(OrderBody, Method), Refusal> {
        let mut faults = Faults::default();
        // A line's grace period may have begun before today: then there is a stage away first.
        let start = body.request.start_date;
        let away = body.request.phases.first().filter(|phase| phase.is_idle());
        let begins = away.map_or(start, |phase| start.plus_days(phase.days.get().into()));
        if begins < earliest_day() {
            faults.push("/request/start_date", PAST);
        }
        if body.request.autopay && body.renewal != Renewal::Auto {
            faults.push("/renewal", "must be \"auto\": the request takes the price for it");
        }
        let method = match self.payments.method(catalog, &body.payment_method) {
            Ok(method) => Some(method),
            Err(message) => {
                faults.push("/payment_method", message);
                None
            }
        };
        let renews = method.as_ref().is_none_or(Method::can_renew);
        if body.renewal == Renewal::Auto && !renews {
            let why =
                "must be \"manual\": what is paid so can't be charged again without the customer";
            faults.push("/renewal", why);
        }
        // The fee is that of the way it is really paid.
        if method.as_ref().is_some_and(|method| method.kind.is_some()) {
            let id = Id::new(&body.payment_method);
            match &body.request.payment_method {
                Some(asked) if Some(asked) != id.as_ref() => {
                    faults.push(
                        "/payment_method",
                        format!("must be \"{asked}\", as in the request: the fee depends on it"),
                    );
                }
                _ => body.request.payment_method = id,
            }
        } else if method.is_some() && body.request.payment_method.is_some() {
            faults.push(
                "/request/payment_method",
                "must be left out: the order isn't paid by one of the catalog's methods",
            );
        }
        match (method, faults.is_empty()) {
            (Some(method), true) => Ok((body, method)),
            _ => Err(Refusal::Faulty(faults)),
        }
    }

    fn draft(
        &self,
        body: &OrderBody,
        method: &Method,
        quote: &Quote,
        catalog: &Catalog,
        key_hash: String,
        body_hash: String,
    ) -> Result<Order, Refusal> {
        let now = clock::now();
        let due_now = due_now(&quote.purchases);
        if quote.purchases.is_empty() {
            return Err(Refusal::at("/request", "there is nothing to buy for this trip"));
        }
        let provider = if due_now.0 == 0 { ProviderKind::None } else { method.provider };
        let mut bill = Bill::of(catalog, quote, method);
        if provider == ProviderKind::Manual {
            bill.instructions = self.payments.instructions().map(str::to_owned);
        }
        let (payment_url, provider_ref) = match provider {
            ProviderKind::Sandbox => {
                let name = secret::token()?;
                (Some(format!("{}/v1/sandbox/{name}", self.public_url)), Some(name))
            }
            _ => (None, None),
        };
        Ok(Order {
            id: secret::order_id(now)?,
            reference_code: secret::reference_code(if self.payments.sandbox {
                "TEST"
            } else {
                "SF"
            })?,
            token: secret::token()?,
            key_hash,
            body_hash,
            status: Status::Created,
            seq: 1,
            created_at: now,
            updated_at: now,
            expires_at: now.saturating_add(match provider {
                ProviderKind::Manual => self.payments.manual_time(),
                _ => self.payment_time,
            }),
            sandbox: self.payments.sandbox,
            provider,
            payment_method: body.payment_method.clone(),
            currency: catalog.currency,
            total: body.expected_total,
            due_now,
            contact: body.contact.clone(),
            line: body.line.clone(),
            renewal: body.renewal,
            request: body.request.to_json(catalog.minor_digits()),
            quote: quote.to_json(),
            bill,
            payment_url,
            provider_ref,
            provider_payment: None,
            settle_at: None,
            activation_codes: Vec::new(),
            fulfil_reference: None,
            failure: None,
            refund_started: None,
            refund_ref: None,
            refund_failed_ref: None,
        })
    }
}

/// What is said of a day on which nothing can be bought any more.
const PAST: &str = "is in the past";

/// The day it still is somewhere, twelve hours west of Greenwich. An earlier one would bring back its
/// sales.
fn earliest_day() -> Date {
    clock::date(clock::now().saturating_sub(12 * HOUR))
}

fn under_request(faults: &Faults) -> Refusal {
    let mut under = Faults::default();
    for fault in faults {
        under.push(format!("/request{}", fault.pointer), fault.message.clone());
    }
    Refusal::Faulty(under)
}

/// Whether the line fits what is bought: an order that nobody could fulfil isn't taken.
fn deliverable(body: &OrderBody, quote: &Quote, catalog: &Catalog) -> Result<(), Refusal> {
    let lines = Lines::of(quote);
    if !lines.take(body.line.kind, catalog, quote) {
        let message = match body.line.kind {
            LineKind::NewEsim => {
                "must be \"iccid\" or \"msisdn\": what is bought now is for the line there is already"
            }
            LineKind::Iccid => "must be \"new_esim\": what is bought is on no SIM card",
            LineKind::Msisdn => "must be another: what is bought has no phone number",
        };
        return Err(Refusal::at("/line/kind", message));
    }
    // The order names one line that is there; no trip has more.
    if lines.old.len() > 1 {
        return Err(Refusal::at(
            "/request/lines",
            "this renews several lines: order each by itself",
        ));
    }
    let has_esim = |at: &&usize| {
        let brand = quote.purchases.get(**at).and_then(|bought| catalog.brand(&bought.brand));
        brand.is_none_or(|brand| brand.sim.contains(&SimKind::Esim))
    };
    let esims = lines.new.iter().filter(has_esim).count();
    if esims < owed::codes(&lines, body.line.kind) {
        return Err(Refusal::at("/line/kind", "the brand has no eSIM"));
    }
    Ok(())
}
