//! The receipt: what was bought from whom, what it cost, how it was paid, how to know that it
//! worked, and what happens if it didn't. To be read on a phone, and to be printed.

use super::html::Html;
use super::{Lang, qr};
use crate::order::bill::{Bill, Bought, SellerName};
use crate::order::{Order, ProviderKind, Renewal, Status, Step};
use simfare_engine::Quote;
use simfare_engine::format::Amount;
use simfare_engine::order_line::{LineKind, Lines};

/// The page. `instructions` are how to pay for orders from before their bills kept that, `path` is what the
/// service's own addresses begin with, `back` where the shop is.
pub(crate) fn page(
    order: &Order,
    history: &[Step],
    instructions: Option<&str>,
    path: &str,
    back: Option<&str>,
) -> String {
    let lang = Lang::of(&order.contact.locale);
    let mut html = Html::default();
    let is_receipt = order.status.is_paid() || order.status == Status::Refunded;
    let title = match (is_receipt, lang) {
        (true, Lang::En) => "Receipt",
        (true, Lang::ZhCn) => "收据",
        (false, Lang::En) => "Your order",
        (false, Lang::ZhCn) => "你的订单",
    };
    let title_and_code = format!("{title} {}", order.reference_code);
    head(&mut html, lang, &title_and_code, path, order.sandbox);
    html.raw("<main>").element("h1", title);
    html.raw("<p class=\"soft\">").text(&order.reference_code).text(" · ");
    html.text(&lang.moment(order.created_at)).raw("</p>");
    if let Some(seller) = &order.bill.seller {
        html.raw("<p>").text(lang.of_two("Sold by ", "商家：")).raw("<strong>");
        html.text(&seller.name).raw("</strong></p>");
    }
    html.element("p class=\"status\"", lang.status(order.status));
    if let Some(failure) = order.trouble() {
        html.element("p", failure);
    }
    if order.refund_started.is_some() && order.status != Status::Refunded {
        html.element(
            "p",
            lang.of_two(
                "Your money is on its way back. That can take some days.",
                "退款处理中，可能需要几天到账。",
            ),
        );
    }
    to_pay(&mut html, order, lang, instructions);
    if let Some(back) = back {
        let words = match order.status {
            Status::PaymentFailed | Status::Expired => {
                lang.of_two("Back to the shop, to try again", "返回商家，重新下单")
            }
            _ => lang.of_two("Back to the shop", "返回商家"),
        };
        html.raw("<p class=\"no-print\">").link(back, words).raw("</p>");
    }
    delivery(&mut html, order, lang);
    bill(&mut html, order, lang);
    payment(&mut html, order, lang, history);
    if order.status == Status::Fulfilled {
        checks(&mut html, order, lang);
    }
    help(&mut html, order, lang);
    html.raw("</main></body></html>");
    html.finish()
}

