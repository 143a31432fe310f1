//! The order as it is sent (orders.md): written once, and sent as it is at each try.

use std::borrow::Cow;

use simfare_engine::format::Json;
use simfare_engine::order_line::LineKind;

use super::till::Form;
use super::{costs, identity};
use crate::state::Found;

/// The line, as it is sent.
pub(super) fn line(form: &Form, flow_lines: &[LineKind]) -> (LineKind, Option<String>) {
    let kind = form.line.filter(|kind| flow_lines.contains(kind));
    match kind.or(flow_lines.first().copied()).unwrap_or(LineKind::NewEsim) {
        LineKind::NewEsim => (LineKind::NewEsim, None),
        LineKind::Iccid => {
            (LineKind::Iccid, identity::iccid(&form.iccid).ok().map(|iccid| iccid.digits))
        }
        LineKind::Msisdn => (LineKind::Msisdn, identity::msisdn(&form.phone).ok()),
    }
}

/// The address, as it is sent.
pub(super) fn email(form: &Form) -> Option<String> {
    identity::email(&form.email).ok()
}

/// The whole order.
pub(super) fn write(deal: &Found, form: &Form, lines: &[LineKind], locale: &str) -> Option<String> {
    let digits = deal.catalog.minor_digits();
    let request = deal.request.to_json(digits);
    let request = Json::parse(request.as_bytes()).ok()?;
    let total = deal.quote.total?.to_decimal_string(digits);
    let (kind, value) = line(form, lines);
    let line = [("kind", text(kind.word()))].into_iter();
    let line = line.chain(value.as_deref().map(|value| ("value", text(value))));
    let contact = [("email", text(&email(form)?)), ("locale", text(locale))];
    let renews = form.autopay && costs::can_renew(&deal.catalog, &form.method);
    let body = object([
        ("request", request),
        ("expected_total", text(&total)),
        ("contact", object(contact)),
        ("line", object(line)),
        ("payment_method", text(&form.method)),
        ("renewal", text(if renews { "auto" } else { "manual" })),
    ]);
    Some(body.to_string())
}

/// A text of a document.
pub(super) fn text(text: &str) -> Json<'static> {
    Json::Text(Cow::Owned(text.to_owned()))
}

/// An object of a document.
pub(super) fn object<'j>(members: impl IntoIterator<Item = (&'static str, Json<'j>)>) -> Json<'j> {
    Json::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use simfare_engine::{Catalog, Request};
    use std::sync::Arc;

    #[test]
    fn an_order_says_what_was_chosen_and_nothing_more() {
        let catalog = include_bytes!("../../public/catalog.json");
        let catalog = Arc::new(Catalog::from_json(catalog).unwrap());
        let request = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
            "phases": [{"days": 20, "data_mb": 3000}], "payment_method": "paypal"}"#;
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        let quote = simfare_engine::cheapest(&catalog, &request).unwrap();
        let total = quote.total.unwrap().to_decimal_string(2);
        let deal = Found { catalog, request, quote };
        let form = Form {
            line: Some(LineKind::Iccid),
            iccid: "8901 4103 2111 1851 0720".to_owned(),
            phone: "typed, and not chosen".to_owned(),
            email: " li@example.com ".to_owned(),
            method: "paypal".to_owned(),
            ..Form::default()
        };
        let lines = [LineKind::NewEsim, LineKind::Iccid];
        let body = write(&deal, &form, &lines, "zh-CN").unwrap();
        let json = Json::parse(body.as_bytes()).unwrap();
        assert_eq!(json.text_of("expected_total"), Some(&*total));
        assert_eq!(json.text_of("payment_method"), Some("paypal"));
        assert_eq!(json.text_of("renewal"), Some("manual"));
        let line = json.member("line").unwrap().to_string();
        assert_eq!(
            line.replace([' ', '\n'], ""),
            r#"{"kind":"iccid","value":"89014103211118510720"}"#
        );
        let contact = json.member("contact").unwrap();
        assert_eq!(contact.text_of("email"), Some("li@example.com"));
        assert_eq!(contact.text_of("locale"), Some("zh-CN"));
        assert!(!body.contains("typed"));
        // Where the line has no choice, none is needed.
        let form = Form { line: None, ..form };
        let body = write(&deal, &form, &[LineKind::NewEsim], "en").unwrap();
        assert!(body.contains("new_esim"));
    }
}
