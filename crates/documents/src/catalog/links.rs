//! What ties the parts of a catalog together: unique ids, references, windows and bounds
//! (formats.md, introduction and "Bounds").

use super::CatalogDocument;
use crate::date::Date;
use crate::format::{Id, Json, Reader};
use crate::map::{Map, Set};

/// The most plans, add-ons and top-ups together.
pub(crate) const MAX_OFFERS: usize = 20_000;
/// The most brands.
pub(crate) const MAX_BRANDS: usize = 500;

/// The most holidays of a seller.
pub(crate) const MAX_HOLIDAYS: usize = 500;

/// The members of plans, add-ons, paygo offers and of what they hold that [`check`] looks at: for
/// those who can't keep the whole tree.
pub(super) const LOOKED_AT: [&str; 7] = ["id", "brand", "sale", "from", "until", "plans", "topups"];

/// Checks the tree of a catalog. It works on what is there and well-formed; what isn't is the
/// format's own fault and noted already.
pub(super) fn check(catalog: &Json<'_>, reader: &mut Reader) {
    let topups = || catalog.items_of("paygo").iter().flat_map(|paygo| paygo.items_of("topups"));
    let offers =
        catalog.items_of("plans").len() + catalog.items_of("addons").len() + topups().count();
    if offers > MAX_OFFERS {
        reader.fault(format!(
            "has {offers} plans, add-ons and top-ups; at most {MAX_OFFERS} together"
        ));
    }
    if catalog.items_of("brands").len() > MAX_BRANDS {
        reader.within("brands", |r| r.fault(format!("must hold at most {MAX_BRANDS} brands")));
    }
    let holidays = catalog.member("seller").map_or(0, |seller| seller.items_of("holidays").len());
    if holidays > MAX_HOLIDAYS {
        reader.within("seller", |r| {
            r.within("holidays", |r| {
                r.fault(format!("has {holidays} dates; at most {MAX_HOLIDAYS}"));
            });
        });
    }
    unique_ids(catalog, reader);
    references(catalog, reader);
    windows(catalog, reader);
}

fn each<'j, 'a>(
    parent: &'j Json<'a>,
    name: &str,
    reader: &mut Reader,
    visit: &mut dyn FnMut(&'j Json<'a>, &mut Reader),
) {
    reader.within(name, |reader| {
        for (i, item) in parent.items_of(name).iter().enumerate() {
            reader.within(i, |reader| visit(item, reader));
        }
    });
}

fn unique_ids(catalog: &Json<'_>, reader: &mut Reader) {
    fn claim<'j>(seen: &mut Set<&'j str>, item: &'j Json<'_>, field: &str, reader: &mut Reader) {
        if let Some(id) = item.text_of(field)
            && !seen.add(id).1
        {
            reader.within(field, |r| r.fault(format!("\"{id}\" is given to another one already")));
        }
    }
    // Offers share one space of ids, since coupons and orders name them without their kind.
    let mut offers = Set::default();
    for list in ["plans", "addons"] {
        each(catalog, list, reader, &mut |item, r| claim(&mut offers, item, "id", r));
    }
    each(catalog, "paygo", reader, &mut |paygo, r| {
        claim(&mut offers, paygo, "id", r);
        each(paygo, "topups", r, &mut |topup, r| claim(&mut offers, topup, "id", r));
    });
    for (list, field) in [("brands", "id"), ("coupons", "code"), ("payment_methods", "id")] {
        let mut seen = Set::default();
        each(catalog, list, reader, &mut |item, r| claim(&mut seen, item, field, r));
    }
}

