//! What the answer relies on: only what applies to it, and what one can do about it.

use leptos::prelude::request_animation_frame;
use simfare_engine::catalog::Plan;
use simfare_engine::format::{Amount, Id};
use simfare_engine::quote::Purchase;
use simfare_engine::request::LineOn;
use simfare_engine::usage::{Gap, On, Period};

use super::kinds::{needs_autopay, plan_of};
use super::{View, names, sources};
use crate::dom::{El, Node, el};
use crate::fold::unfold;
use crate::planner;
use crate::state::State;

/// The list.
pub(super) fn reliance(view: &View<'_>) -> El {
    let texts = view.format.texts;
    let items = [
        asleep(view),
        lost_credit(view),
        slow(view),
        estimate(view),
        autopay(view),
        new_line_only(view),
        coupon(view),
        tax(view),
        no_fee(view),
        price_dates(view),
    ];
    let items: Vec<Node> = items.into_iter().flatten().collect();
    el("section")
        .class("reliance")
        .part("reliance")
        .attr("aria-labelledby", "reliance")
        .flag("hidden", items.is_empty())
        .child(el("h3").attr("id", "reliance").part("heading").child(texts.reliance()))
        .child(el("ul").children(items))
}

fn item(text: impl Into<Node>) -> El {
    el("li").child(el("span").child(text))
}

/// A button that leads to the field one would change.
fn lead(state: State, label: &'static str, field: &'static str) -> El {
    el("button")
        .attr("type", "button")
        .class("quiet")
        .part("button")
        .on("click", move |_| {
            state.folded.set(false);
            unfold(state);
            // Once it is drawn, and before it gets the focus.
            request_animation_frame(move || open_around(state, field));
            planner::focus(state, field);
        })
        .child(label)
}

/// Unfolds what a field stands in.
fn open_around(state: State, field: &str) {
    let root = state.page().host().and_then(|host| host.shadow_root());
    let element = root.and_then(|root| root.get_element_by_id(field));
    let details = element.and_then(|element| element.closest("details").ok().flatten());
    if let Some(details) = details {
        // A name of ours: never refused.
        let _ = details.set_attribute("open", "");
    }
}

/// A number that sleeps hears nothing, and how long it does is the carrier's rule.
fn asleep(view: &View<'_>) -> Option<Node> {
    let mut gaps = view.usage().gaps.iter();
    asleep_in(view, gaps.find(|gap| gap.alive_until.is_some() && gap.from < gap.until)?)
}

#[cold]
#[inline(never)]
fn asleep_in(view: &View<'_>, gap: &Gap) -> Option<Node> {
    let (texts, format) = (view.format.texts, view.format);
    let request = &view.found.request;
    let usage = view.usage();
    let before =
        usage.periods.iter().rfind(|period| period.line == gap.line && period.until <= gap.from);
    let brand = before.map(|period| &period.brand);
    let brand = brand.or(request.line.as_ref().map(|line| &line.brand))?;
    let grace = view.found.catalog.brand(brand)?.grace_days;
    let text = texts.relies_asleep(
        names::brand(&view.found.catalog, brand),
        &format.count(texts.count_days(), grace.into()),
        &format.count(texts.count_days(), request.grace_margin_days.into()),
    );
    let change = lead(view.state, texts.relies_margin_change(), "grace-margin");
    Some(item(text).child(" ").child(change).into())
}

/// The credit that is there doesn't go along to what is bought next (model.md §3).
fn lost_credit(view: &View<'_>) -> Option<Node> {
    let line = view.found.request.line.as_ref()?;
    match &line.on {
        LineOn::Paygo { balance, .. } => lost_credit_of(view, &line.brand, *balance),
        LineOn::Plan { .. } => None,
    }
}

#[cold]
#[inline(never)]
fn lost_credit_of(view: &View<'_>, brand: &Id, balance: Amount) -> Option<Node> {
    let credit_of = |period: &Period| period.credit.filter(|credit| credit.before.0 > 0);
    let own = view.usage().periods.iter().find_map(|period| Some((period, credit_of(period)?)));
    let (left, line, end) = match own {
        Some((period, credit)) => (credit.left, Some(period.line), period.until),
        // Never used: given up with the first purchase.
        None => (balance, None, 0),
    };
    let own = view.found.catalog.brand(brand)?;
    let is_next = |purchase: &Purchase| {
        let is_own = line.map_or_else(|| purchase.line.is_of(own), |line| line == purchase.line);
        is_own && purchase.day >= end
    };
    if left.0 == 0 || !view.way.purchases.iter().any(is_next) {
        return None;
    }
    let name = names::brand(&view.found.catalog, brand);
    Some(item(view.format.texts.relies_credit(&view.money.of(left), name)).into())
}

