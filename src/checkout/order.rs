//! An order, as the service writes it.
//!
//! A service may be newer than this page: what isn't known is passed over, a status this version
//! has no word for is none. What is shown as something it may not be is refused: an
//! amount that isn't one, an activation code of another form, an address that may lead elsewhere
//! than it says.

use simfare_engine::format::{Amount, Format, Json, Reader};
use simfare_engine::quote::{Purchase, now_and_later};
use simfare_engine::{Currency, Faults, OrderStatus, Quote, identity};

use super::moment::Moment;
use crate::handoff;

/// The most texts of one kind that are read: more than any order has.
pub(super) const MOST: usize = 100;

/// How to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Payment {
    /// On a page, where the service names one.
    Redirect(Option<String>),
    /// By bank transfer or at the counter.
    Instructions { text: String, reference: String, amount: Amount },
    /// There is nothing to pay now.
    None,
}

impl Payment {
    /// The page to pay on.
    pub(crate) fn url(&self) -> Option<&str> {
        match self {
            Self::Redirect(url) => url.as_deref(),
            _ => None,
        }
    }
}

/// Which line an order is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    NewEsim,
    /// A line that exists, by its card or its number.
    Iccid(String),
    Msisdn(String),
}

/// A change of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Nothing where this version doesn't know it.
    pub(crate) status: Option<OrderStatus>,
    pub(crate) at: Moment,
}

/// An order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    pub(crate) id: String,
    /// What it is seen again with; only in the answer that made it.
    pub(crate) token: Option<String>,
    /// What people quote to the shop.
    pub(crate) reference: String,
    /// Nothing where this version doesn't know it; see [`Self::word`].
    pub(crate) status: Option<OrderStatus>,
    /// The service's word for the status.
    pub(crate) word: String,
    /// Of the whole schedule.
    pub(crate) total: Amount,
    /// What is paid with this order.
    pub(crate) due_now: Amount,
    pub(crate) currency: Currency,
    /// Nothing is real.
    pub(crate) sandbox: bool,
    pub(crate) payment: Payment,
    pub(crate) line: Line,
    /// Whether the shop buys what comes later by itself.
    pub(crate) is_renewed: bool,
    /// Where the shop writes to.
    pub(crate) email: Option<String>,
    pub(crate) updated_at: Option<Moment>,
    /// Until when it can be paid.
    pub(crate) expires_at: Option<Moment>,
    pub(crate) history: Vec<Step>,
    /// The new eSIMs' activation codes, in the order of the purchases. Only well-formed ones.
    pub(crate) activation_codes: Vec<String>,
    /// Whether there was a code that isn't one.
    pub(crate) has_odd_code: bool,
    /// The carrier's reference of a top-up or renewal.
    pub(crate) fulfil_reference: Option<String>,
    /// Why it failed or was refunded, in the shop's or the service's words.
    pub(crate) failure: Option<String>,
    /// Since when the money is on its way back.
    pub(crate) refund_started_at: Option<Moment>,
    /// The receipt's page.
    pub(crate) receipt: Option<String>,
    /// What was agreed.
    pub(crate) quote: Option<Quote>,
    /// What was asked for: `simfare.request/1`, to be read by the catalog.
    pub(crate) request: Option<String>,
}