fn references(catalog: &Json<'_>, reader: &mut Reader) {
    fn name<'j>(named: &mut Set<&'j str>, parent: &'j Json<'_>, list: &str) {
        for id in parent.items_of(list).iter().filter_map(|item| item.text_of("id")) {
            named.add(id);
        }
    }
    let mut brands = Set::default();
    name(&mut brands, catalog, "brands");
    let plans = catalog.items_of("plans").iter();
    let brand_of_plan: Map<&str, Option<&str>> =
        Map::of(plans.filter_map(|plan| Some((plan.text_of("id")?, plan.text_of("brand")))));
    let mut named = Set::default();
    for list in ["brands", "plans", "addons", "paygo"] {
        name(&mut named, catalog, list);
    }
    for paygo in catalog.items_of("paygo") {
        name(&mut named, paygo, "topups");
    }

    // Where the list is missing, that is the fault, and not each offer's.
    let has_brands = matches!(catalog.member("brands"), Some(Json::List(_)));
    for list in ["plans", "addons", "paygo"] {
        each(catalog, list, reader, &mut |item, r| {
            if let Some(brand) = item.text_of("brand")
                && has_brands
                // What is no id has that fault already.
                && Id::new(brand).is_some()
                && !brands.contains(brand)
            {
                r.within("brand", |r| r.fault(format!("no brand has the id \"{brand}\"")));
            }
        });
    }
    each(catalog, "addons", reader, &mut |addon, r| {
        // Of a brand that nobody knows it can't be said which it is.
        let own = addon.text_of("brand").filter(|brand| brands.contains(*brand));
        if matches!(addon.member("plans"), Some(Json::List(plans)) if plans.is_empty()) {
            r.within("plans", |r| r.fault("names no plan; leave it out for all of the brand's"));
        }
        each(addon, "plans", r, &mut |plan, r| match plan
            .text()
            .map(|id| (id, brand_of_plan.get(id)))
        {
            Some((id, None)) => r.fault(format!("no plan has the id \"{id}\"")),
            Some((id, Some(Some(brand))))
                if brands.contains(brand) && own.is_some_and(|own| own != *brand) =>
            {
                r.fault(format!("the plan \"{id}\" is of another brand"));
            }
            _ => {}
        });
    });
    each(catalog, "coupons", reader, &mut |coupon, r| {
        each(coupon, "applies_to", r, &mut |id, r| {
            if let Some(id) = id.text()
                && !named.contains(id)
            {
                r.fault(format!("no brand or offer has the id \"{id}\""));
            }
        });
        if coupon.member("percent").is_some() == coupon.member("amount").is_some() {
            r.fault("must have exactly one of \"percent\" and \"amount\"");
        }
    });
}

fn windows(catalog: &Json<'_>, reader: &mut Reader) {
    let mut ordered = |window: &Json<'_>, reader: &mut Reader| {
        let date = |name| window.text_of(name).and_then(Date::parse);
        if let (Some(from), Some(until)) = (date("from"), date("until"))
            && until < from
        {
            reader.within("until", |r| r.fault(format!("is before \"from\" ({from})")));
        }
    };
    each(catalog, "plans", reader, &mut |plan, r| {
        if let Some(sale) = plan.member("sale") {
            r.within("sale", |r| ordered(sale, r));
        }
    });
    each(catalog, "coupons", reader, &mut ordered);
}

/// Which parts of a catalog belong together, by index into its lists.
#[derive(Debug, Clone)]
pub struct Links {
    /// The brand of each plan.
    pub brand_of_plan: Vec<usize>,
    /// The brand of each add-on.
    pub brand_of_addon: Vec<usize>,
    /// The brand of each paygo offer.
    pub brand_of_paygo: Vec<usize>,
    brands: Map<Id, usize>,
    plans: Map<Id, usize>,
    paygo: Map<Id, usize>,
}

impl Links {
    /// The links of a document whose references were checked.
    pub(super) fn of(document: &CatalogDocument) -> Self {
        fn index(ids: &mut dyn Iterator<Item = &Id>) -> Map<Id, usize> {
            Map::of(ids.enumerate().map(|(i, id)| (id.clone(), i)))
        }
        let brands = index(&mut document.brands.iter().map(|brand| &brand.id));
        let brand_of = |id: &Id| brands.get(id).copied().unwrap_or_default();
        Self {
            brand_of_plan: document.plans.iter().map(|plan| brand_of(&plan.brand)).collect(),
            brand_of_addon: document.addons.iter().map(|addon| brand_of(&addon.brand)).collect(),
            brand_of_paygo: document.paygo.iter().map(|paygo| brand_of(&paygo.brand)).collect(),
            plans: index(&mut document.plans.iter().map(|plan| &plan.id)),
            paygo: index(&mut document.paygo.iter().map(|paygo| &paygo.id)),
            brands,
        }
    }

    /// The index of a brand.
    pub fn brand(&self, id: &str) -> Option<usize> {
        self.brands.get(id).copied()
    }

    /// The index of a plan.
    pub fn plan(&self, id: &str) -> Option<usize> {
        self.plans.get(id).copied()
    }

    /// The index of a paygo offer.
    pub fn paygo(&self, id: &str) -> Option<usize> {
        self.paygo.get(id).copied()
    }
}
