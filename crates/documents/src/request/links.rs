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

/// What a request may refer to.
struct Names<'n> {
    brand: &'n dyn Fn(&str) -> bool,
    /// The id of a plan's brand, where it has one that can be known; nothing where there is no such plan.
    plan: &'n dyn Fn(&str) -> Option<Option<&'n str>>,
    /// The same of a paygo offer.
    paygo: &'n dyn Fn(&str) -> Option<Option<&'n str>>,
    method: &'n dyn Fn(&str) -> bool,
    coupon: &'n dyn Fn(&str) -> bool,
}

/// Checks the tree of a request.
pub(super) fn check(request: &Json<'_>, catalog: &Catalog, reader: &mut Reader) {
    let links = catalog.links();
    let brand_of = |brand: usize| catalog.brands.get(brand).map(|brand| brand.id.as_str());
    let names = Names {
        brand: &|id| links.brand(id).is_some(),
        plan: &|id| links.plan(id).map(|plan| brand_of(links.brand_of_plan[plan])),
        paygo: &|id| links.paygo(id).map(|paygo| brand_of(links.brand_of_paygo[paygo])),
        method: &|id| catalog.payment_methods.iter().any(|method| method.id.as_str() == id),
        coupon: &|code| catalog.coupons.iter().any(|coupon| coupon.code.as_str() == code),
    };
    check_names(request, &names, reader);
}

/// The same where the catalog has faults of its own: by what its tree names all the same. Where a list of it
/// is missing, that is the catalog's fault, and any name may be right.
pub(super) fn check_beside(request: &Json<'_>, catalog: &Json<'_>, reader: &mut Reader) {
    let item = |list: &str, field: &str, name: &str| {
        catalog.items_of(list).iter().find(|item| item.text_of(field) == Some(name))
    };
    // What may be left out and is names nothing.
    let is_odd = |list: &str| match catalog.member(list) {
        None => matches!(list, "brands" | "plans"),
        Some(list) => !matches!(list, Json::List(_)),
    };
    let is_named = |list, field, name: &str| is_odd(list) || item(list, field, name).is_some();
    let brand_of = |list, id: &str| match item(list, "id", id) {
        Some(offer) => {
            Some(offer.text_of("brand").filter(|brand| item("brands", "id", brand).is_some()))
        }
        None => is_odd(list).then_some(None),
    };
    let names = Names {
        brand: &|id| is_named("brands", "id", id),
        plan: &|id| brand_of("plans", id),
        paygo: &|id| brand_of("paygo", id),
        method: &|id| is_named("payment_methods", "id", id),
        coupon: &|code| is_named("coupons", "code", code),
    };
    check_names(request, &names, reader);
}

fn check_names(request: &Json<'_>, names: &Names<'_>, reader: &mut Reader) {
    check_alone(request, reader);
    if let Some(line) = request.member("line") {
        reader.within("line", |reader| current_line(line, names, reader));
    }
    // What is empty has that fault already.
    let given = |field| request.text_of(field).filter(|text| !text.is_empty());
    if let Some(id) = given("payment_method").filter(|id| !(names.method)(id)) {
        reader.within("payment_method", |r| {
            r.fault(format!("no payment method has the id \"{id}\""));
        });
    }
    if let Some(code) = given("coupon").filter(|code| !(names.coupon)(code)) {
        reader.within("coupon", |r| r.fault(format!("no coupon has the code \"{code}\"")));
    }
    if let Some(filter) = request.member("filter") {
        reader.within("filter", |reader| {
            for list in ["brands", "exclude"] {
                for (i, brand) in filter.items_of(list).iter().enumerate() {
                    reader.within(list, |r| r.within(i, |r| known_brand(brand, names, r)));
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

fn known_brand(id: &Json<'_>, names: &Names<'_>, reader: &mut Reader) {
    if let Some(id) = id.text().filter(|id| !(names.brand)(id)) {
        reader.fault(format!("no brand has the id \"{id}\""));
    }
}

#[inline(never)]
fn current_line(line: &Json<'_>, names: &Names<'_>, reader: &mut Reader) {
    if let Some(brand) = line.member("brand") {
        reader.within("brand", |r| known_brand(brand, names, r));
    }
    let brand = line.text_of("brand").filter(|id| (names.brand)(id));
    let found = [("plan", "plan", names.plan), ("paygo", "pay-as-you-go offer", names.paygo)];
    for (field, what, brand_of) in found {
        let Some(id) = line.text_of(field) else { continue };
        reader.within(field, |reader| match (brand_of(id), brand) {
            (None, _) => reader.fault(format!("no {what} has the id \"{id}\"")),
            (Some(Some(of)), Some(brand)) if of != brand => {
                reader.fault(format!("the {what} \"{id}\" is of another brand"));
            }
            _ => {}
        });
    }
}
