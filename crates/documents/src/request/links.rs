//! What a request refers to in its catalog, and the bounds of its parts together.

use super::MAX_HORIZON;
use crate::catalog::Catalog;
use crate::format::{Json, Reader};

/// The most phases (formats.md, "Bounds").
pub const MAX_PHASES: usize = 100;

/// Checks the parts of a request together, whatever the catalog. What isn't well-formed is the format's
/// own fault.
pub(super) fn check_alone(request: &Json<'_>, reader: &mut Reader) {
    phases(request, reader);
    if request.text_of("number") == Some("keep") && request.member("line").is_none() {
        reader.within("line", |r| r.fault("missing; \"number\": \"keep\" needs the line to keep"));
    }
}

/// Checks the tree of a request.
pub(super) fn check(request: &Json<'_>, catalog: &Catalog, reader: &mut Reader) {
    check_alone(request, reader);
    if let Some(line) = request.member("line") {
        reader.within("line", |reader| current_line(line, catalog, reader));
    }
    // What is empty has that fault already.
    let given = |field| request.text_of(field).filter(|text| !text.is_empty());
    if let Some(id) = given("payment_method")
        && !catalog.payment_methods.iter().any(|method| method.id.as_str() == id)
    {
        reader.within("payment_method", |r| {
            r.fault(format!("no payment method has the id \"{id}\""));
        });
    }
    if let Some(code) = given("coupon")
        && !catalog.coupons.iter().any(|coupon| coupon.code.as_str() == code)
    {
        reader.within("coupon", |r| r.fault(format!("no coupon has the code \"{code}\"")));
    }
    if let Some(filter) = request.member("filter") {
        reader.within("filter", |reader| {
            for list in ["brands", "exclude"] {
                for (i, brand) in filter.items_of(list).iter().enumerate() {
                    reader.within(list, |r| r.within(i, |r| known_brand(brand, catalog, r)));
                }
            }
        });
    }
}

fn phases(request: &Json<'_>, reader: &mut Reader) {
    let Some(Json::List(phases)) = request.member("phases") else { return };
    reader.within("phases", |reader| {
        if phases.is_empty() || phases.len() > MAX_PHASES {
            reader.fault(format!("must hold 1 to {MAX_PHASES} phases, not {}", phases.len()));
        }
        let days = phases.iter().filter_map(|phase| match phase.member("days") {
            // A phase that is past the bound by itself is named by its own format already.
            Some(Json::Whole(days)) => Some(*days).filter(|days| *days <= u64::from(MAX_HORIZON)),
            _ => None,
        });
        let horizon = days.fold(0u64, u64::saturating_add);
        if horizon > u64::from(MAX_HORIZON) {
            reader.fault(format!("last {horizon} days together; at most {MAX_HORIZON}"));
        }
    });
}

fn known_brand(id: &Json<'_>, catalog: &Catalog, reader: &mut Reader) {
    if let Some(id) = id.text()
        && catalog.links().brand(id).is_none()
    {
        reader.fault(format!("no brand has the id \"{id}\""));
    }
}

#[inline(never)]
fn current_line(line: &Json<'_>, catalog: &Catalog, reader: &mut Reader) {
    let links = catalog.links();
    if let Some(brand) = line.member("brand") {
        reader.within("brand", |r| known_brand(brand, catalog, r));
    }
    let brand = line.text_of("brand").and_then(|id| links.brand(id));
    let plan = |id: &str| links.plan(id).map(|plan| links.brand_of_plan[plan]);
    let paygo = |id: &str| links.paygo(id).map(|paygo| links.brand_of_paygo[paygo]);
    let found = [
        ("plan", "plan", line.text_of("plan").map(|id| (id, plan(id)))),
        ("paygo", "pay-as-you-go offer", line.text_of("paygo").map(|id| (id, paygo(id)))),
    ];
    for (field, what, found) in found {
        reader.within(field, |reader| match found {
            Some((id, None)) => reader.fault(format!("no {what} has the id \"{id}\"")),
            Some((id, of)) if brand.is_some() && of != brand => {
                reader.fault(format!("the {what} \"{id}\" is of another brand"));
            }
            _ => {}
        });
    }
}