impl Order {
    /// Reads an order.
    ///
    /// # Errors
    /// What keeps it from being shown.
    pub(crate) fn from_json(text: &str) -> Result<Self, Faults> {
        let json = Json::parse(text.as_bytes())?;
        let mut reader = Reader::of_sums();
        let order = Self::read(&json, &mut reader);
        match (order, reader.finish()) {
            (Some(order), faults) if faults.is_empty() => Ok(order),
            (_, faults) => Err(faults),
        }
    }

    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        reader.members(json)?;
        // The amounts are read by it.
        let currency = member::<Currency>(json, reader, "currency")?;
        let id = name(json, reader, "id")?;
        let reference = name(json, reader, "reference")?;
        let word = name(json, reader, "status")?;
        let total = member(json, reader, "total");
        let due_now = member(json, reader, "due_now");
        let payment = json.member("payment").and_then(|payment| {
            reader.within("payment", |reader| match payment.text_of("kind") {
                Some("redirect") => Some(Payment::Redirect(address(payment, "url"))),
                Some("instructions") => Some(Payment::Instructions {
                    text: said(payment, "text").unwrap_or_default(),
                    reference: name(payment, reader, "reference")?,
                    amount: member(payment, reader, "amount")?,
                }),
                Some("none") => Some(Payment::None),
                _ => {
                    reader.fault("must be a way to pay");
                    None
                }
            })
        });
        if payment.is_none() {
            reader.within("payment", |reader| reader.fault("missing"));
        }
        let line = json.member("line");
        let number = line.and_then(|line| said(line, "value")).unwrap_or_default();
        let line = match line.and_then(|line| line.text_of("kind")) {
            Some("iccid") => Line::Iccid(number),
            Some("msisdn") => Line::Msisdn(number),
            _ => Line::NewEsim,
        };
        let codes = match json.items_of("activation_codes") {
            [] => json.member("activation_code").into_iter().collect::<Vec<_>>(),
            codes => codes.iter().take(MOST).collect(),
        };
        let activation_codes: Vec<String> = codes
            .iter()
            .filter_map(|code| code.text())
            .filter(|code| identity::activation_fault(code).is_none())
            .map(str::to_owned)
            .collect();
        let history = json.items_of("history").iter().take(MOST).filter_map(|step| {
            let status = OrderStatus::from_word(step.text_of("status")?);
            Some(Step { status, at: moment(step, "at")? })
        });
        let quote = json.member("quote").and_then(|quote| {
            // For what is shown beside the order: it is an order without it too.
            Quote::read(quote, &mut Reader::of_sums())
        });
        Some(Self {
            token: said(json, "token"),
            status: OrderStatus::from_word(&word),
            sandbox: json.member("sandbox") == Some(&Json::Bool(true)),
            line,
            is_renewed: json.text_of("renewal") == Some("auto"),
            email: json.member("contact").and_then(|contact| said(contact, "email")),
            updated_at: moment(json, "updated_at"),
            expires_at: moment(json, "expires_at"),
            history: history.collect(),
            has_odd_code: activation_codes.len() < codes.len(),
            activation_codes,
            fulfil_reference: said(json, "fulfil_reference"),
            failure: said(json, "failure"),
            refund_started_at: moment(json, "refund_started_at"),
            receipt: address(json, "receipt"),
            quote,
            request: json.member("request").map(ToString::to_string),
            id,
            reference,
            word,
            currency,
            total: total?,
            due_now: due_now?,
            payment: payment?,
        })
    }

    /// Whether payment is still possible.
    pub(crate) fn is_open(&self) -> bool {
        self.status.is_some_and(OrderStatus::is_open)
    }

    /// When it came to be where it is, or where it was.
    pub(crate) fn since(&self, status: OrderStatus) -> Option<Moment> {
        self.history.iter().rev().find(|step| step.status == Some(status)).map(|step| step.at)
    }

    /// What this order brings.
    pub(crate) fn now(&self) -> &[Purchase] {
        self.quote.as_ref().map_or(&[], |quote| now_and_later(&quote.purchases).0)
    }
}

/// Reads a required member.
fn member<T: Format>(json: &Json<'_>, reader: &mut Reader, name: &'static str) -> Option<T> {
    reader.within(name, |reader| match json.member(name) {
        Some(json) => T::read(json, reader),
        None => {
            reader.fault("missing");
            None
        }
    })
}

/// A required text of one line.
fn name(json: &Json<'_>, reader: &mut Reader, name: &'static str) -> Option<String> {
    let text = json
        .text_of(name)
        .filter(|text| (1..=200).contains(&text.len()) && !text.chars().any(char::is_control));
    if text.is_none() {
        reader.within(name, |reader| reader.fault("must be one line of text"));
    }
    text.map(str::to_owned)
}