pub(super) fn head(html: &mut Html, lang: Lang, title: &str, path: &str, sandbox: bool) {
    html.raw("<!doctype html><html lang=\"").raw(lang.tag()).raw("\"><head>");
    html.raw("<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
    html.raw("<meta name=\"robots\" content=\"noindex\"><link rel=\"icon\" href=\"data:,\">");
    html.raw("<link rel=\"stylesheet\" href=\"").text(path).raw("/v1/pages.css\">");
    let mark = if sandbox { lang.of_two("TEST: ", "【测试】") } else { "" };
    html.element("title", &format!("{mark}{title}")).raw("</head><body>");
    if sandbox {
        html.element(
            "p class=\"sandbox\" role=\"note\"",
            lang.of_two(
                "TEST ONLY. No money moves, nothing is delivered, this is not a receipt.",
                "仅供测试：没有真实扣款，不会开通任何服务，本页不是有效收据。",
            ),
        );
    }
}

/// How to pay, while that is possible.
fn to_pay(html: &mut Html, order: &Order, lang: Lang, instructions: Option<&str>) {
    if !order.status.is_open() {
        return;
    }
    let until = lang.moment(order.expires_at);
    match (order.provider, &order.payment_url) {
        (ProviderKind::Manual, _) => {
            html.element("h2", lang.of_two("How to pay", "付款方式"));
            html.raw("<table>");
            html.row("", lang.of_two("Amount", "金额"), &money(order, order.due_now.0));
            html.row(
                "sum",
                lang.of_two("Reference, to be given with the payment", "付款备注（务必填写）"),
                &order.reference_code,
            );
            html.row("", lang.of_two("Pay before", "付款截止"), &until);
            html.raw("</table>");
            let instructions = order.bill.instructions.as_deref().or(instructions);
            html.element("p class=\"instructions\"", instructions.unwrap_or_default());
        }
        (_, Some(url)) => {
            html.raw("<p class=\"no-print\">");
            html.link(url, lang.of_two("Continue to payment", "继续付款")).raw("</p>");
            html.raw("<p class=\"soft\">").text(lang.of_two("Open until ", "付款截止："));
            html.text(&until).raw("</p>");
            html.element(
                "p class=\"no-print\"",
                lang.of_two(
                    "Paid already? It can take some minutes until this page knows. Don’t pay twice.",
                    "已经付过款？本页可能要过几分钟才会更新，请不要重复付款。",
                ),
            );
        }
        _ => {}
    }
}

/// What the customer got.
fn delivery(html: &mut Html, order: &Order, lang: Lang) {
    if order.status != Status::Fulfilled {
        return;
    }
    let lines = Quote::from_json(order.quote.as_bytes()).map(|quote| Lines::of(&quote));
    let lines = lines.unwrap_or_default();
    for (at, code) in order.activation_codes.iter().enumerate() {
        let heading = lang.of_two("Install your eSIM", "安装 eSIM");
        // With several codes it matters which is whose.
        let whose = lines.new.get(at).and_then(|&at| order.bill.purchases.get(at));
        match whose.filter(|_| order.activation_codes.len() > 1) {
            Some(purchase) => {
                html.element(
                    "h2",
                    &format!("{heading}{}{}", lang.of_two(": ", "："), Bill::title(purchase)),
                );
            }
            None => {
                html.element("h2", heading);
            }
        }
        html.element(
            "p",
            lang.of_two(
                "Scan this with the phone it is for: Settings, Mobile data, Add eSIM. \
                 You need Wi-Fi while it installs, and the code works once.",
                "用要安装的手机扫描：设置 → 蜂窝网络（移动网络）→ 添加 eSIM。\
                 安装时请连接 Wi-Fi；激活码只能使用一次。",
            ),
        );
        if let Some(svg) = qr::svg(code, lang.of_two("Activation code", "激活码")) {
            html.svg(&svg);
        }
        html.element("p", lang.of_two("Or type the activation code:", "也可以手动输入激活码："));
        html.element("code class=\"code\"", code);
        html.raw("<p class=\"no-print\">");
        html.link(
            &format!("https://esimsetup.apple.com/esim_qrcode_provisioning?carddata={code}"),
            lang.of_two(
                "On this iPhone (iOS 17.4 or later): install now",
                "本机是 iPhone（iOS 17.4 及以上）：直接安装",
            ),
        );
        html.raw("</p>");
    }
    if let Some(reference) = &order.fulfil_reference {
        html.element("h2", lang.of_two("Carrier’s reference", "运营商受理编号"));
        html.element("code class=\"code\"", reference);
    }
}

fn bill(html: &mut Html, order: &Order, lang: Lang) {
    html.element(
        "h2",
        match order.status.is_paid() || order.status == Status::Refunded {
            true => lang.of_two("What you bought", "购买内容"),
            false => lang.of_two("What you ordered", "订单内容"),
        },
    );
    if let Some(line) = &order.line.value {
        html.raw("<p>").text(lang.of_two("For the line ", "号码/线路：")).text(line).raw("</p>");
    }
    for purchase in &order.bill.purchases {
        purchase_table(html, order, lang, purchase);
    }
    html.raw("<table>");
    html.row(
        "total",
        if order.status.is_paid() || order.status == Status::Refunded {
            lang.of_two("Total paid with this order", "本单实付")
        } else {
            lang.of_two("To pay with this order", "本单应付")
        },
        &money(order, order.due_now.0),
    );
    html.raw("</table>");
    let is_over =
        matches!(order.status, Status::Refunded | Status::Expired | Status::PaymentFailed);
    if !order.bill.later.is_empty() && !is_over {
        html.element("h2", lang.of_two("Bought later, not paid yet", "之后还要买的（尚未付款）"));
        html.element(
            "p",
            match order.renewal {
                Renewal::Auto => lang.of_two(
                    "The shop buys these for you and charges for each when its day comes. Tell it \
                     in time if you don’t want that, and don’t buy them yourself as well.",
                    "到期由商家自动为你续费并逐笔扣款。不想续费请提前告诉商家，也不要自己再买一次。",
                ),
                Renewal::Manual => lang.of_two(
                    "Nothing is charged by itself: buy each of these when its day comes.",
                    "不会自动扣款：到了日期请自己购买。",
                ),
            },
        );
        html.raw("<table>");
        for (at, (date, total)) in order.bill.later.iter().enumerate() {
            let date = lang.date(date);
            let name = match order.bill.later_titles.get(at) {
                Some(title) => format!("{date} · {title}"),
                None => date,
            };
            html.row("", &name, &money(order, *total));
        }
        html.raw("</table>");
    }
}

fn purchase_table(html: &mut Html, order: &Order, lang: Lang, purchase: &Bought) {
    html.raw("<table>").element("caption", &Bill::title(purchase));
    let days = match lang {
        Lang::En if purchase.days == 1 => "1 day".to_owned(),
        Lang::En => format!("{} days", purchase.days),
        Lang::ZhCn => format!("{} 天", purchase.days),
    };
    html.row("", lang.of_two("From", "开始日期"), &lang.date(&purchase.date));
    html.row("", lang.of_two("Used for", "行程中使用"), &days);
    for item in &purchase.items {
        let quantity = i64::try_from(item.quantity).unwrap_or(i64::MAX);
        let name = match item.quantity {
            1 => item.name.clone(),
            quantity => format!("{} × {quantity}", item.name),
        };
        html.row("", &name, &money(order, item.unit_price.saturating_mul(quantity)));
    }
    if purchase.new_line_fee != 0 {
        let label = lang.of_two("New line", "开户费");
        html.row("", label, &money(order, purchase.new_line_fee));
    }
    if purchase.discount != 0 {
        let label = match &purchase.coupon {
            Some(code) => format!("{} {code}", lang.of_two("Discount", "优惠")),
            None => lang.of_two("Discount", "优惠").to_owned(),
        };
        html.row("", &label, &format!("−{}", money(order, purchase.discount)));
    }
    let tax = purchase.tax_label.as_deref().unwrap_or(lang.of_two("Tax", "税"));
    html.row("", tax, &money(order, purchase.tax));
    if purchase.fee != 0 {
        let label = match lang {
            Lang::En => format!("Payment fee ({})", order.bill.method),
            Lang::ZhCn => format!("手续费：{}", order.bill.method),
        };
        html.row("", &label, &money(order, purchase.fee));
    }
    html.row("sum", lang.of_two("Sum", "小计"), &money(order, purchase.total));
    html.raw("</table>");
}

fn payment(html: &mut Html, order: &Order, lang: Lang, history: &[Step]) {
    let at = |status: Status| history.iter().find(|step| step.status == status).map(|s| s.at);
    let Some(paid) = at(Status::Paid) else { return };
    html.element("h2", lang.of_two("Payment", "付款")).raw("<table>");
    let method = match order.provider {
        ProviderKind::None => lang.of_two("Nothing to pay", "无需付款").to_owned(),
        ProviderKind::Sandbox => {
            let note = lang.of_two(" (TEST, no real money)", "（测试，非真实付款）");
            format!("{}{note}", order.bill.method)
        }
        _ => order.bill.method.clone(),
    };
    html.row("", lang.of_two("Paid by", "付款方式"), &method);
    html.row("", lang.of_two("Paid on", "付款时间"), &lang.moment(paid));
    html.row("sum", lang.of_two("Paid", "实付"), &money(order, order.due_now.0));
    if let Some(refunded) = at(Status::Refunded) {
        html.row("", lang.of_two("Refunded on", "退款时间"), &lang.moment(refunded));
        html.row("sum", lang.of_two("Refunded", "退款金额"), &money(order, order.due_now.0));
    }
    html.raw("</table>");
}

/// How to know that it worked.
fn checks(html: &mut Html, order: &Order, lang: Lang) {
    html.element("h2", lang.of_two("Check that it works", "确认是否生效"));
    html.raw("<ol>");
    let quote = Quote::from_json(order.quote.as_bytes());
    let is_new = quote
        .map_or(order.line.kind == LineKind::NewEsim, |quote| !Lines::of(&quote).new.is_empty());
    let purchases = &order.bill.purchases;
    let brings = |what: fn(&Bought) -> bool| purchases.iter().any(what);
    let mut checks: Vec<String> = Vec::new();
    let mut check = |en: &str, zh: &str| checks.push(lang.of_two(en, zh).to_owned());
    // Of two lines one is for data.
    let of_data = purchases.iter().find(|bought| !bought.has_number);
    if let Some(of_data) = of_data.filter(|_| is_new && brings(|bought| bought.has_number)) {
        let brand = &of_data.brand;
        check(
            &format!(
                "Lines: switch both on in the phone’s settings, and choose {brand} for mobile data."
            ),
            &format!("线路：在手机设置里打开两条线路，移动数据选 {brand}。"),
        );
    }
    match (is_new, brings(|bought| bought.has_number)) {
        (true, true) => check(
            "Balance: the carrier’s app or welcome text shows the plan and its end date.",
            "余额：在运营商 App 或欢迎短信里能看到套餐和到期日。",
        ),
        // Without a number no text comes.
        (true, false) => check(
            "Balance: the carrier’s app or website shows the plan and its end date.",
            "余额：在运营商 App 或网站里能看到套餐和到期日。",
        ),
        (false, _) => check(
            "Balance: the carrier’s app, or its balance number, shows the new end date or credit.",
            "余额：在运营商 App 里，或拨打余额查询号码，可查新的到期日或余额。",
        ),
    }
    if brings(|bought| bought.has_data) {
        check("Data: turn Wi-Fi off and open a web page.", "流量：关掉 Wi-Fi，打开一个网页试试。");
    }
    if brings(|bought| bought.has_number) {
        check(
            "A text: send one to a friend and let them answer; where the plan has calls, call once.",
            "短信：给朋友发一条并请对方回复；套餐含通话的，再打一个电话。",
        );
    }
    for check in &checks {
        html.element("li", check);
    }
    html.raw("</ol>");
}

/// Whom to ask, and what happens if it didn't work.
fn help(html: &mut Html, order: &Order, lang: Lang) {
    html.element("h2", lang.of_two("If it doesn’t work", "如果没有生效"));
    html.element(
        "p",
        match order.status {
            Status::Refunded => lang.of_two(
                "Your payment has been sent back the way it came. Banks take up to 10 working days \
                 to show it.",
                "款项已原路退回，银行入账最多需要 10 个工作日。",
            ),
            Status::Expired => lang.of_two(
                "If you did pay, that payment still counts: ask the shop below before you order \
                 again, and give the reference at the top.",
                "如果其实已经付款，款项仍然有效：重新下单前请先联系下面的商家，并提供页首的订单编号。",
            ),
            Status::PaymentFailed => lang.of_two(
                "Nothing was paid. Ask the shop below and give the reference at the top.",
                "这笔订单没有扣款。如有疑问，请联系下面的商家，并提供页首的订单编号。",
            ),
            _ => lang.of_two(
                "Ask the shop below and give the reference at the top. What can’t be delivered is \
                 refunded in full, the way it was paid.",
                "请联系下面的商家，并提供页首的订单编号。无法开通的，将原路全额退款。",
            ),
        },
    );
    match &order.bill.seller {
        Some(seller) => contacts(html, seller, lang),
        None => {
            html.element("p", lang.of_two("Ask where you ordered.", "请联系你下单的商家。"));
        }
    }
}

fn contacts(html: &mut Html, seller: &SellerName, lang: Lang) {
    html.raw("<ul>");
    if let Some(email) = &seller.email {
        html.raw("<li>").text(lang.of_two("E-mail: ", "邮箱："));
        html.link(&format!("mailto:{}", address(email)), email).raw("</li>");
    }
    if let Some(phone) = &seller.phone {
        let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        html.raw("<li>").text(lang.of_two("Telephone: ", "电话："));
        html.link(&format!("tel:{digits}"), phone).raw("</li>");
    }
    if let Some(chat) = &seller.chat {
        html.raw("<li>").text(lang.of_two("Chat: ", "在线客服："));
        html.link(chat, chat).raw("</li>");
    }
    if let Some(hours) = &seller.hours {
        html.raw("<li>").text(lang.of_two("Hours: ", "服务时间：")).text(hours).raw("</li>");
    }
    if let Some(terms) = &seller.terms {
        html.raw("<li>").link(terms, lang.of_two("Terms of sale", "销售条款")).raw("</li>");
    }
    html.raw("</ul>");
}

/// An e-mail address within a link: what would begin anything else of it is encoded.
fn address(email: &str) -> String {
    let mut address = String::new();
    for b in email.bytes() {
        if b.is_ascii_alphanumeric() || b"@.-_+".contains(&b) {
            address.push(b.into());
        } else {
            address.push_str(&format!("%{b:02X}"));
        }
    }
    address
}

fn money(order: &Order, minor: i64) -> String {
    format!("{} {}", order.money(Amount(minor)), order.currency.code())
}
