//! A kept trip, read again. Shops change what they sell: what a trip names and the catalog no
//! longer has is left out, and told.

use simfare_engine::format::Json;
use simfare_engine::{Catalog, Faults, Request};

/// A part of a trip that had to be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Coupon,
    PaymentMethod,
    Line,
    Brands,
}

/// A trip that was read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) request: Request,
    /// What is missing from it.
    pub(super) dropped: Vec<Part>,
    /// Why.
    pub(super) faults: Faults,
}

/// Reads a kept request.
///
/// # Errors
/// Where it is none, even without what can be left out.
pub(super) fn read(json: &str, catalog: &Catalog) -> Result<Read, Faults> {
    let faults = match Request::from_json(json.as_bytes(), catalog) {
        Ok(request) => {
            return Ok(Read { request, dropped: Vec::new(), faults: Faults::default() });
        }
        Err(faults) => faults,
    };
    let mut dropped = Vec::new();
    for fault in faults.iter() {
        let part = match fault.pointer.split('/').nth(1) {
            Some("coupon") => Part::Coupon,
            Some("payment_method") => Part::PaymentMethod,
            Some("line") => Part::Line,
            Some("filter") => Part::Brands,
            _ => return Err(faults),
        };
        if !dropped.contains(&part) {
            dropped.push(part);
        }
    }
    let mut tree = Json::parse(json.as_bytes())?;
    for part in &dropped {
        drop_part(&mut tree, *part, catalog);
    }
    match Request::from_json(tree.to_string().as_bytes(), catalog) {
        Ok(request) => Ok(Read { request, dropped, faults }),
        Err(_) => Err(faults),
    }
}

fn drop_part(tree: &mut Json<'_>, part: Part, catalog: &Catalog) {
    let Json::Object(members) = tree else { return };
    match part {
        Part::Coupon => members.retain(|(name, _)| name != "coupon"),
        Part::PaymentMethod => members.retain(|(name, _)| name != "payment_method"),
        // A number can't be kept of a line that isn't there.
        Part::Line => members.retain(|(name, value)| {
            let keeps = matches!(value, Json::Text(rule) if rule == "keep");
            name != "line" && !(name == "number" && keeps)
        }),
        Part::Brands => {
            let filter = members.iter_mut().find(|(name, _)| name == "filter");
            let Some((_, Json::Object(lists))) = filter else { return };
            for (name, list) in lists {
                if let Json::List(brands) = list
                    && (name == "brands" || name == "exclude")
                {
                    brands.retain(|brand| {
                        matches!(brand, Json::Text(id)
                            if catalog.brands.iter().any(|known| known.id.as_str() == id))
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_parts(rest: &str) -> Result<Read, Faults> {
        let catalog = Catalog::from_json(include_bytes!("../../public/catalog.json")).unwrap();
        let json = format!(
            r#"{{"schema": "simfare.request/1", "start_date": "2026-12-01",
                 "phases": [{{"days": 9, "sms": 1}}]{rest}}}"#
        );
        read(&json, &catalog)
    }

    #[test]
    fn what_the_shop_no_longer_has_is_left_out() {
        let all = read_parts(
            r#", "number": "keep", "autopay": true,
               "line": {"brand": "gone", "plan": "gone", "days_left": 3, "left": {}},
               "payment_method": "gone", "coupon": "GONE",
               "filter": {"brands": ["tello", "gone"], "exclude": ["gone"], "sim": "esim"}"#,
        )
        .unwrap();
        assert_eq!(all.dropped, [Part::Line, Part::PaymentMethod, Part::Coupon, Part::Brands]);
        assert!(all.faults.len() >= 5);
        let expected =
            read_parts(r#", "autopay": true, "filter": {"brands": ["tello"], "sim": "esim"}"#)
                .unwrap();
        assert_eq!(expected.dropped, []);
        assert_eq!(all.request, expected.request);
    }

    #[test]
    fn a_number_held_stays_held_without_the_line() {
        let held = read_parts(
            r#", "number": "hold",
               "line": {"brand": "tello", "plan": "gone", "days_left": 3, "left": {}}"#,
        )
        .unwrap();
        assert_eq!(held.dropped, [Part::Line]);
        assert_eq!(held.request, read_parts(r#", "number": "hold""#).unwrap().request);
    }

    #[test]
    fn what_is_no_trip_stays_none() {
        assert!(read_parts(r#", "nmuber": "keep""#).is_err());
        assert!(read_parts(r#", "coupon": "GONE", "lines": 3"#).is_err());
        assert!(read_parts(r#", "filter": {"sim": "paper"}"#).is_err());
        let catalog = Catalog::from_json(include_bytes!("../../public/catalog.json")).unwrap();
        assert!(read("", &catalog).is_err());
        assert!(read("{}", &catalog).is_err());
    }
}
