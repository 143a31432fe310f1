//! What each provider is sent, to the letter, and what is refused.

use simfare_engine::{Catalog, Quote, Request};

use super::{Action, Code, Handover, Kind, Paddle, Refusal, Setup, now_of, prepare};
use crate::attributes::Attribute;
use simfare_engine::request::NumberRule;

const CATALOG: &str = include_str!("../../public/handoff/catalog.json");
const OWN: &str = "https://stand-in.example";
const REFERENCE: &str = "order-7_b";

/// A purchase of so many of each.
fn bought(day: u32, items: &[(&str, u64)], more: &str) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|(id, n)| format!(r#"{{"id":"{id}","quantity":{n},"unit_price":"5.00"}}"#))
        .collect();
    format!(
        r#"{{"day":{day},"date":"2026-12-{:02}","line":"one","brand":"aurora","new_line":true,
            "items":[{}],"covers":[{day},{}],"subtotal":"5.00","discount":"0.00","tax":"0.00",
            "fee":"0.00","total":"12.30"{more}}}"#,
        day + 1,
        items.join(","),
        day + 30,
    )
}

const COUPON: &str = r#","coupon":"WELCOME10""#;

struct Order {
    catalog: Catalog,
    request: Request,
    quote: Quote,
}

impl Order {
    fn on(catalog: &str, purchases: &[String]) -> Self {
        Self::with_code("WELCOME10", catalog, purchases)
    }

    /// With another code in place of `WELCOME10`.
    fn with_code(code: &str, catalog: &str, purchases: &[String]) -> Self {
        let catalog = catalog.replace("WELCOME10", code);
        let purchases: Vec<String> =
            purchases.iter().map(|bought| bought.replace("WELCOME10", code)).collect();
        let catalog = Catalog::from_json(catalog.as_bytes()).expect("a catalog");
        let request = format!(
            r#"{{"schema":"simfare.request/1","start_date":"2026-12-01",
                "phases":[{{"days":30,"data_mb":1}}],"coupon":"{code}"}}"#
        );
        let request = Request::from_json(request.as_bytes(), &catalog).expect("a request");
        let quote = format!(
            r#"{{"schema":"simfare.quote/1","status":"optimal","catalog":"handoffs",
                "currency":"USD","total":"12.30","purchases":[{}],"alternatives":[]}}"#,
            purchases.join(",")
        );
        let quote = Quote::from_json(quote.as_bytes()).expect("a quote");
        Self { catalog, request, quote }
    }

    fn of(purchases: &[String]) -> Self {
        Self::on(CATALOG, purchases)
    }

    fn handover(&self) -> Handover<'_> {
        Handover {
            catalog: &self.catalog,
            request: &self.request,
            quote: &self.quote,
            now: now_of(&self.quote),
            email: Some("a+b@mail.example"),
            locale: "zh-CN",
            reference: REFERENCE,
            note: Some("Aurora: 5 GB & more\n套餐"),
        }
    }

    fn prepared(
        &self,
        kind: Kind,
        endpoint: Option<&str>,
        allowed: &str,
    ) -> Result<Action, Refusal> {
        prepare(kind, endpoint, allowed, &self.handover())
    }

    fn urls(&self, kind: Kind, endpoint: Option<&str>) -> Vec<String> {
        urls(self.prepared(kind, endpoint, OWN))
    }

    fn refused(&self, kind: Kind, endpoint: Option<&str>, allowed: &str) -> (Code, String, String) {
        match self.prepared(kind, endpoint, allowed) {
            Ok(action) => panic!("{action:?}"),
            Err(refusal) => {
                let pointer = refusal.faults.iter().next().map(|fault| fault.pointer.clone());
                (refusal.code, pointer.unwrap_or_default(), refusal.about)
            }
        }
    }
}