/// A text, where there is one.
pub(super) fn said(json: &Json<'_>, name: &str) -> Option<String> {
    json.text_of(name).filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

fn moment(json: &Json<'_>, name: &str) -> Option<Moment> {
    Moment::read(json.text_of(name)?)
}

/// An address that leads where it says, by a safe way.
fn address(json: &Json<'_>, name: &str) -> Option<String> {
    json.text_of(name).filter(|text| handoff::is_safe(text)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the service wrote it for an order by bank transfer that was paid and fulfilled.
    const ORDER: &str = include_str!("testdata/order.json");
    const CODE: &str = "LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815";

    fn order(changes: &[(&str, &str)]) -> Result<Order, Faults> {
        let mut text = ORDER.to_owned();
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        Order::from_json(&text)
    }

    fn pointers(changes: &[(&str, &str)]) -> Vec<String> {
        let faults = order(changes).expect_err("faults");
        faults.iter().map(|fault| fault.pointer.clone()).collect()
    }

    #[test]
    fn what_the_service_writes_is_read() {
        let order = order(&[]).expect("an order");
        assert_eq!(order.status, Some(OrderStatus::Fulfilled));
        assert_eq!(order.word, "fulfilled");
        assert_eq!((order.total, order.due_now), (Amount(2742), Amount(1371)));
        assert_eq!(order.activation_codes, [CODE]);
        assert!(!order.has_odd_code && !order.sandbox);
        assert_eq!(order.line, Line::NewEsim);
        assert_eq!(order.email.as_deref(), Some("li@example.com"));
        assert_eq!(order.history.len(), 5);
        assert_eq!(order.since(OrderStatus::Created), Some(order.history[0].at));
        assert_eq!(order.now().len(), 1);
        assert!(order.receipt.is_some_and(|receipt| receipt.starts_with("http://127.0.0.1:")));
        assert!(matches!(
            order.payment,
            Payment::Instructions { amount: Amount(1371), text, .. } if text.contains("12-345")
        ));
        assert_eq!(order.token, None, "only in the answer that made it");
    }

    #[test]
    fn an_order_may_come_to_more_than_any_one_offer() {
        let large = [
            ("\"27.42\"", "\"1200000.00\""),
            ("\"due_now\": \"13.71\"", "\"due_now\": \"1100000.00\""),
            ("\"amount\": \"13.71\"", "\"amount\": \"1100000.00\""),
        ];
        let order = order(&large).expect("an order");
        assert_eq!((order.total, order.due_now), (Amount(120_000_000), Amount(110_000_000)));
        assert_eq!(order.quote.and_then(|quote| quote.total), Some(Amount(120_000_000)));
    }

    #[test]
    fn nonsense_is_refused() {
        for (from, to, pointer) in [
            ("\"27.42\",\n \"due_now\"", "27.42,\n \"due_now\"", "/total"),
            ("\"due_now\": \"13.71\"", "\"due_now\": \"13.711\"", "/due_now"),
            (
                "\"currency\": \"USD\",\n \"sandbox\"",
                "\"currency\": \"$\",\n \"sandbox\"",
                "/currency",
            ),
            ("\"status\": \"fulfilled\",\n \"total\"", "\"status\": 1,\n \"total\"", "/status"),
            ("\"id\": \"ord_", "\"id\": \"\\n", "/id"),
            ("\"kind\": \"instructions\"", "\"kind\": \"magic\"", "/payment"),
            ("\"amount\": \"13.71\"", "\"amount\": \"all\"", "/payment/amount"),
        ] {
            let found = pointers(&[(from, to)]);
            assert!(found.iter().any(|found| found == pointer), "{pointer}: {found:?}");
        }
        for text in ["", "<!doctype html>", "[]", "{}", "null", "\"paid\""] {
            assert!(Order::from_json(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_newer_than_this_is_passed_over() {
        let order = order(&[
            ("\"sandbox\": false", "\"sandbox\": false, \"gift\": {\"wrap\": [1, 2.5]}"),
            ("\"status\": \"fulfilled\",\n \"total\"", "\"status\": \"on_hold\",\n \"total\""),
        ])
        .expect("an order");
        assert_eq!((order.status, order.word.as_str()), (None, "on_hold"));
        assert_eq!(order.history.len(), 5);
    }

    #[test]
    fn an_order_is_one_without_what_is_shown_beside_it() {
        let order = order(&[
            ("\"schema\": \"simfare.quote/1\"", "\"schema\": \"simfare.quote/9\""),
            ("\"updated_at\": \"2026-", "\"updated_at\": \"soon-"),
        ])
        .expect("an order");
        assert_eq!((&order.quote, order.updated_at), (&None, None));
        assert!(order.now().is_empty());
    }

    #[test]
    fn only_activation_codes_are_shown_as_such() {
        for odd in ["LPA:2$a.example$1", "javascript:alert(1)", "LPA:1$a.example$<b>", ""] {
            let order = order(&[(CODE, odd)]).expect("an order");
            assert!(order.activation_codes.is_empty() && order.has_odd_code, "{odd}");
        }
        let two = format!("\"activation_codes\": [\"{CODE}\", \"LPA:1$b.example$2\", 3], \"x\"");
        let order = order(&[("\"activation_code\"", &two)]).expect("an order");
        assert_eq!(order.activation_codes, [CODE, "LPA:1$b.example$2"]);
        assert!(order.has_odd_code);
    }

    #[test]
    fn addresses_that_lead_elsewhere_are_none() {
        for odd in ["javascript:alert(1)//", "http://shop.example/", "//x.example/", "https://a@b/"]
        {
            let order = order(&[("http://127.0.0.1:8791/", odd)]).expect("an order");
            assert_eq!(order.receipt, None, "{odd}");
            let order = super::tests::order(&[(
                "\"kind\": \"instructions\"",
                &format!("\"kind\": \"redirect\", \"url\": \"{odd}\""),
            )])
            .expect("an order");
            assert_eq!(order.payment.url(), None, "{odd}");
        }
        let order = order(&[("http://127.0.0.1:8791/", "https://orders.example/")]);
        let receipt = order.expect("an order").receipt;
        assert!(receipt.is_some_and(|url| url.starts_with("https://orders.example/v1/orders/")));
    }
}
