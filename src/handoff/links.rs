//! Payment links: Stripe's and PayPal's.

use simfare_engine::catalog::Handoff;
use simfare_engine::identity::is_ascii_email;
use simfare_engine::quote::Item;

use super::address::{Address, Allowed};
use super::{Action, Code, Destination, Handover, Refusal, check, language, values};

/// More payments than this nobody would make one after another.
const MOST: usize = 12;

/// A payment that has to be made, with all it needs.
struct Payment<'a> {
    address: Address,
    item: &'a Item,
    /// The coupon's code, where this payment is to have it.
    code: Option<&'a str>,
}

/// Stripe: `client_reference_id`, `prefilled_email`, `prefilled_promo_code`, `locale`.
pub(super) fn stripe(allowed: Allowed<'_>, handover: &Handover<'_>) -> Result<Action, Refusal> {
    let own = Allowed("https://buy.stripe.com");
    let coupon = handover.coupon(values::is_stripe_code)?;
    let payments = payments(handover, coupon, allowed, own, "stripe_payment_link", |handoff| {
        Some(handoff.stripe_payment_link.as_ref()?.as_str())
    })?;
    let is_one = payments.len() == 1;
    let destinations = payments.iter().enumerate().map(|(at, payment)| {
        let reference = match is_one {
            true => handover.reference.to_owned(),
            false => format!("{}_{}", handover.reference, at + 1),
        };
        let mut parameters = Vec::new();
        if values::is_reference(&reference) {
            parameters.push(("client_reference_id", reference.as_str()));
        }
        if let Some(email) = handover.email.filter(|email| is_ascii_email(email)) {
            parameters.push(("prefilled_email", email));
        }
        if let Some(code) = payment.code {
            // Its own would stay.
            if payment.address.says("prefilled_promo_code") {
                return Err(handover.lost(code));
            }
            parameters.push(("prefilled_promo_code", code));
        }
        parameters.push(("locale", language::stripe(handover.locale)));
        Ok(payment.at(&parameters))
    });
    Ok(Action::Navigate(destinations.collect::<Result<_, _>>()?))
}

/// PayPal: `locale.x`, `country.x`.
pub(super) fn paypal(allowed: Allowed<'_>, handover: &Handover<'_>) -> Result<Action, Refusal> {
    let own = Allowed("https://paypal.com https://*.paypal.com");
    // Such a link takes no codes.
    let coupon = handover.coupon(|_| false)?;
    let payments = payments(handover, coupon, allowed, own, "paypal_payment_link", |handoff| {
        Some(handoff.paypal_payment_link.as_ref()?.as_str())
    })?;
    let (locale, country) = language::paypal(handover.locale);
    let parameters: Vec<_> = [("locale.x", locale), ("country.x", country)]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    Ok(Action::Navigate(payments.iter().map(|payment| payment.at(&parameters)).collect()))
}

impl Payment<'_> {
    fn at(&self, parameters: &[(&str, &str)]) -> Destination {
        Destination {
            url: self.address.with(parameters),
            host: self.address.origin().host().to_owned(),
            items: vec![Item { quantity: 1, ..self.item.clone() }],
        }
    }
}

/// Every piece of every purchase is a payment. `own` are the provider's own origins, where the
/// page lists none.
fn payments<'a>(
    handover: &Handover<'a>,
    coupon: Option<&'a str>,
    allowed: Allowed<'_>,
    own: Allowed<'_>,
    field: &str,
    read: impl Fn(&'a Handoff) -> Option<&'a str>,
) -> Result<Vec<Payment<'a>>, Refusal> {
    let allowed = if allowed.is_silent() { own } else { allowed };
    let listed = handover.catalog.coupons.iter().find(|it| Some(it.code.as_str()) == coupon);
    let is_amount = listed.is_some_and(|listed| listed.amount.is_some());
    let mut payments = Vec::new();
    for purchase in handover.now {
        let mut code = coupon.filter(|_| purchase.coupon.is_some());
        for item in &purchase.items {
            let sold = handover.sold(item)?;
            let url = sold.called(field, &read)?;
            let pointer = format!("{}/{field}", sold.pointer);
            let address = Address::read(url).ok_or_else(|| {
                let message = "isn't an address that can only be read in one way";
                Refusal::new(Code::Origin, &pointer, message).about(sold.name)
            })?;
            check(&address, allowed.has(address.origin()), &pointer)?;
            // An amount is taken off the first payment, which has to have room for it.
            if is_amount && code.is_some() && purchase.discount > item.unit_price {
                return Err(handover.lost(code.unwrap_or_default()));
            }
            for _ in 0..item.quantity {
                payments.push(Payment { address: address.clone(), item, code });
                if is_amount {
                    code = None;
                }
            }
        }
    }
    if payments.len() > MOST {
        let message = format!("{} payments, at most {MOST}", payments.len());
        return Err(Refusal::new(Code::Many, "", message));
    }
    // Each payment uses the code once.
    let uses = payments.iter().filter(|payment| payment.code.is_some()).count() as u64;
    if let (Some(most), Some(code)) = (listed.and_then(|it| it.max_uses), coupon)
        && uses > u64::from(most)
    {
        return Err(handover.lost(code));
    }
    Ok(payments)
}
