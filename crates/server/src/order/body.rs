//! The body of `POST /v1/orders`, read with all its faults at once, each by JSON pointer.

use super::line::LineSchema;
use super::{Contact, Line, Renewal, canonical, locale};
use crate::secret;
use serde::Deserialize;
use serde_json::value::RawValue;
use simfare_engine::format::{Amount, Json, Reader};
use simfare_engine::order_line::LineKind;
use simfare_engine::quote::read_total;
use simfare_engine::{Catalog, Faults, Request, identity};
use std::borrow::Cow;
use utoipa::ToSchema;

/// A body that is a JSON document, not yet read any further.
#[derive(Debug)]
pub(crate) struct Parsed<'b> {
    bytes: &'b [u8],
    json: Json<'b>,
}

/// What is ordered.
#[derive(Clone, Debug)]
pub(crate) struct OrderBody {
    pub(crate) request: Request,
    pub(crate) expected_total: Amount,
    pub(crate) contact: Contact,
    pub(crate) line: Line,
    pub(crate) payment_method: String,
    pub(crate) renewal: Renewal,
}

/// What is ordered, as the API describes it; [`Parsed::read`] is what reads it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrderBody)]
#[expect(dead_code, reason = "the schema; the body is read with all its faults at once")]
pub(crate) struct OrderBodySchema {
    /// `simfare.request/1`. Its `payment_method` is that of the order.
    #[schema(value_type = Object)]
    request: (),
    /// The quote's total that the customer has seen: a decimal string.
    #[schema(example = "24.60")]
    expected_total: String,
    #[schema(value_type = Contact)]
    contact: (),
    #[schema(value_type = LineSchema)]
    line: (),
    /// One of the catalog's payment methods, or a provider: `sandbox`, `manual`, `stripe`.
    #[schema(example = "card")]
    payment_method: String,
    #[schema(value_type = Renewal)]
    renewal: (),
}

/// Takes only `request` out of a body, as it was written: the engine reads it from its text.
#[derive(Deserialize)]
struct RequestText<'a> {
    #[serde(borrow)]
    request: Option<&'a RawValue>,
}

const FIELDS: [&str; 6] =
    ["request", "expected_total", "contact", "line", "payment_method", "renewal"];

impl<'b> Parsed<'b> {
    /// # Errors
    /// It is no JSON document.
    pub(crate) fn new(bytes: &'b [u8]) -> Result<Self, Faults> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        Ok(Self { bytes, json: Json::parse(bytes)? })
    }

    /// A name for this content, however it is written.
    pub(crate) fn hash(&self) -> String {
        secret::sha256(canonical::text(&self.json).as_bytes())
    }

    /// Reads the order for a catalog.
    ///
    /// # Errors
    /// Every fault.
    pub(crate) fn read(&self, catalog: &Catalog) -> Result<OrderBody, Faults> {
        let mut reader = Reader::new(Some(catalog.minor_digits()));
        let Some(members) = reader.members(&self.json) else { return Err(reader.finish()) };
        only(&mut reader, members, &FIELDS);
        let request = required(&mut reader, members, "request", |_, _| Some(()))
            .and_then(|()| self.request_text(&mut reader));
        let expected_total = required(&mut reader, members, "expected_total", read_total);
        let contact = required(&mut reader, members, "contact", read_contact);
        let line = required(&mut reader, members, "line", read_line);
        let payment_method = required(&mut reader, members, "payment_method", read_name);
        let renewal = required(&mut reader, members, "renewal", |json, reader| {
            let found = text(json).and_then(Renewal::from_word);
            if found.is_none() {
                reader.fault("must be \"manual\" or \"auto\"");
            }
            found
        });

        // The engine names the faults of the request as if it were the whole document.
        let request = request.map(|text| Request::from_json(text.as_bytes(), catalog));
        let mut faults = reader.finish();
        let request = match request {
            Some(Err(found)) => {
                for fault in found {
                    faults.push(format!("/request{}", fault.pointer), fault.message);
                }
                None
            }
            Some(Ok(request)) => Some(request),
            None => None,
        };
        match (request, expected_total, contact, line, payment_method, renewal) {
            (
                Some(request),
                Some(expected_total),
                Some(contact),
                Some(line),
                Some(payment_method),
                Some(renewal),
            ) if faults.is_empty() => {
                Ok(OrderBody { request, expected_total, contact, line, payment_method, renewal })
            }
            _ => Err(faults),
        }
    }

