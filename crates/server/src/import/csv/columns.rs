//! The columns there are, and whose they are.

use super::super::draft::Draft;
use ::csv::StringRecord;

/// Which rows may fill a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Of(u8);

impl Of {
    pub(super) const PLAN: Self = Self(1);
    pub(super) const ADDON: Self = Self(2);
    pub(super) const TOPUP: Self = Self(4);
    const ALL: Self = Self(7);
    /// What an offer is called elsewhere: of all rows too.
    const HANDOFF: Self = Self(15);

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether rows of a kind are among these.
    pub(super) fn has(self, kind: Self) -> bool {
        self.0 & kind.0 == kind.0
    }
}

/// Every column, by the name its header has.
pub(super) const COLUMNS: [(&str, Of); 46] = [
    ("kind", Of::ALL),
    ("brand", Of::ALL),
    ("brand_id", Of::ALL),
    ("network", Of::ALL),
    ("country", Of::ALL),
    ("number", Of::ALL),
    ("sim", Of::ALL),
    ("new_line_fee", Of::ALL),
    ("grace_days", Of::ALL),
    ("id", Of::ALL),
    ("name", Of::ALL),
    ("price", Of::ALL),
    ("autopay_price", Of::PLAN),
    ("days", Of::PLAN.or(Of::TOPUP)),
    ("months", Of::PLAN),
    ("data", Of::PLAN.or(Of::ADDON)),
    ("data_mb", Of::PLAN.or(Of::ADDON)),
    ("data_gb", Of::PLAN.or(Of::ADDON)),
    ("data_per_day", Of::PLAN),
    ("throttle_kbps", Of::PLAN),
    ("minutes", Of::PLAN.or(Of::ADDON)),
    ("intl_minutes", Of::PLAN.or(Of::ADDON)),
    ("sms", Of::PLAN.or(Of::ADDON)),
    ("resets_every_days", Of::PLAN),
    ("new_line_only", Of::PLAN),
    ("sale_price", Of::PLAN),
    ("sale_from", Of::PLAN),
    ("sale_until", Of::PLAN),
    ("plans", Of::ADDON),
    ("max_per_period", Of::ADDON),
    ("paygo", Of::TOPUP),
    ("paygo_id", Of::TOPUP),
    ("credit", Of::TOPUP),
    ("extend", Of::TOPUP),
    ("rate_data_mb", Of::TOPUP),
    ("rate_minutes", Of::TOPUP),
    ("rate_intl_minutes", Of::TOPUP),
    ("rate_sms", Of::TOPUP),
    ("stripe_payment_link", Of::HANDOFF),
    ("shopify_variant", Of::HANDOFF),
    ("woocommerce_product", Of::HANDOFF),
    ("paddle_price", Of::HANDOFF),
    ("paypal_payment_link", Of::HANDOFF),
    ("source", Of::ALL),
    ("source_date", Of::ALL),
    ("notes", Of::ALL),
];

/// Whose a column is.
pub(super) fn of(column: &str) -> Option<Of> {
    COLUMNS.into_iter().find(|(name, _)| *name == column).map(|(_, of)| of)
}

/// The columns of what offers are called where orders are handed to.
pub(super) fn of_handoffs() -> impl Iterator<Item = &'static str> {
    COLUMNS.into_iter().filter(|(_, of)| of.has(Of::HANDOFF)).map(|(name, _)| name)
}

/// Stands for a column whose name is none, which is noted.
pub(super) const UNKNOWN: &str = "";

/// The column of each cell; none for one without a name.
pub(super) fn columns(
    header: &StringRecord,
    row: usize,
    draft: &mut Draft,
) -> Vec<Option<&'static str>> {
    let mut found: Vec<Option<&'static str>> = Vec::new();
    for (i, name) in header.iter().enumerate() {
        let plain = name.to_lowercase().replace([' ', '-'], "_");
        let column = COLUMNS.into_iter().map(|(name, _)| name).find(|name| *name == plain);
        let place = format!("row {row}, column {}", i + 1);
        match column {
            Some(column) if found.contains(&Some(column)) => {
                draft.fault(&place, &format!("“{column}” is there twice"));
            }
            None if !plain.is_empty() => {
                draft.fault(&place, &format!("no column is called “{name}”"));
            }
            _ => {}
        }
        found.push(column.or((!plain.is_empty()).then_some(UNKNOWN)));
    }
    for needed in ["brand", "name", "price"] {
        if !found.contains(&Some(needed)) {
            draft.fault(&format!("row {row}"), &format!("the column “{needed}” is missing"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::COLUMNS;

    #[test]
    fn every_column_is_described() {
        let page = include_str!("../../../../../docs/catalog.md");
        let (_, table) = page.split_once("| Column | Means |").expect("the table of columns");
        let names: Vec<&str> = table
            .lines()
            .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
            .flat_map(|names| names.split(", "))
            .filter_map(|name| name.strip_prefix('`')?.strip_suffix('`'))
            .collect();
        for (column, _) in COLUMNS {
            assert!(names.contains(&column), "{column}");
        }
        for name in names {
            assert!(super::of(name).is_some(), "{name}");
        }
    }
}
