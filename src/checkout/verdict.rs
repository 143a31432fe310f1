//! What an answer of the service means.

use simfare_engine::format::Json;
use simfare_engine::{Currency, Quote};

use super::client::Reply;
use super::order::{Order, Payment};
use super::refused::Problem;

/// What a person has confirmed. An order of anything else is none that they made.
#[derive(Debug)]
pub(super) struct Agreed {
    currency: Currency,
    /// As it was sent: the checkout of a page that was loaded again may know another by now.
    total: String,
}

impl Agreed {
    /// What was agreed with this body of an order (orders.md); nothing where it is none.
    pub(super) fn of(currency: Currency, body: &str) -> Option<Self> {
        let json = Json::parse(body.as_bytes()).ok()?;
        Some(Self { currency, total: json.text_of("expected_total")?.to_owned() })
    }

    fn is(&self, order: &Order) -> bool {
        let total = order.total.to_decimal_string(order.currency.minor_digits());
        let is_one_amount = match &order.payment {
            Payment::Instructions { amount, .. } => *amount == order.due_now,
            _ => true,
        };
        order.currency == self.currency && total == self.total && is_one_amount
    }
}

/// What came of sending an order.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It is taken.
    Taken(Box<Order>),
    /// Its total is another: the service's quote.
    Repriced(Box<Quote>),
    /// The key belongs to another order.
    Elsewhere,
    /// It isn't taken, and why; another try of the same would end the same.
    Refused(Box<Problem>),
    /// The service takes no orders at all.
    Closed,
    /// Not now; in how many seconds, where it says so. Whether the order is taken isn't known.
    Again(Option<u32>),
    /// What no order service would answer. Whether the order is taken isn't known.
    Nonsense,
}

impl Verdict {
    /// Judges an answer to an order of what was agreed; nothing where none came.
    pub(super) fn of(agreed: &Agreed, reply: Option<&Reply>) -> Self {
        let Some(reply) = reply else { return Self::Again(None) };
        let problem = || Problem::from_json(&reply.text);
        match reply.status {
            200..=299 => match Order::from_json(&reply.text) {
                // Without its token it could never be seen again.
                Ok(order) if order.token.is_some() && agreed.is(&order) => {
                    Self::Taken(Box::new(order))
                }
                _ => Self::Nonsense,
            },
            408 | 425 | 429 => Self::Again(reply.retry_after),
            409 => match problem() {
                Some(Problem { quote: Some(quote), .. }) if quote.total.is_some() => {
                    Self::Repriced(quote)
                }
                Some(problem) => Self::Refused(Box::new(problem)),
                None => Self::Nonsense,
            },
            400..=499 => match problem() {
                Some(problem) if problem.is("idempotency-key-reused") => Self::Elsewhere,
                Some(problem) => Self::Refused(Box::new(problem)),
                None => Self::Nonsense,
            },
            // Another provider wouldn't be asked with this key.
            502 if reply.retry_after.is_none() => match problem() {
                Some(problem) if problem.is("payment-provider") => Self::Refused(Box::new(problem)),
                _ => Self::Again(None),
            },
            500..=599 => match problem() {
                Some(problem) if problem.is("no-orders") => Self::Closed,
                _ => Self::Again(reply.retry_after),
            },
            _ => Self::Nonsense,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = include_str!("testdata/order.json");
    const CHANGED: &str = include_str!("testdata/total-changed.json");

    /// What the order that the tests have was made of.
    fn agreed() -> Agreed {
        let currency = Order::from_json(ORDER).unwrap().currency;
        Agreed::of(currency, r#"{"request": {}, "expected_total": "27.42"}"#).unwrap()
    }

    fn of(status: u16, text: &str, retry_after: Option<u32>) -> Verdict {
        Verdict::of(&agreed(), Some(&Reply { status, text: text.to_owned(), retry_after }))
    }

    fn problem(kind: &str) -> String {
        format!(r#"{{"type": "urn:simfare:problem:{kind}", "title": "", "status": 0}}"#)
    }

    #[test]
    fn only_an_order_with_its_token_is_taken() {
        let with_token = ORDER.replacen('{', r#"{"token": "t","#, 1);
        assert!(matches!(of(201, &with_token, None), Verdict::Taken(_)));
        assert!(matches!(of(200, &with_token, None), Verdict::Taken(_)));
        for text in [ORDER, "", "<!doctype html>", "{}", r#"{"id": 1}"#] {
            assert!(matches!(of(201, text, None), Verdict::Nonsense), "{text}");
        }
    }

    #[test]
    fn an_order_that_costs_something_else_than_was_confirmed_is_none() {
        let taken = ORDER.replacen('{', r#"{"token": "t","#, 1);
        for (from, to) in [
            ("\"27.42\",\n \"due_now\"", "\"27.43\",\n \"due_now\""),
            ("\"amount\": \"13.71\"", "\"amount\": \"13.72\""),
            ("\"currency\": \"USD\",\n \"sandbox\"", "\"currency\": \"EUR\",\n \"sandbox\""),
        ] {
            assert!(taken.contains(from), "{from}");
            let other = taken.replace(from, to);
            Order::from_json(&other).expect("an order of something else");
            assert!(matches!(of(201, &other, None), Verdict::Nonsense), "{to}");
        }
        // What of it is due now, the person sees before they are led to pay.
        let sooner = taken.replace("13.71", "27.42");
        assert!(matches!(of(201, &sooner, None), Verdict::Taken(_)));
    }

    #[test]
    fn what_may_pass_is_tried_again_and_what_is_refused_is_not() {
        assert!(matches!(Verdict::of(&agreed(), None), Verdict::Again(None)));
        assert!(matches!(of(429, "", Some(7)), Verdict::Again(Some(7))));
        for status in [408, 425, 500, 503, 504] {
            assert!(matches!(of(status, "<html>", None), Verdict::Again(None)), "{status}");
        }
        assert!(matches!(of(502, &problem("payment-provider"), Some(5)), Verdict::Again(Some(5))));
        let refused = of(502, &problem("payment-provider"), None);
        assert!(matches!(refused, Verdict::Refused(_)), "another way to pay is needed");
        assert!(matches!(of(422, &problem("faulty"), None), Verdict::Refused(_)));
        assert!(matches!(of(503, &problem("no-orders"), None), Verdict::Closed));
        let reused = of(422, &problem("idempotency-key-reused"), None);
        assert!(matches!(reused, Verdict::Elsewhere));
        // Nobody who takes orders answers so.
        for status in [301, 404, 405] {
            assert!(matches!(of(status, "<html>", None), Verdict::Nonsense), "{status}");
        }
    }

    #[test]
    fn another_total_comes_with_its_quote() {
        assert!(matches!(of(409, CHANGED, None), Verdict::Repriced(_)));
        assert!(matches!(of(409, &problem("total-changed"), None), Verdict::Refused(_)));
        assert!(matches!(of(409, "", None), Verdict::Nonsense));
    }
}
