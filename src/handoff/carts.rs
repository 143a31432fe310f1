//! What takes a whole order at once: carts of Shopify and WooCommerce, Paddle's checkout.

use simfare_engine::catalog::Handoff;
use simfare_engine::catalog::handoff::refused;
use simfare_engine::identity::is_ascii_email;
use simfare_engine::quote::Item;

use super::address::{Address, Allowed};
use super::{Action, Code, Destination, Handover, Paddle, Refusal, check, language, values};

/// Shopify: `/cart/{variant}:{qty},…`, `attributes[…]`, `checkout[email]`, `discount`, `note`.
pub(super) fn shopify(
    endpoint: Option<&str>,
    allowed: Allowed<'_>,
    handover: &Handover<'_>,
) -> Result<Action, Refusal> {
    let (shop, host) = shop(endpoint, allowed)?;
    let lines = lines(handover, "shopify_variant", |handoff| {
        Some(handoff.shopify_variant.as_ref()?.as_str())
    })?;
    let facts = handover.facts();
    let facts: Vec<(String, &str)> =
        facts.iter().map(|(name, value)| (format!("attributes[{name}]"), value.as_str())).collect();
    let note = handover.note.and_then(values::note);
    let mut parameters: Vec<(&str, &str)> =
        facts.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    if let Some(email) = handover.email.filter(|email| is_ascii_email(email)) {
        parameters.push(("checkout[email]", email));
    }
    if let Some(code) = handover.coupon_for_all(values::is_shop_code)? {
        parameters.push(("discount", code));
    }
    if let Some(note) = &note {
        parameters.push(("note", note));
    }
    navigate(&format!("{shop}/cart/{}", listed(&lines)), host, handover, &parameters)
}

/// WooCommerce: `/checkout-link/?products={id}:{qty},…`, `coupon`.
pub(super) fn woocommerce(
    endpoint: Option<&str>,
    allowed: Allowed<'_>,
    handover: &Handover<'_>,
) -> Result<Action, Refusal> {
    let (shop, host) = shop(endpoint, allowed)?;
    let lines = lines(handover, "woocommerce_product", |handoff| {
        Some(handoff.woocommerce_product.as_ref()?.as_str())
    })?;
    let mut parameters = Vec::new();
    if let Some(code) = handover.coupon_for_all(values::is_shop_code)? {
        parameters.push(("coupon", code));
    }
    let address = format!("{shop}/checkout-link/?products={}", listed(&lines));
    navigate(&address, host, handover, &parameters)
}

/// Paddle: `items`, `customer.email`, `customData`, `discountCode`.
pub(super) fn paddle(handover: &Handover<'_>) -> Result<Action, Refusal> {
    let items =
        lines(handover, "paddle_price", |handoff| Some(handoff.paddle_price.as_ref()?.as_str()))?;
    let email = handover.email.filter(|email| is_ascii_email(email));
    let code = handover.coupon_for_all(values::is_paddle_code)?;
    let mut custom_data = handover.facts();
    custom_data.extend(handover.note.and_then(values::note).map(|note| ("simfare_note", note)));
    Ok(Action::Paddle(Paddle {
        items: items.into_iter().map(|(id, quantity)| (id.to_owned(), quantity)).collect(),
        email: email.map(str::to_owned),
        custom_data,
        discount_code: code.map(str::to_owned),
        locale: language::paddle(handover.locale),
    }))
}

/// The shop at the endpoint, and its host. A host's name alone will do.
fn shop(endpoint: Option<&str>, allowed: Allowed<'_>) -> Result<(String, String), Refusal> {
    let endpoint = endpoint.map(str::trim).filter(|endpoint| !endpoint.is_empty());
    let refuse = |message| Refusal::new(Code::Endpoint, "/endpoint", message);
    let endpoint = endpoint.ok_or_else(|| refuse("must be the shop's address"))?;
    let address = match endpoint.contains("://") {
        true => Address::read(endpoint),
        false => Address::read(&format!("https://{endpoint}")),
    };
    let address = address.ok_or_else(|| refuse("isn't the address of a shop"))?;
    let base = address.base().ok_or_else(|| refuse("must be the shop's address alone"))?;
    // The page itself says where its shop is.
    let is_allowed = allowed.is_silent() || allowed.has(address.origin());
    check(&address, is_allowed, "/endpoint")?;
    Ok((base, address.origin().host().to_owned()))
}

/// What is bought now by the shop's own ids, each once.
fn lines<'a>(
    handover: &Handover<'a>,
    field: &str,
    read: impl Fn(&'a Handoff) -> Option<&'a str>,
) -> Result<Vec<(&'a str, u64)>, Refusal> {
    let mut lines: Vec<(&str, u64)> = Vec::new();
    for item in handover.now.iter().flat_map(|purchase| &purchase.items) {
        let sold = handover.sold(item)?;
        let id = sold.called(field, &read)?;
        if let Some(refusal) = refused(field, id) {
            return Err(sold.fault(field, refusal));
        }
        match lines.iter_mut().find(|(there, _)| *there == id) {
            Some((_, quantity)) => *quantity += item.quantity,
            None => lines.push((id, item.quantity)),
        }
    }
    Ok(lines)
}

/// `id:quantity,…`
fn listed(lines: &[(&str, u64)]) -> String {
    let lines: Vec<String> =
        lines.iter().map(|(id, quantity)| format!("{id}:{quantity}")).collect();
    lines.join(",")
}

fn navigate(
    address: &str,
    host: String,
    handover: &Handover<'_>,
    parameters: &[(&str, &str)],
) -> Result<Action, Refusal> {
    // Made of checked parts: always an address.
    let address = Address::read(address)
        .ok_or_else(|| Refusal::new(Code::Endpoint, "/endpoint", "isn't the address of a shop"))?;
    let items: Vec<Item> =
        handover.now.iter().flat_map(|purchase| purchase.items.iter().cloned()).collect();
    Ok(Action::Navigate(vec![Destination { url: address.with(parameters), host, items }]))
}