fn slow(view: &View<'_>) -> Option<Node> {
    let (texts, format) = (view.format.texts, view.format);
    let (period, day) =
        view.usage().periods.iter().find_map(|period| Some((period, period.throttled_from()?)))?;
    let (On::Plan(plan) | On::Current(plan)) = &period.on else { return None };
    let plan = view.found.catalog.plan(plan)?;
    let kbps = plan.after_cap.kbps()?;
    let date = view.found.request.start_date.plus_days(day.into());
    let date = format.date(date, view.state.today.get_untracked());
    let text = texts.relies_slow(plan.name.as_str(), &date, &format.number(kbps.into()));
    Some(item(text).into())
}

/// Data by what one does is a guess.
fn estimate(view: &View<'_>) -> Option<Node> {
    let is_guess = view.state.trip.with(|trip| trip.stages().iter().any(|stage| stage.by_habits));
    is_guess.then(|| item(view.format.texts.relies_estimate()).into())
}

/// The plans that are bought.
fn plans<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v Plan> {
    view.way.purchases.iter().filter_map(|purchase| plan_of(&view.found.catalog, purchase))
}

fn autopay(view: &View<'_>) -> Option<Node> {
    if !view.found.request.autopay {
        return None;
    }
    let catalog = &view.found.catalog;
    let mut bought = view.way.purchases.iter();
    let plan = plan_of(catalog, bought.find(|purchase| needs_autopay(catalog, purchase))?)?;
    Some(item(view.format.texts.relies_autopay(plan.name.as_str())).into())
}

fn new_line_only(view: &View<'_>) -> Option<Node> {
    let plan = plans(view).find(|plan| plan.new_line_only)?;
    Some(item(view.format.texts.relies_new_line(plan.name.as_str())).into())
}

fn coupon(view: &View<'_>) -> Option<Node> {
    let code = view.way.purchases.iter().find_map(|purchase| purchase.coupon.as_ref())?;
    let coupon = view.found.catalog.coupons.iter().find(|known| known.code == *code)?;
    let times = view.format.count(view.format.texts.count_times(), coupon.max_uses?.into());
    Some(item(view.format.texts.relies_coupon(code.as_str(), &times)).into())
}

fn tax(view: &View<'_>) -> Option<Node> {
    let texts = view.format.texts;
    let catalog = &view.found.catalog;
    let taxed = view.way.purchases.iter().filter(|purchase| purchase.tax.0 != 0);
    let mut labels: Vec<&str> = Vec::new();
    let mut is_any = false;
    for purchase in taxed {
        is_any = true;
        let tax = catalog.tax_of(catalog.brand(&purchase.brand));
        if let Some(label) = tax.and_then(|tax| tax.label.as_ref())
            && !labels.contains(&label.as_str())
        {
            labels.push(label.as_str());
        }
    }
    if !is_any {
        return None;
    }
    let text = match labels.as_slice() {
        [] => texts.relies_tax().to_owned(),
        labels => texts.relies_tax_called(&labels.join(texts.comma())).text(),
    };
    Some(item(text).into())
}

/// Nobody knows the fee of a way to pay that isn't chosen.
fn no_fee(view: &View<'_>) -> Option<Node> {
    let texts = view.format.texts;
    let methods = &view.found.catalog.payment_methods;
    let may_cost = methods.iter().any(|method| method.fee_fixed.0 > 0 || method.fee_percent.0 > 0);
    let is_open = view.found.request.payment_method.is_none() && view.way.total.0 > 0;
    (is_open && may_cost).then(|| {
        let change = lead(view.state, texts.relies_fee_change(), "payment-method");
        item(texts.relies_fee()).child(" ").child(change).into()
    })
}

fn price_dates(view: &View<'_>) -> Option<Node> {
    let texts = view.format.texts;
    let today = view.state.today.get();
    let oldest = sources::oldest(&view.found.catalog, view.way.purchases).or_else(|| {
        // Where no price says it, the list does; that it is new stands at the foot.
        let updated = view.found.catalog.updated;
        (!view.way.purchases.is_empty() && sources::is_old(updated, today)).then_some(updated)
    })?;
    let date = view.format.full_date(oldest);
    let text = if sources::is_old(oldest, today) {
        texts.relies_old_price(&date)
    } else {
        texts.relies_price(&date)
    };
    Some(item(text).into())
}
