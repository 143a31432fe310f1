//! The steps of a checkout: which there are for a deal, what each asks, and which comes next.

use simfare_engine::Catalog;
use simfare_engine::catalog::SimKind;
use simfare_engine::order_line::{LineKind, Lines};
use simfare_engine::quote::Quote;

use super::identity;
use super::till::Form;
use crate::handoff::{self, now_of};
use crate::state::Found;

/// A step, in the order in which they come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    #[default]
    Review,
    Line,
    Contact,
    Payment,
    Renewal,
    Confirm,
}

impl Step {
    pub(super) const ALL: [Self; 6] =
        [Self::Review, Self::Line, Self::Contact, Self::Payment, Self::Renewal, Self::Confirm];

    /// Its name in the tab's session and in ids.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Line => "line",
            Self::Contact => "contact",
            Self::Payment => "payment",
            Self::Renewal => "renewal",
            Self::Confirm => "confirm",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// The step in which a person mends what a service refuses at a place of the order.
    pub(super) fn of_pointer(pointer: &str) -> Option<Self> {
        let field = pointer.trim_start_matches('/').split('/').next()?;
        match field {
            "line" => Some(Self::Line),
            "contact" => Some(Self::Contact),
            "payment_method" => Some(Self::Payment),
            "renewal" => Some(Self::Renewal),
            _ if pointer == "/request/payment_method" => Some(Self::Payment),
            _ if pointer == "/request/coupon" => Some(Self::Review),
            _ => None,
        }
    }
}

/// What a checkout has to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flow {
    pub(super) steps: Vec<Step>,
    /// The lines that what is bought now can be for.
    pub(super) lines: Vec<LineKind>,
    /// The ways to pay: ids of the catalog, or names of the service's own.
    pub(super) methods: Vec<String>,
    /// Whether the e-mail address may be left out.
    pub(super) email_is_optional: bool,
}

impl Flow {
    /// For a deal and where its order goes; `accepted` are the ways to pay that the service has
    /// named, where it has.
    pub(super) fn of(
        deal: &Found,
        kind: handoff::Kind,
        accepted: Option<&[String]>,
        asks_autopay: bool,
    ) -> Self {
        let (catalog, quote) = (&*deal.catalog, &deal.quote);
        if kind != handoff::Kind::Service {
            // The provider asks for the rest, and for the address once more.
            let steps = vec![Step::Review, Step::Contact, Step::Confirm];
            return Self { steps, lines: Vec::new(), methods: Vec::new(), email_is_optional: true };
        }
        let lines = lines(deal);
        let methods = methods(catalog, accepted);
        let steps = Step::ALL.into_iter().filter(|step| match step {
            Step::Line => lines != [LineKind::NewEsim],
            Step::Payment => methods.len() > 1,
            Step::Renewal => asks_autopay || is_renewed(quote),
            Step::Review | Step::Contact | Step::Confirm => true,
        });
        Self { steps: steps.collect(), lines, methods, email_is_optional: false }
    }

    /// Whether a step can be left as it is.
    pub(super) fn is_done(&self, step: Step, form: &Form) -> bool {
        if form.refused.iter().any(|(of, _)| *of == step) {
            return false;
        }
        match step {
            Step::Line => match form.line {
                Some(kind) if !self.lines.contains(&kind) => false,
                Some(LineKind::NewEsim) => true,
                Some(LineKind::Iccid) => identity::iccid(&form.iccid)
                    .is_ok_and(|iccid| !iccid.check_is_wrong || form.doubted == iccid.digits),
                Some(LineKind::Msisdn) => identity::msisdn(&form.phone).is_ok(),
                None => false,
            },
            Step::Contact => {
                let is_left_out = self.email_is_optional && form.email.trim().is_empty();
                is_left_out || identity::email(&form.email).is_ok()
            }
            Step::Payment => self.methods.contains(&form.method),
            Step::Review | Step::Renewal | Step::Confirm => true,
        }
    }

    /// Where a person goes from a step: to the next that lacks something, or else as far as they
    /// have been.
    pub(super) fn next(&self, from: Step, form: &Form) -> Step {
        let mut after = self.steps.iter().copied().skip_while(|step| *step <= from).peekable();
        let nearest = after.peek().copied().unwrap_or(from);
        let far = form.reached.max(nearest);
        after.find(|step| !self.is_done(*step, form) || *step >= far).unwrap_or(nearest)
    }

    /// The first step that lacks something.
    pub(super) fn first_open(&self, form: &Form) -> Option<Step> {
        self.steps.iter().copied().find(|step| !self.is_done(*step, form))
    }

    /// A step, or the one before it where there is none such.
    pub(super) fn nearest(&self, step: Step) -> Step {
        self.steps.iter().copied().rev().find(|known| *known <= step).unwrap_or_default()
    }
}

/// Whether something is bought later.
pub(super) fn is_renewed(quote: &Quote) -> bool {
    quote.purchases.len() > now_of(quote).len()
}

/// What the line can be known by; the kind that the person asked for, by the filter, comes first.
fn lines(deal: &Found) -> Vec<LineKind> {
    let mut kinds = Lines::of(&deal.quote).kinds(&deal.catalog, &deal.quote);
    if deal.request.filter.sim == Some(SimKind::Physical) && kinds.contains(&LineKind::NewEsim) {
        kinds.reverse();
    }
    kinds
}