fn urls(action: Result<Action, Refusal>) -> Vec<String> {
    match action {
        Ok(Action::Navigate(all)) => all.into_iter().map(|to| to.url).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn kinds_are_read_by_name() {
    let of = |handoff: Option<&str>, endpoint: Option<&str>| {
        let text = |text: &str| text.to_owned();
        let setup =
            Setup { handoff: handoff.map(text), endpoint: endpoint.map(text), ..Setup::default() };
        Kind::of(&setup)
    };
    for &kind in Kind::ALL {
        assert_eq!(of(Some(kind.name()), None), Ok(kind));
    }
    assert_eq!(of(Some(" shopify\n"), None), Ok(Kind::Shopify));
    // An empty attribute says nothing.
    assert_eq!(of(Some(" "), None), Ok(Kind::Event));
    assert_eq!(of(Some(""), Some("https://orders.example")), Ok(Kind::Service));
    assert_eq!(of(None, None), Ok(Kind::Event));
    assert_eq!(of(None, Some("https://orders.example")), Ok(Kind::Service));
    for word in ["Shopify", "stripe", "stripe_payment_link"] {
        assert_eq!(
            of(Some(word), None).map_err(|refusal| refusal.code),
            Err(Code::Unknown),
            "{word}"
        );
    }
}

#[test]
fn only_the_first_day_is_bought_now() {
    let now = |days: &[u32]| {
        let purchases: Vec<String> =
            days.iter().map(|&day| bought(day, &[("aurora-talk", 1)], "")).collect();
        now_of(&Order::of(&purchases).quote).len()
    };
    assert_eq!(now(&[0, 29]), 1);
    assert_eq!(now(&[0, 0, 29]), 2);
    assert_eq!(now(&[5, 25]), 1);
    assert_eq!(now(&[]), 0);
    let code = |kind| Order::of(&[]).refused(kind, None, "").0;
    assert_eq!(code(Kind::Event), Code::Empty);
    assert_eq!(code(Kind::StripePaymentLink), Code::Empty);
}

#[test]
fn stripe() {
    let order =
        Order::of(&[bought(0, &[("aurora-5gb", 1)], COUPON), bought(29, &[("ember-6gb", 1)], "")]);
    assert_eq!(
        order.urls(Kind::StripePaymentLink, None),
        ["https://stand-in.example/handoff/stripe.html?link=5gb&client_reference_id=order-7_b\
          &prefilled_email=a%2Bb%40mail.example&prefilled_promo_code=WELCOME10&locale=zh"]
    );
}

#[test]
fn what_stripe_would_drop_is_not_sent() {
    let order = Order::of(&[bought(0, &[("aurora-5gb", 1)], "")]);
    let handover = Handover {
        email: Some("not an address"),
        reference: "a b",
        locale: "xx",
        ..order.handover()
    };
    assert_eq!(
        urls(prepare(Kind::StripePaymentLink, None, OWN, &handover)),
        ["https://stand-in.example/handoff/stripe.html?link=5gb&locale=auto"]
    );
}

#[test]
fn several_links_are_taken_one_after_another() {
    let order = Order::of(&[
        bought(0, &[("aurora-5gb", 1), ("aurora-1gb", 2)], COUPON),
        bought(0, &[("comet-20gb", 1)], ""),
    ]);
    let urls = order.urls(Kind::StripePaymentLink, None);
    let links: Vec<&str> = urls.iter().map(|url| &url[url.find("link=").unwrap_or(0)..]).collect();
    let mail = "prefilled_email=a%2Bb%40mail.example";
    assert_eq!(
        links,
        [
            format!(
                "link=5gb&client_reference_id=order-7_b_1&{mail}&prefilled_promo_code=WELCOME10&locale=zh"
            ),
            format!(
                "link=1gb&client_reference_id=order-7_b_2&{mail}&prefilled_promo_code=WELCOME10&locale=zh"
            ),
            format!(
                "link=1gb&client_reference_id=order-7_b_3&{mail}&prefilled_promo_code=WELCOME10&locale=zh"
            ),
            format!("link=20gb&client_reference_id=order-7_b_4&{mail}&locale=zh"),
        ]
    );

    let many = Order::of(&[bought(0, &[("aurora-1gb", 13)], "")]);
    assert_eq!(many.refused(Kind::StripePaymentLink, None, OWN).0, Code::Many);
}

#[test]
fn an_amount_is_taken_off_once() {
    let catalog = CATALOG.replace(r#""percent": "10""#, r#""amount": "3.00""#);
    let order = Order::on(&catalog, &[bought(0, &[("aurora-5gb", 1), ("aurora-1gb", 2)], COUPON)]);
    let urls = order.urls(Kind::StripePaymentLink, None);
    let has: Vec<bool> = urls.iter().map(|url| url.contains("promo_code")).collect();
    assert_eq!(has, [true, false, false]);
}

#[test]
fn an_amount_that_the_first_payment_has_no_room_for_is_refused() {
    let catalog = CATALOG.replace(r#""percent": "10""#, r#""amount": "3.00""#);
    let piece = bought(0, &[("aurora-1gb", 2)], COUPON)
        .replace(r#""discount":"0.00""#, r#""discount":"9999.00""#);
    let order = Order::on(&catalog, &[piece]);
    assert_eq!(order.refused(Kind::StripePaymentLink, None, OWN).0, Code::Coupon);
}

#[test]
fn paypal() {
    let order = Order::of(&[bought(3, &[("comet-20gb", 1)], "")]);
    assert_eq!(
        order.urls(Kind::PaypalLink, None),
        ["https://stand-in.example/handoff/paypal.html?link=20gb&locale.x=zh_CN&country.x=CN"]
    );
}

#[test]
fn shopify() {
    let order = Order::of(&[
        bought(0, &[("aurora-5gb", 1), ("aurora-1gb", 2)], COUPON),
        bought(0, &[("aurora-5gb", 1)], COUPON),
    ]);
    assert_eq!(
        order.urls(Kind::Shopify, Some("https://stand-in.example/")),
        ["https://stand-in.example/cart/45000000000001:2,45000000000004:2\
          ?attributes%5Bsimfare_reference%5D=order-7_b&attributes%5Bsimfare_total%5D=24.60%20USD\
          &attributes%5Bsimfare_from%5D=2026-12-01&attributes%5Bsimfare_line%5D=new\
          &checkout%5Bemail%5D=a%2Bb%40mail.example&discount=WELCOME10\
          &note=Aurora%3A%205%20GB%20%26%20more%20%E5%A5%97%E9%A4%90"]
    );
}

#[test]
fn woocommerce() {
    let order = Order::of(&[bought(0, &[("aurora-5gb", 1), ("aurora-1gb", 3)], COUPON)]);
    assert_eq!(
        order.urls(Kind::Woocommerce, Some("https://stand-in.example/shop")),
        ["https://stand-in.example/shop/checkout-link/?products=501:1,504:3&coupon=WELCOME10"]
    );
}

#[test]
fn paddle() {
    let order = Order::of(&[bought(0, &[("aurora-5gb", 1), ("aurora-1gb", 3)], COUPON)]);
    let text = |text: &str| text.to_owned();
    assert_eq!(
        order.prepared(Kind::Paddle, None, ""),
        Ok(Action::Paddle(Paddle {
            items: vec![
                (text("pri_01gsz8x8sawmvhz1pv30nge001"), 1),
                (text("pri_01gsz8x8sawmvhz1pv30nge004"), 3),
            ],
            email: Some(text("a+b@mail.example")),
            custom_data: vec![
                ("simfare_reference", text(REFERENCE)),
                ("simfare_total", text("12.30 USD")),
                ("simfare_from", text("2026-12-01")),
                ("simfare_line", text("new")),
                ("simfare_note", text("Aurora: 5 GB & more 套餐")),
            ],
            discount_code: Some(text("WELCOME10")),
            locale: Some("zh-Hans"),
        }))
    );
}

#[test]
fn a_code_that_nothing_bought_now_uses_is_not_sent() {
    let order =
        Order::of(&[bought(0, &[("aurora-5gb", 1)], ""), bought(29, &[("aurora-5gb", 1)], COUPON)]);
    for (kind, endpoint) in [
        (Kind::StripePaymentLink, None),
        (Kind::Shopify, Some(OWN)),
        (Kind::Woocommerce, Some(OWN)),
    ] {
        assert!(
            order.urls(kind, endpoint).iter().all(|url| !url.contains("WELCOME10")),
            "{kind:?}"
        );
    }
    let Ok(Action::Paddle(call)) = order.prepared(Kind::Paddle, None, "") else { panic!() };
    assert_eq!(call.discount_code, None);

    // Nor is one that the catalog doesn't know, whatever the quote says.
    let order = Order::of(&[bought(0, &[("aurora-5gb", 1)], r#","coupon":"OTHER""#)]);
    assert!(!order.urls(Kind::Woocommerce, Some(OWN))[0].contains("OTHER"));
}

#[test]
fn a_discount_that_would_be_lost_is_refused() {
    for (kind, code) in [
        (Kind::StripePaymentLink, "SUMMER_10"),
        (Kind::PaypalLink, "WELCOME10"),
        (Kind::Shopify, "A,B"),
        (Kind::Woocommerce, "A,B"),
        (Kind::Paddle, "WELCOME-10"),
    ] {
        let order = Order::with_code(code, CATALOG, &[bought(0, &[("aurora-5gb", 1)], COUPON)]);
        let refused = order.refused(kind, Some(OWN), OWN);
        let expected = (Code::Coupon, "/request/coupon".to_owned(), code.to_owned());
        assert_eq!(refused, expected, "{kind:?}");
    }
}

#[test]
fn a_cart_takes_a_code_once_for_all_of_it() {
    let with = |more: &str| CATALOG.replace("\"WELCOME10\"", &format!("\"WELCOME10\", {more}"));
    let items = [("aurora-5gb", 1)];
    let (used, unused) = (bought(0, &items, COUPON), bought(0, &items, ""));
    let refused = |order: &Order, kind| order.refused(kind, Some(OWN), OWN).0;
    for kind in [Kind::Shopify, Kind::Woocommerce, Kind::Paddle] {
        // Ten per cent of both are ten per cent of all; of one they aren't.
        let both = Order::of(&[used.clone(), used.clone()]);
        assert!(both.prepared(kind, Some(OWN), OWN).is_ok(), "{kind:?}");
        let one = Order::on(&with("\"max_uses\": 1"), &[used.clone(), unused.clone()]);
        assert_eq!(refused(&one, kind), Code::Coupon, "{kind:?}");
        let elsewhere = CATALOG.replace("[\"aurora\"]", "[\"aurora-talk\"]");
        assert_ne!(elsewhere, CATALOG);
        let other = Order::on(&elsewhere, &[used.clone(), unused.clone()]);
        assert!(other.prepared(kind, Some(OWN), OWN).is_ok(), "{kind:?}");
        // An amount is taken off once.
        let amount = CATALOG.replace("\"percent\": \"10\"", "\"amount\": \"2.00\"");
        assert_ne!(amount, CATALOG);
        let twice = Order::on(&amount, &[used.clone(), used.clone()]);
        assert_eq!(refused(&twice, kind), Code::Coupon, "{kind:?}");
        let part = Order::on(&amount, &[used.clone(), unused.clone()]);
        assert_eq!(refused(&part, kind), Code::Coupon, "{kind:?}");
        let whole = used.replace("\"discount\":\"0.00\"", "\"discount\":\"2.00\"");
        let once = Order::on(&amount, &[whole, unused.clone()]);
        assert!(once.prepared(kind, Some(OWN), OWN).is_ok(), "{kind:?}");
    }
}

#[test]
fn a_link_with_a_code_of_its_own_takes_no_other() {
    let own =
        CATALOG.replace("/handoff/stripe.html", "/handoff/stripe.html?prefilled_promo_code=A");
    let order = Order::on(&own, &[bought(0, &[("aurora-5gb", 1)], COUPON)]);
    assert_ne!(own, CATALOG);
    assert_eq!(order.refused(Kind::StripePaymentLink, None, OWN).0, Code::Coupon);
}

#[test]
fn a_code_that_may_be_used_once_is_not_sent_twice() {
    let once = CATALOG.replace("\"WELCOME10\"", "\"WELCOME10\", \"max_uses\": 1");
    assert_ne!(once, CATALOG);
    let items = [("aurora-5gb", 1), ("aurora-1gb", 1)];
    let order = Order::on(&once, &[bought(0, &items, COUPON)]);
    let refused = order.refused(Kind::StripePaymentLink, None, OWN);
    assert_eq!(refused, (Code::Coupon, "/request/coupon".to_owned(), "WELCOME10".to_owned()));
    let order = Order::on(&once, &[bought(0, &items[..1], COUPON)]);
    assert_eq!(order.urls(Kind::StripePaymentLink, None).len(), 1);
}

#[test]
fn offers_without_the_shops_id_are_named() {
    let order =
        Order::of(&[bought(0, &[("aurora-5gb", 1)], ""), bought(0, &[("ember-6gb", 1)], "")]);
    for (kind, field) in [
        (Kind::StripePaymentLink, "stripe_payment_link"),
        (Kind::Shopify, "shopify_variant"),
        (Kind::Woocommerce, "woocommerce_product"),
        (Kind::Paddle, "paddle_price"),
        (Kind::PaypalLink, "paypal_payment_link"),
    ] {
        let (code, pointer, about) = order.refused(kind, Some(OWN), OWN);
        assert_eq!((code, about.as_str()), (Code::Item, "6 GB + 500 min"));
        assert_eq!(pointer, format!("/plans/3/handoff/{field}"));
    }
}

#[test]
fn ids_that_a_provider_would_drop_are_refused() {
    for (id, other) in [
        ("45000000000001", "gid://shopify/ProductVariant/1"),
        ("45000000000001", "1,2:9"),
        ("\"501\"", "\"501&coupon=FREE\""),
        ("pri_01gsz8x8sawmvhz1pv30nge001", "pro_01gsz8x8sawmvhz1pv30nge001"),
    ] {
        let order =
            Order::on(&CATALOG.replacen(id, other, 1), &[bought(0, &[("aurora-5gb", 1)], "")]);
        let kind = match id.get(..3) {
            Some("450") => Kind::Shopify,
            Some("pri") => Kind::Paddle,
            _ => Kind::Woocommerce,
        };
        assert_eq!(order.refused(kind, Some(OWN), OWN).0, Code::Item, "{other}");
    }
    let none = Order::of(&[bought(0, &[("aurora-5gb", 0)], "")]);
    assert_eq!(none.refused(Kind::Shopify, Some(OWN), OWN).0, Code::Many);
}

#[test]
fn links_of_the_catalog_go_only_where_the_page_or_the_provider_says() {
    let order = |link: &str| {
        let stand_in = "https://stand-in.example/handoff/stripe.html?link=5gb";
        Order::on(&CATALOG.replacen(stand_in, link, 1), &[bought(0, &[("aurora-5gb", 1)], "")])
    };
    let code = |link: &str, allowed: &str| {
        order(link).prepared(Kind::StripePaymentLink, None, allowed).map_err(|refusal| refusal.code)
    };
    // Nothing listed: Stripe itself.
    assert!(code("https://buy.stripe.com/test_1", "").is_ok());
    assert!(code("https://buy.stripe.com/test_1", " \n").is_ok());
    assert_eq!(code("https://stand-in.example/x", ""), Err(Code::Origin));
    // Something listed: only that.
    assert_eq!(code("https://buy.stripe.com/test_1", OWN), Err(Code::Origin));
    assert!(code("https://pay.shop.example/x", "https://pay.shop.example").is_ok());
    assert!(code("https://pay.shop.example/x", "https://a.example https://*.shop.example").is_ok());
    for evil in [
        "https://buy.stripe.com.evil.example/",
        "https://evil.example/https://buy.stripe.com/",
        "https://buy.stripe.com:8443/",
        "http://buy.stripe.com/",
        "https://buy.stripe.com./",
        "https://buy.strіpe.com/",
    ] {
        let (code, pointer, _) =
            order(evil).refused(Kind::StripePaymentLink, None, "https://buy.stripe.com");
        assert_eq!(
            (code, pointer.as_str()),
            (Code::Origin, "/plans/0/handoff/stripe_payment_link"),
            "{evil}"
        );
    }
    // Not even a listed origin without https; oneself is no other.
    assert_eq!(code("http://shop.example/x", "http://shop.example"), Err(Code::Origin));
    assert!(code("http://127.0.0.1:8080/x", "http://127.0.0.1:8080").is_ok());
    assert_eq!(code("http://127.0.0.1:8080/x", ""), Err(Code::Origin));
}

#[test]
fn shops_are_addresses_or_hosts() {
    let order = Order::of(&[bought(0, &[("aurora-5gb", 1)], "")]);
    let code = |endpoint, allowed| {
        order
            .prepared(Kind::Woocommerce, endpoint, allowed)
            .map(|_| ())
            .map_err(|refusal| refusal.code)
    };
    // The page's own endpoint needs no list.
    assert_eq!(code(Some("https://shop.example"), ""), Ok(()));
    assert_eq!(code(Some("shop.example"), ""), Ok(()));
    assert_eq!(code(Some("http://localhost:3000/shop"), ""), Ok(()));
    assert_eq!(code(Some("http://shop.example"), ""), Err(Code::Origin));
    assert_eq!(code(Some("https://shop.example"), OWN), Err(Code::Origin));
    for endpoint in [
        "",
        "  ",
        "https://",
        "shop.example/?x=1",
        "https://shop.example/#x",
        "a@shop.example",
        "javascript:alert(1)",
        "//shop.example",
        "/shop",
        "https://shop.example//evil.example",
    ] {
        assert_eq!(code(Some(endpoint), ""), Err(Code::Endpoint), "{endpoint}");
    }
    assert_eq!(code(None, ""), Err(Code::Endpoint));
    assert_eq!(order.urls(Kind::Woocommerce, Some("stand-in.example")).len(), 1);
}

#[test]
fn the_words_of_the_attribute_are_the_kinds() {
    let mut words = Attribute::Handoff.words().to_vec();
    let mut kinds: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    words.sort_unstable();
    kinds.sort_unstable();
    assert_eq!(words, kinds);
    assert_eq!(Attribute::Number.words(), NumberRule::WORDS);
}
