//! The languages of the pages, and how they write dates.

use crate::clock;
use crate::order::Status;

/// A language pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    En,
    ZhCn,
}

impl Lang {
    /// The language for a tag; Chinese for every kind of it, else English.
    pub(crate) fn of(locale: &str) -> Self {
        let language = locale.split('-').next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Self::ZhCn } else { Self::En }
    }

    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// The text of this language.
    pub(crate) fn of_two<'t>(self, en: &'t str, zh: &'t str) -> &'t str {
        match self {
            Self::En => en,
            Self::ZhCn => zh,
        }
    }

    /// A date of the form `YYYY-MM-DD` as people write it.
    pub(super) fn date(self, iso: &str) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let mut parts = iso.split('-').map(|part| part.parse::<usize>().unwrap_or(0));
        let [year, month, day] = [(); 3].map(|()| parts.next().unwrap_or(0));
        match self {
            Self::En => {
                let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or("?");
                format!("{day} {month} {year}")
            }
            Self::ZhCn => format!("{year}年{month}月{day}日"),
        }
    }

    /// A moment, in UTC.
    pub(super) fn moment(self, ms: i64) -> String {
        let text = clock::rfc3339(ms);
        let (date, time) = text.split_once('T').unwrap_or((&text, ""));
        format!("{} {} UTC", self.date(date), time.get(..5).unwrap_or(""))
    }

    /// A status, for the customer.
    pub(super) fn status(self, status: Status) -> &'static str {
        use Status::*;
        match status {
            Created => self.of_two("Order received", "订单已收到"),
            AwaitingPayment => self.of_two("Waiting for your payment", "等待付款"),
            Paid => self.of_two("Paid; the shop is preparing it", "已付款，商家正在处理"),
            Fulfilling => self.of_two("The shop is setting it up", "商家正在开通"),
            Fulfilled => self.of_two("Done", "已完成"),
            Expired => self.of_two("Not paid in time", "超时未付款，订单已关闭"),
            PaymentFailed => self.of_two("The payment was refused", "付款失败"),
            FulfilFailed => {
                self.of_two("It couldn’t be delivered; the shop is on it", "未能开通，商家正在处理")
            }
            Refunded => self.of_two("Refunded", "已退款"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_write_them() {
        assert_eq!(Lang::of("zh-Hant-HK"), Lang::ZhCn);
        assert_eq!(Lang::of("de"), Lang::En);
        assert_eq!(Lang::En.date("2026-12-01"), "1 December 2026");
        assert_eq!(Lang::ZhCn.date("2026-12-01"), "2026年12月1日");
        assert_eq!(Lang::En.date("nonsense"), "0 ? 0");
    }
}