    fn request_text(&self, reader: &mut Reader) -> Option<&'b str> {
        // Members given twice are the only way for this to fail; that fault is noted already.
        let found = serde_json::from_slice::<RequestText<'_>>(self.bytes).ok()?.request;
        if found.is_none() {
            reader.within("request", |reader| reader.fault("must be a simfare.request/1 object"));
        }
        found.map(RawValue::get)
    }
}

/// Reads a text of some form.
type Form = fn(&str) -> Option<String>;

type Members<'j, 'a> = &'j [(Cow<'a, str>, Json<'a>)];

fn text<'j>(json: &'j Json<'_>) -> Option<&'j str> {
    match json {
        Json::Text(text) => Some(text),
        _ => None,
    }
}

/// Notes every member that isn't one of `fields`.
pub(crate) fn only(reader: &mut Reader, members: Members<'_, '_>, fields: &[&str]) {
    for (name, _) in members {
        if !fields.contains(&name.as_ref()) {
            reader.within(name, |reader| reader.fault("unknown field"));
        }
    }
}

/// Reads a member, or notes that it is missing.
pub(crate) fn required<T>(
    reader: &mut Reader,
    members: Members<'_, '_>,
    field: &str,
    read: impl FnOnce(&Json<'_>, &mut Reader) -> Option<T>,
) -> Option<T> {
    let found = members.iter().find(|(name, _)| name == field);
    reader.within(field, |reader| match found {
        Some((_, json)) => read(json, reader),
        None => {
            reader.fault("missing");
            None
        }
    })
}

/// Reads a member that may be missing. The outer `None` is a fault.
pub(crate) fn optional<T>(
    reader: &mut Reader,
    members: Members<'_, '_>,
    field: &str,
    read: impl FnOnce(&Json<'_>, &mut Reader) -> Option<T>,
) -> Option<Option<T>> {
    match members.iter().find(|(name, _)| name == field) {
        Some((_, json)) => reader.within(field, |reader| read(json, reader)).map(Some),
        None => Some(None),
    }
}

/// Reads a text of one line, not empty and at most 200 characters long.
pub(crate) fn read_name(json: &Json<'_>, reader: &mut Reader) -> Option<String> {
    let Some(text) = text(json) else {
        reader.expected("a string", json);
        return None;
    };
    let trimmed = text.trim();
    if trimmed.is_empty() || text.chars().count() > 200 || text.chars().any(char::is_control) {
        reader.fault("must be one line of 1 to 200 characters");
        return None;
    }
    Some(trimmed.to_owned())
}

fn read_contact(json: &Json<'_>, reader: &mut Reader) -> Option<Contact> {
    let members = reader.members(json)?;
    only(reader, members, &["email", "locale"]);
    let checked = |is_good: fn(&str) -> bool, message: &'static str| {
        move |json: &Json<'_>, reader: &mut Reader| {
            let found = text(json).filter(|text| is_good(text)).map(str::to_owned);
            if found.is_none() {
                reader.fault(message);
            }
            found
        }
    };
    let email = required(
        reader,
        members,
        "email",
        checked(identity::is_email, "must be an e-mail address such as name@example.com"),
    );
    let locale = required(
        reader,
        members,
        "locale",
        checked(locale::is_locale, "must be a language tag such as \"en\" or \"zh-CN\""),
    );
    Some(Contact { email: email?, locale: locale? })
}

