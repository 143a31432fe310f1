//! The sandbox's payment page: what a provider's page would be, and nothing like one.

use super::html::Html;
use super::{Lang, receipt};
use crate::order::{Order, Status};

/// What a tester can have happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Succeed,
    Decline,
    /// The payment comes through some seconds later.
    Slow,
    /// The bank asks once more.
    Confirm,
    /// The answer to that.
    Confirmed,
    /// The shop delivers.
    Deliver,
}

impl Outcome {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Succeed, "succeed"),
        (Self::Decline, "decline"),
        (Self::Slow, "slow"),
        (Self::Confirm, "confirm"),
        (Self::Confirmed, "confirmed"),
        (Self::Deliver, "deliver"),
    ];

    /// Reads the form `outcome=…`.
    pub(crate) fn from_form(form: &[u8]) -> Option<Self> {
        let word = form.split(|b| *b == b'&').find_map(|pair| pair.strip_prefix(b"outcome="))?;
        Self::ALL.iter().find(|(_, known)| known.as_bytes() == word).map(|(outcome, _)| *outcome)
    }
}

/// The page, or its second question. `path` is what the service's own addresses begin with, `back` where the
/// customer goes when it is over.
pub(crate) fn page(order: &Order, asks_again: bool, path: &str, back: &str) -> String {
    let lang = Lang::of(&order.contact.locale);
    let mut html = Html::default();
    let title = lang.of_two("Sandbox payment", "测试付款");
    receipt::head(&mut html, lang, title, path, true);
    html.raw("<main>").element("h1", title);
    html.raw("<p>").text(&order.reference_code).text(" · ").text(&order.money(order.due_now));
    html.text(" ").text(order.currency.code()).raw("</p>");
    if !order.status.is_open() || order.settle_at.is_some() {
        let status = if order.settle_at.is_some() && order.status.is_open() {
            lang.of_two("The payment is on its way", "付款处理中")
        } else {
            lang.status(order.status)
        };
        html.element("p class=\"status\"", status);
        html.raw("<p>").link(back, lang.of_two("Back to the shop", "返回商家")).raw("</p>");
        if matches!(order.status, Status::Paid | Status::Fulfilling) {
            html.raw("<form method=\"post\">");
            choice(&mut html, "", "deliver", lang.of_two("The shop delivers", "商家交付"));
            html.raw("</form>");
        }
    } else if asks_again {
        html.element(
            "p class=\"status\"",
            lang.of_two("Your pretend bank asks you to confirm.", "模拟银行请你再次确认。"),
        );
        html.raw("<form method=\"post\">");
        choice(&mut html, "main", "confirmed", lang.of_two("Confirm", "确认"));
        choice(&mut html, "", "decline", lang.of_two("Refuse", "拒绝"));
        html.raw("</form>");
    } else {
        html.element("p", lang.of_two("What should happen?", "请选择要模拟的结果："));
        html.raw("<form method=\"post\">");
        choice(&mut html, "main", "succeed", lang.of_two("The payment succeeds", "付款成功"));
        choice(&mut html, "", "decline", lang.of_two("It is declined", "付款被拒绝"));
        choice(&mut html, "", "slow", lang.of_two("It takes some seconds", "过几秒才到账"));
        choice(
            &mut html,
            "",
            "confirm",
            lang.of_two("The bank asks for a second confirmation", "银行要求二次确认"),
        );
        html.raw("</form>");
    }
    html.raw("</main></body></html>");
    html.finish()
}

fn choice(html: &mut Html, class: &'static str, value: &'static str, text: &str) {
    html.raw("<button name=\"outcome\" value=\"").raw(value).raw("\" class=\"").raw(class);
    html.raw("\">").text(text).raw("</button>");
}