fn methods(catalog: &Catalog, accepted: Option<&[String]>) -> Vec<String> {
    let listed = catalog.payment_methods.iter().map(|method| method.id.as_str().to_owned());
    match accepted {
        // In the catalog's order, then what the service has besides.
        Some(accepted) => {
            let mut known: Vec<String> = listed.filter(|id| accepted.contains(id)).collect();
            known.extend(
                accepted.iter().filter(|name| !known.contains(name)).cloned().collect::<Vec<_>>(),
            );
            known
        }
        None => listed.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simfare_engine::Request;
    use std::sync::Arc;

    /// A deal on the demo's catalog.
    fn deal(request: &str) -> Found {
        let catalog = include_bytes!("../../public/catalog.json");
        let catalog = Arc::new(Catalog::from_json(catalog).unwrap());
        let request =
            format!(r#"{{"schema": "simfare.request/1", "start_date": "2026-12-01", {request}}}"#);
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        let quote = simfare_engine::cheapest(&catalog, &request).unwrap();
        assert!(quote.total.is_some());
        Found { catalog, request, quote }
    }

    fn flow(deal: &Found) -> Flow {
        Flow::of(deal, handoff::Kind::Service, None, false)
    }

    fn filled() -> Form {
        Form {
            line: Some(LineKind::NewEsim),
            email: "a@b.co".to_owned(),
            method: "card".to_owned(),
            ..Form::default()
        }
    }

    const ONE: &str = r#""phases": [{"days": 20, "data_mb": 3000}]"#;

    #[test]
    fn nothing_is_asked_that_is_clear() {
        let one = flow(&deal(ONE));
        assert!(!one.steps.contains(&Step::Renewal), "nothing is bought later");
        let long = deal(r#""phases": [{"days": 90, "data_mb": 9000, "minutes": 300}]"#);
        assert_eq!(is_renewed(&long.quote), flow(&long).steps.contains(&Step::Renewal));
        let accepted = vec!["card".to_owned()];
        let found = deal(ONE);
        let only = Flow::of(&found, handoff::Kind::Service, Some(&accepted), false);
        assert!(!only.steps.contains(&Step::Payment), "there is one way to pay");
        let shop = Flow::of(&found, handoff::Kind::Shopify, None, false);
        assert_eq!(shop.steps, [Step::Review, Step::Contact, Step::Confirm]);
    }

    #[test]
    fn a_line_there_is_already_has_a_name() {
        let renewed = deal(
            r#""phases": [{"days": 30, "data_mb": 5000, "minutes": 200, "reachable": true}],
               "number": "keep", "line": {"brand": "tello", "plan": "tello-5-gb-300-min",
               "days_left": 0, "left": {}}"#,
        );
        assert_eq!(flow(&renewed).lines, [LineKind::Msisdn, LineKind::Iccid]);
        assert_eq!(flow(&deal(ONE)).lines[0], LineKind::NewEsim);
    }

    #[test]
    fn who_wants_a_card_is_asked_for_one_first() {
        let both = r#""phases": [{"days": 20, "data_mb": 3000, "minutes": 10}],
                      "filter": {"brands": ["tello"], "sim": "SIM"}"#;
        let lines = |sim| flow(&deal(&both.replace("SIM", sim))).lines;
        assert_eq!(lines("physical"), [LineKind::Iccid, LineKind::NewEsim]);
        assert_eq!(lines("esim"), [LineKind::NewEsim, LineKind::Iccid]);
    }

    #[test]
    fn one_goes_on_to_what_lacks_something() {
        let flow = flow(&deal(ONE));
        let mut form = Form { email: String::new(), ..filled() };
        assert_eq!(flow.next(Step::Review, &form), flow.steps[1]);
        // Back from the end to the first step: what is still missing comes next.
        form.reached = Step::Confirm;
        assert_eq!(flow.next(Step::Review, &form), Step::Contact);
        assert_eq!(flow.first_open(&form), Some(Step::Contact));
        let form = Form { reached: Step::Confirm, ..filled() };
        assert_eq!(flow.next(Step::Review, &form), Step::Confirm);
        assert_eq!(flow.first_open(&form), None);
    }

    #[test]
    fn a_doubtful_number_is_taken_when_it_is_meant() {
        let flow = Flow { lines: vec![LineKind::Iccid], ..flow(&deal(ONE)) };
        let form = Form {
            line: Some(LineKind::Iccid),
            iccid: "8991 1012 0000 3204 511".to_owned(),
            ..filled()
        };
        assert!(!flow.is_done(Step::Line, &form));
        let meant = Form { doubted: "8991101200003204511".to_owned(), ..form };
        assert!(flow.is_done(Step::Line, &meant));
    }

    #[test]
    fn refusals_lead_to_their_step() {
        for (pointer, step) in [
            ("/contact/email", Some(Step::Contact)),
            ("/line/value", Some(Step::Line)),
            ("/payment_method", Some(Step::Payment)),
            ("/request/payment_method", Some(Step::Payment)),
            ("/request/coupon", Some(Step::Review)),
            ("/renewal", Some(Step::Renewal)),
            ("/request/start_date", None),
            ("", None),
        ] {
            assert_eq!(Step::of_pointer(pointer), step, "{pointer}");
        }
    }
}