fn read_line(json: &Json<'_>, reader: &mut Reader) -> Option<Line> {
    let members = reader.members(json)?;
    only(reader, members, &["kind", "value"]);
    let kind = required(reader, members, "kind", |json, reader| {
        let found = text(json).and_then(LineKind::from_word);
        if found.is_none() {
            reader.fault("must be one of \"new_esim\", \"iccid\", \"msisdn\"");
        }
        found
    })?;
    let form: Option<(Form, &str)> = match kind {
        LineKind::NewEsim => None,
        LineKind::Iccid => Some((
            // Not every carrier keeps to the check digit: the page warns of it, no more.
            |text| identity::iccid(text).ok().map(|card| card.digits),
            "must be a SIM card's number: 19 or 20 digits beginning with 89, as printed on it",
        )),
        LineKind::Msisdn => Some((
            |text| identity::e164(text).ok(),
            "must be a phone number with its country code, such as +14155550123",
        )),
    };
    let Some((form, message)) = form else {
        if members.iter().any(|(name, _)| name == "value") {
            reader.within("value", |reader| reader.fault("a new eSIM has no number yet"));
            return None;
        }
        return Some(Line { kind, value: None });
    };
    let value = required(reader, members, "value", |json, reader| {
        let found = text(json).and_then(form);
        if found.is_none() {
            reader.fault(message);
        }
        found
    });
    Some(Line { kind, value: Some(value?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOG: &str = r#"{
      "schema": "simfare.catalog/1", "id": "test", "currency": "USD", "updated": "2026-11-20",
      "brands": [{ "id": "b", "name": "B", "number": true, "sim": ["esim"] }],
      "plans": [{ "id": "p", "brand": "b", "name": "P", "price": "12.00",
                  "validity": { "days": 30 }, "data_mb": 1024 }]
    }"#;

    const GOOD: &str = r#"{
      "request": { "schema": "simfare.request/1", "start_date": "2026-12-01",
                   "phases": [{ "days": 14, "data_mb": 500 }] },
      "expected_total": "12.00",
      "contact": { "email": "a@b.co", "locale": "en" },
      "line": { "kind": "msisdn", "value": "+1 415 555 0123" },
      "payment_method": "sandbox", "renewal": "manual"
    }"#;

    fn read(body: &str) -> Result<OrderBody, Faults> {
        let catalog = Catalog::from_json(CATALOG.as_bytes()).expect("a catalog");
        Parsed::new(body.as_bytes()).and_then(|parsed| parsed.read(&catalog))
    }

    fn pointers(body: &str) -> Vec<String> {
        let faults = read(body).expect_err("faults");
        faults.iter().map(|fault| fault.pointer.clone()).collect()
    }

    #[test]
    fn a_right_body_is_read() {
        let body = read(GOOD).expect("no fault");
        assert_eq!(body.expected_total, Amount(1200));
        assert_eq!(body.line.value.as_deref(), Some("+14155550123"));
        assert_eq!(body.renewal, Renewal::Manual);
    }

    #[test]
    fn a_card_is_taken_whatever_its_check_digit() {
        for value in ["8991 1012 0000 3204 514", "8991101200003204511"] {
            let card = format!(r#""iccid", "value": "{value}""#);
            let body = GOOD.replace(r#""msisdn", "value": "+1 415 555 0123""#, &card);
            let digits = value.replace(' ', "");
            assert_eq!(read(&body).expect("no fault").line.value, Some(digits));
        }
        let card = GOOD.replace(r#""msisdn", "value": "+1 415"#, r#""iccid", "value": "+1 415"#);
        assert_eq!(pointers(&card), ["/line/value"]);
    }

    #[test]
    fn every_fault_is_named() {
        assert_eq!(pointers("{}"), FIELDS.map(|field| format!("/{field}")), "each missing field");
        let bad = GOOD
            .replace("\"12.00\"", "\"12.001\"")
            .replace("a@b.co", "nobody")
            .replace("\"days\": 14", "\"days\": 0")
            .replace("+1 415 555 0123", "0")
            .replace("\"renewal\": \"manual\"", "\"renewal\": 1, \"gift\": true");
        let found = pointers(&bad);
        for pointer in [
            "/gift",
            "/expected_total",
            "/contact/email",
            "/line/value",
            "/renewal",
            "/request/phases/0/days",
        ] {
            assert!(found.iter().any(|found| found == pointer), "no {pointer} in {found:?}");
        }
    }

    #[test]
    fn what_is_given_twice_is_refused() {
        let twice = GOOD.replacen('{', r#"{ "expected_total": "1.00","#, 1);
        assert!(pointers(&twice).contains(&"/expected_total".to_owned()));
        let twice = GOOD.replacen('{', r#"{ "request": {},"#, 1);
        assert!(pointers(&twice).contains(&"/request".to_owned()));
    }
}
